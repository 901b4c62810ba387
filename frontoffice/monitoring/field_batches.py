"""Notes as phones write them, read strictly: whatever is odd is refused as a whole."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from frontoffice.monitoring.enums import Answer, NoteKind, Severity
from frontoffice.monitoring.field_notes import Note
from frontoffice.monitoring.visits import MOST_DAYS
from volunteers.marks import read_batch, text

LARGEST = 512 * 1024
LINE, PARAGRAPH = 500, 1000


def from_phone(body: bytes | str, photo: bytes | None = None) -> list[Note]:
    """The notes of one batch; a photo comes alone, with the note that speaks of it. Raises ValueError."""
    notes = [_note(one, at=at, photo=photo) for one, at in read_batch(body, largest=LARGEST)]
    if (photo is not None or any(note.kind == NoteKind.PHOTO for note in notes)) and len(notes) != 1:
        raise ValueError("a photo comes alone")
    return notes


def _note(one: Mapping[str, Any], *, at: dt.datetime, photo: bytes | None) -> Note:
    kind = one.get("kind")
    if kind not in NoteKind.values or (kind == NoteKind.PHOTO) != (photo is not None):
        raise ValueError("no such kind")
    return Note(uuid.UUID(str(one.get("id"))), str(kind), at, _data(str(kind), one), photo)


def _data(kind: str, one: Mapping[str, Any]) -> dict[str, Any]:
    if kind == NoteKind.FINISH:
        return {}
    if kind == NoteKind.ANSWER:
        value = text(one.get("value"))
        if value not in Answer.values:
            raise ValueError("no such answer")
        return {"number": _number(one.get("number"), 1000), "value": value, "note": text(one.get("note"), LINE)}
    finding = {"finding": str(uuid.UUID(str(one.get("finding"))))}
    if kind != NoteKind.FINDING:
        return finding
    severity = text(one.get("severity"))
    if severity not in Severity.values:
        raise ValueError("no such severity")
    words = {"text": text(one.get("text"), PARAGRAPH), "demand": text(one.get("demand"), PARAGRAPH)}
    return {**finding, "severity": severity, **words, "days": _number(one.get("days") or 0, MOST_DAYS)}


def _number(value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError("not a number")
    return value
