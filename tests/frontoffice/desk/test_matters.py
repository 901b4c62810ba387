"""Matters begin and end with their causes, in one transaction; the nightly comparison finds what was missed."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from PIL import Image

from frontoffice.desk import kinds, past, reconcile
from frontoffice.desk.enums import GONE, Look, MatterKind
from frontoffice.desk.models import Matter, PictureLook
from organizations import halts, logos, registration, verification
from organizations.enums import OrganizationState, Role
from organizations.halt_enums import Ground
from organizations.models import Organization, OrganizationTransition
from projects import covers, moderation
from projects.enums import ProjectState
from projects.models import Project, ProjectTransition
from qazvolunteer.core import pictures
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import TransitionRecord
from tests import builders
from tests.cast import Cast
from volunteers import blocking, hours, missed, objections, reports
from volunteers.enums import AttendanceState, ObjectionState
from volunteers.hours_enums import Evidence, HoursKind, HoursState
from volunteers.models import Attendance, HoursEntry, MissedAppeal, OrganizationBlock, ProjectReport, ReportPhoto
from volunteers.report_enums import ReportState

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def picture(colour: str = "teal") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (800, 470), colour).save(made, "JPEG")
    return made.getvalue()


def due(row: Any, kind: str) -> Matter | None:
    return Matter.objects.about(row).open().filter(kind=kind).first()


def ended(row: Any, kind: str) -> Matter:
    return Matter.objects.about(row).filter(kind=kind, closed_at__isnull=False).latest("pk")


def submittable(cast: Cast) -> Project:
    project = builders.project(organization=cast.organization, state=ProjectState.DRAFT, published_at=None)
    builders.shift(project)
    return project


def test_a_project_is_due_from_its_submission_to_its_decision(cast: Cast) -> None:
    project = submittable(cast)
    assert due(project, MatterKind.PROJECT) is None
    moderation.submit(project, by=cast.bolat)
    matter = due(project, MatterKind.PROJECT)
    assert matter is not None and matter.region_id == project.region_id and matter.due_at > timezone.now() + 2 * DAY
    moderation.return_for_changes(project, by=cast.daniyar, note="Толықтырыңыз.")
    matter = ended(project, MatterKind.PROJECT)
    assert (matter.outcome, matter.decided_by) == ("return", cast.daniyar)
    moderation.submit(project, by=cast.bolat)
    again = due(project, MatterKind.PROJECT)
    assert again is not None and again.pk != matter.pk
    moderation.cancel(project, by=cast.bolat, reason="Болмайды.")
    assert ended(project, MatterKind.PROJECT).outcome == "cancel"


def test_what_is_rolled_back_leaves_no_matter(cast: Cast) -> None:
    project = submittable(cast)
    with pytest.raises(RuntimeError), transaction.atomic():
        moderation.submit(project, by=cast.bolat)
        raise RuntimeError
    assert not Matter.objects.exists()


def test_an_organization_keeps_its_own_deadline(cast: Cast) -> None:
    draft = builders.organization(
        state=OrganizationState.DRAFT, bin="940140000385", email="a@example.kz", phone="+77011112233",
        **builders.three("purpose", "Көмек"), **builders.three("name", "Мүлде басқа атау"),
    )  # fmt: skip
    owner = builders.member(draft, Role.OWNER)
    verification.submit(draft, by=owner, note="Басқа ұйым.")
    matter = due(draft, MatterKind.ORGANIZATION)
    draft.refresh_from_db()
    assert matter is not None and matter.due_at == draft.decide_by
    registration.close(draft, by=owner)
    assert ended(draft, MatterKind.ORGANIZATION).outcome == "close"


def line(cast: Cast, **values: Any) -> HoursEntry:
    signup = builders.signup_row(who=cast.aigerim, of=builders.shift(builders.project(), starts_in=-3 * DAY))
    given: dict[str, Any] = {
        "volunteer": cast.aigerim,
        "signup": signup,
        "project": builders.project(organization=cast.organization),
        "day": timezone.localdate(),
        "minutes": 120,
        "kind": HoursKind.PREPARATION,
        "evidence": Evidence.SELF_REPORTED,
    }
    return HoursEntry.objects.create(**{**given, **values})


def test_hours_are_due_once_they_went_up(cast: Cast) -> None:
    entry = line(cast)
    assert due(entry, MatterKind.HOURS) is None
    assert hours.hand_up(entry)
    assert due(entry, MatterKind.HOURS) is not None
    hours.confirm(entry, by=cast.daniyar)
    assert ended(entry, MatterKind.HOURS).outcome == "confirm"


def test_hours_the_organization_decides_are_never_due(cast: Cast) -> None:
    hours.confirm(line(cast), by=cast.bolat)
    assert not Matter.objects.exists()


def test_a_second_objection_is_due(cast: Cast) -> None:
    entry = line(cast, state=HoursState.REJECTED, decided_at=timezone.now())
    hours.dispute(entry, by=cast.aigerim.user, reason="Мен болдым.")
    assert due(entry, MatterKind.HOURS) is None
    hours.leave_as_it_was(entry, by=cast.bolat, reason="Жоқ.")
    hours.dispute(entry, by=cast.aigerim.user, reason="Болдым ғой.")
    assert due(entry, MatterKind.HOURS) is not None
    hours.leave_as_it_was(entry, by=cast.daniyar, reason="Дәлел жоқ.")
    assert ended(entry, MatterKind.HOURS).decided_by == cast.daniyar


def report(cast: Cast, **values: Any) -> ProjectReport:
    project = builders.project(organization=cast.organization, state=ProjectState.COMPLETED)
    given = {"due_on": timezone.localdate(), **builders.three("text", "Бәрі егілді.")}
    return ProjectReport.objects.create(project=project, **{**given, **values})


def test_a_report_and_its_pictures(cast: Cast) -> None:
    told = report(cast)
    photos = [
        ReportPhoto.objects.create(report=told, content=picture(colour), caption=colour, faces_checked=True)
        for colour in ("teal", "gold")
    ]
    reports.submit(told, by=cast.bolat)
    assert due(told, MatterKind.REPORT) and all(due(photo, MatterKind.PHOTO) for photo in photos)
    reports.return_for_changes(told, by=cast.daniyar, note="Толықтырыңыз.")
    assert not Matter.objects.open().exists()
    reports.submit(told, by=cast.bolat)
    reports.take_picture_out(photos[0], by=cast.daniyar)
    assert due(photos[0], MatterKind.PHOTO) is None and due(photos[1], MatterKind.PHOTO) is not None
    reports.accept(told, by=cast.daniyar)
    assert ended(photos[1], MatterKind.PHOTO).outcome == "accept"
    assert not Matter.objects.open().exists()


def test_a_cover_is_due_once_visitors_see_it_and_not_again_for_the_same_picture(cast: Cast) -> None:
    draft = submittable(cast)
    covers.set_photo(draft, by=cast.bolat, content=picture())
    moderation.submit(draft, by=cast.bolat)
    assert due(draft, MatterKind.PHOTO) is None
    moderation.approve(draft, by=cast.daniyar)
    assert due(draft, MatterKind.PHOTO) is None, "whoever approved the project has seen its cover"
    covers.remove_photo(draft, by=cast.bolat)
    covers.set_photo(draft, by=cast.bolat, content=picture())
    assert due(draft, MatterKind.PHOTO) is None
    covers.set_photo(draft, by=cast.bolat, content=picture("red"))
    assert due(draft, MatterKind.PHOTO) is not None
    covers.remove_photo(draft, by=cast.bolat)
    assert ended(draft, MatterKind.PHOTO).outcome == "picture"


def test_a_logo_of_a_verified_organization_is_due(cast: Cast) -> None:
    logos.change(cast.organization, pictures.keep(picture()), by=cast.bolat)
    assert due(cast.organization, MatterKind.PHOTO) is not None


def appealed(cast: Cast, **values: Any) -> MissedAppeal:
    shift = builders.shift(builders.project(organization=cast.organization), starts_in=-20 * DAY)
    signup = builders.signup_row(who=cast.aigerim, of=shift)
    Attendance.objects.create(signup=signup, state=AttendanceState.MISSED)
    return MissedAppeal.objects.create(signup=signup, text="Автобус келмеді.", **values)


def test_an_appeal_is_due_once_the_organization_did_not_answer(cast: Cast) -> None:
    row = appealed(cast, created_at=timezone.now() - 15 * DAY)
    assert due(row, MatterKind.APPEAL) is None
    assert missed.hand_up_overdue() == 1
    assert due(row, MatterKind.APPEAL) is not None
    missed.accept(row, by=cast.daniyar)
    assert ended(row, MatterKind.APPEAL).outcome == "accept"


def test_an_objection_to_a_block(cast: Cast) -> None:
    block = blocking.block(cast.aigerim, cast.organization, by=cast.bolat, reason="Үш рет келмеді.")
    for person, code in ((cast.camila, "not_allowed"), (cast.bolat, "not_allowed")):
        with pytest.raises(Refusal) as refused:
            objections.object_to(block, by=person, text="Қате.")
        assert refused.value.code == code
    made = objections.object_to(block, by=cast.aigerim.user, text="Мен келдім.")
    assert due(made, MatterKind.BLOCK) is not None
    with pytest.raises(Refusal):
        objections.object_to(block, by=cast.aigerim.user, text="Тағы.")
    for person in (cast.bolat, cast.camila, cast.erlan, cast.aigerim.user):
        with pytest.raises(Refusal) as refused:
            objections.lift(made, by=person, reason="Алып тастау.")
        assert refused.value.code == "not_allowed"
    objections.lift(made, by=cast.daniyar, reason="Себебі жоқ.")
    assert ended(made, MatterKind.BLOCK).outcome == "lift"
    assert not OrganizationBlock.objects.in_force().exists()


def test_a_block_the_organization_lifts_needs_no_decision(cast: Cast) -> None:
    block = blocking.block(cast.aigerim, cast.organization, by=cast.bolat, reason="Үш рет келмеді.")
    made = objections.object_to(block, by=cast.aigerim.user, text="Мен келдім.")
    blocking.lift(block, by=cast.bolat)
    made.refresh_from_db()
    assert made.state == ObjectionState.ENDED and ended(made, MatterKind.BLOCK).outcome == "end"


# --- The nightly comparison -----------------------------------------------------------------------------


def test_the_comparison_sets_right_what_was_missed(cast: Cast) -> None:
    waits = builders.project(organization=cast.organization, state=ProjectState.SUBMITTED, published_at=None)
    asked = timezone.now() - 2 * DAY
    _record(ProjectTransition, waits, "submit", "draft", "submitted", asked)
    over = builders.project(organization=cast.organization)
    Matter.objects.create(
        kind="project", subject_type="projects.project", subject_id=over.pk, region=over.region, due_at=asked
    )
    gone = Matter.objects.create(
        kind="project", subject_type="projects.project", subject_id=10**9, region=over.region, due_at=asked
    )
    moved = line(cast, escalated_at=timezone.now())
    Matter.objects.create(
        kind="hours", subject_type="volunteers.hoursentry", subject_id=moved.pk, due_at=asked,
        region=builders.region("astana"),
    )  # fmt: skip
    found = reconcile.run()
    assert (found.opened, found.closed, found.moved) == (1, 2, 1)
    opened = due(waits, MatterKind.PROJECT)
    assert opened is not None and opened.opened_at == asked
    gone.refresh_from_db()
    assert gone.outcome == GONE
    assert reconcile.run() == reconcile.Found(), "twice finds nothing"


def test_every_kind_waits_exactly_where_it_lists_what_waits(cast: Cast) -> None:
    """The two ways to ask agree: one row each, with the row's own answer."""
    builders.project(state=ProjectState.SUBMITTED, published_at=None)
    builders.project(photo="a" * 32)
    builders.organization(state=OrganizationState.SUBMITTED)
    builders.organization(logo="b" * 32)
    PictureLook.objects.create(name="c" * 32, verdict=Look.KEPT)
    builders.project(photo="c" * 32)
    told = report(cast, state=ReportState.SUBMITTED, submitted_at=timezone.now())
    ReportPhoto.objects.create(report=told, content=picture(), caption="x", faces_checked=True)
    line(cast, escalated_at=timezone.now())
    block = blocking.block(cast.aigerim, cast.organization, by=cast.bolat, reason="Себебі.")
    objections.object_to(block, by=cast.aigerim.user, text="Қате.")
    appealed(cast, escalated_at=timezone.now())
    suspended = builders.organization()
    verification.suspend(suspended, by=cast.daniyar, note="Құжаттар жоқ.", ground=Ground.DOCUMENTS)
    owner = builders.member(suspended)
    halt = halts.standing(suspended.pk)
    assert halt is not None
    verification.appeal(halt, by=owner, text="Құжаттар осында, қайта қараңыз.")
    Matter.objects.all().delete()

    for kind in kinds.every():
        listed = {row.pk for row in kind.waiting()}
        assert listed == {row.pk for row in kind.rows() if kind.waits(row)}, kind
        assert listed, kind
    reconcile.run()
    assert Matter.objects.open().count() == sum(len(list(kind.waiting())) for kind in kinds.every())


def _record(
    record: type[TransitionRecord], row: Any, action: str, before: str, after: str, at: dt.datetime, **values: Any
) -> None:
    made = record.objects.create(  # type: ignore[attr-defined]
        subject=row, action=action, from_state=before, to_state=after, **values
    )
    record.objects.filter(pk=made.pk).update(at=at)  # type: ignore[attr-defined]


def test_decisions_of_the_past(cast: Cast) -> None:
    project, now = builders.project(), timezone.now()
    _record(ProjectTransition, project, "submit", "draft", "submitted", now - 9 * DAY)
    _record(ProjectTransition, project, "return", "submitted", "needs_work", now - 7 * DAY, by=cast.daniyar)
    _record(ProjectTransition, project, "submit", "needs_work", "submitted", now - 6 * DAY)
    _record(ProjectTransition, project, "approve", "submitted", "approved", now - 5 * DAY, by=cast.daniyar)
    row: Organization = cast.organization
    _record(OrganizationTransition, row, "submit", "draft", "submitted", now - 9 * DAY)
    _record(OrganizationTransition, row, "escalate", "submitted", "submitted", now - 3 * DAY)
    _record(OrganizationTransition, row, "verify", "submitted", "verified", now - 2 * DAY)
    assert past.write() == 3
    outcomes = Matter.objects.about(project).order_by("opened_at").values_list("outcome", "opened_at", "closed_at")
    assert list(outcomes) == [
        ("return", now - 9 * DAY, now - 7 * DAY),
        ("approve", now - 6 * DAY, now - 5 * DAY),
    ]
    assert Matter.objects.about(row).get().closed_at == now - 2 * DAY
