"""What each role may do, as a page that people read. Each floor adds its lines beside the rules they tell of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from organizations.enums import LADDER
from qazvolunteer.core.refusals import type_text


@dataclass(frozen=True)
class Ability:
    """One line: ``words`` say what may be done, by whoever wears one of ``roles``."""

    words: type_text
    roles: frozenset[str]
    order: int


_abilities: list[Ability] = []


def ability(words: type_text, roles: Iterable[str], *, order: int) -> Ability:
    """Add a line to the table."""
    line = Ability(words, frozenset(roles), order)
    if line not in _abilities:
        _abilities.append(line)
    return line


def matrix() -> list[tuple[type_text, list[tuple[str, bool]]]]:
    """(what may be done, [(role, whether it may)]) in order; the roles from most to least."""
    lines = sorted(_abilities, key=lambda line: line.order)
    return [(line.words, [(role, role in line.roles) for role in LADDER]) for line in lines]
