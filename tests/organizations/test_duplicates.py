"""Is it registered already? Asked before the front office sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from organizations import duplicates, verification
from organizations.enums import OrganizationState
from organizations.models import Organization
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from tests import builders
from tests.cast import Cast
from tests.doors import read
from tests.organizations.registering import BIN, draft, submit

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]
OTHER = "350141900007"


def found(organization: Organization) -> list[tuple[Organization, bool]]:
    return [(one.organization, one.same_bin) for one in duplicates.alike(organization)]


def existing(name: str = "Жасыл қала", **values: object) -> Organization:
    return builders.organization(**{**builders.three("name", name), "bin": OTHER, **values})


@pytest.mark.parametrize(
    "name",
    ["Жасыл қала", "Жасыл кала", "«Жасыл қала» қоры", "ОФ «Жасыл Қала»", "Jasyl qala", "Жасыл қаласы", "Жасил кала"],
)
def test_a_close_name_in_any_spelling_is_found(name: str) -> None:
    there = existing()
    assert found(draft(**{**builders.three("name", ""), "name_kk": name})) == [(there, False)]


@pytest.mark.parametrize("name", ["Алтын дән", "Таза өзен", "Жас ұрпақ", "Қала волонтерлері"])
def test_another_name_is_not(name: str) -> None:
    existing()
    assert found(draft(**builders.three("name", name))) == []


def test_of_three_languages_one_is_enough() -> None:
    names = {"name_kk": "Жасыл қала", "name_ru": "Зелёный город", "name_en": "Green City"}
    there = builders.organization(**names)
    assert found(draft(name_kk="", name_ru="Зеленый город", name_en="")) == [(there, False)]


def test_a_close_name_elsewhere_is_another_organization() -> None:
    existing(region=builders.region("astana"), town=None)
    assert found(draft(**builders.three("name", "Жасыл қала"))) == []


def test_the_same_number_is_found_everywhere_and_first() -> None:
    close = existing("Алтын дән")
    same = existing("Басқаша", bin=BIN, region=builders.region("astana"), town=None)
    assert found(draft()) == [(same, True), (close, False)]


@pytest.mark.parametrize("state", [OrganizationState.DRAFT, OrganizationState.REFUSED, OrganizationState.CLOSED])
def test_drafts_of_others_are_nobodys_business(state: str) -> None:
    existing("Алтын дән", state=state, bin=BIN)
    assert found(draft()) == []


def test_the_page_shows_them_and_asks_how_it_differs(cast: Cast, sign_in: Browser) -> None:
    there = existing("Алтын дән")
    made = draft()
    browser = sign_in(builders.member(made))
    page = read(browser.get(f"/en/my/organizations/{made.pk}/submit/"))
    assert "Is it one of these?" in page
    assert there.name in page
    submit(browser, made)
    made.refresh_from_db()
    assert made.state == OrganizationState.DRAFT
    submit(browser, made, "We are the youth branch of another town.")
    made.refresh_from_db()
    assert made.state == OrganizationState.SUBMITTED


def test_a_taken_number_goes_no_further(cast: Cast, sign_in: Browser) -> None:
    existing("Басқаша", bin=BIN)
    made = draft()
    owner = builders.member(made)
    page = read(sign_in(owner).get(f"/en/my/organizations/{made.pk}/submit/"))
    assert "An organization with this BIN is already registered" in page
    with pytest.raises(Refusal) as refused:
        verification.submit(made, by=owner, note="Ours.")
    assert refused.value.code == "bin_taken"


@pytest.mark.usefixtures("workplace")
@pytest.mark.lenient_templates
def test_the_front_office_sees_them_too(cast: Cast, sign_in: Browser) -> None:
    there = existing("Алтын дән")
    made = draft(state=OrganizationState.SUBMITTED)
    url = f"/en/admin/organizations/organization/{made.pk}/change/"
    page = read(sign_in(cast.daniyar).get(url))
    assert "a close name in the same region" in page
    assert there.name in page
    assert "The BIN names a month that has not come yet." in page
    builders.member(made, user=cast.bolat)
    assert "Look at this" not in read(
        sign_in(cast.bolat).get(f"/en/admin/organizations/organization/{made.pk}/change/")
    )
