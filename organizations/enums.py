from django.db import models
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.transitions import Table


class OrganizationKind(models.TextChoices):
    """An organization has a BIN; an initiative group has none, it has a responsible adult; a network has members."""

    ORGANIZATION = "organization", _("Organization")
    INITIATIVE_GROUP = "initiative_group", _("Initiative group")
    NETWORK = "network", _("Network")


class LegalForm(models.TextChoices):
    PUBLIC_FOUNDATION = "public_foundation", _("Public foundation")
    PUBLIC_ASSOCIATION = "public_association", _("Public association")
    ASSOCIATION = "association", _("Association of legal entities")
    NGO = "ngo", _("Non-governmental organization")
    STATE_BODY = "state_body", _("State body")
    VOLUNTEER_CLUB = "volunteer_club", _("Volunteer club")
    MOVEMENT = "movement", _("Movement")
    INTERNATIONAL = "international", _("International organization")


class OrganizationState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    NEEDS_WORK = "needs_work", _("Returned for changes")
    VERIFIED = "verified", _("Verified")
    REFUSED = "refused", _("Refused")
    SUSPENDED = "suspended", _("Suspended")


TRANSITIONS = Table.of(
    {
        "submit": ({OrganizationState.DRAFT, OrganizationState.NEEDS_WORK}, OrganizationState.SUBMITTED),
        "verify": ({OrganizationState.SUBMITTED}, OrganizationState.VERIFIED),
        "return": ({OrganizationState.SUBMITTED}, OrganizationState.NEEDS_WORK),
        "refuse": ({OrganizationState.SUBMITTED}, OrganizationState.REFUSED),
        "suspend": ({OrganizationState.VERIFIED}, OrganizationState.SUSPENDED),
        "restore": ({OrganizationState.SUSPENDED}, OrganizationState.VERIFIED),
    }
)


class Role(models.TextChoices):
    """What a member may do, from most to least."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    COORDINATOR = "coordinator", _("Coordinator")
    CHECK_IN = "check_in", _("Check-in")


# Who may create and change projects and shifts, and who may decide about sign-ups.
EDITING_ROLES = frozenset({Role.OWNER, Role.MANAGER})
DECIDING_ROLES = frozenset({Role.OWNER, Role.MANAGER, Role.COORDINATOR})
# Who may mark people at the place, and who may let somebody in above the number of places, with a reason.
CHECK_IN_ROLES = frozenset({Role.OWNER, Role.MANAGER, Role.COORDINATOR, Role.CHECK_IN})
OVERFILL_ROLES = frozenset({Role.OWNER, Role.MANAGER})
