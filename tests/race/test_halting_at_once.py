"""Two suspend, answer one appeal, pass on one overdue decision at once. Each has a control."""

from __future__ import annotations

import datetime as dt
import threading
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from frontoffice.clocks import escalation
from frontoffice.desk.models import Matter
from organizations import halts, verification
from organizations.halt_enums import HaltState
from organizations.halt_models import Halt
from organizations.models import Organization, OrganizationTransition
from projects import moderation
from projects.models import Project, ProjectTransition
from qazvolunteer.accounts.models import User
from qazvolunteer.notifications.models import Notification
from tests import builders
from tests.race.together import at_once, codes

pytestmark = pytest.mark.django_db(transaction=True)
NOTE = "Two complaints about asking for money."
APPEAL = "Nobody of ours asked for money: it was a stranger."
PEOPLE = 4


def offices(number: int = PEOPLE) -> list[User]:
    return [builders.coordinator("almaty") for _ in range(number)]


def naive(pk: int, by: User, *, everybody: threading.Barrier) -> None:
    """Look at the state, then change it, without a lock."""
    with transaction.atomic():
        row = Organization.objects.get(pk=pk)
        assert row.is_verified
        everybody.wait(20)
        Organization.objects.filter(pk=pk).update(state="suspended")
        OrganizationTransition.objects.create(subject=row, action="suspend", to_state="suspended", by=by)


def test_control_without_a_lock_an_organization_is_suspended_twice() -> None:
    organization, people = builders.organization(), offices()
    together = threading.Barrier(len(people))
    at_once([partial(naive, organization.pk, person, everybody=together) for person in people])
    assert organization.transitions.filter(action="suspend").count() == PEOPLE


def test_several_suspend_at_once_and_one_does() -> None:
    organization, people = builders.organization(), offices()
    results = at_once([partial(verification.suspend, organization, by=person, note=NOTE) for person in people])
    assert sorted(codes(results)) == ["", *["wrong_state"] * (PEOPLE - 1)]
    assert organization.transitions.filter(action="suspend").count() == 1
    assert Halt.objects.filter(organization=organization).count() == 1


def test_several_stop_and_cancel_at_once() -> None:
    project, people = builders.project(), offices()
    acts = [partial(moderation.stop, project, by=person, note=NOTE) for person in people[:2]]
    acts += [partial(moderation.cancel, project, by=person, reason=NOTE) for person in people[2:]]
    at_once(acts)
    project = Project.objects.get(pk=project.pk)
    assert project.state == "cancelled"
    assert ProjectTransition.objects.filter(subject=project, action="cancel").count() == 1
    assert not Halt.objects.standing().exists()


def appealed() -> tuple[Organization, Halt]:
    organization = builders.organization()
    owner = builders.member(organization)
    verification.suspend(organization, by=builders.coordinator("almaty"), note=NOTE)
    halt = halts.standing(organization.pk)
    assert halt is not None
    return organization, verification.appeal(halt, by=owner, text=APPEAL)


def test_an_appeal_is_made_once() -> None:
    organization = builders.organization()
    owners = [builders.member(organization) for _ in range(PEOPLE)]
    verification.suspend(organization, by=builders.coordinator("almaty"), note=NOTE)
    halt = halts.standing(organization.pk)
    assert halt is not None
    results = at_once([partial(verification.appeal, halt, by=owner, text=APPEAL) for owner in owners])
    assert sorted(codes(results)) == ["", *["appealed_before"] * (PEOPLE - 1)]
    assert halt.records.filter(action="appeal").count() == 1


def answer_without_a_lock(pk: int, state: str, *, everybody: threading.Barrier) -> None:
    with transaction.atomic():
        halt = Halt.objects.get(pk=pk)
        assert halt.state == HaltState.APPEALED
        everybody.wait(20)
        ended = {"ended_at": timezone.now()} if state == HaltState.LIFTED else {}
        Halt.objects.filter(pk=pk).update(state=state, **ended)
        halt.records.create(action=state, from_state="appealed", to_state=state)


def test_control_without_a_lock_one_appeal_has_two_answers() -> None:
    _organization, halt = appealed()
    together = threading.Barrier(2)
    states = (HaltState.UPHELD, HaltState.LIFTED)
    at_once([partial(answer_without_a_lock, halt.pk, state, everybody=together) for state in states])
    assert halt.records.filter(from_state="appealed").count() == 2


def test_one_appeal_has_one_answer() -> None:
    organization, halt = appealed()
    acts = [
        partial(verification.answer_appeal, halt, by=person, granted=bool(number % 2), answer="We have looked at it.")
        for number, person in enumerate(offices())
    ]
    results = at_once(acts)
    assert sorted(codes(results)) == ["", *["wrong_state"] * (PEOPLE - 1)]
    assert halt.records.filter(from_state="appealed").count() == 1
    halt.refresh_from_db()
    organization.refresh_from_db()
    assert organization.is_verified == (halt.state == HaltState.LIFTED)


def escalate_without_a_lock(pk: int, *, everybody: threading.Barrier) -> bool:
    """Naive: look whether it is overdue and has not climbed, then tell everybody."""
    with transaction.atomic():
        matter = Matter.objects.get(pk=pk)
        climbs = matter.is_late and matter.escalated_at is None
        everybody.wait(20)
        Matter.objects.filter(pk=pk).update(escalated_at=timezone.now())
        return climbs


def overdue() -> Matter:
    project = builders.project(state="submitted", published_at=None)
    builders.coordinator(None)
    long_ago = timezone.now() - dt.timedelta(days=9)
    return Matter.objects.create(
        kind="project",
        subject_type="projects.project",
        subject_id=project.pk,
        region=project.region,
        opened_at=long_ago,
        due_at=long_ago + dt.timedelta(days=3),
    )


def test_control_without_a_lock_a_decision_climbs_twice() -> None:
    matter, together = overdue(), threading.Barrier(2)
    assert at_once([partial(escalate_without_a_lock, matter.pk, everybody=together)] * 2) == [True, True]


def test_two_sweeps_pass_an_overdue_decision_on_once() -> None:
    overdue()
    results = at_once([escalation.escalate_overdue] * PEOPLE)
    assert sum(int(str(result)) for result in results) == 1
    assert Notification.objects.filter(kind="frontoffice.passed_on").count() == 1
