"""A whole country in small keeps every rule that the product keeps, and is the same each time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from frontoffice.demo import accounts, build, identifiers
from frontoffice.demo.national import ledger
from frontoffice.demo.national.build import BIG, build_nation
from frontoffice.demo.national.bulk import bare
from frontoffice.demo.national.size import FEWEST, Size
from frontoffice.rollups import comparing, figures, rebuilding
from organizations.models import Organization
from projects.models import Project, Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.places.models import Region
from tests.frontoffice.rules import RULES, rows
from volunteers import statistics
from volunteers.attendance_models import Attendance
from volunteers.hours_enums import HoursState
from volunteers.hours_models import HoursEntry
from volunteers.models import SignUp, Volunteer
from volunteers.report_enums import ReportState
from volunteers.report_models import ProjectReport

SIZE = Size(organizations=400, projects=600, shifts=2_900, volunteers=15_000, signups=32_000)

pytestmark = pytest.mark.django_db


def made_of(table: str) -> set[str]:
    """Every index, key and trigger of the table, as the database spells it, without casts and parentheses."""
    return {
        re.sub(r"::character varying|::text|[()\[\]]", "", row[0])
        for row in rows(
            """SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass
            UNION SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass
            UNION SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal""",
            table,
            table,
            table,
        )
    }


STRUCTURE: dict[str, set[str]] = {}
SAID: list[tuple[str, int, int]] = []


@pytest.fixture(scope="module", autouse=True)
def nation(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The data, loaded once for all tests of this module and rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", stdout=StringIO())
        STRUCTURE.update({model._meta.db_table: made_of(model._meta.db_table) for model in BIG})
        build_nation(7, build.moment_of(None), SIZE, lambda *step: SAID.append(step))
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_holds(rule: Callable[[], None]) -> None:
    rule()


def test_it_is_as_large_as_wanted() -> None:
    assert Organization.objects.count() == pytest.approx(SIZE.organizations, abs=1)
    assert Project.objects.count() == SIZE.projects
    assert Shift.objects.count() == pytest.approx(SIZE.shifts, abs=150)
    assert Volunteer.objects.count() == SIZE.volunteers
    assert SignUp.objects.count() == pytest.approx(SIZE.signups, rel=0.1)
    assert Size.of() == Size(3_500, 20_000, 60_000, 1_000_000, 2_000_000)
    assert Size.of(2_000) == Size(350, 2_000, 6_000, 100_000, 200_000)


def test_keys_indexes_and_triggers_are_all_back() -> None:
    for table, before in STRUCTURE.items():
        assert made_of(table) == before
    assert STRUCTURE["volunteers_signup"]


def test_the_block_drops_what_it_makes_again() -> None:
    """The control of the test above: inside, the keys are really gone."""
    with transaction.atomic():
        with bare([SignUp], lambda *step: None):
            inside = made_of("volunteers_signup")
        assert inside < STRUCTURE["volunteers_signup"]
        assert not any("FOREIGN KEY" in line for line in inside)


def test_nobody_is_twice_in_a_shift() -> None:
    assert not rows("SELECT 1 FROM volunteers_signup GROUP BY volunteer_id, shift_id HAVING count(*) > 1")


def test_people_live_where_the_country_lives() -> None:
    lived = dict(Volunteer.objects.values_list("town__region").annotate(Count("pk")))
    regions = {region.pk: region.population or 0 for region in Region.objects.valid()}
    total = sum(regions.values())
    for region, population in regions.items():
        assert lived[region] / SIZE.volunteers == pytest.approx(population / total, abs=0.03)


def test_some_shifts_are_wanted_by_many_and_others_by_few() -> None:
    past = Shift.objects.filter(starts_at__lt=timezone.now(), cancelled_at=None, project__state="completed")
    full = past.filter(seats_taken__gte=F("seats")).count()
    half_empty = past.filter(seats_taken__lt=F("seats") / 2).count()
    assert 0.1 < full / past.count() < 0.6
    assert 0.15 < half_empty / past.count() < 0.7
    assert past.filter(waiting__gt=F("seats") / 2).exists()
    often = Volunteer.objects.annotate(n=Count("signups")).values_list("n", flat=True)
    assert max(often) > 10 * sum(often) / len(often)
    assert sum(1 for number in often if not number) > len(often) / 5


def test_it_happens_over_three_years_and_the_next_weeks() -> None:
    now = timezone.now()
    starts = Shift.objects.order_by("starts_at").values_list("starts_at", flat=True)
    assert now - starts[0] > dt.timedelta(days=900)
    for year in range(3):
        assert Shift.objects.filter(starts_at__range=(now - dt.timedelta(days=365 * (year + 1)), now)).count() > 50
    running = Project.objects.running().filter(Q(shifts__in=Shift.objects.upcoming())).distinct().count()
    assert 0.12 < running / SIZE.projects < 0.45


def test_most_people_came_and_their_books_say_so() -> None:
    marks = dict(Attendance.objects.values_list("state").annotate(Count("pk")))
    assert 0.83 < marks["came"] / sum(marks.values()) < 0.93
    assert set(marks) == {"came", "missed", "excused"}
    lines = HoursEntry.objects.order_by()
    for name, values in (("state", HoursState), ("kind", ("shift", "preparation", "correction"))):
        assert set(lines.values_list(name, flat=True)) >= set(values) - {"disputed"}
    assert {"scanned", "confirmed", "self_reported"} <= set(lines.values_list("evidence", flat=True))
    assert lines.filter(state="confirmed").count() / lines.count() > 0.9
    now = timezone.now()
    for year in range(3):
        begun = now - dt.timedelta(days=365 * (year + 1))
        assert lines.filter(proposed_at__range=(begun, begun + dt.timedelta(days=365)), state="confirmed").exists()
    assert not lines.filter(Q(proposed_at__gt=now) | Q(decided_at__gt=now)).exists()
    assert not rows(
        """SELECT 1 FROM volunteers_hoursentry h JOIN projects_shift s ON s.project_id = h.project_id
        JOIN volunteers_signup g ON g.id = h.signup_id AND g.shift_id = s.id
        WHERE h.kind = 'shift' AND NOT s.flexible AND h.day <> (s.starts_at AT TIME ZONE 'Asia/Almaty')::date"""
    )
    # Nobody decided about their own hours.
    assert not lines.filter(decided_by=F("volunteer__user")).exists()


def test_projects_that_are_over_have_told() -> None:
    over = Project.objects.filter(state="completed").count()
    told = ProjectReport.objects.filter(submitted_at__isnull=False)
    assert 0.7 < told.count() / over <= 1
    assert set(ProjectReport.objects.values_list("state", flat=True)) == set(ReportState.values)
    assert told.filter(people__gt=0, minutes__gt=0).exists()
    assert not told.filter(submitted_at__gt=timezone.now()).exists()


def test_its_figures_are_its_records() -> None:
    rebuilding.rebuild()
    assert comparing.compare() == []
    year = figures.Period.last_months(12, timezone.localdate())
    assert len([row for row in figures.by_region(year).values() if row.active and row.minutes]) == 20


def test_the_cast_can_sign_in_and_nobody_else() -> None:
    for listed in accounts.listed():
        assert authenticate(email=listed.email, password=listed.password) is not None
    others = User.objects.exclude(email__in=[listed.email for listed in accounts.listed()])
    assert not others.exclude(password__startswith="!").exists()
    assert others.values("password").distinct().count() == others.count()


def test_numbers_of_many_organizations_are_impossible_and_their_own() -> None:
    made = [identifiers.impossible_bin(number) for number in range(1_000, 9_000)]
    assert len(set(made)) == len(made)
    for number in made:
        assert re.fullmatch(r"3[5-9](0[1-9]|1[0-2])40\d{6}", number)
        assert identifiers.check_digit(number[:11]) == int(number[11])


def test_codes_do_not_repeat() -> None:
    found = [code for code, _ in zip(ledger.codes(), range(50_000), strict=False)]
    assert len(set(found)) == len(found)
    assert {len(code) for code in found} == {8}


def test_codes_that_are_taken_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger.system, "randbelow", lambda space: 12_345)
    first, second, third = [code for code, _ in zip(ledger.codes(), range(3), strict=False)]
    assert [code for code, _ in zip(ledger.codes({first, third}), range(1), strict=False)] == [second]


def test_the_numbers_are_counted_once() -> None:
    assert statistics.refresh()
    assert statistics.now().volunteers == SIZE.volunteers


def test_progress_is_told_step_by_step() -> None:
    steps = list(dict.fromkeys(step for step, _done, _total in SAID))
    assert steps[0] == "A small country to begin with"
    assert {"Attendance", "Hours", "Indexes and keys"} < set(steps)
    assert steps[-2:] == ["Reports", "Decisions"]
    assert all(done <= total for _step, done, total in SAID)


def test_another_size_is_refused() -> None:
    with pytest.raises(CommandError, match="--projects"):
        call_command("load_demo", "--force", "--national", "--projects", str(FEWEST - 1))
