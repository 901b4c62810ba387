"""The line of the menu for differences between figures and records: there while some are not settled."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from frontoffice.office.menu import COUNTRY, Entry, entry, totals
from frontoffice.rollups import settling

entry(
    Entry(
        _("Differences in figures"),
        "alert",
        "office-drifts",
        group=COUNTRY,
        order=90,
        waiting=lambda desk: settling.open_drifts(),
        late=lambda desk: settling.open_drifts(),
        shown=lambda desk: desk.is_republican and totals(desk, "office-drifts") != (0, 0),
    )
)
