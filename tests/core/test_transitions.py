"""Every life: each state × action either leads where the table says, or is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from frontoffice.monitoring.enums import (
    CONCERN_TRANSITIONS,
    FINDING_TRANSITIONS,
    VISIT_TRANSITIONS,
    ConcernState,
    FindingState,
    VisitState,
)
from frontoffice.register.enums import TRANSITIONS as REGISTER
from frontoffice.register.enums import RegisterState
from frontoffice.reports.enums import TRANSITIONS as MONITORING
from frontoffice.reports.enums import MonitoringState
from organizations.enums import AFFILIATION_TRANSITIONS as AFFILIATION
from organizations.enums import TRANSITIONS as ORGANIZATION
from organizations.enums import AffiliationState, OrganizationState
from organizations.halt_enums import HALT_TRANSITIONS, HaltState
from organizations.models import Affiliation, AffiliationTransition, OrganizationTransition
from projects import capacity
from projects.enums import SHOWN, ProjectState
from projects.enums import TRANSITIONS as PROJECT
from projects.models import Project, ProjectTransition, Shift
from qazvolunteer.core import transitions
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import Table, TransitionRecord, move
from tests import builders
from volunteers import lifecycle
from volunteers.enums import ATTENDANCE_TRANSITIONS as ATTENDANCE
from volunteers.enums import COMMITTED, LIVE, QUEUED, SEAT_HOLDING, AttendanceState, ObjectionState, SignUpState
from volunteers.enums import OBJECTION_TRANSITIONS as OBJECTION
from volunteers.enums import TRANSITIONS as SIGNUP
from volunteers.hours_enums import APPEAL_TRANSITIONS as APPEAL
from volunteers.hours_enums import STAND_IN_TRANSITIONS as STAND_IN
from volunteers.hours_enums import TRANSITIONS as HOURS
from volunteers.hours_enums import AppealState, Evidence, HoursKind, HoursState, StandInState
from volunteers.models import (
    Attendance,
    AttendanceTransition,
    BlockObjection,
    BlockObjectionTransition,
    HoursEntry,
    HoursTransition,
    MissedAppeal,
    MissedAppealTransition,
    ProjectReport,
    ReportTransition,
    StandIn,
    StandInTransition,
)
from volunteers.report_enums import TRANSITIONS as REPORT
from volunteers.report_enums import ReportState

pytestmark = pytest.mark.django_db

LIVES: dict[type[models.TextChoices], Table] = {
    OrganizationState: ORGANIZATION,
    AffiliationState: AFFILIATION,
    ProjectState: PROJECT,
    SignUpState: SIGNUP,
    AttendanceState: ATTENDANCE,
    HoursState: HOURS,
    AppealState: APPEAL,
    StandInState: STAND_IN,
    ReportState: REPORT,
    ObjectionState: OBJECTION,
    # Their rows want more than a state (an appeal's text, a verdict, figures): walked through their verbs in
    # tests/frontoffice, here by their tables alone.
    HaltState: HALT_TRANSITIONS,
    ConcernState: CONCERN_TRANSITIONS,
    MonitoringState: MONITORING,
    VisitState: VISIT_TRANSITIONS,
    FindingState: FINDING_TRANSITIONS,
    RegisterState: REGISTER,
}


def arrows(states: type[models.TextChoices]) -> list[Any]:
    table = LIVES[states]
    return [pytest.param(state, action, id=f"{state}-{action}") for state in states.values for action in table.actions]


def test_every_life_is_tested_here() -> None:
    records = {model for model in apps.get_models() if issubclass(model, TransitionRecord)}
    assert len(records) == len(LIVES)


@pytest.mark.parametrize("states", LIVES, ids=lambda states: states.__name__)
def test_the_table_names_known_states_and_reaches_every_one(states: type[models.TextChoices]) -> None:
    rows = LIVES[states].actions.values()
    assert {state for sources, _ in rows for state in sources} <= set(states.values)
    beginnings = {
        "draft",
        "requested",
        "confirmed",
        "waitlisted",
        "invited",
        "asked",
        "expected",
        "proposed",
        "open",
        "due",
        "in_force",
        "new",
        "planned",
        "applied",
    }
    assert {target for _, target in rows} | beginnings >= set(states.values)


def test_the_groups_of_sign_up_states() -> None:
    assert COMMITTED <= SEAT_HOLDING <= LIVE
    assert QUEUED <= LIVE
    assert not QUEUED & SEAT_HOLDING
    ended = set(SignUpState) - LIVE
    assert not [action for action, (sources, _) in SIGNUP.actions.items() if sources & ended]


@pytest.mark.parametrize(("state", "action"), arrows(OrganizationState))
def test_organization(state: str, action: str) -> None:
    # A merged one says into which.
    row = builders.organization(state=state, merged_into=builders.organization())
    _check_move(row, action, table=ORGANIZATION, record=OrganizationTransition)


@pytest.mark.parametrize(("state", "action"), arrows(AffiliationState))
def test_place_in_a_network(state: str, action: str) -> None:
    row = Affiliation.objects.create(network=builders.organization(), member=builders.organization(), state=state)
    _check_move(row, action, table=AFFILIATION, record=AffiliationTransition)


@pytest.mark.parametrize(("state", "action"), arrows(ProjectState))
def test_project(state: str, action: str) -> None:
    published = builders.now() if state in SHOWN else None
    project = builders.project(state=state, published_at=published)
    _check_move(project, action, table=PROJECT, record=ProjectTransition)


def _attendance(state: str) -> Attendance:
    return Attendance.objects.create(signup=builders.signup_row(), state=state, arrived_at=builders.now())


def _line_of_hours(state: str) -> HoursEntry:
    signup = builders.signup_row()
    return HoursEntry.objects.create(
        volunteer=signup.volunteer, project=signup.shift.project, day=builders.now().date(), minutes=60,
        kind=HoursKind.PREPARATION, evidence=Evidence.SELF_REPORTED, state=state, decided_at=builders.now(),
    )  # fmt: skip


def _report(state: str) -> ProjectReport:
    return ProjectReport.objects.create(project=builders.project(), due_on=builders.now().date(), state=state)


def _objection(state: str) -> BlockObjection:
    block = builders.block(builders.volunteer(), builders.organization())
    return BlockObjection.objects.create(block=block, text="Себебі", state=state)


AFTER_A_SHIFT: dict[type[models.TextChoices], tuple[Callable[[str], Any], type[TransitionRecord]]] = {
    AttendanceState: (_attendance, AttendanceTransition),
    HoursState: (_line_of_hours, HoursTransition),
    AppealState: (
        lambda state: MissedAppeal.objects.create(signup=builders.signup_row(), text="Себебі", state=state),
        MissedAppealTransition,
    ),
    StandInState: (
        lambda state: StandIn.objects.create(signup=builders.signup_row(), state=state),
        StandInTransition,
    ),
    ReportState: (_report, ReportTransition),
    ObjectionState: (_objection, BlockObjectionTransition),
}


@pytest.mark.parametrize(
    ("states", "state", "action"),
    [pytest.param(states, *one.values, id=str(one.id)) for states in AFTER_A_SHIFT for one in arrows(states)],
)
def test_what_follows_a_shift(states: type[models.TextChoices], state: str, action: str) -> None:
    make, record = AFTER_A_SHIFT[states]
    _check_move(make(state), action, table=LIVES[states], record=record)


def _check_move(row: Any, action: str, *, table: Table, record: Any) -> None:
    before = row.state
    by = builders.user()
    if not table.allows(action, before):
        with pytest.raises(Refusal) as refused:
            move(row, action, table=table, record=record, by=by)
        assert refused.value.code == "wrong_state"
        assert not record.objects.exists()
        row.refresh_from_db()
        assert row.state == before
        return
    move(row, action, table=table, record=record, by=by, reason="Себебі бар.")
    row.refresh_from_db()
    written = record.objects.get()
    assert row.state == table.actions[action][1]
    assert (written.action, written.from_state, written.to_state, written.by, written.reason) == (
        action,
        before,
        row.state,
        by,
        "Себебі бар.",
    )


@pytest.mark.parametrize(("state", "action"), arrows(SignUpState))
def test_sign_up_and_the_counters_of_its_shift(state: str, action: str) -> None:
    shift = builders.shift(seats=5)
    signup = builders.signup_row(state, of=shift)
    before = {"seats_taken": int(state in SEAT_HOLDING), "waiting": int(state in QUEUED)}
    Shift.objects.filter(pk=shift.pk).update(**before)
    locked = capacity.lock_shift(shift.pk)
    if not SIGNUP.allows(action, state):
        with pytest.raises(Refusal) as refused:
            lifecycle.change(signup, locked, action, by=None)
        assert refused.value.code == "wrong_state"
        after = state
    else:
        deadline = builders.now() if action == "offer" else None
        lifecycle.change(signup, locked, action, by=None, offer_expires_at=deadline)
        after = SIGNUP.actions[action][1]
    signup.refresh_from_db()
    shift.refresh_from_db()
    assert signup.state == after
    assert (shift.seats_taken, shift.waiting) == (int(after in SEAT_HOLDING), int(after in QUEUED))
    assert signup.transitions.count() == int(SIGNUP.allows(action, state))


@pytest.mark.parametrize("make", [builders.organization, builders.project, builders.signup_row])
def test_the_database_knows_the_states(make: Any) -> None:
    row = make()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(state="invented")


@pytest.mark.parametrize(
    ("state", "missing"), [(SignUpState.OFFERED, "offer_expires_at"), (SignUpState.WAITLISTED, "queued_at")]
)
def test_an_offer_has_an_end_and_a_queue_a_time(state: str, missing: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.signup_row(state, **{missing: None})


def test_the_database_keeps_one_live_sign_up_for_each_person_and_shift() -> None:
    first = builders.signup_row()
    builders.signup_row(SignUpState.WITHDRAWN, who=first.volunteer, of=first.shift)
    with pytest.raises(IntegrityError, match="signup_once"), transaction.atomic():
        builders.signup_row(SignUpState.REQUESTED, who=first.volunteer, of=first.shift)


def test_watchers_hear_of_every_move_and_of_what_happened_besides() -> None:
    heard: list[tuple[Any, str, Any]] = []
    transitions.watch(Project, watcher := lambda row, action, by: heard.append((row.pk, action, by)))
    try:
        project, by = builders.project(state=ProjectState.SUBMITTED, published_at=None), builders.user()
        move(project, "approve", table=PROJECT, record=ProjectTransition, by=by)
        transitions.happened(project, "picture")
        with pytest.raises(Refusal):
            move(project, "approve", table=PROJECT, record=ProjectTransition, by=by)
    finally:
        transitions._watchers[Project].remove(watcher)
    assert heard == [(project.pk, "approve", by), (project.pk, "picture", None)]
