"""Who has taken a matter on, and what colleagues write beside it. Nobody outside the front office reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from frontoffice.desk.enums import EntryKind
from frontoffice.desk.models import Matter, MatterEntry
from frontoffice.permissions import people_of
from organizations.permissions import oversees, oversees_everything
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import notify

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User


def of(matter: Matter) -> QuerySet[User]:
    """Who may take it on: the office of its region and the republican one."""
    everybody = people_of(None)
    return (everybody | people_of(matter.region_id) if matter.region_id else everybody).order_by("last_name", "pk")


@transaction.atomic
def take(matter: Matter, *, by: User) -> Matter:
    """I do this one. Raises ``not_allowed``, ``wrong_state``, ``taken``."""
    row = _held(matter, by)
    if row.assigned_to_id not in {None, by.pk}:
        raise Refusal("taken", _("A colleague has taken this on. Ask them, or let it be assigned to you."))
    return _give(row, by, EntryKind.TAKE, by=by)


@transaction.atomic
def assign(matter: Matter, to: User, *, by: User) -> Matter:
    """A colleague does it, and is told. Raises ``not_allowed``, ``wrong_state``, ``not_a_colleague``."""
    row = _held(matter, by)
    if not of(row).filter(pk=to.pk).exists():
        raise Refusal("not_a_colleague", _("This person does not work in the front office of the region."))
    return _give(row, to, EntryKind.ASSIGN, by=by)


@transaction.atomic
def give_back(matter: Matter, *, by: User) -> Matter:
    """Nobody in particular does it. Raises ``not_allowed``, ``wrong_state``."""
    return _give(_held(matter, by), None, EntryKind.GIVE_BACK, by=by)


@transaction.atomic
def note(matter: Matter, text: str, *, by: User) -> MatterEntry:
    """A word for colleagues, also after the decision. Raises ``not_allowed``, ``note_needed``."""
    row = locked(Matter.objects.filter(pk=matter.pk)).get()
    _require(row, by)
    if not text.strip():
        raise Refusal("note_needed", _("Write the note first."))
    return MatterEntry.objects.create(matter=row, kind=EntryKind.NOTE, text=text.strip()[:2000], by=by)


def _held(matter: Matter, by: User) -> Matter:
    row = locked(Matter.objects.filter(pk=matter.pk)).get()
    _require(row, by)
    if not row.is_open:
        raise Refusal("wrong_state", _("This is decided already."))
    return row


def _require(matter: Matter, by: User) -> None:
    allowed = oversees(by, matter.region_id) if matter.region_id else oversees_everything(by)
    if not allowed:
        raise Refusal("not_allowed", _("Only the front office of this region works on this."))


def _give(row: Matter, to: User | None, kind: str, *, by: User) -> Matter:
    if row.assigned_to_id != (to.pk if to else None):
        row.assigned_to = to
        row.save(update_fields=["assigned_to"])
        entry = MatterEntry.objects.create(matter=row, kind=kind, by=by, to=to)
        if to is not None and to.pk != by.pk:
            notify(to, "frontoffice.assigned", payload={"matter": row.pk}, key=f"assigned:{entry.pk}")
    return row
