"""Marks as forms and phones write them, read strictly: whatever is odd is refused as a whole."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from volunteers.enums import ScanKind
from volunteers.scans import Mark

# A phone sends so many at once; the rest in the next batch.
BATCH = 50
LARGEST = 64 * 1024


def from_form(form: Mapping[str, str]) -> Mark:
    """The mark of a form without scripts, made now. Raises ValueError."""
    return _mark(
        {
            "id": uuid.uuid4(),
            "kind": form.get("kind"),
            "signup": int(form["signup"]) if form.get("signup") else None,
            "shown": form.get("shown", ""),
            "code": form.get("code", ""),
            "contact": form.get("contact", ""),
            "admit": form.get("admit") == "1",
            "reason": form.get("reason", ""),
            "role": form.get("role", ""),
        },
        at=timezone.now(),
    )


def from_phone(body: bytes) -> list[Mark]:
    """The marks of one batch, their times set right by the clock that the phone had when it sent them.

    ``{"sent": time, "marks": [{"id", "kind", "at", and one of "signup", "shown", "code", "contact"; "admit",
    "reason", "role"}]}``. Raises ValueError.
    """
    return [_mark(one, at=at) for one, at in read_batch(body)]


def read_batch(body: bytes | str, *, largest: int = LARGEST) -> list[tuple[dict[str, Any], dt.datetime]]:
    """What a phone sent at once: each thing with its time, set right by the phone's clock. Raises ValueError."""
    if len(body) > largest:
        raise ValueError("too large")
    sent = json.loads(body)
    if not isinstance(sent, dict) or not isinstance(sent.get("marks"), list) or len(sent["marks"]) > BATCH:
        raise ValueError("not a batch")
    wrong_by = _moment(sent.get("sent")) - timezone.now()
    return [(one, _moment(one.get("at")) - wrong_by) for one in sent["marks"] if _is_object(one)]


def _is_object(one: object) -> bool:
    if not isinstance(one, dict):
        raise ValueError("not a mark")
    return True


def _mark(one: Mapping[str, Any], *, at: dt.datetime) -> Mark:
    signup, texts = (
        one.get("signup"),
        {name: text(one.get(name)) for name in ("shown", "code", "contact", "reason", "role")},
    )
    if one.get("kind") not in ScanKind.values:
        raise ValueError("no such kind")
    if signup is not None and (not isinstance(signup, int) or isinstance(signup, bool) or not 0 < signup < 2**63):
        raise ValueError("no such sign-up")
    who = [signup, texts["shown"], texts["code"], texts["contact"]]
    if sum(bool(way) for way in who) != 1:
        raise ValueError("who is it?")
    return Mark(
        client_id=uuid.UUID(str(one.get("id"))),
        kind=str(one["kind"]),
        at=at,
        signup=signup,
        admit=one.get("admit") is True and one["kind"] == ScanKind.IN,
        **texts,
    )


def text(value: object, most: int = 500) -> str:
    """What was typed, without the one character that the database cannot keep. Raises ValueError."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value.replace("\x00", "").strip()[:most]


def _moment(value: object) -> dt.datetime:
    found = parse_datetime(value) if isinstance(value, str) else None
    if found is None or timezone.is_naive(found):
        raise ValueError("no time")
    return found
