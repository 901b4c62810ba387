"""Load the demonstration data."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from frontoffice.demo import accounts, build
from frontoffice.demo.world import Wish
from qazvolunteer.places.models import Region
from volunteers import statistics

SEED = 2026


class Command(BaseCommand):
    help = (
        "Fills an installation with an invented country of volunteers, once. The same seed, day and scale give the "
        "same data. Refused outside DEBUG unless forced: it makes accounts whose password everybody knows."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=SEED, help="another seed, another country")
        parser.add_argument("--today", type=dt.date.fromisoformat, help="the day around which it happens, YYYY-MM-DD")
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 250 projects and 12,000 sign-ups")
        parser.add_argument("--force", action="store_true", help="also when DEBUG is off")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError("DEBUG is off, so this looks like a real installation. Use --force if it is not.")
        if not 0 < options["scale"] <= 1:
            raise CommandError("--scale must be above 0 and at most 1.")
        if accounts.exist():
            self.stdout.write("The demonstration data is here already; nothing was changed.")
            return
        if not Region.objects.exists():
            raise CommandError("Run load_reference first.")
        started = time.monotonic()
        made = build.build(Wish(options["seed"], build.moment_of(options["today"]), options["scale"]))
        statistics.refresh()
        self.stdout.write(
            f"{made.organizations} organizations, {made.projects} projects, {made.shifts} shifts, "
            f"{made.volunteers} volunteers and {made.signups} sign-ups in {time.monotonic() - started:.1f} s"
        )
