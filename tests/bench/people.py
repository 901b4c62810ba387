"""Who visits: real people of the demonstration, signed in by sessions that the bench writes and takes away.

A session is the same for both sides but for the name of the backend that signed the person in, so each side has a
row of its own.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench.stage import Request

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

PRODUCT = "qazvolunteer.accounts.sign_in.Backend"
FLOOR = "django.contrib.auth.backends.ModelBackend"
CSRF = "b" * 32
PREFIX = "bench"


@dataclass(frozen=True)
class Visitor:
    """A person with a session on each side; each is the text of a Cookie header."""

    user: int
    product: str
    floor: str


def visitors(users: Iterable[User]) -> list[Visitor]:
    """Sign everybody in on both sides, in one statement."""
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    until = timezone.now() + dt.timedelta(days=1)
    found, rows = [], []
    for user in users:
        keys = {}
        for side, backend in (("p", PRODUCT), ("f", FLOOR)):
            keys[side] = f"{PREFIX}{side}{user.pk:020d}"
            rows.append(Session(session_key=keys[side], session_data=_data(user, backend), expire_date=until))
        found.append(Visitor(user.pk, _cookie(keys["p"]), _cookie(keys["f"])))
    Session.objects.bulk_create(
        rows,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["session_key"],
        update_fields=["session_data", "expire_date"],
    )
    return found


def with_signups(number: int, seed: int = 1) -> list[User]:
    """Volunteers of the demonstration who are signed up for something and have no other post."""
    from qazvolunteer.accounts.models import User
    from volunteers.models import SignUp

    live = SignUp.objects.live().filter(shift__starts_at__gt=_now(), volunteer__user__is_active=True)
    users = list(live.order_by("pk").values_list("volunteer__user", flat=True)[: number * 40])
    chosen = random.Random(seed).sample(sorted(set(users)), min(number * 2, len(set(users))))
    people = User.objects.filter(pk__in=chosen, is_superuser=False).order_by("pk")
    return [user for user in people if not user.is_staff][:number]


def sign_out() -> None:
    """Take every session of the bench away."""
    from django.contrib.sessions.models import Session

    Session.objects.filter(session_key__startswith=PREFIX).delete()


def spread(paths: Sequence[str], cookies: Sequence[str], seed: int = 1) -> list[Request]:
    """Each address visited by somebody, in an order drawn by the seed."""
    order = random.Random(seed)
    requests = [Request(path, order.choice(cookies)) for path in paths]
    order.shuffle(requests)
    return requests


def _data(user: User, backend: str) -> str:
    from django.contrib.sessions.backends.db import SessionStore

    return SessionStore().encode(
        {
            "_auth_user_id": str(user.pk),
            "_auth_user_backend": backend,
            "_auth_user_hash": user.get_session_auth_hash(),
        }
    )


def _cookie(key: str) -> str:
    return f"sessionid={key}; csrftoken={CSRF}"


def _now() -> dt.datetime:
    from django.utils import timezone

    return timezone.now()
