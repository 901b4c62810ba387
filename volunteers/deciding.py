"""Deciding about many requests at once, by the same rules as one by one, in a handful of statements.

All volunteers are locked in the order of their ids, then all shifts: nobody who holds a shift waits for a volunteer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from projects import capacity, permissions
from projects.models import Shift
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import Message, notify_each
from volunteers import lifecycle, signups
from volunteers.eligibility import Standing
from volunteers.enums import COMMITTED, TRANSITIONS
from volunteers.models import GuardianConsent, SignUp, Volunteer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User
    from qazvolunteer.core.refusals import type_text

Left = list[tuple[SignUp, Refusal]]
# What a person is told, by the action that was applied to their request.
LETTERS = {"accept": "volunteers.confirmed", "queue": "volunteers.waitlisted", "decline": "volunteers.declined"}


@dataclass
class Judged:
    """What becomes of each request: its action, or why not."""

    decided: list[tuple[SignUp, str]]
    refused: Left

    def number(self, action: str) -> int:
        return sum(1 for _signup, done in self.decided if done == action)


@dataclass
class Places:
    """The free seats of a shift, by role, and the roles for which somebody waits; None is what all do."""

    total: int
    by_role: dict[int | None, int] | None
    waiting: set[int | None]

    @classmethod
    def of(cls, shift: Shift) -> Self:
        total = shift.seats - shift.seats_taken
        if not shift.has_roles:
            return cls(total, None, {None} if shift.waiting else set())
        queued = SignUp.objects.queued().filter(shift=shift).order_by().values_list("role", flat=True)
        return cls(total, capacity.free_for(shift), set(queued) if shift.waiting else set())

    def must_wait(self, role: int | None) -> bool:
        if self.by_role is None:
            return self.total <= 0 or bool(self.waiting)
        return self.total <= 0 or self.by_role.get(role, 0) <= 0 or role in self.waiting

    def take(self, role: int | None) -> None:
        self.total -= 1
        if self.by_role is not None:
            self.by_role[role] -= 1


@transaction.atomic
def accept_many(chosen: Sequence[SignUp], *, by: User) -> Left:
    """The organizer takes many requests, first come first: confirmed, or into the queue when no seat is free.

    Returns those that were left as they are, each with its reason.
    """
    rows, standings, shifts = _locked(chosen)
    capacity.free_lapsed_holds_of(shifts)
    judged = _judge_accepting(rows, standings, shifts, by=by)
    positions = _positions(judged, shifts)
    _apply(judged, shifts, by=by, facts=positions)
    return judged.refused


@transaction.atomic
def decline_many(chosen: Sequence[SignUp], *, by: User, reason: str = "") -> Left:
    """The organizer does not take many requests, for one reason that each of them reads."""
    rows, _standings, shifts = _locked(chosen)
    judged = _judge_declining(rows, shifts, by=by)
    _apply(judged, shifts, by=by, reason=reason)
    return judged.refused


def accepting_in_words(user: User, chosen: Sequence[SignUp]) -> list[type_text]:
    """What accepting these would do now, in sentences. Locks nothing; the verb looks again."""
    shifts = {row.shift_id: row.shift for row in chosen}
    judged = _judge_accepting(_in_order(chosen), _standings(row.volunteer for row in chosen), shifts, by=user)
    confirmed, queued = judged.number("accept"), judged.number("queue")
    lines = [_letters(confirmed + queued)]
    if confirmed:
        lines.append(
            ngettext("%(number)d person gets a place.", "%(number)d people get a place.", confirmed)
            % {"number": confirmed}
        )
    if queued:
        lines.append(
            ngettext(
                "%(number)d person joins the waiting list, because the shift is full.",
                "%(number)d people join the waiting list, because the shift is full.",
                queued,
            )
            % {"number": queued}
        )
    return [*lines, *_left(judged.refused)]


def declining_in_words(user: User, chosen: Sequence[SignUp]) -> list[type_text]:
    """What declining these would do now, in sentences."""
    judged = _judge_declining(chosen, {row.shift_id: row.shift for row in chosen}, by=user)
    return [_letters(len(judged.decided)), *_left(judged.refused)]


def _letters(number: int) -> str:
    return ngettext("%(number)d person gets an e-mail.", "%(number)d people get an e-mail.", number) % {
        "number": number
    }


def _left(refused: Left) -> list[type_text]:
    """How many stay as they are, and why."""
    reasons: dict[str, int] = {}
    for _signup, refusal in refused:
        sentence = str(refusal.sentence)
        reasons[sentence] = reasons.get(sentence, 0) + 1
    return [
        ngettext(
            "%(number)d person is left as they are: %(reason)s",
            "%(number)d people are left as they are: %(reason)s",
            number,
        )
        % {"number": number, "reason": sentence}
        for sentence, number in reasons.items()
    ]


# --- Judging ------------------------------------------------------------------------------------------


def _judge_accepting(
    rows: Sequence[SignUp], standings: Mapping[int, Standing], shifts: Mapping[int, Shift], *, by: User
) -> Judged:
    """Changes nothing: seats and promises are counted beside the rows."""
    judged = Judged([], [])
    places = {pk: Places.of(shift) for pk, shift in shifts.items()}
    promised: dict[int, list[Shift]] = {}
    for signup in rows:
        shift, standing = shifts[signup.shift_id], standings[signup.volunteer_id]
        refusal = _first_no(signup, shift, "accept", by=by) or signups.what_the_law_forbids(standing, shift)
        if refusal is None and places[shift.pk].must_wait(signup.role_id):
            places[shift.pk].waiting.add(signup.role_id)
            judged.decided.append((signup, "queue"))
            continue
        others = promised.setdefault(signup.volunteer_id, [])
        if refusal is None and (standing.clashing(shift) or any(_clash(shift, other) for other in others)):
            refusal = signups.elsewhere()
        if refusal is not None:
            judged.refused.append((signup, refusal))
            continue
        places[shift.pk].take(signup.role_id)
        others.append(shift)
        judged.decided.append((signup, "accept"))
    return judged


def _judge_declining(rows: Sequence[SignUp], shifts: Mapping[int, Shift], *, by: User) -> Judged:
    judged = Judged([], [])
    for signup in rows:
        refusal = _first_no(signup, shifts[signup.shift_id], "decline", by=by)
        if refusal is not None:
            judged.refused.append((signup, refusal))
        else:
            judged.decided.append((signup, "decline"))
    return judged


def _first_no(signup: SignUp, shift: Shift, action: str, *, by: User) -> Refusal | None:
    if not permissions.may_decide_signups(by, shift.project):
        return Refusal("not_allowed", _("Only the organization's staff decide about its sign-ups."))
    if not TRANSITIONS.allows(action, signup.state):
        return Refusal("wrong_state", _("Somebody has decided about this request meanwhile."))
    return None


def _clash(shift: Shift, other: Shift) -> bool:
    """Half-open; flexible work clashes with nothing."""
    return not (shift.flexible or other.flexible) and (
        shift.starts_at < other.ends_at and other.starts_at < shift.ends_at
    )


# --- Reading and writing ------------------------------------------------------------------------------


def _locked(chosen: Sequence[SignUp]) -> tuple[list[SignUp], dict[int, Standing], dict[int, Shift]]:
    """Lock the volunteers, then the shifts, and read the requests anew."""
    keys = [signup.pk for signup in chosen]
    own = SignUp.objects.filter(pk__in=keys)
    people = locked(_people().filter(pk__in=own.values("volunteer"))).order_by("pk")
    volunteers = {one.pk: one for one in people}
    shifts = capacity.lock_shifts(signup.shift_id for signup in chosen)
    # Whoever was moved to another shift meanwhile is found there no more.
    rows = list(own.filter(shift__in=shifts))
    for row in rows:
        row.volunteer = volunteers[row.volunteer_id]
        row.shift = shifts[row.shift_id]
    return _in_order(rows), _standings(volunteers.values()), shifts


def _in_order(rows: Iterable[SignUp]) -> list[SignUp]:
    """First come first."""
    return sorted(rows, key=lambda row: (row.created_at, row.pk))


def _people() -> QuerySet[Volunteer]:
    """Volunteers with their account and whether a guardian has agreed."""
    agreed = GuardianConsent.objects.filter(volunteer=OuterRef("pk"), given_at__isnull=False, withdrawn_at=None)
    return Volunteer.objects.select_related("user").annotate(guardian_agreed=Exists(agreed))


def _standings(people: Iterable[Volunteer]) -> dict[int, Standing]:
    """What accepting asks of each person: promises that are not over, and the guardian's consent."""
    volunteers = {one.pk: one for one in people}
    if not all(hasattr(one, "guardian_agreed") for one in volunteers.values()):
        volunteers = {one.pk: one for one in _people().filter(pk__in=volunteers)}
    promises: dict[int, list[SignUp]] = {}
    committed = SignUp.objects.filter(volunteer__in=volunteers, state__in=COMMITTED, shift__ends_at__gt=timezone.now())
    for signup in committed.select_related("shift"):
        promises.setdefault(signup.volunteer_id, []).append(signup)
    return {
        pk: Standing(volunteer=one, live=tuple(promises.get(pk, ())), guardian_agreed=one.guardian_agreed)  # type: ignore[attr-defined]
        for pk, one in volunteers.items()
    }


def _positions(judged: Judged, shifts: Mapping[int, Shift]) -> dict[int, dict[str, int]]:
    """The place in the queue of those who join it, by sign-up: behind whoever waits already."""
    last = {pk: shift.waiting for pk, shift in shifts.items()}
    found: dict[int, dict[str, int]] = {}
    for signup, action in sorted(judged.decided, key=lambda one: one[0].pk):
        if action == "queue":
            last[signup.shift_id] += 1
            found[signup.pk] = {"position": last[signup.shift_id]}
    return found


def _apply(
    judged: Judged,
    shifts: Mapping[int, Shift],
    *,
    by: User,
    reason: str = "",
    facts: Mapping[int, Mapping[str, int]] | None = None,
) -> None:
    if not judged.decided:
        return
    lifecycle.decide_many(judged.decided, shifts, by=by, reason=reason)
    notify_each(
        [
            (
                kind := LETTERS[action],
                Message(
                    signup.volunteer.user,
                    {"signup": signup.pk, **(facts or {}).get(signup.pk, {})},
                    key=f"{kind}:{signup.pk}",
                ),
            )
            for signup, action in judged.decided
        ]
    )
