"""Telephone numbers as people read them."""

from __future__ import annotations

import phonenumbers
import pytest

from qazvolunteer.accounts.phones import readable


def test_a_number_is_readable() -> None:
    assert readable("+77011234567") == "+7 701 123 4567"
    assert readable("+77172123456") == "+7 7172 12 34 56"
    assert readable("+79121234567") == "+7 912 123-45-67"
    assert readable("nonsense") == "nonsense"


@pytest.mark.parametrize("first", range(700, 800))
def test_the_short_way_says_what_the_library_says(first: int) -> None:
    number = f"+7{first}1234567"
    parsed = phonenumbers.parse(number, "KZ")
    assert readable(number) == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
