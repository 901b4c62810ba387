"""A guardian's consent: asked, given by the link, withdrawn; the seats go where they belong."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.delivery import deliver_due
from qazvolunteer.notifications.enums import State
from qazvolunteer.notifications.models import Notification
from tests import builders, doors
from volunteers import guardians, signups
from volunteers.enums import SignUpState
from volunteers.models import GuardianConsent, Volunteer

pytestmark = pytest.mark.django_db

PARENT = "parent@example.kz"


def child(years: int = 14, **values: Any) -> Volunteer:
    today = timezone.localdate()
    return builders.volunteer("Арман", birth_date=today.replace(year=today.year - years, day=1), **values)


def asked(by: Volunteer, language: str = "ru") -> GuardianConsent:
    return guardians.ask(by, email=PARENT, language=language, by=by.user)


def answer_address(consent: GuardianConsent) -> str:
    return f"/en/guardian/{guardians.token(consent)}/"


AGREES = {"name": "Гүлнар Сейіт", "relation": "mother", "agree": "on"}


def test_the_letter_goes_to_the_guardian_in_their_language(mailoutbox: Any) -> None:
    arman = child(language="kk")
    doors.signed_in(arman).post("/kk/my/guardian/", {"email": PARENT.upper(), "language": "ru"})
    deliver_due()
    (letter,) = mailoutbox
    assert letter.to == [PARENT]
    assert letter.extra_headers["Content-Language"] == "ru"
    assert guardians.token(GuardianConsent.objects.get()).split(":")[0] in letter.body


def test_agreeing_opens_the_shifts() -> None:
    arman, shift = child(), builders.shift(builders.project(min_age=12))
    with pytest.raises(Refusal) as refused:
        builders.join(shift, arman)
    assert refused.value.code == "consent_missing"
    consent = asked(arman)
    page = Client().post(answer_address(consent), AGREES, follow=True, REMOTE_ADDR="10.0.0.9").content.decode()
    assert "your consent is recorded" in page
    consent.refresh_from_db()
    assert (consent.name, consent.relation, consent.ip) == ("Гүлнар Сейіт", "mother", "10.0.0.9")
    assert builders.join(shift, arman).state == SignUpState.CONFIRMED
    assert Notification.objects.filter(kind="volunteers.guardian_agreed", recipient=arman.user).exists()


def test_reading_the_page_agrees_to_nothing() -> None:
    consent = asked(child())
    assert Client().get(answer_address(consent)).status_code == 200
    assert not guardians.has_consent(consent.volunteer)


@pytest.mark.parametrize("missing", ["name", "relation", "agree"])
def test_nothing_is_agreed_without(missing: str) -> None:
    consent = asked(child())
    Client().post(answer_address(consent), {key: value for key, value in AGREES.items() if key != missing})
    assert not guardians.has_consent(consent.volunteer)


def test_the_link_cannot_be_guessed_or_changed() -> None:
    consent, other = asked(child()), asked(child())
    forged = guardians.token(consent).replace(guardians.token(consent)[:4], guardians.token(other)[:4] + "x", 1)
    for text in (str(consent.pk), forged, "x:y:z"):
        assert Client().get(f"/en/guardian/{text}/").status_code == 404
        assert Client().post(f"/en/guardian/{text}/", AGREES).status_code == 404
    assert not guardians.has_consent(consent.volunteer)


def test_withdrawing_ends_what_needed_it_and_frees_the_seats() -> None:
    arman, shift = child(), builders.shift(builders.project(min_age=12), seats=1)
    consent = asked(arman)
    Client().post(answer_address(consent), AGREES)
    mine = builders.join(shift, arman)
    next_one = builders.join(shift)
    assert next_one.state == SignUpState.WAITLISTED
    Client().post(answer_address(consent), {"withdraw": "1"})
    mine.refresh_from_db()
    next_one.refresh_from_db()
    assert mine.state == SignUpState.WITHDRAWN
    assert next_one.state == SignUpState.OFFERED
    assert not guardians.has_consent(arman)
    told = Notification.objects.get(kind="volunteers.guardian_withdrew")
    assert (told.recipient, told.payload["ended"]) == (arman.user, 1)


def test_a_shift_at_which_the_child_is_old_enough_stays() -> None:
    today = timezone.localdate()
    # Sixteen in thirty days.
    birthday = today + dt.timedelta(days=30)
    born = birthday.replace(year=birthday.year - 16) if (birthday.month, birthday.day) != (2, 29) else None
    arman = builders.volunteer(birth_date=born or dt.date(today.year - 16, 3, 1))
    consent = asked(arman)
    guardians.give(consent, name="Г", relation="м", ip=None)
    project = builders.project(min_age=12)
    early = builders.join(builders.shift(project), arman)
    late = builders.join(builders.shift(project, starts_in=dt.timedelta(days=60)), arman)
    guardians.withdraw(consent)
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state) == (SignUpState.WITHDRAWN, SignUpState.CONFIRMED)


def test_a_refusal_is_told_to_the_child() -> None:
    consent = asked(child())
    Client().post(answer_address(consent), {"withdraw": "1"})
    assert "There is no consent" in Client().get(answer_address(consent)).content.decode()
    with pytest.raises(Refusal) as refused:
        guardians.give(consent, name="Г", relation="м", ip=None)
    assert refused.value.code == "withdrawn"


def test_a_request_lapses_after_thirty_days_a_consent_does_not() -> None:
    waiting, given = asked(child()), asked(child())
    guardians.give(given, name="Г", relation="м", ip=None)
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        with pytest.raises(Refusal) as refused:
            guardians.give(waiting, name="Г", relation="м", ip=None)
        assert refused.value.code == "expired"
        guardians.withdraw(given)
        assert not guardians.has_consent(given.volunteer)


@pytest.mark.parametrize(
    ("code", "years", "email"), [("not_needed", 16, PARENT), ("own_address", 14, "arman@example.kz")]
)
def test_who_need_not_or_cannot_ask(code: str, years: int, email: str) -> None:
    arman = child(years, email="arman@example.kz")
    with pytest.raises(Refusal) as refused:
        guardians.ask(arman, email=email, language="kk", by=arman.user)
    assert refused.value.code == code


def test_nobody_asks_for_another_child() -> None:
    arman, outsider = child(), builders.user()
    with pytest.raises(Refusal) as refused:
        guardians.ask(arman, email=PARENT, language="kk", by=outsider)
    assert refused.value.code == "not_allowed"


def test_a_new_request_voids_the_earlier_and_three_a_day_are_enough(mailoutbox: Any) -> None:
    arman = child()
    first = asked(arman)
    asked(arman)
    asked(arman)
    with pytest.raises(Refusal) as refused:
        asked(arman)
    assert refused.value.code == "too_often"
    deliver_due()
    assert len(mailoutbox) == 1
    assert Notification.objects.filter(state=State.OBSOLETE).count() == 2
    with pytest.raises(Refusal):
        guardians.give(first, name="Г", relation="м", ip=None)


def test_the_child_sees_how_it_stands() -> None:
    arman = child()
    client = doors.signed_in(arman)
    consent = asked(arman)
    assert "waiting for the answer" in client.get("/en/my/guardian/").content.decode()
    guardians.give(consent, name="Гүлнар", relation="mother", ip=None)
    assert "Your guardian has agreed" in client.get("/en/my/guardian/").content.decode()
    with pytest.raises(Refusal) as refused:
        asked(arman)
    assert refused.value.code == "already_given"


def test_a_withdrawn_sign_up_is_left_alone() -> None:
    arman = child()
    consent = asked(arman)
    guardians.give(consent, name="Г", relation="м", ip=None)
    mine = builders.join(builders.shift(builders.project(min_age=12)), arman)
    signups.withdraw(mine, by=arman.user)
    guardians.withdraw(consent)
    assert Notification.objects.get(kind="volunteers.guardian_withdrew").payload["ended"] == 0
