"""The lines of the menu that this part adds. Appeals that wait are counted at the desk, which holds them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from frontoffice.office.menu import Entry, entry

entry(Entry(_("Organizations"), "building", "office-organizations", order=50))
entry(Entry(_("Projects"), "flag", "office-projects", order=51))
