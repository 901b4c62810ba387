"""What monitoring knows of a person: given out on request, erased with the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from frontoffice.monitoring.models import Concern, FieldNote, Finding, Visit, VisitPhoto
from qazvolunteer.accounts.personal_data import eraser, exporter
from qazvolunteer.notifications.models import Notification

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User


@exporter("concerns")
def give(user: User) -> list[dict[str, Any]] | None:
    """What the person reported under their name or to be answered at their address. None without any."""
    return [
        {
            "kind": row.kind,
            "text": row.text,
            "opened_at": row.opened_at,
            "closed_at": row.closed_at,
            "verdict": row.verdict,
            "answers": [answer.text for answer in row.answers.all() if not answer.internal],
        }
        for row in _of(user).prefetch_related("answers").order_by("pk")
    ] or None


@eraser("concerns")
def forget(user: User) -> None:
    """What was reported stays, without who reported it; letters to the address go with it."""
    rows = _of(user)
    answers = [pk for pk in rows.values_list("answers", flat=True) if pk]
    Notification.objects.filter(key__in=[f"frontoffice.concern_answered:{pk}" for pk in answers]).delete()
    rows.update(by=None, email="")


def _of(user: User) -> QuerySet[Concern]:
    addresses = {user.email.lower(), *(one.email.lower() for one in user.emailaddress_set.all())}
    return Concern.objects.filter(Q(by=user) | Q(email__in=addresses))


@exporter("visits")
def give_visits(user: User) -> list[dict[str, Any]] | None:
    """Which projects the person visited for a front office, what they wrote there, and which findings they answered."""
    went = [
        {"project": row.project.title, "planned_for": row.planned_for, "state": row.state}
        for row in Visit.objects.filter(visitors=user).select_related("project").order_by("pk")
    ]
    answered = [
        {"finding": row.text, "answer": row.answer, "answered_at": row.answered_at}
        for row in Finding.objects.filter(answered_by=user).order_by("pk")
    ]
    written = [
        {"visit": row.visit.project.title, "kind": row.kind, "written": row.data, "at": row.at}
        for row in FieldNote.objects.filter(by=user).select_related("visit__project").order_by("pk")
    ]
    return went + answered + written or None


@eraser("visits")
def forget_visits(user: User) -> None:
    """Nobody is sent who is gone; what was found, photographed and answered stays without a name."""
    FieldNote.objects.filter(by=user).update(by=None)
    VisitPhoto.objects.filter(by=user).update(by=None)
    Finding.objects.filter(answered_by=user).update(answered_by=None)
    for visit in Visit.objects.filter(visitors=user, state="planned"):
        visit.visitors.remove(user)
