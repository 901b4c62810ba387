"""From a volunteer to an organization: a draft on the site, submitted, returned, answered, verified; who may not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from organizations import registration, verification
from organizations.enums import OrganizationKind, OrganizationState, Role
from organizations.models import Organization
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from tests import builders
from tests.cast import Cast
from tests.doors import read, told
from tests.organizations.registering import BIN, draft, form, picture, register, registered, submit

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]


@pytest.fixture
def own(cast: Cast, sign_in: Browser) -> Client:
    """Aigerim's: a volunteer, grown up, who works for nobody."""
    return sign_in(cast.aigerim.user)


def test_the_way_in_stands_in_the_menu_and_on_the_list(own: Client) -> None:
    assert "/en/my/organizations/" in own.get("/en/").content.decode()
    assert "/en/organizations/register/" in Client().get("/en/organizations/").content.decode()
    assert "/en/organizations/register/" in own.get("/en/my/organizations/").content.decode()
    page = own.get("/en/organizations/register/").content.decode()
    assert [kind for kind in OrganizationKind.values if f"?kind={kind}" not in page] == []


def test_a_visitor_logs_in_first() -> None:
    for method in (Client().get, Client().post):
        answer = method("/en/organizations/register/?kind=organization")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/en/accounts/login/?next=")


def test_the_english_name_and_purpose_are_asked_and_may_be_left_out(own: Client) -> None:
    made = registered(own, name_en="Golden Grain", purpose_en="We give out hot lunches.")
    assert (made.name_en, made.purpose_en) == ("Golden Grain", "We give out hot lunches.")
    assert made.slug == "golden-grain"
    page = own.get(f"/en/my/organizations/{made.pk}/edit/").content.decode()
    assert "Golden Grain" in page
    assert "We give out hot lunches." in page
    own.post(f"/en/my/organizations/{made.pk}/edit/", form(name_en=""))
    made.refresh_from_db()
    assert not made.name_en
    assert made.name_ru == "Золотое зерно"


def test_registering_an_organization(cast: Cast, own: Client) -> None:
    made = registered(own)
    assert (made.kind, made.state, made.bin) == ("organization", "draft", BIN)
    assert (made.phone, made.slug) == ("+77011234567", "zolotoe-zerno")
    assert made.responsible is None
    membership = made.memberships.get()
    assert (membership.user, membership.role) == (cast.aigerim.user, Role.OWNER)
    assert membership.changes.get().action == "found"
    assert User.objects.get(pk=cast.aigerim.user_id).is_staff
    # Nobody else hears of a draft.
    assert Client().get(f"/en/organizations/{made.slug}/").status_code == 404


def test_a_draft_needs_little(own: Client) -> None:
    empty = {"name_kk": "Қонақ", "name_ru": None, "bin": None, "town": None, "purpose_ru": None, "phone": None}
    made = registered(own, email=None, **empty)
    page = read(own.get(f"/en/my/organizations/{made.pk}/"))
    for need in ("The purpose", "The town.", "An e-mail", "A phone number", "The BIN."):
        assert need in page
    answer = read(submit(own, made))
    assert "Something is still needed." in answer
    made.refresh_from_db()
    assert made.state == OrganizationState.DRAFT
    own.post(f"/en/my/organizations/{made.pk}/edit/", form(name_kk="Қонақ", name_ru=""))
    submit(own, made)
    made.refresh_from_db()
    assert made.state == OrganizationState.SUBMITTED


@pytest.mark.parametrize("number", ["350140900002", "991231590001", "123", "35014O900001"])
def test_a_wrong_bin_is_refused(own: Client, number: str) -> None:
    answer = register(own, bin=number)
    assert answer.context["form"].errors["bin"]
    assert "check the twelve digits" in read(answer) or "at most 12" in read(answer)
    assert not Organization.objects.filter(name_kk="Алтын дән").exists()


def test_a_town_of_another_region_is_refused(own: Client) -> None:
    answer = register(own, region=builders.region("astana").pk)
    assert "This town lies in another region." in read(answer)


def test_an_initiative_group_has_a_responsible_adult_and_no_bin(cast: Cast, own: Client) -> None:
    made = registered(own, "initiative_group", bin=None)
    assert (made.kind, made.bin, made.responsible) == ("initiative_group", None, cast.aigerim.user)
    forged = registered(own, "initiative_group", name_kk="Басқа топ", name_ru="Другая группа")
    assert forged.bin is None


@pytest.mark.parametrize(
    ("born", "sentence"),
    [
        (dt.date.today() - dt.timedelta(days=16 * 365), "18 or older"),
        (None, "your date of birth is not known"),
    ],
)
def test_a_group_needs_an_adult(sign_in: Browser, born: dt.date | None, sentence: str) -> None:
    young = builders.volunteer(birth_date=born).user
    answer = register(sign_in(young), "initiative_group", bin=None)
    assert sentence in read(answer)
    assert not Organization.objects.filter(kind=OrganizationKind.INITIATIVE_GROUP).exists()


def test_pressed_twice_it_is_registered_once(own: Client) -> None:
    registered(own)
    assert "already registering" in read(register(own))
    assert Organization.objects.filter(name_kk="Алтын дән").count() == 1


def test_nobody_registers_without_end(own: Client) -> None:
    for number in range(registration.MOST_AT_ONCE):
        registered(own, name_kk=f"Ұйым {number}", name_ru="", bin=None)
    assert "Wait for the front office" in read(register(own, name_kk="Тағы бір", name_ru="", bin=None))


def test_addresses_are_our_own(own: Client) -> None:
    made = registered(own, name_kk="Register", name_ru="")
    assert made.slug.startswith("register-")
    assert own.get("/en/organizations/register/").status_code == 200


def test_the_logo_is_drawn_anew_shown_replaced_and_removed(own: Client) -> None:
    made = registered(own, logo=picture())
    first = made.logo
    assert own.get(made.logo_url)["Content-Type"] == "image/jpeg"
    assert made.logo_url in own.get(f"/en/my/organizations/{made.pk}/").content.decode()
    edit = f"/en/my/organizations/{made.pk}/edit/"
    own.post(edit, form(logo=picture((10, 120, 40))))
    made.refresh_from_db()
    second = made.logo
    assert second not in {"", first}
    own.post(edit, form(logo_url="/etc/passwd"))
    made.refresh_from_db()
    assert made.logo == second
    own.post(edit, form(**{"logo-clear": "on"}))
    made.refresh_from_db()
    assert made.logo_url == ""


def test_a_logo_that_runs_programs_is_refused(own: Client) -> None:
    svg = SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "image/svg+xml")
    answer = register(own, logo=svg)
    assert answer.context["form"].errors["logo"]


def test_submitted_returned_answered_verified(cast: Cast, own: Client, sign_in: Browser) -> None:
    made = registered(own)
    page = read(submit(own, made))
    assert "5 working days left" in page
    made.refresh_from_db()
    assert made.state == OrganizationState.SUBMITTED
    assert made.decide_by is not None
    assert told(cast.daniyar) == ["organizations.to_check"]
    assert told(cast.erlan) == []
    assert own.get(f"/en/my/organizations/{made.pk}/edit/").status_code == 404
    verification.return_for_changes(made, by=cast.daniyar, note="Add the street.")
    page = read(own.get(f"/en/my/organizations/{made.pk}/"))
    assert "Add the street." in page
    assert "working days left" not in page
    submit(own, made, "The street is added.")
    answer = made.transitions.first()
    assert answer is not None
    assert (answer.action, answer.reason) == ("submit", "The street is added.")
    verification.verify(made, by=cast.daniyar)
    page = read(own.get(f"/en/my/organizations/{made.pk}/"))
    assert "Open the workplace" in page
    assert told(cast.aigerim) == ["organizations.returned", "organizations.verified"]
    assert Client().get(f"/en/organizations/{made.slug}/").status_code == 200


def test_its_owner_closes_it_and_the_number_is_free(cast: Cast, own: Client, sign_in: Browser) -> None:
    made = registered(own)
    submit(own, made)
    assert own.get(f"/en/my/organizations/{made.pk}/close/").status_code == 200
    made.refresh_from_db()
    assert made.state == OrganizationState.SUBMITTED
    own.post(f"/en/my/organizations/{made.pk}/close/")
    made.refresh_from_db()
    assert made.state == OrganizationState.CLOSED
    assert not User.objects.get(pk=cast.aigerim.user_id).is_staff
    other = sign_in(builders.volunteer("Бауыржан").user)
    again = registered(other)
    submit(other, again)
    again.refresh_from_db()
    assert (again.state, again.bin) == (OrganizationState.SUBMITTED, BIN)


def test_a_verified_organization_is_not_closed_by_a_press(cast: Cast, sign_in: Browser) -> None:
    browser = sign_in(cast.bolat)
    page = f"/en/my/organizations/{cast.organization.pk}/"
    assert "Close the registration" not in read(browser.get(page))
    browser.post(f"{page}close/")
    cast.organization.refresh_from_db()
    assert cast.organization.state == OrganizationState.VERIFIED


@pytest.mark.parametrize("tail", ["", "edit/", "submit/", "close/", "leave/"])
def test_outsiders_find_nothing(cast: Cast, sign_in: Browser, tail: str) -> None:
    made = draft()
    builders.member(made, user=cast.bolat)
    for person in (cast.aigerim.user, cast.camila, cast.daniyar):
        browser = sign_in(person)
        assert browser.get(f"/en/my/organizations/{made.pk}/{tail}").status_code == 404
        answer = browser.post(f"/en/my/organizations/{made.pk}/{tail}", form(note="x"))
        assert answer.status_code in {404, 405}
    made.refresh_from_db()
    assert (made.state, made.memberships.active().count()) == (OrganizationState.DRAFT, 1)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CHECK_IN])
def test_other_members_read_alone(cast: Cast, sign_in: Browser, role: str) -> None:
    made = draft()
    browser = sign_in(builders.member(made, role))
    page = f"/en/my/organizations/{made.pk}/"
    assert browser.get(page).status_code == 200
    for tail in ("edit/", "submit/"):
        assert browser.post(page + tail, form(note="x")).status_code == 404
    browser.post(f"{page}close/")
    made.refresh_from_db()
    assert made.state == OrganizationState.DRAFT


def test_state_and_owner_never_come_from_the_form(cast: Cast, own: Client) -> None:
    forged = {"state": "verified", "slug": "chosen", "verified_at": "2026-01-01", "responsible": cast.bolat.pk}
    made = registered(own, kind="organization", **forged, decide_by="2030-01-01", merged_into=cast.organization.pk)
    assert (made.state, made.slug, made.verified_at) == ("draft", "zolotoe-zerno", None)
    assert (made.responsible, made.decide_by, made.merged_into) == (None, None, None)


def test_the_verbs_ask_again(cast: Cast) -> None:
    made = draft()
    builders.member(made, user=cast.bolat)
    details = registration.Details(region=builders.region(), name_kk="Басқа")
    for verb in (
        lambda: registration.change(made, details=details, by=cast.camila),
        lambda: registration.close(made, by=cast.camila),
        lambda: verification.submit(made, by=cast.camila),
    ):
        with pytest.raises(Refusal) as refused:
            verb()
        assert refused.value.code == "not_allowed"


def test_the_same_number_of_queries_for_many(cast: Cast, own: Client, django_assert_num_queries: Callable) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert own.get("/en/my/organizations/").status_code == 200
        return len(captured)

    for _ in range(3):
        builders.member(builders.organization(), user=cast.aigerim.user)
    few = cost()
    for _ in range(27):
        builders.member(builders.organization(), user=cast.aigerim.user)
    assert cost() == few
