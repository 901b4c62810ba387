"""Appeals against suspensions and stops, as the desk decides them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from frontoffice.desk.enums import MatterKind
from frontoffice.desk.kinds import Decision, Fact, Kind, Link, Words, register
from organizations import permissions as organizations
from organizations import verification
from organizations.halt_enums import HaltState
from organizations.halt_models import Halt
from projects import moderation
from projects import permissions as projects
from qazvolunteer.core import dates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from organizations.models import Organization
    from qazvolunteer.accounts.models import User

WRONGLY = gettext_noop("The facts do not show what the decision was taken for.")


def _answer(row: Halt, *, by: User, note: str, granted: bool) -> None:
    verb = moderation.answer_appeal if row.project_id else verification.answer_appeal
    verb(row, by=by, granted=granted, answer=note)


def _grant(row: Halt, *, by: User, note: str, **_rest: Any) -> None:
    _answer(row, by=by, note=note, granted=True)


def _uphold(row: Halt, *, by: User, note: str, **_rest: Any) -> None:
    _answer(row, by=by, note=note, granted=False)


@register
class HaltAppeals(Kind):
    code = MatterKind.APPEAL
    model = Halt
    title = _("Appeals")
    icon = "hand"
    related = ("organization__region", "project__programme", "project__region", "by", "appealed_by")
    decisions = (
        Decision(
            "grant",
            label=_("Grant the appeal"),
            outcome=_("Granted"),
            explanation=_("What was suspended or stopped goes on at once, and everybody with a place is told."),
            verb=_grant,
            weight="main",
            note="required",
            reasons=(gettext_noop("What the decision was taken for has been put right."), WRONGLY),
        ),
        Decision(
            "uphold",
            label=_("It stays as it is"),
            outcome=_("It stayed"),
            explanation=_("The organization reads the answer. There is no second appeal."),
            verb=_uphold,
            weight="danger",
            note="required",
            reasons=(gettext_noop("What the decision was taken for has not been put right yet."),),
        ),
    )
    endings = {"lift": _("Lifted without an answer")}

    def concerns(self, row: Halt) -> bool:
        return row.appealed_at is not None

    def waits(self, row: Halt) -> bool:
        return row.state == HaltState.APPEALED

    def waiting(self) -> QuerySet[Halt]:
        return self.rows().filter(state=HaltState.APPEALED).annotate(waits_since=F("appealed_at"))

    def region_of(self, row: Halt) -> str:
        return row.project.region_id if row.project is not None else row.organization.region_id

    def due(self, row: Halt, since: dt.datetime) -> dt.datetime:
        return row.answer_by or super().due(row, since)

    def may(self, user: User, row: Halt) -> bool:
        """Whoever decides there, but not whoever decided."""
        if row.by_id == user.pk:
            return False
        if row.project is not None:
            return projects.may_review(user, row.project)
        return organizations.may_decide(user, row.organization)

    def name(self, row: Halt) -> Any:
        return row.project.title if row.project is not None else row.organization.name

    def line(self, row: Halt) -> Sequence[Any]:
        what = _("A stopped project") if row.project_id else _("A suspended organization")
        return (what, row.get_ground_display())

    def art(self, row: Halt) -> str:
        return row.project.programme.art if row.project is not None else ""

    def organization(self, row: Halt) -> Organization:
        return row.organization

    def facts(self, row: Halt) -> Sequence[Fact]:
        return [
            Fact(_("Organization"), row.organization.name),
            Fact(_("What everybody reads"), row.public_sentence),
            Fact(_("In force since"), dates.day(row.began_at)),
            Fact(_("Decided by"), str(row.by or "")),
        ]

    def words(self, row: Halt) -> Sequence[Words]:
        return [
            Words(_("What the organization is told"), row.note, str(row.by or ""), row.began_at),
            Words(_("Appeal"), row.appeal, str(row.appealed_by or ""), row.appealed_at),
        ]

    def links(self, user: User, row: Halt) -> Sequence[Link]:
        if row.project_id:
            return [Link(_("The project"), reverse("office-project", args=[row.project_id]))]
        return [Link(_("The organization"), reverse("office-organization", args=[row.organization_id]))]
