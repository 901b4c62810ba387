"""What is known of a volunteer: given out on request, erased with the person; totals stay (rule 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from qazvolunteer.accounts.personal_data import eraser, exporter
from qazvolunteer.core.locks import locked
from qazvolunteer.core.secret_codes import new_code, new_secret
from qazvolunteer.notifications.models import Notification
from volunteers import exports, signups
from volunteers.contacts import looks_at
from volunteers.export_models import ExportFile
from volunteers.message_models import MessageReader, OrganizationMute
from volunteers.models import (
    Attendance,
    AttendanceTransition,
    BlockObjection,
    BlockObjectionTransition,
    GuardianConsent,
    OrganizationBlock,
    SavedSearch,
    Scan,
    ShiftLeader,
    SignUp,
    SignUpTransition,
    Volunteer,
)

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@exporter("volunteer")
def give(user: User) -> dict[str, Any] | None:
    """The profile, every sign-up with its answers and history, guardians' consents, blocks. None without profile."""
    volunteer = Volunteer.objects.of(user)
    if volunteer is None:
        return None
    rows = SignUp.objects.filter(volunteer=volunteer)
    rows = rows.select_related("shift__project__organization", "role", "asked_change")
    rows = rows.prefetch_related("transitions", "attendance__transitions", "scans", "leaderships")
    return {
        "birth_date": volunteer.birth_date,
        "town": volunteer.town.name if volunteer.town else None,
        "registered_at": volunteer.created_at,
        "signups": [_signup(signup) for signup in rows.order_by("pk")],
        "guardian_consents": list(
            volunteer.guardian_consents.order_by("pk").values(
                "email", "name", "relation", "asked_at", "given_at", "withdrawn_at"
            )
        ),
        "blocks": [
            {
                "organization": row.organization.name,
                "reason": row.reason,
                "since": row.created_at,
                "until": row.lifted_at or row.until,
                "objection": row.objected.text if row.objected else "",
                "answer": row.objected.reply if row.objected else "",
            }
            for row in volunteer.blocks.select_related("organization", "objection")
        ],
    }


@exporter("saved_searches")
def give_searches(user: User) -> list[dict[str, Any]] | None:
    """Name and address of each saved search; None without any."""
    return list(SavedSearch.objects.filter(user=user).order_by("pk").values("name", "query", "created_at")) or None


@eraser("saved_searches")
def forget_searches(user: User) -> None:
    SavedSearch.objects.filter(user=user).delete()


@exporter("organizers")
def give_organizers(user: User) -> dict[str, Any] | None:
    """Whom the person has muted, what organizers wrote to them, and which files they asked for as staff."""
    read = MessageReader.objects.filter(volunteer__user=user).select_related("message__organization").order_by("pk")
    given = {
        "muted": [
            {"organization": row.organization.name, "since": row.created_at}
            for row in OrganizationMute.objects.filter(user=user).select_related("organization").order_by("pk")
        ],
        "messages": [
            {"organization": row.message.organization.name, "subject": str(row.message), "at": row.message.at}
            for row in read
        ],
        "looks_at_contact_data": [
            {"by": str(row.user), "at": row.action_time}
            for row in looks_at(list(SignUp.objects.filter(volunteer__user=user)))
        ],
        "files": list(ExportFile.objects.filter(owner=user).order_by("pk").values("project", "rows", "asked_at")),
    }
    return given if any(given.values()) else None


@eraser("organizers")
def forget_organizers(user: User) -> None:
    """Files that may name the person are emptied at once; so are those they asked for."""
    OrganizationMute.objects.filter(user=user).delete()
    projects = SignUp.objects.filter(volunteer__user=user).values("shift__project")
    exports.end(ExportFile.objects.filter(Q(project__in=projects) | Q(owner=user)))


def _signup(signup: SignUp) -> dict[str, Any]:
    shift, asked = signup.shift, getattr(signup, "asked_change", None)
    return {
        "project": shift.project.title,
        "organization": shift.project.organization.name,
        "task": shift.task,
        "role": str(signup.role) if signup.role else "",
        "kept_after_a_change_at": asked.kept_at if asked else None,
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "state": signup.state,
        "signed_up_at": signup.created_at,
        "answers": signup.answers,
        "history": [
            {"action": row.action, "to": row.to_state, "at": row.at, "reason": row.reason}
            for row in sorted(signup.transitions.all(), key=lambda row: (row.at, row.pk))
        ],
        "led_the_shift": [{"from": row.named_at, "until": row.dismissed_at} for row in signup.leaderships.all()],
        "attendance": _attendance(signup),
        "marks": [
            {"kind": row.kind, "how": row.source, "at": row.client_at, "verdict": row.verdict, "reason": row.reason}
            for row in signup.scans.all()
        ],
    }


def _attendance(signup: SignUp) -> dict[str, Any] | None:
    found: Attendance | None = getattr(signup, "attendance", None)
    if found is None:
        return None
    return {
        "state": found.state,
        "arrived_at": found.arrived_at,
        "left_at": found.left_at,
        "how": found.source,
        "history": [
            {"action": row.action, "to": row.to_state, "at": row.at, "reason": row.reason}
            for row in sorted(found.transitions.all(), key=lambda row: (row.at, row.pk))
        ],
    }


@eraser("volunteer")
@transaction.atomic
def forget(user: User) -> None:
    """Free the places, then forget who it was. Sign-ups stay, so that every total stays what it was."""
    volunteer = locked(Volunteer.objects.filter(user=user)).first()
    if volunteer is None:
        return
    mine = SignUp.objects.filter(volunteer=volunteer)
    live = mine.live().filter(shift__ends_at__gt=timezone.now()).select_related("shift", "volunteer__user")
    # Shifts are locked in the order of their ids, as everywhere.
    for signup in live.order_by("shift_id"):
        signups.withdraw(signup, by=user)
    SignUpTransition.objects.filter(subject__in=mine, by=user).update(reason="")
    # Whether somebody came stays; why they did not may say anything about a person.
    AttendanceTransition.objects.filter(subject__signup__in=mine).update(reason="")
    Scan.objects.filter(signup__in=mine).update(reason="", given="")
    ShiftLeader.objects.filter(signup__in=mine).delete()
    for signup in mine.only("pk"):
        # A pass on paper opens nothing any more, and answers may say anything about a person.
        SignUp.objects.filter(pk=signup.pk).update(answers={}, pass_secret=new_secret(), pass_code=new_code())
    GuardianConsent.objects.filter(volunteer=volunteer, withdrawn_at=None).update(withdrawn_at=timezone.now())
    asked = [f"volunteers.guardian_asked:{pk}" for pk in volunteer.guardian_consents.values_list("pk", flat=True)]
    Notification.objects.filter(key__in=asked).delete()
    GuardianConsent.objects.filter(volunteer=volunteer).update(email="", name="", relation="", ip=None)
    OrganizationBlock.objects.filter(volunteer=volunteer).update(reason="")
    BlockObjection.objects.filter(block__volunteer=volunteer).update(text="", reply="")
    BlockObjectionTransition.objects.filter(subject__block__volunteer=volunteer).update(reason="")
    volunteer.birth_date = None
    volunteer.town = None
    volunteer.calendar_secret = new_secret()
    volunteer.save(update_fields=["birth_date", "town", "calendar_secret"])
    content_type = ContentType.objects.get_for_model(Volunteer)
    LogEntry.objects.filter(content_type=content_type, object_id=str(volunteer.pk)).update(
        object_repr="—", change_message=""
    )
