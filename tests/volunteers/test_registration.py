"""The verb of registering: all or nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from qazvolunteer.accounts import consent_texts
from qazvolunteer.accounts.models import Consent, User
from qazvolunteer.core.refusals import Refusal
from tests import builders
from volunteers import birth_date
from volunteers.models import Volunteer
from volunteers.registration import register
from volunteers.towns import choices

pytestmark = pytest.mark.django_db


def a_person(**values: Any) -> Volunteer:
    given_values = {
        "email": "Madina@Example.kz",
        "password": "Алатау-биік-2026",
        "first_name": " Мадина ",
        "last_name": "Оспанова",
        "birth_date": dt.date(2000, 3, 5),
        "town": None,
        "language": "kk",
        "agreed_to": ["personal_data", "terms"],
        "ip": "10.0.0.1",
    }
    return register(**{**given_values, **values})


def test_three_things_at_once() -> None:
    consent_texts.load()
    madina = a_person()
    assert (madina.user.email, madina.user.first_name) == ("madina@example.kz", "Мадина")
    assert Consent.objects.filter(user=madina.user).count() == 2


def test_without_a_text_nothing_is_left_behind() -> None:
    with pytest.raises(Refusal) as refused:
        a_person()
    assert refused.value.code == "no_text"
    assert not User.objects.exists()
    assert not Volunteer.objects.exists()


def test_an_address_has_one_account_whatever_its_case() -> None:
    consent_texts.load()
    a_person()
    with pytest.raises(IntegrityError):
        a_person(email="MADINA@example.kz")


def test_towns_stand_by_region_in_the_readers_language() -> None:
    builders.town("almaty")
    builders.town("astana")
    listed = choices()
    assert [value for value, _label in (listed[0], listed[-1])] == ["", "abroad"]
    assert {group for group, _towns in listed[1:-1]} == {"Алматы", "Астана"}


@given(
    st.dates(dt.date(1920, 1, 1), dt.date(2012, 1, 1)), st.sampled_from(["%d.%m.%Y", "%d/%m/%Y", "%d%m%Y", "%Y-%m-%d"])
)
def test_whatever_was_written_is_read(day: dt.date, style: str) -> None:
    assert birth_date.read(day.strftime(style)) == day
