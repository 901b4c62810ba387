"""Missed: seen by the person, who may appeal, and by the organizations they sign up with; it fades after a year.

It is never public, and a person who says beforehand that they cannot come is excused, not missed.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import permissions
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import move
from qazvolunteer.notifications.outbox import notify
from volunteers import attendance
from volunteers.attendance_models import Attendance
from volunteers.enums import AttendanceState
from volunteers.hours_enums import APPEAL_TRANSITIONS
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
    return MissedAppeal.objects.create(signup=signup, text=text.strip()[:1000])


@transaction.atomic
def accept(row: MissedAppeal, *, by: User, reply: str = "") -> MissedAppeal:
    """The organization takes the person's word: they are excused."""
    row = _answer(row, "accept", by=by, reply=reply)
    state = Attendance.objects.filter(signup=row.signup).values_list("state", flat=True).first()
    if state == AttendanceState.MISSED:
        attendance.excuse(row.signup, by=by, reason=row.text)
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
    if person.pk == by.pk or not permissions.may_decide_signups(by, row.signup.shift.project):
        raise Refusal("not_allowed", _("Only the organization's staff answer appeals."))
    row.reply = reply.strip()
    row.save(update_fields=["reply"])
    move(row, action, table=APPEAL_TRANSITIONS, record=MissedAppealTransition, by=by, reason=row.reply)
    notify(person, "volunteers.appeal_answered", payload={"appeal": row.pk}, key=f"appeal_answered:{row.pk}")
    return row
