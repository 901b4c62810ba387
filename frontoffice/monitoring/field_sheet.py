"""What a phone keeps of a visit, and in which words it is told what became of its notes."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from frontoffice.monitoring.enums import Answer, NoteKind, Severity, VisitState
from frontoffice.monitoring.models import FieldNote, Finding, Visit
from volunteers.field_pages import PLURAL_RULES

# code: (tone, icon, title). Whatever is not listed is a refusal.
WORDS: dict[str, tuple[str, str, Promise]] = {
    "kept": ("ok", "check", lazy("Kept")),
    "finished": ("ok", "check", lazy("The visit is written down")),
    "added": ("warn", "plus", lazy("Added afterwards")),
    "overrules": ("warn", "users", lazy("A colleague had written something else")),
    "overruled": ("warn", "users", lazy("A colleague wrote something else later")),
    "loose": ("warn", "camera", lazy("A photo without its finding")),
    "unanswered": ("stop", "alert", lazy("The visit is not written down yet")),
}
REFUSED = ("stop", "close", lazy("Not taken"))


def state(visit: Visit) -> dict[str, Any]:
    """The visit as it stands; three statements."""
    photos: dict[int, list[str]] = {}
    for pk, finding in visit.photos.exclude(finding=None).values_list("pk", "finding"):
        photos.setdefault(finding, []).append(reverse("office-visit-photo", args=[visit.pk, pk]))
    return {
        "open": visit.state == VisitState.PLANNED,
        "answers": visit.answers,
        "findings": [_finding(row, photos.get(row.pk, [])) for row in visit.findings.all()],
    }


def _finding(row: Finding, photos: list[str]) -> dict[str, Any]:
    return {
        "finding": str(row.client_id or ""),
        "severity": row.severity,
        "text": row.text,
        "demand": row.demand,
        "days": row.days,
        "photos": photos,
    }


def verdict(note: FieldNote) -> dict[str, Any]:
    """What the phone says of it; ``tell``: also when another page of the field has sent it."""
    tone, icon, title = WORDS.get(note.verdict, REFUSED)
    return {
        "id": str(note.client_id),
        "code": note.verdict,
        "tone": tone,
        "icon": icon,
        "title": str(title),
        "name": subject(note),
        "detail": note.reason,
        "tell": tone != "ok",
    }


def subject(note: FieldNote) -> str:
    """What the note speaks of, in a few words."""
    if note.kind == NoteKind.ANSWER:
        asked, number = note.visit.checklist.asked(), note.data.get("number", 0)
        return f"{number}. {asked[number - 1]}" if 1 <= number <= len(asked) else str(number)
    if note.kind == NoteKind.FINDING and note.data.get("text"):
        return str(note.data["text"])
    return str(note.get_kind_display())


def said(note: FieldNote) -> str:
    """All that was written, for whoever reads what did not count."""
    if note.kind == NoteKind.ANSWER:
        return " · ".join(filter(None, [str(Answer(note.data["value"]).label), note.data.get("note", "")]))
    return str(note.data.get("demand", ""))


def texts() -> dict[str, Any]:
    """What the phone says by itself: ``{number}`` is filled in there."""
    return {
        "somebody": _("Monitoring visit"),
        "unread": _("The server could not read this"),
        "sent": _("Everything is sent"),
        "ready": _("Everything is sent. The page works without a network, too."),
        "unsent": {rule: _waiting(number) for rule, number in PLURAL_RULES.items()},
        "offline": _("No network, that is normal."),
        "signedOut": _("You are signed out. Sign in again, and everything is sent."),
        "closed": _("This visit is closed to you now. Speak to your office."),
        "unanswered": {rule: _missing(number) for rule, number in PLURAL_RULES.items()},
        "photo": _("Photo %(number)s") % {"number": "{number}"},
        "photos": {rule: _photos(number) for rule, number in PLURAL_RULES.items()},
        "days": {rule: _days(number) for rule, number in PLURAL_RULES.items()},
        "half": _("A finding is half written. Keep it, or empty it, before you write the visit down."),
        "full": _("This phone has no room left. Send what waits, or free some room, and try again."),
        "severity": {value: str(label) for value, label in Severity.choices},
    }


def _waiting(number: int) -> str:
    return ngettext("%(number)s note waits to be sent", "%(number)s notes wait to be sent", number) % {
        "number": "{number}"
    }


def _missing(number: int) -> str:
    return ngettext("%(number)s question is not answered", "%(number)s questions are not answered", number) % {
        "number": "{number}"
    }


def _photos(number: int) -> str:
    return ngettext("%(number)s photo", "%(number)s photos", number) % {"number": "{number}"}


def _days(number: int) -> str:
    return ngettext("within %(number)s working day", "within %(number)s working days", number) % {"number": "{number}"}
