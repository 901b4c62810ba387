from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from qazvolunteer.core import catalogues


class Command(BaseCommand):
    """Compile the translations: every .po whose .mo is missing or older. Needs no gettext programs, no database."""

    help = "Compiles the interface's translations (.po to .mo)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="Compile the up-to-date ones too.")

    def handle(self, *args: Any, force: bool = False, **options: Any) -> None:
        for path in catalogues.compile_all(force=force):
            self.stdout.write(f"Compiled {path.relative_to(catalogues.LOCALE)}")
