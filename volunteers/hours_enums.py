"""The words of the volunteer book: what a line is for, how it is known, and its life."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.transitions import Table


class HoursKind(models.TextChoices):
    SHIFT = "shift", _("Shift")
    PREPARATION = "preparation", _("Preparation")
    CORRECTION = "correction", _("Correction")
    EXTERNAL = "external", _("From another system")


class Evidence(models.TextChoices):
    """How a line is known. It stays with the line for ever."""

    SCANNED = "scanned", _("Scanned in and out")
    CONFIRMED = "confirmed", _("Seen by the organizer")
    SELF_REPORTED = "self_reported", _("Told by the volunteer")
    IMPORTED = "imported", _("Taken over from another system")


class HoursState(models.TextChoices):
    PROPOSED = "proposed", _("Waits to be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Not confirmed")
    DISPUTED = "disputed", _("Disputed")


TRANSITIONS = Table.of(
    {
        "confirm": ({HoursState.PROPOSED}, HoursState.CONFIRMED),
        "reject": ({HoursState.PROPOSED}, HoursState.REJECTED),
        "dispute": ({HoursState.PROPOSED, HoursState.CONFIRMED, HoursState.REJECTED}, HoursState.DISPUTED),
        # A dispute ends: the line counts, or it does not.
        "uphold": ({HoursState.DISPUTED}, HoursState.CONFIRMED),
        "turn_down": ({HoursState.DISPUTED}, HoursState.REJECTED),
    }
)
# Somebody of the organization, or of the front office, has to look at these.
OPEN = frozenset({HoursState.PROPOSED, HoursState.DISPUTED})


class AppealState(models.TextChoices):
    """A person says that "missed" is wrong or was not their fault."""

    OPEN = "open", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    KEPT = "kept", _("Not accepted")


APPEAL_TRANSITIONS = Table.of(
    {
        "accept": ({AppealState.OPEN}, AppealState.ACCEPTED),
        "keep": ({AppealState.OPEN}, AppealState.KEPT),
    }
)


class StandInRule(models.TextChoices):
    ANYBODY = "anybody", _("Anybody who may take the shift")
    WAITING = "waiting", _("Only people on the waiting list")
    NOBODY = "nobody", _("Nobody: the place goes back to the queue")


class StandInState(models.TextChoices):
    OPEN = "open", _("Asked")
    TAKEN = "taken", _("Somebody stands in")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("No longer looked for")


STAND_IN_TRANSITIONS = Table.of(
    {
        "take": ({StandInState.OPEN}, StandInState.TAKEN),
        "refuse": ({StandInState.OPEN}, StandInState.REFUSED),
        "end": ({StandInState.OPEN}, StandInState.ENDED),
    }
)
