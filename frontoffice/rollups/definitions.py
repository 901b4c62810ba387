"""What each figure means, in words and as it is counted. Whoever shows a number links to its definition.

A definition can be tried: its ``statement`` is whole, so that anybody with the database finds the number again.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from frontoffice.rollups import records
from frontoffice.rollups.periods import Period
from qazvolunteer.core.refusals import type_text


@dataclass(frozen=True)
class Definition:
    """``name`` as in ``figures.Totals``. ``sql_source`` is the text that the figure is counted with; ``share``: what
    of it is divided by what, where the figure is one."""

    name: str
    title: type_text
    text: type_text
    sql_source: str
    unit: type_text
    share: tuple[str, str] | None = None

    def statement(self, period: Period) -> str:
        """SQL without parameters: the figure of the period for the country (KZ) and each region, by KATO."""
        first, last = f"DATE '{period.first}'", f"DATE '{period.last}'"
        source = self.sql_source
        for parameter, value in {
            "{came}": f"s.starts_at >= {first}::timestamp AT TIME ZONE '{records.ZONE}'\n"
            f"        AND s.starts_at < ({last} + 1)::timestamp AT TIME ZONE '{records.ZONE}'",
            "{worked}": f"h.day BETWEEN {first} AND {last}",
            "%(days)s::date[]": "ARRAY(SELECT day FROM days)",
            "%(shifts)s::bigint[]": _SHIFTS_OF_DAYS,
        }.items():
            source = source.replace(parameter, value)
        days = records.DAYS.replace(
            "unnest(%(days)s::date[]) AS day",
            f"(SELECT generate_series({first}, {last}, INTERVAL '1 day')::date AS day) AS asked",
        )
        return (
            f"WITH days AS ({days}\n),\ncounted AS ({source}\n)\n"
            f"SELECT CASE WHEN grouping(region_id) = 1 THEN 'KZ' ELSE region_id END AS place,\n"
            f"    {self._value} AS {self.name}\n"
            f"FROM counted GROUP BY GROUPING SETS ((), (region_id)) ORDER BY place;"
        )

    @property
    def _value(self) -> str:
        if self.name == "active":
            return "count(DISTINCT volunteer_id)"
        if self.share:
            return "sum({})::numeric / nullif(sum({}), 0)".format(*self.share)
        if self.unit == _HOURS:
            return f"sum({'minutes' if self.name == 'hours' else self.name}) / 60.0"
        return f"sum({self.name})"


_SHIFTS_OF_DAYS = (
    "ARRAY(\n        SELECT s.id FROM days d\n"
    "        JOIN projects_shift s ON s.starts_at >= d.begins AND s.starts_at < d.ends)"
)

_SHIFTS, _PEOPLE, _PLACES = _("shifts"), _("people"), _("places")
_HOURS, _SHARE, _LINES = _("hours"), _("share"), _("lines")
_ALL = (
    Definition(
        "active",
        _("Active volunteers"),
        _(
            "Different people who came to a shift or did work that was confirmed in the period. Each counts once in a "
            "region and once in the country, however often they helped. Work counts where its project is."
        ),
        records.ACTIVE_DAYS,
        _PEOPLE,
    ),
    Definition(
        "hours",
        _("Verified hours"),
        _(
            "Hours in volunteer books that the organization confirmed, on the day of the work. Corrections are part of "
            "them; lines that wait, were rejected or are disputed are not."
        ),
        records.HOURS,
        _HOURS,
    ),
    Definition(
        "minutes_scanned",
        _("Hours scanned in and out"),
        _("Verified hours of people who were scanned when they came and when they left."),
        records.HOURS,
        _HOURS,
    ),
    Definition(
        "minutes_witnessed",
        _("Hours seen by the organizer"),
        _("Verified hours that somebody of the organization saw or vouched for, without two scans."),
        records.HOURS,
        _HOURS,
    ),
    Definition(
        "minutes_told",
        _("Hours told by volunteers"),
        _("Verified hours that the volunteer wrote down and the organization confirmed afterwards."),
        records.HOURS,
        _HOURS,
    ),
    Definition(
        "minutes_imported",
        _("Hours from other systems"),
        _("Verified hours that were taken over from another system."),
        records.HOURS,
        _HOURS,
    ),
    Definition(
        "minutes_open",
        _("Hours that wait"),
        _("Hours that nobody has decided about yet, or that are disputed."),
        records.HOURS,
        _HOURS,
    ),
    Definition(
        "entries",
        _("Lines of hours"),
        _("Confirmed lines of volunteer books, corrections not counted."),
        records.HOURS,
        _LINES,
    ),
    Definition(
        "entries_open",
        _("Lines that wait"),
        _("Lines of volunteer books that nobody has decided about yet, or that are disputed."),
        records.HOURS,
        _LINES,
    ),
    Definition(
        "attendance_rate",
        _("Attendance rate"),
        _(
            "Of the people who were marked as came or as missed, the share that came. Whoever was excused in time is "
            "in neither number."
        ),
        records.ATTENDANCE,
        _SHARE,
        ("came", "came + missed"),
    ),
    Definition(
        "came",
        pgettext_lazy("figure", "Came"),
        _(
            "How often people were marked as having come, on the day the shift began. Somebody who came twice counts "
            "twice."
        ),
        records.ATTENDANCE,
        _PEOPLE,
    ),
    Definition(
        "missed",
        _("Missed"),
        _("How often people had a place, did not come and had not said so, on the day the shift began."),
        records.ATTENDANCE,
        _PEOPLE,
    ),
    Definition(
        "excused",
        pgettext_lazy("figure", "Excused"),
        _("How often people could not come and said so, on the day the shift began."),
        records.ATTENDANCE,
        _PEOPLE,
    ),
    Definition(
        "shifts",
        _("Shifts held"),
        _("Shifts of published projects that were not cancelled, on the day they began by the clock of Astana."),
        records.SHIFTS,
        _SHIFTS,
    ),
    Definition(
        "cancelled_shifts",
        _("Cancelled shifts"),
        _("Shifts of published projects that were cancelled, on the day they would have begun."),
        records.SHIFTS,
        _SHIFTS,
    ),
    Definition("seats", _("Places"), _("Places in the shifts held."), records.SHIFTS, _PLACES),
    Definition(
        "taken",
        _("Places taken"),
        _("Places in the shifts held that somebody had taken, whether or not they came."),
        records.SHIFTS,
        _PLACES,
    ),
    Definition(
        "fill_rate",
        _("Filled places"),
        _("Of the places in the shifts held, the share that was taken."),
        records.SHIFTS,
        _SHARE,
        ("taken", "seats"),
    ),
    Definition(
        "told_share",
        _("Share told by volunteers"),
        _("Of the verified hours, the share that is known from the volunteer alone."),
        records.HOURS,
        _SHARE,
        ("minutes_told", "minutes"),
    ),
    Definition(
        "new_projects",
        _("New projects"),
        _("Projects that were published for the first time in the period."),
        records.NEW_PROJECTS,
        _("projects"),
    ),
    Definition(
        "new_organizations",
        _("New organizations"),
        _("Organizations and groups that were verified in the period, in the region where they are registered."),
        records.NEW_ORGANIZATIONS,
        _("organizations"),
    ),
    Definition(
        "new_volunteers",
        _("New volunteers"),
        _(
            "People who registered as volunteers in the period, in the region where they live today. Whose account was "
            "erased has no region any more and counts in the country alone."
        ),
        records.NEW_VOLUNTEERS,
        _PEOPLE,
    ),
)
DEFINITIONS = {definition.name: definition for definition in _ALL}
