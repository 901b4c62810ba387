"""One invitation and two people, two last owners, one number and two organizations. Each has a control that loses."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from organizations import affiliations, invitations, memberships, registration, verification
from organizations.enums import OrganizationKind, OrganizationState, Role
from organizations.models import Affiliation, Invitation, Membership, Organization
from qazvolunteer.accounts.models import User
from tests import builders
from tests.organizations.registering import draft
from tests.race.together import at_once, codes

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8


def invited() -> Invitation:
    organization = builders.organization()
    owner = builders.member(organization)
    return invitations.invite(organization, email="new@example.kz", role="manager", language="kk", by=owner)


def look_then_join(invitation: Invitation, who: User, *, everybody: threading.Barrier) -> None:
    """Naive: look whether the link was used, then come in."""
    with transaction.atomic():
        unused = Invitation.objects.get(pk=invitation.pk).accepted_at is None
        everybody.wait(20)
        if unused:
            Membership.objects.create(organization=invitation.organization, user=who, role=invitation.role)
            Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now(), accepted_by=who)


def test_control_a_link_that_is_looked_at_lets_two_in() -> None:
    invitation, people = invited(), [builders.user(), builders.user()]
    together = threading.Barrier(2)
    at_once([partial(look_then_join, invitation, who, everybody=together) for who in people])
    assert Membership.objects.active().filter(organization=invitation.organization, user__in=people).count() == 2


def test_of_two_who_use_one_link_at_once_one_comes_in() -> None:
    for _ in range(ROUNDS):
        invitation, people = invited(), [builders.user() for _ in range(3)]
        results = at_once([partial(invitations.accept, invitation, by=who) for who in people])
        assert sorted(codes(results)) == ["", "used", "used"]
        members = Membership.objects.active().filter(organization=invitation.organization, user__in=people)
        assert members.count() == 1
        assert Invitation.objects.get(pk=invitation.pk).accepted_by == members.get().user


def test_a_link_is_taken_back_while_it_is_used() -> None:
    for _ in range(ROUNDS):
        invitation, who = invited(), builders.user()
        owner = invitation.invited_by
        assert owner is not None
        results = at_once(
            [partial(invitations.accept, invitation, by=who), partial(invitations.withdraw, invitation, by=owner)]
        )
        came_in = Membership.objects.active().filter(organization=invitation.organization, user=who).exists()
        assert codes(results) == (["", "used"] if came_in else ["withdrawn", ""])


def look_then_leave(row: Membership, *, everybody: threading.Barrier) -> None:
    """Naive: look whether there is another owner, then leave."""
    with transaction.atomic():
        owners = Membership.objects.active().filter(organization=row.organization, role=Role.OWNER).count()
        everybody.wait(20)
        if owners > 1:
            Membership.objects.filter(pk=row.pk).update(ended_at=timezone.now())


def two_owners() -> tuple[Organization, list[Membership]]:
    organization = builders.organization()
    for _ in range(2):
        builders.member(organization)
    return organization, list(organization.memberships.select_related("user"))


def test_control_two_owners_who_look_first_both_leave() -> None:
    organization, rows = two_owners()
    together = threading.Barrier(2)
    at_once([partial(look_then_leave, row, everybody=together) for row in rows])
    assert not organization.memberships.active().exists()


def test_of_two_last_owners_one_stays() -> None:
    for _ in range(ROUNDS):
        organization, rows = two_owners()
        results = at_once([partial(memberships.leave, row, by=row.user) for row in rows])
        assert sorted(codes(results)) == ["", "last_owner"]
        assert organization.memberships.active().count() == 1


def test_two_owners_who_remove_each_other() -> None:
    for _ in range(ROUNDS):
        organization, (one, other) = two_owners()
        results = at_once(
            [partial(memberships.remove, one, by=other.user), partial(memberships.remove, other, by=one.user)]
        )
        assert sorted(codes(results)) == ["", "not_allowed"]
        assert organization.memberships.active().get().role == Role.OWNER


def look_then_submit(row: Organization, *, everybody: threading.Barrier) -> None:
    """Naive: look whether somebody has the number, then claim it."""
    with transaction.atomic():
        taken = Organization.objects.filter(bin=row.bin, state=OrganizationState.SUBMITTED).exists()
        everybody.wait(20)
        if not taken:
            Organization.objects.filter(pk=row.pk).update(state=OrganizationState.SUBMITTED)


def test_control_two_who_look_first_claim_one_number() -> None:
    """Only the database stands in their way, and its error is no sentence for a page."""
    rows = [draft(**builders.three("name", name)) for name in ("Алтын дән", "Күміс тау")]
    together = threading.Barrier(2)
    with pytest.raises(IntegrityError, match="organizations_bin_once"):
        at_once([partial(look_then_submit, row, everybody=together) for row in rows])


def test_one_number_is_submitted_twice_at_once() -> None:
    """Both looked and found nobody; the database has the last word, or the second look."""
    for _ in range(ROUNDS):
        Organization.objects.all().update(state=OrganizationState.CLOSED)
        rows = [draft(**builders.three("name", name)) for name in ("Алтын дән", "Күміс тау")]
        owners = [builders.member(row) for row in rows]
        results = at_once(
            [partial(verification.submit, row, by=owner) for row, owner in zip(rows, owners, strict=True)]
        )
        assert sorted(codes(results)) == ["", "bin_taken"]
        assert Organization.objects.filter(state=OrganizationState.SUBMITTED).count() == 1


def look_then_register(who: User, *, everybody: threading.Barrier) -> None:
    """Naive: look among one's own drafts, then make one."""
    with transaction.atomic():
        known = Membership.objects.active().filter(user=who, organization__name_kk="Алтын дән").exists()
        everybody.wait(20)
        if not known:
            builders.member(draft(**builders.three("name", "Алтын дән")), user=who)


def test_control_a_form_sent_twice_at_once_makes_two_drafts() -> None:
    # Made before, so that both threads find the place.
    who, _town = builders.user(), builders.town()
    press = partial(look_then_register, who, everybody=threading.Barrier(2))
    at_once([press, press])
    assert Membership.objects.filter(user=who).count() == 2


def test_a_form_sent_twice_at_once_makes_one_draft() -> None:
    details = registration.Details(region=builders.region(), name_kk="Алтын дән")
    for _ in range(ROUNDS):
        who = builders.user()
        press = partial(registration.register, kind=OrganizationKind.ORGANIZATION, details=details, by=who)
        assert sorted(codes(at_once([press, press]))) == ["", "twice"]
        assert Membership.objects.filter(user=who).count() == 1


def test_both_sides_propose_at_once() -> None:
    for _ in range(ROUNDS):
        network, member = builders.organization(kind=OrganizationKind.NETWORK), builders.organization()
        here, there = builders.member(network), builders.member(member)
        results = at_once(
            [
                partial(affiliations.invite, network, member, by=here),
                partial(affiliations.ask, member, network, by=there),
            ]
        )
        assert sorted(codes(results)) == ["", "there_already"]
        assert Affiliation.objects.filter(network=network).count() == 1
