"""A volunteer writes to the organization about a sign-up, and the organization answers.

The organization answers as itself: nobody of its staff is named, and no answer comes from a person's own address.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations import permissions as organizations
from organizations.enums import DECIDING_ROLES
from projects.enums import ADULT_AGE
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import notify
from volunteers import messaging, permissions
from volunteers.conversation_models import LONGEST, Conversation, ConversationEntry
from volunteers.models import OrganizationBlock, SignUp, Volunteer

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# A question may come up after the shift, too.
OPEN_FOR = dt.timedelta(days=60)


def refusal_to_write(signup: SignUp) -> Refusal | None:
    """Why the volunteer cannot write about this sign-up now, or None."""
    if signup.shift.ends_at < timezone.now() - OPEN_FOR:
        return Refusal("too_late", _("One can write to the organizer for two months after the shift."))
    organization = signup.shift.project.organization_id
    blocks = OrganizationBlock.objects.in_force().filter(volunteer=signup.volunteer_id, organization=organization)
    if blocks.exists():
        return Refusal(
            "blocked",
            _("This organization takes you into no shift at present."),
            _("If you disagree, write to the front office of your region."),
        )
    return None


@transaction.atomic
def write(signup: SignUp, *, by: User, text: str) -> ConversationEntry:
    """The volunteer asks or answers. The organization is told by e-mail when it had nothing unread from them.

    Raises Refusal ``not_allowed``, ``no_text``, ``too_late``, ``blocked``.
    """
    if signup.volunteer.user_id != by.pk:
        raise Refusal("not_allowed", _("Only the volunteer writes here."))
    text = _checked(text)
    locked(Volunteer.objects.filter(pk=signup.volunteer_id)).get()
    if (refusal := refusal_to_write(signup)) is not None:
        raise refusal
    Conversation.objects.get_or_create(signup=signup)
    row = locked(Conversation.objects.filter(signup=signup)).get()
    now = timezone.now()
    was_read = row.unread_since is None
    row.unread_since, row.last_at = row.unread_since or now, now
    row.save(update_fields=["unread_since", "last_at"])
    entry = ConversationEntry.objects.create(conversation=row, by=by, text=text, at=now)
    if was_read:
        _tell_organization(entry, signup)
    return entry


@transaction.atomic
def answer(row: Conversation, *, by: User, text: str) -> ConversationEntry:
    """The organization answers; with it everything is read. The volunteer gets it by e-mail.

    Raises Refusal ``not_allowed``, ``no_text``.
    """
    text = _checked(text)
    row = _for_staff(row, by=by)
    row.unread_since, row.last_at = None, timezone.now()
    row.save(update_fields=["unread_since", "last_at"])
    entry = ConversationEntry.objects.create(conversation=row, by=by, by_organization=True, text=text, at=row.last_at)
    person = row.signup.volunteer.user
    notify(person, "volunteers.answered", payload={"words": entry.pk}, key=f"answered:{entry.pk}")
    return entry


@transaction.atomic
def mark_read(row: Conversation, *, by: User) -> Conversation:
    """Nothing needs an answer. Raises Refusal ``not_allowed``."""
    row = _for_staff(row, by=by)
    row.unread_since = None
    row.save(update_fields=["unread_since"])
    return row


@transaction.atomic
def mark_unread(row: Conversation, *, by: User) -> Conversation:
    """Left for somebody else, or for later: unread since the volunteer's last words. Raises Refusal ``not_allowed``."""
    row = _for_staff(row, by=by)
    last = row.entries.filter(by_organization=False).last()
    row.unread_since = last.at if last else None
    row.save(update_fields=["unread_since"])
    return row


def unanswered(row: Conversation) -> str:
    """What the volunteer has written since the organization's last answer; "" for nothing."""
    said: list[str] = []
    for entry in row.entries.order_by("pk"):
        said = [] if entry.by_organization else [*said, entry.text]
    return "\n\n".join(text for text in said if text)


def answers_go_to(signup: SignUp) -> str:
    """Where an answer to the organization's letter goes: its e-mail. A minor is given nobody's private one."""
    organization = signup.shift.project.organization
    age = signup.volunteer.age_on(timezone.localdate())
    if (age is None or age < ADULT_AGE) and messaging.address_is_private(organization):
        return ""
    return organization.email


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise Refusal("no_text", _("Write what you would like to say."))
    if len(text) > LONGEST:
        raise Refusal("no_text", _("Write no more than %(number)d characters.") % {"number": LONGEST})
    return text


def _for_staff(row: Conversation, *, by: User) -> Conversation:
    row = locked(Conversation.objects.select_related("signup__volunteer__user", "signup__shift__project")).get(
        pk=row.pk
    )
    if row.signup.volunteer.user_id == by.pk or not permissions.may_decide(by, row.signup):
        raise Refusal("not_allowed", _("Only the organization's staff answer its volunteers."))
    return row


def _tell_organization(entry: ConversationEntry, signup: SignUp) -> None:
    """To the organization's address, in the language of its first member; without an address to those who decide."""
    organization = signup.shift.project.organization
    staff = list(organizations.people_with(organization.pk, DECIDING_ROLES).order_by("pk"))
    payload = {"words": entry.pk}
    if organization.email:
        language = staff[0].language if staff else ""
        notify(
            None,
            "volunteers.asked",
            payload=payload,
            key=f"asked:{entry.pk}",
            address=organization.email,
            language=language,
        )
        return
    for person in staff:
        if person.pk != signup.volunteer.user_id:
            notify(person, "volunteers.asked", payload=payload, key=f"asked:{entry.pk}:{person.pk}")
