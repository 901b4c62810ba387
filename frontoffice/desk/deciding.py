"""A decision at the desk: the verb of a lower floor ends it, whoever comes second is told what the first decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from frontoffice.desk import checks, kinds
from frontoffice.desk.kinds import MARKED, Decision, Kind
from frontoffice.desk.models import FieldMark, Matter
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

LONGEST_MARK = 300


@transaction.atomic
def decide(
    matter: Matter,
    name: str,
    *,
    by: User,
    note: str = "",
    amount: int | None = None,
    marks: Mapping[str, str] | None = None,
    seen: str = "",
) -> Decision:
    """End the matter by the decision ``name``; ``marks`` are notes beside fields, ``seen`` what the person looked at.

    The lock is the one of the row itself, which every verb takes: the matter is never locked before it, because the
    row's own page writes in the other order. Raises ``decided``, ``not_allowed``, ``note_needed`` or what the verb
    raises.
    """
    kind = kinds.of(matter)
    row = kind.load([matter.subject_id]).get(matter.subject_id)
    refuse_what_is_over(matter)
    if row is None:
        raise Refusal("gone", _("What was to be decided is not there any more."))
    decision = next((one for one in kind.decisions if one.name == name), None)
    if decision is None:
        raise Refusal("not_allowed", _("This decision is not known here."))
    marked = {field: text.strip()[:LONGEST_MARK] for field, text in (marks or {}).items() if text.strip()}
    if marked and not decision.marks:
        raise Refusal(
            "marks_left",
            _("You have marked fields. Marks go with “%(decision)s” alone.")
            % {"decision": next((one.label for one in kind.decisions if one.marks), "")},
            _("Return it with the marks, or empty them first."),
        )
    note = note.strip() or (MARKED if marked else "")
    if decision.note == "required" and not note:
        raise Refusal("note_needed", _("Choose a reason or write one."))
    try:
        with transaction.atomic():
            decision.verb(row, by=by, note=note, amount=amount, seen=seen)
    except Refusal:
        # The row was decided by somebody else between the page and the press.
        refuse_what_is_over(matter)
        raise
    if marked:
        _mark(kind, row, marked, by=by)
    return decision


@transaction.atomic
def approve_at_once(matter: Matter, *, by: User) -> Decision:
    """The main decision without opening the page: only where every check passes now. Raises ``not_clear``, too."""
    kind = kinds.of(matter)
    refuse_what_is_over(matter)
    row = kind.load([matter.subject_id]).get(matter.subject_id)
    main = next((one for one in kind.decisions if one.weight == "main" and one.note != "required"), None)
    if row is None or main is None or not checks.all_pass(kind, row):
        raise Refusal("not_clear", _("Not every check passes. Open it and look before you decide."))
    return decide(matter, main.name, by=by, seen=kind.seen(row))


def refuse_what_is_over(matter: Matter) -> None:
    """Raises ``decided`` with who decided what, as the database has it now."""
    now = Matter.objects.select_related("decided_by").get(pk=matter.pk)
    if now.is_open:
        return
    raise Refusal("decided", over_words(now), _("Nothing of yours was changed; what you wrote stands below."))


def over_words(matter: Matter) -> str:
    """How a matter ended, in a sentence."""
    kind = kinds.of(matter)
    words: dict[str, Any] = {"outcome": kind.outcome(matter.outcome), "name": matter.decided_by}
    if matter.decided_by is not None:
        return _("%(name)s has decided this meanwhile: %(outcome)s.") % words
    return _("This is over meanwhile: %(outcome)s.") % words


def _mark(kind: Kind, row: Any, marked: Mapping[str, str], *, by: User) -> None:
    known = {column for text in kind.texts(row) for _code, column, _words in text.versions}
    known |= {fact.field for fact in kind.facts(row) if fact.field}
    label = row._meta.label_lower
    FieldMark.objects.filter(subject_type=label, subject_id=row.pk, settled_at=None).delete()
    FieldMark.objects.bulk_create(
        FieldMark(subject_type=label, subject_id=row.pk, field=field, note=note, by=by)
        for field, note in marked.items()
        if field in known
    )
