"""``manage.py outbox_status``: how many letters are in which state, and how long the oldest due one waits."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from qazvolunteer.notifications import outbox


class Command(BaseCommand):
    help = "Letters by state, and how long the oldest due one waits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object, for monitoring")

    def handle(self, **options: Any) -> None:
        status = outbox.status()
        waits = int((timezone.now() - status.oldest_due).total_seconds()) if status.oldest_due else 0
        if options["json"]:
            self.stdout.write(json.dumps({**status.by_state, "due": status.due, "oldest_due_seconds": waits}))
            return
        for state, rows in status.by_state.items():
            self.stdout.write(f"{state:<12}{rows:>10}")
        self.stdout.write(f"{'due now':<12}{status.due:>10}")
        self.stdout.write(f"{'oldest due':<12}{waits:>9}s")
