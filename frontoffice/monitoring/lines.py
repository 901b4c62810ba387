"""Monitoring in the menu of a front office, and on its overview."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from frontoffice.monitoring.models import Concern
from frontoffice.office.guard import Desk
from frontoffice.office.menu import Entry, entry


def _concerns(desk: Desk) -> int:
    return desk.narrowed(Concern.objects.open()).count()


def _late_concerns(desk: Desk) -> bool:
    return desk.narrowed(Concern.objects.late()).exists()


entry(Entry(_("Concerns"), "flag", "office-concerns", order=40, count=_concerns, late=_late_concerns))  # type: ignore[arg-type]
