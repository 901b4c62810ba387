"""Numbers and addresses that cannot belong to anybody: registered in the future, or in a reserved domain."""

from __future__ import annotations

MAIL_DOMAIN = "demo.qazvolunteer.example"
WEIGHTS = ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))

# So many numbers are given to one year.
A_YEAR = 2_000


def check_digit(digits: str) -> int | None:
    """The twelfth digit of an IIN or BIN for its first eleven; None where no such number is issued."""
    for weights in WEIGHTS:
        digit = sum(int(one) * weight for one, weight in zip(digits, weights, strict=True)) % 11
        if digit < 10:
            return digit
    return None


def impossible_bin(number: int) -> str:
    """The ``number``-th well-formed BIN of a legal entity "registered" in 2035 or later: month, 4, 0, serial, check."""
    year, serial = 35 + number // A_YEAR, 70_000 + number % A_YEAR * 13
    while True:
        digits = f"{year}{number % 12 + 1:02d}40{serial:05d}"
        check = check_digit(digits)
        if check is not None:
            return f"{digits}{check}"
        serial += 1


def mailbox(name: str) -> str:
    """An address of the reserved domain, where no mail server will ever be."""
    return f"{name}@{MAIL_DOMAIN}"
