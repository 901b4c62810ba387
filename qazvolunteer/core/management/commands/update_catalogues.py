from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from qazvolunteer.core import catalogues


class Command(BaseCommand):
    """Bring the .po files up to the sources: new texts come in empty, translations stay, unused texts go.

    Touches only qazvolunteer/locale; fails on a gettext call whose text is not a literal.
    """

    help = "Collects the texts of the sources and of the packages people see into qazvolunteer/locale."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        problems: list[str] = []
        for domain in catalogues.DOMAINS:
            project, unreadable = catalogues.project_messages(root, domain)
            packages = catalogues.package_messages(domain)
            problems += unreadable
            for language in catalogues.LANGUAGES:
                path = catalogues.catalogue_path(language, domain)
                old = catalogues.read(path, language)
                kept = [(message.context or "", catalogues.singular(message)) for message in old if message.id]
                messages = catalogues.needed(project, packages, language, domain, keep=kept)
                if not messages and not path.exists():
                    continue
                merged = catalogues.merge(old, messages, language)
                changed = catalogues.write(merged, path, language)
                empty = sum(1 for message in merged if message.id and not catalogues.is_translated(message))
                state = "updated" if changed else "unchanged"
                self.stdout.write(f"{language}/{path.name}: {len(messages)} texts, {empty} to translate, {state}")
        if problems:
            raise CommandError("\n".join(problems))
