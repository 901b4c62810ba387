"""In which of the shown shifts the reader is, for lists that everybody opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qazvolunteer.core import statements
from volunteers.enums import LIVE, SignUpState

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

OWN = """
    SELECT g.shift_id, g.state FROM volunteers_signup g JOIN volunteers_volunteer v ON v.id = g.volunteer_id
    WHERE v.user_id = %s AND g.shift_id = ANY(%s) AND g.state = ANY(%s)
"""


def own_states(user: User, shifts: Sequence[int]) -> dict[int, SignUpState]:
    """The state of the live sign-up of ``user`` in each of ``shifts`` they are in: one statement."""
    found = statements.rows(OWN, [user.pk, list(shifts), [state.value for state in LIVE]])
    return {shift: SignUpState(state) for shift, state in found}
