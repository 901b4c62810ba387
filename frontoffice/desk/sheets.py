"""The page of a decision: everything that is known, put together for the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from frontoffice.desk import checks, colleagues, kinds, queue
from frontoffice.desk.forms import MARK, DecideForm
from frontoffice.desk.kinds import Fact, Text
from frontoffice.desk.marks import standing
from frontoffice.desk.models import Matter, MatterEntry

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

ENTRIES = 50


@dataclass(frozen=True)
class Field:
    """Words of one field: their language, the name under which it is marked, the mark that was typed."""

    name: str
    language: str
    code: str
    words: str
    mark: str
    rich: bool = False


def of(matter: Matter, user: User, form: DecideForm | None) -> dict[str, Any]:
    """What ``office/desk/matter.html`` shows. Without the row itself, what is left of the matter."""
    kind = kinds.of(matter)
    row = kind.load([matter.subject_id]).get(matter.subject_id)
    entries = MatterEntry.objects.filter(
        matter__kind=matter.kind, matter__subject_type=matter.subject_type, matter__subject_id=matter.subject_id
    )
    earlier = Matter.objects.filter(
        kind=matter.kind, subject_type=matter.subject_type, subject_id=matter.subject_id, closed_at__isnull=False
    ).exclude(pk=matter.pk)
    shown = {
        "matter": matter,
        "kind": kind,
        "clock": queue.clock(matter) if matter.is_open else "",
        "tone": queue.tone(matter) if matter.is_open else "",
        "entries": entries.select_related("by", "to")[:ENTRIES],
        "earlier": [
            (one, kind.outcome(one.outcome)) for one in earlier.select_related("decided_by").order_by("-closed_at")[:5]
        ],
        "colleagues": colleagues.of(matter).exclude(pk=user.pk) if matter.is_open else [],
        "form": form,
        "row": row,
    }
    if row is None:
        return {**shown, "name": matter.get_kind_display(), "decisions": [], "findings": []}
    decisions = kind.possible(user, row) if matter.is_open else []
    markable = any(decision.marks for decision in decisions)
    if form is None and decisions:
        shown["form"] = DecideForm(initial={"seen": kind.seen(row)}, decisions=decisions)
    marks = form.marks if form is not None else dict(standing(row))
    return {
        **shown,
        "name": kind.name(row),
        "line": [fact for fact in kind.line(row) if fact],
        "findings": checks.run(kind, row) if matter.is_open else [],
        "facts": [(fact, _fact_field(fact, marks) if markable and fact.field else None) for fact in kind.facts(row)],
        "texts": [(text.label, _fields(text, marks)) for text in kind.texts(row)],
        "words": kind.words(row),
        "pictures": kind.pictures(row),
        "links": kind.links(user, row),
        "history": kind.history(row)[:30],
        "decisions": decisions,
        "markable": markable,
        "may": kind.may(user, row),
    }


def _fields(text: Text, marks: dict[str, str]) -> list[Field]:
    names = dict(settings.LANGUAGES)
    return [
        Field(MARK + column, str(names[code]), code, words, marks.get(column, ""), text.rich)
        for code, column, words in text.versions
    ]


def _fact_field(fact: Fact, marks: dict[str, str]) -> Field:
    return Field(MARK + fact.field, "", "", "", marks.get(fact.field, ""))
