"""The figures of the front offices: what it takes to keep them, to count them anew, and to read them."""

from __future__ import annotations

import datetime as dt
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.bench import raw_figures, signup_sql, world
from tests.bench.raw_figures import Question
from tests.bench.results import Result
from tests.bench.rounds import Rounds
from tests.bench.stage import Measure, Stage
from tests.bench.world import World

Tick = Callable[[], None]
FIGURES = ("dayfigures", "monthfigures", "activemonth", "activecounts")
# As beat has it; and as long as a slice of sign-ups with it.
BEAT, SLICE = 20.0, 30.0
READS = 15
PEOPLE, SHIFTS = 20_000, 1_000
FEW_PEOPLE, FEW_SHIFTS = 200, 50


# --- Counting anew --------------------------------------------------------------------------------------


def rollup_rebuild(stage: Stage, tick: Tick) -> list[Result]:
    """A whole rebuild from nothing, against asking the records for the same cells and people once."""
    asked = _everything()
    whole = stage.interleaved(_rebuild_all, lambda: _timed(lambda: raw_figures.ask(asked)), tick, repeats=1)
    day = stage.interleaved(_late_fact, _rebuild_all, tick, repeats=1)
    return [
        Result("rollup_rebuild.whole", whole.ratio, "×", 4, "lower", whole.words("s")),
        Result("rollup_rebuild.day", day.ratio, "×", 1 / 50, "lower", f"after one late mark: {day.words('s')}"),
    ]


def _everything() -> list[Question]:
    """All cells, and different people by month, of each region and of the country."""
    from django.utils import timezone

    from projects.models import Shift

    first = timezone.localdate(Shift.objects.order_by("starts_at").values_list("starts_at", flat=True)[0])
    last = timezone.localdate()
    return [
        Question(first, last, "cell", people=False),
        Question(first, last, "month and region", sums=False),
        Question(first, last, "month", sums=False),
    ]


def _rebuild_all() -> float:
    from django.db import connection

    from frontoffice.rollups import rebuilding

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(f'frontoffice_{name}' for name in FIGURES)}")
    return _timed(rebuilding.rebuild)


def _late_fact() -> float:
    """Somebody who came on a busy day of last month is marked as missed, or as come again; the refresh after it."""
    from django.db.models import Count
    from django.db.models.functions import TruncDate
    from django.utils import timezone

    from frontoffice.rollups import rebuilding
    from projects.models import Shift
    from volunteers.models import Attendance

    rebuilding.refresh()
    now = timezone.now()
    shifts = Shift.objects.filter(starts_at__range=(now - dt.timedelta(days=40), now - dt.timedelta(days=10)))
    days = shifts.order_by().values_list(TruncDate("starts_at")).annotate(number=Count("pk")).order_by("-number")
    row = Attendance.objects.filter(signup__shift__starts_at__date=days[0][0], arrived_at__isnull=False).first()
    assert row is not None
    missed = row.state == "missed"
    Attendance.objects.filter(pk=row.pk).update(state="came" if missed else "missed")
    return _timed(rebuilding.refresh)


# --- Keeping them ---------------------------------------------------------------------------------------


def rollup_upkeep(stage: Stage, tick: Tick) -> list[Result]:
    """Sign-ups a second with triggers and a refresh every twenty seconds, against neither; and how old figures get."""
    number, shifts = (FEW_PEOPLE, FEW_SHIFTS) if stage.quick else (PEOPLE, SHIFTS)
    made = world.make(number, shifts)
    ages: list[float] = []
    try:
        statements = signup_sql.recorded(made)

        def kept() -> float:
            with _refreshing(stage, ages):
                return _rate(stage, made, statements)

        def unkept() -> float:
            with _untriggered():
                return _rate(stage, made, statements)

        found: Rounds = stage.interleaved(kept, unkept, tick, repeats=1)
    finally:
        world.remove()
    words = f"{len(ages)} late marks during {found.a:.0f} sign-ups/s, seconds until the figures held them"
    return [
        Result("rollup_upkeep.signups", found.ratio, "×", 0.9, "higher", found.words("sign-ups/s")),
        Result("rollup_upkeep.stale", max(ages), "s", 60, "lower", words),
    ]


def _rate(stage: Stage, made: World, statements: tuple) -> float:
    return signup_sql.rate(stage, made, statements, made.spread, seconds=stage.slice_seconds if stage.quick else SLICE)


@contextmanager
def _refreshing(stage: Stage, ages: list[float]) -> Iterator[None]:
    """Beat's work, in a thread of this process, whose own work waits meanwhile; a late mark now and then."""
    from django.db import connection
    from django.utils import timezone

    from frontoffice.rollups import figures, rebuilding
    from volunteers.models import Attendance

    over = threading.Event()
    beat = 0.05 if stage.quick else BEAT

    def refresh() -> None:
        # As long after the last one as it may happen: the first mark waits a whole beat.
        while not over.wait(beat):
            rebuilding.refresh()
        connection.close()

    def mark() -> None:
        old = timezone.now() - dt.timedelta(days=200)
        row = Attendance.objects.filter(signup__shift__starts_at__lt=old, state="came").order_by("-pk")[0]
        while not over.is_set():
            marked = timezone.now()
            Attendance.objects.filter(pk=row.pk).update(left_at=row.left_at)
            while (figures.as_of() or marked) <= marked:
                time.sleep(0.02)
                if over.is_set():
                    break
            else:
                ages.append((timezone.now() - marked).total_seconds())
        connection.close()

    threads = [threading.Thread(target=refresh), threading.Thread(target=mark)]
    for thread in threads:
        thread.start()
    try:
        yield
        if not ages:
            # A short run ends before the first refresh.
            deadline = time.monotonic() + 3 * BEAT
            while not ages and time.monotonic() < deadline:
                time.sleep(0.05)
    finally:
        over.set()
        for thread in threads:
            thread.join()


@contextmanager
def _untriggered() -> Iterator[None]:
    """The tables of a sign-up without the triggers that log days."""
    _switch("DISABLE")
    try:
        yield
    finally:
        _switch("ENABLE")


def _switch(how: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE starts_with(tgname, 'frontoffice_log_')"
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER {trigger}")


# --- Reading them ---------------------------------------------------------------------------------------


def dashboard_vs_raw(stage: Stage, tick: Tick) -> list[Result]:
    """What a dashboard asks for its figures, against the same questions to the records."""
    from frontoffice.rollups import rebuilding
    from qazvolunteer.places.models import Region

    rebuilding.refresh()
    region = str(Region.objects.valid().order_by("-population").values_list("pk", flat=True)[0])
    found = []
    for name, within in (("republic", ""), ("region", region)):
        reads, questions = _dashboard(within)
        rounds = stage.interleaved(
            lambda: statistics.median(_timed(reads) for _ in range(READS)) * 1000,  # noqa: B023
            lambda: _timed(lambda: raw_figures.ask(questions)) * 1000,  # noqa: B023
            tick,
            repeats=1,
        )
        found.append(Result(f"dashboard_vs_raw.{name}", rounds.ratio, "×", 1 / 100, "lower", rounds.words("ms of SQL")))
    return found


def _dashboard(region: str) -> tuple[Callable[[], object], list[Question]]:
    """Twelve months against those before and the year before, by month, by part of the country and by programme."""
    from django.utils import timezone

    from frontoffice.rollups import figures
    from frontoffice.rollups.figures import Period, Scope

    scope = Scope(region=region or None)
    year = Period.last_months(12, timezone.localdate())
    before = year.previous()

    def reads() -> object:
        return (
            figures.totals_of(scope, [year, before]),
            figures.by_month(scope, Period(before.first, year.last)),
            figures.by_district(region, year) if region else figures.by_region(year),
            figures.by_programme(scope, year),
            figures.as_of(),
        )

    part = Question(year.first, year.last, "district" if region else "region", region, people=not region)
    questions = [
        Question(year.first, year.last, "", region),
        Question(before.first, before.last, "", region),
        Question(before.first, year.last, "month", region),
        part,
        Question(year.first, year.last, "programme", region, people=False),
    ]
    return reads, questions


def _timed(call: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


MEASURES = (
    Measure("rollup_rebuild", ("rollup_rebuild.whole", "rollup_rebuild.day"), rollup_rebuild, steps=2),
    Measure("rollup_upkeep", ("rollup_upkeep.signups", "rollup_upkeep.stale"), rollup_upkeep),
    Measure("dashboard_vs_raw", ("dashboard_vs_raw.republic", "dashboard_vs_raw.region"), dashboard_vs_raw, steps=2),
)
