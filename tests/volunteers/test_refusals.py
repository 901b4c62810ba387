"""Every refusal is said before the click and again by the verb, in the same words; and every checker has a row here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from projects import scheduling
from projects.enums import ProjectState, RiskTag
from projects.models import Project, Shift
from qazvolunteer.core.refusals import Refusal
from tests import builders, cast, doors
from volunteers import eligibility, signups
from volunteers.eligibility import Standing
from volunteers.enums import SignUpState
from volunteers.models import SignUp, Volunteer

pytestmark = pytest.mark.django_db

Scene = tuple[Volunteer, Shift]


def born(years_before: int, shift: Shift) -> dt.date:
    """The birthday is the day of the shift."""
    day = timezone.localdate(shift.starts_at)
    return day.replace(year=day.year - years_before, day=min(day.day, 28))


def aged(years: int, **project: object) -> Scene:
    shift = builders.shift(builders.project(**project), starts_in=3 * builders.DAY)
    day = timezone.localdate(shift.starts_at) - dt.timedelta(days=1)
    return builders.volunteer(birth_date=day.replace(year=day.year - years, day=min(day.day, 28))), shift


def project_cancelled() -> Scene:
    shift = builders.shift()
    Project.objects.filter(pk=shift.project_id).update(state="cancelled")
    return builders.volunteer(), shift


def shift_cancelled() -> Scene:
    return builders.volunteer(), builders.shift(cancelled_at=builders.now())


def begun() -> Scene:
    return builders.volunteer(), builders.shift(starts_in=-builders.HOUR)


def already_in() -> Scene:
    who, shift = builders.volunteer(), builders.shift()
    builders.join(shift, who)
    return who, shift


def closed() -> Scene:
    return builders.volunteer(), builders.shift(builders.project(signups_open=False))


def paused() -> Scene:
    return builders.volunteer(), builders.shift(builders.project(state=ProjectState.PAUSED))


def blocked() -> Scene:
    who, shift = builders.volunteer(), builders.shift()
    builders.block(who, shift.project.organization, "Ережені бұзды.")
    return who, shift


def without_birth_date() -> Scene:
    return builders.volunteer(birth_date=None), builders.shift()


def at_risk() -> Scene:
    return aged(17, risk_tags=[RiskTag.HEAVY_WORK], min_age=18)


def too_young() -> Scene:
    return aged(20, min_age=21)


def child_without_consent() -> Scene:
    return aged(14, min_age=12)


@dataclass(frozen=True)
class Row:
    code: str
    checker: Callable[..., object]
    scene: Callable[[], Scene]
    sentence: str
    # The page shows no panel for what does not take place, is over, or is one's own already.
    on_page: bool = True


ROWS = [
    Row("cancelled", eligibility.shift_stands, project_cancelled, "This shift will not take place."),
    Row("cancelled", eligibility.shift_stands, shift_cancelled, "This shift will not take place.", on_page=False),
    Row(
        "too_late", eligibility.not_too_late, begun, "This shift has already begun. Choose a later one.", on_page=False
    ),
    Row(
        "already_in", eligibility.not_already_in, already_in, "You are already signed up for this shift.", on_page=False
    ),
    Row(
        "paused",
        eligibility.not_paused,
        paused,
        "The front office has paused this project, so it takes nobody new.",
    ),
    Row("closed", eligibility.signups_open, closed, "The organizer has closed the sign-ups."),
    Row(
        "blocked",
        eligibility.not_blocked,
        blocked,
        "This organization does not take you into its shifts. Its reason: Ережені бұзды.",
    ),
    Row("birth_date_missing", eligibility.old_enough, without_birth_date, "We do not know your date of birth."),
    Row(
        "risk_adults_only",
        eligibility.old_enough,
        at_risk,
        "By law, only people aged 18 and over may do work with such risks.",
    ),
    Row("too_young", eligibility.old_enough, too_young, "On the day of the shift you must be at least 21 years old."),
    Row(
        "consent_missing",
        eligibility.guardian_agrees,
        child_without_consent,
        "Until you are 16, a parent or guardian must agree first.",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.scene.__name__ for row in ROWS])
def test_the_page_says_it_before_the_click_and_the_verb_after(row: Row) -> None:
    who, shift = row.scene()
    client = doors.signed_in(who)
    before = SignUp.objects.count()
    page = doors.project_page(client, shift.project, shift)
    assert (row.sentence in page) == row.on_page
    assert doors.address("take-shift", shift.project.slug, shift.pk) not in _html(client, shift)
    assert row.sentence in doors.read(doors.take(client, shift))
    assert SignUp.objects.count() == before
    shift.refresh_from_db()
    refusal = eligibility.first_refusal(Standing.of(who), Shift.objects.select_related("project").get(pk=shift.pk))
    assert refusal is not None
    assert refusal.code == row.code


def _html(client: Client, shift: Shift) -> str:
    return client.get(doors.address("project", shift.project.slug), {"shift": shift.pk}).content.decode()


def test_every_checker_has_a_row() -> None:
    # A project that takes nobody new has no page to say it on: see test_taking_nobody_new.
    assert {row.checker for row in ROWS} | {eligibility.takes_people} == set(eligibility.CHECKERS)


def test_every_way_out_belongs_to_a_refusal() -> None:
    assert set(eligibility.WAYS_OUT) <= {row.code for row in ROWS}


@pytest.mark.parametrize("scene", [project_cancelled, shift_cancelled, begun, closed], ids=lambda scene: scene.__name__)
def test_a_visitor_is_told_before_registering(scene: Callable[[], Scene]) -> None:
    _, shift = scene()
    sentence = next(row.sentence for row in ROWS if row.scene is scene)
    response = doors.take(Client(), shift)
    assert sentence in doors.read(response)
    assert response.redirect_chain[0][0].startswith(doors.address("project", shift.project.slug))


def test_a_shown_way_out_leads_to_its_page() -> None:
    who, shift = child_without_consent()
    html = doors.signed_in(who).get(doors.address("project", shift.project.slug)).content.decode()
    assert f'href="{doors.address("guardian")}"' in html


# --- Ages, on the day of the shift ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born_on", "shift_on", "age"),
    [
        (dt.date(2010, 6, 15), dt.date(2028, 6, 14), 17),
        (dt.date(2010, 6, 15), dt.date(2028, 6, 15), 18),
        (dt.date(2012, 2, 29), dt.date(2030, 2, 28), 17),
        (dt.date(2012, 2, 29), dt.date(2030, 3, 1), 18),
        (dt.date(2012, 2, 29), dt.date(2028, 2, 29), 16),
        (dt.date(2000, 12, 31), dt.date(2001, 1, 1), 0),
    ],
)
def test_full_years_on_a_day(born_on: dt.date, shift_on: dt.date, age: int) -> None:
    assert Volunteer(birth_date=born_on).age_on(shift_on) == age


def test_the_age_counts_on_the_day_of_the_shift_not_today() -> None:
    """Seventeen today, eighteen on the day: welcome. The day is Almaty's, although the database keeps UTC."""
    shift = builders.shift(
        builders.project(risk_tags=[RiskTag.HEAVY_WORK], min_age=18),
        starts_at=timezone.make_aware(dt.datetime(2031, 6, 15, 1, 0)),
    )
    assert shift.starts_at.astimezone(dt.UTC).date() == dt.date(2031, 6, 14)
    adult = builders.volunteer(birth_date=dt.date(2013, 6, 15))
    child = builders.volunteer(birth_date=dt.date(2013, 6, 16))
    assert doors.taken(adult, shift).state == "confirmed"
    assert "only people aged 18 and over" in doors.read(doors.take(doors.signed_in(child), shift))


def test_a_risk_is_refused_even_with_a_guardians_consent() -> None:
    who, shift = aged(14, risk_tags=[RiskTag.REFUGEES], min_age=18)
    builders.guardian_consent(who)
    assert "By law" in doors.read(doors.take(doors.signed_in(who), shift))
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("consent", [{"given_at": None}, {"withdrawn_at": timezone.now()}])
def test_a_consent_that_is_not_in_force_does_not_count(consent: dict[str, object]) -> None:
    who, shift = child_without_consent()
    builders.guardian_consent(who, **consent)
    assert "must agree first" in doors.read(doors.take(doors.signed_in(who), shift))


def test_with_a_consent_a_child_may_come() -> None:
    who, shift = child_without_consent()
    builders.guardian_consent(who)
    assert doors.taken(who, shift).state == "confirmed"


def test_whoever_is_old_enough_on_the_day_needs_no_consent() -> None:
    shift = builders.shift(builders.project(min_age=12), starts_in=3 * builders.DAY)
    assert doors.taken(builders.volunteer(birth_date=born(16, shift)), shift).state == "confirmed"


def test_a_block_ends_when_it_is_lifted_and_reaches_no_other_organization() -> None:
    who, shift = blocked()
    assert doors.taken(who, builders.shift(starts_in=9 * builders.DAY)).state == "confirmed"
    who.blocks.update(lifted_at=timezone.now())
    assert doors.taken(who, shift).state == "confirmed"


def test_flexible_work_is_open_until_its_end() -> None:
    shift = builders.shift(starts_in=-builders.DAY, hours=72, flexible=True)
    assert doors.taken(builders.volunteer(), shift).state == "confirmed"


def test_an_organizer_cannot_waive_the_age() -> None:
    people = cast.assemble()
    day = builders.now() + 30 * builders.DAY
    shift = builders.shift(builders.project(organization=people.organization, needs_approval=True), starts_at=day)
    who = builders.volunteer(birth_date=(day - 5 * builders.DAY).date().replace(year=day.year - 16))
    signup = doors.taken(who, shift)
    near = builders.now() + 3 * builders.DAY
    scheduling.change_shift(shift, by=people.bolat, starts_at=near, ends_at=near + builders.HOUR)
    with pytest.raises(Refusal) as refused:
        signups.accept(signup, by=people.bolat)
    assert refused.value.code == "too_young"
    signup.refresh_from_db()
    assert signup.state == SignUpState.REQUESTED


def test_a_request_is_not_accepted_once_the_shift_has_begun() -> None:
    people = cast.assemble()
    shift = builders.shift(builders.project(organization=people.organization, needs_approval=True))
    signup = doors.taken(builders.volunteer(), shift)
    with time_machine.travel(shift.starts_at), pytest.raises(Refusal) as refused:
        signups.accept(signup, by=people.bolat)
    assert refused.value.code == "too_late"
