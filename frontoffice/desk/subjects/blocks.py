"""Objections of volunteers to an organization's block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from frontoffice.desk.enums import MatterKind
from frontoffice.desk.kinds import Decision, Fact, Kind, Words, register
from qazvolunteer.core import dates
from qazvolunteer.core.admin_pages import change_url
from qazvolunteer.core.transitions import said
from volunteers import objections
from volunteers.enums import ObjectionState
from volunteers.models import BlockObjection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from organizations.models import Organization
    from qazvolunteer.accounts.models import User


def _lift(row: BlockObjection, *, by: User, note: str, **_rest: Any) -> None:
    objections.lift(row, by=by, reason=note)


def _keep(row: BlockObjection, *, by: User, note: str, **_rest: Any) -> None:
    objections.keep(row, by=by, reason=note)


@register
class Blocks(Kind):
    code = MatterKind.BLOCK
    model = BlockObjection
    title = _("Blocks")
    icon = "lock"
    related = ("block__volunteer__user", "block__organization__region", "block__by")
    decisions = (
        Decision(
            "lift",
            label=_("Lift the block"),
            outcome=_("Lifted"),
            explanation=_("The volunteer can sign up again. Both sides read the reason."),
            verb=_lift,
            weight="main",
            note="required",
            reasons=(
                gettext_noop("The reason of the block does not show what the volunteer did wrong."),
                gettext_noop("The block is too hard for what happened."),
            ),
        ),
        Decision(
            "keep",
            label=_("Keep the block"),
            outcome=_("Kept"),
            explanation=_("The block stays until its end. The volunteer reads the reason."),
            verb=_keep,
            note="required",
            reasons=(gettext_noop("The organization has shown that its rules were broken."),),
        ),
    )
    endings = {"end": _("The organization lifted it itself")}

    def waits(self, row: BlockObjection) -> bool:
        return row.state == ObjectionState.OPEN and row.block.is_in_force

    def waiting(self) -> QuerySet[BlockObjection]:
        in_force = Q(block__lifted_at=None) & (Q(block__until=None) | Q(block__until__gt=timezone.now()))
        return self.rows().filter(in_force, state=ObjectionState.OPEN).annotate(waits_since=F("created_at"))

    def region_of(self, row: BlockObjection) -> str:
        return row.block.organization.region_id

    def may(self, user: User, row: BlockObjection) -> bool:
        return objections.may_decide(user, row)

    def name(self, row: BlockObjection) -> Any:
        return row.block.volunteer.user.full_name or _("A volunteer")

    def line(self, row: BlockObjection) -> Sequence[Any]:
        return (row.block.organization, dates.day(row.block.created_at))

    def organization(self, row: BlockObjection) -> Organization:
        return row.block.organization

    def facts(self, row: BlockObjection) -> Sequence[Fact]:
        block = row.block
        return [
            Fact(_("Organization"), block.organization.name, url=change_url(block.organization)),
            Fact(_("Blocked by"), str(block.by or "–")),
            Fact(_("In force since"), dates.day(block.created_at)),
            Fact(_("Until"), dates.day(block.until) if block.until else _("it is lifted")),
        ]

    def words(self, row: BlockObjection) -> Sequence[Words]:
        block = row.block
        return [
            Words(_("The organization's reason"), said(block.reason), str(block.by or ""), block.created_at),
            Words(_("The volunteer's objection"), row.text, block.volunteer.user.full_name, row.created_at),
        ]
