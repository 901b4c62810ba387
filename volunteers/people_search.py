"""Finding a person among a million: by name in any spelling, by a whole phone number, by a whole e-mail.

Each of the three has an index. Nothing shorter than a whole number or address is looked for: it would let a reader
guess contact data piece by piece.
"""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from qazvolunteer.accounts.phones import normalise
from qazvolunteer.core.folding import fold

Row = TypeVar("Row", bound=Model)
MOST_WORDS = 4


def among(rows: QuerySet[Row], words: str, *, person: str) -> QuerySet[Row]:
    """The rows whose ``person`` (a path to the account) is meant by ``words``; all of them for no words."""
    words = words.strip()
    if not words:
        return rows
    if "@" in words:
        return rows.filter(**{f"{person}__email": words.lower()})
    number = _number(words)
    if number:
        return rows.filter(**{f"{person}__phone": number})
    for word in fold(words).split()[:MOST_WORDS]:
        rows = rows.filter(**{f"{person}__search_text__contains": f" {word}"})
    return rows


def _number(words: str) -> str:
    """The phone number as it is kept; "" for anything else."""
    if any(letter.isalpha() for letter in words):
        return ""
    try:
        return normalise(words)
    except ValidationError:
        return ""
