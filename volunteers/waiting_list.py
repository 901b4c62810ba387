"""A freed seat is offered to the queue in order, for a limited time. By hand or by itself, this is the code.

Offering needs only the shift's lock; nobody's volunteer row is touched, so two verbs never wait for each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from projects import capacity
from projects.models import Project, Shift
from qazvolunteer.core import statements
from qazvolunteer.notifications.outbox import notify
from volunteers import lifecycle
from volunteers.enums import SignUpState
from volunteers.models import OrganizationBlock, SignUp, SignUpTransition

SHORTEST_OFFER = dt.timedelta(minutes=5)

PASSED_OVER = "passed_over"
PASSED_OVER_REASON = gettext_noop(
    "A place became free, but the organizer does not take you into its shifts at present."
)
LAPSED_REASON = gettext_noop("The place was offered and not accepted in time, so it went to the next in the queue.")


def offer_deadline(shift: Shift, now: dt.datetime) -> dt.datetime:
    """Until when an offer made ``now`` is valid.

    Four hours; a quarter of the time that is left when the shift is near, but at least five minutes; never beyond its
    start.
    """
    left = shift.last_moment - now
    window = max(SHORTEST_OFFER, min(dt.timedelta(hours=settings.OFFER_HOURS), left / 4))
    return min(now + window, shift.last_moment)


def offer_free_seats(shift: Shift) -> list[SignUp]:
    """Offer every free seat of the locked shift to the queue, first come first; returns the offers made.

    Nothing is offered while the project takes nobody new; once it does again, the sweep goes on where it stopped.
    """
    now = timezone.now()
    offers: list[SignUp] = []
    if shift.is_cancelled or shift.last_moment <= now or not shift.waiting or not shift.project.takes_people:
        return offers
    while (signup := _next_in_queue(shift)) is not None:
        lifecycle.change(signup, shift, "offer", by=None, offer_expires_at=offer_deadline(shift, now))
        notify(
            signup.volunteer.user,
            "volunteers.offered",
            payload={"signup": signup.pk},
            key=f"offered:{signup.pk}",
        )
        offers.append(signup)
    return offers


def lapse_expired_offers(shift: Shift) -> int:
    """End the offers of the locked shift whose time ran out, and offer their seats on; returns how many lapsed."""
    expired = _expired_offers(timezone.now()).filter(shift=shift)
    lapsed = list(expired.select_related("volunteer__user").order_by("offer_expires_at", "pk"))
    for signup in lapsed:
        lifecycle.change(signup, shift, "lapse", by=None, reason=LAPSED_REASON)
        notify(signup.volunteer.user, "volunteers.lapsed", payload={"signup": signup.pk}, key=f"lapsed:{signup.pk}")
    if lapsed:
        offer_free_seats(shift)
    return len(lapsed)


# Asked of a shift that everybody wants, under its lock, nearly always for nothing.
LAPSED = """
    SELECT EXISTS (SELECT FROM projects_seathold WHERE shift_id = %s AND expires_at <= %s),
        EXISTS (SELECT FROM volunteers_signup WHERE shift_id = %s AND state = %s AND offer_expires_at <= %s)
"""


def refresh(shift_id: int) -> Shift:
    """Lock the shift and bring it up to date: lapsed holds and offers free their seats first. In a transaction."""
    shift = capacity.lock_shift(shift_id)
    now = timezone.now()
    ((holds, offers),) = statements.rows(LAPSED, [shift_id, now, shift_id, SignUpState.OFFERED, now])
    if holds:
        capacity.free_lapsed_holds(shift)
    if offers:
        lapse_expired_offers(shift)
    return shift


def sweep_offers() -> int:
    """Lapse every expired offer, and offer any seat that lies free beside a queue; returns the shifts touched."""
    now = timezone.now()
    expired = _expired_offers(now).values("shift")
    running = Project.objects.running().values("pk")
    idle = Shift.objects.upcoming().with_places().filter(waiting__gt=0, project__in=running).values("pk")
    shift_ids = sorted(Shift.objects.filter(Q(pk__in=expired) | Q(pk__in=idle)).values_list("pk", flat=True))
    for shift_id in shift_ids:
        with transaction.atomic():
            offer_free_seats(refresh(shift_id))
    return len(shift_ids)


def position(signup: SignUp) -> int:
    """Place in the queue, from 1; 0 for whoever is not waiting."""
    if signup.state != SignUpState.WAITLISTED:
        return 0
    ahead = Q(queued_at__lt=signup.queued_at) | Q(queued_at=signup.queued_at, pk__lt=signup.pk)
    return SignUp.objects.filter(ahead, shift=signup.shift_id, state=SignUpState.WAITLISTED).count() + 1


def _expired_offers(now: dt.datetime) -> QuerySet[SignUp]:
    return SignUp.objects.filter(state=SignUpState.OFFERED, offer_expires_at__lte=now)


def _next_in_queue(shift: Shift) -> SignUp | None:
    """The first for whom a seat is free. Whoever must be passed over finds the reason in their history."""
    if shift.seats_taken >= shift.seats:
        return None
    queued = SignUp.objects.queued().filter(shift=shift).select_related("volunteer__user")
    free = capacity.free_for(shift) if shift.has_roles else None
    blocks = OrganizationBlock.objects.in_force().filter(organization=shift.project.organization_id)
    blocked = frozenset(blocks.values_list("volunteer", flat=True))
    for signup in queued:
        if free is not None and not free[_role_in_queue(signup, free)]:
            continue
        if signup.volunteer_id not in blocked and signup.volunteer.user.is_active:
            return signup
        SignUpTransition.objects.get_or_create(
            subject=signup,
            action=PASSED_OVER,
            defaults={"from_state": signup.state, "to_state": signup.state, "reason": PASSED_OVER_REASON},
        )
    return None


def _role_in_queue(signup: SignUp, free: Mapping[int | None, int]) -> int | None:
    """The role somebody waits for. Where the organizer has given it up, they wait for a place without one."""
    if signup.role_id is not None and signup.role_id not in free:
        signup.role = None
        signup.save(update_fields=["role"])
    return signup.role_id
