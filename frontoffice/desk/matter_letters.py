"""What letters about a decision have in common, and the one to whom a colleague gave it. Payload ``{"matter": id}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from frontoffice.desk import kinds
from frontoffice.desk.enums import EntryKind
from frontoffice.desk.models import Matter, MatterEntry
from qazvolunteer.core import dates
from qazvolunteer.core.addresses import page
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link
from qazvolunteer.notifications.models import Notification


@dataclass
class Due:
    """A matter with the row it is about, and who gave it to a colleague last."""

    matter: Matter
    row: Any
    giver: str = ""

    @property
    def name(self) -> str:
        return str(kinds.of(self.matter).name(self.row))


class OfMatter(LetterKind):
    """True while nobody has decided."""

    category = Category.WORK

    def load(self, notification: Notification) -> Due | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Due | None]:
        matters = Matter.objects.select_related("region").in_bulk({one.payload["matter"] for one in notifications})
        wanted: dict[tuple[str, str], list[int]] = {}
        for matter in matters.values():
            wanted.setdefault((matter.kind, matter.subject_type), []).append(matter.subject_id)
        rows = {
            key: kinds.of(next(one for one in matters.values() if (one.kind, one.subject_type) == key)).load(ids)
            for key, ids in wanted.items()
        }
        found: dict[UUID, Due | None] = {}
        for notification in notifications:
            matter = matters.get(notification.payload["matter"])
            row = rows[matter.kind, matter.subject_type].get(matter.subject_id) if matter else None
            found[notification.pk] = Due(matter, row) if matter and row is not None else None
        return found

    def is_obsolete(self, facts: Due, notification: Notification) -> bool:
        return not facts.matter.is_open

    def facts_of(self, due: Due) -> list[Fact]:
        facts = [Fact(str(due.matter.get_kind_display()), due.name)]
        if due.matter.region is not None:
            facts.append(Fact(_("Region"), due.matter.region.name))
        label = _("The decision was due") if due.matter.is_late else _("Decide by")
        return [*facts, Fact(label, dates.day(due.matter.due_at))]


@register
class Assigned(OfMatter):
    """To the colleague who is to decide; true while it is theirs."""

    code = "frontoffice.assigned"
    label = lazy("A colleague gave you a decision")
    why = lazy("You receive this letter because you work in a front office.")

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Due | None]:
        found = super().load_many(notifications)
        wanted = {due.matter.pk for due in found.values() if due}
        given = MatterEntry.objects.filter(matter__in=wanted, kind=EntryKind.ASSIGN).select_related("by")
        givers = {entry.matter_id: entry.by.full_name for entry in given.order_by("at", "pk") if entry.by}
        for due in found.values():
            if due:
                due.giver = givers.get(due.matter.pk, "")
        return found

    def is_obsolete(self, facts: Due, notification: Notification) -> bool:
        return super().is_obsolete(facts, notification) or facts.matter.assigned_to_id != notification.recipient_id

    def subject(self, facts: Due, notification: Notification) -> str:
        return _("A decision was given to you: %(name)s") % {"name": facts.name}

    def letter(self, facts: Due, notification: Notification) -> Letter:
        return Letter(
            title=_("A decision was given to you"),
            preview=facts.name,
            lead=[_("A colleague asks you to take this decision. If you cannot, give it back or to somebody else.")],
            facts=[*self.facts_of(facts), *([Fact(_("Given by"), facts.giver)] if facts.giver else [])],
            button=Link(_("To the decision"), page("office-matter", facts.matter.pk)),
            picture=False,
        )
