"""The tables of a report in the active language: for the page, the PDF, the sheets and the CSV, all from the same rows.

Everything is read from the frozen figures; nothing here asks for a record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontoffice.reports.freezing import Frozen
from frontoffice.rollups.definitions import DEFINITIONS
from frontoffice.rollups.figures import Totals
from qazvolunteer.core import dates

Cell = int | float | str | None
HOURS, COUNT, SHARE = "hours", "count", "share"


@dataclass(frozen=True)
class Measure:
    """A column: its ``title``, how it is read out of a line's values, and of what kind its numbers are."""

    name: str
    title: str
    kind: str
    of: Callable[[Totals], int | float | None]


@dataclass(frozen=True)
class Line:
    name: str
    cells: Sequence[Cell]
    words: Sequence[str]


@dataclass(frozen=True)
class Table:
    """``head`` names the columns, the line's name first. ``cells`` are for spreadsheets, ``words`` for readers."""

    name: str
    title: str
    head: Sequence[str]
    lines: Sequence[Line]
    note: str = ""

    @property
    def rows(self) -> list[list[Cell]]:
        return [[line.name, *line.cells] for line in self.lines]


def total_of(values: Mapping[str, int | None]) -> Totals:
    """Frozen values as the figures they were."""
    return Totals(**values)  # type: ignore[arg-type]


def tables_of(figures: Frozen) -> list[Table]:
    """All tables, in the order of the report."""
    return [
        totals(figures),
        *(table for table in (months(figures), programmes(figures), parts(figures)) if table.lines),
        *(table for table in (organizations(figures),) if table.lines),
        evidence(figures),
        reports(figures),
    ]


def measures(*names: str) -> list[Measure]:
    """By the names of their definitions."""
    return [_measure(name) for name in names]


def totals(figures: Frozen) -> Table:
    """Each figure in the period, in the period before and a year before."""
    sums = [total_of(figures[name]) for name in ("totals", "previous", "year_before")]
    lines = []
    for measure in measures(*(name for name in figures["definitions"] if not name.startswith("minutes_"))):
        found = [measure.of(total) for total in sums]
        cells: list[Cell] = [*found, _change(found[0], found[1]), _change(found[0], found[2])]
        words = [*(words_of(measure.kind, one) for one in found), *(_percents(cell) for cell in cells[3:])]
        lines.append(Line(measure.title, cells, words))
    spans = [dates.days(*_span(figures, name)) for name in ("totals", "previous", "year_before")]
    head = [_("Figure"), *spans, _("Change, %"), _("Change in a year, %")]
    return Table("totals", _("Totals"), head, lines)


def months(figures: Frozen) -> Table:
    shown = measures("active", "hours", "came", "missed", "attendance_rate", "shifts", "taken")
    names = [dates.month(dt.date.fromisoformat(line["key"])) for line in figures["months"]]
    return _table("months", _("By month"), _("Month"), shown, figures["months"], names)


def programmes(figures: Frozen) -> Table:
    shown = measures("hours", "came", "missed", "attendance_rate", "shifts", "taken", "new_projects")
    return _table("programmes", _("By programme"), _("Programme"), shown, figures["programmes"])


def parts(figures: Frozen) -> Table:
    """Regions of the republic, or districts of a region."""
    if figures["region"] is None:
        shown = measures("active", "hours", "came", "missed", "attendance_rate", "shifts", "new_volunteers")
        return _table("parts", _("By region"), _("Region"), shown, figures["parts"])
    shown = measures("hours", "came", "missed", "attendance_rate", "shifts", "taken")
    return _table("parts", _("By district"), _("District"), shown, figures["parts"])


def organizations(figures: Frozen) -> Table:
    shown = measures("hours", "came", "attendance_rate", "shifts")
    title = _("Organizations with the most verified hours")
    return _table("organizations", title, _("Organization"), shown, figures["organizations"])


def evidence(figures: Frozen) -> Table:
    """How the verified hours are known."""
    total = total_of(figures["totals"])
    lines = []
    for measure in measures("minutes_scanned", "minutes_witnessed", "minutes_told", "minutes_imported"):
        minutes = getattr(total, measure.name)
        share = minutes / total.minutes if total.minutes else None
        hours = measure.of(total)
        lines.append(
            Line(measure.title, [hours, _percent(share)], [words_of(HOURS, hours), words_of(SHARE, _percent(share))])
        )
    waiting = _measure("minutes_open")
    lines.append(Line(waiting.title, [waiting.of(total), None], [words_of(HOURS, waiting.of(total)), "–"]))
    return Table("evidence", _("How the hours are known"), [_("Evidence"), _("Hours"), _("Share, %")], lines)


def reports(figures: Frozen) -> Table:
    titles = {
        "due": _("Reports due in the period"),
        "accepted": _("Accepted"),
        "submitted": _("With the front office"),
        "late": _("Late"),
    }
    counted = figures["reports"]
    lines = [Line(title, [counted[name]], [dates.thousands(counted[name])]) for name, title in titles.items()]
    return Table("reports", _("Reports of projects"), [_("Reports"), _("Number")], lines)


def long_rows(figures: Frozen) -> Iterator[list[Cell]]:
    """Every cell of every table on a line of its own: table, line, column, value."""
    for table in tables_of(figures):
        for line in table.lines:
            for title, value in zip(table.head[1:], line.cells, strict=True):
                yield [table.title, line.name, title, value]


def long_head() -> list[str]:
    return [_("Table"), _("Line"), _("Figure"), _("Value")]


def definitions(figures: Frozen) -> list[tuple[str, str]]:
    """(title, text) of everything that is counted here."""
    return [(str(one.title), str(one.text)) for one in (DEFINITIONS[name] for name in figures["definitions"])]


def changes_in_words(changes: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a correction changed, one sentence for each figure."""
    return [_changed(change) for change in changes]


def words_of(kind: str, value: Cell) -> str:
    """A number as it is read."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if kind == HOURS:
        return dates.decimal(value)
    return f"{round(value)}\u00a0%" if kind == SHARE else dates.thousands(round(value))


def _changed(change: Mapping[str, Any]) -> str:
    names = {
        "previous": _("the period before"),
        "year_before": _("a year before"),
        "totals": _("the whole period"),
        "reports": _("reports of projects"),
    }
    if change["table"] == "months":
        where = dates.month(dt.date.fromisoformat(change["key"]))
    elif change["table"] in names:
        where = names[change["table"]]
    else:
        where = name_of(change)
    if change["table"] == "reports":
        titles = {"due": _("due"), "accepted": _("accepted"), "submitted": _("submitted"), "late": _("late")}
        title, kind = titles[change["measure"]], COUNT
        before, after = change["before"], change["after"]
    elif change["measure"] == "minutes" or change["measure"].startswith("minutes_"):
        name = "hours" if change["measure"] == "minutes" else change["measure"]
        title, kind = str(DEFINITIONS[name].title), HOURS
        before, after = _hours(change["before"]), _hours(change["after"])
    else:
        title, kind = str(DEFINITIONS[change["measure"]].title), COUNT
        before, after = change["before"], change["after"]
    return _("%(where)s, %(title)s: %(before)s became %(after)s.") % {
        "where": where[:1].upper() + where[1:],
        "title": title[:1].lower() + title[1:],
        "before": words_of(kind, before),
        "after": words_of(kind, after),
    }


def name_of(line: Mapping[str, Any]) -> str:
    names = line.get("name")
    return str(names[_language()]) if names else _("Elsewhere in the region")


def _table(
    name: str,
    title: str,
    first: str,
    shown: Sequence[Measure],
    lines: Sequence[Mapping[str, Any]],
    names: Sequence[str] | None = None,
) -> Table:
    made = []
    for number, line in enumerate(lines):
        total = total_of(line["values"])
        cells = [measure.of(total) for measure in shown]
        words = [words_of(measure.kind, cell) for measure, cell in zip(shown, cells, strict=True)]
        made.append(Line(names[number] if names else name_of(line), cells, words))
    return Table(name, title, [first, *(measure.title for measure in shown)], made)


def _measure(name: str) -> Measure:
    title = str(DEFINITIONS[name].title)
    if name == "hours":
        return Measure(name, title, HOURS, lambda total: _hours(total.minutes))
    if name.startswith("minutes_"):
        return Measure(name, title, HOURS, lambda total: _hours(getattr(total, name)))
    if name.endswith("_rate"):
        return Measure(name, _("%(figure)s, %%") % {"figure": title}, SHARE, lambda t: _percent(getattr(t, name)))
    return Measure(name, title, COUNT, lambda total: getattr(total, name))


def _hours(minutes: int) -> int | float:
    hours = round(minutes / 60, 1)
    return int(hours) if hours.is_integer() else hours


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _change(now: float | None, before: float | None) -> int | None:
    """In percent of what was before; None where nothing was."""
    return round(100 * (now - before) / before) if before and now is not None else None


def _percents(value: Cell) -> str:
    if value is None or isinstance(value, str):
        return "–"
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{abs(value)}\u00a0%"


def _span(figures: Frozen, name: str) -> tuple[dt.date, dt.date]:
    first, last = figures["periods"][name]
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


def _language() -> str:
    return get_language() or "kk"
