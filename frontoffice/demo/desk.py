"""What lies on the desk of the demonstration's organization: kept views, a message, somebody blocked for a while."""

from __future__ import annotations

import datetime as dt

from frontoffice.demo.accounts import SHOWCASE
from frontoffice.demo.world import Wish
from organizations.enums import Role
from organizations.models import Membership, Organization
from projects.models import Shift
from qazvolunteer.accounts.models import SavedView
from qazvolunteer.notifications.enums import State
from qazvolunteer.notifications.models import Notification
from volunteers import messaging
from volunteers.enums import COMMITTED, LIVE
from volunteers.message_models import MessageReader, OrganizerMessage
from volunteers.message_texts import beginning
from volunteers.models import OrganizationBlock, SignUp, Volunteer

READERS = 12
VIEWS = (
    ("volunteers.signup", "Күтіп тұрғандар", "state__exact=requested"),
    ("projects.shift", "Өткен ауысымдар", "when=past"),
)


def fill(wish: Wish) -> None:
    """Needs everything else to be written."""
    organization = Organization.objects.filter(slug=SHOWCASE).first()
    owner = Membership.objects.filter(organization=organization, role=Role.OWNER).order_by("pk").first()
    if organization is None or owner is None:
        return
    SavedView.objects.bulk_create(
        SavedView(user_id=owner.user_id, page=page, name=name, query=query, created_at=wish.now)
        for page, name, query in VIEWS
    )
    _write(organization, owner.user_id, wish)
    _block(organization, owner.user_id, wish)


def _write(organization: Organization, owner: int, wish: Wish) -> None:
    """A message that everybody has got."""
    shifts = Shift.objects.filter(project__organization=organization, cancelled_at=None, starts_at__gt=wish.now)
    shift = shifts.filter(signups__state__in=COMMITTED).order_by("starts_at", "pk").first()
    if shift is None:
        return
    sent = wish.now - dt.timedelta(hours=20)
    message = OrganizerMessage.objects.create(
        organization=organization, project_id=shift.project_id, shift=shift, by_id=owner, at=sent, **beginning("bring")
    )
    signups = SignUp.objects.filter(shift=shift, state__in=COMMITTED, created_at__lt=sent).select_related("volunteer")
    for signup in signups.order_by("pk")[:READERS]:
        MessageReader.objects.create(message=message, volunteer_id=signup.volunteer_id, signup=signup)
        Notification.objects.create(
            kind=messaging.KIND,
            recipient_id=signup.volunteer.user_id,
            payload={"message": message.pk, "signup": signup.pk},
            key=f"{messaging.KIND}:{message.pk}:{signup.volunteer_id}",
            state=State.SENT,
            attempts=1,
            created_at=sent,
            next_at=sent,
            finished_at=sent,
        )


def _block(organization: Organization, owner: int, wish: Wish) -> None:
    """Somebody who has nothing planned with the organization."""
    theirs = SignUp.objects.filter(shift__project__organization=organization)
    planned = theirs.filter(state__in=LIVE, shift__ends_at__gt=wish.now)
    been = theirs.exclude(volunteer__in=planned.values("volunteer")).order_by("pk").first()
    if been is None:
        return
    OrganizationBlock.objects.create(
        organization=organization,
        volunteer=Volunteer.objects.get(pk=been.volunteer_id),
        reason="Үш рет ескертусіз келмеді.",
        by_id=owner,
        created_at=wish.now - dt.timedelta(days=9),
        until=wish.now + dt.timedelta(days=51),
    )
