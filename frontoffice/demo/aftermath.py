"""What came of the shifts that are over: who was there, their hours, reports, feedback and thanks.

Written with the ORM out of the sign-ups, in the order of their keys, so that the same seed makes the same rows.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from frontoffice.demo import texts
from frontoffice.demo.world import Wish
from frontoffice.models import Coordinator
from projects.enums import ProjectState
from projects.models import Project
from projects.outcomes import ProjectOutcome
from volunteers import reports
from volunteers.attendance_models import Attendance
from volunteers.enums import AttendanceState, Source
from volunteers.feedback_models import Feedback, Thanks
from volunteers.hours_enums import Evidence, HoursKind, HoursState
from volunteers.hours_models import HoursEntry, HoursTransition
from volunteers.hours_sweeps import minutes_of
from volunteers.report_enums import ReportState
from volunteers.report_models import ProjectReport, ReportOutcome, ReportTransition

# Shifts of the last weeks still wait for their hours to be confirmed.
CONFIRMED_AFTER = dt.timedelta(days=9)
REPORTED_BACK = dt.timedelta(days=60)


def write(wish: Wish) -> None:
    """After the attendance; with a chance of its own, so that nothing before it changes."""
    chance = random.Random(wish.seed + 2)
    owners = dict(
        Project.objects.filter(organization__memberships__role="owner", organization__memberships__ended_at=None)
        .order_by("pk")
        .values_list("pk", "organization__memberships__user")
    )
    came = list(
        Attendance.objects.filter(state=AttendanceState.CAME, signup__shift__cancelled_at=None)
        # Each shift, project and person once, and not once for every mark.
        .prefetch_related("signup__shift__project", "signup__volunteer__user")
        .order_by("signup")
    )
    lines = [_line(mark, wish, owners.get(mark.signup.shift.project_id)) for mark in came]
    HoursEntry.objects.bulk_create(lines, batch_size=1000)
    HoursTransition.objects.bulk_create(_records(lines), batch_size=1000)
    decided = HoursEntry.objects.filter(pk=OuterRef("subject")).values("decided_at")[:1]
    HoursTransition.objects.update(at=Subquery(decided))
    Feedback.objects.bulk_create(_feedback(chance, came), batch_size=1000)
    Thanks.objects.bulk_create(_thanks(chance, came, owners), batch_size=1000)
    _reports(chance, wish, owners)


def _line(mark: Attendance, wish: Wish, owner: int | None) -> HoursEntry:
    shift = mark.signup.shift
    decided = owner is not None and shift.ends_at < wish.now - CONFIRMED_AFTER
    scanned = mark.left_at is not None and mark.source == Source.SCANNED
    proposed_at = shift.ends_at + dt.timedelta(hours=2)
    return HoursEntry(
        volunteer=mark.signup.volunteer,
        signup=mark.signup,
        project=shift.project,
        day=timezone.localdate(shift.starts_at),
        # Work at home has no clock: what it took is told.
        minutes=minutes_of(mark, shift) or 120,
        kind=HoursKind.SHIFT,
        evidence=Evidence.SCANNED if scanned else Evidence.CONFIRMED,
        state=HoursState.CONFIRMED if decided else HoursState.PROPOSED,
        proposed_at=proposed_at,
        decided_by_id=owner if decided else None,
        decided_at=proposed_at + dt.timedelta(days=3) if decided else None,
    )


def _records(lines: list[HoursEntry]) -> Iterator[HoursTransition]:
    for line in lines:
        if line.state == HoursState.CONFIRMED:
            yield HoursTransition(
                subject=line,
                action="confirm",
                from_state=HoursState.PROPOSED,
                to_state=HoursState.CONFIRMED,
                by_id=line.decided_by_id,
            )


def _feedback(chance: random.Random, came: list[Attendance]) -> Iterator[Feedback]:
    words = texts.phrases("feedback")
    for mark in came:
        if chance.random() < 0.35:
            language = mark.signup.volunteer.user.language
            yield Feedback(
                signup=mark.signup,
                project=mark.signup.shift.project,
                text=chance.choice(words)[language] if chance.random() < 0.5 else "",
                created_at=mark.signup.shift.ends_at + dt.timedelta(hours=chance.randint(3, 60)),
                **{name: chance.choice((3, 4, 4, 5, 5, 5)) for name in Feedback.QUESTIONS},
            )


def _thanks(chance: random.Random, came: list[Attendance], owners: dict[int, int]) -> Iterator[Thanks]:
    words = texts.phrases("thanks")
    for mark in came:
        owner = owners.get(mark.signup.shift.project_id)
        if owner is not None and chance.random() < 0.1:
            language = mark.signup.volunteer.user.language
            at = mark.signup.shift.ends_at + dt.timedelta(days=1)
            yield Thanks(signup=mark.signup, text=chance.choice(words)[language], by_id=owner, at=at)


def _reports(chance: random.Random, wish: Wish, owners: dict[int, int]) -> None:
    """Most completed projects have told what they achieved; the last ones still have to."""
    words = texts.phrases("reports")
    offices = dict(Coordinator.objects.active().order_by("-pk").values_list("office__region", "user"))
    for project in Project.objects.filter(state=ProjectState.COMPLETED).order_by("pk"):
        last = project.shifts.order_by("ends_at").values_list("ends_at", flat=True).last()
        if last is None or last < wish.now - REPORTED_BACK:
            continue
        due = timezone.localdate(last) + dt.timedelta(days=14)
        told = due <= wish.today or chance.random() < 0.4
        late = chance.random() < 0.15
        people, minutes = reports.counted(project)
        at = min(wish.now, last + dt.timedelta(days=17 if late else chance.randint(3, 13)))
        accepted = told and chance.random() < 0.8
        state = ReportState.ACCEPTED if accepted else ReportState.SUBMITTED if told else ReportState.DUE
        report = ProjectReport.objects.create(
            project=project,
            due_on=due,
            state=state,
            people=people if told else None,
            minutes=minutes if told else None,
            submitted_at=at if told else None,
            accepted_at=at if accepted else None,
            **{f"text_{code}": text for code, text in (chance.choice(words) if told else {}).items()},
        )
        ReportOutcome.objects.bulk_create(
            ReportOutcome(
                report=report,
                unit=planned.unit,
                planned=planned.planned,
                done=round(float(planned.planned) * chance.uniform(0.7, 1.2)) if told else None,
            )
            for planned in ProjectOutcome.objects.filter(project=project)
        )
        if told:
            steps = [("submit", ReportState.DUE, ReportState.SUBMITTED)]
            if accepted:
                steps.append(("accept", ReportState.SUBMITTED, ReportState.ACCEPTED))
            for action, before, after in steps:
                by = owners.get(project.pk) if action == "submit" else offices.get(project.region_id)
                step = ReportTransition.objects.create(
                    subject=report, action=action, from_state=before, to_state=after, by_id=by
                )
                ReportTransition.objects.filter(pk=step.pk).update(at=at)
