"""Letters about decisions that are overdue. Payload: ``{"matter": id}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from frontoffice.clocks import waiting_sides
from frontoffice.desk import kinds
from frontoffice.desk.models import Matter
from qazvolunteer.core import dates
from qazvolunteer.core.addresses import page
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link
from qazvolunteer.notifications.models import Notification


@dataclass
class Late:
    """A matter with the row it is about."""

    matter: Matter
    row: Any

    @property
    def name(self) -> str:
        return str(kinds.of(self.matter).name(self.row))


class _OfMatter(LetterKind):
    """True while nobody has decided."""

    category = Category.WORK

    def load(self, notification: Notification) -> Late | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Late | None]:
        matters = Matter.objects.select_related("region").in_bulk({one.payload["matter"] for one in notifications})
        wanted: dict[tuple[str, str], list[int]] = {}
        for matter in matters.values():
            wanted.setdefault((matter.kind, matter.subject_type), []).append(matter.subject_id)
        rows = {
            key: kinds.of(next(one for one in matters.values() if (one.kind, one.subject_type) == key)).load(ids)
            for key, ids in wanted.items()
        }
        found: dict[UUID, Late | None] = {}
        for notification in notifications:
            matter = matters.get(notification.payload["matter"])
            row = rows[matter.kind, matter.subject_type].get(matter.subject_id) if matter else None
            found[notification.pk] = Late(matter, row) if matter and row is not None else None
        return found

    def is_obsolete(self, facts: Late, notification: Notification) -> bool:
        return not facts.matter.is_open

    def facts_of(self, late: Late) -> list[Fact]:
        facts = [Fact(str(late.matter.get_kind_display()), late.name)]
        if late.matter.region is not None:
            facts.append(Fact(_("Region"), late.matter.region.name))
        return [*facts, Fact(_("The decision was due"), dates.day(late.matter.due_at))]


@register
class Overdue(_OfMatter):
    """To whoever waits."""

    code = "frontoffice.overdue"
    label = lazy("A decision you wait for is overdue")

    def subject(self, facts: Late, notification: Notification) -> str:
        return _("The decision is overdue, and has climbed: %(name)s") % {"name": facts.name}

    def letter(self, facts: Late, notification: Notification) -> Letter:
        _people, address = waiting_sides.of(facts.row)
        return Letter(
            title=_("The decision is overdue, and has climbed"),
            preview=facts.name,
            lead=[
                _(
                    "The front office of the region has not decided in time. The republican front office has been "
                    "asked to. You need not do anything."
                )
            ],
            facts=self.facts_of(facts),
            button=Link(_("See how it stands"), address or page("home")),
            picture=False,
        )


@register
class PassedOn(_OfMatter):
    """To the republican office."""

    code = "frontoffice.passed_on"
    label = lazy("An overdue decision was passed to the republican office")
    why = lazy("You receive this letter because you work in a front office.")

    def subject(self, facts: Late, notification: Notification) -> str:
        return _("An overdue decision waits for you: %(name)s") % {"name": facts.name}

    def letter(self, facts: Late, notification: Notification) -> Letter:
        return Letter(
            title=_("An overdue decision waits for you"),
            preview=facts.name,
            lead=[_("The front office of the region has not decided in time. Please decide.")],
            facts=self.facts_of(facts),
            button=Link(_("To the desk"), page("office")),
            picture=False,
        )
