"""Load the demonstration data."""

from __future__ import annotations

import datetime as dt
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from frontoffice.clocks import service_times
from frontoffice.demo import accounts, build, monitoring_reports
from frontoffice.demo.build import Built
from frontoffice.demo.national.build import build_nation, settle
from frontoffice.demo.national.size import FEWEST, MOST, PROJECTS, Size
from frontoffice.demo.world import Wish
from frontoffice.opendata import counting, publishing
from frontoffice.rollups import rebuilding
from qazvolunteer.places.models import Region
from volunteers import statistics

SEED = 2026
BAR = 24
# Where the bar cannot move, a line is written this often, in seconds.
EVERY = 2.0


class Command(BaseCommand):
    help = (
        "Fills an installation with an invented country of volunteers, once. The same seed, day and size give the "
        "same data. Refused outside DEBUG unless forced: it makes accounts whose password everybody knows."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=SEED, help="another seed, another country")
        parser.add_argument("--today", type=dt.date.fromisoformat, help="the day around which it happens, YYYY-MM-DD")
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 250 projects and 12,000 sign-ups")
        parser.add_argument(
            "--national", action="store_true", help="the whole country: 20,000 projects and a million volunteers"
        )
        parser.add_argument("--projects", type=int, default=PROJECTS, help="of the whole country, in proportion")
        parser.add_argument("--force", action="store_true", help="also when DEBUG is off")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError("DEBUG is off, so this looks like a real installation. Use --force if it is not.")
        if not 0 < options["scale"] <= 1:
            raise CommandError("--scale must be above 0 and at most 1.")
        if not FEWEST <= options["projects"] <= MOST:
            raise CommandError(f"--projects must be between {FEWEST} and {MOST}.")
        if accounts.exist():
            self.stdout.write("The demonstration data is here already; nothing was changed.")
            return
        if not Region.objects.exists():
            raise CommandError("Run load_reference first.")
        started = time.monotonic()
        made = self._build(options)
        statistics.refresh()
        counting.refresh()
        service_times.count()
        publishing.publish_what_is_due()
        if not options["national"]:
            monitoring_reports.write(timezone.localdate(build.moment_of(options["today"])))
        self.stdout.write(
            f"{made.organizations} organizations, {made.projects} projects, {made.shifts} shifts, "
            f"{made.volunteers} volunteers and {made.signups} sign-ups in {time.monotonic() - started:.1f} s"
        )

    def _build(self, options: dict[str, Any]) -> Built:
        now = build.moment_of(options["today"])
        if not options["national"]:
            made = build.build(Wish(options["seed"], now, options["scale"]))
            rebuilding.rebuild()
            return made
        bar = Bar(self.stdout)
        made = build_nation(options["seed"], now, Size.of(options["projects"]), bar)
        settle(bar)
        bar.clear()
        return made


class Bar:
    """What is being made and how far it is: one moving line on a terminal, a line now and then elsewhere."""

    def __init__(self, out: Any) -> None:
        self.out, self.moves = out, sys.stdout.isatty() and out.isatty()
        self.said = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        if time.monotonic() - self.said < (0.2 if self.moves else EVERY) and 0 < done < total:
            return
        filled = BAR * done // max(1, total)
        line = f"{step} [{'█' * filled}{'·' * (BAR - filled)}] {done:,} of {total:,}"
        self.said = time.monotonic()
        self.clear()
        self.out.write(line, ending="" if self.moves else "\n")
        self.out.flush()

    def clear(self) -> None:
        if self.moves:
            self.out.write("\r\x1b[K", ending="")
