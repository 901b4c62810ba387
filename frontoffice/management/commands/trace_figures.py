"""Find the numbers of the page of statistics again in the records."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from frontoffice.opendata.tracing import trace


class Command(BaseCommand):
    help = (
        "Runs the SQL of the page of definitions over the records and puts its answers beside the numbers that the "
        "page of statistics shows of the country (KZ) and each region. Ends with an error where they differ."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, default=timezone.localdate().year, help="this year unless named")

    def handle(self, *args: Any, **options: Any) -> None:
        differ = 0
        for one in trace(options["year"]):
            shown = "hidden" if one.shown is None else f"{one.shown:.4f}"
            self.stdout.write(f"{one.name:16} {one.place:10} shown {shown:>16}  counted {one.counted:16.4f}")
            differ += not one.agrees
        if differ:
            raise CommandError(f"{differ} numbers differ from the records.")
