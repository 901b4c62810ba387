"""What a region did not decide in time climbs to the republican office by itself; both sides hear of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from frontoffice.clocks import waiting_sides
from frontoffice.desk import kinds
from frontoffice.desk.enums import MatterKind
from frontoffice.desk.models import Matter
from organizations import deadlines
from organizations.permissions import deciders_of
from qazvolunteer.core.locks import locked
from qazvolunteer.notifications.outbox import Message, notify_many

if TYPE_CHECKING:
    from collections.abc import Mapping

# Where the row itself keeps that it climbed: its own verb locks it, tells both sides, and the desk hears of it.
OWN_VERBS: Mapping[str, Callable[[int], bool]] = {MatterKind.ORGANIZATION: deadlines.pass_on}
AT_ONCE = 2000


def escalate_overdue() -> int:
    """Pass on, once, everything that is overdue; returns how many. Each in a transaction of its own."""
    late = Matter.objects.late().filter(escalated_at=None).order_by("due_at", "pk")
    found = list(late.values_list("pk", "kind", "subject_id")[:AT_ONCE])
    return sum(_pass_on(pk, kind, subject) for pk, kind, subject in found)


def _pass_on(pk: int, kind: str, subject: int) -> bool:
    own = OWN_VERBS.get(kind)
    if own is not None:
        return own(subject)
    return _mark(pk)


@transaction.atomic
def _mark(pk: int) -> bool:
    """False when somebody decided meanwhile, or passed it on."""
    matter = locked(Matter.objects.filter(pk=pk)).get()
    if not matter.is_late or matter.escalated_at is not None:
        return False
    matter.escalated_at = timezone.now()
    matter.save(update_fields=["escalated_at"])
    kind = kinds.of(matter)
    row = kind.load([matter.subject_id]).get(matter.subject_id)
    if row is None:
        return False
    people, _address = waiting_sides.of(row)
    payload = {"matter": matter.pk}
    notify_many("frontoffice.overdue", [Message(one, payload, f"overdue:{pk}:{one.pk}") for one in people])
    republic = deciders_of(None)
    notify_many("frontoffice.passed_on", [Message(one, payload, f"passed_on:{pk}:{one.pk}") for one in republic])
    return True
