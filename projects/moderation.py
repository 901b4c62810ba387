"""The life of a project: submitted, decided by a front office, published, finished or cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from organizations import halts
from organizations import permissions as organizations
from organizations.halt_enums import Ground
from organizations.halt_models import Halt
from projects import permissions, requirements, scheduling, search
from projects.enums import TRANSITIONS, ProjectState
from projects.events import project_resumed, project_stopped
from projects.models import Project, ProjectTransition, Shift
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import move
from qazvolunteer.notifications.outbox import notify

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

EDITING = _("Only owners and managers of the organization can do this.")
REVIEWING = _("Only the front office of this region decides about the project.")
NOTE_NEEDED = _("Write what is missing, so that the people can act on it.")
WHY_NEEDED = _("Write the reason: the organization will read it.")
REASON_NEEDED = _("Write the reason: everybody who signed up will read it.")
# Standard reasons to choose from: kept in English, read in the reader's language.
RETURN_REASONS = (
    gettext_noop("Say what the volunteers will do, where they meet and what to bring."),
    gettext_noop("The text speaks of payment. Volunteer activity is unpaid: take these words out."),
    gettext_noop("The work has risks that are not named. Name them, then only adults can take part."),
    gettext_noop("Write the text in Kazakh and in Russian."),
)
REFUSE_REASONS = (
    gettext_noop("What is offered is paid work and not volunteer activity."),
    gettext_noop("The project serves a business or a party."),
    gettext_noop("The work endangers the volunteers."),
)


@transaction.atomic
def submit(project: Project, *, by: User) -> Project:
    """Ask the front office for approval. A project needs a title in Kazakh and Russian, a summary and a shift."""
    row = _locked(project)
    _require(permissions.may_edit(by, row), EDITING)
    if not (row.title_kk and row.title_ru):  # type: ignore[attr-defined]  # columns of modeltranslation
        raise Refusal("title_needed", _("Write the title in Kazakh and in Russian."))
    if not row.summary:
        raise Refusal("summary_needed", _("Write in short what the project is about."))
    if not Shift.objects.upcoming().filter(project=row).exists():
        raise Refusal("shift_needed", _("Add at least one shift in the future."))
    return _move(row, "submit", by=by)


@transaction.atomic
def approve(project: Project, *, by: User, note: str = "") -> Project:
    """The front office found the project to be true, lawful and safe. The organization publishes it.

    Raises ``rule`` with the sentences of the rules that it does not fulfil.
    """
    row = _reviewed(project, by=by)
    TRANSITIONS.target("approve", row.state)
    owed = requirements.unmet(row, republican=organizations.oversees_everything(by))
    if must := [requirement.sentence for requirement in owed if requirement.must]:
        raise Refusal("rule", " ".join(must), _("Return it for changes; it can be approved when this is done."))
    row = _move(row, "approve", by=by, note=note)
    _tell_editors(row, "projects.approved", note)
    return row


@transaction.atomic
def return_for_changes(project: Project, *, by: User, note: str) -> Project:
    """Not a refusal: the note says what to change."""
    row = _move(_reviewed(project, by=by), "return", by=by, note=_text(note, NOTE_NEEDED))
    _tell_editors(row, "projects.returned", note)
    return row


@transaction.atomic
def refuse(project: Project, *, by: User, note: str) -> Project:
    row = _move(_reviewed(project, by=by), "refuse", by=by, note=_text(note, WHY_NEEDED))
    _tell_editors(row, "projects.refused", note)
    return row


@transaction.atomic
def publish(project: Project, *, by: User) -> Project:
    """Put an approved project of a verified organization into the catalogue."""
    row = _locked(project)
    _require(permissions.may_edit(by, row), EDITING)
    if row.state != ProjectState.APPROVED:
        raise Refusal("not_approved", _("The front office has not approved this project yet."))
    if not row.organization.is_verified:
        raise Refusal("not_verified", _("The organization is not verified, so its projects are not shown."))
    row.published_at = row.published_at or timezone.now()
    row.save(update_fields=["published_at"])
    search.refresh([row.pk])
    return row


@transaction.atomic
def unpublish(project: Project, *, by: User) -> Project:
    """Take it out of the catalogue. People already signed up keep their places."""
    row = _locked(project)
    _require(permissions.may_edit(by, row) or permissions.may_review(by, row), EDITING)
    row.published_at = None
    row.save(update_fields=["published_at"])
    return row


@transaction.atomic
def set_signups_open(project: Project, is_open: bool, *, by: User) -> Project:
    """Open or close sign-ups, apart from publication."""
    row = _locked(project)
    _require(permissions.may_edit(by, row), EDITING)
    row.signups_open = is_open
    row.save(update_fields=["signups_open"])
    return row


@transaction.atomic
def cancel(project: Project, *, by: User, reason: str) -> Project:
    """Cancel the project and every coming shift; everybody signed up is told and has their time back."""
    row = _locked(project)
    _require(permissions.may_edit(by, row) or permissions.may_review(by, row), EDITING)
    reason = _text(reason, REASON_NEEDED)
    row = _move(row, "cancel", by=by, note=reason)
    halts.lift(row.organization_id, by=by, note=reason, project=row.pk)
    for shift in Shift.objects.upcoming().filter(project=row).order_by("pk"):
        scheduling.cancel_shift(shift, by=by, reason=reason, allowed=True)
    return row


@transaction.atomic
def stop(project: Project, *, by: User, note: str, ground: str = Ground.OTHER) -> Project:
    """At once: it leaves the catalogue and takes nobody; whoever has a place keeps it and is told.

    ``note`` is for the organization, ``ground`` says why in a sentence for everybody. The organization may appeal.
    """
    row = _reviewed(project, by=by)
    note = _text(note, WHY_NEEDED)
    halts.ground_of(ground)
    row = _move(row, "stop", by=by, note=note)
    halts.begin(row.organization, by=by, note=note, ground=ground, project=row.pk)
    _tell_editors(row, "projects.stopped", note)
    project_stopped.send(Project, project=row)
    return row


@transaction.atomic
def resume(project: Project, *, by: User, note: str = "") -> Project:
    """It goes on where it was: in the catalogue, if it was published."""
    row = _move(_reviewed(project, by=by), "resume", by=by, note=note.strip())
    halts.lift(row.organization_id, by=by, note=note.strip(), project=row.pk)
    _tell_editors(row, "projects.resumed", note)
    search.refresh([row.pk])
    project_resumed.send(Project, project=row)
    return row


@transaction.atomic
def appeal(halt: Halt, *, by: User, text: str) -> Halt:
    """An owner or manager asks another person of the front office to look at the stop again. Once."""
    row = _halted(halt)
    _require(permissions.may_edit(by, row), EDITING)
    halt = halts.file_appeal(halt, by=by, text=text)
    office = [*organizations.deciders_of(row.region_id), *organizations.deciders_of(None)]
    people = {person.pk: person for person in office if person.pk != halt.by_id}
    for person in people.values():
        notify(person, "projects.appealed", payload={"project": row.pk, "halt": halt.pk, "note": halt.appeal})
    return halt


@transaction.atomic
def answer_appeal(halt: Halt, *, by: User, granted: bool, answer: str) -> Halt:
    """Somebody else of the front office answers: granted, the project resumes at once."""
    row = _halted(halt)
    _require(permissions.may_review(by, row), REVIEWING)
    halt = halts.answered(halt, by=by, answer=answer, granted=granted)
    if granted:
        resume(row, by=by, note=halt.answer)
    else:
        _tell_editors(row, "projects.appeal_refused", halt.answer)
    return halt


def finish_past() -> int:
    """Complete approved projects whose last shift is over; those that nobody joined expire. Returns how many."""
    over = (
        Project.objects.filter(state=ProjectState.APPROVED, shifts__isnull=False)
        .annotate(last=Max("shifts__ends_at"))
        .filter(last__lt=timezone.now())
    )
    finished = 0
    for project in over.order_by("pk").iterator(chunk_size=500):
        with transaction.atomic():
            row = _locked(project)
            if row.state != ProjectState.APPROVED or row.shifts.filter(ends_at__gte=timezone.now()).exists():
                continue
            joined = Shift.objects.filter(project=row, cancelled_at=None, seats_taken__gt=0).exists()
            _move(row, "complete" if joined else "expire", by=None)
            finished += 1
    return finished


def _locked(project: Project) -> Project:
    return locked(Project.objects.select_related("organization")).get(pk=project.pk)


def _halted(halt: Halt) -> Project:
    if halt.project is None:
        raise Refusal("wrong_state", _("This is a suspension of an organization."))
    return _locked(halt.project)


def _reviewed(project: Project, *, by: User) -> Project:
    row = _locked(project)
    _require(permissions.may_review(by, row), REVIEWING)
    return row


def _require(allowed: bool, sentence: object) -> None:
    if not allowed:
        raise Refusal("not_allowed", str(sentence))


def _text(text: str, sentence: object) -> str:
    if not text.strip():
        raise Refusal("note_needed", str(sentence))
    return text.strip()


def _move(row: Project, action: str, *, by: User | None, note: str = "") -> Project:
    move(row, action, table=TRANSITIONS, record=ProjectTransition, by=by, reason=note)
    return row


def _tell_editors(project: Project, kind: str, note: str) -> None:
    for member in permissions.editors_of(project):
        notify(member, kind, payload={"project": project.pk, "note": note})
