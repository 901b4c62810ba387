"""What staff may do with a line of hours, an appeal, words of feedback and a report."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from projects import permissions as projects
from qazvolunteer.core.acts import Act
from volunteers import feedback, hours, hours_permissions, missed, reports
from volunteers.feedback_models import Feedback, Thanks
from volunteers.hours_enums import APPEAL_TRANSITIONS, TRANSITIONS, AppealState, HoursKind, HoursState
from volunteers.hours_models import HoursEntry, MissedAppeal
from volunteers.report_enums import TRANSITIONS as REPORT_TRANSITIONS
from volunteers.report_enums import ReportState

TONES = {
    HoursState.PROPOSED: "warn",
    HoursState.DISPUTED: "urgent",
    HoursState.CONFIRMED: "ok",
    AppealState.OPEN: "warn",
    AppealState.ACCEPTED: "ok",
}
REPORT_TONES = {
    ReportState.DUE: "warn",
    ReportState.SUBMITTED: "warn",
    ReportState.RETURNED: "urgent",
    ReportState.ACCEPTED: "ok",
}
SETTLE = "settle"


def _may(action: str) -> Any:
    def possible(user: Any, row: HoursEntry) -> bool:
        return TRANSITIONS.allows(action, row.state) and hours_permissions.may_decide_hours(user, row)

    return possible


def _may_settle(user: Any, row: HoursEntry) -> bool:
    settles = row.state != HoursState.REJECTED and row.kind != HoursKind.CORRECTION
    return settles and hours_permissions.may_decide_hours(user, row)


def _may_thank(user: Any, row: HoursEntry) -> bool:
    if row.state != HoursState.CONFIRMED or row.kind != HoursKind.SHIFT or row.signup is None:
        return False
    return projects.may_decide_signups(user, row.project) and not Thanks.objects.filter(signup=row.signup_id).exists()


def _thank(row: HoursEntry, *, by: Any, text: str) -> None:
    if row.signup is not None:
        feedback.thank(row.signup, by=by, text=text)


def objection(row: HoursEntry) -> str:
    """What the volunteer wrote against the line, the last time."""
    said = row.transitions.filter(action="dispute").order_by("-at").values_list("reason", flat=True).first()
    return said or ""


HOURS_ACTS = (
    Act(
        "confirm",
        label=_("Confirm"),
        explanation=_("The hours count from now on, and the volunteer is thanked by e-mail."),
        done=_("The hours are confirmed."),
        verb=hours.confirm,
        possible=_may("confirm"),
        icon="check_circle",
        weight="main",
        many=True,
    ),
    # Its page asks for a number, too: see the page of hours.
    Act(
        SETTLE,
        label=_("Set another number"),
        explanation=_(
            "The line stays as it was written; a correction stands beside it. The volunteer reads the reason."
        ),
        done=_("The number is set."),
        verb=hours.settle,
        possible=_may_settle,
        icon="edit",
    ),
    Act(
        "reject",
        label=_("Do not confirm"),
        explanation=_("The line does not count. The volunteer reads the reason and may object."),
        done=_("The line is not confirmed."),
        verb=hours.reject,
        possible=_may("reject"),
        icon="cancel",
        weight="danger",
        note="required",
        note_argument="reason",
        note_label=_("Reason"),
        note_hint=_("The person will read it."),
        many=True,
    ),
    Act(
        "leave",
        label=_("Leave as it was"),
        explanation=_("The objection changes nothing. The volunteer reads the reason; the front office may be asked."),
        done=_("The line is as it was before the objection."),
        verb=hours.leave_as_it_was,
        possible=_may("uphold"),
        icon="undo",
        note="required",
        note_argument="reason",
        note_label=_("Reason"),
        note_hint=_("The person will read it."),
        quote=objection,
    ),
    Act(
        "thank",
        label=_("Say thank you"),
        explanation=_("Only this person reads it, by e-mail and in the volunteer book. It is never public."),
        done=_("The thanks are on their way."),
        verb=_thank,
        possible=_may_thank,
        icon="favorite",
        note="required",
        note_argument="text",
        note_label=_("Your words"),
        many=True,
    ),
)


def _may_answer(action: str) -> Any:
    def possible(user: Any, row: MissedAppeal) -> bool:
        return APPEAL_TRANSITIONS.allows(action, row.state) and hours_permissions.may_decide_appeal(user, row)

    return possible


APPEAL_ACTS = (
    Act(
        "accept",
        label=_("Excuse them"),
        explanation=_("The shift is no longer noted as missed. The volunteer is told."),
        done=_("They are excused."),
        verb=missed.accept,
        possible=_may_answer("accept"),
        icon="check_circle",
        weight="main",
        note="optional",
        note_argument="reply",
        note_label=_("Answer"),
        note_hint=_("The person will read it."),
        many=True,
        quote=lambda row: row.text,
    ),
    Act(
        "keep",
        label=_("Keep it as missed"),
        explanation=_("It fades after a year. The volunteer reads the reason."),
        done=_("It stays noted as missed."),
        verb=missed.keep,
        possible=_may_answer("keep"),
        icon="cancel",
        weight="danger",
        note="required",
        note_argument="reply",
        note_label=_("Reason"),
        note_hint=_("The person will read it."),
        quote=lambda row: row.text,
    ),
)


def _may_hide(user: Any, row: Feedback) -> bool:
    return bool(row.text) and row.hidden_at is None and projects.may_review(user, row.project)


FEEDBACK_ACTS = (
    Act(
        "reply",
        label=_("Answer"),
        explanation=_("Your answer stands below their words, for everybody to read."),
        done=_("The answer is published."),
        verb=feedback.reply,
        possible=lambda user, row: projects.may_edit(user, row.project) and row.hidden_at is None,
        icon="reply",
        weight="main",
        note="required",
        note_argument="text",
        note_label=_("Your answer"),
        quote=lambda row: row.text,
    ),
    Act(
        "hide",
        label=_("Take the words out"),
        explanation=_("For words that insult or name somebody. The five answers still count."),
        done=_("The words are no longer shown."),
        verb=feedback.hide,
        possible=_may_hide,
        icon="visibility_off",
        weight="danger",
        note="required",
        note_argument="reason",
        note_label=_("Reason"),
        quote=lambda row: row.text,
    ),
)


def _editor(action: str) -> Any:
    return lambda user, row: REPORT_TRANSITIONS.allows(action, row.state) and projects.may_edit(user, row.project)


def _reviewer(action: str) -> Any:
    return lambda user, row: REPORT_TRANSITIONS.allows(action, row.state) and projects.may_review(user, row.project)


REPORT_ACTS = (
    Act(
        "submit",
        label=_("Hand the report in"),
        explanation=_(
            "Save what you wrote first. People and hours are counted now; the front office reads the report."
        ),
        done=_("The report is with the front office."),
        verb=reports.submit,
        possible=_editor("submit"),
        icon="send",
        weight="main",
    ),
    Act(
        "accept",
        label=_("Accept"),
        explanation=_("Everybody can read the report on the project's page. Look at every picture first."),
        done=_("The report is accepted and public."),
        verb=reports.accept,
        possible=_reviewer("accept"),
        icon="check_circle",
        weight="main",
        note="optional",
    ),
    Act(
        "return",
        label=_("Return for changes"),
        explanation=_("The organization reads your note, changes what is needed and hands the report in again."),
        done=_("The report is returned for changes."),
        verb=reports.return_for_changes,
        possible=_reviewer("return"),
        icon="undo",
        note="required",
        note_label=_("What should be changed"),
        standard_notes=reports.RETURN_REASONS,
    ),
)
