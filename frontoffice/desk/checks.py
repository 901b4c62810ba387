"""Automatic checks: what a machine sees before a person decides. Each part of the front office may add its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from frontoffice.desk.kinds import Kind
    from qazvolunteer.core.refusals import type_text


@dataclass(frozen=True)
class Finding:
    """What one check found: ``tone`` "ok" passes, "warn" is to be looked at, "urgent" speaks against it.

    ``links`` are (words, address) of what it found; ``name`` is stable, for tests and rules.
    """

    name: str
    tone: Literal["ok", "warn", "urgent"]
    sentence: type_text
    links: Sequence[tuple[str, str]] = ()


Check = Callable[[Any], Iterable[Finding]]
_checks: dict[str, list[Check]] = {}


def check(*codes: str) -> Callable[[Check], Check]:
    """Register a function that looks at rows of these kinds."""

    def registered(function: Check) -> Check:
        for code in codes:
            known = _checks.setdefault(code, [])
            if function not in known:
                known.append(function)
        return function

    return registered


def run(kind: Kind, row: Any) -> list[Finding]:
    """Everything that was found, what speaks against it first."""
    order = {"urgent": 0, "warn": 1, "ok": 2}
    found = [finding for function in _checks.get(kind.code, ()) for finding in function(row)]
    return sorted(found, key=lambda finding: order[finding.tone])


def all_pass(kind: Kind, row: Any) -> bool:
    """Whether every check passes. False for a kind that no machine looks at."""
    found = run(kind, row)
    return bool(found) and all(finding.tone == "ok" for finding in found)
