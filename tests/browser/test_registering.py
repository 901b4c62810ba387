"""From a volunteer with a phone to an organization of two, and the front office between; without scripts too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from organizations import invitations, verification
from organizations.enums import OrganizationState
from organizations.models import Membership, Organization
from qazvolunteer.notifications.models import Notification
from tests import builders
from tests.browser import axe
from tests.browser.conftest import DESKTOP, PHONE, Open
from tests.cast import assemble

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_group_is_registered_on_a_phone_and_invites_somebody(visit: Open, scripts: bool) -> None:
    cast = assemble()
    founder = visit(cast.aigerim, scripts=scripts)
    founder.go("/ru/organizations/")
    page = founder.page
    page.click("a[href='/ru/organizations/register/']")
    page.click("a[href='?kind=initiative_group']")
    page.fill("#id_name_ru", "Тёплые варежки")
    page.select_option("#id_region", cast.organization.region_id)
    page.click("form.form .button--solid")
    page.wait_for_url(re.compile(r"/ru/my/organizations/\d+/$"))
    group = Organization.objects.latest("pk")
    page.click(f"a[href='/ru/my/organizations/{group.pk}/edit/']")
    page.fill("#id_purpose_ru", "Вяжем варежки для детского дома.")
    page.select_option("#id_town", str(cast.organization.town_id))
    page.fill("#id_email", "hello@example.kz")
    page.fill("#id_phone", "8 701 123 45 67")
    page.click("form.form .button--solid")
    page.click(f"a[href='/ru/my/organizations/{group.pk}/submit/']")
    page.click("form.form .button--solid")
    expect(page.locator(".notice", has_text="осталось 5 рабочих дней")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the phone"
    group.refresh_from_db()
    assert group.state == OrganizationState.SUBMITTED
    verification.verify(group, by=cast.daniyar)
    page.reload()
    expect(page.locator("a[href='/ru/admin/']").last).to_be_visible()

    invitations.invite(group, email="new@example.kz", role="coordinator", language="ru", by=cast.aigerim.user)
    secret = Notification.objects.get(kind="organizations.invited").payload["secret"]
    colleague = builders.volunteer("Жанар")
    second = visit(colleague, scripts=scripts)
    second.go(f"/ru/invitations/{secret}/")
    second.page.click("form .button--solid")
    second.page.wait_for_url(f"**/ru/my/organizations/{group.pk}/")
    assert Membership.objects.active().get(user=colleague.user).role == "coordinator"


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_pages_pass_axe(visit: Open, viewport: dict[str, int]) -> None:
    cast = assemble()
    draft = builders.organization(state=OrganizationState.DRAFT, verified_at=None, **builders.three("name", "Жасыл"))
    builders.member(draft, user=cast.bolat)
    invitations.invite(cast.organization, email="a@example.kz", role="manager", language="kk", by=cast.bolat)
    secret = Notification.objects.get(kind="organizations.invited").payload["secret"]
    one = visit(cast.bolat, viewport=viewport)
    for path in (
        "organizations/register/",
        "organizations/register/?kind=organization",
        "organizations/roles/",
        "my/organizations/",
        f"my/organizations/{draft.pk}/",
        f"my/organizations/{draft.pk}/edit/",
        f"my/organizations/{draft.pk}/submit/",
        f"my/organizations/{draft.pk}/close/",
        f"my/organizations/{cast.organization.pk}/",
        f"my/organizations/{cast.organization.pk}/leave/",
        f"invitations/{secret}/",
    ):
        one.go(f"/kk/{path}")
        found = axe.complaints(one.page, path)
        assert not found, "\n".join(found)
