"""What the rules add elsewhere: a line of the menu, and what a project still owes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from frontoffice.office.menu import COUNTRY, Entry, entry
from frontoffice.rules import judging
from projects import requirements

entry(Entry(_("Rules"), "check-circle", "office-rules", group=COUNTRY, order=70, shown=lambda desk: desk.is_republican))
requirements.source(judging.unmet)
