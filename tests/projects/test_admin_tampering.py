"""Forms sent by hand, past what the pages offer: nothing foreign, nothing that belongs to a verb."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from projects.admin import ProjectAdmin
from projects.enums import ProjectState
from projects.models import Project, Shift
from projects.records import SeatsRecord
from qazvolunteer.accounts.models import User
from tests import builders
from tests.cast import Cast
from tests.projects.test_admin_story import ADD, filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]


def test_a_foreign_organization_is_not_offered_and_not_taken(cast: Cast, sign_in: Browser) -> None:
    bolat = sign_in(cast.bolat)
    offered = bolat.get(f"{ADD}?blank=1").context["adminform"].form.fields["organization"].queryset
    assert list(offered) == [cast.organization]
    answer = bolat.post(ADD, filled_in(cast, organization=cast.other_organization.pk))
    assert answer.status_code == 200
    assert "organization" in answer.context["adminform"].form.errors
    assert not Project.objects.exists()


def test_state_publication_and_counters_are_no_fields(cast: Cast, sign_in: Browser) -> None:
    forged = {
        "state": "approved",
        "published_at_0": "2026-01-01",
        "published_at_1": "10:00",
        "published_at": "2026-01-01 10:00",
        "signups_open": "",
        "slug": "forged",
        "search_text": "forged",
        "shifts-0-seats_taken": 19,
        "shifts-0-overfill": 5,
        "shifts-0-waiting": 3,
    }
    answer = sign_in(cast.bolat).post(ADD, filled_in(cast, **forged))
    assert answer.status_code == 302, answer.context["errors"]
    project = Project.objects.get()
    assert (project.state, project.published_at, project.signups_open) == (ProjectState.DRAFT, None, True)
    assert project.slug == "clean-the-river-bank"
    assert "forged" not in project.search_text
    shift = Shift.objects.get()
    assert (shift.seats_taken, shift.overfill, shift.waiting) == (0, 0, 0)


def test_the_organization_of_a_project_never_changes(cast: Cast, sign_in: Browser) -> None:
    builders.member(cast.other_organization, user=cast.bolat)
    project = builders.project(organization=cast.organization, state=ProjectState.DRAFT, published_at=None)
    form = filled_in(cast, organization=cast.other_organization.pk, **{"shifts-TOTAL_FORMS": 0})
    url = f"/en/admin/projects/project/{project.pk}/change/"
    assert sign_in(cast.bolat).post(url, form).status_code == 302
    project.refresh_from_db()
    assert project.organization == cast.organization
    assert project.title_en == "Clean the river bank"


def test_after_approval_only_harmless_fields_change(cast: Cast, sign_in: Browser) -> None:
    project = builders.project(organization=cast.organization)
    before = (project.title_kk, project.min_age, project.region_id, project.programme_id)
    management = {
        f"{name}-{count}_FORMS": 0
        for name in ("shifts", "items", "questions", "outcomes")
        for count in ("TOTAL", "INITIAL")
    }
    forged = {
        "title_kk": "Басқа атау",
        "title_en": "Another title",
        "min_age": project.min_age,
        "risk_tags": ["heavy_work"],
        "region": builders.region("astana").pk,
        "directions_en": "Bus 12 to the last stop",
        "contact_name": "Bolat",
        "cover": 2,
        "items-TOTAL_FORMS": 1,
        "items-0-section": "bring",
        "items-0-text_en": "Water",
        "items-0-position": 0,
        "questions-TOTAL_FORMS": 1,
        "questions-0-kind": "text",
        "questions-0-label_en": "What is your salary?",
        "questions-0-position": 0,
    }
    url = f"/en/admin/projects/project/{project.pk}/change/"
    answer = sign_in(cast.bolat).post(url, management | forged)
    assert answer.status_code == 302, answer.context["errors"]
    project.refresh_from_db()
    assert (project.title_kk, project.min_age, project.region_id, project.programme_id) == before
    assert (project.directions_en, project.contact_name, project.cover) == ("Bus 12 to the last stop", "Bolat", 2)
    assert project.items.get().text_en == "Water"
    assert not project.questions.exists()


@pytest.mark.parametrize("state", [ProjectState.SUBMITTED, ProjectState.REFUSED, ProjectState.COMPLETED])
def test_what_is_under_review_or_over_is_read_only(state: str, cast: Cast, sign_in: Browser) -> None:
    project = builders.project(organization=cast.organization, state=state, published_at=None)
    answer = sign_in(cast.bolat).post(f"/en/admin/projects/project/{project.pk}/change/", filled_in(cast))
    assert answer.status_code == 403


def test_a_row_of_another_project_cannot_be_smuggled_in(cast: Cast, sign_in: Browser) -> None:
    theirs = builders.shift(builders.project(organization=cast.other_organization))
    project = builders.project(organization=cast.organization, state=ProjectState.DRAFT, published_at=None)
    form = filled_in(cast, **{"shifts-INITIAL_FORMS": 1, "shifts-0-id": theirs.pk, "shifts-0-seats": 99})
    answer = sign_in(cast.bolat).post(f"/en/admin/projects/project/{project.pk}/change/", form)
    assert answer.status_code in {200, 302}
    theirs.refresh_from_db()
    assert (theirs.seats, theirs.project.organization) == (10, cast.other_organization)


# --- Shifts of a running project ---


def shift_form(shift: Shift, **changes: object) -> dict[str, object]:
    start, end = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    form = {
        "starts_at_0": start.strftime("%Y-%m-%d"),
        "starts_at_1": start.strftime("%H:%M:%S"),
        "ends_at_0": end.strftime("%Y-%m-%d"),
        "ends_at_1": end.strftime("%H:%M:%S"),
        "seats": shift.seats,
    }
    return {**form, **changes}


@pytest.fixture
def full_shift(cast: Cast) -> Shift:
    """Three of three places are taken."""
    shift = builders.shift(builders.project(organization=cast.organization), seats=3)
    builders.fill(shift)
    shift.refresh_from_db()
    return shift


def test_fewer_places_than_people_ask_for_a_reason(cast: Cast, full_shift: Shift, sign_in: Browser) -> None:
    bolat = sign_in(cast.bolat)
    url = f"/en/admin/projects/shift/{full_shift.pk}/change/"
    without = bolat.post(url, shift_form(full_shift, seats=1))
    assert without.status_code == 200
    assert "reason" in without.context["adminform"].form.errors
    assert bolat.post(url, shift_form(full_shift, seats=1, reason="The bus is smaller.")).status_code == 302
    full_shift.refresh_from_db()
    assert (full_shift.seats, full_shift.seats_taken, full_shift.overfill) == (1, 3, 2)
    assert SeatsRecord.objects.get().reason == "The bus is smaller."


def test_a_shift_is_moved_by_the_verb(cast: Cast, full_shift: Shift, sign_in: Browser) -> None:
    later = timezone.localtime(full_shift.starts_at) + dt.timedelta(days=1)
    form = shift_form(
        full_shift,
        starts_at_0=later.strftime("%Y-%m-%d"),
        ends_at_0=(later + dt.timedelta(hours=4)).strftime("%Y-%m-%d"),
        tell_everybody="on",
        project=builders.project(organization=cast.other_organization).pk,
    )
    url = f"/en/admin/projects/shift/{full_shift.pk}/change/"
    assert sign_in(cast.bolat).post(url, form).status_code == 302
    moved = Shift.objects.get(pk=full_shift.pk)
    assert moved.starts_at == full_shift.starts_at + dt.timedelta(days=1)
    assert moved.project == full_shift.project


def test_a_shift_is_added_to_own_projects_only(cast: Cast, sign_in: Browser) -> None:
    own = builders.project(organization=cast.organization)
    foreign = builders.project(organization=cast.other_organization)
    template = builders.shift(own)
    bolat = sign_in(cast.bolat)
    refused = bolat.post("/en/admin/projects/shift/add/", shift_form(template, project=foreign.pk))
    assert refused.status_code == 200
    assert not foreign.shifts.exists()
    assert bolat.post("/en/admin/projects/shift/add/", shift_form(template, project=own.pk)).status_code == 302
    assert own.shifts.count() == 2


def test_a_shift_is_cancelled_with_a_reason(cast: Cast, full_shift: Shift, sign_in: Browser) -> None:
    bolat = sign_in(cast.bolat)
    url = f"/en/admin/projects/shift/{full_shift.pk}/act/cancel/"
    assert bolat.post(url, {"note": " "}).status_code == 200
    assert bolat.post(url, {"note": "Storm warning."}).status_code == 302
    full_shift.refresh_from_db()
    assert full_shift.cancel_reason == "Storm warning."
    assert full_shift.seats_taken == 0


@pytest.mark.parametrize("decided_meanwhile", [True, False])
def test_a_form_does_not_undo_a_decision_made_while_it_was_saved(
    decided_meanwhile: bool, cast: Cast, sign_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = builders.project(organization=cast.organization)
    save, seen = ProjectAdmin.save_model, []

    def save_late(self: ProjectAdmin, request: Any, obj: Project, form: Any, change: bool) -> None:
        seen.append(obj.state)
        if decided_meanwhile:
            Project.objects.filter(pk=project.pk).update(state=ProjectState.CANCELLED)
        save(self, request, obj, form, change)

    monkeypatch.setattr(ProjectAdmin, "save_model", save_late)
    management = {
        f"{name}-{count}_FORMS": 0
        for name in ("shifts", "items", "questions", "outcomes")
        for count in ("TOTAL", "INITIAL")
    }
    changes = {"contact_name": "Мадина", "cover": 1, "min_age": project.min_age}
    sign_in(cast.bolat).post(f"/en/admin/projects/project/{project.pk}/change/", management | changes)
    project.refresh_from_db()
    assert ProjectState.APPROVED in seen
    assert project.contact_name == ("" if decided_meanwhile else "Мадина")
