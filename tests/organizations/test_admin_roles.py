"""Who may open which page of the workplace, and who may press which button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organizations import verification
from organizations.enums import OrganizationState, Role
from organizations.models import Affiliation, Invitation, Organization
from projects.enums import ProjectState
from projects.models import Project, Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from tests import builders
from tests.cast import Cast
from volunteers.enums import SignUpState
from volunteers.models import SignUp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]

# What each person is answered: (aigerim, bolat, camila, daniyar, erlan, superuser).
PAGES = {
    "": (403, 200, 200, 200, 200, 200),
    "projects/project/": (403, 200, 200, 200, 200, 200),
    "projects/project/add/?blank=1": (403, 200, 200, 403, 403, 200),
    "projects/project/{project}/change/": (403, 200, 404, 200, 404, 200),
    "projects/project/{project}/history/": (403, 200, 404, 200, 404, 200),
    "projects/project/{project}/delete/": (403, 403, 403, 403, 403, 403),
    "projects/shift/": (403, 200, 200, 200, 200, 200),
    "projects/project/begin/": (403, 200, 200, 403, 403, 200),
    "projects/project/{project}/repeat/": (403, 200, 404, 404, 404, 200),
    "projects/project/{project}/days/": (403, 200, 404, 404, 404, 200),
    "projects/shift/{shift}/move/": (403, 200, 404, 404, 404, 200),
    "projects/projecttemplate/": (403, 403, 403, 403, 403, 200),
    "projects/shift/add/": (403, 200, 200, 403, 403, 200),
    "projects/shift/{shift}/change/": (403, 200, 404, 200, 404, 200),
    "volunteers/signup/": (403, 200, 200, 403, 403, 200),
    "volunteers/signup/add/": (403, 403, 403, 403, 403, 403),
    "volunteers/signup/{signup}/change/": (403, 200, 404, 403, 403, 200),
    "volunteers/signup/{signup}/history/": (403, 200, 404, 404, 404, 200),
    "volunteers/signup/{signup}/act/accept/": (403, 200, 404, 404, 404, 200),
    "volunteers/signup/roster/{shift}/": (403, 200, 404, 403, 403, 200),
    "volunteers/signup/by-phone/{shift}/": (403, 200, 404, 403, 403, 200),
    "volunteers/signup/exports/": (403, 200, 200, 403, 403, 200),
    "volunteers/organizermessage/": (403, 200, 200, 403, 403, 200),
    "volunteers/organizermessage/add/": (403, 403, 403, 403, 403, 403),
    "volunteers/organizermessage/write/?shift={shift}": (403, 200, 404, 403, 403, 200),
    "volunteers/organizationblock/": (403, 200, 200, 403, 403, 200),
    "volunteers/organizationblock/add/": (403, 403, 403, 403, 403, 403),
    "organizations/organization/": (403, 200, 200, 200, 200, 200),
    "organizations/organization/add/": (403, 403, 403, 403, 403, 200),
    "organizations/organization/{organization}/change/": (403, 200, 404, 200, 404, 200),
    "organizations/organization/{organization}/merge/": (403, 404, 404, 404, 404, 200),
    "organizations/organization/{organization}/network/": (403, 404, 404, 404, 404, 404),
    "organizations/membership/": (403, 200, 200, 403, 403, 200),
    "organizations/membership/add/": (403, 403, 403, 403, 403, 403),
    "organizations/membership/{membership}/change/": (403, 200, 404, 403, 403, 200),
    "organizations/invitation/": (403, 200, 200, 403, 403, 200),
    "organizations/invitation/add/": (403, 200, 200, 403, 403, 200),
    "organizations/invitation/{invitation}/change/": (403, 200, 404, 403, 403, 200),
    "organizations/affiliation/": (403, 200, 200, 403, 403, 200),
    "organizations/affiliation/add/": (403, 200, 200, 403, 403, 200),
    "organizations/affiliation/{affiliation}/change/": (403, 200, 404, 403, 403, 200),
    "accounts/user/": (403, 403, 403, 403, 403, 200),
    "accounts/user/{user}/change/": (403, 403, 403, 403, 403, 200),
    "accounts/consenttext/": (403, 403, 403, 403, 403, 200),
    "notifications/notification/": (403, 403, 403, 403, 403, 200),
    "places/town/": (403, 403, 403, 403, 403, 200),
    "projects/programme/": (403, 403, 403, 403, 403, 200),
    "frontoffice/coordinator/": (403, 403, 403, 403, 403, 200),
    "frontoffice/office/add/": (403, 403, 403, 403, 403, 200),
}


@pytest.fixture
def rows(cast: Cast) -> dict[str, int]:
    project = builders.project(organization=cast.organization, needs_approval=True)
    shift = builders.shift(project)
    signup = builders.signup_row(SignUpState.REQUESTED, of=shift)
    return {
        "project": project.pk,
        "shift": shift.pk,
        "signup": signup.pk,
        "organization": cast.organization.pk,
        "membership": cast.organization.memberships.get().pk,
        "invitation": Invitation.objects.create(
            organization=cast.organization, email="a@example.kz", secret_hash="x", expires_at=builders.now()
        ).pk,
        "affiliation": Affiliation.objects.create(
            network=builders.organization(kind="network"), member=cast.organization, state="member"
        ).pk,
        "user": cast.aigerim.user_id,
    }


@pytest.mark.parametrize("page", PAGES)
def test_pages(page: str, cast: Cast, rows: dict[str, int], sign_in: Browser) -> None:
    superuser = builders.user("Root", is_superuser=True)
    people = (cast.aigerim.user, cast.bolat, cast.camila, cast.daniyar, cast.erlan, superuser)
    url = f"/en/admin/{page.format(**rows)}"
    assert tuple(sign_in(person).get(url).status_code for person in people) == PAGES[page]


def test_a_visitor_is_sent_to_sign_in_and_back(rows: dict[str, int], client: Client) -> None:
    answer = client.get(f"/en/admin/projects/project/{rows['project']}/change/", follow=True)
    address, _status = answer.redirect_chain[-1]
    assert address.startswith("/en/accounts/login/")
    assert "next=" in address


def test_staff_without_a_second_factor_set_one_up_first(cast: Cast, sign_in: Browser, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    answer = sign_in(cast.bolat).get("/en/admin/")
    assert answer.status_code == 302
    assert "/accounts/2fa/" in answer["Location"]


def test_the_relaxed_policy_is_for_these_pages_alone(cast: Cast, sign_in: Browser) -> None:
    browser = sign_in(cast.bolat)
    assert "unsafe-eval" in browser.get("/en/admin/")["Content-Security-Policy"]
    assert "unsafe-eval" not in browser.get("/en/")["Content-Security-Policy"]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CHECK_IN])
def test_other_members_read_and_do_not_write(role: str, cast: Cast, rows: dict[str, int], sign_in: Browser) -> None:
    browser = sign_in(builders.member(cast.organization, role))
    assert browser.get("/en/admin/projects/project/add/?blank=1").status_code == 403
    page = browser.get(f"/en/admin/projects/project/{rows['project']}/change/")
    assert page.status_code == 200
    assert page.context["acts"] == []
    assert not page.context["has_change_permission"]
    signups = browser.get("/en/admin/volunteers/signup/").status_code
    assert signups == (200 if role == Role.COORDINATOR else 403)


def test_a_member_who_left_sees_nothing(cast: Cast, rows: dict[str, int], sign_in: Browser) -> None:
    person = builders.member(cast.organization)
    person.memberships.update(ended_at=builders.now())
    assert sign_in(person).get("/en/admin/").status_code == 403


def buttons(browser: Client, kind: str, pk: int) -> list[str]:
    page = browser.get(f"/en/admin/{kind}/{pk}/change/")
    return [entry["act"].name for entry in page.context["acts"]]


@pytest.mark.parametrize(
    ("state", "owner", "office"),
    [
        (ProjectState.DRAFT, ["submit", "cancel"], ["cancel"]),
        (ProjectState.SUBMITTED, ["cancel"], ["approve", "return", "refuse", "cancel"]),
        (ProjectState.NEEDS_WORK, ["submit", "cancel"], ["cancel"]),
        (ProjectState.APPROVED, ["publish", "close-signups", "cancel"], ["stop", "cancel"]),
        (ProjectState.REFUSED, [], []),
        (ProjectState.COMPLETED, [], []),
        (ProjectState.CANCELLED, [], []),
    ],
)
def test_buttons_of_a_project(state: str, owner: list[str], office: list[str], cast: Cast, sign_in: Browser) -> None:
    project = builders.project(organization=cast.organization, state=state, published_at=None)
    assert buttons(sign_in(cast.bolat), "projects/project", project.pk) == owner
    assert buttons(sign_in(cast.daniyar), "projects/project", project.pk) == office


def test_nobody_approves_the_project_of_their_own_organization(cast: Cast, sign_in: Browser) -> None:
    builders.member(cast.organization, Role.OWNER, user=cast.daniyar)
    project = builders.project(organization=cast.organization, state=ProjectState.SUBMITTED, published_at=None)
    browser = sign_in(cast.daniyar)
    assert "approve" not in buttons(browser, "projects/project", project.pk)
    browser.post(f"/en/admin/projects/project/{project.pk}/act/approve/", {"note": ""})
    project.refresh_from_db()
    assert project.state == ProjectState.SUBMITTED
    assert "Projects to read" not in browser.get("/en/admin/").content.decode()


@pytest.mark.parametrize("act", ["approve", "return", "refuse", "cancel", "submit", "publish"])
def test_buttons_of_others_do_nothing(act: str, cast: Cast, sign_in: Browser) -> None:
    """Pressed by hand, past the page that does not show them."""
    project = builders.project(organization=cast.organization, state=ProjectState.SUBMITTED, published_at=None)
    for person in (cast.aigerim.user, cast.camila, cast.erlan):
        answer = sign_in(person).post(f"/en/admin/projects/project/{project.pk}/act/{act}/", {"note": "Reason"})
        assert answer.status_code in {403, 404}
    if act in {"approve", "return", "refuse"}:
        sign_in(cast.bolat).post(f"/en/admin/projects/project/{project.pk}/act/{act}/", {"note": "Reason"})
    project.refresh_from_db()
    assert project.state == ProjectState.SUBMITTED


def test_a_get_acts_on_nothing(cast: Cast, sign_in: Browser) -> None:
    project = builders.project(organization=cast.organization, state=ProjectState.SUBMITTED, published_at=None)
    answer = sign_in(cast.daniyar).get(f"/en/admin/projects/project/{project.pk}/act/approve/")
    assert answer.status_code == 200
    project.refresh_from_db()
    assert project.state == ProjectState.SUBMITTED


def test_a_front_office_decides_about_an_organization(cast: Cast, sign_in: Browser) -> None:
    group = builders.organization(state=OrganizationState.SUBMITTED, verified_at=None)
    daniyar, erlan = sign_in(cast.daniyar), sign_in(cast.erlan)
    url = f"/en/admin/organizations/organization/{group.pk}"
    assert erlan.post(f"{url}/act/verify/", {}).status_code == 404
    assert "Organizations to check" in daniyar.get("/en/admin/").content.decode()
    assert daniyar.post(f"{url}/act/verify/", {"note": ""}).status_code == 302
    group.refresh_from_db()
    assert group.state == OrganizationState.VERIFIED
    assert daniyar.post(f"{url}/act/suspend/", {"note": "", "ground": "conduct"}).status_code == 200
    assert daniyar.post(f"{url}/act/suspend/", {"note": "Complaints are looked into."}).status_code == 200
    daniyar.post(f"{url}/act/suspend/", {"note": "Complaints are looked into.", "ground": "conduct"})
    group.refresh_from_db()
    assert group.state == OrganizationState.SUSPENDED


def test_nobody_decides_about_their_own_organization(cast: Cast, sign_in: Browser) -> None:
    group = builders.organization(state=OrganizationState.SUBMITTED, verified_at=None)
    builders.member(group, user=cast.daniyar)
    browser = sign_in(cast.daniyar)
    assert buttons(browser, "organizations/organization", group.pk) == []
    with pytest.raises(Refusal) as refused:
        verification.verify(group, by=cast.daniyar)
    assert refused.value.code == "not_allowed"
    assert "Organizations to check" not in browser.get("/en/admin/").content.decode()


def test_a_front_office_does_not_write_texts(cast: Cast, sign_in: Browser) -> None:
    browser = sign_in(cast.daniyar)
    url = f"/en/admin/organizations/organization/{cast.organization.pk}/change/"
    assert not browser.get(url).context["has_change_permission"]
    assert browser.post(url, {"name_kk": "Бөтен ат"}).status_code == 403


def organization_form(organization: Organization, **changes: Any) -> dict[str, Any]:
    management = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    return {"purpose_kk": "Таза қала", "about_ru": "О нас", "email": "hello@example.kz", **management, **changes}


def test_an_owner_edits_texts_and_contacts_and_not_who_they_are(cast: Cast, sign_in: Browser) -> None:
    organization = cast.organization
    before = (organization.name_kk, organization.bin, organization.region_id, organization.slug, organization.state)
    forged = {"name_kk": "Басқа", "bin": "990140000385", "region": "710000000", "slug": "x", "state": "draft"}
    url = f"/en/admin/organizations/organization/{organization.pk}/change/"
    answer = sign_in(cast.bolat).post(url, organization_form(organization, **forged, responsible=cast.camila.pk))
    assert answer.status_code == 302, answer.context["errors"]
    organization.refresh_from_db()
    after = (organization.name_kk, organization.bin, organization.region_id, organization.slug, organization.state)
    assert after == before
    assert organization.responsible is None
    assert (organization.purpose_kk, organization.email) == ("Таза қала", "hello@example.kz")


def test_members_are_read(cast: Cast, sign_in: Browser) -> None:
    url = f"/en/admin/organizations/organization/{cast.organization.pk}/change/"
    stranger = builders.user("Бейтаныс")
    forged = {
        "memberships-TOTAL_FORMS": 1,
        "memberships-0-user": stranger.pk,
        "memberships-0-role": Role.OWNER,
        "memberships-0-organization": cast.organization.pk,
    }
    browser = sign_in(cast.bolat)
    assert cast.bolat.full_name in browser.get(url).content.decode()
    browser.post(url, organization_form(cast.organization, **forged))
    assert not stranger.memberships.exists()


def test_republican_staff_see_every_region(cast: Cast, rows: dict[str, int], sign_in: Browser) -> None:
    browser = sign_in(builders.coordinator(None))
    assert browser.get(f"/en/admin/projects/project/{rows['project']}/change/").status_code == 200
    assert set(Project.objects.values_list("pk", flat=True)) == {rows["project"]}
    assert Shift.objects.count() == SignUp.objects.count() == 1
