"""The migration 0006 in one step."""

from qazvolunteer.core.squashing import squashed

Migration = squashed(
    __package__,
    "0006_halt_and_set_deadlines",
)
