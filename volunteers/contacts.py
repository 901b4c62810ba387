"""Contact data of somebody who has a place: shown to the organizer on request, and each look is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organizations.history import Entry
from qazvolunteer.accounts.mailboxes import has_mailbox
from qazvolunteer.accounts.phones import readable
from qazvolunteer.core.refusals import Refusal
from volunteers import permissions
from volunteers.enums import SEAT_HOLDING
from volunteers.models import SignUp

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User

LOOK = "contact data"


@dataclass(frozen=True)
class Contact:
    """Empty where there is none."""

    phone: str
    email: str


@transaction.atomic
def look(signup: SignUp, *, by: User) -> Contact:
    """How to reach somebody who has a place. Raises Refusal ``not_allowed``, ``no_place``."""
    if not permissions.may_decide(by, signup):
        raise Refusal("not_allowed", _("Only the organization's staff decide about its sign-ups."))
    signup = SignUp.objects.select_related("volunteer__user").get(pk=signup.pk)
    if signup.state not in SEAT_HOLDING:
        raise Refusal("no_place", _("Contact data are shown of people who have a place."))
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(SignUp),
        object_id=str(signup.pk),
        object_repr=signup.pass_code,
        action_flag=CHANGE,
        change_message=LOOK,
    )
    person = signup.volunteer.user
    return Contact(readable(person.phone) if person.phone else "", person.email if has_mailbox(person.email) else "")


def looks_at(signups: list[SignUp]) -> QuerySet[LogEntry]:
    """Who looked, the newest first."""
    kind = ContentType.objects.get_for_model(SignUp)
    keys = [str(signup.pk) for signup in signups]
    return LogEntry.objects.filter(content_type=kind, object_id__in=keys, change_message=LOOK).select_related("user")


def looks_in_history(signup: SignUp) -> list[Entry]:
    return [
        Entry(at=row.action_time, by=str(row.user), what=gettext("Looked at the phone number and e-mail"))
        for row in looks_at([signup])
    ]
