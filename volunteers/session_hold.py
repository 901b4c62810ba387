"""The one hold of a session: which shift a visitor chose before registering."""

from __future__ import annotations

import uuid
from collections.abc import MutableMapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from projects import capacity
from projects.models import SeatHold, Shift
from volunteers import waiting_list

KEY = "hold"


def place(session: MutableMapping[str, Any], shift: Shift) -> SeatHold | None:
    """Hold a seat for this session, giving up any it held before. None when no seat can be held."""
    kept = of(session, shift)
    if kept is not None:
        return kept
    drop(session)
    with transaction.atomic():
        locked = waiting_list.refresh(shift.pk)
        hold = None if locked.project.needs_approval else capacity.hold_seat(locked)
    if hold is not None:
        session[KEY] = str(hold.token)
    return hold


def of(session: MutableMapping[str, Any], shift: Shift) -> SeatHold | None:
    """The session's live hold for ``shift``."""
    token = token_of(session)
    if token is None:
        return None
    return SeatHold.objects.filter(pk=token, shift=shift, expires_at__gt=timezone.now()).first()


def token_of(session: MutableMapping[str, Any]) -> uuid.UUID | None:
    return uuid.UUID(session[KEY]) if KEY in session else None


def drop(session: MutableMapping[str, Any]) -> None:
    """Give up the session's hold, if it has one."""
    token = token_of(session)
    if token is not None:
        capacity.release_hold(token)
        del session[KEY]
