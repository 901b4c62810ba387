"""Marks as they arrive from a phone: taken, or refused and kept with their reason. Sent again, they change nothing."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Shift
from qazvolunteer.core import dates
from qazvolunteer.core.refusals import Refusal
from volunteers import attendance, permissions, roles, walk_ins
from volunteers.enums import SignUpState, Source
from volunteers.models import Scan, SignUp

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# A mark older than this is not taken any more: the hours of the shift have been looked at.
SENT_WITHIN = dt.timedelta(days=7)
SECRET = re.compile(r"(?:/p/)?([\w-]{20,32})/?$")
# A code typed on a Cyrillic keyboard: letters of the same shape.
SAME_SHAPE = str.maketrans("АВСЕНКМРТХУҮ", "ABCEHKMPTXYY")


@dataclass(frozen=True)
class Mark:
    """What a phone sends. Of ``signup``, ``shown`` (a pass), ``code`` and ``contact`` one says who it is.

    ``admit``: they have no place here and are let in; ``reason``: why above the number of places,
    ``role``: in which role.
    """

    client_id: uuid.UUID
    kind: str
    at: dt.datetime
    signup: int | None = None
    shown: str = ""
    code: str = ""
    contact: str = ""
    admit: bool = False
    reason: str = ""
    role: str = ""

    @property
    def source(self) -> str:
        if self.admit:
            return Source.WALK_IN
        return Source.NAME if self.signup else Source.SCANNED if self.shown else Source.CODE

    @property
    def secret(self) -> str:
        """The secret of a pass that was shown; "" when it is none of ours."""
        found = SECRET.search(self.shown.strip())
        return found.group(1) if found else ""

    @property
    def typed(self) -> str:
        """The code as passes have it."""
        return re.sub(r"[\s-]", "", self.code.upper()).translate(SAME_SHAPE)

    @property
    def key(self) -> object:
        """What the sign-up is found by."""
        return self.signup or self.secret or self.typed


class Unplaced(Refusal):
    """Somebody was found, but this shift is not theirs: ``signup`` says who."""

    def __init__(self, signup: SignUp, code: str, sentence: str) -> None:
        super().__init__(code, sentence)
        self.signup = signup


def receive_all(batch: Sequence[Mark], *, shift: Shift, by: User) -> list[Scan]:
    """Take the marks of a batch, each with a verdict of its own; those of people with a place here in one go."""
    try:
        taken = _take_together(batch, shift=shift, by=by)
    except IntegrityError:
        # Some were sent twice at the same moment.
        taken = {}
    return [taken.get(mark.client_id) or receive(mark, shift=shift, by=by) for mark in batch]


def _take_together(batch: Sequence[Mark], *, shift: Shift, by: User) -> dict[uuid.UUID, Scan]:
    """The marks that raise no question; whatever else there is in the batch is looked at one by one."""
    oldest = timezone.now() - SENT_WITHIN
    plain = [mark for mark in batch if not mark.admit and not mark.contact and mark.at >= oldest]
    placed = _people().filter(shift=shift, state=SignUpState.CONFIRMED)
    rows = placed.filter(
        Q(pk__in=[mark.signup for mark in plain if mark.signup])
        | Q(pass_secret__in=[mark.secret for mark in plain if mark.shown])
        | Q(pass_code__in=[mark.typed for mark in plain if mark.code])
    )
    by_key: dict[object, SignUp] = {}
    for signup in rows:
        by_key |= {signup.pk: signup, signup.pass_secret: signup, signup.pass_code: signup}
    wanted = [
        attendance.Marking(by_key[mark.key], mark.kind, mark.at, mark.source, mark.client_id)
        for mark in plain
        if mark.key in by_key
    ]
    answers = attendance.mark_all(shift.pk, wanted, by=by) if wanted else []
    scans = [answer for answer in answers if isinstance(answer, Scan)]
    return {scan.client_id: scan for scan in scans if scan.by_id == by.pk and scan.shift_id == shift.pk}


def receive(mark: Mark, *, shift: Shift, by: User) -> Scan:
    """Take one mark; whatever comes of it is a row with a verdict. ``by`` may open the shift's check-in page."""
    known = Scan.objects.select_related("signup__volunteer__user").filter(client_id=mark.client_id).first()
    if known is None:
        known = _take(mark, shift=shift, by=by)
    if known.by_id != by.pk or known.shift_id != shift.pk:
        # Somebody else's mark: nothing of it is told.
        return Scan(client_id=mark.client_id, shift=shift, kind=mark.kind, client_at=mark.at, verdict="not_allowed")
    return known


def _take(mark: Mark, *, shift: Shift, by: User) -> Scan:
    now = timezone.now()
    at, found = min(mark.at, now), None
    try:
        with transaction.atomic():
            if at < now - SENT_WITHIN:
                raise Refusal("sent_too_late", _("This mark was sent more than a week after it was made."))
            if mark.admit:
                return _admit(mark, shift=shift, by=by, at=at)
            found = find(mark, shift=shift, by=by)
            return attendance.mark(found, mark.kind, by=by, at=at, source=mark.source, client_id=mark.client_id)
    except Refusal as refusal:
        if isinstance(refusal, Unplaced):
            found = refusal.signup
        return _keep(mark, refusal, shift=shift, by=by, at=at, signup=found)
    except IntegrityError:
        # The same mark, sent twice at the same moment, was taken in between.
        return Scan.objects.get(client_id=mark.client_id)


def _admit(mark: Mark, *, shift: Shift, by: User, at: dt.datetime) -> Scan:
    if mark.contact:
        volunteer, other = walk_ins.find_by_contact(mark.contact, by=by), None
    else:
        other = _shown(mark, permissions.staffed_shifts(by).values("pk"))
        if other is None:
            raise Refusal("unknown", _("No pass of your organization has this code."))
        volunteer = other.volunteer
    return walk_ins.admit(
        volunteer,
        shift,
        by=by,
        at=at,
        instead_of=other,
        reason=mark.reason,
        client_id=mark.client_id,
        role=roles.asked(mark.role),
    )


def find(mark: Mark, *, shift: Shift, by: User) -> SignUp:
    """The sign-up that the mark is about. Raises Refusal ``unknown``, or Unplaced ``other_shift``.

    Of somebody with several sign-ups for this shift, the one with a place.
    """
    if mark.signup is not None:
        found = _people().filter(pk=mark.signup, shift=shift).first()
    else:
        found = _shown(mark, [shift.pk]) or _shown(mark, permissions.staffed_shifts(by).values("pk"))
    if found is None:
        raise Refusal("unknown", _("No pass for this shift has this code."))
    if found.shift_id == shift.pk and found.state == SignUpState.CONFIRMED:
        return found
    placed = _people().filter(shift=shift, volunteer=found.volunteer_id, state=SignUpState.CONFIRMED).first()
    if placed is not None or found.shift_id == shift.pk:
        return placed or found
    other = found.shift
    when = f"{dates.day(other.starts_at)}, {dates.clock_span(other.starts_at, other.ends_at)}"
    words = f"{when}, {other.task}" if other.task else when
    raise Unplaced(found, "other_shift", _("Signed up for another shift: %(shift)s") % {"shift": words})


def _shown(mark: Mark, shifts: object) -> SignUp | None:
    people = _people().filter(shift__in=shifts)
    if mark.shown:
        return people.filter(pass_secret=mark.secret).first() if mark.secret else None
    return people.filter(pass_code=mark.typed).first() if mark.typed else None


def _people() -> object:
    return SignUp.objects.select_related("volunteer__user", "shift")


def _keep(mark: Mark, refusal: Refusal, *, shift: Shift, by: User, at: dt.datetime, signup: SignUp | None) -> Scan:
    scan, _made = Scan.objects.get_or_create(
        client_id=mark.client_id,
        defaults={
            "shift": shift,
            "signup": signup,
            "kind": mark.kind,
            "source": mark.source,
            "client_at": at,
            "by": by,
            "verdict": refusal.code,
            "reason": f"{refusal.sentence} {refusal.way_out}".strip(),
            # Never an address of a person; of an unknown code only what was typed.
            "given": mark.code[:32] if signup is None else "",
        },
    )
    return scan
