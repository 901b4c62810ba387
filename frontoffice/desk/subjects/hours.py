"""Lines of hours that went up to the front office: nobody of the organization decided, or somebody objected twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from frontoffice.desk.enums import MatterKind
from frontoffice.desk.kinds import Decision, Fact, Kind, Link, Words, register
from qazvolunteer.core import dates
from qazvolunteer.core.admin_pages import change_url
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import said
from volunteers import hours, hours_permissions
from volunteers.hours_enums import OPEN, HoursState
from volunteers.models import HoursEntry, HoursTransition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from organizations.models import Organization
    from qazvolunteer.accounts.models import User

NOT_THERE = gettext_noop("Nobody has seen this work, and nothing else shows it.")
WITNESSED = gettext_noop("The marks of the check-in show it.")


def _confirm(row: HoursEntry, *, by: User, **_rest: Any) -> None:
    hours.confirm(row, by=by)


def _reject(row: HoursEntry, *, by: User, note: str, **_rest: Any) -> None:
    hours.reject(row, by=by, reason=note)


def _leave(row: HoursEntry, *, by: User, note: str, **_rest: Any) -> None:
    hours.leave_as_it_was(row, by=by, reason=note)


def _settle(row: HoursEntry, *, by: User, note: str, amount: int | None, **_rest: Any) -> None:
    if amount is None:
        raise Refusal("amount_needed", _("Write how many minutes it was; 0 is a number."))
    hours.settle(row, by=by, minutes=amount, reason=note)


def _proposed(row: HoursEntry) -> bool:
    return row.state == HoursState.PROPOSED


def _disputed(row: HoursEntry) -> bool:
    return row.state == HoursState.DISPUTED


@register
class Hours(Kind):
    code = MatterKind.HOURS
    model = HoursEntry
    title = _("Hours")
    icon = "clock"
    related = ("volunteer__user", "project__organization", "project__programme", "project__region", "signup__shift")
    decisions = (
        Decision(
            "confirm",
            label=_("Confirm"),
            outcome=_("Confirmed"),
            explanation=_("The hours count from now on, and the volunteer is thanked by e-mail."),
            verb=_confirm,
            weight="main",
            note="",
            possible=_proposed,
        ),
        Decision(
            "leave",
            label=_("Leave as it was"),
            outcome=_("Left as it was"),
            explanation=_("The objection changes nothing. This is the last word; the volunteer reads the reason."),
            verb=_leave,
            note="required",
            reasons=(NOT_THERE, WITNESSED),
            possible=_disputed,
        ),
        Decision(
            "settle",
            label=_("Set another number"),
            outcome=_("Another number set"),
            explanation=_("The line stays as it was written; a correction stands beside it."),
            verb=_settle,
            note="required",
            reasons=(WITNESSED, NOT_THERE),
            amount=_("Minutes"),
        ),
        Decision(
            "reject",
            label=_("Do not confirm"),
            outcome=_("Not confirmed"),
            explanation=_("The line does not count. The volunteer reads the reason and may object."),
            verb=_reject,
            weight="danger",
            note="required",
            reasons=(NOT_THERE,),
            possible=_proposed,
        ),
    )
    endings = {"uphold": _("Confirmed"), "turn_down": _("Not confirmed")}

    def concerns(self, row: HoursEntry) -> bool:
        return row.escalated_at is not None

    def waits(self, row: HoursEntry) -> bool:
        return row.escalated_at is not None and row.state in OPEN

    def waiting(self) -> QuerySet[HoursEntry]:
        rows = self.rows().filter(state__in=OPEN, escalated_at__isnull=False)
        return rows.annotate(waits_since=F("escalated_at"))

    def region_of(self, row: HoursEntry) -> str:
        return row.project.region_id

    def may(self, user: User, row: HoursEntry) -> bool:
        return hours_permissions.may_decide_hours(user, row)

    def name(self, row: HoursEntry) -> Any:
        return row.volunteer.user.full_name or _("A volunteer")

    def line(self, row: HoursEntry) -> Sequence[Any]:
        return (row.project.title, dates.day(row.day), dates.hours(row.minutes))

    def art(self, row: HoursEntry) -> str:
        return row.project.programme.art

    def organization(self, row: HoursEntry) -> Organization:
        return row.project.organization

    def facts(self, row: HoursEntry) -> Sequence[Fact]:
        known = [
            Fact(_("Status"), row.get_state_display()),
            Fact(_("Project"), row.project.title, url=row.project.get_absolute_url()),
            Fact(_("Organization"), row.project.organization.name, url=change_url(row.project.organization)),
            Fact(_("Day"), dates.day(row.day)),
            Fact(_("The line says"), dates.hours(row.minutes)),
            Fact(_("With its corrections"), dates.hours(hours.effective_minutes(row))),
            Fact(_("The shift was planned"), self._planned(row)),
            Fact(_("How it is known"), row.get_evidence_display()),
            Fact(_("Kind"), row.get_kind_display()),
            Fact(_("Most on one day"), dates.hours(settings.HOURS_A_DAY * 60)),
        ]
        return [fact for fact in known if fact.value]

    def words(self, row: HoursEntry) -> Sequence[Words]:
        told = [Words(_("What the volunteer wrote"), row.note)] if row.note else []
        records = HoursTransition.objects.filter(subject=row).exclude(reason="").select_related("by").order_by("at")
        return told + [
            Words(
                _("Objection") if record.action == "dispute" else HoursState(record.to_state).label,
                said(record.reason),
                str(record.by or ""),
                record.at,
            )
            for record in records
        ]

    def links(self, user: User, row: HoursEntry) -> Sequence[Link]:
        return [Link(_("In the workplace"), change_url(row))]

    def _planned(self, row: HoursEntry) -> str:
        shift = row.signup.shift if row.signup else None
        return dates.span(shift.starts_at, shift.ends_at) if shift else ""
