"""What the front offices of the demonstration look into: concerns, signals of the records, visits with findings."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone

from frontoffice.demo import snapshots
from frontoffice.demo.world import Wish
from frontoffice.models import Coordinator
from frontoffice.monitoring import signals
from frontoffice.monitoring.enums import ConcernState, FindingState, Severity, Summary, VisitState
from frontoffice.monitoring.models import (
    Checklist,
    Concern,
    ConcernAnswer,
    ConcernTransition,
    Finding,
    FindingTransition,
    Visit,
    VisitPhoto,
)
from projects.models import Project
from qazvolunteer.core import working_days
from qazvolunteer.places.models import Region

# Almaty first; then others, in the order of their codes.
ALMATY = "750000000"
REGIONS = 5
# Kind, words in Kazakh and in Russian, the office's answer in both where it has ended.
CONCERNS = (
    ("money", "Қатысу үшін 2 000 теңге сұрады.", "За участие попросили 2 000 тенге.", "", ""),
    ("safety", "Балтамен жұмыс істедік, қолғап берілмеді.", "Работали топорами, перчаток не дали.", "", ""),
    (
        "untrue",
        "Жазылған мекенжайда ешкім болмады.",
        "По указанному адресу никого не было.",
        "Жиналатын орын ауыстырылған екен, ұйым жобаның бетін түзетті.",
        "Место сбора перенесли; организация исправила страницу проекта.",
    ),
)
FINDINGS = (
    (
        Severity.MINOR, "Алғашқы көмек қобдишасы жоқ.", "Қобдиша сатып алып, жауапты адамға беріңіз.",
        FindingState.ANSWERED, "Қобдиша сатып алынды, ол жауапты адамда.",
    ),
    (
        Severity.MINOR, "Жасөспірімдерге лайық шағын қолғап жоқ.", "Кемінде он жұп шағын қолғап алыңыз.",
        FindingState.OPEN, "",
    ),
    (Severity.NOTE, "Келгендер тізіммен белгіленді, нұсқама берілді.", "", FindingState.SETTLED, ""),
)  # fmt: skip


def fill(wish: Wish) -> None:
    """Needs projects, shifts, hours and posts."""
    checklist = Checklist.objects.filter(programme=None).order_by("-version").first()
    regions = [ALMATY, *Region.objects.exclude(pk=ALMATY).order_by("pk").values_list("pk", flat=True)[: REGIONS - 1]]
    for number, region in enumerate(regions):
        running = Project.objects.running().filter(region=region).select_related("organization").order_by("pk")
        projects = list(running[:3])
        if not projects:
            continue
        post = Coordinator.objects.filter(office__region=region).order_by("pk").first()
        for position, project in enumerate(projects):
            _concern(wish, project, post, number * len(CONCERNS) + position, position)
        if checklist is not None:
            _visited(wish, projects[0], post, checklist)
            _planned(wish, projects[-1], post, checklist)
    signals.refresh(wish.now)


def _concern(wish: Wish, project: Project, post: Coordinator | None, number: int, position: int) -> None:
    kind, kazakh, russian, said_kk, said_ru = CONCERNS[position]
    in_russian = number % 2
    at = wish.now - dt.timedelta(days=1 + 3 * position, hours=number % 7)
    closed = at + dt.timedelta(days=2) if said_kk else None
    made = Concern.objects.create(
        draft=uuid.UUID(int=wish.seed * 10_000 + number), kind=kind, text=russian if in_russian else kazakh,
        language="ru" if in_russian else "kk", project=project, organization=project.organization,
        region_id=project.region_id, opened_at=at, due_at=working_days.due(at, 5), closed_at=closed,
        state=ConcernState.CLOSED if closed else ConcernState.NEW, verdict="explained" if closed else "",
    )  # fmt: skip
    ConcernTransition.objects.create(subject=made, action="report", to_state=ConcernState.NEW)
    if closed:
        by = post.user if post else None
        ConcernAnswer.objects.create(concern=made, text=said_ru if in_russian else said_kk, by=by, at=closed)
        ConcernTransition.objects.create(
            subject=made, action="close", from_state=ConcernState.NEW, to_state=ConcernState.CLOSED, by=by
        )


def _visited(wish: Wish, project: Project, post: Coordinator | None, checklist: Checklist) -> None:
    at = _morning(wish, -6)
    answers = {str(n): {"value": "no" if n == 6 else "yes", "note": ""} for n in range(1, len(checklist.questions) + 1)}
    visit = _visit(
        project, post, checklist, basis="risk", planned_for=at, visited_at=at, answers=answers,
        state=VisitState.DONE, summary=Summary.BEING_FIXED,
    )  # fmt: skip
    for severity, text, demand, state, answer in FINDINGS:
        # What is still to be fixed is not late when the demonstration begins.
        due = working_days.due(wish.now if state == FindingState.OPEN else at, 5).date()
        answered = at + dt.timedelta(days=2) if answer else None
        finding = Finding.objects.create(
            visit=visit, severity=severity, text=text, demand=demand, due_on=due if demand else None, state=state,
            answer=answer, answered_at=answered,
        )  # fmt: skip
        if answered is not None:
            FindingTransition.objects.create(
                subject=finding, action="answer", from_state="open", to_state=state, at=answered, reason=answer
            )
            VisitPhoto.objects.create(visit=visit, finding=finding, content=snapshots.empty_shelf(), at=at)


def _planned(wish: Wish, project: Project, post: Coordinator | None, checklist: Checklist) -> None:
    _visit(project, post, checklist, basis="hand", planned_for=_morning(wish, 4), announced=True)


def _morning(wish: Wish, days: int) -> dt.datetime:
    return timezone.localtime(wish.now + dt.timedelta(days=days)).replace(hour=11, minute=0, second=0, microsecond=0)


def _visit(project: Project, post: Coordinator | None, checklist: Checklist, **values: object) -> Visit:
    visit = Visit.objects.create(
        project=project, organization=project.organization, region_id=project.region_id, checklist=checklist, **values
    )
    if post is not None:
        visit.visitors.add(post.user_id)
    return visit
