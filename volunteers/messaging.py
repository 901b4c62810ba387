"""An organization writes to the people of its shifts. Through the outbox, each reader once, in their language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import CharField, Count, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import permissions
from projects.enums import ADULT_AGE
from projects.models import Project, Shift
from qazvolunteer.accounts.enums import Language
from qazvolunteer.accounts.mailboxes import has_mailbox
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications import preferences
from qazvolunteer.notifications.enums import Category, State
from qazvolunteer.notifications.models import Notification
from qazvolunteer.notifications.outbox import Message, notify_many
from volunteers.enums import LIVE
from volunteers.message_models import MessageKind, MessageReader, OrganizationMute, OrganizerMessage
from volunteers.message_texts import unknown_variables
from volunteers.models import SignUp

if TYPE_CHECKING:
    from organizations.models import Organization

KIND = "volunteers.message"
MOST = 10_000


@dataclass
class Audience:
    """Who gets a message, one sign-up a person, and how many are left out and why."""

    signups: list[SignUp] = field(default_factory=list)
    muted: int = 0
    minors: int = 0
    without_mail: int = 0


def audience(signups: Iterable[SignUp], organization: Organization) -> Audience:
    """Of live sign-ups (with volunteer and user) those whose people hear of it.

    Left out are people who muted the organization or switched such messages off, whoever has no e-mail, and, when
    answers would go to a person's private address, everybody under 18.
    """
    people: dict[int, SignUp] = {}
    for signup in signups:
        if signup.state in LIVE:
            people.setdefault(signup.volunteer_id, signup)
    silent = silent_for(organization, [signup.volunteer.user_id for signup in people.values()])
    adults_only = address_is_private(organization)
    found, today = Audience(), timezone.localdate()
    for signup in people.values():
        age = signup.volunteer.age_on(today)
        if signup.volunteer.user_id in silent:
            found.muted += 1
        elif adults_only and (age is None or age < ADULT_AGE):
            found.minors += 1
        elif not has_mailbox(signup.volunteer.user.email):
            found.without_mail += 1
        else:
            found.signups.append(signup)
    return found


def silent_for(organization: Organization, users: Iterable[int]) -> set[int]:
    """Of these people, who wants no messages of this organization, or of none."""
    users = list(users)
    muted = OrganizationMute.objects.filter(organization=organization, user__in=users).values_list("user", flat=True)
    off = {user for user, category in preferences.switched_off(users) if category == Category.ORGANIZER}
    return {*muted, *off}


def address_is_private(organization: Organization) -> bool:
    """Whether the organization's address is the one by which a person signs in."""
    return bool(private_addresses([organization]))


def private_addresses(organizations: Iterable[Organization]) -> set[str]:
    """Of the organizations' addresses those by which a person signs in."""
    written = {organization.email.lower() for organization in organizations if organization.email}
    return set(User.objects.filter(email__in=written).values_list("email", flat=True)) if written else set()


@transaction.atomic
def send(
    project: Project,
    *,
    by: User,
    signups: Iterable[SignUp],
    texts: Mapping[str, str],
    shift: Shift | None = None,
) -> OrganizerMessage:
    """Write to the people of these sign-ups of the project; ``texts`` are the columns ``subject_kk``, ``body_kk`` …

    Raises Refusal ``not_allowed``, ``no_address`` (answers need an address), ``no_text`` (a subject and a text in at
    least one language, no language half-written), ``variables``, ``nobody``, ``too_many``.
    """
    if not permissions.may_decide_signups(by, project):
        raise Refusal("not_allowed", _("Only the organization's staff write to its volunteers."))
    organization = project.organization
    refuse_texts(organization, texts)
    chosen = [signup for signup in signups if signup.shift.project_id == project.pk]
    readers = audience(chosen, organization).signups
    if not readers:
        raise Refusal("nobody", _("Nobody of these people would get the message."))
    if len(readers) > MOST:
        raise Refusal("too_many", _("These are too many people for one message. Choose a shift."))
    message = OrganizerMessage.objects.create(
        organization=organization,
        project=project,
        shift=shift,
        by=by,
        **{name: text.strip() for name, text in texts.items()},
    )
    deliver(message, [(signup.volunteer.user, signup.volunteer_id, signup.pk) for signup in readers], kind=KIND)
    return message


def deliver(message: OrganizerMessage, readers: Iterable[tuple[User, int, int | None]], *, kind: str) -> None:
    """Remember the readers (user, volunteer id, sign-up id) and write their letters, two statements a thousand."""
    readers = list(readers)
    MessageReader.objects.bulk_create(
        (
            MessageReader(message=message, volunteer_id=volunteer, signup_id=signup)
            for _user, volunteer, signup in readers
        ),
        batch_size=1000,
    )
    notify_many(
        kind,
        (
            Message(user, {"message": message.pk, "signup": signup}, key=f"{kind}:{message.pk}:{volunteer}")
            for user, volunteer, signup in readers
        ),
    )


def refuse_texts(organization: Organization, texts: Mapping[str, str]) -> None:
    """Raises Refusal when the words cannot be sent as they are; see ``send``."""
    if not organization.email:
        raise Refusal(
            "no_address",
            _("Your organization has no e-mail, and the answers need one."),
            _("An owner or a manager can add it to the organization's contacts."),
        )
    written = [code for code in Language.values if texts.get(f"subject_{code}") or texts.get(f"body_{code}")]
    if not written or not all(texts.get(f"subject_{code}") and texts.get(f"body_{code}") for code in written):
        raise Refusal("no_text", _("Write a subject and a text in at least one language, and no language by halves."))
    unknown = [word for text in texts.values() for word in unknown_variables(text)]
    if unknown:
        raise Refusal(
            "variables", _("These words in braces stand for nothing: %(words)s.") % {"words": ", ".join(unknown)}
        )


@transaction.atomic
def mute(user: User, organization: Organization) -> None:
    """No messages and calls of the organization any more; twice is once."""
    OrganizationMute.objects.get_or_create(user=user, organization=organization)


@transaction.atomic
def unmute(user: User, organization: Organization) -> None:
    OrganizationMute.objects.filter(user=user, organization=organization).delete()


@dataclass(frozen=True)
class Delivery:
    """What became of the letters of a message."""

    readers: int
    sent: int
    waiting: int
    failed: int
    stopped: int


def delivery(message: OrganizerMessage) -> Delivery:
    """Counted now, in two statements: the readers name the keys of their letters."""
    readers = MessageReader.objects.filter(message=message)
    keys = readers.annotate(
        written=Concat(Value(f"{kind_of(message)}:{message.pk}:"), "volunteer_id", output_field=CharField())
    )
    rows = Notification.objects.filter(key__in=keys.values("written")).order_by().values_list("state")
    found = dict(rows.annotate(number=Count("pk")))
    return Delivery(
        readers=readers.count(),
        sent=found.get(State.SENT, 0),
        waiting=found.get(State.PENDING, 0),
        failed=found.get(State.FAILED, 0),
        stopped=found.get(State.SUPPRESSED, 0) + found.get(State.OBSOLETE, 0),
    )


def kind_of(message: OrganizerMessage) -> str:
    return "volunteers.call" if message.kind == MessageKind.CALL else KIND
