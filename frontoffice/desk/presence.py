"""Who has a matter open at this moment: kept in the shared cache for some seconds, nowhere else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.core.cache import cache

if TYPE_CHECKING:
    from frontoffice.desk.models import Matter
    from qazvolunteer.accounts.models import User

# A page says so every quarter of a minute; two that go missing are forgiven.
EVERY = 15
FORGOTTEN_AFTER = 3 * EVERY


def _key(matter: Matter) -> str:
    return f"desk:{matter.pk}"


def here(matter: Matter, user: User) -> list[str]:
    """The names of the others who have it open; a look, which changes nothing."""
    return [name for pk, (name, at) in _present(matter).items() if pk != user.pk and at > _oldest()]


def say(matter: Matter, user: User) -> list[str]:
    """The person has it open now; the names of the others. Two who say so at once may miss each other once."""
    present = {pk: one for pk, one in _present(matter).items() if one[1] > _oldest()}
    present[user.pk] = (user.full_name or user.email, time.time())
    cache.set(_key(matter), present, FORGOTTEN_AFTER)
    return [name for pk, (name, _at) in present.items() if pk != user.pk]


def leave(matter: Matter, user: User) -> None:
    """They have decided it or gone to another."""
    present = _present(matter)
    if present.pop(user.pk, None):
        cache.set(_key(matter), present, FORGOTTEN_AFTER)


def _present(matter: Matter) -> dict[int, tuple[str, float]]:
    return dict(cache.get(_key(matter)) or {})


def _oldest() -> float:
    return time.time() - FORGOTTEN_AFTER
