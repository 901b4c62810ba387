"""Appeals against "missed" that no organization answered in time. Other appeals register where they are built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from frontoffice.desk.enums import MatterKind
from frontoffice.desk.kinds import Decision, Fact, Kind, Link, Words, register
from qazvolunteer.core import dates
from qazvolunteer.core.admin_pages import change_url
from qazvolunteer.core.transitions import said
from volunteers import hours_permissions, missed
from volunteers.hours_enums import AppealState
from volunteers.models import MissedAppeal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from organizations.models import Organization
    from qazvolunteer.accounts.models import User


def _accept(row: MissedAppeal, *, by: User, note: str, **_rest: Any) -> None:
    missed.accept(row, by=by, reply=note)


def _keep(row: MissedAppeal, *, by: User, note: str, **_rest: Any) -> None:
    missed.keep(row, by=by, reply=note)


@register
class MissedAppeals(Kind):
    code = MatterKind.APPEAL
    model = MissedAppeal
    title = _("Appeals")
    icon = "hand"
    related = (
        "signup__volunteer__user",
        "signup__shift__project__organization",
        "signup__shift__project__programme",
        "signup__shift__project__region",
    )
    decisions = (
        Decision(
            "accept",
            label=_("Excuse them"),
            outcome=_("Excused"),
            explanation=_("The shift is no longer noted as missed. The volunteer is told."),
            verb=_accept,
            weight="main",
            reasons=(gettext_noop("The organization did not answer in time."),),
        ),
        Decision(
            "keep",
            label=_("Keep it as missed"),
            outcome=_("Kept as missed"),
            explanation=_("It fades after a year. The volunteer reads the reason."),
            verb=_keep,
            weight="danger",
            note="required",
            reasons=(gettext_noop("The marks of the check-in show that nobody came, and nothing explains it."),),
        ),
    )

    def concerns(self, row: MissedAppeal) -> bool:
        return row.escalated_at is not None

    def waits(self, row: MissedAppeal) -> bool:
        return row.escalated_at is not None and row.state == AppealState.OPEN

    def waiting(self) -> QuerySet[MissedAppeal]:
        rows = self.rows().filter(state=AppealState.OPEN, escalated_at__isnull=False)
        return rows.annotate(waits_since=F("escalated_at"))

    def region_of(self, row: MissedAppeal) -> str:
        return row.signup.shift.project.region_id

    def may(self, user: User, row: MissedAppeal) -> bool:
        return hours_permissions.may_decide_appeal(user, row)

    def name(self, row: MissedAppeal) -> Any:
        return row.signup.volunteer.user.full_name or _("A volunteer")

    def line(self, row: MissedAppeal) -> Sequence[Any]:
        return (row.signup.shift.project.title, dates.day(row.signup.shift.starts_at))

    def art(self, row: MissedAppeal) -> str:
        return row.signup.shift.project.programme.art

    def organization(self, row: MissedAppeal) -> Organization:
        return row.signup.shift.project.organization

    def facts(self, row: MissedAppeal) -> Sequence[Fact]:
        shift = row.signup.shift
        return [
            Fact(_("Project"), shift.project.title, url=shift.project.get_absolute_url()),
            Fact(_("Organization"), shift.project.organization.name, url=change_url(shift.project.organization)),
            Fact(_("Shift"), dates.span(shift.starts_at, shift.ends_at)),
            Fact(_("Written on"), dates.day(row.created_at)),
        ]

    def words(self, row: MissedAppeal) -> Sequence[Words]:
        return [Words(_("What happened"), said(row.text), row.signup.volunteer.user.full_name, row.created_at)]

    def links(self, user: User, row: MissedAppeal) -> Sequence[Link]:
        return [Link(_("In the workplace"), change_url(row))]
