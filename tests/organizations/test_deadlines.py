"""The clock of a decision: five working days, holidays left out; then it climbs to the republic by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation

from frontoffice.clocks import escalation
from frontoffice.desk.models import Matter
from organizations import deadlines, verification
from organizations.enums import OrganizationState
from organizations.models import Organization
from qazvolunteer.accounts.models import User
from tests import builders
from tests.cast import Cast
from tests.doors import read, told
from tests.organizations.registering import draft

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]


def local(*moment: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(*moment))


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        # Monday to the next Monday.
        (local(2026, 6, 1, 9), local(2026, 6, 8, 18)),
        # On a Saturday the week begins on Monday.
        (local(2026, 6, 6, 23, 59), local(2026, 6, 12, 18)),
        # Independence Day, 16 December 2026, is a Wednesday.
        (local(2026, 12, 14, 9), local(2026, 12, 22, 18)),
    ],
)
def test_five_working_days(submitted: dt.datetime, due: dt.datetime) -> None:
    assert deadlines.decision_due(submitted) == due


def waiting(**values: object) -> Organization:
    made = draft()
    owner = builders.member(made)
    verification.submit(made, by=owner)
    Organization.objects.filter(pk=made.pk).update(**values)
    if "decide_by" in values:
        Matter.objects.about(made).update(due_at=values["decide_by"])
    return Organization.objects.get(pk=made.pk)


def test_the_clock_in_words() -> None:
    translation.activate("en")
    with time_machine.travel(local(2026, 6, 1, 9), tick=False):
        made = waiting()
        assert deadlines.words(made) == "The decision is due by Mon 8 June: 5 working days left."
    with time_machine.travel(local(2026, 6, 5, 9), tick=False):
        assert "1 working day left" in deadlines.words(made)
    with time_machine.travel(local(2026, 6, 8, 9), tick=False):
        assert deadlines.words(made) == "The decision is due today, by 18:00."
    with time_machine.travel(local(2026, 6, 8, 18, 1), tick=False):
        assert deadlines.is_overdue(made)
        assert "It passes to the republican front office." in deadlines.words(made)


@pytest.mark.usefixtures("workplace")
@pytest.mark.lenient_templates
def test_an_overdue_decision_climbs_once_and_everybody_sees_it(cast: Cast, sign_in: Browser) -> None:
    saule = builders.coordinator(None)
    made = waiting(decide_by=timezone.now() - dt.timedelta(minutes=1))
    owner = made.memberships.get().user
    assert [escalation.escalate_overdue() for _ in range(2)] == [1, 0]
    made.refresh_from_db()
    assert made.escalated_at is not None
    assert made.state == OrganizationState.SUBMITTED
    assert told(saule) == ["organizations.passed_on"]
    assert told(owner) == ["organizations.overdue"]
    own_page = read(sign_in(owner).get(f"/en/my/organizations/{made.pk}/"))
    assert "the republican front office has been asked to decide" in own_page
    assert "Passed to the republican front office" in own_page
    start = read(sign_in(saule).get("/en/admin/"))
    assert made.name in start
    assert "Overdue" in start
    # The region may still decide; so may the republic.
    verification.verify(made, by=saule)
    assert told(owner)[-1] == "organizations.verified"


def test_in_time_nothing_climbs(cast: Cast) -> None:
    waiting()
    draft(state=OrganizationState.VERIFIED, bin=None, decide_by=timezone.now() - dt.timedelta(days=9))
    assert escalation.escalate_overdue() == 0


def test_the_clock_starts_anew_with_the_answer(cast: Cast) -> None:
    made = waiting(decide_by=timezone.now() - dt.timedelta(days=1))
    escalation.escalate_overdue()
    verification.return_for_changes(made, by=cast.daniyar, note="Add the street.")
    verification.submit(made, by=made.memberships.get().user, note="Added.")
    made.refresh_from_db()
    assert made.escalated_at is None
    assert made.decide_by is not None
    assert made.decide_by > timezone.now()
    assert made.transitions.filter(action="escalate").count() == 1


@pytest.mark.usefixtures("workplace")
@pytest.mark.lenient_templates
def test_what_is_due_first_stands_first(cast: Cast, sign_in: Browser) -> None:
    later = draft(state=OrganizationState.SUBMITTED, bin=None, decide_by=timezone.now() + dt.timedelta(days=3))
    sooner = draft(state=OrganizationState.SUBMITTED, bin=None, decide_by=timezone.now() + dt.timedelta(days=1))
    panel = next(
        panel
        for panel in sign_in(cast.daniyar).get("/en/admin/").context["panels"]
        if str(panel["title"]) == "Organizations to check"
    )
    assert [row.url for row in panel["waiting"].rows] == [
        f"/en/admin/organizations/organization/{row.pk}/change/" for row in (sooner, later)
    ]
