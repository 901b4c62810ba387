"""Kazakh alphabetical order by a stored key, because the database may have no ICU."""

from __future__ import annotations

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
RANK = {letter: "abcdef"[rank // 7] + "abcdefg"[rank % 7] for rank, letter in enumerate(ALPHABET)}


def sort_key(text: str) -> str:
    """A key whose plain byte order is the Kazakh alphabet's order; two letters for each letter of the alphabet.

    Store it in a column with the collation ``C``.
    """
    return "".join(RANK.get(letter, letter) for letter in text.lower())
