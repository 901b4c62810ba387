"""The front office at work: its dashboards, and the reports of a month."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.bench import page_queries, people, raw_figures
from tests.bench.raw_figures import Question
from tests.bench.results import Result, Unable
from tests.bench.stage import FOR_STAFF, Measure, Request, Server, Stage

if TYPE_CHECKING:
    from frontoffice.reports.models import MonitoringReport
    from frontoffice.rollups.periods import Period
    from qazvolunteer.places.models import Region

Tick = Callable[[], None]
DASHBOARD = "/ru/office/"
LIST = "/projects/"
FIGURES = ("frontoffice_dayfigures", "frontoffice_monthfigures", "frontoffice_activemonth", "frontoffice_activecounts")
FEW_REGIONS = 1


# --- Dashboards -----------------------------------------------------------------------------------------


def dashboard(stage: Stage, tick: Tick) -> list[Result]:
    """The median time of the republic's overview and of the largest region's, against the floor's list."""
    found, asked = [], {}
    server = stage.serve("office", "qazvolunteer.wsgi:application", "/readyz", **FOR_STAFF)
    try:
        for name, visitor in _readers().items():
            ours, floor = [Request(DASHBOARD, visitor.product)], [Request(LIST, visitor.floor)]
            _median(stage, server, ours)
            _median(stage, stage.floor, floor)
            rounds = stage.interleaved(
                lambda: _median(stage, server, ours),  # noqa: B023
                lambda: _median(stage, stage.floor, floor),  # noqa: B023
                tick,
            )
            found.append(Result(f"dashboard.{name}", rounds.ratio, "×", 2, "lower", rounds.words("ms")))
            asked[name] = page_queries.statements(DASHBOARD, visitor.product)
    finally:
        stage.supervisor.stop(server.child)
    about = {name: sum(any(table in sql for table in FIGURES) for sql in asked[name]) for name in asked}
    words = "; ".join(f"{name}: {about[name]} of {len(asked[name])} statements of the page" for name in asked)
    return [*found, Result("dashboard.queries", max(about.values()), "SQL", 5, "lower", words)]


def _median(stage: Stage, server: Server, requests: list[Request]) -> float:
    return stage.load(server, requests, connections=1).require(200).percentile(0.5)


def _readers() -> dict[str, people.Visitor]:
    """A coordinator of the republic, and one of the region with most people."""
    from frontoffice.models import Coordinator

    posts = Coordinator.objects.filter(user__is_active=True, ended_at=None)
    republic = posts.filter(office__region=None).order_by("pk").first()
    region = posts.exclude(office__region=None).order_by("-office__region__population", "pk").first()
    if republic is None or region is None:
        raise Unable("The data has no coordinators.")
    return dict(zip(("republic", "region"), people.visitors([republic.user, region.user]), strict=True))


# --- Reports --------------------------------------------------------------------------------------------


def monthly_reports(stage: Stage, tick: Tick) -> list[Result]:
    """A month's reports of the republic and every region, all files in all languages, from asking for them to drafts;
    against the same questions asked of the records and the typesetter alone."""
    from qazvolunteer.places.models import Region

    regions = [None, *Region.objects.valid().order_by("-population")[: FEW_REGIONS if stage.quick else None]]
    period = _month_without_reports()
    papers = _papers(regions, period)
    rounds = stage.interleaved(
        lambda: _timed(lambda: _build(regions, period)),
        lambda: _timed(lambda: _bare(regions, period, papers)),
        tick,
        repeats=1,
    )
    words = f"{len(regions)} reports, {len(papers)} PDFs: {rounds.words('s')}"
    return [Result("monthly_reports", rounds.ratio, "×", 1.5, "lower", words)]


def _month_without_reports() -> Period:
    from django.utils import timezone

    from frontoffice.reports.models import MonitoringReport
    from frontoffice.rollups.periods import Period

    taken = set(MonitoringReport.objects.values_list("first", flat=True))
    months = Period.last_months(13, timezone.localdate()).months[:-1]
    month = next(month for month in reversed(months) if month not in taken)
    return Period.of_month(month.year, month.month)


def _build(regions: list[Region | None], period: Period) -> list[MonitoringReport]:
    """All of them, as the workers make them; nothing is left of them."""
    from django.db import transaction

    from frontoffice.reports import building
    from frontoffice.reports.enums import MonitoringState, ReportKind

    made = []
    with transaction.atomic():
        for region in regions:
            report, _new = building.open_report(ReportKind.MONTH, region, period, by=None)
            building.build(report.pk)
            report.refresh_from_db()
            if report.state != MonitoringState.DRAFT:
                raise Unable(f"A report is {report.state} after it was built.")
            made.append(report)
        transaction.set_rollback(True)
    return made


def _papers(regions: list[Region | None], period: Period) -> list[dict[str, Any]]:
    """What stands on the sheets, in all languages."""
    from django.utils import translation

    from frontoffice.reports import paper
    from qazvolunteer.places.models import LANGUAGES

    found = []
    for report in _build(regions, period):
        for language in LANGUAGES:
            with translation.override(language):
                found.append(paper.content(report))
    return found


def _bare(regions: list[Region | None], period: Period, papers: list[dict[str, Any]]) -> None:
    from frontoffice.reports import paper

    for region in regions:
        raw_figures.ask(_questions(str(region.pk) if region else "", period))
    for one in papers:
        paper.typeset(one)


def _questions(region: str, period: Period) -> list[Question]:
    """What a report says: its month, the one before and the year before; by month of a year, by programme and part."""
    from frontoffice.rollups.periods import Period

    year = Period.last_months(12, period.last)
    return [
        *(Question(one.first, one.last, "", region) for one in (period, period.previous(), period.year_before())),
        Question(year.first, year.last, "month", region),
        Question(period.first, period.last, "programme", region, people=False),
        Question(period.first, period.last, "district" if region else "region", region, people=not region),
    ]


def _timed(call: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


MEASURES = (
    Measure("dashboard", ("dashboard.republic", "dashboard.region", "dashboard.queries"), dashboard, steps=2),
    Measure("monthly_reports", ("monthly_reports",), monthly_reports),
)
