"""Invitations, roles, leaving and removing: through the workplace and the site, with outsiders at every door."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from organizations import abilities, invitations, memberships
from organizations.enums import LADDER, OrganizationKind, OrganizationState, Role
from organizations.models import Invitation, Membership, MembershipChange, Organization
from qazvolunteer.accounts import personal_data
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications import kinds, rendering
from qazvolunteer.notifications.models import Notification
from tests import builders
from tests.cast import Cast
from tests.doors import read, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]
INVITATIONS = "/en/admin/organizations/invitation/"
MEMBERS = "/en/admin/organizations/membership/"


def fresh(person: User) -> User:
    """The person as the next request reads them."""
    return User.objects.get(pk=person.pk)


def invite(browser: Client, organization: Organization, role: str = Role.COORDINATOR, **form: Any) -> HttpResponse:
    given = {"organization": organization.pk, "email": "new@example.kz", "role": role, "language": "ru", **form}
    return browser.post(f"{INVITATIONS}add/", given)


def link() -> str:
    """Out of the letter, as the invited person opens it."""
    letter = Notification.objects.filter(kind="organizations.invited").latest("created_at")
    kind = kinds.get(letter.kind)
    text = rendering.render(letter, kind, kind.load_many([letter])[letter.pk]).text
    found = re.search(r"https?://[^/\s]+(/\S+/invitations/\S+)", text)
    assert found is not None, text
    return found.group(1)


def membership(person: User, organization: Organization) -> Membership:
    return Membership.objects.active().get(user=person, organization=organization)


def refused(verb: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as problem:
        verb()
    return problem.value.code


# --- Invitations --------------------------------------------------------------------------------------


def test_from_the_letter_into_the_workplace(cast: Cast, sign_in: Browser) -> None:
    assert invite(sign_in(cast.bolat), cast.organization).status_code == 302
    letter = Notification.objects.get(kind="organizations.invited")
    assert (letter.address, letter.language, letter.recipient) == ("new@example.kz", "ru", None)
    page = Client().get(link())
    assert "/accounts/login/?next=/ru/invitations/" in page.content.decode()
    browser = sign_in(cast.aigerim.user)
    assert cast.organization.name in read(browser.get(link()))
    assert not Membership.objects.filter(user=cast.aigerim.user).exists()
    browser.post(f"{link()}accept/")
    row = membership(cast.aigerim.user, cast.organization)
    assert row.role == Role.COORDINATOR
    assert row.changes.get().action == "join"
    assert browser.get("/en/admin/").status_code == 200
    assert told(cast.bolat) == ["organizations.member_joined"]
    words = read(sign_in(cast.bolat).get(f"{MEMBERS}{row.pk}/change/"))
    assert "Accepted an invitation" in words


def test_the_database_does_not_know_the_secret(cast: Cast) -> None:
    invitations.invite(cast.organization, email="a@example.kz", role="check_in", language="kk", by=cast.bolat)
    secret = link().strip("/").rpartition("/")[2]
    row = Invitation.objects.get()
    assert secret not in str(Invitation.objects.values().get())
    assert row.secret_hash == invitations.hashed(secret)
    assert Client().get(f"/en/invitations/{row.secret_hash}/").status_code == 404


def test_the_secret_leaves_the_outbox_with_the_letter(cast: Cast, mail_folder: Any) -> None:
    from qazvolunteer.notifications import delivery

    invitations.invite(cast.organization, email="a@example.kz", role="check_in", language="kk", by=cast.bolat)
    delivery.deliver_due()
    letter = Notification.objects.get(kind="organizations.invited")
    assert letter.state == "sent"
    assert "secret" not in letter.payload
    assert "a@example.kz" not in letter.address


def test_it_works_once(cast: Cast, sign_in: Browser) -> None:
    invitations.invite(cast.organization, email="a@example.kz", role="check_in", language="en", by=cast.bolat)
    url = link()
    sign_in(cast.aigerim.user).post(f"{url}accept/")
    second = sign_in(builders.user("Екінші"))
    assert "has been used already" in read(second.post(f"{url}accept/", follow=True))
    assert Membership.objects.active().filter(organization=cast.organization).count() == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"expires_at": "past"}, "This invitation has run out"),
        ({"withdrawn_at": "past"}, "This invitation was taken back"),
    ],
)
def test_it_runs_out_and_can_be_taken_back(cast: Cast, sign_in: Browser, change: dict[str, str], sentence: str) -> None:
    invitations.invite(cast.organization, email="a@example.kz", role="check_in", language="en", by=cast.bolat)
    past = timezone.now() - dt.timedelta(minutes=1)
    Invitation.objects.update(**dict.fromkeys(change, past))
    browser = sign_in(cast.aigerim.user)
    assert sentence in read(browser.get(link_of_last()))
    browser.post(f"{link_of_last()}accept/")
    assert not Membership.objects.filter(user=cast.aigerim.user).exists()


def link_of_last() -> str:
    letter = Notification.objects.filter(kind="organizations.invited").latest("created_at")
    return f"/en/invitations/{letter.payload['secret']}/"


def test_an_invented_link_leads_nowhere(cast: Cast, sign_in: Browser) -> None:
    browser = sign_in(cast.aigerim.user)
    assert browser.get("/en/invitations/invented/").status_code == 404
    assert browser.post("/en/invitations/invented/accept/").status_code == 404


def test_a_second_invitation_voids_the_first(cast: Cast, sign_in: Browser) -> None:
    browser = sign_in(cast.bolat)
    invite(browser, cast.organization)
    first = link_of_last()
    invite(browser, cast.organization, Role.MANAGER)
    assert [row.is_open for row in Invitation.objects.order_by("pk")] == [False, True]
    assert "was taken back" in read(Client().get(first))


def test_a_member_accepts_nothing_twice(cast: Cast, sign_in: Browser) -> None:
    invitations.invite(cast.organization, email="a@example.kz", role="check_in", language="en", by=cast.bolat)
    answer = sign_in(cast.bolat).post(f"{link_of_last()}accept/", follow=True)
    assert "You already work for this organization." in read(answer)
    assert Invitation.objects.get().is_open
    assert membership(cast.bolat, cast.organization).role == Role.OWNER


def test_before_it_is_checked_an_organization_writes_to_few(cast: Cast) -> None:
    group = builders.organization(state=OrganizationState.DRAFT, verified_at=None)
    owner = builders.member(group)

    def send(number: int) -> Invitation:
        return invitations.invite(group, email=f"n{number}@example.kz", role="check_in", language="kk", by=owner)

    sent = [send(number) for number in range(invitations.MOST_OPEN_UNCHECKED)]
    assert refused(lambda: send(99)) == "too_many"
    invitations.withdraw(sent[0], by=owner)
    send(99)


def test_outsiders_invite_nobody(cast: Cast, sign_in: Browser) -> None:
    """Camila owns another organization, Aigerim none, Daniyar oversees the region; a coordinator may not either."""
    coordinator = builders.member(cast.organization, Role.COORDINATOR)
    for person in (cast.camila, cast.aigerim.user, cast.daniyar, coordinator):
        invite(sign_in(person), cast.organization)
        by = fresh(person)
        code = refused(
            lambda by=by: invitations.invite(  # type: ignore[misc]
                cast.organization, email="x@example.kz", role="check_in", language="kk", by=by
            )
        )
        assert code == "not_allowed"
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("own", LADDER)
@pytest.mark.parametrize("granted", LADDER)
def test_nobody_grants_above_their_own_role(cast: Cast, sign_in: Browser, own: str, granted: str) -> None:
    browser = sign_in(builders.member(cast.organization, own))
    invite(browser, cast.organization, granted)
    allowed = own in {Role.OWNER, Role.MANAGER} and LADDER.index(granted) >= LADDER.index(own)
    assert Invitation.objects.exists() == allowed
    target = builders.member(cast.organization, Role.CHECK_IN)
    row = membership(target, cast.organization)
    browser.post(f"{MEMBERS}{row.pk}/change/", {"role": granted})
    row.refresh_from_db()
    assert (row.role == granted) == (allowed or granted == Role.CHECK_IN)


def test_an_invitation_falls_with_the_role_it_was_given_by(cast: Cast, sign_in: Browser) -> None:
    manager = builders.member(cast.organization, Role.MANAGER)
    invitations.invite(cast.organization, email="a@example.kz", role="manager", language="en", by=manager)
    memberships.change_role(membership(manager, cast.organization), Role.CHECK_IN, by=cast.bolat)
    sign_in(cast.aigerim.user).post(f"{link_of_last()}accept/")
    assert not Membership.objects.filter(user=cast.aigerim.user).exists()


def test_whoever_was_removed_a_moment_ago_grants_nothing(cast: Cast) -> None:
    manager = fresh(builders.member(cast.organization, Role.MANAGER))
    assert manager.hats
    memberships.remove(membership(manager, cast.organization), by=cast.bolat)
    send = lambda: invitations.invite(  # noqa: E731
        cast.organization, email="a@example.kz", role="check_in", language="kk", by=manager
    )
    assert refused(send) == "not_allowed"


# --- Roles, removing, leaving -------------------------------------------------------------------------


def test_a_role_is_changed_recorded_and_told(cast: Cast, sign_in: Browser) -> None:
    person = builders.member(cast.organization, Role.CHECK_IN)
    row = membership(person, cast.organization)
    answer = sign_in(cast.bolat).post(f"{MEMBERS}{row.pk}/change/", {"role": Role.MANAGER})
    assert answer.status_code == 302
    change = MembershipChange.objects.get(membership=row)
    assert (change.action, change.from_role, change.to_role, change.by) == (
        "change_role",
        "check_in",
        "manager",
        cast.bolat,
    )
    assert told(person) == ["organizations.role_changed"]
    assert row.events.filter(role="manager").exists()  # type: ignore[attr-defined]


def test_a_manager_does_not_touch_an_owner(cast: Cast, sign_in: Browser) -> None:
    browser = sign_in(builders.member(cast.organization, Role.MANAGER))
    row = membership(cast.bolat, cast.organization)
    browser.post(f"{MEMBERS}{row.pk}/change/", {"role": Role.CHECK_IN})
    browser.post(f"{MEMBERS}{row.pk}/act/remove-member/", {"note": ""})
    row.refresh_from_db()
    assert (row.role, row.ended_at) == (Role.OWNER, None)


def test_removing_ends_and_tells(cast: Cast, sign_in: Browser) -> None:
    person = builders.member(cast.organization, Role.COORDINATOR)
    row = membership(person, cast.organization)
    url = f"{MEMBERS}{row.pk}/act/remove-member/"
    assert sign_in(cast.bolat).get(url).status_code == 200
    row.refresh_from_db()
    assert row.ended_at is None
    sign_in(cast.bolat).post(url, {"note": "The project is over."})
    row.refresh_from_db()
    assert row.ended_at is not None
    assert told(person) == ["organizations.member_removed"]
    assert sign_in(person).get("/en/admin/").status_code == 403
    assert MembershipChange.objects.get(membership=row).reason == "The project is over."


@pytest.mark.parametrize("who", ["camila", "aigerim", "daniyar", "coordinator"])
def test_outsiders_change_remove_and_see_nobody(cast: Cast, sign_in: Browser, who: str) -> None:
    person = {
        "camila": cast.camila,
        "aigerim": cast.aigerim.user,
        "daniyar": cast.daniyar,
        "coordinator": builders.member(cast.organization, Role.COORDINATOR),
    }[who]
    row = membership(builders.member(cast.organization, Role.CHECK_IN), cast.organization)
    browser = sign_in(person)
    if who != "coordinator":
        assert browser.get(f"{MEMBERS}{row.pk}/change/").status_code in {403, 404}
    browser.post(f"{MEMBERS}{row.pk}/change/", {"role": Role.OWNER})
    browser.post(f"{MEMBERS}{row.pk}/act/remove-member/", {"note": ""})
    browser.post(f"{MEMBERS}{row.pk}/act/leave/", {})
    row.refresh_from_db()
    assert (row.role, row.ended_at) == (Role.CHECK_IN, None)
    for verb in (
        lambda: memberships.change_role(row, Role.OWNER, by=fresh(person)),
        lambda: memberships.remove(row, by=fresh(person)),
        lambda: memberships.leave(row, by=fresh(person)),
    ):
        assert refused(verb) == "not_allowed"


def test_the_last_owner_stays(cast: Cast, sign_in: Browser) -> None:
    row = membership(cast.bolat, cast.organization)
    browser = sign_in(cast.bolat)
    page = f"/en/my/organizations/{cast.organization.pk}/leave/"
    assert "Make somebody else an owner first." in read(browser.post(page))
    browser.post(f"{MEMBERS}{row.pk}/change/", {"role": Role.MANAGER})
    row.refresh_from_db()
    assert (row.role, row.ended_at) == (Role.OWNER, None)
    # An owner whose account is closed is none.
    builders.member(cast.organization, Role.OWNER, is_active=False)
    assert refused(lambda: memberships.leave(row, by=cast.bolat)) == "last_owner"
    second = builders.member(cast.organization, Role.OWNER)
    browser.post(page)
    row.refresh_from_db()
    assert row.ended_at is not None
    assert told(second) == ["organizations.member_left"]
    assert browser.get(page).status_code == 404


def test_a_get_ends_nothing(cast: Cast, sign_in: Browser) -> None:
    person = builders.member(cast.organization, Role.CHECK_IN)
    assert sign_in(person).get(f"/en/my/organizations/{cast.organization.pk}/leave/").status_code == 200
    assert membership(person, cast.organization)


def test_the_responsible_adult_hands_over_first(cast: Cast, sign_in: Browser) -> None:
    group = builders.organization(kind=OrganizationKind.INITIATIVE_GROUP, responsible=cast.bolat)
    builders.member(group, user=cast.bolat)
    heir = builders.volunteer("Мұрагер").user
    builders.member(group, user=heir)
    row = membership(cast.bolat, group)
    assert refused(lambda: memberships.leave(row, by=cast.bolat)) == "responsible"
    act = f"/en/admin/organizations/organization/{group.pk}/act/take-responsibility/"
    sign_in(cast.camila).post(act)
    sign_in(builders.member(group, Role.MANAGER)).post(act)
    group.refresh_from_db()
    assert group.responsible == cast.bolat
    sign_in(heir).post(act)
    group.refresh_from_db()
    assert group.responsible == heir
    memberships.leave(row, by=fresh(cast.bolat))


def test_a_young_owner_does_not_become_responsible(cast: Cast) -> None:
    group = builders.organization(kind=OrganizationKind.INITIATIVE_GROUP, responsible=cast.bolat)
    young = builders.volunteer("Жас", birth_date=dt.date.today() - dt.timedelta(days=17 * 365)).user
    builders.member(group, user=young)
    assert refused(lambda: memberships.take_responsibility(group, by=young)) == "too_young"


# --- The table of roles -------------------------------------------------------------------------------


def test_the_table_of_roles_is_open_and_readable() -> None:
    page = Client().get("/en/organizations/roles/")
    words = read(page)
    for label in ("Owner", "Manager", "Coordinator", "Check-in", "Create, change, publish and cancel projects"):
        assert label in words
    lines = {str(words): dict(cells) for words, cells in abilities.matrix()}
    signups = lines["See who signed up; accept, decline and remove people"]
    assert signups == {"owner": True, "manager": True, "coordinator": True, "check_in": False}
    # Whoever stands higher may do no less.
    for cells in lines.values():
        assert [cells[role] for role in LADDER] == sorted((cells[role] for role in LADDER), reverse=True)


# --- Personal data ------------------------------------------------------------------------------------


def test_a_person_gets_and_loses_what_is_known(cast: Cast) -> None:
    person = cast.aigerim.user
    invitations.invite(cast.organization, email=person.email, role="check_in", language="kk", by=cast.bolat)
    given = personal_data.export(person)["organizations"]
    assert [row["email"] for row in given["invitations"]] == [person.email]
    address = person.email
    personal_data.erase(person)
    assert not Invitation.objects.filter(email=address).exists()
    assert not Invitation.objects.open().exists()
    assert not Notification.objects.filter(address=address, kind="organizations.invited").exists()


def test_lists_cost_the_same_for_few_and_many(cast: Cast, sign_in: Browser) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = sign_in(cast.bolat)

    def cost(page: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(page).status_code == 200
        return len(captured)

    def more(number: int) -> None:
        for _ in range(number):
            person = builders.member(cast.organization, Role.CHECK_IN)
            invitations.invite(
                cast.organization, email=person.email + ".kz", role="check_in", language="kk", by=cast.bolat
            )

    more(3)
    few = [cost(MEMBERS), cost(INVITATIONS)]
    more(27)
    assert [cost(MEMBERS), cost(INVITATIONS)] == few
