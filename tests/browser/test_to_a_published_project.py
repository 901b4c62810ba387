"""From a group that nobody knows to a person who is in: registered on a phone, verified, planned, published."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from organizations.models import Organization
from projects.models import Project, ShiftRule
from qazvolunteer.accounts.models import User
from tests import builders, doors
from tests.browser.conftest import Open
from tests.cast import assemble
from volunteers.models import SignUp

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.lenient_templates,
]


def done(who: User, path: str) -> None:
    """An act of the workplace; its pages have their own tests, the walk goes on where it was."""
    answer = doors.signed_in(who).post(f"/ru/admin/{path}")
    assert answer.status_code == 302, answer.content.decode()


def test_from_an_unknown_group_to_somebody_who_is_in(visit: Open, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    cast = assemble()
    programme = builders.programme()
    founder = visit(cast.aigerim)
    page = founder.page

    # Registered in Russian alone, and submitted.
    founder.go("/ru/organizations/register/?kind=initiative_group")
    page.fill("#id_name_ru", "Тёплые варежки")
    page.fill("#id_purpose_ru", "Вяжем варежки для детского дома.")
    page.select_option("#id_region", cast.organization.region_id)
    page.select_option("#id_town", str(cast.organization.town_id))
    page.fill("#id_email", "hello@example.kz")
    page.fill("#id_phone", "8 701 123 45 67")
    page.click("form.form .button--solid")
    page.wait_for_url(re.compile(r"/ru/my/organizations/\d+/$"))
    group = Organization.objects.latest("pk")
    founder.go(f"/ru/my/organizations/{group.pk}/submit/")
    page.click("form.form .button--solid")
    page.wait_for_url(re.compile(r"/ru/my/organizations/\d+/$"))

    # While the front office reads, the workplace is one press away, and the project is written.
    page.locator("main a[href='/ru/admin/']").click()
    page.locator("a[href$='/projects/project/begin/']").first.click()
    page.locator("a[href$='?blank=1']").click()
    page.select_option("#id_programme", str(programme.pk))
    page.get_by_role("tab", name="Русский").click()
    page.fill("#id_title_ru", "Вяжем вместе")
    page.fill("#id_summary_ru", "Вечер вязания для детского дома.")
    page.click("button[name=_continue]")
    page.wait_for_url(re.compile(r"/change/"))
    # What was written is what opens; what is missing is said.
    expect(page.locator("#id_title_ru")).to_be_visible()
    expect(page.locator("#content")).to_contain_text("Название на казахском и русском")
    page.get_by_role("tab", name="Қазақша").click()
    page.fill("#id_title_kk", "Бірге тоқимыз")
    page.click("button[name=_continue]")
    page.wait_for_load_state()
    project = Project.objects.get(organization=group)
    done(cast.daniyar, f"organizations/organization/{group.pk}/act/verify/")

    # Every week for two months.
    first = timezone.localdate() + dt.timedelta(days=7)
    founder.go(f"/ru/admin/projects/project/{project.pk}/repeat/")
    page.fill("#id_first_day", f"{first:%Y-%m-%d}")
    page.fill("#id_last_day", f"{first + dt.timedelta(days=62):%Y-%m-%d}")
    page.fill("#id_begins", "10:00")
    page.fill("#id_ends", "13:00")
    page.fill("#id_seats", "2")
    page.click("button[name=show]")
    page.click("button[name=make]")
    page.wait_for_url("**/change/")
    assert ShiftRule.objects.get().days.exclude(shift=None).count() == 9
    done(cast.aigerim.user, f"projects/project/{project.pk}/act/submit/")
    done(cast.daniyar, f"projects/project/{project.pk}/act/approve/")
    done(cast.aigerim.user, f"projects/project/{project.pk}/act/publish/")

    shift = project.shifts.order_by("starts_at").first()
    assert shift is not None
    founder.go(f"/ru/projects/{project.slug}/?shift={shift.pk}")
    expect(page.locator("h1")).to_have_text("Вяжем вместе")
    page.click("#take-form button")
    page.wait_for_url("**/my/shifts/**")
    assert SignUp.objects.get().state == "confirmed"
    shift.refresh_from_db()
    assert shift.seats_taken == 1
