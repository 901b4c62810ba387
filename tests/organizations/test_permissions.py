"""Who may do what: each role and the outsider, in one table."""

from __future__ import annotations

from typing import Any

import pytest

from organizations import permissions
from organizations.enums import Role
from organizations.models import Membership, Organization
from projects import permissions as project_permissions
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from tests import builders, cast, doors
from volunteers import permissions as volunteer_permissions
from volunteers import signups

pytestmark = pytest.mark.django_db

# who: (may edit, may decide about sign-ups, sees the organization, oversees its region)
TABLE: dict[str, tuple[bool, bool, bool, bool]] = {
    "owner": (True, True, True, False),
    "manager": (True, True, True, False),
    "coordinator": (False, True, True, False),
    "check_in": (False, False, True, False),
    "former_owner": (False, False, False, False),
    "outsider": (False, False, False, False),
    "volunteer": (False, False, False, False),
    "regional_office": (False, False, True, True),
    "other_office": (False, False, False, False),
    "republican_office": (False, False, True, True),
    "superuser": (True, True, True, True),
}


def person(who: str, of: Organization) -> User:
    match who:
        case "former_owner":
            made = builders.member(of)
            Membership.objects.filter(user=made).update(ended_at=builders.now())
        case "outsider":
            made = builders.member(builders.organization())
        case "volunteer":
            made = builders.volunteer().user
        case "regional_office":
            made = builders.coordinator("almaty")
        case "other_office":
            made = builders.coordinator("astana")
        case "republican_office":
            made = builders.coordinator(None)
        case "superuser":
            made = builders.user(is_superuser=True)
        case _:
            made = builders.member(of, who)
    return User.objects.get(pk=made.pk)


def test_every_role_has_a_row() -> None:
    assert set(Role.values) <= set(TABLE)


@pytest.mark.parametrize("who", TABLE)
def test_the_table(who: str) -> None:
    ours = builders.organization()
    user = person(who, ours)
    edits, decides, sees, oversees = TABLE[who]
    assert permissions.may_edit(user, ours.pk) == edits
    assert (ours in permissions.editable_by(user)) == edits
    assert permissions.may_decide_signups(user, ours.pk) == decides
    assert (ours in permissions.visible_to(user)) == sees
    assert permissions.oversees(user, ours.region_id) == oversees


@pytest.mark.parametrize("who", TABLE)
def test_projects_and_sign_ups_follow_their_organization(who: str) -> None:
    ours = builders.organization()
    user = person(who, ours)
    edits, decides, sees, oversees = TABLE[who]
    project = builders.project(organization=ours)
    signup = builders.join(builders.shift(project))
    assert project_permissions.may_edit(user, project) == edits
    assert (project in project_permissions.editable_by(user)) == edits
    assert (project in project_permissions.staffed_by(user)) == decides
    assert (project in project_permissions.visible_to(user)) == sees
    assert project_permissions.may_review(user, project) == oversees
    assert volunteer_permissions.may_decide(user, signup) == decides
    assert (signup in volunteer_permissions.visible_signups(user)) == decides
    assert volunteer_permissions.decides_anywhere(user) == (decides or who == "outsider")


def test_nobody_decides_about_a_project_of_their_own_organization() -> None:
    people = cast.assemble()
    builders.member(people.organization, Role.CHECK_IN, user=people.daniyar)
    judge = User.objects.get(pk=people.daniyar.pk)
    assert not project_permissions.may_review(judge, builders.project(organization=people.organization))
    assert project_permissions.may_review(judge, builders.project(organization=people.other_organization))


def test_a_closed_account_wears_no_hat() -> None:
    ours = builders.organization()
    user = builders.member(ours, is_active=False)
    assert not permissions.may_edit(user, ours.pk)


@pytest.mark.parametrize("verb", [signups.accept, signups.decline, signups.remove])
@pytest.mark.parametrize("who", ["check_in", "former_owner", "outsider", "volunteer", "regional_office"])
def test_only_the_organizations_staff_decide_about_sign_ups(verb: Any, who: str) -> None:
    project = builders.project(needs_approval=True)
    signup = doors.taken(builders.volunteer(), builders.shift(project))
    with pytest.raises(Refusal) as refused:
        verb(signup, by=person(who, project.organization), **({} if verb is signups.accept else {"reason": "Себебі"}))
    assert refused.value.code == "not_allowed"
    signup.refresh_from_db()
    assert signup.state == "requested"


@pytest.mark.parametrize("verb", [signups.withdraw, signups.accept_offer])
def test_nobody_acts_for_the_volunteer(verb: Any) -> None:
    people = cast.assemble()
    signup = builders.join(builders.shift(builders.project(organization=people.organization)), people.aigerim)
    for by in (people.bolat, people.camila, people.daniyar):
        with pytest.raises(Refusal) as refused:
            verb(signup, by=by)
        assert refused.value.code == "not_allowed"


def test_a_removal_needs_a_reason() -> None:
    people = cast.assemble()
    signup = builders.join(builders.shift(builders.project(organization=people.organization)))
    with pytest.raises(Refusal) as refused:
        signups.remove(signup, by=people.bolat, reason=" ")
    assert refused.value.code == "note_needed"


def test_organizations_are_found_by_role() -> None:
    people = cast.assemble()
    assert list(Organization.objects.with_role(people.bolat)) == [people.organization]
    assert list(Organization.objects.with_role(people.bolat, Role.OWNER)) == [people.organization]
    assert not Organization.objects.with_role(people.bolat, Role.MANAGER).exists()


def test_hats_are_registered_once() -> None:
    def nowhere(user: User) -> frozenset[str] | None:
        return None

    before = list(permissions._overseers)
    try:
        assert permissions.overseer(nowhere) is permissions.overseer(nowhere)
        assert permissions._overseers.count(nowhere) == 1
        assert permissions.regions_overseen(builders.user()) == frozenset()
    finally:
        permissions._overseers[:] = before
