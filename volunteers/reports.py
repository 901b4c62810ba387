"""The life of a project's report: due after the last shift, written by the organization, read by the front office."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from projects import permissions
from projects.enums import ProjectState
from projects.models import Project
from projects.outcomes import ProjectOutcome
from qazvolunteer.core import dates
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import happened, move
from qazvolunteer.notifications.models import Notification
from qazvolunteer.notifications.outbox import Message, notify_many
from volunteers.attendance_models import Attendance
from volunteers.enums import AttendanceState
from volunteers.hours_models import HoursEntry
from volunteers.report_enums import TRANSITIONS, ReportState
from volunteers.report_models import ProjectReport, ReportOutcome, ReportPhoto, ReportTransition

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User

# A project that was over long before is not asked for a report.
LOOK_BACK = dt.timedelta(days=60)
# Days before (minus) and after the due day on which its writers hear of it.
REMINDERS = (-3, 1, 8, 15)
DUE = "volunteers.report_due"
# Standard reasons to choose from: kept in English, read in the reader's language.
RETURN_REASONS = (
    gettext_noop("Say what was done and for whom, in figures where there are any."),
    gettext_noop("What was achieved differs much from the plan. Say why."),
    gettext_noop("Children can be recognized in a picture. Take it out, or get their parents' consent."),
)


def open_reports() -> int:
    """A report for every project that is completed; its day is some days after the last shift. How many were made."""
    now = timezone.now()
    over = (
        Project.objects.filter(state=ProjectState.COMPLETED, report=None)
        .annotate(last=Max("shifts__ends_at"))
        .filter(last__gt=now - LOOK_BACK)
    )
    made = 0
    for project in over.order_by("pk"):
        with transaction.atomic():
            made += open_report(project, ended_at=project.last) is not None
    return made


def time_left(report: ProjectReport) -> str:
    """Until when it is to be handed in, in a sentence."""
    day, left = dates.day(report.due_on), (report.due_on - timezone.localdate()).days
    if left < 0:
        return str(_("It was due on %(day)s.") % {"day": day})
    if not left:
        return str(_("It is due today."))
    return ngettext(
        "Due on %(day)s: %(number)d day left.",
        "Due on %(day)s: %(number)d days left.",
        left,
    ) % {"day": day, "number": left}


def open_report(project: Project, *, ended_at: dt.datetime) -> ProjectReport | None:
    """The report of a project that is over, with the outcomes that were planned. None when there is one already."""
    due = dates.local_date(ended_at) + dt.timedelta(days=settings.REPORT_DAYS)
    report, made = ProjectReport.objects.get_or_create(
        project=project, defaults={"due_on": max(due, timezone.localdate())}
    )
    if not made:
        return None
    ReportOutcome.objects.bulk_create(
        ReportOutcome(report=report, unit=planned.unit, planned=planned.planned)
        for planned in ProjectOutcome.objects.filter(project=project)
    )
    return report


@transaction.atomic
def submit(report: ProjectReport, *, by: User) -> ProjectReport:
    """Hand the report in. It needs a text in one language and a number for every planned outcome.

    People and hours are counted now, out of attendance and the volunteer book.
    """
    row = _locked(report)
    _require(permissions.may_edit(by, row.project), _("Only owners and managers of the organization can do this."))
    if not any(getattr(row, f"text_{code}") for code in ("kk", "ru", "en")):
        raise Refusal("text_needed", _("Write what was done, at least in one language."))
    if row.outcomes.filter(planned__isnull=False, done=None).exists():
        raise Refusal("outcome_needed", _("Write what was achieved of every outcome that was planned; 0 is a number."))
    row.people, row.minutes = counted(row.project)
    row.submitted_at = timezone.now()
    row.save(update_fields=["people", "minutes", "submitted_at"])
    return _move(row, "submit", by=by)


@transaction.atomic
def accept(report: ProjectReport, *, by: User, note: str = "") -> ProjectReport:
    """The front office has read it: the report and its pictures are public from now on."""
    row = _move(_reviewed(report, by=by), "accept", by=by, note=note)
    row.accepted_at = timezone.now()
    row.save(update_fields=["accepted_at"])
    _tell(row, "volunteers.report_accepted", note)
    return row


@transaction.atomic
def return_for_changes(report: ProjectReport, *, by: User, note: str) -> ProjectReport:
    """The note says what to change. There is a week for it, if less was left."""
    if not note.strip():
        raise Refusal("note_needed", _("Write what is missing, so that the people can act on it."))
    row = _move(_reviewed(report, by=by), "return", by=by, note=note.strip())
    row.due_on = max(row.due_on, timezone.localdate() + dt.timedelta(days=7))
    row.save(update_fields=["due_on"])
    _tell(row, "volunteers.report_returned", note)
    return row


@transaction.atomic
def take_picture_out(photo: ReportPhoto, *, by: User) -> ReportPhoto:
    """The front office has looked at it, and it must not be shown. Raises ``not_allowed``, ``wrong_state``."""
    report = _reviewed(photo.report, by=by)
    row = locked(ReportPhoto.objects.filter(pk=photo.pk, report=report)).defer("content").get()
    if row.taken_out or report.state not in {ReportState.SUBMITTED, ReportState.ACCEPTED}:
        raise Refusal("wrong_state", _("This picture is not shown any more."))
    row.taken_out = True
    row.save(update_fields=["taken_out"])
    happened(row, "take_out", by=by)
    return row


def counted(project: Project) -> tuple[int, int]:
    """(different people who came, confirmed minutes) of the project, as the platform knows them now."""
    lines = HoursEntry.objects.counted().filter(project=project)
    came = Attendance.objects.filter(signup__shift__project=project, state=AttendanceState.CAME)
    seen = set(came.values_list("signup__volunteer", flat=True)) | set(lines.values_list("volunteer", flat=True))
    return len(seen), max(0, lines.aggregate(all=Sum("minutes"))["all"] or 0)


def remind() -> int:
    """Tell the writers some days before a report is due, and after it; how many reports were due for a reminder."""
    today = timezone.localdate()
    reminded = 0
    for days in REMINDERS:
        # Caught up for two days when the sweep could not run.
        moments = [today - dt.timedelta(days=days + late) for late in (0, 1, 2)]
        for report in ProjectReport.objects.to_write().filter(due_on__in=moments).select_related("project"):
            with transaction.atomic():
                _tell(report, DUE, key=f"{report.due_on:%Y%m%d}:{days}")
            reminded += 1
    return reminded


@transaction.atomic
def remind_now(report: ProjectReport, *, by: User) -> ProjectReport:
    """The front office asks for a report that is late; its writers hear of it once a day.

    Raises ``not_allowed``, ``wrong_state`` (it is not late), ``already_told``.
    """
    row = _reviewed(report, by=by)
    if not row.is_overdue:
        raise Refusal("wrong_state", _("This report is not late."))
    key = f"asked:{timezone.localdate():%Y%m%d}"
    if Notification.objects.filter(kind=DUE, key__in=[_key(DUE, row, one, key) for one in _writers(row)]).exists():
        raise Refusal("already_told", _("They were reminded today already."))
    _tell(row, DUE, key=key)
    return row


def sweep() -> None:
    open_reports()
    remind()


def _locked(report: ProjectReport) -> ProjectReport:
    return locked(ProjectReport.objects.select_related("project__organization")).get(pk=report.pk)


def _reviewed(report: ProjectReport, *, by: User) -> ProjectReport:
    row = _locked(report)
    allowed = permissions.may_review(by, row.project)
    _require(allowed, _("Only the front office of this region decides about the report."))
    return row


def _require(allowed: bool, sentence: object) -> None:
    if not allowed:
        raise Refusal("not_allowed", str(sentence))


def _move(row: ProjectReport, action: str, *, by: User, note: str = "") -> ProjectReport:
    move(row, action, table=TRANSITIONS, record=ReportTransition, by=by, reason=note)
    return row


def _writers(report: ProjectReport) -> QuerySet[User]:
    return permissions.editors_of(report.project)


def _key(kind: str, report: ProjectReport, person: User, key: str) -> str:
    return f"{kind}:{report.pk}:{person.pk}:{key}"


def _tell(report: ProjectReport, kind: str, note: str = "", *, key: str = "") -> None:
    notify_many(
        kind,
        [
            Message(
                person,
                {"report": report.pk, "note": note},
                key=_key(kind, report, person, key) if key else None,
            )
            for person in _writers(report)
        ],
    )
