"""The profile of a person as far as the rules ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qazvolunteer.core import statements
from qazvolunteer.core.statements import columns
from volunteers.models import Volunteer

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser

    from qazvolunteer.accounts.models import User

PROFILE_COLUMNS = columns(Volunteer, "id", "user_id", "birth_date")
PROFILE = f"SELECT {', '.join(PROFILE_COLUMNS)} FROM volunteers_volunteer WHERE user_id = %s"  # noqa: S608


def read_profile(user: User | AnonymousUser) -> Volunteer | None:
    """The profile of ``user``, or None. Anything else of it is read when it is asked for."""
    if not user.is_authenticated:
        return None
    found = statements.rows(PROFILE, [user.pk])
    return statements.instance(Volunteer, PROFILE_COLUMNS, found[0]) if found else None


def birth_date_of(user: User) -> dt.date | None:
    """When a person was born, as far as they said."""
    return Volunteer.objects.filter(user=user).values_list("birth_date", flat=True).first()
