"""The front office in a browser: from the country down to the lines of one shift, and its pages looked at by axe."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from frontoffice.monitoring.models import Concern, Signal
from frontoffice.register.models import RegisterApplication
from frontoffice.reports import building, paper
from frontoffice.rollups import rebuilding
from frontoffice.rollups.models import FiguresDrift
from frontoffice.rollups.periods import Period
from frontoffice.rules import keeping
from qazvolunteer.accounts.models import User
from tests import builders, hours_rows
from tests.browser import axe
from tests.browser.conftest import DESKTOP, PHONE, Open
from volunteers.hours_enums import HoursState
from volunteers.models import SignUp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.lenient_templates]
DAY = dt.timedelta(days=1)


@pytest.fixture
def worked(settings: Any) -> SignUp:
    """Somebody of Almaty with four confirmed hours; another one of Astana."""
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    for slug in ("astana", "almaty"):
        project = builders.project(region=builders.region(slug))
        signup = hours_rows.came(hours_rows.past_shift(project, days=0.2, hours=1))
        hours_rows.line(signup, HoursState.CONFIRMED, minutes=240)
    rebuilding.refresh()
    return signup


def test_from_the_country_to_the_lines_of_a_shift(visit: Open, worked: SignUp) -> None:
    saule = visit(builders.coordinator(None), viewport=DESKTOP)
    year = timezone.localdate(worked.shift.starts_at).year
    saule.go(f"/en/office/?period={year}")
    page = saule.page
    page.get_by_role("link", name=builders.region("almaty").short_en).last.click()
    assert page.get_by_role("heading", level=1).inner_text() == builders.region("almaty").name_en
    page.get_by_role("link", name="All figures").click()
    page.get_by_role("navigation", name="Tables").get_by_role("link", name="Projects").click()
    page.get_by_role("link", name=worked.shift.project.title_en).click()
    page.get_by_role("rowheader").first.get_by_role("link").click()
    assert f"/shifts/{worked.shift.pk}/" in page.url
    assert "Names are left out" in page.inner_text("main")
    assert page.get_by_role("row").last.inner_text().split()[-1] == "4.0"


def shown(saule: User, worked: SignUp) -> list[str]:
    """A row for each page that is looked at; the addresses of the pages, without the language."""
    project, now = worked.shift.project, timezone.now()
    report = building.ask(project.region, Period.last_months(1, timezone.localdate() - DAY), by=saule)
    building.build(report.pk)
    words = {"kk": "Алғашқы көмек керек.", "ru": "Нужна первая помощь.", "en": "First aid is needed."}
    rule = keeping.write(
        None, by=saule, title="Water", conditions=[{"field": "risk", "op": "is", "value": "water"}], demand="role",
        value="first_aider", weight="must", sentences=words,
    ).rule  # fmt: skip
    about = {"project": project, "organization": project.organization, "region": project.region}
    concern = Concern.objects.create(draft=uuid.uuid4(), kind="money", text="Ақша сұрады.", due_at=now, **about)
    signal = Signal.objects.create(
        kind="no_shows",
        first=now.date() - 30 * DAY,
        last=now.date(),
        until=now,
        figures={"missed": 6, "all": 10},
        **about,
    )
    RegisterApplication.objects.create(organization=project.organization)
    RegisterApplication.objects.create(user=worked.volunteer.user, state="sent")
    FiguresDrift.objects.create(day=now.date() - 9 * DAY, cells=2, kept={"came": 3}, counted={"came": 4})
    almaty = builders.region("almaty").slug
    return [
        reverse("office"),
        f"{reverse('office')}?region={almaty}",
        reverse("office-figures", args=["parts"]),
        reverse("office-people"),
        reverse("office-goals"),
        reverse("office-reports"),
        reverse("office-report", args=[report.slug]),
        reverse("office-deadlines"),
        reverse("office-rules"),
        reverse("office-rule", args=[rule.pk]),
        reverse("office-rule-new"),
        reverse("office-concerns"),
        reverse("office-concern", args=[concern.pk]),
        reverse("office-signals"),
        reverse("office-signal", args=[signal.pk]),
        reverse("office-register"),
        reverse("office-drifts"),
    ]


def test_the_pages_pass_axe_on_a_phone_and_at_a_desk(
    visit: Open, worked: SignUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is loaded once; theme and width are changed under it."""
    monkeypatch.setattr(paper, "typeset", lambda content: b"%PDF")
    person = builders.coordinator(None)
    saule = visit(person, viewport=DESKTOP)
    found = []
    for number, address in enumerate(shown(person, worked)):
        language = ("kk", "ru", "en")[number % 3]
        saule.go(f"/{language}/{address.split('/', 2)[2]}")
        for viewport in (DESKTOP, PHONE):
            saule.page.set_viewport_size(viewport)  # type: ignore[arg-type]
            found += axe.complaints(saule.page, f"{address} {viewport['width']}")
    assert not found, "\n".join(found)
