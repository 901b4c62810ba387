"""Numbers and addresses that cannot belong to anybody: registered in the future, or in a reserved domain."""

from __future__ import annotations

from qazvolunteer.core.business_numbers import check_digit

MAIL_DOMAIN = "demo.qazvolunteer.example"

# So many numbers are given to one year.
A_YEAR = 2_000


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
