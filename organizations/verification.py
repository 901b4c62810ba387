"""The life of an organization: submitted, decided by a front office in time, suspended and restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from organizations import deadlines, duplicates, halts, permissions, registration
from organizations.enums import EDITING_ROLES, TRANSITIONS, OrganizationKind
from organizations.events import organization_restored, organization_suspended
from organizations.halt_enums import Ground
from organizations.halt_models import Halt
from organizations.memberships import held, require_adult
from organizations.models import Organization, OrganizationTransition
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import move
from qazvolunteer.notifications.outbox import Message, notify_many

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User
    from qazvolunteer.core.refusals import type_text

# What each decision's letter is called.
TOLD = {
    "verify": "verified",
    "return": "returned",
    "refuse": "refused",
    "suspend": "suspended",
    "restore": "restored",
}
WHAT = _("Write what is missing, so that the people can act on it.")
WHY = _("Write the reason: the organization will read it.")
# Standard reasons to choose from: kept in English, read in the reader's language.
RETURN_REASONS = (
    gettext_noop("The name differs from the registration certificate."),
    gettext_noop("Write the purpose so that a volunteer understands what you do."),
    gettext_noop("The e-mail or the phone number does not answer."),
)
REFUSE_REASONS = (
    gettext_noop("This organization is registered already. Ask its owner for an invitation."),
    gettext_noop("No organization with this BIN could be found in the state register."),
    gettext_noop("What is offered is a business and not volunteer activity."),
)


@transaction.atomic
def submit(organization: Organization, *, by: User, note: str = "") -> Organization:
    """An editor asks the front office to check the organization, or answers its "needs work"; the clock starts anew.

    ``note`` is the answer. Where close names are registered in the region, it must say how this one differs.
    Raises ``not_allowed``, ``incomplete``, ``bin_taken``, ``looks_alike``, ``too_young`` or ``wrong_state``.
    """
    organization = held(organization.pk)
    if not permissions.may_edit(by, organization.pk):
        raise Refusal("not_allowed", _("Only owners and managers can submit the organization."))
    TRANSITIONS.target("submit", organization.state)
    if missing := registration.missing(organization):
        raise Refusal(
            "incomplete", _("The front office needs more to check it:"), " ".join(str(need) for need in missing)
        )
    if organization.kind == OrganizationKind.INITIATIVE_GROUP and organization.responsible is not None:
        require_adult(organization.responsible)
    _refuse_duplicates(organization, note)
    with registration.one_claim():
        organization = _move(organization, "submit", by=by, note=note.strip())
    organization.decide_by, organization.escalated_at = deadlines.decision_due(timezone.now()), None
    organization.save(update_fields=["decide_by", "escalated_at"])
    office = permissions.deciders_of(organization.region_id)
    payload = {"organization": organization.pk, "note": ""}
    notify_many("organizations.to_check", [Message(person, payload) for person in office])
    return organization


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
    return _decide(organization, "refuse", by=by, note=_needed(note, WHY))


@transaction.atomic
def suspend(organization: Organization, *, by: User, note: str, ground: str = Ground.OTHER) -> Organization:
    """At once: its projects leave the catalogue and take nobody; whoever has a place keeps it and is told.

    ``note`` is for the organization, ``ground`` says why in a sentence for everybody. It may appeal.
    """
    note = _needed(note, WHY)
    halts.ground_of(ground)
    organization = _decide(organization, "suspend", by=by, note=note)
    halts.begin(organization, by=by, note=note, ground=ground)
    organization_suspended.send(Organization, organization=organization)
    return organization


@transaction.atomic
def restore(organization: Organization, *, by: User, note: str = "") -> Organization:
    organization = _decide(organization, "restore", by=by, note=note)
    halts.lift(organization.pk, by=by, note=note)
    organization_restored.send(Organization, organization=organization)
    return organization


@transaction.atomic
def appeal(halt: Halt, *, by: User, text: str) -> Halt:
    """An owner or manager asks another person of the front office to look at the suspension again. Once."""
    organization = held(halt.organization_id)
    if not permissions.may_edit(by, organization.pk):
        raise Refusal("not_allowed", _("Only owners and managers of the organization can do this."))
    halt = halts.file_appeal(halt, by=by, text=text)
    office = [*permissions.deciders_of(organization.region_id), *permissions.deciders_of(None)]
    payload = {"organization": organization.pk, "halt": halt.pk, "note": halt.appeal}
    people = {person.pk: person for person in office if person.pk != halt.by_id}
    notify_many("organizations.appealed", [Message(person, payload) for person in people.values()])
    return halt


@transaction.atomic
def answer_appeal(halt: Halt, *, by: User, granted: bool, answer: str) -> Halt:
    """Somebody else of the front office answers: granted, the organization is verified again at once."""
    organization = held(halt.organization_id)
    if not permissions.may_decide(by, organization):
        raise Refusal("not_allowed", _("Only the front office of this region decides about the organization."))
    halt = halts.answered(halt, by=by, answer=answer, granted=granted)
    if granted:
        restore(organization, by=by, note=halt.answer)
    else:
        _tell(organization, "organizations.appeal_refused", halt.answer)
    return halt


def _refuse_duplicates(organization: Organization, note: str) -> None:
    found = duplicates.alike(organization)
    if any(one.same_bin for one in found):
        raise registration.bin_taken()
    if found and not note.strip():
        names = ", ".join(f"«{one.organization.name}»" for one in found)
        raise Refusal(
            "looks_alike",
            _("There are organizations of a close name in this region: %(names)s.") % {"names": names},
            _("If yours is another one, write in the note how it differs."),
        )


def _decide(organization: Organization, action: str, *, by: User, note: str) -> Organization:
    organization = held(organization.pk)
    if not permissions.may_decide(by, organization):
        raise Refusal("not_allowed", _("Only the front office of this region decides about the organization."))
    organization = _move(organization, action, by=by, note=note)
    _tell(organization, f"organizations.{TOLD[action]}", note)
    return organization


def _move(organization: Organization, action: str, *, by: User, note: str = "") -> Organization:
    move(organization, action, table=TRANSITIONS, record=OrganizationTransition, by=by, reason=note)
    return organization


def _tell(organization: Organization, kind: str, note: str) -> None:
    """Owners and managers hear of every decision."""
    payload = {"organization": organization.pk, "note": note}
    people = permissions.people_with(organization.pk, EDITING_ROLES)
    notify_many(kind, [Message(person, payload) for person in people])


def _needed(note: str, sentence: type_text = WHAT) -> str:
    if not note.strip():
        raise Refusal("note_needed", sentence)
    return note.strip()
