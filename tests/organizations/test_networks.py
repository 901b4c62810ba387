"""Networks: both sides agree, and the staff of the network read figures, never people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from organizations import affiliations
from organizations.enums import AffiliationState, OrganizationKind, OrganizationState, Role
from organizations.models import Affiliation, Organization
from projects.enums import ProjectState
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from tests import builders
from tests.cast import Cast
from tests.doors import read, told
from volunteers.enums import SignUpState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]
PLACES = "/en/admin/organizations/affiliation/"


@pytest.fixture
def network(cast: Cast) -> Organization:
    """Camila's organization is a network."""
    cast.other_organization.kind = OrganizationKind.NETWORK
    cast.other_organization.save()
    return cast.other_organization


def propose(browser: Client, own: Organization, other: str, direction: str = "ask") -> HttpResponse:
    return browser.post(f"{PLACES}add/", {"own": own.pk, "direction": direction, "other": other})


def act(browser: Client, row: Affiliation, name: str, **form: Any) -> HttpResponse:
    return browser.post(f"{PLACES}{row.pk}/act/{name}/", form)


def refused(verb: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as problem:
        verb()
    return problem.value.code


def test_an_organization_asks_and_the_network_agrees(cast: Cast, network: Organization, sign_in: Browser) -> None:
    bolat, camila = sign_in(cast.bolat), sign_in(cast.camila)
    answer = propose(bolat, cast.organization, f"https://example.kz/kk/organizations/{network.slug}/")
    assert answer.status_code == 302, answer.context["errors"]
    row = Affiliation.objects.get()
    assert (row.network, row.member, row.state) == (network, cast.organization, AffiliationState.ASKED)
    assert told(cast.camila) == ["organizations.affiliation_proposed"]
    assert "Networks that wait for your answer" in read(camila.get("/en/admin/"))
    # Nobody answers for the other side.
    act(bolat, row, "accept")
    row.refresh_from_db()
    assert row.state == AffiliationState.ASKED
    act(camila, row, "accept")
    row.refresh_from_db()
    assert row.state == AffiliationState.MEMBER
    assert row.agreed_at is not None
    assert told(cast.bolat) == ["organizations.affiliation_accepted"]


def test_a_network_invites_by_number_and_the_organization_declines(
    cast: Cast, network: Organization, sign_in: Browser
) -> None:
    cast.organization.bin = "350140900001"
    cast.organization.save()
    propose(sign_in(cast.camila), network, "350140900001", "invite")
    row = Affiliation.objects.get()
    assert row.state == AffiliationState.INVITED
    act(sign_in(cast.bolat), row, "decline", note="Not this year.")
    row.refresh_from_db()
    assert row.state == AffiliationState.DECLINED
    assert told(cast.camila) == ["organizations.affiliation_declined"]


def agreed(network: Organization, member: Organization) -> Affiliation:
    return Affiliation.objects.create(network=network, member=member, state=AffiliationState.MEMBER)


@pytest.mark.parametrize("side", ["bolat", "camila"])
def test_either_side_ends_it(cast: Cast, network: Organization, sign_in: Browser, side: str) -> None:
    row = agreed(network, cast.organization)
    act(sign_in(getattr(cast, side)), row, "end", note="Enough.")
    row.refresh_from_db()
    assert row.state == AffiliationState.ENDED
    other = cast.camila if side == "bolat" else cast.bolat
    assert told(other) == ["organizations.affiliation_ended"]
    assert affiliations.totals(network).rows == []


def test_outsiders_have_no_part_in_it(cast: Cast, network: Organization, sign_in: Browser) -> None:
    row = agreed(network, cast.organization)
    outsider = builders.member(builders.organization())
    coordinator = builders.member(network, Role.COORDINATOR)
    for person in (outsider, cast.aigerim.user, cast.daniyar, coordinator):
        browser = sign_in(person)
        act(browser, row, "end")
        assert propose(browser, cast.organization, network.slug).status_code in {200, 403}
        assert propose(browser, network, cast.organization.slug, "invite").status_code in {200, 403}
        again = User.objects.get(pk=person.pk)
        assert refused(lambda again=again: affiliations.end(row, by=again)) == "not_allowed"  # type: ignore[misc]
    row.refresh_from_db()
    assert row.state == AffiliationState.MEMBER
    assert Affiliation.objects.count() == 1
    assert sign_in(outsider).get(f"{PLACES}{row.pk}/change/").status_code == 404


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": OrganizationKind.ORGANIZATION}, "no_network"),
        ({"state": OrganizationState.SUSPENDED}, "not_verified"),
    ],
)
def test_only_verified_networks_have_members(
    cast: Cast, network: Organization, change: dict[str, str], code: str
) -> None:
    Organization.objects.filter(pk=network.pk).update(**change)
    assert refused(lambda: affiliations.ask(cast.organization, network, by=cast.bolat)) == code


def test_once_and_never_with_itself(cast: Cast, network: Organization) -> None:
    affiliations.ask(cast.organization, network, by=cast.bolat)
    assert refused(lambda: affiliations.invite(network, cast.organization, by=cast.camila)) == "there_already"
    assert refused(lambda: affiliations.invite(network, network, by=cast.camila)) == "itself"


def test_drafts_are_not_found_by_guessing(cast: Cast, network: Organization, sign_in: Browser) -> None:
    hidden = builders.organization(state=OrganizationState.DRAFT, bin="350140900001", verified_at=None)
    for text in (hidden.bin, hidden.slug, "nothing-here"):
        answer = propose(sign_in(cast.camila), network, str(text), "invite")
        assert "No verified organization has this BIN or address." in read(answer)


def test_the_network_reads_figures_and_no_people(cast: Cast, network: Organization, sign_in: Browser) -> None:
    agreed(network, cast.organization)
    builders.project(organization=cast.organization)
    done = builders.project(organization=cast.organization, state=ProjectState.COMPLETED)
    over = builders.shift(done, starts_in=-3 * builders.DAY)
    helper = builders.volunteer("Құпия")
    signup = builders.signup_row(SignUpState.CONFIRMED, of=over, who=helper)
    second = builders.shift(done, starts_in=-5 * builders.DAY)
    builders.signup_row(SignUpState.CONFIRMED, of=second, who=helper)
    builders.signup_row(SignUpState.DECLINED, of=over)
    camila = sign_in(cast.camila)
    translation.activate("en")
    totals = affiliations.totals(network)
    figures = dict(zip((str(label) for label in totals.labels), totals.rows[0][1], strict=True))
    assert figures["Running projects"] == 1
    assert figures["Completed projects"] == 1
    assert figures["People in past shifts"] == 1
    assert figures["Confirmed hours"] == 0
    page = read(camila.get(f"/en/admin/organizations/organization/{network.pk}/network/"))
    assert cast.organization.name in page
    assert helper.user.full_name not in page
    assert cast.bolat.full_name not in page
    # What belongs to the member stays closed.
    row = cast.organization.memberships.get()
    for url in (
        f"volunteers/signup/{signup.pk}/change/",
        f"projects/project/{done.pk}/change/",
        f"organizations/organization/{cast.organization.pk}/change/",
        f"organizations/membership/{row.pk}/change/",
    ):
        assert camila.get(f"/en/admin/{url}").status_code == 404, url


def test_the_figures_are_for_those_who_see_the_network(cast: Cast, network: Organization, sign_in: Browser) -> None:
    url = f"/en/admin/organizations/organization/{network.pk}/network/"
    assert sign_in(builders.member(network, Role.CHECK_IN)).get(url).status_code == 200
    for person in (cast.bolat, cast.erlan):
        assert sign_in(person).get(url).status_code == 404
    assert sign_in(cast.aigerim.user).get(url).status_code == 403
    plain = f"/en/admin/organizations/organization/{cast.organization.pk}/network/"
    assert sign_in(cast.bolat).get(plain).status_code == 404


def test_the_figures_cost_the_same_for_few_and_many(
    cast: Cast, network: Organization, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        agreed(network, builders.organization())
    with django_assert_num_queries(5):
        affiliations.totals(network)
    for _ in range(27):
        agreed(network, builders.organization())
    with django_assert_num_queries(5):
        affiliations.totals(network)
