"""Becoming an organization: a draft that its founder fills in, submits, changes when it comes back, or closes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from organizations import affiliations, closing, logos, memberships, permissions
from organizations.enums import OPEN_STATES, TRANSITIONS, UNDECIDED, OrganizationKind, Role
from organizations.models import Membership, Organization, OrganizationTransition
from qazvolunteer.core.folding import fold, searchable
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.secret_codes import new_code
from qazvolunteer.core.transitions import move
from qazvolunteer.notifications.outbox import Message, notify_many

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User
    from qazvolunteer.core.refusals import type_text
    from qazvolunteer.places.models import Region, Town

ADDRESS_LENGTH = 80
# Pages that stand where an organization would.
TAKEN = frozenset({"register", "roles"})
# Whoever registers more at once waits for the front office first.
MOST_AT_ONCE = 3


@dataclass(frozen=True)
class Details:
    """What is asked of an organization. A name and a purpose in Kazakh or Russian are enough; None is left as it is."""

    region: Region
    town: Town | None = None
    legal_form: str = ""
    name_kk: str = ""
    name_ru: str = ""
    name_en: str | None = None
    purpose_kk: str = ""
    purpose_ru: str = ""
    purpose_en: str | None = None
    bin: str = ""
    email: str = ""
    phone: str = ""
    site: str = ""


@transaction.atomic
def register(*, kind: str, details: Details, by: User, logo: str | None = None) -> Organization:
    """A new draft; its founder is its owner, and the responsible adult of an initiative group.

    Raises ``age_unknown``, ``too_young``, ``too_many``, ``twice`` or what ``_fill`` raises.
    """
    # Pressed twice, the second press waits here and is then told.
    by = locked(get_user_model().objects.filter(pk=by.pk)).get()
    is_group = kind == OrganizationKind.INITIATIVE_GROUP
    if is_group:
        memberships.require_adult(by)
    organization = Organization(kind=kind, responsible=by if is_group else None)
    _fill(organization, details)
    own = Membership.objects.active().filter(user=by, role=Role.OWNER, organization__state__in=UNDECIDED)
    if own.filter(organization__search_text=searchable(*organization.names()), organization__kind=kind).exists():
        raise Refusal(
            "twice", _("You are already registering an organization of this name."), _("It stands among yours.")
        )
    if own.count() >= MOST_AT_ONCE:
        raise Refusal(
            "too_many",
            _("You are already registering %(number)d organizations.") % {"number": MOST_AT_ONCE},
            _("Wait for the front office, or close one of them."),
        )
    organization.slug = free_address(organization)
    organization.save()
    memberships.take_in(organization, by, Role.OWNER, by=by, action="found")
    logos.put(organization, logo)
    return organization


@transaction.atomic
def change(organization: Organization, *, details: Details, by: User, logo: str | None = None) -> None:
    """Write a draft anew, or what came back. Raises ``not_allowed``, ``wrong_state`` or what ``_fill`` raises."""
    row = memberships.held(organization.pk)
    if not permissions.may_edit(by, row.pk):
        raise Refusal("not_allowed", _("Only owners and managers change the organization."))
    if row.state not in OPEN_STATES:
        raise Refusal(
            "wrong_state",
            _("The front office has it now, so it cannot be changed here."),
            _("Contacts and texts can be changed in the workplace."),
        )
    _fill(row, details)
    with one_claim():
        row.save()
    logos.put(row, logo)


@contextmanager
def one_claim() -> Iterator[None]:
    """Around a write that claims a BIN: of two at once the database lets one through. Raises ``bin_taken``."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "organizations_bin_once" not in str(error):
            raise
        raise bin_taken() from error


def bin_taken() -> Refusal:
    return Refusal(
        "bin_taken",
        _("An organization with this BIN is already registered."),
        _("If it is yours, ask its owner for an invitation, or the front office of your region for help."),
    )


@transaction.atomic
def close(organization: Organization, *, by: User, note: str = "") -> Organization:
    """Its owner takes back what was not verified, or ends what was: nobody works for it any more, its number is free.

    Its history, hours and reports stay. A verified organization first finishes what others wait for; its people and the
    front office are told. Raises Refusal ``not_allowed``, ``still_open`` or ``wrong_state``.
    """
    row = memberships.held(organization.pk)
    if not by.is_superuser and permissions.role_in(by, row.pk) != Role.OWNER:
        raise Refusal("not_allowed", _("Only an owner closes the registration."))
    was_verified = row.is_verified
    # The state first: from now on nobody signs up, and what is counted below stays.
    move(row, "close", table=TRANSITIONS, record=OrganizationTransition, by=by, reason=note.strip())
    if was_verified and (needs := closing.still_open(row)):
        raise Refusal("still_open", _("Others still wait for something here:"), " ".join(needs))
    people = memberships.end_everybody(row, by=by, action="close")
    affiliations.end_all(row, by=by)
    if was_verified:
        payload = {"organization": row.pk, "note": note.strip()}
        notify_many("organizations.closed", [Message(one.user, payload) for one in people])
        office = permissions.deciders_of(row.region_id)
        notify_many("organizations.closed_itself", [Message(person, payload) for person in office])
    return row


def missing(organization: Organization) -> list[type_text]:
    """What the front office needs before it can check; empty when the organization can be submitted."""
    names = [name for name in organization.names() if name]
    purposes = [getattr(organization, f"purpose_{code}") for code in ("kk", "ru", "en")]
    is_group = organization.kind == OrganizationKind.INITIATIVE_GROUP
    needs: list[tuple[bool, type_text]] = [
        (bool(names), _("The name, in Kazakh or in Russian.")),
        (any(purposes), _("The purpose: one or two sentences about what you do.")),
        (organization.town_id is not None or organization.nationwide, _("The town.")),
        (bool(organization.email), _("An e-mail to which people can write.")),
        (bool(organization.phone), _("A phone number for the front office.")),
        (is_group or bool(organization.bin), _("The BIN.")),
        (not is_group or organization.responsible_id is not None, _("The responsible adult.")),
    ]
    return [words for there, words in needs if not there]


def free_address(organization: Organization) -> str:
    """The name in Latin letters, with a short code where that is taken: "jasil-kala", "jasil-kala-k3f9"."""
    names = dict(zip(("kk", "ru", "en"), organization.names(), strict=True))
    base = slugify(names["en"] or fold(names["ru"] or names["kk"] or ""))[:ADDRESS_LENGTH].strip("-")
    base = base or "organization"
    address = base
    while address in TAKEN or Organization.objects.filter(slug=address).exists():
        address = f"{base[: ADDRESS_LENGTH - 5]}-{new_code().lower()[:4]}"
    return address


def _fill(organization: Organization, details: Details) -> None:
    """Raises ``name_needed``, ``town_elsewhere`` or ``no_bin``."""
    if not (details.name_kk or details.name_ru):
        raise Refusal("name_needed", _("Write the name in Kazakh or in Russian."))
    if details.town is not None and details.town.region_id != details.region.pk:
        raise Refusal("town_elsewhere", _("This town lies in another region."))
    if organization.kind == OrganizationKind.INITIATIVE_GROUP and (details.bin or details.legal_form):
        raise Refusal("no_bin", _("An initiative group has no BIN."), _("Register an organization instead."))
    for field in Details.__dataclass_fields__:
        value = getattr(details, field)
        if field == "bin":
            organization.bin = value or None
        elif value is not None or field == "town":
            setattr(organization, field, value)
