"""The menu of ``/office/``: each part of the front office adds its lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from qazvolunteer.core import artwork

if TYPE_CHECKING:
    from frontoffice.office.guard import Desk, OfficeRequest
    from qazvolunteer.core.refusals import type_text

WORK, COUNTRY = "work", "country"


@dataclass(frozen=True)
class Entry:
    """One line: its name, drawing and address; ``count`` is how much waits there, ``late`` how much of it too long.

    ``group``: WORK, or COUNTRY for what is beyond the own region. ``shown`` says whom it concerns.
    """

    title: type_text
    icon: str
    url_name: str
    group: str = WORK
    order: int = 100
    count: Callable[[Desk], int] | None = None
    late: Callable[[Desk], int] | None = None
    shown: Callable[[Desk], bool] = lambda desk: True
    args: tuple[str, ...] = ()


_entries: list[Entry] = []


def entry(line: Entry) -> Entry:
    """Add a line. Raises ValueError for a drawing that does not exist."""
    artwork.require_icon(line.icon)
    if line not in _entries:
        _entries.append(line)
    return line


def lines(request: OfficeRequest) -> dict[str, list[dict[str, Any]]]:
    """The lines this person may use, by group, each with what waits there."""
    groups: dict[str, list[dict[str, Any]]] = {WORK: [], COUNTRY: []}
    addresses = {one: reverse(one.url_name, args=one.args) for one in _entries if one.shown(request.office)}
    # Of the lines whose address begins this page's, the longest is the one we are in.
    here = max((url for url in addresses.values() if request.path.startswith(url)), key=len, default="")
    for one, url in sorted(addresses.items(), key=lambda pair: pair[0].order):
        waiting = one.count(request.office) if one.count else 0
        groups[one.group].append(
            {
                "title": one.title,
                "icon": one.icon,
                "url": url,
                "current": url == here,
                "waiting": waiting,
                "late": bool(waiting and one.late and one.late(request.office)),
            }
        )
    return groups
