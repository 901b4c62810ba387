from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


class AttendanceState(models.TextChoices):
    """Whether somebody came: an axis of its own beside the sign-up. No row of attendance means expected."""

    EXPECTED = "expected", _("Expected")
    CAME = "came", pgettext_lazy("attendance", "Came")
    MISSED = "missed", pgettext_lazy("attendance", "Missed")
    EXCUSED = "excused", _("Excused")
    LOOKING = "looking", _("Looking for a stand-in")


# Whoever was thought to be away and shows up all the same has come: a mark at the place outweighs what was assumed.
ATTENDANCE_TRANSITIONS = Table.of(
    {
        "check_in": (frozenset(AttendanceState) - {AttendanceState.CAME}, AttendanceState.CAME),
        "check_out": ({AttendanceState.CAME}, AttendanceState.CAME),
        "undo_check_out": ({AttendanceState.CAME}, AttendanceState.CAME),
        "undo": ({AttendanceState.CAME}, AttendanceState.EXPECTED),
        "excuse": (
            {AttendanceState.EXPECTED, AttendanceState.LOOKING, AttendanceState.MISSED},
            AttendanceState.EXCUSED,
        ),
        "miss": ({AttendanceState.EXPECTED, AttendanceState.LOOKING}, AttendanceState.MISSED),
        "look": ({AttendanceState.EXPECTED}, AttendanceState.LOOKING),
        "stop_looking": ({AttendanceState.LOOKING}, AttendanceState.EXPECTED),
    }
)


class Source(models.TextChoices):
    """How somebody was marked."""

    SCANNED = "scanned", _("Pass scanned")
    CODE = "code", _("Code typed in")
    NAME = "name", _("Chosen from the list")
    POSTER = "poster", _("Poster at the place")
    WALK_IN = "walk_in", _("Came without signing up")


class ScanKind(models.TextChoices):
    IN = "in", _("Check-in")
    OUT = "out", _("Check-out")
    UNDO = "undo", _("Undo")


class ObjectionState(models.TextChoices):
    """The life of an objection to an organization's block."""

    OPEN = "open", _("With the front office")
    LIFTED = "lifted", _("The block was lifted")
    KEPT = "kept", _("The block stays")
    ENDED = "ended", _("The block ended before")


OBJECTION_TRANSITIONS = Table.of(
    {
        "lift": ({ObjectionState.OPEN}, ObjectionState.LIFTED),
        "keep": ({ObjectionState.OPEN}, ObjectionState.KEPT),
        # The organization lifted it itself.
        "end": ({ObjectionState.OPEN}, ObjectionState.ENDED),
    }
)
