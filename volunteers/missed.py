"""Missed: seen by the person, who may appeal, and by the organizations they sign up with; it fades after a year.

It is never public, and a person who says beforehand that they cannot come is excused, not missed.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from organizations import deadlines
from organizations import permissions as organizations
from organizations.enums import DECIDING_ROLES
from qazvolunteer.core import dates, due_words, working_days
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import happened, move
from qazvolunteer.notifications.outbox import Message, notify, notify_many
from volunteers import attendance, hours_permissions
from volunteers.attendance_models import Attendance
from volunteers.enums import AttendanceState
from volunteers.hours_enums import APPEAL_TRANSITIONS, AppealState
from volunteers.hours_models import MissedAppeal, MissedAppealTransition
from volunteers.models import SignUp, Volunteer

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

FADES_AFTER = dt.timedelta(days=365)
APPEAL_WITHIN = dt.timedelta(days=60)


def remembered(rows: QuerySet[Attendance]) -> QuerySet[Attendance]:
    """Of these, what is missed and not faded. Whoever shows it to an organization asks here."""
    return rows.filter(state=AttendanceState.MISSED, signup__shift__ends_at__gt=timezone.now() - FADES_AFTER)


def of(volunteer: Volunteer) -> QuerySet[Attendance]:
    """What the person themselves reads, the newest first."""
    rows = Attendance.objects.filter(signup__volunteer=volunteer)
    related = ("signup__shift__project__programme", "signup__missed_appeal")
    return remembered(rows).select_related(*related).order_by("-signup__shift__starts_at", "-pk")


@transaction.atomic
def appeal(signup: SignUp, *, by: User, text: str) -> MissedAppeal:
    """The person says how it was. Once for a shift, within two months."""
    if signup.volunteer.user_id != by.pk:
        raise Refusal("not_allowed", _("Only the volunteer can appeal."))
    if not text.strip():
        raise Refusal("note_needed", _("Write what is wrong and how it was."))
    locked(Volunteer.objects.filter(pk=signup.volunteer_id)).get()
    if not Attendance.objects.filter(signup=signup, state=AttendanceState.MISSED).exists():
        raise Refusal("wrong_state", _("You are not marked as missed."))
    if signup.shift.ends_at < timezone.now() - APPEAL_WITHIN:
        raise Refusal("too_late", _("One can appeal for two months after the shift."))
    if MissedAppeal.objects.filter(signup=signup).exists():
        raise Refusal("wrong_state", _("You have appealed already."))
    row = MissedAppeal.objects.create(signup=signup, text=text.strip()[:1000])
    staff = organizations.people_with(signup.shift.project.organization_id, DECIDING_ROLES).exclude(pk=by.pk)
    payload = {"appeal": row.pk}
    notify_many("volunteers.appealed", [Message(who, payload, f"appealed:{row.pk}:{who.pk}") for who in staff])
    return row


@transaction.atomic
def accept(row: MissedAppeal, *, by: User, reply: str = "") -> MissedAppeal:
    """The organization, or the front office, takes the person's word: they are excused."""
    row = _answer(row, "accept", by=by, reply=reply)
    state = Attendance.objects.filter(signup=row.signup).values_list("state", flat=True).first()
    if state == AttendanceState.MISSED:
        # The front office is not of the organization: there it is the platform's rule that excuses.
        attendance.excuse(row.signup, by=None if row.escalated_at else by, reason=row.text)
    return row


@transaction.atomic
def keep(row: MissedAppeal, *, by: User, reply: str) -> MissedAppeal:
    """It stays as it is; the person reads why."""
    if not reply.strip():
        raise Refusal("note_needed", _("Write the reason: the volunteer will read it."))
    return _answer(row, "keep", by=by, reply=reply)


def _answer(row: MissedAppeal, action: str, *, by: User, reply: str) -> MissedAppeal:
    row = locked(MissedAppeal.objects.select_related("signup__volunteer__user", "signup__shift__project")).get(
        pk=row.pk
    )
    person = row.signup.volunteer.user
    if not hours_permissions.may_decide_appeal(by, row):
        raise Refusal("not_allowed", _("Only the organization's staff answer appeals."))
    row.reply = reply.strip()
    row.save(update_fields=["reply"])
    move(row, action, table=APPEAL_TRANSITIONS, record=MissedAppealTransition, by=by, reason=row.reply)
    notify(person, "volunteers.appeal_answered", payload={"appeal": row.pk}, key=f"appeal_answered:{row.pk}")
    return row


# --- The clock ------------------------------------------------------------------------------------------


def answer_due(row: MissedAppeal) -> dt.datetime:
    """The end of the fifth working day after it was written, as for every decision that somebody waits for."""
    return working_days.due(row.created_at, deadlines.WORKING_DAYS)


def clock_words(row: MissedAppeal) -> str:
    """How the clock stands, for both sides; "" once it is answered."""
    if row.state != AppealState.OPEN:
        return ""
    due = answer_due(row)
    day = dates.day(due)
    if row.escalated_at is not None:
        said = now_in("The answer was due on %(day)s. Now the front office of the region decides.") % {"day": day}
        return f"{said} {due_words.words(row)}".strip()
    now = timezone.now()
    if due < now:
        return now_in("The answer was due on %(day)s. It passes to the front office of the region.") % {"day": day}
    left = working_days.left(due, now)
    if not left:
        return now_in("The answer is due today, by %(time)s.") % {"time": dates.clock(due)}
    return ngettext(
        "The answer is due by %(day)s: %(number)d working day left.",
        "The answer is due by %(day)s: %(number)d working days left.",
        left,
    ) % {"day": day, "number": left}


def hand_up_overdue() -> int:
    """Appeals that no organization answered in time go to the front office of the region; all sides are told, once."""
    now = timezone.now()
    # Five working days are never less than a week.
    late = MissedAppeal.objects.filter(
        state=AppealState.OPEN, escalated_at=None, created_at__lt=now - dt.timedelta(days=6)
    )
    return sum(_hand_up(row.pk) for row in late.order_by("pk") if answer_due(row) < now)


@transaction.atomic
def _hand_up(pk: int) -> bool:
    """False when somebody answered meanwhile."""
    related = ("signup__volunteer__user", "signup__shift__project")
    row = locked(MissedAppeal.objects.select_related(*related)).get(pk=pk)
    if row.state != AppealState.OPEN or row.escalated_at is not None:
        return False
    row.escalated_at = timezone.now()
    row.save(update_fields=["escalated_at"])
    happened(row, "hand_up")
    region, payload = row.signup.shift.project.region_id, {"appeal": row.pk}
    office = list(organizations.deciders_of(region)) or list(organizations.deciders_of(None))
    notify_many("volunteers.appeal_overdue", [Message(who, payload, f"appeal_overdue:{pk}:{who.pk}") for who in office])
    person = row.signup.volunteer.user
    notify(person, "volunteers.appeal_passed_on", payload=payload, key=f"appeal_passed_on:{pk}")
    return True
