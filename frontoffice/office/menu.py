"""The menu of ``/office/``: each part of the front office adds its lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, QuerySet, Value
from django.urls import reverse

from frontoffice.office import sight
from qazvolunteer.core import artwork

if TYPE_CHECKING:
    from frontoffice.office.guard import Desk, OfficeRequest
    from qazvolunteer.core.refusals import type_text

WORK, COUNTRY = "work", "country"


@dataclass(frozen=True)
class Entry:
    """One line: its name, drawing and address; ``waiting`` are the rows that wait there, ``late`` those for which
    somebody has waited too long.

    ``group``: WORK, or COUNTRY for what is beyond the own region. ``shown`` says whom it concerns.
    """

    title: type_text
    icon: str
    url_name: str
    group: str = WORK
    order: int = 100
    waiting: Callable[[Desk], QuerySet[Any]] | None = None
    late: Callable[[Desk], QuerySet[Any]] | None = None
    shown: Callable[[Desk], bool] = lambda desk: True
    args: tuple[str, ...] = ()


_entries: list[Entry] = []


def entry(line: Entry) -> Entry:
    """Add a line. Raises ValueError for a drawing that does not exist."""
    artwork.require_icon(line.icon)
    if line not in _entries:
        _entries.append(line)
    return line


def totals(desk: Desk, url_name: str) -> tuple[int, int]:
    """How many rows wait at this desk behind a line, and how many too long; all lines are asked at once for a page."""
    kept: dict[str, Any] = desk.__dict__
    if "waiting" not in kept:
        kept["waiting"] = sight.shared(desk, "menu", "", lambda: _ask(desk))
    total, late = kept["waiting"].get(url_name, (0, 0))
    return total, late


def _ask(desk: Desk) -> dict[str, tuple[int, int]]:
    parts = [
        rows(desk)
        .order_by()
        .values(line=Value(one.url_name, CharField()), overdue=Value(is_late))
        .annotate(number=Count("pk"))
        .values_list("line", "overdue", "number")
        for one in _entries
        for is_late, rows in ((False, one.waiting), (True, one.late))
        if rows
    ]
    found = {(line, late): number for line, late, number in parts[0].union(*parts[1:], all=True)} if parts else {}
    return {one.url_name: (found.get((one.url_name, False), 0), found.get((one.url_name, True), 0)) for one in _entries}


def lines_that_wait(desk: Desk) -> list[tuple[Entry, int, int]]:
    """The lines behind which something waits at this desk: how many rows, and how many too long."""
    shown = sorted((one for one in _entries if one.shown(desk)), key=lambda one: one.order)
    counted = [(one, *totals(desk, one.url_name)) for one in shown]
    return [(one, waiting, late) for one, waiting, late in counted if waiting or late]


def lines(request: OfficeRequest) -> dict[str, list[dict[str, Any]]]:
    """The lines this person may use, by group, each with what waits there."""
    groups: dict[str, list[dict[str, Any]]] = {WORK: [], COUNTRY: []}
    addresses = {one: reverse(one.url_name, args=one.args) for one in _entries if one.shown(request.office)}
    # Of the lines whose address begins this page's, the longest is the one we are in.
    here = max((url for url in addresses.values() if request.path.startswith(url)), key=len, default="")
    for one, url in sorted(addresses.items(), key=lambda pair: pair[0].order):
        waiting, late = totals(request.office, one.url_name)
        groups[one.group].append(
            {
                "title": one.title,
                "icon": one.icon,
                "url": url,
                "current": url == here,
                "waiting": waiting,
                "late": bool(late),
            }
        )
    return groups
