"""Monitoring in the menu of a front office, and on its overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from frontoffice.monitoring import signal_words
from frontoffice.monitoring.enums import ConcernKind
from frontoffice.monitoring.models import Concern, Finding, Signal, Visit
from frontoffice.office.guard import Desk
from frontoffice.office.menu import Entry, entry
from frontoffice.office.tiles import SHOWN_BESIDE, Found, Row, Tile, tile
from qazvolunteer.core import dates
from volunteers.field_pages import keep

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.places.models import Region


def _concerns(desk: Desk) -> QuerySet[Concern]:
    return desk.narrowed(Concern.objects.open())


def _late_concerns(desk: Desk) -> QuerySet[Concern]:
    return desk.narrowed(Concern.objects.late())


def _signals(desk: Desk) -> QuerySet[Signal]:
    return desk.narrowed(Signal.objects.open())


def _visits(desk: Desk) -> QuerySet[Visit]:
    """Whose day has come, and those whose findings wait for the office."""
    return desk.narrowed(Visit.objects.waiting())


def _late_findings(desk: Desk) -> QuerySet[Finding]:
    return desk.narrowed(Finding.objects.overdue(), "visit__region")


def _open_concerns(desk: Desk, region: Region | None) -> Found:
    rows = _concerns(desk).select_related("project", "organization", "region")
    rows = rows.filter(region=region) if region else rows
    shown = rows.order_by("due_at", "pk")[:SHOWN_BESIDE]
    return Found([_concern(row) for row in shown], rows.count(), reverse("office-concerns"))


def _concern(row: Concern) -> Row:
    named = row.project or row.organization or row.region
    return Row(
        title=str(row.get_kind_display()),
        url=reverse("office-concern", args=[row.pk]),
        facts=str(named) if named else "",
        tag=_("Overdue") if row.is_late else dates.day(row.due_at),
        tone="urgent" if row.is_late or row.kind == ConcernKind.DANGER else "",
        icon="siren" if row.kind == ConcernKind.DANGER else "flag",
    )


def _open_signals(desk: Desk, region: Region | None) -> Found:
    rows = _signals(desk).select_related("project", "organization")
    rows = rows.filter(region=region) if region else rows
    return Found([_signal(row) for row in rows[:SHOWN_BESIDE]], rows.count(), reverse("office-signals"))


def _signal(row: Signal) -> Row:
    return Row(
        title=str(row.get_kind_display()),
        url=reverse("office-signal", args=[row.pk]),
        facts=f"{row.project or row.organization} · {signal_words.why(row)}",
        icon="alert",
    )


keep(r"^/(kk|ru|en)/office/visits/\d+/record/$", "js/visits/field.js")
entry(Entry(_("Concerns"), "flag", "office-concerns", order=40, waiting=_concerns, late=_late_concerns))
entry(Entry(_("Signals"), "alert", "office-signals", order=42, waiting=_signals))
entry(Entry(pgettext_lazy("menu", "Visits"), "eye", "office-visits", order=44, waiting=_visits, late=_late_findings))
tile(Tile("signals", _("Signals"), _("The records show nothing unusual."), _open_signals, order=50))
tile(Tile("concerns", _("Concerns"), _("Nobody has reported a concern."), _open_concerns, order=55))
