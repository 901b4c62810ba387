"""The check-in page without scripts, the list of shifts, the leader's way in, the poster."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests import builders, doors
from tests.volunteers import field
from volunteers import posters
from volunteers.models import Attendance, PosterRule, Scan, ShiftLeader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


def press(client: Client, day: field.Field, **values: Any) -> str:
    """Press a button of the page; what is read then."""
    response = client.post(doors.address("check-in", day.shift.pk), values, follow=True)
    assert response.status_code == 200
    return doors.read(response)


def test_by_code_by_name_and_undone_without_scripts() -> None:
    day = field.running()
    one, two, three = day.signups
    page = press(day.staff, day, kind="in", code=one.pass_code)
    assert "Checked in" in page
    assert one.volunteer.user.full_name in page
    assert "1 of 3" in page
    assert "Already checked in" in press(day.staff, day, kind="in", signup=one.pk)
    assert "Checked out" in press(day.staff, day, kind="out", signup=one.pk)
    assert "The mark is undone" in press(day.staff, day, kind="undo", signup=one.pk)
    assert Attendance.objects.get(signup=one).left_at is None
    assert "Not found" in press(day.staff, day, kind="in", code="7777 7777")
    assert "Write a code, or choose somebody" in press(day.staff, day, kind="in", code="")
    assert "Checked in" in press(day.staff, day, kind="in", signup=two.pk)
    del three


def test_search_by_name_folds() -> None:
    day = field.running()
    page = doors.read(day.staff.get(doors.address("check-in", day.shift.pk), {"q": "саул"}))
    assert day.signups[2].volunteer.user.full_name in page
    assert day.signups[0].volunteer.user.full_name not in page
    page = doors.read(day.staff.get(doors.address("check-in", day.shift.pk), {"q": "жоқ"}))
    assert "Nobody in this shift has such a name." in page


def test_a_pass_opened_by_a_camera_waits_for_one_press() -> None:
    day = field.running()
    one = day.signups[0]
    response = day.staff.get(doors.address("pass", one.pass_secret), follow=True)
    assert response.redirect_chain[0][0].endswith(f"/check-in/{day.shift.pk}/?pass={one.pass_secret}")
    assert one.volunteer.user.full_name in doors.read(response)
    assert not Scan.objects.exists()
    assert "Checked in" in press(day.staff, day, kind="in", shown=one.pass_secret)
    stranger = doors.signed_in(day.people.camila).get(doors.address("pass", one.pass_secret))
    assert stranger.status_code == 200
    assert one.volunteer.user.full_name not in doors.read(stranger)


def test_a_walk_in_without_scripts() -> None:
    day = field.running(seats=5)
    guest = builders.volunteer("Қонақ")
    assert "Checked in" in press(day.staff, day, kind="in", contact=guest.user.email, admit="1")
    other = builders.join(builders.shift(day.shift.project))
    assert "Another shift" in press(day.staff, day, kind="in", code=other.pass_code)
    assert "Checked in" in press(day.staff, day, kind="in", code=other.pass_code, admit="1")


def test_the_list_of_shifts() -> None:
    day = field.running()
    later = builders.shift(day.shift.project, starts_in=dt.timedelta(days=4))
    foreign = field.begin(builders.shift())
    page = doors.read(day.staff.get(doors.address("check-ins")))
    assert page.count(day.shift.project.title) == 1
    assert "0 of 3" in page
    assert foreign.project.title not in page
    del later
    nobody = doors.read(doors.signed_in(builders.volunteer()).get(doors.address("check-ins")))
    assert "No shift in these days" in nobody


def test_staff_name_a_leader_who_then_finds_the_page() -> None:
    day = field.running()
    one = day.signups[0]
    leader = doors.signed_in(one.volunteer)
    page = doors.address("check-in", day.shift.pk)
    assert leader.get(page).status_code == 404
    named = doors.address("check-in-leader", day.shift.pk, one.pk)
    assert "Only the organization" in doors.read(day.staff.post(named, {"action": "name"}, follow=True))
    assert not ShiftLeader.objects.exists()
    coordinator = doors.signed_in(day.coordinator)
    assert "leads the shift now" in doors.read(coordinator.post(named, {"action": "name"}, follow=True))
    assert leader.get(page).status_code == 200
    assert "Make the leader" not in doors.read(leader.get(page))
    assert "Open the check-in" in doors.read(leader.get(doors.address("signup", one.pk)))
    assert day.shift.project.title in doors.read(leader.get(doors.address("check-ins")))
    assert "Checked in" in press(leader, day, kind="in", signup=day.signups[1].pk)
    coordinator.post(named, {"action": "dismiss"})
    assert leader.get(page).status_code == 404
    # What was stays known, and who is named anew leads anew.
    row = ShiftLeader.objects.get()
    assert (row.named_by, row.dismissed_by) == (day.coordinator, day.coordinator)
    assert row.dismissed_at is not None
    coordinator.post(named, {"action": "name"})
    coordinator.post(named, {"action": "name"})
    assert ShiftLeader.objects.count() == 2
    assert leader.get(page).status_code == 200
    history = doors.read(coordinator.get(f"/en/admin/volunteers/signup/{one.pk}/history/"))
    assert history.count("Named the leader of the shift") == 2
    assert history.count("Dismissed as the leader of the shift") == 1


def test_a_leader_is_named_only_in_the_shift_of_the_address() -> None:
    day = field.running()
    other = builders.join(builders.shift(day.shift.project))
    address = doors.address("check-in-leader", day.shift.pk, other.pk)
    assert doors.signed_in(day.coordinator).post(address, {"action": "name"}).status_code == 404


def test_staff_need_their_second_factor_here_too(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    day = field.running()
    leader = doors.signed_in(field.leader(day, day.signups[0]))
    assert day.staff.get(doors.address("check-in", day.shift.pk)).status_code == 302
    assert leader.get(doors.address("check-in", day.shift.pk)).status_code == 200


# --- The poster ---------------------------------------------------------------------------------------


def allowed(day: field.Field) -> PosterRule:
    return posters.allow(day.shift.project, by=day.people.bolat)


def say(client: Client, token: str, action: str = "come") -> str:
    return doors.read(client.post(doors.address("here", token), {"action": action}, follow=True))


def test_the_poster_is_off_until_an_owner_or_a_manager_allows_it() -> None:
    day = field.running()
    address = doors.address("check-in-poster", day.shift.pk)
    for person in (day.gate, day.coordinator):
        client = doors.signed_in(person)
        assert "Only owners and managers" in doors.read(client.post(address, {"action": "allow"}, follow=True))
    assert not PosterRule.objects.exists()
    owner = doors.signed_in(day.people.bolat)
    owner.post(address, {"action": "allow"})
    assert b"<svg" in day.staff.get(address).content
    part = day.staff.get(address, {"part": "code"})
    assert part.content.startswith(b'<div class="poster-qr"')
    token = posters.code(day.shift, PosterRule.objects.get())
    owner.post(address, {"action": "stop"})
    assert "not the code of a poster" in say(doors.signed_in(day.signups[0].volunteer), token)


def test_i_am_here_and_i_am_leaving() -> None:
    day = field.running()
    one = doors.signed_in(day.signups[0].volunteer)
    token = posters.code(day.shift, allowed(day))
    page = doors.read(one.get(doors.address("here", token)))
    assert "I'm here" in page
    assert not Scan.objects.exists()
    assert "You are checked in" in say(one, token)
    found = Attendance.objects.get()
    assert (found.signup, found.state, found.source, found.witness) == (day.signups[0], "came", "poster", None)
    assert "I'm leaving" in doors.read(one.get(doors.address("here", token)))
    assert "You are checked out" in say(one, token, "leave")


def test_a_code_is_good_for_five_minutes_and_for_its_shift() -> None:
    day = field.running()
    rule, one = allowed(day), doors.signed_in(day.signups[0].volunteer)
    other = field.begin(builders.shift(day.shift.project))
    assert "no place in this shift" in say(one, posters.code(other, rule))
    token = posters.code(day.shift, rule)
    forged = token.replace(f"{day.shift.pk}-", f"{other.pk}-", 1)
    assert "not the code of a poster" in say(one, forged)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=6), tick=False):
        assert one.get(doors.address("here", token)).status_code == 410
        assert "not good any more" in say(one, token)
    ahead = posters.code(day.shift, rule, at=timezone.now() + dt.timedelta(minutes=3))
    assert "not good any more" in say(one, ahead)
    assert not Attendance.objects.filter(state="came").exists()
    for nonsense in ("x", "1-1.x", f"{'9' * 40}-1.x", "-.", "1-²."):
        assert one.get(doors.address("here", nonsense)).status_code == 410


def test_a_visitor_signs_in_first() -> None:
    day = field.running()
    token = posters.code(day.shift, allowed(day))
    assert "/accounts/login/" in Client().get(doors.address("here", token))["Location"]


def test_the_worker_lists_files_that_are_there() -> None:
    response = Client().get("/check-in-worker.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Service-Worker-Allowed"] == "/"
    import json
    import re

    from django.contrib.staticfiles import finders

    listed = re.search(r"const FILES = (\[.*?\]);", response.content.decode())
    assert listed is not None
    files = json.loads(listed.group(1))
    assert len(files) > 8
    assert [name for name in files if finders.find(name.removeprefix("/static/")) is None] == []
