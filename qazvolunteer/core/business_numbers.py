"""BIN, the number of a legal entity: twelve digits, of which the last is computed from the others.

``YYMM T S NNNNN C``: year and month of registration; T is 4 (resident), 5 (non-resident) or 6 (joint sole
proprietors); S is 0 (head office), 1 (branch), 2 (representative office) or 3 (joint farm); serial; check digit
(Government programme of 11 June 2003, No 565).

The fifth digit of a person's IIN is never 4, 5 or 6, so an IIN is no BIN.
"""

from __future__ import annotations

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WEIGHTS = ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))
SHAPE = re.compile(r"[0-9]{2}(0[1-9]|1[0-2])[456][0-3][0-9]{6}", re.ASCII)


def check_digit(digits: str) -> int | None:
    """The twelfth digit of an IIN or BIN for its first eleven; None where no such number is issued."""
    for weights in WEIGHTS:
        digit = sum(int(one) * weight for one, weight in zip(digits, weights, strict=True)) % 11
        if digit < 10:
            return digit
    return None


def is_bin(text: str) -> bool:
    """Whether ``text`` is a well-formed BIN."""
    return SHAPE.fullmatch(text) is not None and check_digit(text[:11]) == int(text[11])


def validate_bin(text: str) -> None:
    """Raises ValidationError ``invalid_bin``."""
    if not is_bin(text):
        raise ValidationError(
            _("This is not a BIN: check the twelve digits, the last of them follows from the others."),
            code="invalid_bin",
        )


def registered_later_than(text: str, today: dt.date) -> bool:
    """Whether a well-formed BIN names a month that has not come yet. Nobody has such a number."""
    return (2000 + int(text[:2]), int(text[2:4])) > (today.year, today.month)
