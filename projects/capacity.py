"""The only writer of a shift's seat counters. No shift is ever overbooked.

Seats are held by sign-ups that are confirmed or offered, and by holds of people still registering. Every function
that takes a ``shift`` expects a row from ``lock_shift`` in the present transaction; the counters in memory are then
the truth, and the CHECK ``seats_taken <= seats + overfill`` has the last word.

Some seats of a shift may be kept for roles (``has_roles``). A role counts its own beside the total, under the same
lock; whoever has no role takes one of the rest. A shift without roles knows nothing of this.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from projects.events import seats_freed
from projects.models import Project, SeatHold, Shift
from projects.records import SeatsRecord
from projects.shift_roles import ShiftRole
from qazvolunteer.core import statements
from qazvolunteer.core.locks import require_transaction
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.statements import Part, columns

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# A shift's holds stay under this share of its seats.
HOLDS_SHARE = 5
# What decides whether somebody may have a place. The long texts of a project stay where they are.
SHIFT_COLUMNS = columns(
    Shift, "id", "project_id", "starts_at", "ends_at", "flexible", "seats", "seats_taken", "waiting", "overfill",
    "has_roles", "cancelled_at",
)  # fmt: skip
PROJECT_COLUMNS = columns(
    Project, "id", "organization_id", "slug", "state", "published_at", "signups_open", "needs_approval", "min_age",
    "risk_tags",
)  # fmt: skip
ORGANIZATION_COLUMNS = columns(Organization, "id", "state")
TABLES = (("s", SHIFT_COLUMNS), ("p", PROJECT_COLUMNS), ("o", ORGANIZATION_COLUMNS))
WIDTH = sum(len(names) for _table, names in TABLES) + 1
READ = f"""
    SELECT {", ".join(f"{table}.{column}" for table, names in TABLES for column in names)},
        EXISTS (SELECT FROM projects_projectquestion q WHERE q.project_id = p.id)
    FROM projects_shift s JOIN projects_project p ON p.id = s.project_id
    JOIN organizations_organization o ON o.id = p.organization_id WHERE s.id = %s
"""  # noqa: S608


class Changed(Exception):  # noqa: N818 - named as a fact, like a Refusal
    """The shift is no longer as it was read: nothing was counted, and whoever asked looks again under the lock."""


def read_shift(shift_id: int) -> Shift:
    """The shift with what the rules ask of its project and organization, not locked. Raises Shift.DoesNotExist.

    Anything else of them is read when it is asked for. ``project.asks`` says whether the project has questions.
    """
    return _first(read_part(shift_id))


def lock_shift(shift_id: int) -> Shift:
    """The shift as by ``read_shift``, locked until the transaction ends. Raises Shift.DoesNotExist."""
    require_transaction()
    return _first(Part("shift", f"{READ} FOR NO KEY UPDATE OF s", [shift_id]))


def lock_shifts(shift_ids: Iterable[int]) -> dict[int, Shift]:
    """The shifts by id, as by ``lock_shift``, locked in the order of their ids, in one statement."""
    require_transaction()
    many = READ.replace("s.id = %s", "s.id = ANY(%s)")
    found = statements.rows(f"{many} ORDER BY s.id FOR NO KEY UPDATE OF s", [sorted(set(shift_ids))])
    return {shift.pk: shift for shift in map(from_row, found)}


def count_many(changes: Mapping[Shift, tuple[int, int]]) -> None:
    """So many more seats are held, and so many more wait, in each locked shift: one statement.

    The caller has asked ``has_free_seat`` of each; the CHECK has the last word.
    """
    for shift, (seats, waiting) in changes.items():
        counted(shift, shift.seats_taken + seats, shift.waiting + waiting)
    numbers = [(shift.pk, shift.seats_taken, shift.waiting) for shift in changes]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_shift SET seats_taken = new.seats, waiting = new.queue"
            " FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS new (shift, seats, queue)"
            " WHERE projects_shift.id = new.shift",
            [list(column) for column in zip(*numbers, strict=True)],
        )


def count_roles(changes: Mapping[int, int]) -> None:
    """So many more of the seats just counted are those of each role (by its id): one statement."""
    if changes:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE projects_shiftrole SET seats_taken = seats_taken + new.seats"
                " FROM unnest(%s::bigint[], %s::int[]) AS new (role, seats) WHERE projects_shiftrole.id = new.role",
                [list(changes), list(changes.values())],
            )


def free_lapsed_holds_of(shifts: Mapping[int, Shift]) -> None:
    """Free the seats of holds that ran out, of many locked shifts; nearly always for nothing, in one statement."""
    lapsed = SeatHold.objects.filter(shift__in=shifts, expires_at__lte=timezone.now())
    for shift_id in sorted(lapsed.order_by().values_list("shift", flat=True).distinct()):
        free_lapsed_holds(shifts[shift_id])


def _first(part: Part) -> Shift:
    found = statements.rows_in_turn([part])
    if not found:
        raise Shift.DoesNotExist
    return from_row(found[0])


def read_part(shift_id: int) -> Part:
    """What ``read_shift`` runs, as the part ``shift`` of a larger statement: a row of ``WIDTH`` for ``from_row``."""
    return Part("shift", READ, [shift_id])


def from_row(values: Sequence[Any]) -> Shift:
    """The shift as by ``read_shift``."""
    at_project = len(SHIFT_COLUMNS)
    at_organization = at_project + len(PROJECT_COLUMNS)
    shift = statements.instance(Shift, SHIFT_COLUMNS, values[:at_project])
    shift.project = statements.instance(Project, PROJECT_COLUMNS, values[at_project:at_organization])
    shift.project.organization = statements.instance(Organization, ORGANIZATION_COLUMNS, values[at_organization:-1])
    shift.project.asks = values[-1]
    return shift


def seat_part(shift: Shift) -> Part:
    """Takes a seat of a shift that need not be locked and has no roles, and returns ``id seats_taken waiting``.

    Returns no row (see ``Changed``) when the shift is not as ``shift`` was read, has no free seat, or has a queue: the
    row that is written has the last word.
    """
    return Part(
        "counted",
        f"UPDATE projects_shift SET seats_taken = seats_taken + 1 WHERE {UNCHANGED} AND seats_taken < seats"  # noqa: S608
        f" AND waiting = 0 AND NOT has_roles RETURNING {COUNTERS}",
        _as_read(shift),
    )


def no_seat_part(shift: Shift) -> Part:
    """Locks a shift that was only read and changes nothing; as ``seat_part`` when it is not as it was read."""
    return Part(
        "counted",
        f"SELECT {COUNTERS} FROM projects_shift WHERE {UNCHANGED} FOR NO KEY UPDATE",  # noqa: S608
        _as_read(shift),
    )


def locked_seat_part(shift: Shift) -> Part:
    """Takes a seat of the locked shift, in which ``has_free_seat`` has found one; returns as ``seat_part``."""
    return Part(
        "counted",
        f"UPDATE projects_shift SET seats_taken = seats_taken + 1 WHERE id = %s RETURNING {COUNTERS}",  # noqa: S608
        [shift.pk],
    )


def role_part(role: ShiftRole) -> Part:
    """Goes along with ``locked_seat_part``: the seat is one of the role's."""
    return Part("counted_role", "UPDATE projects_shiftrole SET seats_taken = seats_taken + 1 WHERE id = %s", [role.pk])


def waiting_part(shift: Shift) -> Part:
    """One more waits for the locked shift; returns as ``seat_part``."""
    return Part(
        "counted",
        f"UPDATE projects_shift SET waiting = waiting + 1 WHERE id = %s RETURNING {COUNTERS}",  # noqa: S608
        [shift.pk],
    )


def counted(shift: Shift, seats_taken: int, waiting: int) -> None:
    """Take over what a part has returned."""
    shift.seats_taken, shift.waiting = seats_taken, waiting


COUNTERS = "id, seats_taken, waiting"
# Found by its id: with "=" the planner may look through all the shifts that start at that moment.
UNCHANGED = (
    "id = %s AND starts_at IS NOT DISTINCT FROM %s AND ends_at IS NOT DISTINCT FROM %s AND flexible = %s"
    " AND cancelled_at IS NULL"
)


def _as_read(shift: Shift) -> list[Any]:
    return [shift.pk, shift.starts_at, shift.ends_at, shift.flexible]


def has_free_seat(shift: Shift, role: int | None = None) -> bool:
    """Whether a seat is free for this role (an id); None: for whoever has no role."""
    if not shift.has_roles:
        return shift.seats_taken < shift.seats
    return shift.seats_taken < shift.seats and free_for(shift).get(role, 0) > 0


def free_for(shift: Shift) -> dict[int | None, int]:
    """The free seats of each role by its id, and under None those of everybody else; without roles given up."""
    roles = list(ShiftRole.objects.filter(shift=shift))
    others = shift.seats - sum(role.seats for role in roles)
    taken = shift.seats_taken - sum(role.seats_taken for role in roles)
    return {None: max(others - taken, 0), **{role.pk: role.free for role in roles if role.seats}}


def take_seat(shift: Shift, role: int | None = None) -> None:
    """One more seat is held. Raises Refusal ``full`` when none is free."""
    if not has_free_seat(shift, role):
        raise Refusal("full", _("There is no free place in this shift."), _("You can join the waiting list."))
    _write(shift, seats_taken=shift.seats_taken + 1)
    _count_role(role, 1)


def take_extra_seat(shift: Shift, *, by: User, reason: str) -> None:
    """A free seat, or one above the number of places: the caller has checked that ``by`` may give it.

    Raises Refusal ``reason_needed``.
    """
    if has_free_seat(shift):
        take_seat(shift)
        return
    if not reason.strip():
        raise Refusal("reason_needed", _("The shift is full. Write why one more person is let in."))
    overfill = max(shift.overfill, shift.seats_taken + 1 - shift.seats)
    _write(shift, seats_taken=shift.seats_taken + 1, overfill=overfill)
    SeatsRecord.objects.create(
        shift=shift, from_seats=shift.seats, to_seats=shift.seats, overfill=overfill, reason=reason.strip(), by=by
    )


def release_seat(shift: Shift, role: int | None = None) -> None:
    """One seat is held no more. The caller offers it to the queue."""
    overfill = max(0, shift.seats_taken - 1 - shift.seats)
    _write(shift, seats_taken=shift.seats_taken - 1, overfill=min(shift.overfill, overfill))
    _count_role(role, -1)


def release_all(shift: Shift) -> None:
    """Nobody holds a seat or waits any more: the shift was cancelled."""
    SeatHold.objects.filter(shift=shift).delete()
    if shift.has_roles:
        ShiftRole.objects.filter(shift=shift).update(seats_taken=0, overfill=0)
    _write(shift, seats_taken=0, overfill=0, waiting=0)


def count_waiting(shift: Shift, change: int) -> None:
    """The queue became longer or shorter by ``change``."""
    _write(shift, waiting=shift.waiting + change)


def set_seats(shift: Shift, seats: int, *, by: User | None, reason: str = "") -> None:
    """Change the number of seats.

    Lowered under the taken count, everybody keeps their place: the difference is the ``overfill`` and needs a reason;
    new sign-ups are refused until it is gone. Raised, the freed seats go to the queue. Raises Refusal
    ``reason_needed``, or ``roles_need_more`` when the roles together have more seats than that.
    """
    kept = sum(ShiftRole.objects.filter(shift=shift).values_list("seats", flat=True)) if shift.has_roles else 0
    if seats < kept:
        raise Refusal(
            "roles_need_more",
            _("The roles of this shift have %(number)d places together, so it cannot have fewer.") % {"number": kept},
            _("Change the places of the roles first."),
        )
    overfill = max(0, shift.seats_taken - seats)
    if overfill and not reason.strip():
        raise Refusal(
            "reason_needed",
            _("More people are signed up than that. They keep their places; write why there are fewer places."),
        )
    before = shift.seats
    _write(shift, seats=seats, overfill=overfill)
    SeatsRecord.objects.create(
        shift=shift, from_seats=before, to_seats=seats, overfill=overfill, reason=reason.strip(), by=by
    )
    if shift.seats_taken < seats:
        seats_freed.send(Shift, shift=shift)


def set_role_seats(shift: Shift, seats: dict[str, int]) -> None:
    """Keep so many of the shift's seats for each role (by its kind); a kind that is not named keeps none.

    Whoever has a role keeps it, also when it has fewer seats than people now: the difference is its ``overfill``. What
    is free then goes to the queue. Raises Refusal ``roles_too_many`` when the roles have more seats than the shift.
    """
    if sum(seats.values()) > shift.seats:
        raise Refusal(
            "roles_too_many",
            _("The roles have more places together than the shift has: %(number)d.") % {"number": shift.seats},
        )
    wanted = dict(seats)
    for role in ShiftRole.objects.filter(shift=shift):
        role.seats = wanted.pop(role.kind, 0)
        role.overfill = max(0, role.seats_taken - role.seats)
        role.save(update_fields=["seats", "overfill"])
    ShiftRole.objects.bulk_create(
        ShiftRole(shift=shift, kind=kind, seats=number) for kind, number in wanted.items() if number
    )
    _write_roles(shift)
    if shift.seats_taken < shift.seats:
        seats_freed.send(Shift, shift=shift)


def hold_seat(shift: Shift) -> SeatHold | None:
    """Keep a seat for ``settings.HOLD_MINUTES``, or None when there is none to keep.

    The holds of a shift stay under a fifth of its seats, so that nobody can empty a shift by registering halfway;
    never while somebody waits.
    """
    holds = SeatHold.objects.filter(shift=shift).count()
    if not has_free_seat(shift) or shift.waiting or (holds + 1) * HOLDS_SHARE >= shift.seats:
        return None
    take_seat(shift)
    return SeatHold.objects.create(shift=shift, expires_at=timezone.now() + dt.timedelta(minutes=settings.HOLD_MINUTES))


def redeem_hold(shift: Shift, token: uuid.UUID | None) -> bool:
    """Turn the hold into a sign-up's seat: True when the hold was alive; its seat stays taken."""
    if token is None:
        return False
    gone, _rows = SeatHold.objects.filter(pk=token, shift=shift, expires_at__gt=timezone.now()).delete()
    return bool(gone)


@transaction.atomic
def release_hold(token: uuid.UUID) -> None:
    """Give up a hold; its seat goes to the queue. Does nothing when the hold is gone."""
    shift_id = SeatHold.objects.filter(pk=token).values_list("shift", flat=True).first()
    if shift_id is None:
        return
    shift = lock_shift(shift_id)
    if SeatHold.objects.filter(pk=token).delete()[0]:
        release_seat(shift)
        seats_freed.send(Shift, shift=shift)


def free_lapsed_holds(shift: Shift) -> int:
    """Free the seats of holds that ran out; returns how many. Called under the lock, and by the sweep."""
    lapsed, _rows = SeatHold.objects.filter(shift=shift, expires_at__lte=timezone.now()).delete()
    for _hold in range(lapsed):
        release_seat(shift)
    if lapsed:
        seats_freed.send(Shift, shift=shift)
    return lapsed


def sweep_lapsed_holds() -> int:
    """Free every lapsed hold, one transaction a shift; returns how many."""
    freed = 0
    shifts = SeatHold.objects.filter(expires_at__lte=timezone.now()).values_list("shift", flat=True).distinct()
    for shift_id in list(shifts.order_by("shift")):
        with transaction.atomic():
            freed += free_lapsed_holds(lock_shift(shift_id))
    return freed


def _write_roles(shift: Shift) -> None:
    shift.has_roles = ShiftRole.objects.filter(shift=shift).exists()
    shift.save(update_fields=["has_roles"])


def _count_role(role: int | None, change: int) -> None:
    """One more or less of a role; its ``overfill`` shrinks with those who leave."""
    if role is None:
        return
    row = ShiftRole.objects.get(pk=role)
    row.seats_taken += change
    row.overfill = max(0, row.seats_taken - row.seats) if change < 0 else row.overfill
    row.save(update_fields=["seats_taken", "overfill"])


def _write(shift: Shift, **counters: int) -> None:
    for name, value in counters.items():
        setattr(shift, name, value)
    shift.save(update_fields=list(counters))
