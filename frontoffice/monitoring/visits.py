"""The life of a visit: planned, made with its checklist and findings, answered by the organization, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.monitoring import checklists, permissions
from frontoffice.monitoring.enums import (
    FINDING_TRANSITIONS,
    GRAVE,
    VISIT_TRANSITIONS,
    VISITED,
    Answer,
    FindingState,
    Severity,
    Summary,
    VisitState,
)
from frontoffice.monitoring.models import (
    Finding,
    FindingTransition,
    Visit,
    VisitPhoto,
    VisitSample,
    VisitTransition,
)
from organizations import permissions as organizations
from organizations.enums import EDITING_ROLES
from projects.models import Project, Shift
from qazvolunteer.core import dates
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import move
from qazvolunteer.core.working_days import due as decision_due
from qazvolunteer.notifications.outbox import Message, notify_many

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

MOST_DAYS = 60


@dataclass(frozen=True)
class Found:
    """A finding as it is written down: what has to be done within ``days`` working days; nothing for a note.
    ``photo``: a JPEG of our own making."""

    severity: str
    text: str
    demand: str = ""
    days: int = 0
    photo: bytes | None = None


@transaction.atomic
def plan(
    project: Project,
    *,
    by: User,
    basis: str,
    at: dt.datetime,
    visitors: Sequence[User],
    shift: Shift | None = None,
    purpose: str = "",
    announced: bool = False,
    follows: Visit | None = None,
    sample: VisitSample | None = None,
) -> Visit:
    """Raises ``not_allowed``, ``nobody``, ``not_a_colleague``, ``past`` or ``foreign``."""
    permissions.require(by, region=project.region_id, organization=project.organization_id)
    if not visitors:
        raise Refusal("nobody", _("Say who goes."))
    known = set(permissions.colleagues(project.region_id).filter(pk__in=[one.pk for one in visitors]).values_list("pk"))
    if len(known) < len({one.pk for one in visitors}):
        raise Refusal("not_a_colleague", _("This person does not work in the front office of the region."))
    if dates.local_date(at) < timezone.localdate():
        raise Refusal("past", _("This day is over."))
    if (shift is not None and shift.project_id != project.pk) or (
        follows is not None and follows.project_id != project.pk
    ):
        raise Refusal("foreign", _("This belongs to another project."))
    visit = Visit.objects.create(
        project=project, shift=shift, organization_id=project.organization_id, region_id=project.region_id,
        basis=basis, purpose=purpose.strip(), planned_for=at, announced=announced, follows=follows, sample=sample,
        checklist=checklists.current(project.programme_id), made_by=by,
    )  # fmt: skip
    visit.visitors.set(visitors)
    VisitTransition.objects.create(subject=visit, action="plan", to_state=visit.state, by=by)
    _tell("frontoffice.visit_given", visit, [one for one in visitors if one.pk != by.pk])
    if announced:
        _tell("frontoffice.visit_announced", visit, hosts(visit))
    return visit


@transaction.atomic
def cancel(visit: Visit, *, by: User, reason: str) -> Visit:
    """It is not made. Raises ``not_allowed``, ``empty`` or ``wrong_state``."""
    visit = _held(visit, by)
    if not reason.strip():
        raise Refusal("empty", _("Write why."))
    _move(visit, "cancel", by=by, reason=reason.strip())
    _tell("frontoffice.visit_cancelled", visit, [one for one in visit.visitors.all() if one.pk != by.pk])
    if visit.announced:
        _tell("frontoffice.visit_cancelled", visit, hosts(visit))
    return visit


@transaction.atomic
def record(
    visit: Visit,
    *,
    by: User,
    answers: Mapping[int, tuple[str, str]],
    found: Sequence[Found] = (),
    at: dt.datetime | None = None,
) -> Visit:
    """Write down what was seen; the organization reads the findings, sketched on the spot or given here, and acts.

    ``answers``: number of the question → (value, note); every question has one. Raises ``not_allowed``,
    ``wrong_state``, ``unanswered``, ``empty`` or ``no_days``.
    """
    visit = _held(visit, by)
    VISIT_TRANSITIONS.target("record", visit.state)
    numbers = range(1, len(visit.checklist.questions) + 1)
    if set(answers) != set(numbers) or any(value not in Answer.values for value, _note in answers.values()):
        raise Refusal("unanswered", _("Answer every question; what you could not see is “not seen”."))
    now = timezone.now()
    for one in found:
        require_whole(one)
    visit.answers = {str(number): {"value": value, "note": note.strip()} for number, (value, note) in answers.items()}
    visit.visited_at = min(at or now, now)
    sketched = list(visit.findings.all())
    for row in sketched:
        row.due_on = _due(row.days, now)
    rows = [_finding(visit, one, now) for one in found]
    visit.summary = summary_of(sketched + rows)
    state = VISIT_TRANSITIONS.target("record", visit.state)
    # One statement: the database wants the summary together with the state.
    VisitTransition.objects.create(subject=visit, action="record", from_state=visit.state, to_state=state, by=by)
    visit.state = state
    visit.save(update_fields=["answers", "visited_at", "summary", "state"])
    Finding.objects.bulk_update(sketched, ["due_on"])
    Finding.objects.bulk_create(rows)
    photos = [(row, one.photo) for row, one in zip(rows, found, strict=True) if one.photo]
    VisitPhoto.objects.bulk_create(
        VisitPhoto(visit=visit, finding=row, content=photo, by=by, at=now) for row, photo in photos
    )
    _tell("frontoffice.visit_findings", visit, hosts(visit))
    return visit


@transaction.atomic
def close(visit: Visit, *, by: User) -> Visit:
    """Everything is settled. Raises ``not_allowed``, ``still_open`` or ``wrong_state``."""
    visit = _held(visit, by)
    if visit.findings.open().exists():
        raise Refusal("still_open", _("Settle every finding first, or plan a follow-up visit."))
    _move(visit, "close", by=by)
    return visit


# --- Findings ---------------------------------------------------------------------------------------------


def sketch(visit: Visit, client_id: Any, found: Found | None) -> None:
    """Keep a finding as it stands on the spot (None: taken back); the visit, which is locked, is not written down yet.

    Nobody is told, and its days begin when the visit is written down.
    """
    if found is None:
        visit.findings.filter(client_id=client_id).delete()
        return
    row = _finding(visit, found, timezone.now())
    names = ("severity", "text", "demand", "days", "due_on", "state")
    kept, _new = visit.findings.update_or_create(
        client_id=client_id, defaults={name: getattr(row, name) for name in names}
    )
    _with_photos(kept)


@transaction.atomic
def add_found(visit: Visit, *, by: User, found: Found, client_id: Any = None) -> Finding:
    """One more finding, until the visit is closed. Raises ``not_allowed``, ``wrong_state``, ``empty``, ``no_days``."""
    visit = _held(visit, by)
    if visit.state != VisitState.DONE:
        raise Refusal("wrong_state", _("Findings are added until the visit is closed."))
    require_whole(found)
    row = _finding(visit, found, timezone.now())
    row.client_id = client_id
    row.save()
    _with_photos(row)
    _summarize(visit)
    _tell("frontoffice.visit_findings", visit, hosts(visit))
    return row


@transaction.atomic
def answer(finding: Finding, *, by: User, text: str) -> Finding:
    """The organization says what it did. Raises ``not_allowed``, ``empty`` or ``wrong_state``."""
    finding, visit = _with_visit(finding)
    if not organizations.may_edit(by, visit.organization_id):
        raise Refusal("not_allowed", _("Owners and managers of the organization answer."))
    if not text.strip():
        raise Refusal("empty", _("Write what you did."))
    finding.answer, finding.answered_by, finding.answered_at = text.strip(), by, timezone.now()
    _settle(finding, "answer", by=by, reason=finding.answer)
    finding.save(update_fields=["answer", "answered_by", "answered_at"])
    people = permissions.colleagues(visit.region_id).filter(pk__in=visit.visitors.values("pk"))
    _tell("frontoffice.finding_answered", visit, people if people.exists() else permissions.told(visit.region_id))
    return finding


@transaction.atomic
def settle(finding: Finding, *, by: User, note: str = "") -> Finding:
    """It is fixed. Raises ``not_allowed`` or ``wrong_state``."""
    finding, visit = _with_visit(finding)
    permissions.require(by, region=visit.region_id, organization=visit.organization_id)
    _settle(finding, "settle", by=by, reason=note.strip())
    _summarize(visit)
    return finding


@transaction.atomic
def send_back(finding: Finding, *, by: User, note: str, days: int) -> Finding:
    """The answer is not enough: again within ``days`` working days. Raises also ``empty`` and ``no_days``."""
    finding, visit = _with_visit(finding)
    permissions.require(by, region=visit.region_id, organization=visit.organization_id)
    if not note.strip():
        raise Refusal("empty", _("Write what is still missing."))
    _require_days(days)
    _settle(finding, "return", by=by, reason=note.strip())
    finding.due_on, finding.reminded_at = dates.local_date(decision_due(timezone.now(), days)), None
    finding.save(update_fields=["due_on", "reminded_at"])
    _tell("frontoffice.visit_findings", visit, hosts(visit))
    return finding


def remind_overdue() -> int:
    """Tell both sides, once, of what was not fixed in time; how many findings."""
    told = 0
    for pk in Finding.objects.overdue().filter(reminded_at=None).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            finding, visit = _with_visit(Finding(pk=pk))
            if not finding.is_overdue or finding.reminded_at is not None:
                continue
            finding.reminded_at = timezone.now()
            finding.save(update_fields=["reminded_at"])
            _tell("frontoffice.finding_overdue", visit, permissions.told(visit.region_id))
            _tell("frontoffice.visit_findings", visit, hosts(visit))
            told += 1
    return told


def summary_of(findings: Sequence[Finding]) -> str:
    """What everybody reads: the worst of what is not settled."""
    waiting = {finding.severity for finding in findings if finding.state != FindingState.SETTLED}
    if waiting & GRAVE:
        return Summary.SERIOUS
    return Summary.BEING_FIXED if waiting else Summary.IN_ORDER


def hosts(visit: Visit) -> Any:
    """Who hears of it on the organization's side."""
    return organizations.people_with(visit.organization_id, EDITING_ROLES)


def _finding(visit: Visit, found: Found, now: dt.datetime) -> Finding:
    if found.severity == Severity.NOTE:
        return Finding(visit=visit, severity=found.severity, text=found.text.strip(), state=FindingState.SETTLED)
    return Finding(
        visit=visit, severity=found.severity, text=found.text.strip(), demand=found.demand.strip(), days=found.days,
        due_on=_due(found.days, now),
    )  # fmt: skip


def _with_photos(finding: Finding) -> None:
    """Give it the photos that arrived before it."""
    if finding.client_id is not None:
        VisitPhoto.objects.filter(visit=finding.visit_id, finding=None, of=finding.client_id).update(finding=finding)


def _due(days: int, now: dt.datetime) -> dt.date | None:
    """The last day of so many working days; of none there is none."""
    return dates.local_date(decision_due(now, days)) if days else None


def require_whole(found: Found) -> None:
    """Raises ``empty`` or ``no_days``."""
    if found.severity not in Severity.values or not found.text.strip():
        raise Refusal("empty", _("Write what was found, and how serious it is."))
    if found.severity != Severity.NOTE:
        if not found.demand.strip():
            raise Refusal("empty", _("Write what the organization has to do; only a note asks for nothing."))
        _require_days(found.days)


def _require_days(days: int) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise Refusal("no_days", _("Give from 1 to %(most)d working days.") % {"most": MOST_DAYS})


def _summarize(visit: Visit) -> None:
    if visit.state in VISITED:
        visit.summary = summary_of(list(visit.findings.all()))
        visit.save(update_fields=["summary"])


def _with_visit(finding: Finding) -> tuple[Finding, Visit]:
    """Both, locked: the visit first."""
    visit = locked(Visit.objects.filter(findings=finding.pk)).get()
    return locked(Finding.objects.filter(pk=finding.pk)).get(), visit


def _held(visit: Visit, by: User) -> Visit:
    visit = locked(Visit.objects.select_related("checklist").filter(pk=visit.pk)).get()
    permissions.require(by, region=visit.region_id, organization=visit.organization_id)
    return visit


def _move(visit: Visit, action: str, *, by: User, reason: str = "") -> None:
    move(visit, action, table=VISIT_TRANSITIONS, record=VisitTransition, by=by, reason=reason)


def _settle(finding: Finding, action: str, *, by: User, reason: str) -> None:
    move(finding, action, table=FINDING_TRANSITIONS, record=FindingTransition, by=by, reason=reason)


def _tell(kind: str, visit: Visit, people: Any) -> None:
    notify_many(kind, [Message(person, {"visit": visit.pk}) for person in people])
