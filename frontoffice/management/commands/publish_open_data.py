"""Publish a version of the open data, or see whether the records still give the same."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from frontoffice.opendata import publishing


class Command(BaseCommand):
    help = (
        "Publishes the open data of --date (today): figures until the end of the last whole month. A version that is "
        "there is never changed; the command then says whether the records give the same bytes. Run rebuild_figures "
        "before it to count from the records anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", type=dt.date.fromisoformat, help="the day of the version, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            version, is_same = publishing.publish(options["date"] or timezone.localdate())
        except ValueError as error:
            raise CommandError(str(error)) from error
        if not is_same:
            raise CommandError(f"The records give another version than that of {version.day}, sha256 {version.digest}.")
        self.stdout.write(f"{version.day} sha256 {version.digest}")
