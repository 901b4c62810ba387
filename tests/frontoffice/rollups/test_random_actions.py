"""Legal actions through the verbs, in an order drawn at random over two months, and the figures equal the records
whenever one looks. ``--actions 10000`` makes the run as long as it is before a release."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import Counter
from collections.abc import Callable

import pytest
import time_machine

from frontoffice.rollups import figures, people, rebuilding
from frontoffice.rollups.figures import EVERYWHERE, Period, Scope
from organizations import merging
from organizations.enums import Role
from organizations.models import Organization
from projects import scheduling
from projects.enums import OutcomeUnit
from projects.models import Project, Shift
from qazvolunteer.accounts import personal_data
from qazvolunteer.core.refusals import Refusal
from tests import builders
from tests.frontoffice.rollups import naive
from tests.frontoffice.rollups.test_figures import snapshot
from volunteers import attendance, hours, hours_sweeps, leaving, missed, moving, signups, walk_ins
from volunteers.attendance import Marking
from volunteers.enums import Source
from volunteers.hours_models import HoursEntry
from volunteers.models import SignUp, Volunteer

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
DAYS, PEOPLE, LOOKS, MANY = 60, 90, 4, 1_500
# A phone sends so many marks together.
BATCH = 16


class Country:
    """Two regions, four organizations, eight projects; somebody acts at ``now``."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now = builders.now() - DAYS * DAY
        self.done: Counter[str] = Counter()
        self.republic = builders.coordinator(None)
        self.offices = {name: builders.coordinator(name) for name in ("almaty", "astana")}
        self.owners: dict[int, object] = {}
        self.projects: list[Project] = []
        for number in range(4):
            within = builders.region("almaty" if number % 2 else "astana")
            organization = builders.organization(region=within)
            self.owners[organization.pk] = builders.member(organization, Role.OWNER)
            for programme in ("taza-alem", "bilim"):
                made = builders.project(
                    organization=organization, region=within, programme=builders.programme(programme), min_age=0,
                    published_at=self.now - 5 * DAY,
                )  # fmt: skip
                self.projects.append(made)
        self.people = builders.volunteers(PEOPLE)
        Volunteer.objects.update(created_at=self.now - 30 * DAY, town=builders.town())
        self.shifts: list[Shift] = []
        for _ in range(24):
            self.plan()

    # --- Who and what ---------------------------------------------------------------------------------

    def staff(self, project: Project) -> object:
        return self.owners[Project.objects.values_list("organization", flat=True).get(pk=project.pk)]

    def plan(self) -> None:
        """Another shift of the next days, by night too, some of them at any time over days."""
        starts_at = self.now + dt.timedelta(minutes=self.chance.randrange(30, 5 * 24 * 60, 5))
        flexible = self.chance.random() < 0.15
        length = 4 * DAY if flexible else self.chance.choice((2, 4, 8)) * HOUR
        self.shifts.append(
            builders.shift(
                self.chance.choice(self.projects), starts_at=starts_at, ends_at=starts_at + length, flexible=flexible,
                seats=self.chance.choice((8, 20, 40)),
            )
        )  # fmt: skip

    def shift(self, before: dt.timedelta, after: dt.timedelta) -> Shift | None:
        """One whose start lies between ``before`` ago and ``after`` from now."""
        known = Shift.objects.filter(starts_at__range=(self.now - before, self.now + after))
        found = list(known.select_related("project__organization").order_by("pk"))
        return self.chance.choice(found) if found else None

    def signup(self, **wanted: object) -> SignUp | None:
        rows = SignUp.objects.filter(**wanted).select_related("volunteer__user", "shift__project__organization")
        return self._one(rows.order_by("pk"))

    def line(self, **wanted: object) -> HoursEntry | None:
        return self._one(
            HoursEntry.objects.filter(**wanted).select_related("project", "volunteer__user").order_by("pk")
        )

    def _one(self, rows):  # type: ignore[no-untyped-def]
        count = rows.count()
        return rows[self.chance.randrange(count)] if count else None

    # --- Actions: how many were done ------------------------------------------------------------------

    def join(self) -> int:
        done = 0
        shift = self.shift(-HOUR, 5 * DAY)
        for who in self.chance.sample(self.people, 6) if shift else ():
            try:
                signups.join(shift, by=who.user)
                done += 1
            except Refusal:
                continue
        return done

    def leave(self) -> int:
        signup = self.signup(state__in=("confirmed", "waitlisted"), shift__starts_at__gt=self.now)
        if signup is None:
            return 0
        leaving.cannot_come(signup, by=signup.volunteer.user)
        return 1

    def remove(self) -> int:
        signup = self.signup(state="confirmed", shift__ends_at__gt=self.now - 2 * DAY)
        if signup is None:
            return 0
        signups.remove(signup, by=self.staff(signup.shift.project), reason="Орын ауысты.")
        return 1

    def marks(self) -> int:
        """A phone sends what it kept: of a shift that runs, or that was over long ago."""
        shift = self.shift(4 * DAY if self.chance.random() < 0.7 else 30 * DAY, HOUR)
        if shift is None:
            return 0
        last = min(shift.ends_at, self.now)
        there = list(SignUp.objects.filter(shift=shift, state="confirmed").select_related("volunteer").order_by("pk"))
        sent = []
        for signup in self.chance.sample(there, min(BATCH, len(there))):
            kind = self.chance.choices(("in", "out", "undo"), (6, 3, 1))[0]
            span = max(1, int((last - shift.starts_at).total_seconds()))
            at = shift.starts_at + dt.timedelta(seconds=self.chance.randrange(span))
            sent.append(Marking(signup, kind, at, self.chance.choice((Source.SCANNED, Source.NAME)), uuid.uuid4()))
        answers = attendance.mark_all(shift.pk, sent, by=self.staff(shift.project)) if sent else []
        if sent and self.chance.random() < 0.15:
            # The network was gone before the answer came: the phone sends all of it again.
            attendance.mark_all(shift.pk, sent, by=self.staff(shift.project))
        return sum(not isinstance(answer, Refusal) for answer in answers)

    def walk_in(self) -> int:
        shift, who = self.shift(3 * HOUR, 2 * HOUR), self.chance.choice(self.people)
        if shift is None:
            return 0
        walk_ins.admit(who, shift, by=self.staff(shift.project))
        return 1

    def excuse_or_miss(self) -> int:
        done = 0
        for _ in range(4):
            signup = self.signup(state="confirmed", shift__starts_at__range=(self.now - 20 * DAY, self.now))
            if signup is None:
                continue
            by = self.staff(signup.shift.project)
            try:
                if self.chance.random() < 0.5:
                    attendance.excuse(signup, by=by, reason="Ауырып қалды.")
                else:
                    attendance.mark_missed(signup, by=by)
                done += 1
            except Refusal:
                continue
        return done

    def appeal(self) -> int:
        signup = self.signup(attendance__state="missed", missed_appeal=None)
        if signup is None:
            return 0
        row = missed.appeal(signup, by=signup.volunteer.user, text="Мен бардым.")
        missed.accept(row, by=self.staff(signup.shift.project), reply="Дұрыс.")
        return 2

    def propose(self) -> int:
        return hours_sweeps.propose()

    def confirm(self) -> int:
        return self._decided("confirm", 8, state="proposed")

    def reject(self) -> int:
        return self._decided("reject", 1, state="proposed")

    def settle(self) -> int:
        return self._decided("settle", 2, state__in=("proposed", "confirmed", "disputed"), corrects=None)

    def answer(self) -> int:
        return self._decided("leave_as_it_was", 2, state="disputed")

    def _decided(self, verb: str, times: int, **wanted: object) -> int:
        done = 0
        for _ in range(times):
            entry = self.line(**wanted)
            if entry is None:
                break
            reason = {} if verb == "confirm" else {"reason": "Журнал бойынша."}
            if verb == "settle":
                reason |= {"minutes": self.chance.choice((0, 30, 60, 90))}  # type: ignore[dict-item]
            # The office answers what was handed up to it.
            by = self.republic if entry.escalated_at else self.staff(entry.project)
            try:
                getattr(hours, verb)(entry, by=by, **reason)
                done += 1
            except Refusal:
                continue
        return done

    def dispute(self) -> int:
        entry = self.line(corrects=None, state__in=("confirmed", "rejected"))
        if entry is None:
            return 0
        hours.dispute(entry, by=entry.volunteer.user, reason="Мен ұзағырақ болдым.")
        return 1

    def tell(self) -> int:
        signup = self.signup(state="confirmed", shift__starts_at__range=(self.now - 25 * DAY, self.now))
        if signup is None:
            return 0
        start = signup.shift.starts_at.astimezone(naive.ALMATY).date()
        hours.report_own(
            signup, by=signup.volunteer.user, day=start, minutes=self.chance.choice((0, 30, 45)), quantity=3,
            unit=OutcomeUnit.PEOPLE, preparation=self.chance.random() < 0.5,
        )  # fmt: skip
        return 1

    def vouch(self) -> int:
        signup = self.signup(
            state="confirmed", hours_entries=None, shift__starts_at__range=(self.now - 25 * DAY, self.now)
        )
        if signup is None:
            return 0
        hours.vouch(signup, by=self.staff(signup.shift.project))
        return 1

    def move_person(self) -> int:
        signup = self.signup(state="confirmed", shift__ends_at__gt=self.now)
        if signup is None:
            return 0
        others = [one for one in self.shifts if one.project_id == signup.shift.project_id and one.pk != signup.shift_id]
        to = Shift.objects.get(pk=self.chance.choice(others).pk)
        moving.move(signup, to=to, by=self.staff(signup.shift.project))
        return 1

    def move_shift(self) -> int:
        shift = self.shift(-HOUR, 5 * DAY)
        if shift is None:
            return 0
        later = shift.starts_at + self.chance.choice((-1, 1, 20)) * HOUR
        scheduling.move_shift(shift, by=self.staff(shift.project), starts_at=later)
        return 1

    def resize(self) -> int:
        shift = self.shift(3 * DAY, 4 * DAY)
        if shift is None:
            return 0
        scheduling.change_shift(shift, by=self.staff(shift.project), seats=self.chance.randint(4, 50), reason="Зал.")
        return 1

    def cancel(self) -> int:
        shift = self.shift(5 * HOUR, 4 * DAY)
        if shift is None or self.chance.random() < 0.7:
            return 0
        scheduling.cancel_shift(shift, by=self.staff(shift.project), reason="Боран.")
        return 1

    def change_project(self) -> int:
        """As the workplace's form saves it."""
        project = Project.objects.get(pk=self.chance.choice(self.projects).pk)
        if self.chance.random() < 0.5:
            project.programme = builders.programme(self.chance.choice(("taza-alem", "bilim", "saulyk")))
        else:
            project.region = builders.region(self.chance.choice(("almaty", "astana")))
        project.save()
        return 1

    def merge(self) -> int:
        """Two of four organizations become one, once."""
        kept, *others = sorted(self.owners)
        if self.done["merge"] or len(self.done) < 15:
            return 0
        source = Organization.objects.get(pk=others[-1])
        merging.merge(source, into=Organization.objects.get(pk=kept), by=self.republic, note="Бір мөр.")
        return 1

    def erase(self) -> int:
        if self.done["erase"] >= 5 or self.chance.random() < 0.5:
            return 0
        who = self.people.pop(self.chance.randrange(len(self.people)))
        personal_data.erase(who.user)
        return 1

    def another(self) -> int:
        self.plan()
        return 1

    # --- Time -----------------------------------------------------------------------------------------

    WEIGHTS = {
        "join": 20, "leave": 3, "remove": 2, "marks": 60, "walk_in": 4, "excuse_or_miss": 5, "appeal": 4, "propose": 1,
        "confirm": 10, "reject": 2, "settle": 5, "answer": 3, "dispute": 4, "tell": 4, "vouch": 2, "move_person": 2,
        "move_shift": 2, "resize": 2, "cancel": 1, "change_project": 1, "merge": 1, "erase": 1, "another": 6,
    }  # fmt: skip

    def act(self) -> int:
        name = self.chance.choices(list(self.WEIGHTS), list(self.WEIGHTS.values()))[0]
        verb: Callable[[], int] = getattr(self, name)
        try:
            done = verb()
        except Refusal:
            return 0
        self.done[name] += done
        return done


def test_random_actions_leave_figures_that_equal_the_records(request: pytest.FixtureRequest) -> None:
    wanted = request.config.getoption("--actions")
    country = Country(7)
    for look in range(LOOKS):
        target = wanted * (look + 1) // LOOKS
        tries = 0
        while country.done.total() < target:
            with time_machine.travel(country.now, tick=False):
                for _ in range(12):
                    country.act()
                if country.chance.random() < 0.1:
                    rebuilding.refresh()
            left = builders.now() - country.now
            country.now += min(country.chance.random() * 6 * HOUR, left / 4 if look < LOOKS - 1 else left / 2)
            tries += 1
            assert tries < 20_000, country.done
        with time_machine.travel(country.now, tick=False):
            look_at_everything()
    # A shorter run does not come to all of them.
    assert wanted < MANY or set(Country.WEIGHTS) - set(+country.done) == set(), country.done
    rebuilding.refresh()
    assert naive.kept() == naive.cells()
    before = snapshot()
    rebuilding.rebuild()
    assert snapshot() == before
    rebuilding.rebuild()
    assert snapshot() == before


def look_at_everything() -> None:
    """Cells, sums of months, and different people, against the records."""
    rebuilding.refresh()
    counted = naive.cells()
    assert naive.kept() == counted
    today = naive.today()
    periods = [Period.last_months(months, today) for months in (1, 2, 3)]
    periods += [Period(period.first, today - 9 * DAY) for period in periods[1:]]
    for scope in (EVERYWHERE, Scope(region="750000000"), Scope(region="710000000")):
        for period, active in zip(periods, people.active_of(scope, periods), strict=True):
            assert active == naive.active(scope, period)
        totals = figures.totals(scope, periods[2])
        assert {name: getattr(totals, name) for name in naive.NAMES} == naive.totals(scope, periods[2])
