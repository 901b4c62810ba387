"""What a scanner is told: one of three tones, each with its own colour, shape, word, sound and vibration."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from projects.models import Shift
from qazvolunteer.core import dates
from volunteers import permissions, walk_ins
from volunteers.field_pages import PLURAL_RULES
from volunteers.models import Attendance, Scan

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# code: (tone, icon, title). Whatever is not listed is a refusal.
WORDS: dict[str, tuple[str, str, Promise]] = {
    "came": ("ok", "check", lazy("Checked in")),
    "left": ("ok", "log-out", lazy("Checked out")),
    "undone": ("ok", "refresh", lazy("The mark is undone")),
    "saved": ("warn", "offline", lazy("Saved in the phone")),
    "already_in": ("warn", "clock", lazy("Already checked in")),
    "already_out": ("warn", "clock", lazy("Already checked out")),
    "not_in": ("warn", "clock", lazy("Not checked in yet")),
    "nothing_to_undo": ("warn", "clock", lazy("There is nothing to undo")),
    "other_shift": ("stop", "calendar", lazy("Another shift")),
    "not_confirmed": ("stop", "close", lazy("No place in this shift")),
    "cancelled": ("stop", "close", lazy("The shift was cancelled")),
    "unknown": ("stop", "search", lazy("Not found")),
    "no_account": ("stop", "search", lazy("Not found")),
    "too_early": ("stop", "clock", lazy("Too early")),
    "over": ("stop", "clock", lazy("Too late")),
    "own": ("stop", "user", lazy("This is you")),
    "full": ("stop", "users", lazy("No free place")),
    "reason_needed": ("stop", "users", lazy("No free place")),
}
REFUSED = ("stop", "close", lazy("Not let in"))


@dataclass(frozen=True)
class Verdict:
    """What is shown. ``signup``: the person's place in this shift; ``admit``: ``pass_code`` lets them in now."""

    id: str
    code: str
    tone: str
    icon: str
    title: str
    name: str
    detail: str
    accepted: bool
    kind: str
    signup: int | None
    admit: bool
    pass_code: str
    full: bool
    note: str

    def data(self) -> dict[str, Any]:
        return asdict(self)


def of(scan: Scan, *, shift: Shift, by: User) -> Verdict:
    """The verdict on ``scan`` in the words of the scanner's language."""
    tone, icon, title = WORDS.get(scan.verdict, REFUSED)
    signup = scan.signup
    full_name = permissions.checks_in_for(by, shift)
    name = "" if signup is None else signup.volunteer.user.full_name if full_name else signup.volunteer.user.short_name
    admit = scan.verdict in {"other_shift", "not_confirmed"} and full_name and not shift.is_cancelled
    return Verdict(
        id=str(scan.client_id),
        code=scan.verdict,
        tone=tone,
        icon=icon,
        title=str(title),
        name=name,
        detail=_detail(scan),
        accepted=scan.accepted,
        kind=scan.kind,
        signup=signup.pk if signup is not None and signup.shift_id == shift.pk else None,
        admit=admit,
        pass_code=signup.pass_code if admit and signup is not None else "",
        full=admit and not walk_ins.free_places(shift),
        note=_places(shift) if admit else "",
    )


def _detail(scan: Scan) -> str:
    if not scan.accepted:
        return scan.reason
    if scan.verdict in {"came", "left"}:
        return _("Marked at %(time)s") % {"time": dates.clock(scan.client_at)}
    if scan.verdict == "not_in":
        return _("The check-out counts once the check-in has arrived.")
    found = Attendance.objects.filter(signup=scan.signup_id).first()
    since = found and (found.left_at if scan.verdict == "already_out" else found.arrived_at)
    if scan.verdict in {"already_in", "already_out"} and since:
        return _("Since %(time)s") % {"time": dates.clock(since)}
    return ""


def _places(shift: Shift) -> str:
    free = walk_ins.free_places(shift)
    if not free and walk_ins.free_in_roles(shift):
        return _("Only places of a role are free: choose what the person will do.")
    if not free:
        return _("This shift is full. An owner or a manager can let in one more person, with a reason.")
    return ngettext(
        "This shift has %(free)d free place. The person can be let in now; another sign-up moves here.",
        "This shift has %(free)d free places. The person can be let in now; another sign-up moves here.",
        free,
    ) % {"free": free}


def phone_texts() -> dict[str, Any]:
    """What a phone says by itself: ``{number}`` and ``{time}`` are filled in there."""
    return {
        "marked": _("Marked at %(time)s") % {"time": "{time}"},
        "since": _("Since %(time)s") % {"time": "{time}"},
        "unknown": _("Not on the list in this phone. The server decides as soon as there is a network."),
        "somebody": _("Somebody who is not on the list"),
        "unread": _("The server could not read this mark"),
        "sent": _("Everything is sent"),
        "ready": _("Everything is sent. The page works without a network, too."),
        "unsent": {rule: _waiting(number) for rule, number in PLURAL_RULES.items()},
        "offline": _("No network, that is normal."),
        "signedOut": _("You are signed out. Sign in again, and the marks are sent."),
        "closed": _("This check-in is closed to you now. Speak to the organizer."),
    }


def _waiting(number: int) -> str:
    return ngettext("%(number)s mark waits to be sent", "%(number)s marks wait to be sent", number) % {
        "number": "{number}"
    }
