"""What a dashboard was asked for. The address keeps it: a page can be sent to a colleague and comes back as it was."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from frontoffice.rollups.periods import Period, Scope, later, month_of
from organizations.models import Organization
from projects.models import Programme
from qazvolunteer.core import dates
from qazvolunteer.places.models import District, Region

if TYPE_CHECKING:
    from frontoffice.office.guard import Desk

# Before it nothing was counted; a year mistyped does not ask for ten thousand months.
EARLIEST = dt.date(2020, 1, 1)
KIND = re.compile(r"(\d{4})(?:-(?:(\d{2})|q([1-4])|h([12])))?")
CHOICES_OF_MONTHS = 13


@dataclass(frozen=True)
class Asked:
    """A part of the country and a period. ``period_name`` is how the address says the period; "" for own dates."""

    period: Period
    period_name: str
    region: Region | None = None
    district: District | None = None
    programme: Programme | None = None
    organization: Organization | None = None

    @property
    def scope(self) -> Scope:
        return Scope(
            region=self.region.pk if self.region else None,
            district=self.district.pk if self.district else None,
            programme=self.programme.pk if self.programme else None,
            organization=self.organization.pk if self.organization else None,
        )

    @property
    def so_far(self) -> Period:
        """What of the period has begun: a month that runs is compared with as many days."""
        return self.period.begun(timezone.localdate())

    @property
    def before(self) -> Period:
        """The period before, as far as this one has come: of a year until 28 November the same days of the last."""
        if not self.period.begins_with_month:
            return self.so_far.previous()
        whole = self.period.previous()
        return Period(whole.first, min(later(self.so_far.last, -len(self.period.months)), whole.last))

    @property
    def is_running(self) -> bool:
        return self.period.last >= timezone.localdate()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The query of the address."""
        found = [("region", self.region.slug)] if self.region else []
        found += [("district", self.district.slug)] if self.district else []
        found += [("programme", self.programme.slug)] if self.programme else []
        found += [("organization", self.organization.slug)] if self.organization else []
        if self.period_name:
            return [*found, ("period", self.period_name)]
        return [*found, ("first", self.period.first.isoformat()), ("last", self.period.last.isoformat())]

    @property
    def query(self) -> str:
        return urlencode(self.pairs)

    @property
    def report_query(self) -> str:
        """Of the page where a report of the same region and days is asked for."""
        region = [("region", self.region.slug)] if self.region else []
        days = [("first", self.so_far.first.isoformat()), ("last", self.so_far.last.isoformat())]
        return urlencode([*region, *days])

    def narrowed(self, **values: object) -> Asked:
        """The same with another part of the country, or another period."""
        return replace(self, **values)  # type: ignore[arg-type]

    @property
    def above_parts(self) -> Asked:
        """The whole region, or the country, in the same days."""
        return replace(self, district=None, programme=None, organization=None)

    @property
    def above_region(self) -> Asked:
        """The whole country in the same days."""
        return replace(self.above_parts, region=None)

    def of_month(self, month: dt.date) -> Asked:
        return replace(self, period=Period.of_month(month.year, month.month), period_name=f"{month:%Y-%m}")

    @property
    def words(self) -> str:
        """The period in words: "1–14 июня"."""
        return dates.days(self.so_far.first, self.so_far.last)

    @property
    def place(self) -> str:
        """The part of the country in words."""
        if self.organization:
            return self.organization.name
        if self.district:
            return self.district.name
        return self.region.name if self.region else _("The whole country")


def asked(given: Mapping[str, str], desk: Desk) -> Asked:
    """Read an address. Http404 for a place that this desk does not see; a period that makes no sense is this month."""
    region = desk.region(given["region"]) if given.get("region") else desk.only_region
    district = _one(District.objects.filter(region=region) if region else District.objects.none(), given, "district")
    programme = _one(Programme.objects.all(), given, "programme")
    if region is None and not desk.is_republican:
        # Of several regions one is looked at; the sums of two are no region's.
        region = desk.offered[0]
    within = Organization.objects.filter(projects__region=region).distinct() if region else Organization.objects.all()
    organization = _one(within, given, "organization")
    period, name = _period(given)
    return Asked(period, name, region, district, programme, organization)


def _one(rows, given: Mapping[str, str], name: str):  # type: ignore[no-untyped-def]
    if not given.get(name):
        return None
    found = rows.filter(slug=given[name]).first()
    if found is None:
        raise Http404
    return found


def _period(given: Mapping[str, str]) -> tuple[Period, str]:
    today = timezone.localdate()
    try:
        if given.get("first") and given.get("last"):
            period = Period(dt.date.fromisoformat(given["first"]), dt.date.fromisoformat(given["last"]))
            if EARLIEST <= period.first <= today and period.last.year <= today.year + 1:
                return period, ""
        found = KIND.fullmatch(given.get("period", ""))
        if found and EARLIEST.year <= int(found[1]) <= today.year:
            period = _named(*found.groups())
            if period.first <= today:
                return period, given["period"]
    except ValueError:
        pass
    return Period.of_month(today.year, today.month), f"{today:%Y-%m}"


def _named(year: str, month: str | None, quarter: str | None, half: str | None) -> Period:
    if month:
        return Period.of_month(int(year), int(month))
    if quarter:
        return Period.of_quarter(int(year), int(quarter))
    return Period.of_half(int(year), int(half)) if half else Period.of_year(int(year))


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Periods to choose from, by kind: the last months, quarters and years, the newest first."""
    today = timezone.localdate()
    months = [later(month_of(today), -back) for back in range(CHOICES_OF_MONTHS)]
    quarter = (today.month - 1) // 3
    quarters = [divmod(today.year * 4 + quarter - back, 4) for back in range(6)]
    years = [today.year - back for back in range(4)]
    return [
        (_("Months"), [(f"{month:%Y-%m}", dates.month(month)) for month in months]),
        (
            _("Quarters"),
            [
                (f"{year}-q{part + 1}", _("Quarter %(number)d, %(year)s") % {"number": part + 1, "year": year})
                for year, part in quarters
            ],
        ),
        (_("Years"), [(str(year), str(year)) for year in years]),
    ]
