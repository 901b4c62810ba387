from django.db import models
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.transitions import Table


class SignUpState(models.TextChoices):
    """Who ended it is in the state: withdrawn by the volunteer, removed by the organizer, cancelled with the shift."""

    REQUESTED = "requested", _("Waiting for the organizer")
    CONFIRMED = "confirmed", _("Confirmed")
    WAITLISTED = "waitlisted", _("On the waiting list")
    OFFERED = "offered", _("A place is offered")
    DECLINED = "declined", _("Declined by the organizer")
    LAPSED = "lapsed", _("The offer lapsed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REMOVED = "removed", _("Removed by the organizer")
    CANCELLED = "cancelled", _("The shift was cancelled")


# Not ended. One live sign-up per volunteer and shift.
LIVE = frozenset({SignUpState.REQUESTED, SignUpState.CONFIRMED, SignUpState.WAITLISTED, SignUpState.OFFERED})
# These hold a seat of the shift.
SEAT_HOLDING = frozenset({SignUpState.CONFIRMED, SignUpState.OFFERED})
# In the queue for a seat.
QUEUED = frozenset({SignUpState.WAITLISTED})
# The volunteer has promised to come: two of these must not overlap.
COMMITTED = frozenset({SignUpState.CONFIRMED})

TRANSITIONS = Table.of(
    {
        "accept": ({SignUpState.REQUESTED}, SignUpState.CONFIRMED),
        "queue": ({SignUpState.REQUESTED}, SignUpState.WAITLISTED),
        "decline": ({SignUpState.REQUESTED}, SignUpState.DECLINED),
        "offer": ({SignUpState.WAITLISTED}, SignUpState.OFFERED),
        "accept_offer": ({SignUpState.OFFERED}, SignUpState.CONFIRMED),
        "lapse": ({SignUpState.OFFERED}, SignUpState.LAPSED),
        "withdraw": (LIVE, SignUpState.WITHDRAWN),
        "remove": (LIVE, SignUpState.REMOVED),
        "cancel": (LIVE, SignUpState.CANCELLED),
    }
)
