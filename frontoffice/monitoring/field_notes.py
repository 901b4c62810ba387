"""What a phone writes down during a visit, as it arrives: taken, or refused and kept with its reason.

Notes come late, twice and in any order. What stands is read from them by the times at which they were made, so it does
not matter which arrived first; where two people wrote differently, the later one stands and both are told.
"""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from frontoffice.monitoring import permissions, visits
from frontoffice.monitoring.enums import Answer, NoteKind, VisitState
from frontoffice.monitoring.models import FieldNote, Visit, VisitPhoto
from qazvolunteer.core import pictures
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

WITHIN = (1600, 1600)
MOST_PHOTOS = 60
# The verdict, and what else is said about it.
Taken = tuple[str, str]


@dataclass(frozen=True)
class Note:
    """``data`` by kind: ``number, value, note`` of an answer; ``finding`` (the phone's id of it) with ``severity, text,
    demand, days`` of a finding, alone of one that is taken back and of a photo; nothing to finish."""

    client_id: uuid.UUID
    kind: str
    at: dt.datetime
    data: Mapping[str, Any]
    photo: bytes | None = None


def receive(note: Note, *, visit: Visit, by: User) -> FieldNote:
    """Take one note; whatever comes of it is a row with a verdict. Raises ``not_allowed``."""
    permissions.require(by, region=visit.region_id, organization=visit.organization_id)
    try:
        known = FieldNote.objects.filter(client_id=note.client_id).first() or _receive(note, visit=visit, by=by)
    except IntegrityError:
        # The same note, sent twice at the same moment, was taken in between.
        known = FieldNote.objects.get(client_id=note.client_id)
    if known.by_id != by.pk or known.visit_id != visit.pk:
        # Somebody else's note: nothing of it is told.
        return FieldNote(client_id=note.client_id, visit=visit, kind=note.kind, accepted=False, verdict="not_allowed")
    return known


def _receive(note: Note, *, visit: Visit, by: User) -> FieldNote:
    at = min(note.at, timezone.now())
    try:
        photo = _redrawn(note)
        with transaction.atomic():
            held = locked(Visit.objects.select_related("checklist").filter(pk=visit.pk)).get()
            row = FieldNote(client_id=note.client_id, visit=held, kind=note.kind, data=dict(note.data), by=by, at=at)
            row.verdict, row.reason = _take(row, photo)
            row.save(force_insert=True)
            _apply(row)
            return row
    except Refusal as refusal:
        return FieldNote.objects.create(
            client_id=note.client_id, visit=visit, kind=note.kind, data=dict(note.data), by=by, at=at,
            accepted=False, verdict=refusal.code, reason=f"{refusal.sentence} {refusal.way_out}".strip(),
        )  # fmt: skip


def standing(visit: Visit, kind: str, key: str) -> dict[Any, FieldNote]:
    """By ``key`` of their data, the latest notes that were taken."""
    kinds = {NoteKind.FINDING, NoteKind.REMOVE} if kind == NoteKind.FINDING else {kind}
    rows = visit.notes.filter(kind__in=kinds, accepted=True).select_related("by").order_by("at", "client_id")
    return {row.data[key]: row for row in rows}


def refused(visit: Visit) -> Any:
    """What did not count, for the office to read: nothing that was written on the spot is lost."""
    return visit.notes.filter(accepted=False).select_related("by").order_by("at", "client_id")


# --- Each kind: its verdict and what is said about it ------------------------------------------------------


def _take(row: FieldNote, photo: bytes | None) -> Taken:
    if row.kind == NoteKind.PHOTO:
        return _keep_photo(row, photo)
    if row.kind == NoteKind.FINDING and row.visit.state == VisitState.DONE:
        return _add_late(row)
    if row.visit.state != VisitState.PLANNED:
        raise _over(row.visit)
    if row.kind == NoteKind.FINISH:
        answers = {int(number): (one["value"], one["note"]) for number, one in row.visit.answers.items()}
        visits.record(row.visit, by=row.by, answers=answers, at=row.at)  # type: ignore[arg-type]
        return "finished", ""
    if row.kind == NoteKind.ANSWER:
        return _compare(row, standing(row.visit, row.kind, "number").get(_number(row)))
    if row.kind == NoteKind.FINDING:
        visits.require_whole(_found(row))
    return _compare(row, standing(row.visit, NoteKind.FINDING, "finding").get(row.data["finding"]))


def _number(row: FieldNote) -> int:
    number: int = row.data["number"]
    if not 1 <= number <= len(row.visit.checklist.questions) or row.data["value"] not in Answer.values:
        raise Refusal("no_question", lazy("The checklist of this visit has no such question."))
    return number


def _compare(row: FieldNote, before: FieldNote | None) -> Taken:
    """Two people wrote of the same thing: the later one stands."""
    if before is None or before.by_id == row.by_id or (before.kind, before.data) == (row.kind, row.data):
        return "kept", ""
    name = before.by.short_name if before.by else _("A colleague")
    said = str(Answer(before.data["value"]).label) if row.kind == NoteKind.ANSWER else _written(before)
    if (before.at, before.client_id) > (row.at, row.client_id):
        return "overruled", _("%(name)s wrote later: “%(said)s”. That stands.") % {"name": name, "said": said}
    return "overrules", _("%(name)s had written: “%(said)s”. Yours is later and stands.") % {"name": name, "said": said}


def _written(row: FieldNote) -> str:
    return row.data.get("text") or str(row.get_kind_display())


def _add_late(row: FieldNote) -> Taken:
    """The visit is written down: what else was found is added, and the organization is told."""
    if row.visit.findings.filter(client_id=row.data["finding"]).exists():
        raise _over(row.visit)
    visits.add_found(row.visit, by=row.by, found=_found(row), client_id=row.data["finding"])  # type: ignore[arg-type]
    return "added", _("The visit was already written down. The finding was added, and the organization was told.")


def _keep_photo(row: FieldNote, photo: bytes | None) -> Taken:
    if photo is None:
        raise Refusal("not_a_picture", lazy("This is not a picture that we can read."))
    if row.visit.photos.count() >= MOST_PHOTOS:
        raise Refusal("too_many", lazy("A visit has %(most)d photos at most.") % {"most": MOST_PHOTOS})
    finding = row.visit.findings.filter(client_id=row.data["finding"]).first()
    VisitPhoto.objects.create(
        visit=row.visit, finding=finding, of=row.data["finding"], content=photo, by=row.by, at=row.at
    )
    return ("kept", "") if finding else ("loose", _("Its finding is not there. The photo is kept with the visit."))


def _over(visit: Visit) -> Refusal:
    if visit.state == VisitState.CANCELLED:
        return Refusal("cancelled", lazy("The visit was cancelled before this arrived. It is kept beside the visit."))
    return Refusal("over", lazy("The visit was written down before this arrived. It is kept beside the visit."))


def _redrawn(note: Note) -> bytes | None:
    """Before anything is locked: drawing takes a while."""
    return pictures.redrawn(io.BytesIO(note.photo), within=WITHIN) if note.photo is not None else None


# --- What stands ----------------------------------------------------------------------------------------


def _apply(row: FieldNote) -> None:
    visit = row.visit
    if visit.state != VisitState.PLANNED:
        return
    if row.kind == NoteKind.ANSWER:
        rows = standing(visit, row.kind, "number").items()
        visit.answers = {str(n): {"value": one.data["value"], "note": one.data["note"]} for n, one in sorted(rows)}
        visit.save(update_fields=["answers"])
    elif row.kind in {NoteKind.FINDING, NoteKind.REMOVE}:
        last = standing(visit, NoteKind.FINDING, "finding")[row.data["finding"]]
        visits.sketch(visit, last.data["finding"], None if last.kind == NoteKind.REMOVE else _found(last))


def _found(row: FieldNote) -> visits.Found:
    data = row.data
    return visits.Found(data["severity"], data["text"], data["demand"], data["days"])
