"""Load or correct the reference data."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from frontoffice import reference


class Command(BaseCommand):
    help = (
        "Loads regions, districts, towns, organizations, programmes, front offices and consent texts out of the "
        "product's files. Run it again after a correction of the files: it changes what differs and says so."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        results = []
        for result in reference.load():
            results.append(result)
            for line in result.lines():
                self.stdout.write(line)
        if all(result.is_unchanged for result in results):
            self.stdout.write("nothing changed")
