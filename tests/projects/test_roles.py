"""Roles inside a shift: seats of their own, chosen when signing up, queues of their own, nothing overbooked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from projects import capacity, scheduling
from projects.models import Project, Shift, ShiftRole
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors
from tests.cast import Cast
from tests.projects.test_admin_tampering import shift_form
from volunteers import integrity, signups
from volunteers.enums import SignUpState
from volunteers.models import SignUp, Volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]


@pytest.fixture
def shift(cast: Cast) -> Shift:
    """Five places: one for a driver, one for a first aider, three for everybody."""
    made = builders.shift(builders.project(organization=cast.organization), seats=5, **builders.three("task", "Егу"))
    scheduling.set_roles(made, {"driver": 1, "first_aider": 1}, by=cast.bolat)
    made.refresh_from_db()
    return made


def role(shift: Shift, kind: str = "driver") -> ShiftRole:
    return shift.roles.get(kind=kind)


def join(shift: Shift, kind: str = "", who: Volunteer | None = None) -> SignUp:
    return builders.join(shift, who, role=role(shift, kind).pk if kind else None)


def counted(shift: Shift) -> tuple[int, int, dict[str, int]]:
    shift.refresh_from_db()
    assert not integrity.drifted().exists()
    assert not integrity.drifted_roles().exists()
    return shift.seats_taken, shift.waiting, dict(shift.roles.values_list("kind", "seats_taken"))


def test_the_page_offers_the_roles_and_the_volunteer_takes_one(shift: Shift) -> None:
    client, who = doors.signed_in(who := builders.volunteer()), who
    page = client.get(doors.address("project", shift.project.slug), {"shift": shift.pk}).content.decode()
    assert "What you will do" in page
    assert page.count('name="role"') == 3
    assert "Driver" in page
    answer = doors.take(client, shift, role=role(shift).pk)
    assert "Driver" in doors.read(answer)
    signup = SignUp.objects.get(volunteer=who)
    assert (signup.state, signup.role) == (SignUpState.CONFIRMED, role(shift))
    assert counted(shift) == (1, 0, {"driver": 1, "first_aider": 0})


def test_seats_of_roles_are_kept_for_them(shift: Shift) -> None:
    assert [join(shift).state for _ in range(3)] == ["confirmed"] * 3
    assert join(shift).state == SignUpState.WAITLISTED
    assert join(shift, "driver").state == SignUpState.CONFIRMED
    assert join(shift, "driver").state == SignUpState.WAITLISTED
    assert join(shift, "first_aider").state == SignUpState.CONFIRMED
    assert counted(shift) == (5, 2, {"driver": 1, "first_aider": 1})


def test_a_freed_role_is_offered_to_whoever_waits_for_it(shift: Shift) -> None:
    common = [join(shift) for _ in range(4)]
    driver, next_driver = join(shift, "driver"), join(shift, "driver")
    doors.act(driver, "withdraw")
    next_driver.refresh_from_db()
    common[-1].refresh_from_db()
    assert (next_driver.state, common[-1].state) == (SignUpState.OFFERED, SignUpState.WAITLISTED)
    doors.act(common[0], "withdraw")
    common[-1].refresh_from_db()
    assert common[-1].state == SignUpState.OFFERED
    assert counted(shift) == (4, 0, {"driver": 1, "first_aider": 0})


def test_a_role_given_up_sends_its_queue_to_the_common_places(cast: Cast, shift: Shift) -> None:
    join(shift, "driver")
    waiting = join(shift, "driver")
    scheduling.set_roles(shift, {"first_aider": 1}, by=cast.bolat)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.role) == (SignUpState.OFFERED, None)
    taken, queued, roles = counted(shift)
    assert (taken, queued, roles["driver"]) == (2, 0, 1)


def test_fewer_seats_of_a_role_keep_the_people_and_mark_them(cast: Cast, shift: Shift) -> None:
    scheduling.set_roles(shift, {"driver": 2}, by=cast.bolat)
    drivers = [join(shift, "driver") for _ in range(2)]
    scheduling.set_roles(shift, {"driver": 1}, by=cast.bolat)
    assert (role(shift).seats, role(shift).seats_taken, role(shift).overfill) == (1, 2, 1)
    doors.act(drivers[0], "withdraw")
    assert (role(shift).seats_taken, role(shift).overfill) == (1, 0)
    counted(shift)


def test_more_seats_of_a_role_are_offered_at_once(cast: Cast, shift: Shift) -> None:
    join(shift, "driver")
    waiting = join(shift, "driver")
    scheduling.set_roles(shift, {"driver": 2, "first_aider": 1}, by=cast.bolat)
    waiting.refresh_from_db()
    assert waiting.state == SignUpState.OFFERED
    counted(shift)


def test_the_shift_has_room_for_its_roles(cast: Cast, shift: Shift) -> None:
    with pytest.raises(Refusal) as refused:
        scheduling.set_roles(shift, {"driver": 6}, by=cast.bolat)
    assert refused.value.code == "roles_too_many"
    with pytest.raises(Refusal) as refused:
        scheduling.change_shift(shift, by=cast.bolat, seats=1)
    assert refused.value.code == "roles_need_more"
    with pytest.raises(Refusal):
        scheduling.set_roles(shift, {"driver": 1}, by=cast.camila)


def test_seats_raised_serve_the_queue_of_the_common_places(cast: Cast, shift: Shift) -> None:
    signups_made = [join(shift) for _ in range(4)]
    scheduling.change_shift(shift, by=cast.bolat, seats=6)
    signups_made[-1].refresh_from_db()
    assert signups_made[-1].state == SignUpState.OFFERED
    counted(shift)


def test_only_adults_drive(cast: Cast) -> None:
    shift = builders.shift(builders.project(organization=cast.organization, min_age=16), seats=5)
    scheduling.set_roles(shift, {"driver": 1, "photographer": 1}, by=cast.bolat)
    today = builders.now().date()
    young = builders.volunteer(
        birth_date=today.replace(year=today.year - 17, day=min(today.day, 28)) - dt.timedelta(days=40)
    )
    with pytest.raises(Refusal) as refused:
        join(shift, "driver", young)
    assert refused.value.code == "too_young"
    assert join(shift, "photographer", young).state == SignUpState.CONFIRMED


@pytest.mark.parametrize("forged", ["foreign", "0", "abc", "99999999999999999999"])
def test_a_role_of_another_shift_is_not_taken(forged: str, cast: Cast, shift: Shift) -> None:
    other = builders.shift(builders.project(organization=cast.other_organization))
    scheduling.set_roles(other, {"driver": 1}, by=cast.camila)
    value = str(role(other).pk) if forged == "foreign" else forged
    who = builders.volunteer()
    assert "This role is not needed any more." in doors.read(doors.take(doors.signed_in(who), shift, role=value))
    assert not SignUp.objects.exists()
    assert counted(shift)[0] == 0


def test_a_request_takes_its_role_when_it_is_accepted(cast: Cast) -> None:
    shift = builders.shift(builders.project(organization=cast.organization, needs_approval=True), seats=3)
    scheduling.set_roles(shift, {"driver": 1}, by=cast.bolat)
    first, second = join(shift, "driver"), join(shift, "driver")
    assert counted(shift) == (0, 0, {"driver": 0})
    for signup in (first, second):
        signups.accept(signup, by=cast.bolat)
        signup.refresh_from_db()
    assert (first.state, second.state) == (SignUpState.CONFIRMED, SignUpState.WAITLISTED)
    assert counted(shift) == (1, 1, {"driver": 1})


def test_a_hold_is_given_up_for_the_role_that_is_chosen(cast: Cast) -> None:
    shift = builders.shift(builders.project(organization=cast.organization), seats=10)
    scheduling.set_roles(shift, {"driver": 1}, by=cast.bolat)
    hold = capacity.hold_seat(capacity.lock_shift(shift.pk))
    assert hold is not None
    signup = builders.join(shift, hold=hold.token, role=role(shift).pk)
    assert signup.state == SignUpState.CONFIRMED
    assert counted(shift) == (1, 0, {"driver": 1})


def test_a_cancelled_shift_empties_its_roles(cast: Cast, shift: Shift) -> None:
    join(shift, "driver")
    scheduling.cancel_shift(shift, by=cast.bolat, reason="Боран.")
    assert counted(shift) == (0, 0, {"driver": 0, "first_aider": 0})


def test_the_organizer_sets_them_on_the_page_of_the_shift(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    shift = builders.shift(builders.project(organization=cast.organization), seats=5)
    url, bolat = f"/en/admin/projects/shift/{shift.pk}/change/", sign_in(cast.bolat)
    too_many: dict[str, Any] = shift_form(shift, role_driver=6)
    assert "seats" in bolat.post(url, too_many).context["adminform"].form.errors
    assert bolat.post(url, shift_form(shift, role_driver=2, role_photographer=1)).status_code == 302
    assert dict(shift.roles.values_list("kind", "seats")) == {"driver": 2, "photographer": 1}
    # A form that does not name them changes none.
    assert bolat.post(url, shift_form(shift, seats=6)).status_code == 302
    assert dict(shift.roles.values_list("kind", "seats")) == {"driver": 2, "photographer": 1}


def test_a_shift_without_roles_asks_for_none(cast: Cast) -> None:
    project: Project = builders.project(organization=cast.organization)
    shift = builders.shift(project)
    assert "What you will do" not in doors.project_page(doors.signed_in(builders.volunteer()), project, shift)


def chosen_on(client: Client, shift: Shift) -> str:
    """The role that the page has ticked."""
    page = client.get(doors.address("project", shift.project.slug), {"shift": shift.pk}).content.decode()
    [value] = re.findall(r'name="role" value="(\w+)" checked', page)
    return str(value)


def test_a_visitors_choice_survives_registering(shift: Shift) -> None:
    client, driver = Client(), role(shift)
    sent = client.post(doors.address("take-shift", shift.project.slug, shift.pk), {"role": driver.pk})
    assert sent["Location"].startswith(doors.address("account_signup"))
    # A hold would keep a common place, which is not what was chosen.
    assert counted(shift)[0] == 0
    client.force_login((who := builders.volunteer()).user)
    assert chosen_on(client, shift) == str(driver.pk)
    other = builders.shift(shift.project, seats=5)
    scheduling.set_roles(other, {"driver": 1}, by=shift.project.organization.memberships.first().user)
    assert chosen_on(client, other) == "all"
    doors.take(client, shift, role=driver.pk)
    assert SignUp.objects.get(volunteer=who).role == driver
    assert "role" not in client.session


def test_a_visitor_who_chooses_the_common_task_has_a_place_held_and_no_role_kept(shift: Shift) -> None:
    Shift.objects.filter(pk=shift.pk).update(seats=20)
    client = Client()
    address = doors.address("take-shift", shift.project.slug, shift.pk)
    client.post(address, {"role": role(shift).pk})
    client.post(address, {"role": "all"})
    assert "role" not in client.session
    assert counted(shift)[0] == 1
    client.post(address, {"role": "1" * 30})
    assert "role" not in client.session
