"""A guardian's consent: asked by the child, given by the guardian through a signed link, withdrawn at any time.

Law 42-VI art. 12 and Law 94-V: below ``GUARDIAN_CONSENT_AGE`` nobody takes a shift until a parent or another legal
representative has agreed. One consent is in force at a time; it covers shifts on the platform until it is withdrawn
or the child is old enough.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import notify
from volunteers import signups
from volunteers.models import GuardianConsent, SignUp, Volunteer

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

SALT = "guardian"
# How long a request can be answered. A consent that was given can be withdrawn by the same link for ever.
VALID_FOR = dt.timedelta(days=30)
REQUESTS_A_DAY = 3


def is_needed(volunteer: Volunteer, *, today: dt.date | None = None) -> bool:
    """Whether ``volunteer`` is below the age at which a guardian must have agreed. Unknown age: not asked here."""
    age = volunteer.age_on(today or timezone.localdate())
    return age is not None and age < settings.GUARDIAN_CONSENT_AGE


def in_force(volunteer: Volunteer) -> GuardianConsent | None:
    """The consent that holds now, or None."""
    return volunteer.guardian_consents.filter(given_at__isnull=False, withdrawn_at=None).first()


def has_consent(volunteer: Volunteer) -> bool:
    return in_force(volunteer) is not None


def latest_request(volunteer: Volunteer) -> GuardianConsent | None:
    """The request that still waits for an answer, or None."""
    since = timezone.now() - VALID_FOR
    waiting = volunteer.guardian_consents.filter(given_at=None, withdrawn_at=None, asked_at__gt=since)
    return waiting.order_by("-asked_at").first()


def token(consent: GuardianConsent) -> str:
    """What the link in the letter carries: the request, signed."""
    return signing.dumps(consent.pk, salt=SALT)


def by_token(text: str) -> GuardianConsent | None:
    """The request of a link, or None for a forged or erased one."""
    try:
        pk = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return GuardianConsent.objects.select_related("volunteer__user").filter(pk=pk).exclude(email="").first()


@transaction.atomic
def ask(volunteer: Volunteer, *, email: str, language: str, by: User) -> GuardianConsent:
    """Send a request to ``email``; an earlier unanswered one is void.

    Raises Refusal ``not_allowed``, ``not_needed``, ``already_given``, ``own_address`` or ``too_often`` (three a day).
    """
    if volunteer.user_id != by.pk:
        raise Refusal("not_allowed", _("Only you can ask your own guardian."))
    volunteer = locked(Volunteer.objects.select_related("user").filter(pk=volunteer.pk)).get()
    email = email.strip().lower()
    if not is_needed(volunteer):
        raise Refusal("not_needed", _("At your age nobody needs to agree for you."))
    if has_consent(volunteer):
        raise Refusal("already_given", _("Your guardian has already agreed."))
    if email == volunteer.user.email:
        raise Refusal("own_address", _("This is your own e-mail."), _("Write the e-mail of your parent or guardian."))
    now = timezone.now()
    if volunteer.guardian_consents.filter(asked_at__gt=now - dt.timedelta(days=1)).count() >= REQUESTS_A_DAY:
        raise Refusal("too_often", _("You have sent three requests today."), _("Try again tomorrow."))
    volunteer.guardian_consents.filter(given_at=None, withdrawn_at=None).update(withdrawn_at=now)
    consent = GuardianConsent.objects.create(volunteer=volunteer, email=email, language=language, asked_at=now)
    notify(
        None,
        "volunteers.guardian_asked",
        payload={"consent": consent.pk},
        key=f"volunteers.guardian_asked:{consent.pk}",
        address=email,
        language=language,
    )
    return consent


@transaction.atomic
def give(consent: GuardianConsent, *, name: str, relation: str, ip: str | None) -> GuardianConsent:
    """The guardian agrees. Raises Refusal ``withdrawn``, ``expired`` or ``already_given``."""
    locked(Volunteer.objects.filter(pk=consent.volunteer_id)).get()
    consent = GuardianConsent.objects.select_related("volunteer__user").get(pk=consent.pk)
    if consent.withdrawn_at is not None:
        raise Refusal("withdrawn", _("This request is no longer valid."), _("Ask the child to send a new one."))
    if consent.given_at is not None:
        return consent
    if consent.asked_at < timezone.now() - VALID_FOR:
        raise Refusal("expired", _("This request is older than 30 days."), _("Ask the child to send a new one."))
    if has_consent(consent.volunteer):
        raise Refusal("already_given", _("A guardian has already agreed for this child."))
    consent.name, consent.relation, consent.ip = name.strip(), relation.strip(), ip
    consent.given_at = timezone.now()
    consent.save(update_fields=["name", "relation", "ip", "given_at"])
    notify(
        consent.volunteer.user,
        "volunteers.guardian_agreed",
        payload={"consent": consent.pk},
        key=f"volunteers.guardian_agreed:{consent.pk}",
    )
    return consent


@transaction.atomic
def withdraw(consent: GuardianConsent) -> GuardianConsent:
    """The guardian takes the consent back, or refuses before giving it; twice is once.

    The child's sign-ups for shifts at which the consent would still be needed end, and their seats go to the queue.
    """
    volunteer = locked(Volunteer.objects.select_related("user").filter(pk=consent.volunteer_id)).get()
    consent = GuardianConsent.objects.select_related("volunteer__user").get(pk=consent.pk)
    if consent.withdrawn_at is not None:
        return consent
    was_given = consent.given_at is not None
    consent.withdrawn_at = timezone.now()
    consent.save(update_fields=["withdrawn_at"])
    ended = _end_signups(volunteer) if was_given else 0
    notify(
        volunteer.user,
        "volunteers.guardian_withdrew",
        payload={"consent": consent.pk, "ended": ended},
        key=f"volunteers.guardian_withdrew:{consent.pk}",
    )
    return consent


def _end_signups(volunteer: Volunteer) -> int:
    now = timezone.now()
    live = SignUp.objects.live().filter(volunteer=volunteer, shift__ends_at__gt=now)
    ended = 0
    # Shifts are locked in the order of their ids, as everywhere.
    for signup in live.select_related("shift", "volunteer__user").order_by("shift_id"):
        if is_needed(volunteer, today=timezone.localdate(signup.shift.starts_at)):
            signups.withdraw(signup, by=volunteer.user, reason=str(_("The guardian's consent was withdrawn.")))
            ended += 1
    return ended
