"""A shift or its project has changed after people signed up: they are told, asked whether they still come, and may
keep or leave the place. Who does not answer keeps it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import concerned
from projects.concerned import Answers
from projects.models import Shift
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import Message, notify_many
from volunteers.enums import LIVE, SignUpState
from volunteers.models import AskedChange, SignUp

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

Changes = Mapping[str, list[Any]]


def ask_and_tell(shift: Shift, changes: Changes) -> int:
    """Everybody signed up for the locked shift, or waiting, is told and asked; returns how many."""
    live = list(SignUp.objects.live().filter(shift=shift).select_related("volunteer__user").order_by("pk"))
    _ask(live, changes)
    # A change there and back and there again is three letters.
    version = uuid.uuid4().hex
    notify_many(
        "volunteers.shift_changed",
        (
            Message(
                signup.volunteer.user,
                {"signup": signup.pk, "changes": dict(changes)},
                key=f"changed:{signup.pk}:{version}",
            )
            for signup in live
        ),
    )
    return len(live)


def _ask(live: Iterable[SignUp], changes: Changes) -> None:
    """One question for each sign-up: a change before the answer is added to the first, beginning where that began."""
    known = {row.signup_id: row for row in AskedChange.objects.filter(signup__in=[signup.pk for signup in live])}
    now = timezone.now()
    fresh, again = [], []
    for signup in live:
        row = known.get(signup.pk)
        if row is None:
            fresh.append(AskedChange(signup=signup, changes=dict(changes), asked_at=now))
            continue
        row.changes = _together({} if row.kept_at else row.changes, changes)
        # Back to what it was when they signed up: there is nothing to answer.
        row.asked_at, row.kept_at = now, None if row.changes else now
        again.append(row)
    AskedChange.objects.bulk_create(fresh, batch_size=1000)
    AskedChange.objects.bulk_update(again, ["changes", "asked_at", "kept_at"], batch_size=1000)


def _together(earlier: Changes, later: Changes) -> dict[str, list[Any]]:
    merged = {**earlier}
    for name, (before, after) in later.items():
        first = earlier[name][0] if name in earlier else before
        merged[name] = [first, after]
    return {name: pair for name, pair in merged.items() if pair[0] != pair[1]}


def open_question(signup: SignUp) -> AskedChange | None:
    """What this person has not answered yet."""
    asked: AskedChange | None = getattr(signup, "asked_change", None)
    return asked if asked is not None and asked.kept_at is None and signup.state in LIVE else None


@transaction.atomic
def keep_place(signup: SignUp, *, by: User) -> AskedChange:
    """The volunteer still comes. Leaving is ``signups.withdraw``. Raises Refusal ``nothing_asked``."""
    if signup.volunteer.user_id != by.pk:
        raise Refusal("not_allowed", _("Only the volunteer can answer this."))
    row = locked(AskedChange.objects.filter(signup=signup)).first()
    if row is None or row.kept_at is not None or signup.state not in LIVE:
        raise Refusal("nothing_asked", _("There is nothing to answer here any more."))
    row.kept_at = timezone.now()
    row.save(update_fields=["kept_at"])
    return row


@concerned.counter
def people_in(shifts: Iterable[int]) -> int:
    return SignUp.objects.live().filter(shift__in=list(shifts)).count()


@concerned.answers
def answers_of(shift: int) -> Answers:
    """What the people of a shift said to its last change."""
    rows = AskedChange.objects.filter(signup__shift=shift)
    live, left = Q(signup__state__in=LIVE), Q(signup__state=SignUpState.WITHDRAWN, kept_at=None)
    counted = rows.aggregate(
        keep=Count("pk", filter=live & Q(kept_at__isnull=False)),
        left=Count("pk", filter=left),
        open=Count("pk", filter=live & Q(kept_at=None)),
    )
    return Answers(**counted)
