"""Hours of another system: tried out, corrected, taken over as lines that wait for the organization."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from organizations.enums import Role
from projects.models import Project
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors, hours_rows
from tests.cast import Cast
from volunteers import hours, hours_import
from volunteers.hours_models import HoursEntry
from volunteers.models import Volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]


@pytest.fixture
def project(cast: Cast) -> Project:
    return builders.project(organization=cast.organization)


def known(project: Project, **values: Any) -> Volunteer:
    """Somebody who has signed up with the organization."""
    who = builders.volunteer(**values)
    hours_rows.was_in(hours_rows.past_shift(project), who)
    return who


def page(project: Project) -> str:
    return f"/en/admin/volunteers/hoursentry/import/{project.pk}/"


def csv(*lines: str) -> str:
    return "\n".join(["contact,day,hours,note", *lines])


def yesterday() -> dt.date:
    return dt.date.today() - dt.timedelta(days=1)


def test_tried_out_corrected_taken_over_and_confirmed(cast: Cast, project: Project) -> None:
    one, two = known(project), known(project, phone="+77011234567")
    day = yesterday()
    wrong = csv(
        f"{one.user.email.upper()},{day},1.5,Dobro",
        f"8 701 123 45 67,{day:%d.%m.%Y},2,",
        f"nobody@example.kz,{day},2,",
        f"{one.user.email},{day + dt.timedelta(days=9)},2,",
        f"{two.user.email},{day - dt.timedelta(days=1)},99,",
        f"{one.user.email},{day},3,",
    )
    bolat = doors.signed_in(cast.bolat)
    assert "Hours from another system" in doors.read(bolat.get(f"/en/admin/projects/project/{project.pk}/change/"))
    empty = doors.read(bolat.get(page(project)))
    assert "Choose a file, or write the lines." in empty
    assert "optional" not in empty
    file = SimpleUploadedFile("hours.csv", b"\xef\xbb\xbf" + wrong.encode(), content_type="text/csv")
    tried = doors.read(bolat.post(page(project), {"file": file}))
    assert "4 lines cannot be taken over" in tried
    for problem in ("Nobody who has signed up", "last three years", "no more than", "taken over already"):
        assert problem in tried
    assert "Take them over" not in tried
    bolat.post(page(project), {"text": wrong, "take": "1"})
    assert not HoursEntry.objects.exists()

    right = f"contact;day;hours;note\n{one.user.email};{day};1,5;Dobro"
    assert "Take them over" in doors.read(bolat.post(page(project), {"text": right}))
    assert not HoursEntry.objects.exists()
    assert bolat.post(page(project), {"text": right, "take": "1"}).status_code == 302
    line = HoursEntry.objects.get()
    assert (line.volunteer, line.minutes, line.kind, line.evidence) == (one, 90, "external", "imported")
    assert (line.state, line.note, line.proposed_by) == ("proposed", "Dobro", cast.bolat)
    assert not HoursEntry.objects.counted().exists()
    assert "taken over already" in doors.read(bolat.post(page(project), {"text": right}))
    hours.confirm(line, by=cast.bolat)
    assert HoursEntry.objects.counted().get().minutes == 90
    assert "Taken over from another system" in doors.read(
        doors.signed_in(one).get(doors.address("hours-entry", line.pk))
    )


def test_who_may(cast: Cast, project: Project) -> None:
    who = known(project)
    text = csv(f"{who.user.email},{yesterday()},1,")
    manager = builders.member(cast.organization, Role.MANAGER)
    for outsider in (cast.camila, cast.erlan, manager):
        browser = doors.signed_in(outsider)
        assert browser.get(page(project)).status_code in {403, 404}
        assert browser.post(page(project), {"text": text, "take": "1"}).status_code in {403, 404}
        with pytest.raises(Refusal):
            hours_import.take_over(text, project=project, by=outsider)
    assert not HoursEntry.objects.exists()
    doors.signed_in(cast.daniyar).post(page(project), {"text": text, "take": "1"})
    assert HoursEntry.objects.get().proposed_by == cast.daniyar


def test_an_owner_learns_nothing_of_people_who_never_came_and_writes_none_of_their_own(
    cast: Cast, project: Project
) -> None:
    stranger, day = builders.volunteer(), yesterday()
    own = Volunteer.objects.of(cast.bolat) or Volunteer.objects.create(user=cast.bolat, birth_date=dt.date(1984, 1, 1))
    hours_rows.was_in(hours_rows.past_shift(project), own)
    text = csv(f"{stranger.user.email},{day},1,", f"{cast.bolat.email},{day},1,")
    with translation.override("en"):
        lines = hours_import.read(text, project=project, by=cast.bolat)
    assert "Nobody who has signed up" in lines[0].problem
    assert lines[0].volunteer is None
    assert "their own hours" in lines[1].problem


@pytest.mark.parametrize("text", ["", "a,b\n1,2", csv(*["x@example.kz,2026-01-01,1,"] * 501)])
def test_what_is_no_list(text: str, cast: Cast, project: Project) -> None:
    with pytest.raises(Refusal):
        hours_import.take_over(text, project=project, by=cast.bolat)
    with pytest.raises(Refusal):
        hours_import.take_over(csv(), project=project, by=cast.bolat)


def test_many_lines_cost_no_more_queries_than_few(cast: Cast, project: Project) -> None:
    def cost(number: int) -> int:
        text = csv(*[f"{known(project).user.email},{yesterday()},1," for _ in range(number)])
        with CaptureQueriesContext(connection) as seen:
            hours_import.read(text, project=project, by=cast.bolat)
        return len(seen)

    cost(1)
    assert cost(2) == cost(12)
