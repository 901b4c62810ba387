"""An organization writes to its volunteers: who gets it, what they read, where the answer goes, how to hear no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from projects.models import Shift
from qazvolunteer.accounts import consent_texts, consents
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications import delivery, preferences
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.models import Notification
from tests import builders, doors
from tests.cast import Cast
from volunteers import blocking, calling, messaging, signups
from volunteers.enums import SignUpState
from volunteers.message_models import OrganizationMute, OrganizerMessage
from volunteers.models import SignUp, Volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]
WRITE = "/en/admin/volunteers/organizermessage/write/"
TEXTS = {
    "subject_kk": "Жаңалық: {project}",
    "body_kk": "Сәлем, {name}!\n\nКездесу орны: {place}, {shift}.\n\n{organization}",
    "subject_ru": "Новости: {project}",
    "body_ru": "Здравствуйте, {name}!",
    "subject_en": "",
    "body_en": "",
}


@pytest.fixture
def shift(cast: Cast) -> Shift:
    type(cast.organization).objects.filter(pk=cast.organization.pk).update(email="office@jasyl.kz")
    cast.organization.refresh_from_db()
    return builders.shift(builders.project(organization=cast.organization))


def form(**more: Any) -> dict[str, Any]:
    return {**TEXTS, "who": ["confirmed"], **more}


def read_by(mailoutbox: Any, person: User) -> list[Any]:
    return [letter for letter in mailoutbox if letter.to == [person.email]]


def test_written_previewed_and_sent(cast: Cast, shift: Shift, sign_in: Browser, mailoutbox: Any) -> None:
    kazakh, russian = builders.volunteer("Айша"), builders.volunteer("Иван", language="ru")
    for who in (kazakh, russian):
        builders.join(shift, who)
    delivery.deliver_due()
    mailoutbox.clear()
    bolat = sign_in(cast.bolat)
    page = doors.read(bolat.post(f"{WRITE}?shift={shift.pk}", form(preview="1")))
    assert "2 people get an e-mail." in page
    assert "Сәлем, Айша!" in page
    assert "No text in this language" in page
    assert not OrganizerMessage.objects.exists()
    sent = bolat.post(f"{WRITE}?shift={shift.pk}", form(send="1"), follow=True)
    assert "0 of 2 delivered; 2 on the way" in doors.read(sent)
    delivery.deliver_due()
    assert delivery.deliver_due() == 0
    [to_kazakh], [to_russian] = read_by(mailoutbox, kazakh.user), read_by(mailoutbox, russian.user)
    assert "Сәлем, Айша!" in to_kazakh.body
    assert "Здравствуйте, Иван!" in to_russian.body
    assert to_kazakh.reply_to == ["office@jasyl.kz"]
    assert "{" not in to_kazakh.subject + to_kazakh.body
    message = OrganizerMessage.objects.get()
    assert messaging.delivery(message) == messaging.Delivery(readers=2, sent=2, waiting=0, failed=0, stopped=0)
    shown = doors.read(bolat.get(f"/en/admin/volunteers/organizermessage/{message.pk}/change/"))
    assert "2 of 2 delivered" in shown


def test_one_person_in_two_shifts_gets_one_letter(cast: Cast, shift: Shift) -> None:
    who = builders.volunteer()
    later = builders.shift(shift.project, starts_in=9 * builders.DAY)
    rows = [builders.join(shift, who), builders.join(later, who)]
    messaging.send(shift.project, by=cast.bolat, signups=rows, texts=TEXTS)
    assert doors.told(who).count("volunteers.message") == 1


def test_whoever_leaves_before_it_is_sent_gets_none(cast: Cast, shift: Shift, mailoutbox: Any) -> None:
    signup = builders.join(shift)
    messaging.send(shift.project, by=cast.bolat, signups=[signup], texts=TEXTS)
    signups.withdraw(signup, by=signup.volunteer.user)
    delivery.deliver_due()
    assert not [letter for letter in mailoutbox if "Жаңалық" in letter.subject]


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({**TEXTS, "body_ru": ""}, "no_text"),
        (dict.fromkeys(TEXTS, ""), "no_text"),
        ({**TEXTS, "body_kk": "{telephone}"}, "variables"),
    ],
)
def test_words_that_cannot_be_sent(texts: dict[str, str], code: str, cast: Cast, shift: Shift) -> None:
    signup = builders.join(shift)
    with pytest.raises(Refusal) as refusal:
        messaging.send(shift.project, by=cast.bolat, signups=[signup], texts=texts)
    assert refusal.value.code == code


def test_an_organization_without_an_address_cannot_write(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    type(cast.organization).objects.filter(pk=cast.organization.pk).update(email="")
    builders.join(shift)
    page = doors.read(sign_in(cast.bolat).post(f"{WRITE}?shift={shift.pk}", form(send="1")))
    assert "the answers need one" in page
    assert not OrganizerMessage.objects.exists()


def test_no_letter_to_minors_from_a_private_address(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    type(cast.organization).objects.filter(pk=cast.organization.pk).update(email=cast.bolat.email)
    young = builders.volunteer(birth_date=dt.date.today() - dt.timedelta(days=17 * 365))
    grown = builders.volunteer()
    for who in (young, grown):
        builders.join(shift, who)
    bolat = sign_in(cast.bolat)
    page = doors.read(bolat.post(f"{WRITE}?shift={shift.pk}", form(preview="1")))
    assert "1 person under 18 is left out" in page
    bolat.post(f"{WRITE}?shift={shift.pk}", form(send="1"))
    assert "volunteers.message" in doors.told(grown)
    assert "volunteers.message" not in doors.told(young)


def test_a_volunteer_mutes_an_organization_by_the_link_of_a_letter(cast: Cast, shift: Shift, mailoutbox: Any) -> None:
    who = builders.volunteer(language="en")
    signup = builders.join(shift, who)
    messaging.send(shift.project, by=cast.bolat, signups=[signup], texts=TEXTS)
    delivery.deliver_due()
    address = doors.address("organization-mute", cast.organization.slug)
    assert address in read_by(mailoutbox, who.user)[-1].body
    browser = doors.signed_in(who)
    assert browser.get(address).status_code == 200
    assert not OrganizationMute.objects.exists()
    page = doors.read(browser.post(address, follow=True))
    assert cast.organization.name_en in page
    found = messaging.audience([signup], cast.organization)
    assert (found.signups, found.muted) == ([], 1)
    browser.post(address, {"undo": "1"})
    assert messaging.audience([signup], cast.organization).signups == [signup]


def test_muted_meanwhile_is_not_sent(cast: Cast, shift: Shift, mailoutbox: Any) -> None:
    signup = builders.join(shift)
    messaging.send(shift.project, by=cast.bolat, signups=[signup], texts=TEXTS)
    messaging.mute(signup.volunteer.user, cast.organization)
    delivery.deliver_due()
    assert not [letter for letter in mailoutbox if "Жаңалық" in letter.subject]


def test_switched_off_as_a_whole(cast: Cast, shift: Shift) -> None:
    signup = builders.join(shift)
    preferences.switch(signup.volunteer.user, Category.ORGANIZER, on=False)
    assert messaging.audience([signup], cast.organization).muted == 1


def test_a_stranger_writes_to_nobody(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    signup = builders.join(shift)
    camila = sign_in(cast.camila)
    for query in (f"shift={shift.pk}", f"project={shift.project_id}", f"ids={signup.pk}", "shift=x", ""):
        assert camila.post(f"{WRITE}?{query}", form(send="1")).status_code == 404
    with pytest.raises(Refusal):
        messaging.send(shift.project, by=cast.camila, signups=[signup], texts=TEXTS)
    assert sign_in(cast.daniyar).get(f"{WRITE}?shift={shift.pk}").status_code == 403
    assert not OrganizerMessage.objects.exists()


def test_chosen_people_of_one_project(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    rows = [builders.join(shift) for _ in range(3)]
    foreign = builders.join(builders.shift())
    bolat = sign_in(cast.bolat)
    choice = {"action": "write", "_selected_action": [row.pk for row in rows[:2]]}
    there = bolat.post("/en/admin/volunteers/signup/", choice)
    assert there.status_code == 302
    address = there["Location"].replace(str(rows[1].pk), f"{rows[1].pk},{foreign.pk}")
    bolat.post(address, {**TEXTS, "send": "1"})
    readers = OrganizerMessage.objects.get().readers.values_list("signup", flat=True)
    assert set(readers) == {rows[0].pk, rows[1].pk}


# --- Calls --------------------------------------------------------------------------------------------


def agreed(**values: Any) -> Volunteer:
    """Somebody who wants news and invitations."""
    consent_texts.load()
    who = builders.volunteer(**values)
    consents.give(who.user, ["news"])
    return who


def came(who: Volunteer, cast: Cast) -> SignUp:
    past = builders.shift(builders.project(organization=cast.organization), starts_in=-5 * builders.DAY)
    return builders.signup_row(SignUpState.CONFIRMED, of=past, who=who)


@pytest.fixture
def near(cast: Cast) -> Shift:
    """A shift of tomorrow that nobody has taken yet."""
    return builders.shift(builders.project(organization=cast.organization), starts_in=20 * builders.HOUR)


def test_called_are_those_who_came_or_waited_and_agreed(cast: Cast, near: Shift) -> None:
    helper, waiter, silent, stranger = agreed(), agreed(), builders.volunteer(), agreed()
    came(helper, cast)
    came(silent, cast)
    earlier = builders.shift(builders.project(organization=cast.organization), starts_in=-2 * builders.DAY)
    builders.signup_row(SignUpState.WAITLISTED, of=earlier, who=waiter)
    assert set(calling.callable_people(near)) == {helper, waiter}
    assert stranger not in calling.callable_people(near)


def test_not_called(cast: Cast, near: Shift) -> None:
    muted, blocked, busy, inside, off, child = (agreed() for _ in range(6))
    for who in (muted, blocked, busy, inside, off, child):
        came(who, cast)
    messaging.mute(muted.user, cast.organization)
    blocking.block(blocked, cast.organization, by=cast.bolat, reason="Ереже.")
    builders.join(builders.shift(starts_at=near.starts_at), busy)
    builders.join(near, inside)
    preferences.switch(off.user, Category.ORGANIZER, on=False)
    Volunteer.objects.filter(pk=child.pk).update(birth_date=dt.date.today() - dt.timedelta(days=15 * 365))
    assert list(calling.callable_people(near)) == []
    builders.guardian_consent(child)
    type(near.project).objects.filter(pk=near.project_id).update(min_age=12)
    near.project.refresh_from_db()
    assert list(calling.callable_people(near)) == [child]


def test_the_start_page_calls_with_one_press_and_nobody_twice(
    cast: Cast, near: Shift, sign_in: Browser, mailoutbox: Any
) -> None:
    who = agreed(language="en")
    came(who, cast)
    type(cast.organization).objects.filter(pk=cast.organization.pk).update(email="office@jasyl.kz")
    bolat = sign_in(cast.bolat)
    page = bolat.get("/en/admin/").content.decode()
    assert "Shifts that lack people" in page
    assert "Call 1 person" in page
    address = f"/en/admin/projects/shift/{near.pk}/act/call/"
    assert f'action="{address}"' in page
    assert bolat.post(address).status_code == 302
    delivery.deliver_due()
    [letter] = read_by(mailoutbox, who.user)
    assert f"?shift={near.pk}" in letter.body
    assert letter.reply_to == ["office@jasyl.kz"]
    again = bolat.post(address)
    assert "Nobody is left to call" in again.content.decode()
    assert Notification.objects.filter(kind="volunteers.call").count() == 1
    assert "Call 1 person" not in bolat.get("/en/admin/").content.decode()


def test_a_stranger_calls_nobody(cast: Cast, near: Shift, sign_in: Browser) -> None:
    came(agreed(), cast)
    assert sign_in(cast.camila).post(f"/en/admin/projects/shift/{near.pk}/act/call/").status_code == 404
    assert not Notification.objects.filter(kind="volunteers.call").exists()


def test_a_full_enough_or_far_shift_is_at_no_risk(cast: Cast, sign_in: Browser) -> None:
    project = builders.project(organization=cast.organization)
    builders.shift(project, starts_in=60 * builders.HOUR)
    half = builders.shift(project, starts_in=20 * builders.HOUR, seats=2)
    builders.join(half)
    assert "Shifts that lack people" not in sign_in(cast.bolat).get("/en/admin/").content.decode()


def test_a_call_that_came_too_late_is_not_sent(cast: Cast, near: Shift, mailoutbox: Any) -> None:
    who = agreed()
    came(who, cast)
    calling.call(near, by=cast.bolat)
    builders.fill(near)
    delivery.deliver_due()
    assert not [letter for letter in read_by(mailoutbox, who.user) if f"shift={near.pk}" in letter.body]
