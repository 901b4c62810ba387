"""Asking for a place in the register, and taking that back; the one module that changes an application's state.

A person applies by their own consent and withdraws with it. An organization's owner or manager applies for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from frontoffice.register.enums import EXPORTED, LIVE, TRANSITIONS, RegisterState
from frontoffice.register.models import RegisterApplication, RegisterExport, RegisterPiece, RegisterTransition
from organizations import permissions
from organizations.enums import OrganizationState
from organizations.models import Membership, Organization
from projects.enums import ADULT_AGE
from qazvolunteer.accounts import consents
from qazvolunteer.accounts.enums import ConsentKind
from qazvolunteer.accounts.models import Consent, User
from qazvolunteer.core import dates
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import move, step, watch
from volunteers.models import Volunteer

if TYPE_CHECKING:
    from qazvolunteer.core.refusals import type_text


def wished() -> QuerySet[RegisterApplication]:
    """What an export holds: people whose own consent is in force, and verified organizations."""
    agreed = Consent.objects.in_force().filter(text__kind=ConsentKind.REGISTER)
    return RegisterApplication.objects.filter(
        Q(user__is_active=True, user__in=agreed.values("user")) | Q(organization__state=OrganizationState.VERIFIED),
        state__in=sorted(EXPORTED),
    )


@transaction.atomic
def apply_for(organization: Organization, *, by: User) -> RegisterApplication:
    """Raises ``not_allowed``, ``wrong_state``: it is not verified, or has applied."""
    if not permissions.may_edit(by, organization.pk):
        raise Refusal("not_allowed", lazy("Only its owner or a manager can do this."))
    row = locked(Organization.objects.filter(pk=organization.pk)).get()
    if not row.is_verified:
        raise Refusal("wrong_state", lazy("An organization applies once it is verified."))
    return _apply(by=by, organization=row)


@transaction.atomic
def withdraw_for(organization: Organization, *, by: User) -> None:
    """Raises ``not_allowed``, ``wrong_state``: it has not applied."""
    if not permissions.may_edit(by, organization.pk):
        raise Refusal("not_allowed", lazy("Only its owner or a manager can do this."))
    row = locked(RegisterApplication.objects.filter(organization=organization)).first()
    if row is None:
        raise Refusal("wrong_state", lazy("The organization has not applied."))
    _withdraw(row, by=by)


def merge(source: Organization, into: Organization) -> None:
    """The application of a record that ends goes to the one that stays; where that has its own, it is taken back."""
    row = locked(RegisterApplication.objects.filter(organization=source)).first()
    if row is None:
        return
    if not RegisterApplication.objects.filter(organization=into).exists():
        RegisterApplication.objects.filter(pk=row.pk).update(organization=into)
    elif row.state in LIVE:
        _withdraw(row, by=None)


def is_live(organization: Organization) -> bool:
    """Whether the organization has applied and not taken it back."""
    return RegisterApplication.objects.filter(organization=organization, state__in=sorted(LIVE)).exists()


def follow(consent: Consent, action: str, by: User | None) -> None:
    """A person's application comes and goes with their consent, in one step. Raises ``not_adult``, ``nothing``."""
    if consent.text.kind != ConsentKind.REGISTER:
        return
    person = consent.user
    if action == "withdraw":
        row = locked(RegisterApplication.objects.filter(user=person, state__in=sorted(LIVE))).first()
        if row is not None:
            _withdraw(row, by=by)
        return
    volunteer = Volunteer.objects.filter(user=person).first()
    if volunteer is not None:
        age = volunteer.age_on(timezone.localdate())
        if age is None or age < ADULT_AGE:
            raise Refusal("not_adult", lazy("Only adults are entered into the register."))
    elif not Membership.objects.active().filter(user=person).exists():
        raise Refusal("nothing", lazy("The register holds volunteers and people who work for an organization."))
    if not RegisterApplication.objects.filter(user=person, state__in=sorted(EXPORTED)).exists():
        _apply(by=by, user=person)


def tell(user: User) -> Sequence[type_text]:
    """What became of a person's application, for their page of consents."""
    row = RegisterApplication.objects.filter(user=user, state__in=sorted(LIVE)).first()
    if row is None:
        return ()
    when = dates.date(row.decided_on) if row.decided_on else ""
    if row.state == RegisterState.INCLUDED:
        words = _("You are in the register by the ministry's decision of %(date)s.") % {"date": when}
        return [one for one in (words, row.decision) if one]
    if row.state == RegisterState.REFUSED:
        words = _("The ministry did not include you, by its decision of %(date)s.") % {"date": when}
        return [one for one in (words, row.decision) if one]
    if row.state == RegisterState.SENT:
        return [_("Your application is with the ministry, which has not decided yet.")]
    return [_("Your application goes to the ministry with the next export of the republican office.")]


def decide(row: RegisterApplication, *, included: bool, decided_on: dt.date, decision: str, by: User) -> None:
    """Write the ministry's decision down. The caller holds the lock and asked for the right. Raises ``wrong_state``."""
    row.decided_on, row.decision = decided_on, decision
    row.save(update_fields=["decided_on", "decision"])
    _move(row, "include" if included else "refuse", by=by, reason=decision)


def hand_over(export: RegisterExport) -> None:
    """Whoever is in the export has been handed over; those for the first time come to wait for a decision."""
    rows = list(locked(wished()).order_by("pk"))
    fresh = [row for row in rows if row.state == RegisterState.APPLIED]
    records = [step(row, "send", table=TRANSITIONS, record=RegisterTransition, by=export.owner) for row in fresh]
    RegisterTransition.objects.bulk_create(records, batch_size=1000)
    RegisterApplication.objects.bulk_update(fresh, ["state"], batch_size=1000)
    RegisterApplication.objects.filter(pk__in=[row.pk for row in rows]).update(export=export)
    export.entries = len(rows)


def end_files() -> None:
    """Take away the content of every file that is there: somebody in it may not be handed over any more."""
    live = RegisterExport.objects.filter(made_at__isnull=False, expires_at__gt=timezone.now())
    ended = [row.pk for row in locked(live).order_by("pk")]
    RegisterExport.objects.filter(pk__in=ended).update(expires_at=timezone.now())
    RegisterPiece.objects.filter(export__in=ended).delete()


def _apply(
    *, by: User | None, user: User | None = None, organization: Organization | None = None
) -> RegisterApplication:
    row, made = RegisterApplication.objects.get_or_create(user=user, organization=organization)
    if not made:
        row = locked(RegisterApplication.objects.filter(pk=row.pk)).get()
        row.applied_at, row.decided_on, row.decision = timezone.now(), None, ""
        _move(row, "apply", by=by)
        row.save(update_fields=["applied_at", "decided_on", "decision"])
    return row


def _withdraw(row: RegisterApplication, *, by: User | None) -> None:
    _move(row, "withdraw", by=by)
    end_files()


def _move(row: RegisterApplication, action: str, *, by: User | None, reason: str = "") -> None:
    move(row, action, table=TRANSITIONS, record=RegisterTransition, by=by, reason=reason)


watch(Consent, follow)
consents.tell(ConsentKind.REGISTER, tell)
