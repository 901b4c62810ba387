"""A form outlives its session: whoever was signed out meanwhile logs in and finds what they typed."""

from __future__ import annotations

import pytest

from projects.models import ProjectQuestion
from tests import builders
from tests.doors import address, signed_in
from volunteers.models import SignUp

pytestmark = pytest.mark.django_db


def test_answers_are_kept_when_the_session_ends() -> None:
    shift = builders.shift()
    question = ProjectQuestion.objects.create(project=shift.project, kind="text", **builders.three("label", "Тәжірибе"))
    aigerim = builders.volunteer()
    client = signed_in(aigerim)
    client.logout()
    field = f"question_{question.pk}"

    answer = client.post(address("take-shift", shift.project.slug, shift.pk), {field: "Үш жыл бақша"})
    assert answer.url.startswith(address("account_login"))
    assert not SignUp.objects.exists()

    # Signing in keeps what the visitor's session held.
    kept = dict(client.session)
    client.force_login(aigerim.user)
    session = client.session
    session.update({key: value for key, value in kept.items() if not key.startswith("_auth")})
    session.save()
    page = client.get(address("project", shift.project.slug), {"shift": shift.pk})
    assert "Үш жыл бақша" in page.content.decode()
    client.post(address("take-shift", shift.project.slug, shift.pk), {field: "Үш жыл бақша"})
    assert SignUp.objects.get().answers == {str(question.pk): "Үш жыл бақша"}
    assert "answers" not in client.session
