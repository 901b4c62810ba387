"""What the organization does to a shift reaches everybody in it: rows and letters in one transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from projects import capacity, moderation, scheduling
from projects.enums import ProjectState
from projects.models import Project, SeatHold, Shift
from projects.tasks import finish_past_projects
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications import kinds
from qazvolunteer.notifications.models import Notification
from tests import builders, cast, doors
from tests.builders import DAY, HOUR
from volunteers import integrity
from volunteers.enums import SignUpState
from volunteers.models import SignUp

pytestmark = pytest.mark.django_db


def crowded() -> tuple[Shift, cast.Cast, dict[str, SignUp]]:
    """A shift with somebody in every live state, somebody gone, and a hold."""
    people = cast.assemble()
    shift = builders.shift(builders.project(organization=people.organization), seats=7)
    confirmed, gone, offered = builders.join(shift), builders.join(shift), None
    doors.act(gone, "withdraw")
    assert capacity.hold_seat(capacity.lock_shift(shift.pk))
    holders = builders.fill(shift)
    offered, waiting = builders.join(shift), builders.join(shift)
    doors.act(holders[0], "withdraw")
    offered.refresh_from_db()
    assert (offered.state, waiting.state) == (SignUpState.OFFERED, SignUpState.WAITLISTED)
    return shift, people, {"confirmed": confirmed, "gone": gone, "offered": offered, "waiting": waiting}


def test_a_cancelled_shift_ends_every_sign_up_and_tells_everybody_once() -> None:
    shift, people, signups = crowded()
    Notification.objects.all().delete()
    live = SignUp.objects.live().count()
    scheduling.cancel_shift(shift, by=people.bolat, reason=" Боран болады. ")
    for signup in signups.values():
        signup.refresh_from_db()
    assert {name: signup.state for name, signup in signups.items()} == {
        "confirmed": "cancelled",
        "gone": "withdrawn",
        "offered": "cancelled",
        "waiting": "cancelled",
    }
    shift.refresh_from_db()
    assert (shift.seats_taken, shift.waiting, shift.overfill, shift.cancel_reason) == (0, 0, 0, "Боран болады.")
    assert not SeatHold.objects.exists()
    assert not integrity.drifted().exists()
    assert Notification.objects.filter(kind="volunteers.shift_cancelled").count() == live
    assert doors.told(signups["gone"].volunteer) == []
    record = signups["waiting"].transitions.get(action="cancel")
    assert (record.from_state, record.to_state, record.reason, record.by) == (
        "waitlisted",
        "cancelled",
        "Боран болады.",
        people.bolat,
    )
    page = doors.read(doors.signed_in(signups["waiting"].volunteer).get(doors.address("signup", signups["waiting"].pk)))
    assert "Боран болады." in page


def test_a_cancelled_shift_gives_the_time_back() -> None:
    shift, people, signups = crowded()
    who = signups["confirmed"].volunteer
    scheduling.cancel_shift(shift, by=people.bolat, reason="Боран.")
    assert doors.taken(who, builders.shift(starts_at=shift.starts_at)).state == SignUpState.CONFIRMED


def test_a_shift_is_cancelled_once_with_a_reason_and_by_its_organization() -> None:
    shift, people, _ = crowded()
    for by, reason, code in (
        (people.camila, "Боран.", "not_allowed"),
        (people.daniyar, "Боран.", "not_allowed"),
        (people.bolat, "  ", "note_needed"),
    ):
        with pytest.raises(Refusal) as refused:
            scheduling.cancel_shift(shift, by=by, reason=reason)
        assert refused.value.code == code
    scheduling.cancel_shift(shift, by=people.bolat, reason="Боран.")
    for verb in (scheduling.cancel_shift, scheduling.change_shift):
        with pytest.raises(Refusal) as refused:
            verb(shift, by=people.bolat, reason="Боран.")
        assert refused.value.code == "cancelled"


def test_a_new_time_is_told_to_everybody_in_the_shift() -> None:
    shift, people, signups = crowded()
    live = SignUp.objects.live().count()
    before = shift.starts_at
    scheduling.change_shift(
        shift, by=people.bolat, starts_at=before + HOUR, ends_at=shift.ends_at + HOUR, task_kk="Егу"
    )
    letters = Notification.objects.filter(kind="volunteers.shift_changed")
    assert letters.count() == live
    changes = letters.get(recipient=signups["waiting"].volunteer.user).payload["changes"]
    assert changes["starts_at"] == [before.isoformat(), (before + HOUR).isoformat()]
    assert set(changes) == {"starts_at", "ends_at"}
    for name, state in (("confirmed", "confirmed"), ("waiting", "waitlisted"), ("offered", "offered")):
        signups[name].refresh_from_db()
        assert signups[name].state == state


def test_an_offer_ends_with_the_new_start() -> None:
    shift, people, signups = crowded()
    earlier = builders.now() + HOUR
    scheduling.change_shift(shift, by=people.bolat, starts_at=earlier)
    signups["offered"].refresh_from_db()
    assert signups["offered"].offer_expires_at == earlier


def test_there_and_back_are_two_letters_and_the_first_is_not_sent_any_more() -> None:
    shift, people, signups = crowded()
    before, person = shift.starts_at, signups["confirmed"].volunteer.user
    for start in (before + HOUR, before):
        scheduling.change_shift(shift, by=people.bolat, starts_at=start)
    kind = kinds.get("volunteers.shift_changed")
    rows = list(Notification.objects.filter(recipient=person, kind=kind.code).order_by("created_at"))
    facts = kind.load_many(rows)
    assert [kind.is_obsolete(facts[row.pk], row) for row in rows] == [True, False]


@pytest.mark.parametrize("values", [{"task_kk": "Егу"}, {"seats": 9}, {}])
def test_a_change_of_words_or_seats_is_not_told(values: dict[str, Any]) -> None:
    shift, people, _ = crowded()
    scheduling.change_shift(shift, by=people.bolat, **values)
    assert not Notification.objects.filter(kind="volunteers.shift_changed").exists()


def test_a_shift_ends_after_its_start() -> None:
    shift, people, _ = crowded()
    with pytest.raises(Refusal) as refused:
        scheduling.change_shift(shift, by=people.bolat, ends_at=shift.starts_at)
    assert refused.value.code == "ends_before_start"
    with pytest.raises(Refusal):
        scheduling.change_shift(shift, by=people.camila, seats=99)


def new_shift(project: Project, by: Any, *, starts_in: dt.timedelta = DAY, hours: float = 2) -> Shift:
    start = builders.now() + starts_in
    return scheduling.create_shift(project, by=by, starts_at=start, ends_at=start + hours * HOUR, seats=5)


def test_a_new_shift_is_in_the_future_of_a_project_that_goes_on() -> None:
    people = cast.assemble()
    project = builders.project(organization=people.organization)
    assert new_shift(project, people.bolat).seats == 5
    for arguments, code in (
        ({"by": people.camila}, "not_allowed"),
        ({"by": people.bolat, "hours": 0}, "ends_before_start"),
        ({"by": people.bolat, "starts_in": -DAY}, "in_the_past"),
    ):
        with pytest.raises(Refusal) as refused:
            new_shift(project, **arguments)
        assert refused.value.code == code
    over = builders.project(organization=people.organization, state=ProjectState.CANCELLED)
    with pytest.raises(Refusal) as refused:
        new_shift(over, people.bolat)
    assert refused.value.code == "project_over"


# --- The project as a whole ------------------------------------------------------------------------------


def test_a_cancelled_project_cancels_its_coming_shifts() -> None:
    people = cast.assemble()
    project = builders.project(organization=people.organization)
    past, coming = builders.shift(project, starts_in=-DAY), builders.shift(project)
    signup = builders.join(coming)
    moderation.cancel(project, by=people.daniyar, reason="Рұқсат жоқ.")
    past.refresh_from_db()
    signup.refresh_from_db()
    assert (signup.state, past.cancelled_at) == ("cancelled", None)
    assert doors.told(signup.volunteer)[-1] == "volunteers.shift_cancelled"
    assert "This project was cancelled. Рұқсат жоқ." in doors.project_page(doors.signed_in(signup.volunteer), project)


def test_past_projects_are_finished_by_themselves() -> None:
    start = builders.now() + DAY
    came, nobody, running, without = (
        builders.shift(starts_at=start),
        builders.shift(starts_at=start),
        builders.shift(starts_at=start + 9 * DAY),
        builders.project(),
    )
    builders.join(came)
    with time_machine.travel(start + DAY, tick=False):
        finish_past_projects()
    states = dict(Project.objects.values_list("pk", "state"))
    assert [states[pk] for pk in (came.project_id, nobody.project_id, running.project_id, without.pk)] == [
        "completed",
        "expired",
        "approved",
        "approved",
    ]


def test_a_change_there_and_back_and_there_again_is_told_three_times() -> None:
    people = cast.assemble()
    shift = builders.shift(builders.project(organization=people.organization))
    who = builders.join(shift).volunteer
    before, after = (shift.starts_at, shift.ends_at), (shift.starts_at + HOUR, shift.ends_at + HOUR)
    for starts_at, ends_at in (after, before, after):
        scheduling.change_shift(shift, by=people.bolat, starts_at=starts_at, ends_at=ends_at)
    assert doors.told(who).count("volunteers.shift_changed") == 3


def test_a_shift_is_not_moved_into_the_past() -> None:
    people = cast.assemble()
    shift = builders.shift(builders.project(organization=people.organization))
    with pytest.raises(Refusal) as refused:
        scheduling.change_shift(
            shift, by=people.bolat, starts_at=builders.now() - DAY, ends_at=builders.now() - DAY + HOUR
        )
    assert refused.value.code == "in_the_past"


def test_a_shift_that_is_over_is_not_cancelled() -> None:
    people = cast.assemble()
    shift = builders.shift(builders.project(organization=people.organization))
    signup = builders.join(shift)
    with time_machine.travel(shift.ends_at + HOUR), pytest.raises(Refusal) as refused:
        scheduling.cancel_shift(shift, by=people.bolat, reason="Боран.")
    assert refused.value.code == "over"
    signup.refresh_from_db()
    assert signup.state == SignUpState.CONFIRMED


def test_an_offer_ends_with_the_start_of_a_shift_moved_nearer() -> None:
    shift, people, signups = crowded()
    starts_at = builders.now() + HOUR
    scheduling.change_shift(shift, by=people.bolat, starts_at=starts_at, ends_at=starts_at + HOUR)
    signups["offered"].refresh_from_db()
    assert signups["offered"].offer_expires_at == starts_at


def test_a_shift_is_not_moved_to_a_day_on_which_somebody_in_it_is_too_young() -> None:
    people = cast.assemble()
    project = builders.project(organization=people.organization, risk_tags=["heavy_work"], min_age=18)
    day = builders.now() + 30 * DAY
    shift = builders.shift(project, starts_at=day)
    birthday = (day - 5 * DAY).date()
    young = builders.volunteer(birth_date=birthday.replace(year=birthday.year - 18, day=min(birthday.day, 28)))
    signup = builders.join(shift, young)
    near = {"starts_at": builders.now() + 3 * DAY, "ends_at": builders.now() + 3 * DAY + HOUR}
    with pytest.raises(Refusal) as refused:
        scheduling.change_shift(shift, by=people.bolat, **near)
    assert refused.value.code == "too_young"
    shift.refresh_from_db()
    assert shift.starts_at == day
    doors.act(signup, "withdraw")
    assert scheduling.change_shift(shift, by=people.bolat, **near).starts_at == near["starts_at"]
