"""The front office in a browser: from the country down to the lines of one shift, and its pages looked at by axe."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from frontoffice.rollups import rebuilding
from tests import builders, hours_rows
from tests.browser import axe
from tests.browser.conftest import DESKTOP, PHONE, Open
from volunteers.hours_enums import HoursState
from volunteers.models import SignUp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.lenient_templates]


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
    page.get_by_role("table").get_by_role("link").last.click()
    assert "Names are left out" in page.inner_text("main")
    assert page.get_by_role("row").last.inner_text().split()[-1] == "4"


def test_the_pages_pass_axe_on_a_phone_and_at_a_desk(visit: Open, worked: SignUp) -> None:
    found = []
    almaty = builders.region("almaty").slug
    pages = [
        "/kk/office/",
        f"/ru/office/?region={almaty}",
        "/en/office/figures/parts/",
        "/kk/office/people/",
        "/ru/office/goals/",
    ]
    for viewport in (PHONE, DESKTOP):
        saule = visit(builders.coordinator(None), viewport=viewport)
        for address in pages:
            saule.go(address)
            found += axe.complaints(saule.page, f"{address} {viewport['width']}")
    assert not found, "\n".join(found)
