"""A shift lacks people: a call to those who waited, or came to this organization before, and agreed to such mail."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import permissions
from projects.enums import ADULT_AGE
from projects.models import Shift
from qazvolunteer.accounts.enums import ConsentKind
from qazvolunteer.accounts.mailboxes import NO_MAILBOX
from qazvolunteer.accounts.models import Consent
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.models import Preference
from volunteers import messaging
from volunteers.enums import COMMITTED, LIVE, AttendanceState, SignUpState
from volunteers.message_models import MessageKind, MessageReader, OrganizationMute, OrganizerMessage
from volunteers.models import GuardianConsent, OrganizationBlock, SignUp, Volunteer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User

KIND = "volunteers.call"
# Whoever is called first is likeliest to come; more letters would fill more mailboxes than places.
MOST = 300
HOURS = (48, 24, 3)


def at_risk(shift: Shift, now: dt.datetime | None = None) -> bool:
    """Less than half full, and near: within 48 hours. A closed or cancelled shift is no risk."""
    left = shift.starts_at - (now or timezone.now())
    return (
        not shift.is_cancelled
        and dt.timedelta() < left <= dt.timedelta(hours=HOURS[0])
        and 2 * shift.seats_taken < shift.seats
    )


def hours_left(shift: Shift, now: dt.datetime | None = None) -> int:
    """Within which of the three warnings the shift is: 48, 24 or 3 hours."""
    left = shift.starts_at - (now or timezone.now())
    return min(hours for hours in HOURS if left <= dt.timedelta(hours=hours))


def callable_people(shift: Shift) -> QuerySet[Volunteer]:
    """Who is called: those who waited or came before, may come, are free then, and were not called for it yet."""
    return _callable(shift, adults_only=messaging.address_is_private(shift.project.organization))


def _callable(shift: Shift, *, adults_only: bool) -> QuerySet[Volunteer]:
    organization, day = shift.project.organization, timezone.localdate(shift.starts_at)
    own = SignUp.objects.filter(volunteer=OuterRef("pk"))
    theirs = own.filter(shift__project__organization=organization)
    waited = theirs.filter(state__in=[SignUpState.WAITLISTED, SignUpState.LAPSED])
    # Where nobody marked who came, whoever had a place counts.
    came = theirs.filter(state=SignUpState.CONFIRMED, shift__ends_at__lte=timezone.now()).filter(
        Q(attendance=None) | Q(attendance__state=AttendanceState.CAME)
    )
    busy = own.filter(
        state__in=COMMITTED,
        shift__flexible=False,
        shift__starts_at__lt=shift.ends_at,
        shift__ends_at__gt=shift.starts_at,
    )
    about = {"user": OuterRef("user")}
    agreed = Consent.objects.in_force().filter(text__kind=ConsentKind.NEWS, **about)
    muted = OrganizationMute.objects.filter(organization=organization, **about)
    off = Preference.objects.filter(category=Category.ORGANIZER, enabled=False, **about)
    guarded = GuardianConsent.objects.filter(volunteer=OuterRef("pk"), given_at__isnull=False, withdrawn_at=None)
    called = MessageReader.objects.filter(
        volunteer=OuterRef("pk"), message__kind=MessageKind.CALL, message__shift=shift
    )
    blocked = OrganizationBlock.objects.in_force().filter(organization=organization, volunteer=OuterRef("pk"))
    youngest = ADULT_AGE if adults_only else shift.project.age_limit
    alone = Q(birth_date__lte=years_before(day, settings.GUARDIAN_CONSENT_AGE)) | Exists(guarded)
    people = Volunteer.objects.filter(
        alone, Exists(waited) | Exists(came), Exists(agreed),
        user__is_active=True, birth_date__lte=years_before(day, youngest),
    ).exclude(user__email__endswith=f"@{NO_MAILBOX}")  # fmt: skip
    people = people.exclude(Exists(own.filter(shift=shift, state__in=LIVE)))
    if not shift.flexible:
        people = people.exclude(Exists(busy))
    return people.exclude(Exists(muted)).exclude(Exists(off)).exclude(Exists(called)).exclude(Exists(blocked))


def numbers_callable(shifts: Iterable[Shift]) -> dict[int, int]:
    """How many would be called for each shift, up to ``MOST``; two queries, whatever the number of shifts."""
    shifts = list(shifts)
    private = messaging.private_addresses(shift.project.organization for shift in shifts)
    parts = [
        _callable(shift, adults_only=shift.project.organization.email.lower() in private)
        .annotate(for_shift=Value(shift.pk))
        .order_by()
        .values_list("for_shift", flat=True)[:MOST]
        for shift in shifts
    ]
    if not parts:
        return {}
    found = Counter(parts[0].union(*parts[1:], all=True))
    return {shift.pk: found[shift.pk] for shift in shifts}


@transaction.atomic
def call(shift: Shift, *, by: User) -> OrganizerMessage:
    """Ask up to ``MOST`` people to come, each once for a shift.

    Raises Refusal ``not_allowed``, ``not_now``, ``nobody``.
    """
    if not permissions.may_decide_signups(by, shift.project):
        raise Refusal("not_allowed", _("Only the organization's staff write to its volunteers."))
    if not may_call(shift):
        raise Refusal("not_now", _("This shift takes nobody new at present, or has no free place."))
    people = list(callable_people(shift).select_related("user").order_by("-pk")[:MOST])
    if not people:
        raise Refusal(
            "nobody",
            _("Nobody is left to call: everybody who waited or came before and agreed to such mail has been asked."),
        )
    message = OrganizerMessage.objects.create(
        kind=MessageKind.CALL, organization=shift.project.organization, project=shift.project, shift=shift, by=by
    )
    messaging.deliver(message, [(one.user, one.pk, None) for one in people], kind=KIND)
    return message


def may_call(shift: Shift) -> bool:
    """Whether whoever hears of the shift could take a place in it."""
    project = shift.project
    open_now = project.takes_people and project.signups_open and not shift.is_cancelled and not shift.is_past
    return open_now and shift.free > 0 and not shift.waiting


def years_before(day: dt.date, years: int) -> dt.date:
    """Whoever was born by then is ``years`` old on ``day``. On 29 February the day counts as the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
