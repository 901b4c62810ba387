"""Words after a shift, both ways: what a volunteer says of the project, and the thanks of the organization.

What volunteers say is public from a smallest sample on, without names. Thanks are for one person; nobody is graded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Avg, Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import permissions
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import notify
from volunteers.attendance_models import Attendance
from volunteers.enums import AttendanceState
from volunteers.feedback_models import SMALLEST_SAMPLE, Feedback, Thanks
from volunteers.hours_enums import HoursState
from volunteers.hours_models import HoursEntry
from volunteers.models import SignUp, Volunteer

if TYPE_CHECKING:
    from organizations.models import Organization
    from qazvolunteer.accounts.models import User

OPEN_FOR = dt.timedelta(days=60)


def was_there(signup: SignUp) -> bool:
    """Whether the person came, by a mark at the place or by confirmed hours."""
    came = Attendance.objects.filter(signup=signup, state=AttendanceState.CAME).exists()
    return came or HoursEntry.objects.filter(signup=signup, state=HoursState.CONFIRMED).exists()


def refusal_to_give(signup: SignUp) -> Refusal | None:
    """Why the volunteer cannot say anything about this shift now, or None."""
    if Feedback.objects.filter(signup=signup).exists():
        return Refusal("there_already", _("You have answered. Thank you!"))
    if signup.shift.ends_at > timezone.now() and not signup.shift.flexible:
        return Refusal("future", _("Tell us once the shift is over."))
    if signup.shift.ends_at < timezone.now() - OPEN_FOR:
        return Refusal("too_late", _("One can answer for two months after the shift."))
    if not was_there(signup):
        return Refusal("not_there", _("Only those who were there can say how it was."))
    return None


@transaction.atomic
def give(signup: SignUp, *, by: User, answers: Mapping[str, int], text: str = "") -> Feedback:
    """The volunteer says how it was: ``answers`` from 1 to 5 by the names of ``Feedback.QUESTIONS``. Once a shift."""
    if signup.volunteer.user_id != by.pk:
        raise Refusal("not_allowed", _("Only those who were there can say how it was."))
    locked(Volunteer.objects.filter(pk=signup.volunteer_id)).get()
    if (refusal := refusal_to_give(signup)) is not None:
        raise refusal
    values = {name: answers[name] for name in Feedback.QUESTIONS}
    return Feedback.objects.create(
        signup=signup, project_id=signup.shift.project_id, text=text.strip()[:1000], **values
    )


@transaction.atomic
def reply(row: Feedback, *, by: User, text: str) -> Feedback:
    """The organization answers, in public, and whoever wrote is told once. It may write its answer anew."""
    row = locked(Feedback.objects.select_related("project", "signup__volunteer__user")).get(pk=row.pk)
    if not permissions.may_edit(by, row.project):
        raise Refusal("not_allowed", _("Only owners and managers of the organization can do this."))
    if not text.strip():
        raise Refusal("note_needed", _("Write the answer: everybody will read it."))
    row.reply, row.replied_by, row.replied_at = text.strip()[:1000], by, timezone.now()
    row.save(update_fields=["reply", "replied_by", "replied_at"])
    person = row.signup.volunteer.user
    notify(person, "volunteers.feedback_answered", payload={"feedback": row.pk}, key=f"feedback_answered:{row.pk}")
    return row


@transaction.atomic
def hide(row: Feedback, *, by: User, reason: str) -> Feedback:
    """The front office takes out words that insult or name somebody. The five answers still count."""
    row = locked(Feedback.objects.select_related("project__organization")).get(pk=row.pk)
    if not permissions.may_review(by, row.project):
        raise Refusal("not_allowed", _("Only the front office of this region can take words out."))
    if not reason.strip():
        raise Refusal("note_needed", _("Write the reason."))
    row.hidden_at, row.hidden_reason = timezone.now(), reason.strip()
    row.save(update_fields=["hidden_at", "hidden_reason"])
    return row


@transaction.atomic
def thank(signup: SignUp, *, by: User, text: str) -> Thanks:
    """The organization thanks somebody who came. Once for a shift; only that person reads it."""
    if not permissions.may_decide_signups(by, signup.shift.project):
        raise Refusal("not_allowed", _("Only the organization's staff can do this."))
    if not text.strip():
        raise Refusal("note_needed", _("Write some words: the volunteer will read them."))
    locked(Volunteer.objects.filter(pk=signup.volunteer_id)).get()
    if not was_there(signup):
        raise Refusal("not_there", _("This person is not known to have come."))
    row, made = Thanks.objects.get_or_create(signup=signup, defaults={"text": text.strip()[:1000], "by": by})
    if not made:
        raise Refusal("there_already", _("This person has been thanked for the shift already."))
    notify(signup.volunteer.user, "volunteers.thanked", payload={"thanks": row.pk}, key=f"thanked:{row.pk}")
    return row


# --- What everybody reads -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """What one person wrote, without a name, and what the organization answered."""

    text: str
    reply: str
    created_at: dt.datetime
    project: str


@dataclass(frozen=True)
class Summary:
    """``answers``: (question, average from 1 to 5) of ``count`` people; ``words``: the newest texts with answers."""

    count: int
    answers: tuple[tuple[str, float], ...]
    words: tuple[Words, ...]


def of_project(project: int) -> Summary | None:
    """What people say of one project; None below the smallest sample."""
    return _summary(Feedback.objects.filter(project=project))


def of_organization(organization: Organization) -> Summary | None:
    """What people say of all projects of an organization; texts only of projects with a sample of their own."""
    enough = (
        Feedback.objects.filter(project__organization=organization)
        .values("project")
        .annotate(number=Count("pk"))
        .filter(number__gte=SMALLEST_SAMPLE)
        .values("project")
    )
    rows = Feedback.objects.filter(project__organization=organization)
    return _summary(rows, texts=rows.filter(project__in=enough))


def _summary(rows: QuerySet[Feedback], *, texts: QuerySet[Feedback] | None = None, most: int = 6) -> Summary | None:
    found = rows.aggregate(count=Count("pk"), **{name: Avg(name) for name in Feedback.QUESTIONS})
    if found["count"] < SMALLEST_SAMPLE:
        return None
    fields = {name: str(Feedback._meta.get_field(name).verbose_name) for name in Feedback.QUESTIONS}
    words = (rows if texts is None else texts).filter(hidden_at=None).exclude(text="").select_related("project")
    return Summary(
        count=found["count"],
        answers=tuple((fields[name], round(found[name], 1)) for name in Feedback.QUESTIONS),
        words=tuple(
            Words(row.text, row.reply, row.created_at, row.project.title) for row in words.order_by("-pk")[:most]
        ),
    )
