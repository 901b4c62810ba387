"""Count the figures anew from the records."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from frontoffice.opendata import counting
from frontoffice.rollups import rebuilding


class Command(BaseCommand):
    help = (
        "Counts the figures of dashboards, reports and statistics anew from the records: days between --from and --to, "
        "both included, or --all. May be run at any time, as often as wanted: the same records make the same figures."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", type=dt.date.fromisoformat, help="the first day, YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=dt.date.fromisoformat, help="the last day, YYYY-MM-DD")
        parser.add_argument("--all", action="store_true", help="every day there is")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = options["first"], options["last"]
        if options["all"] == bool(first or last):
            raise CommandError("Say either --all or the days, with --from, --to or both.")
        if first and last and first > last:
            raise CommandError("The first day is after the last.")
        began = time.monotonic()
        days = rebuilding.rebuild(first, last)
        counting.refresh()
        self.stdout.write(f"{days} days counted anew in {time.monotonic() - began:.1f} s")
