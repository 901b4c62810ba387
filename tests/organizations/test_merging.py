"""Two records of one organization become one, by the republican office alone; the history of both stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client

from organizations import affiliations, merging
from organizations.enums import AffiliationState, OrganizationKind, OrganizationState, Role
from organizations.models import Affiliation, Membership, Organization
from projects import search
from projects.models import Project
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from tests import builders
from tests.cast import Cast
from tests.doors import read, told
from tests.organizations.registering import BIN
from volunteers.message_models import OrganizationMute
from volunteers.models import OrganizationBlock, SignUp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]

# Every foreign key to an organization: what moves in a merge, and what stays with the record it was made for.
MOVES = {
    "frontoffice.Visit.organization",
    "organizations.Affiliation.member",
    "organizations.Halt.organization",
    "organizations.Affiliation.network",
    "organizations.Membership.organization",
    "organizations.Organization.merged_into",
    "projects.Programme.partner",
    "projects.Project.organization",
    "volunteers.OrganizationBlock.organization",
    "volunteers.OrganizationMute.organization",
    "volunteers.OrganizerMessage.organization",
}
STAYS = {
    "frontoffice.RegisterApplication.organization": "moves where the one that stays has none, else is taken back",
    "organizations.Invitation.organization": "unanswered ones are void; whoever is missing is invited anew",
    "organizations.OrganizationTransition.subject": "the history of each record stays its own",
    "frontoffice.Concern.organization": "a concern stays with what it was written about",
    "frontoffice.DayFigures.organization": "counted anew from the projects, which move",
    "frontoffice.MonthFigures.organization": "counted anew from the projects, which move",
    "frontoffice.Signal.organization": "a signal stays with what it fired about",
    "volunteers.OrganizationRecord.organization": "counted anew from the projects, which move",
    "volunteers.StandInTerms.organization": "the rule of the one that stays holds",
}


@pytest.fixture
def saule(cast: Cast) -> User:
    return builders.coordinator(None, first_name="Сәуле")


def merge(browser: Client, source: Organization, into: Organization, note: str = "One BIN.") -> HttpResponse:
    url = f"/en/admin/organizations/organization/{source.pk}/merge/"
    return browser.post(url, {"into": into.slug, "note": note}, follow=True)


def test_everything_that_belongs_to_an_organization_moves_or_stays_on_purpose() -> None:
    keys = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if field.remote_field is not None
        and field.remote_field.model is Organization
        and not model.__name__.endswith("Event")
    }
    assert keys - MOVES - STAYS.keys() == set(), "Register organizations.merging.follower, or say why it stays."
    assert (MOVES | STAYS.keys()) - keys == set()


def test_projects_people_blocks_and_networks_move(cast: Cast, saule: User, sign_in: Browser) -> None:
    source, into = cast.organization, cast.other_organization
    project = builders.project(organization=source)
    signup = builders.join(builders.shift(project), cast.aigerim)
    blocked, twice = builders.volunteer(), builders.volunteer()
    for who in (blocked, twice):
        builders.block(who, source)
    builders.block(twice, into)
    builders.member(source, Role.COORDINATOR, user=cast.camila)
    network = builders.organization(kind=OrganizationKind.NETWORK)
    for member in (source, into):
        Affiliation.objects.create(network=network, member=member, state=AffiliationState.MEMBER)
    only = builders.organization(kind=OrganizationKind.NETWORK)
    Affiliation.objects.create(network=only, member=source, state=AffiliationState.MEMBER)
    partner = builders.programme("partner", partner=source)
    for muted in (source, into):
        OrganizationMute.objects.create(user=blocked.user, organization=muted)
    OrganizationMute.objects.create(user=twice.user, organization=source)

    browser = sign_in(saule)
    assert "Projects: 1" in read(browser.get(f"/en/admin/organizations/organization/{source.pk}/merge/"))
    answer = merge(browser, source, into)
    assert "Both are one organization now." in read(answer)

    source.refresh_from_db()
    project.refresh_from_db()
    partner.refresh_from_db()
    assert (source.state, source.merged_into) == (OrganizationState.MERGED, into)
    assert (project.organization, partner.partner) == (into, into)
    assert SignUp.objects.get(pk=signup.pk).state == "confirmed"
    roles = dict(Membership.objects.active().filter(organization=into).values_list("user", "role"))
    assert roles == {cast.bolat.pk: "owner", cast.camila.pk: "owner"}
    assert not Membership.objects.active().filter(organization=source).exists()
    active = OrganizationBlock.objects.filter(lifted_at=None)
    assert sorted(active.values_list("organization", "volunteer")) == sorted(
        [(into.pk, blocked.pk), (into.pk, twice.pk)]
    )
    muted_by = OrganizationMute.objects.filter(organization=into).values_list("user", flat=True)
    assert set(muted_by) == {blocked.user_id, twice.user_id}
    for one in (network, only):
        assert [row.member for row, _figures in affiliations.totals(one).rows] == [into]
    assert told(cast.bolat) == told(cast.camila) == ["organizations.merged"]


def test_the_history_of_both_stays(cast: Cast, saule: User, sign_in: Browser) -> None:
    source, into = cast.organization, cast.other_organization
    before = source.events.count()  # type: ignore[attr-defined]
    browser = sign_in(saule)
    merge(browser, source, into, "The same people and the same BIN.")
    last = source.transitions.first()
    assert last is not None
    assert (last.action, last.to_state, last.by) == ("merge", "merged", saule)
    assert "the same BIN" in last.reason
    taken_in = into.transitions.first()
    assert taken_in is not None
    assert taken_in.action == "absorb"
    assert source.name in taken_in.reason
    assert source.events.count() > before  # type: ignore[attr-defined]
    page = read(browser.get(f"/en/admin/organizations/organization/{into.pk}/change/"))
    assert "Took in another record of itself" in page
    assert source.name in page
    membership = cast.bolat.memberships.get(organization=source)
    assert [row.action for row in membership.changes.all()] == ["merge"]


def test_the_old_address_leads_to_the_one_that_stays(cast: Cast, saule: User, sign_in: Browser) -> None:
    third = builders.organization()
    merge(sign_in(saule), cast.organization, cast.other_organization)
    merge(sign_in(saule), cast.other_organization, third)
    for former in (cast.organization, cast.other_organization):
        answer = Client().get(f"/en/organizations/{former.slug}/")
        assert (answer.status_code, answer["Location"]) == (301, f"/en/organizations/{third.slug}/")
    assert Client().get("/en/organizations/no-such-thing/").status_code == 404


def test_projects_are_found_by_the_name_that_stays(cast: Cast, saule: User, sign_in: Browser) -> None:
    into = builders.organization(**builders.three("name", "Көкжиек"))
    project = builders.project(organization=cast.organization)
    builders.shift(project)
    assert project.pk not in search.fits("кокжиек")
    merge(sign_in(saule), cast.organization, into)
    assert project.pk in search.fits("кокжиек")
    assert into.name in read(Client().get(f"/en/projects/{project.slug}/"))


def test_the_number_is_free_for_the_one_that_stays(cast: Cast, saule: User, sign_in: Browser) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(bin=BIN)
    merge(sign_in(saule), cast.organization, cast.other_organization)
    Organization.objects.filter(pk=cast.other_organization.pk).update(bin=BIN)
    assert Organization.objects.filter(bin=BIN).count() == 2


@pytest.mark.parametrize("who", ["bolat", "camila", "daniyar", "erlan"])
def test_nobody_else_merges(cast: Cast, sign_in: Browser, who: str) -> None:
    person = getattr(cast, who)
    answer = merge(sign_in(person), cast.organization, cast.other_organization)
    assert answer.status_code == 404
    with pytest.raises(Refusal) as refused:
        merging.merge(cast.organization, into=cast.other_organization, by=person, note="x")
    assert refused.value.code == "not_allowed"
    cast.organization.refresh_from_db()
    assert cast.organization.state == OrganizationState.VERIFIED


def test_republican_staff_do_not_merge_their_own(cast: Cast, saule: User, sign_in: Browser) -> None:
    builders.member(cast.other_organization, user=saule)
    answer = merge(sign_in(saule), cast.organization, cast.other_organization)
    assert "never its own" in read(answer)
    cast.organization.refresh_from_db()
    assert cast.organization.state == OrganizationState.VERIFIED


@pytest.mark.parametrize(
    ("state", "code"), [(OrganizationState.SUSPENDED, "not_verified"), (OrganizationState.DRAFT, "not_verified")]
)
def test_what_stays_is_verified(cast: Cast, saule: User, state: str, code: str) -> None:
    Organization.objects.filter(pk=cast.other_organization.pk).update(state=state)
    with pytest.raises(Refusal) as refused:
        merging.merge(cast.organization, into=cast.other_organization, by=saule, note="x")
    assert refused.value.code == code


def test_not_into_itself_and_not_without_a_word(cast: Cast, saule: User) -> None:
    for into, note, code in (
        (cast.organization, "x", "itself"),
        (cast.other_organization, "  ", "note_needed"),
    ):
        with pytest.raises(Refusal) as refused:
            merging.merge(cast.organization, into=into, by=saule, note=note)
        assert refused.value.code == code
    assert Project.objects.count() == 0
