"""Every address of the office by everybody: a region's rows are not there for another region, the country's pages are
the republican office's, and nobody without a post in force gets anywhere. An address without a line here fails."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.utils import timezone

from frontoffice.dashboards.models import ProgrammeGoal
from frontoffice.desk.models import Matter
from frontoffice.models import Coordinator, Office
from frontoffice.monitoring.models import Concern, Finding, Signal, VisitPhoto
from frontoffice.register.models import RegisterExport
from frontoffice.reports import files, freezing
from frontoffice.reports.models import MonitoringReport, ReportJob
from frontoffice.rollups.models import FiguresDrift
from frontoffice.rollups.periods import Period
from frontoffice.rules import keeping
from organizations.enums import Role
from organizations.halt_enums import Ground
from organizations.halt_models import Halt
from projects import moderation
from qazvolunteer.accounts.models import User
from tests import builders, doors
from tests.codebase.test_addresses import OFFICE, addresses
from tests.frontoffice.desk.sitting import of_two_regions
from tests.frontoffice.monitoring import spot
from volunteers.report_models import ProjectReport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]
DAY = dt.timedelta(days=1)
# For whom a page is: any desk; the desk of the region that its row belongs to; one person there; the republican office.
ANY, REGION, PERSON, COUNTRY = "any", "region", "person", "country"
NONE: tuple[str, ...] = ()
# The address, for whom it is, and the rows its parts name.
PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "office": (ANY, NONE),
    "office-figures": (ANY, ("table",)),
    "office-figures-project": (REGION, ("project_slug",)),
    "office-figures-shift": (REGION, ("project_slug", "shift")),
    "office-report-remind": (REGION, ("project_report",)),
    "office-goals": (COUNTRY, NONE),
    "office-goal-end": (COUNTRY, ("goal",)),
    "office-deadlines": (COUNTRY, NONE),
    "office-desk": (ANY, NONE),
    "office-matter": (REGION, ("matter",)),
    "office-matter-of": (REGION, ("matter_kind", "matter_subject")),
    "office-matter-decide": (REGION, ("matter",)),
    "office-matter-approve": (REGION, ("matter",)),
    "office-matter-assign": (REGION, ("matter",)),
    "office-matter-note": (REGION, ("matter",)),
    "office-matter-here": (REGION, ("matter",)),
    "office-organizations": (ANY, NONE),
    "office-organization": (REGION, ("organization",)),
    "office-organization-suspend": (REGION, ("organization",)),
    "office-organization-restore": (REGION, ("organization",)),
    "office-projects": (ANY, NONE),
    "office-project": (REGION, ("project",)),
    "office-project-stop": (REGION, ("project",)),
    "office-project-resume": (REGION, ("stopped",)),
    "office-halt-answer": (REGION, ("halt",)),
    "office-concerns": (ANY, NONE),
    "office-concern": (REGION, ("concern",)),
    "office-concern-assign": (REGION, ("concern",)),
    "office-concern-answer": (REGION, ("concern",)),
    "office-concern-close": (REGION, ("concern",)),
    "office-signals": (ANY, NONE),
    "office-signal": (REGION, ("signal",)),
    "office-signal-close": (REGION, ("signal",)),
    "office-visits": (ANY, NONE),
    "office-visit-choose": (ANY, NONE),
    "office-visit-draw": (ANY, NONE),
    "office-visit-plan": (REGION, ("project",)),
    "office-checklists": (COUNTRY, NONE),
    "office-visit": (REGION, ("visit",)),
    "office-visit-record": (REGION, ("visit",)),
    "office-visit-notes": (REGION, ("visit",)),
    "office-visit-photo": (REGION, ("visit", "photo")),
    "office-visit-cancel": (REGION, ("visit",)),
    "office-visit-close": (REGION, ("visit",)),
    "office-finding": (REGION, ("visit", "finding")),
    "office-people": (ANY, NONE),
    "office-appoint": (COUNTRY, NONE),
    "office-post-end": (COUNTRY, ("post",)),
    "office-post-name": (PERSON, ("post",)),
    "office-reach": (REGION, ("office",)),
    "office-register": (COUNTRY, NONE),
    "office-register-export": (COUNTRY, NONE),
    "office-register-decide": (COUNTRY, NONE),
    "office-register-fetch": (COUNTRY, ("export",)),
    "office-reports": (ANY, NONE),
    "office-report-ask": (ANY, NONE),
    "office-report": (REGION, ("report",)),
    "office-report-progress": (REGION, ("report",)),
    "office-report-cancel": (REGION, ("report",)),
    "office-report-retry": (REGION, ("report",)),
    "office-report-words": (REGION, ("report",)),
    "office-report-sign-off": (REGION, ("report",)),
    "office-report-correct": (REGION, ("report",)),
    "office-report-send": (REGION, ("report",)),
    "office-report-file": (REGION, ("report", "language", "format")),
    "office-drifts": (COUNTRY, NONE),
    "office-drift-settle": (COUNTRY, ("drift",)),
    "office-rules": (COUNTRY, NONE),
    "office-rule-new": (COUNTRY, NONE),
    "office-rule": (COUNTRY, ("rule",)),
    "office-rule-edit": (COUNTRY, ("rule",)),
    "office-rule-on": (COUNTRY, ("rule", "version")),
    "office-rule-off": (COUNTRY, ("rule",)),
}


@pytest.fixture
def rows() -> dict[str, Any]:
    """One row of each kind, all of them of Almaty."""
    now, daniyar, saule = timezone.now(), builders.coordinator("almaty"), builders.coordinator(None)
    project, stopped = builders.project(), builders.project()
    moderation.stop(stopped, by=daniyar, note="Two complaints.", ground=Ground.MONEY)
    about = {"project": project, "organization": project.organization, "region": project.region}
    visit = spot.planned(daniyar, project=project)
    found = spot.finding()
    spot.sent(doors.signed_in(daniyar), visit, found)
    spot.sent(doors.signed_in(daniyar), visit, spot.note("photo", finding=found["finding"]), photo=spot.picture())
    rule = keeping.write(
        None, by=saule, title="Water", conditions=[], demand="role", value="first_aider", weight="must",
        sentences=dict.fromkeys(("kk", "ru", "en"), "Every shift needs a first aider."),
    )  # fmt: skip
    signal = Signal.objects.create(
        kind="no_shows", first=now.date(), last=now.date(), until=now, figures={"missed": 6, "all": 10}, **about
    )
    may = Period.of_month(2026, 5)
    report = MonitoringReport.objects.create(
        kind="month", region=project.region, slug="2026-05-almaty", state="draft", first=may.first, last=may.last,
        figures=freezing.freeze(project.region_id, may), figures_at=now,
    )  # fmt: skip
    ReportJob.objects.create(report=report)
    files.keep(report, "en", {"csv": b"a,b"})
    matter = Matter.objects.create(
        kind="project", subject_type="projects.project", subject_id=project.pk, region=project.region,
        opened_at=now, due_at=now + DAY,
    )  # fmt: skip
    return {
        "table": "programmes",
        "project": project.pk,
        "project_slug": project.slug,
        "shift": builders.shift(project).pk,
        "project_report": ProjectReport.objects.create(project=project, due_on=now.date() - DAY).pk,
        "goal": ProgrammeGoal.objects.create(
            programme=project.programme, planned=5, first=now.date(), last=now.date() + DAY
        ).pk,
        "matter": matter.pk,
        "matter_kind": "project",
        "matter_subject": project.pk,
        "organization": project.organization_id,
        "stopped": stopped.pk,
        "halt": Halt.objects.get(project=stopped).pk,
        "concern": Concern.objects.create(
            draft=uuid.uuid4(), kind="money", text="Ақша сұрады.", due_at=now, **about
        ).pk,
        "signal": signal.pk,
        "visit": visit.pk,
        "photo": VisitPhoto.objects.get().pk,
        "finding": Finding.objects.get().pk,
        "post": Coordinator.objects.get(user=daniyar).pk,
        "office": Office.objects.get(region=project.region).pk,
        "export": RegisterExport.objects.create(owner=saule, language="en", expires_at=now + DAY).pk,
        "report": report.slug,
        "language": "en",
        "format": "csv",
        "drift": FiguresDrift.objects.create(day=now.date() - DAY, cells=1, kept={"came": 1}, counted={"came": 2}).pk,
        "rule": rule.rule_id,
        "version": rule.number,
    }


def with_post(**times: Any) -> User:
    person = builders.coordinator("almaty")
    Coordinator.objects.filter(user=person).update(
        **{name: timezone.now() + days * DAY for name, days in times.items()}
    )
    return person


def owner() -> User:
    return builders.member(builders.organization(), Role.OWNER)


STRANGERS: dict[str, Callable[[], User]] = {
    "nobody": builders.user,
    "owner": owner,
    "past": partial(with_post, started_at=-9, ended_at=-1),
    "future": partial(with_post, started_at=1),
}
COLLEAGUES: dict[str, Callable[[], User]] = {
    "almaty": lambda: Coordinator.objects.earliest("pk").user,
    "both": of_two_regions,
    # Whoever asked for the export: it is for nobody else.
    "republic": lambda: RegisterExport.objects.get().owner,
}


def asked(client: Client, rows: dict[str, Any], name: str) -> dict[str, int]:
    """What an address answers by both methods; nothing of it lasts."""
    path = doors.address(name, *(rows[part] for part in PAGES[name][1]))
    answers = {}
    for method in ("get", "post"):
        with transaction.atomic():
            answers[method] = getattr(client, method)(path, {"act": "take"}).status_code
            transaction.set_rollback(True)
    return answers


def kept() -> dict[str, list[dict[str, Any]]]:
    """All rows of the floors that an office can reach."""
    models = [model for label in ("frontoffice", "organizations", "projects", "volunteers") for model in
              apps.get_app_config(label).get_models()]  # fmt: skip
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


def test_every_address_has_a_line() -> None:
    assert {one.name for one in addresses() if one.name.startswith(OFFICE)} == set(PAGES)


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_get_nowhere(rows: dict[str, Any], who: str) -> None:
    client = doors.signed_in(STRANGERS[who]())
    answers = {name: asked(client, rows, name) for name in PAGES}
    assert {status for one in answers.values() for status in one.values()} <= {403, 405}
    assert [name for name, one in answers.items() if 403 not in one.values()] == []


def test_visitors_are_asked_to_sign_in(rows: dict[str, Any]) -> None:
    answers = {name: asked(Client(), rows, name) for name in PAGES}
    assert {status for one in answers.values() for status in one.values()} <= {302, 405}


def test_rows_of_another_region_are_not_there(rows: dict[str, Any]) -> None:
    client = doors.signed_in(builders.coordinator("astana"))
    before = kept()
    for name, (audience, parts) in PAGES.items():
        if audience == ANY:
            continue
        path = doors.address(name, *(rows[part] for part in parts))
        statuses = {client.get(path).status_code, client.post(path).status_code} - {405}
        assert statuses == {403 if audience == COUNTRY else 404}, name
    assert kept() == before


@pytest.mark.parametrize("who", COLLEAGUES)
def test_a_desk_opens_what_is_its_own(rows: dict[str, Any], who: str) -> None:
    client = doors.signed_in(COLLEAGUES[who]())
    answers = {name: set(asked(client, rows, name).values()) - {405} for name in PAGES}
    closed = {name for name, statuses in answers.items() if statuses & {403, 404, 500}}
    others = {"almaty": {COUNTRY}, "both": {COUNTRY, PERSON}, "republic": {PERSON}}[who]
    assert closed == {name for name, (audience, _parts) in PAGES.items() if audience in others}
