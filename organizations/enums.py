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
    # Two ends beside "refused": taken back or given up by its own people, and the second record of one organization.
    CLOSED = "closed", _("Closed")
    MERGED = "merged", _("Merged")


# What its people may still change as a whole, and what the front office has not decided about yet.
OPEN_STATES = frozenset({OrganizationState.DRAFT, OrganizationState.NEEDS_WORK})
UNDECIDED = OPEN_STATES | {OrganizationState.SUBMITTED}
# A BIN belongs to one of these at a time: a draft or a refused application keeps nobody else from registering.
CLAIMING_BIN = frozenset(
    {
        OrganizationState.SUBMITTED,
        OrganizationState.NEEDS_WORK,
        OrganizationState.VERIFIED,
        OrganizationState.SUSPENDED,
    }
)
MERGEABLE = CLAIMING_BIN
# What visitors may open by its address; of a suspended one they read that it is.
SHOWN = frozenset({OrganizationState.VERIFIED, OrganizationState.SUSPENDED})

TRANSITIONS = Table.of(
    {
        "submit": (OPEN_STATES, OrganizationState.SUBMITTED),
        "verify": ({OrganizationState.SUBMITTED}, OrganizationState.VERIFIED),
        "return": ({OrganizationState.SUBMITTED}, OrganizationState.NEEDS_WORK),
        "refuse": ({OrganizationState.SUBMITTED}, OrganizationState.REFUSED),
        # Nobody decided in time: it stays submitted, and the republican office sees it too.
        "escalate": ({OrganizationState.SUBMITTED}, OrganizationState.SUBMITTED),
        "suspend": ({OrganizationState.VERIFIED}, OrganizationState.SUSPENDED),
        "restore": ({OrganizationState.SUSPENDED}, OrganizationState.VERIFIED),
        "close": (UNDECIDED | {OrganizationState.REFUSED, OrganizationState.VERIFIED}, OrganizationState.CLOSED),
        "merge": (MERGEABLE, OrganizationState.MERGED),
        # The other side of a merge: it stays what it is, and its history says what it took in.
        "absorb": ({OrganizationState.VERIFIED}, OrganizationState.VERIFIED),
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
# Who may invite, change and remove other members, up to their own role.
STAFFING_ROLES = frozenset({Role.OWNER, Role.MANAGER})
# From most to least.
LADDER: tuple[str, ...] = tuple(Role.values)


def not_above(role: str) -> tuple[str, ...]:
    """``role`` and all that may less: what its holder may grant."""
    return LADDER[LADDER.index(role) :]


class AffiliationState(models.TextChoices):
    """The life of an organization's place in a network. Both sides must have said yes."""

    INVITED = "invited", _("Invited by the network")
    ASKED = "asked", _("Asks to join")
    MEMBER = "member", _("Member of the network")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended")


PROPOSED = frozenset({AffiliationState.INVITED, AffiliationState.ASKED})
LIVE_AFFILIATIONS = PROPOSED | {AffiliationState.MEMBER}

AFFILIATION_TRANSITIONS = Table.of(
    {
        "accept": (PROPOSED, AffiliationState.MEMBER),
        "decline": (PROPOSED, AffiliationState.DECLINED),
        "take_back": (PROPOSED, AffiliationState.ENDED),
        "end": ({AffiliationState.MEMBER}, AffiliationState.ENDED),
    }
)
