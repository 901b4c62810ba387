"""Rows the letters of the front office speak of: each kind says here what its payload needs."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from frontoffice.desk.models import Matter
from frontoffice.models import Coordinator, Office
from frontoffice.monitoring.models import Checklist, Concern, ConcernAnswer, Finding, Visit
from frontoffice.register.models import RegisterApplication
from frontoffice.reports.models import MonitoringReport
from projects.models import Project
from qazvolunteer.accounts.models import User


def post(reader: User, project: Project) -> dict[str, Any]:
    names = {f"name_{code}": "Алматы фронт-офисі" for code in ("kk", "ru", "en")}
    office, _ = Office.objects.get_or_create(region=project.region, defaults=names)
    return {"post": Coordinator.objects.create(user=reader, office=office, role="deputy").pk}


def picture(reader: User, project: Project) -> dict[str, Any]:
    return {"type": "projects.project", "row": project.pk, "note": "Нақтылаңыз."}


def concern(reader: User, project: Project) -> dict[str, Any]:
    made = Concern.objects.create(
        draft=uuid.uuid4(), kind="money", text="Ақша сұрады.", project=project, organization=project.organization,
        region=project.region, due_at=timezone.now(),
    )  # fmt: skip
    answer = ConcernAnswer.objects.create(concern=made, text="Ұйымға жаздық.")
    return {"concern": made.pk, "answer": answer.pk}


def matter(reader: User, project: Project) -> dict[str, Any]:
    now = timezone.now()
    late = Matter.objects.create(
        kind="project",
        subject_type="projects.project",
        subject_id=project.pk,
        region=project.region,
        opened_at=now - dt.timedelta(days=9),
        due_at=now - dt.timedelta(days=2),
    )
    return {"matter": late.pk}


def assigned(reader: User, project: Project) -> dict[str, Any]:
    made = matter(reader, project)
    Matter.objects.filter(pk=made["matter"]).update(assigned_to=reader)
    return made


def morning(reader: User, project: Project) -> dict[str, Any]:
    post(reader, project)
    matter(reader, project)
    return {"day": timezone.localdate().isoformat()}


def report(reader: User, project: Project) -> dict[str, Any]:
    day = dt.date(2026, 5, 1)
    made, _ = MonitoringReport.objects.get_or_create(
        kind="month",
        region=project.region,
        first=day,
        last=dt.date(2026, 5, 31),
        defaults={
            "slug": f"2026-05-{project.region.slug}",
            "state": "signed_off",
            "figures": {},
            "figures_at": timezone.now(),
            "signed_at": timezone.now(),
        },
    )
    return {"report": made.pk}


def visit(reader: User, project: Project) -> dict[str, Any]:
    checklist = Checklist.objects.filter(programme=None).first() or Checklist.objects.create(version=1, questions=[])
    made = Visit.objects.create(
        project=project, organization=project.organization, region=project.region, basis="hand", announced=True,
        planned_for=timezone.now(), checklist=checklist,
    )  # fmt: skip
    Finding.objects.create(
        visit=made, severity="minor", text="Қолғап жоқ.", demand="Қолғап алыңыз.", due_on=timezone.localdate()
    )
    return {"visit": made.pk}


def application(reader: User, project: Project) -> dict[str, Any]:
    made, _ = RegisterApplication.objects.get_or_create(
        user=reader,
        defaults={"state": "included", "decided_on": dt.date(2026, 11, 20), "decision": "№ 12 хат."},
    )
    return {"application": made.pk}


PAYLOADS: dict[str, Callable[[User, Project], dict[str, Any]]] = {
    "frontoffice.appointed": post,
    "frontoffice.post_ended": post,
    "frontoffice.overdue": matter,
    "frontoffice.passed_on": matter,
    "frontoffice.assigned": assigned,
    "frontoffice.morning": morning,
    "frontoffice.picture_taken_out": picture,
    "frontoffice.concern_new": concern,
    "frontoffice.concern_assigned": concern,
    "frontoffice.concern_answered": concern,
    "frontoffice.report_sent": report,
    "frontoffice.visit_given": visit,
    "frontoffice.visit_announced": visit,
    "frontoffice.visit_cancelled": visit,
    "frontoffice.visit_findings": visit,
    "frontoffice.finding_answered": visit,
    "frontoffice.finding_overdue": visit,
    "frontoffice.register_decided": application,
}


def payload(code: str, reader: User, project: Project) -> dict[str, Any]:
    """What a letter of the kind ``code`` may speak of. KeyError: say it in PAYLOADS."""
    return PAYLOADS[code](reader, project)
