"""The lines of the menu that the shell itself adds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from frontoffice.office.menu import COUNTRY, Entry, entry

entry(Entry(_("Overview"), "grid", "office", order=10))
entry(
    Entry(
        _("Goals of programmes"), "flag", "office-goals", group=COUNTRY, order=5, shown=lambda desk: desk.is_republican
    )
)
entry(Entry(_("Reports"), "document", "office-reports", order=60))
entry(Entry(_("Who works here"), "users", "office-people", order=80))
entry(Entry(_("All regions"), "globe", "regions", group=COUNTRY, order=10))
entry(Entry(_("Statistics"), "map", "statistics", group=COUNTRY, order=20))
entry(Entry(_("Guide"), "book", "guide", group=COUNTRY, order=90, args=("front-office",)))
