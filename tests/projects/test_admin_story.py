"""A project from an empty form to the catalogue, through the pages that people use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext

from projects import moderation
from projects.enums import ProjectState
from projects.models import Project, Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.notifications import delivery
from tests import builders, doors
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

ADD = "/en/admin/projects/project/add/"


def filled_in(cast: Cast, **changes: Any) -> dict[str, Any]:
    """The form of a new project with one shift and one question."""
    day = timezone.localtime() + dt.timedelta(days=10)
    form = {
        "organization": cast.organization.pk,
        "programme": builders.programme().pk,
        "kind": "project",
        "format": "on_site",
        "title_kk": "Өзен жағасын тазалау",
        "title_ru": "Уборка берега",
        "title_en": "Clean the river bank",
        "summary_kk": "Жағаны бірге тазалаймыз.",
        "summary_ru": "Вместе уберём берег.",
        "region": builders.region().pk,
        "min_age": 16,
        "cover": 1,
        "languages": ["kk", "ru"],
        "shifts-TOTAL_FORMS": 1,
        "shifts-INITIAL_FORMS": 0,
        "shifts-0-starts_at_0": day.strftime("%Y-%m-%d"),
        "shifts-0-starts_at_1": "09:00",
        "shifts-0-ends_at_0": day.strftime("%Y-%m-%d"),
        "shifts-0-ends_at_1": "13:00",
        "shifts-0-seats": 20,
        "shifts-0-task_en": "Collect litter",
        "items-TOTAL_FORMS": 1,
        "items-INITIAL_FORMS": 0,
        "items-0-section": "bring",
        "items-0-text_en": "Gloves",
        "items-0-position": 0,
        "outcomes-TOTAL_FORMS": 1,
        "outcomes-INITIAL_FORMS": 0,
        "outcomes-0-unit": "bags",
        "outcomes-0-planned": "40",
        "questions-TOTAL_FORMS": 1,
        "questions-INITIAL_FORMS": 0,
        "questions-0-kind": "yes_no",
        "questions-0-label_en": "Have you a car?",
        "questions-0-position": 0,
    }
    return {**form, **changes}


def act(client: Client, project: Project, name: str, **form: str) -> Any:
    return client.post(f"/en/admin/projects/project/{project.pk}/act/{name}/", form)


def test_from_an_empty_form_to_the_catalogue(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    bolat, daniyar = sign_in(cast.bolat), sign_in(cast.daniyar)
    answer = bolat.post(ADD, filled_in(cast))
    assert answer.status_code == 302, answer.context["errors"]
    project = Project.objects.get()
    shift = Shift.objects.get()
    assert (project.state, project.published_at) == (ProjectState.DRAFT, None)
    assert (project.slug, project.search_text != "") == ("clean-the-river-bank", True)
    assert (shift.seats, shift.seats_taken, shift.task_en) == (20, 0, "Collect litter")
    assert timezone.localtime(shift.starts_at).hour == 9
    assert project.items.get().text_en == "Gloves"
    assert project.questions.get().label_en == "Have you a car?"
    assert str(project.outcomes.get()) == "40 bags collected"

    assert act(bolat, project, "submit").status_code == 302
    project.refresh_from_db()
    assert project.state == ProjectState.SUBMITTED

    page = daniyar.get("/en/admin/")
    assert "Clean the river bank" in page.content.decode()
    assert act(daniyar, project, "approve", note="Well done").status_code == 302
    project.refresh_from_db()
    assert project.state == ProjectState.APPROVED
    assert not Project.objects.running().exists()

    assert act(bolat, project, "publish").status_code == 302
    assert Project.objects.running().get() == project
    history = bolat.get(f"/en/admin/projects/project/{project.pk}/change/").content.decode()
    assert "Well done" in history
    assert "Данияр" in history


def test_returned_with_a_note_and_submitted_again(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    project = builders.project(organization=cast.organization, state=ProjectState.SUBMITTED, published_at=None)
    shift = builders.shift(project)
    bolat, daniyar = sign_in(cast.bolat), sign_in(cast.daniyar)
    without_note = act(daniyar, project, "return")
    assert without_note.status_code == 200
    assert without_note.context["form"].errors
    act(daniyar, project, "return", note="Say what people should wear.")
    project.refresh_from_db()
    assert project.state == ProjectState.NEEDS_WORK
    page = bolat.get(f"/en/admin/projects/project/{project.pk}/change/").content.decode()
    assert "Say what people should wear." in page
    start = bolat.get("/en/admin/").content.decode()
    assert "Returned to you" in start

    day = timezone.localtime() + dt.timedelta(days=20)
    form = filled_in(cast, **{"shifts-TOTAL_FORMS": 2, "shifts-INITIAL_FORMS": 1, "shifts-0-id": shift.pk})
    form |= {"shifts-1-starts_at_0": day.strftime("%Y-%m-%d"), "shifts-1-starts_at_1": "10:00", "shifts-1-seats": 5}
    form |= {"shifts-1-ends_at_0": day.strftime("%Y-%m-%d"), "shifts-1-ends_at_1": "12:00"}
    answer = bolat.post(f"/en/admin/projects/project/{project.pk}/change/", form)
    assert answer.status_code == 302, answer.context["errors"]
    assert list(project.shifts.values_list("seats", flat=True)) == [20, 5]
    assert act(bolat, project, "submit").status_code == 302


def test_what_a_verb_refuses_is_said_on_the_page(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    project = builders.project(organization=cast.organization, state=ProjectState.DRAFT, published_at=None)
    answer = act(sign_in(cast.bolat), project, "submit")
    assert answer.status_code == 200
    assert "Add at least one shift in the future." in answer.content.decode()


def test_a_shift_that_ends_before_it_starts_is_a_field_error(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    answer = sign_in(cast.bolat).post(ADD, filled_in(cast, **{"shifts-0-ends_at_1": "08:00"}))
    assert answer.status_code == 200
    assert "The end must be after the start." in answer.content.decode()
    assert not Project.objects.exists()


def test_risky_work_sets_the_minimum_age(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    answer = sign_in(cast.bolat).post(ADD, filled_in(cast, risk_tags=["heavy_work"], min_age=12))
    assert answer.status_code == 302, answer.context["errors"]
    assert Project.objects.get().min_age == 18


def test_a_town_must_lie_in_the_region(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    elsewhere = builders.town("astana")
    answer = sign_in(cast.bolat).post(ADD, filled_in(cast, town=elsewhere.pk))
    assert answer.status_code == 200
    assert "is not in this region" in answer.content.decode()


def test_a_standard_reason_is_read_in_the_readers_language(
    cast: Cast, sign_in: Callable[[User], Client], mailoutbox: Any
) -> None:
    project = builders.project(organization=cast.organization, state=ProjectState.SUBMITTED, published_at=None)
    daniyar = sign_in(cast.daniyar)
    reason = moderation.RETURN_REASONS[0]
    assert reason in doors.read(daniyar.get(f"/en/admin/projects/project/{project.pk}/act/return/"))
    assert "Choose a reason or write one." in doors.read(act(daniyar, project, "return", standard="", note=""))
    assert act(daniyar, project, "return", standard=reason).status_code == 302
    project.refresh_from_db()
    assert project.state == ProjectState.NEEDS_WORK
    delivery.deliver_due()
    letter = next(one for one in mailoutbox if one.to == [cast.bolat.email])
    with translation.override(cast.bolat.language):
        assert gettext(reason) != reason
        assert gettext(reason) in letter.body
    page = doors.read(sign_in(cast.bolat).get(f"/ru/admin/projects/project/{project.pk}/change/"))
    with translation.override("ru"):
        assert gettext(reason) in page
