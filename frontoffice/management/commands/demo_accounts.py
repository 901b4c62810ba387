"""Print the demonstration accounts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from frontoffice.demo import accounts


class Command(BaseCommand):
    help = "Prints who can sign in with which password. Codes of the second factor change and are on /dev/accounts/."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = accounts.listed()
        if not rows:
            self.stdout.write("The demonstration data is not loaded here.")
            return
        width = max(len(row.email) for row in rows)
        for row in rows:
            code = "" if row.code is None else " (asks for a code)"
            self.stdout.write(f"{row.email:{width}}  {row.role}{code}")
        self.stdout.write(f"Password of all: {rows[0].password}")
        self.stdout.write("The current codes of the second factor are on the page /dev/accounts/.")
