"""The life of an organization: submitted, decided by a front office, suspended and restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations import permissions
from organizations.enums import TRANSITIONS
from organizations.models import Organization, OrganizationTransition
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import move

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@transaction.atomic
def submit(organization: Organization, *, by: User) -> Organization:
    """An editor asks the front office to check the organization."""
    if not permissions.may_edit(by, organization.pk):
        raise Refusal("not_allowed", _("Only owners and managers can submit the organization."))
    return _move(organization, "submit", by=by)


@transaction.atomic
def verify(organization: Organization, *, by: User, note: str = "") -> Organization:
    """The front office found the organization to be what it says."""
    organization = _decide(organization, "verify", by=by, note=note)
    organization.verified_at = timezone.now()
    organization.save(update_fields=["verified_at"])
    return organization


@transaction.atomic
def return_for_changes(organization: Organization, *, by: User, note: str) -> Organization:
    """Not a refusal: the note says what to change."""
    return _decide(organization, "return", by=by, note=_needed(note))


@transaction.atomic
def refuse(organization: Organization, *, by: User, note: str) -> Organization:
    return _decide(organization, "refuse", by=by, note=_needed(note))


@transaction.atomic
def suspend(organization: Organization, *, by: User, note: str) -> Organization:
    """Its projects leave the catalogue; people already signed up keep their places."""
    return _decide(organization, "suspend", by=by, note=_needed(note))


@transaction.atomic
def restore(organization: Organization, *, by: User, note: str = "") -> Organization:
    return _decide(organization, "restore", by=by, note=note)


def _decide(organization: Organization, action: str, *, by: User, note: str) -> Organization:
    if not permissions.may_decide(by, organization):
        raise Refusal("not_allowed", _("Only the front office of this region decides about the organization."))
    return _move(organization, action, by=by, note=note)


def _move(organization: Organization, action: str, *, by: User, note: str = "") -> Organization:
    row = locked(Organization.objects.filter(pk=organization.pk)).get()
    move(row, action, table=TRANSITIONS, record=OrganizationTransition, by=by, reason=note)
    return row


def _needed(note: str) -> str:
    if not note.strip():
        raise Refusal("note_needed", _("Write what is missing, so that the people can act on it."))
    return note.strip()
