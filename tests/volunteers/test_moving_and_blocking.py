"""Moving people between shifts, blocking them with an end, and signing up whoever calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from organizations.enums import Role
from projects.models import Project, Shift
from qazvolunteer.accounts import consent_texts
from qazvolunteer.accounts.models import Consent, User
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications import delivery
from tests import builders, doors
from tests.cast import Cast
from tests.race.together import check
from volunteers import blocking, moving, personal_data
from volunteers.enums import SignUpState
from volunteers.models import OrganizationBlock, SignUp, Volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]
SIGNUPS = "/en/admin/volunteers/signup/"


@pytest.fixture
def project(cast: Cast) -> Project:
    return builders.project(organization=cast.organization)


# --- Moving -------------------------------------------------------------------------------------------


def test_moved_with_the_pass_and_told(cast: Cast, project: Project, sign_in: Browser, mailoutbox: Any) -> None:
    shift, target = builders.shift(project, seats=1), builders.shift(project, starts_in=6 * builders.DAY)
    signup, waiting = builders.join(shift, builders.volunteer(language="en")), builders.join(shift)
    code = signup.pass_code
    address = f"{SIGNUPS}{signup.pk}/act/move/"
    bolat = sign_in(cast.bolat)
    assert f'value="{target.pk}"' in bolat.get(address).content.decode()
    assert bolat.post(address, {"to": target.pk, "note": "The bus is full."}).status_code == 302
    for row in (signup, waiting):
        row.refresh_from_db()
    assert (signup.shift_id, signup.state, signup.pass_code) == (target.pk, SignUpState.CONFIRMED, code)
    assert waiting.state == SignUpState.OFFERED
    check(shift, target)
    delivery.deliver_due()
    letter = next(letter for letter in mailoutbox if "another shift" in letter.subject)
    assert "The bus is full." in letter.body
    history = doors.read(bolat.get(f"{SIGNUPS}{signup.pk}/history/"))
    assert "Moved to another shift" in history
    assert "→" in history
    assert "Болат" in history


def test_whoever_waits_goes_to_the_end_of_the_other_queue(cast: Cast, project: Project) -> None:
    shift, target = builders.shift(project, seats=1), builders.shift(project, starts_in=6 * builders.DAY, seats=1)
    for one in (shift, target):
        builders.fill(one)
    there, moved = builders.join(target), builders.join(shift)
    moving.move(moved, to=target, by=cast.bolat)
    queue = SignUp.objects.queued().filter(shift=target)
    assert [row.pk for row in queue] == [there.pk, moved.pk]
    check(shift, target)


def refused(signup: SignUp, to: Shift, by: User) -> str:
    with pytest.raises(Refusal) as refusal:
        moving.move(signup, to=to, by=by)
    return refusal.value.code


def test_who_is_not_moved(cast: Cast, project: Project) -> None:
    shift = builders.shift(project)
    signup = builders.join(shift)
    full = builders.shift(project, starts_in=6 * builders.DAY, seats=1)
    builders.fill(full)
    busy = builders.shift(project, starts_in=8 * builders.DAY)
    builders.join(builders.shift(starts_at=busy.starts_at), signup.volunteer)
    elsewhere = builders.shift(builders.project(organization=cast.organization))
    over = builders.shift(project, starts_in=-3 * builders.DAY)
    assert refused(signup, full, cast.bolat) == "full"
    assert refused(signup, busy, cast.bolat) == "overlap"
    assert refused(signup, elsewhere, cast.bolat) == "other_project"
    assert refused(signup, over, cast.bolat) == "too_late"
    assert refused(signup, shift, cast.bolat) == "already_in"
    assert refused(signup, full, cast.camila) == "not_allowed"
    check(shift, full, busy)


def test_a_foreign_shift_cannot_be_chosen(cast: Cast, project: Project, sign_in: Browser) -> None:
    signup = builders.join(builders.shift(project))
    foreign = builders.shift(builders.project(organization=cast.other_organization))
    answer = sign_in(cast.bolat).post(f"{SIGNUPS}{signup.pk}/act/move/", {"to": foreign.pk, "note": ""})
    assert answer.status_code == 200
    signup.refresh_from_db()
    assert signup.shift_id != foreign.pk


# --- Blocking -----------------------------------------------------------------------------------------


def test_blocked_until_a_day_and_the_person_reads_why(cast: Cast, project: Project, sign_in: Browser) -> None:
    shift = builders.shift(project)
    signup = builders.join(shift)
    who = signup.volunteer
    until = timezone.localdate() + dt.timedelta(days=30)
    answer = sign_in(cast.bolat).post(
        f"{SIGNUPS}{signup.pk}/act/block/", {"until": until.isoformat(), "note": "Came late three times."}
    )
    assert answer.status_code == 302
    signup.refresh_from_db()
    assert signup.state == SignUpState.REMOVED
    check(shift)
    person = doors.signed_in(who)
    for page in ("my-shifts", "my-organizers"):
        assert "Came late three times." in doors.read(person.get(doors.address(page)))
    assert "does not take you into its shifts" in doors.project_page(person, project, builders.shift(project))
    with pytest.raises(Refusal) as refusal:
        builders.join(builders.shift(project), who)
    assert refusal.value.code == "blocked"
    with time_machine.travel(timezone.now() + dt.timedelta(days=32), tick=False):
        assert builders.join(builders.shift(project), who).state == SignUpState.CONFIRMED
        assert "Came late three times." not in doors.read(person.get(doors.address("my-shifts")))


def test_a_block_reaches_every_project_of_the_organization_and_no_other(cast: Cast, project: Project) -> None:
    who = builders.volunteer()
    other = builders.project(organization=cast.organization)
    mine, foreign = (
        builders.join(builders.shift(other), who),
        builders.join(builders.shift(starts_in=builders.DAY), who),
    )
    blocking.block(who, cast.organization, by=cast.bolat, reason="Ереже.")
    for row in (mine, foreign):
        row.refresh_from_db()
    assert (mine.state, foreign.state) == (SignUpState.REMOVED, SignUpState.CONFIRMED)


def test_sign_ups_after_the_end_of_a_block_stay(cast: Cast, project: Project) -> None:
    later = builders.join(builders.shift(project, starts_in=20 * builders.DAY))
    until = timezone.localdate() + dt.timedelta(days=5)
    blocking.block(later.volunteer, cast.organization, by=cast.bolat, reason="Ереже.", until=until)
    later.refresh_from_db()
    assert later.state == SignUpState.CONFIRMED


def test_who_may_block_and_lift(cast: Cast, project: Project, sign_in: Browser) -> None:
    signup = builders.join(builders.shift(project))
    coordinator = builders.member(cast.organization, Role.COORDINATOR)
    for person in (coordinator, cast.camila, cast.daniyar):
        with pytest.raises(Refusal) as refusal:
            blocking.block(signup.volunteer, cast.organization, by=person, reason="Ереже.")
        assert refusal.value.code == "not_allowed"
    made = blocking.block(signup.volunteer, cast.organization, by=cast.bolat, reason="Ереже.")
    page = f"/en/admin/volunteers/organizationblock/{made.pk}/"
    assert sign_in(coordinator).get(f"{page}change/").status_code == 200
    assert sign_in(cast.camila).post(f"{page}act/lift/").status_code == 404
    sign_in(coordinator).post(f"{page}act/lift/")
    assert OrganizationBlock.objects.in_force().exists()
    sign_in(cast.bolat).post(f"{page}act/lift/")
    assert not OrganizationBlock.objects.in_force().exists()
    assert doors.told(signup.volunteer)[-1] == "volunteers.unblocked"


def test_one_block_at_a_time_and_none_in_the_past(cast: Cast, project: Project) -> None:
    who = builders.volunteer()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with pytest.raises(Refusal) as refusal:
        blocking.block(who, cast.organization, by=cast.bolat, reason="Ереже.", until=yesterday)
    assert refusal.value.code == "past"
    blocking.block(who, cast.organization, by=cast.bolat, reason="Ереже.", until=timezone.localdate())
    with pytest.raises(Refusal) as refusal:
        blocking.block(who, cast.organization, by=cast.bolat, reason="Ереже.")
    assert refusal.value.code == "already_blocked"
    with time_machine.travel(timezone.now() + dt.timedelta(days=2), tick=False):
        blocking.block(who, cast.organization, by=cast.bolat, reason="Тағы.")
        assert OrganizationBlock.objects.in_force().get().reason == "Тағы."


# --- By telephone -------------------------------------------------------------------------------------


def caller(**more: Any) -> dict[str, Any]:
    given = {
        "first_name": "Күлпаш",
        "last_name": "Омарова",
        "birth_date": "05.03.1958",
        "phone": "8 701 123 45 67",
        "email": "",
        "language": "kk",
        "agreed": "on",
    }
    return {**given, **more}


@pytest.fixture
def shift(project: Project) -> Shift:
    consent_texts.load()
    return builders.shift(project, seats=1)


def test_somebody_without_mail_is_signed_up_and_the_consent_is_recorded(
    cast: Cast, shift: Shift, sign_in: Browser, mailoutbox: Any
) -> None:
    address = f"{SIGNUPS}by-phone/{shift.pk}/"
    bolat = sign_in(cast.bolat)
    assert bolat.get(address).status_code == 200
    assert bolat.post(address, caller()).status_code == 302
    signup = SignUp.objects.get()
    person = signup.volunteer.user
    assert (signup.state, person.phone, person.full_name) == ("confirmed", "+77011234567", "Күлпаш Омарова")
    assert signup.transitions.get().by == cast.bolat
    given = Consent.objects.filter(user=person)
    assert {row.text.kind for row in given} == {"personal_data", "terms"}
    assert {row.recorded_by for row in given} == {cast.bolat}
    assert not person.has_usable_password()
    check(shift)
    delivery.deliver_due()
    assert mailoutbox == []
    exported = personal_data.give(person)
    assert exported is not None


def test_called_again_they_are_the_same_person_and_wait(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    builders.fill(shift)
    other = builders.shift(shift.project, starts_in=9 * builders.DAY)
    bolat = sign_in(cast.bolat)
    for one in (shift, other):
        bolat.post(f"{SIGNUPS}by-phone/{one.pk}/", caller())
    rows = SignUp.objects.filter(volunteer__user__phone="+77011234567").order_by("pk")
    assert [row.state for row in rows] == ["waitlisted", "confirmed"]
    assert len({row.volunteer_id for row in rows}) == 1
    again = bolat.post(f"{SIGNUPS}by-phone/{shift.pk}/", caller())
    assert "already signed up" in again.content.decode()


def test_with_mail_the_person_hears_of_it(cast: Cast, shift: Shift, sign_in: Browser, mailoutbox: Any) -> None:
    sign_in(cast.bolat).post(f"{SIGNUPS}by-phone/{shift.pk}/", caller(email="Kulpash@Example.kz", language="en"))
    delivery.deliver_due()
    [letter] = mailoutbox
    assert letter.to == ["kulpash@example.kz"]
    assert "by telephone" in letter.body


def test_an_account_of_somebody_else_is_not_touched(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    builders.volunteer("Басқа", email="other@example.kz")
    answer = sign_in(cast.bolat).post(f"{SIGNUPS}by-phone/{shift.pk}/", caller(email="other@example.kz"))
    assert "belongs to an account with other data" in answer.content.decode()
    assert not SignUp.objects.exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"agreed": ""}, ""),
        ({"birth_date": "05.03.2012"}, "guardian"),
        ({"phone": "12"}, "cannot be called"),
    ],
)
def test_who_is_not_signed_up(more: dict[str, str], sentence: str, cast: Cast, shift: Shift, sign_in: Browser) -> None:
    type(shift.project).objects.filter(pk=shift.project_id).update(min_age=12)
    people = Volunteer.objects.count()
    answer = sign_in(cast.bolat).post(f"{SIGNUPS}by-phone/{shift.pk}/", caller(**more))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not SignUp.objects.exists()
    assert Volunteer.objects.count() == people


def test_a_stranger_signs_nobody_up(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    assert sign_in(cast.camila).post(f"{SIGNUPS}by-phone/{shift.pk}/", caller()).status_code == 404
    assert sign_in(cast.daniyar).post(f"{SIGNUPS}by-phone/{shift.pk}/", caller()).status_code == 403
    assert not SignUp.objects.exists()


# --- Contact data -------------------------------------------------------------------------------------


def test_contact_data_are_shown_on_request_and_the_look_is_written_down(
    cast: Cast, project: Project, sign_in: Browser
) -> None:
    who = builders.volunteer(email="reach@example.kz", phone="+77011234567")
    signup = builders.join(builders.shift(project), who)
    address, bolat = f"{SIGNUPS}contact/{signup.pk}/", sign_in(cast.bolat)
    assert "reach@example.kz" not in bolat.get(address).content.decode()
    assert "Looked at" not in doors.read(bolat.get(f"{SIGNUPS}{signup.pk}/history/"))
    shown = bolat.post(address)
    assert "reach@example.kz" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "Looked at the phone number and e-mail" in doors.read(bolat.get(f"{SIGNUPS}{signup.pk}/history/"))
    [look] = (personal_data.give_organizers(who.user) or {})["looks_at_contact_data"]
    assert look["by"] == cast.bolat.full_name


def test_no_contact_data_of_whoever_has_no_place(cast: Cast, sign_in: Browser) -> None:
    asking = builders.project(organization=cast.organization, needs_approval=True)
    signup = builders.join(builders.shift(asking), builders.volunteer(email="reach@example.kz"))
    for person, status in ((cast.bolat, 200), (cast.camila, 404), (cast.daniyar, 403)):
        answer = sign_in(person).post(f"{SIGNUPS}contact/{signup.pk}/")
        assert answer.status_code == status
        assert "reach@example.kz" not in answer.content.decode()
