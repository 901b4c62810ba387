"""The life of a halt: begun and lifted with what it halts, appealed against once, answered by another person.

The caller holds the row of the organization (or of the project) that is halted, and has checked who may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations import service_days
from organizations.halt_enums import HALT_TRANSITIONS, Ground
from organizations.halt_models import Halt, HaltRecord
from qazvolunteer.core import working_days
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import move

if TYPE_CHECKING:
    from collections.abc import Iterable

    from organizations.models import Organization
    from qazvolunteer.accounts.models import User

APPEAL = "appeal"
# Working days in which the organization may appeal.
APPEAL_DAYS = 10
SHORTEST, LONGEST = 20, 4000


def ground_of(value: str) -> Ground:
    """Raises Refusal ``ground_needed`` for what is none."""
    if value not in Ground.values:
        raise Refusal("ground_needed", _("Choose the reason that everybody may read."))
    return Ground(value)


def begin(
    organization: Organization, *, by: User | None, note: str, ground: str = Ground.OTHER, project: int | None = None
) -> Halt:
    """Write down that it is halted from now on."""
    now = timezone.now()
    halt = Halt.objects.create(
        organization=organization,
        project_id=project,
        ground=ground_of(ground),
        note=note,
        by=by,
        began_at=now,
        appeal_by=working_days.due(now, APPEAL_DAYS),
    )
    HaltRecord.objects.create(subject=halt, action="begin", to_state=halt.state, by=by, reason=note)
    return halt


def standing(organization: int, project: int | None = None) -> Halt | None:
    """What halts the organization, or this project of it."""
    return Halt.objects.standing().filter(organization=organization, project=project).first()


def standing_in(organizations: Iterable[int]) -> dict[tuple[int, int | None], Halt]:
    """As ``standing`` for many at once: by organization and project, None for the whole organization."""
    rows = Halt.objects.standing().filter(organization__in=list(organizations))
    return {(halt.organization_id, halt.project_id): halt for halt in rows}


def lift(organization: int, *, by: User | None, note: str = "", project: int | None = None) -> None:
    """End what stands, an appeal that waits too: it has what it asked for."""
    halt = locked(Halt.objects.standing().filter(organization=organization, project=project)).first()
    if halt is not None:
        _end(halt, "lift", by=by, note=note)


def file_appeal(halt: Halt, *, by: User, text: str) -> Halt:
    """Raises Refusal ``appealed_before``, ``too_late``, ``too_short``, ``too_long`` or ``wrong_state``."""
    text = text.strip()
    halt = locked(Halt.objects.filter(pk=halt.pk)).get()
    if halt.appealed_at is not None:
        raise Refusal("appealed_before", _("An appeal was made already. There is one for each decision."))
    HALT_TRANSITIONS.target("appeal", halt.state)
    if not halt.may_still_be_appealed:
        raise Refusal(
            "too_late",
            _("The time for an appeal is over."),
            _("Write to the front office: it can lift its decision at any time."),
        )
    if len(text) < SHORTEST:
        raise Refusal("too_short", _("Write in a few sentences why the decision should be lifted."))
    if len(text) > LONGEST:
        raise Refusal("too_long", _("Please write in at most %(number)d characters.") % {"number": LONGEST})
    now = timezone.now()
    halt.appeal, halt.appealed_by, halt.appealed_at = text, by, now
    halt.answer_by = working_days.due(now, service_days.days_for(APPEAL))
    halt.save(update_fields=["appeal", "appealed_by", "appealed_at", "answer_by"])
    move(halt, "appeal", table=HALT_TRANSITIONS, record=HaltRecord, by=by)
    return halt


def answered(halt: Halt, *, by: User, answer: str, granted: bool) -> Halt:
    """The appeal has its answer. Raises Refusal ``own_decision``, ``note_needed`` or ``wrong_state``."""
    halt = locked(Halt.objects.filter(pk=halt.pk)).get()
    action = "grant" if granted else "uphold"
    HALT_TRANSITIONS.target(action, halt.state)
    if halt.by_id == by.pk:
        raise Refusal("own_decision", _("An appeal is answered by somebody else than whoever decided."))
    if not answer.strip():
        raise Refusal("note_needed", _("Write the answer: the organization reads it."))
    halt.answer, halt.answered_by, halt.answered_at = answer.strip(), by, timezone.now()
    halt.save(update_fields=["answer", "answered_by", "answered_at"])
    if granted:
        _end(halt, action, by=by, note=halt.answer)
    else:
        move(halt, action, table=HALT_TRANSITIONS, record=HaltRecord, by=by, reason=halt.answer)
    return halt


def _end(halt: Halt, action: str, *, by: User | None, note: str) -> None:
    # First the end, which the CHECK wants of what is lifted.
    halt.ended_at = timezone.now()
    halt.save(update_fields=["ended_at"])
    move(halt, action, table=HALT_TRANSITIONS, record=HaltRecord, by=by, reason=note)
