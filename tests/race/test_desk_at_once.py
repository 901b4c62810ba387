"""Two colleagues decide one thing at the same moment: one decision counts, the other is told of it."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from django.db import transaction

from frontoffice.desk import colleagues, deciding
from frontoffice.desk.models import Matter
from projects import moderation
from projects.enums import ProjectState
from projects.models import Project, ProjectTransition
from qazvolunteer.accounts.models import User
from tests import builders
from tests.race.together import at_once, codes

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def due() -> tuple[Matter, list[User]]:
    organization = builders.organization()
    owner = builders.member(organization)
    project = builders.project(organization=organization, state=ProjectState.DRAFT, published_at=None)
    builders.shift(project)
    moderation.submit(project, by=owner)
    return Matter.objects.about(project).get(), [builders.coordinator("almaty") for _ in range(2)]


def look_then_write(matter: Matter, state: str, *, together: threading.Barrier) -> None:
    """Naive: look whether it waits, then write."""
    with transaction.atomic():
        row = Project.objects.get(pk=matter.subject_id)
        together.wait(20)
        if row.state == ProjectState.SUBMITTED:
            ProjectTransition.objects.create(subject=row, action="x", from_state=row.state, to_state=state)


def test_control_who_looks_and_then_writes_decides_twice() -> None:
    matter, _people = due()
    together = threading.Barrier(2)
    at_once([partial(look_then_write, matter, state, together=together) for state in ("approved", "refused")])
    assert ProjectTransition.objects.filter(subject=matter.subject_id, action="x").count() == 2


def test_of_two_decisions_one_counts() -> None:
    for _ in range(ROUNDS):
        matter, (one, two) = due()
        acts = [
            partial(deciding.decide, matter, "approve", by=one),
            partial(deciding.decide, matter, "refuse", by=two, note="Болмайды."),
        ]
        results = at_once(acts)
        assert sorted(codes(results)) == ["", "decided"]
        matter.refresh_from_db()
        winner = one if codes(results)[0] == "" else two
        assert matter.decided_by == winner and matter.outcome == ("approve" if winner == one else "refuse")
        records = ProjectTransition.objects.filter(subject=matter.subject_id, from_state=ProjectState.SUBMITTED)
        assert records.count() == 1


def test_the_desk_and_the_workplace_at_once_do_not_wait_for_each_other() -> None:
    for _ in range(ROUNDS):
        matter, (one, two) = due()
        project = Project.objects.get(pk=matter.subject_id)
        results = at_once(
            [
                partial(deciding.decide, matter, "approve", by=one),
                partial(moderation.refuse, project, by=two, note="Болмайды."),
            ]
        )
        assert codes(results) in (["", "wrong_state"], ["decided", ""])


def test_one_of_two_takes_it_on() -> None:
    for _ in range(ROUNDS):
        matter, people = due()
        results = at_once([partial(colleagues.take, matter, by=person) for person in people])
        assert sorted(codes(results)) == ["", "taken"]
