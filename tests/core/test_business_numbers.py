"""A BIN is known by its shape and its check digit. Registered in the future or never issued: nobody's number."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from qazvolunteer.core.business_numbers import check_digit, is_bin, registered_later_than, validate_bin

GOOD = {
    "350140900001": "resident legal entity, head office",
    "350141900007": "branch",
    "350142900002": "representative office",
    "351250900300": "non-resident; the second row of weights",
    "350663900005": "joint farm of sole proprietors",
}
BAD = {
    "350140900002": "check digit off by one",
    "351340900001": "month 13",
    "350130900007": "fifth digit 3: an IIN has the day of birth here",
    "350170900005": "fifth digit 7",
    "350149900000": "sixth digit 9",
    "991231590001": "an IIN",
    "991231500770": "no check digit is possible",
    "35014090000": "eleven digits",
    "3501409000010": "thirteen digits",
    "35014O900001": "the letter O",
    "٣٥٠١٤٠٩٠٠٠٠١": "digits of another script",
    " 350140900001": "a space",
    "350140900001\n": "a new line",
    "000000000000": "nothing",
    "": "empty",
}


@pytest.mark.parametrize("number", GOOD, ids=GOOD.values())
def test_is_well_formed(number: str) -> None:
    assert is_bin(number)
    validate_bin(number)


@pytest.mark.parametrize("number", BAD, ids=BAD.values())
def test_is_none(number: str) -> None:
    assert not is_bin(number)
    with pytest.raises(ValidationError) as refused:
        validate_bin(number)
    assert refused.value.code == "invalid_bin"


def test_every_other_last_digit_is_wrong() -> None:
    for number in GOOD:
        assert [digit for digit in "0123456789" if is_bin(number[:11] + digit)] == [number[11]]


def test_some_numbers_are_never_issued() -> None:
    assert check_digit("99123150077") is None


def test_a_month_that_has_not_come() -> None:
    assert registered_later_than("350140900001", dt.date(2034, 12, 31))
    assert not registered_later_than("350140900001", dt.date(2035, 1, 1))
