"""The demonstration country and what may happen in it: each rule is a verb of the product, as its doors call it."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack

import time_machine
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from frontoffice.demo import build
from frontoffice.models import Coordinator
from frontoffice.rollups import rebuilding
from organizations import merging, verification
from organizations.enums import Role
from organizations.models import Membership, Organization
from projects import moderation, scheduling
from projects.enums import OutcomeUnit
from projects.models import Programme, Project, Shift
from qazvolunteer.accounts import personal_data
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.places.models import Region, Town
from tests.frontoffice.rollups import naive
from tests.frontoffice.rollups.looking import look_at_everything
from tests.frontoffice.rollups.steps import action, pick, several, which
from volunteers import (
    attendance,
    hours,
    hours_import,
    hours_sweeps,
    leaving,
    missed,
    moving,
    registration,
    signups,
    walk_ins,
)
from volunteers.attendance import Marking
from volunteers.enums import Source
from volunteers.hours_models import HoursEntry
from volunteers.models import SignUp, Volunteer

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
TODAY = dt.date(2024, 2, 27)
# A phone sends so many marks together.
BATCH = 16
Marks = list[tuple[str, int, bool]]
MARKS = st.lists(
    st.tuples(st.sampled_from(("in", "in", "out", "undo")), st.integers(0, 99), st.booleans()),
    min_size=8,
    max_size=BATCH,
)


class Country(RuleBasedStateMachine):
    """The demonstration country and what happens in it. ``done`` counts the actions of all examples."""

    done: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.failed = False
        self.numbers = itertools.count(1)
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.stack.callback(transaction.set_rollback, True)
        self.clock = self.stack.enter_context(time_machine.travel(build.moment_of(TODAY), tick=False))

    def teardown(self) -> None:
        with self.stack:
            if not self.failed:
                look_at_everything()

    # --- Who and what ---------------------------------------------------------------------------------

    @property
    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def staff(self, project: Project) -> User:
        owners = Membership.objects.active().filter(role=Role.OWNER, organization__projects=project.pk)
        owner = owners.select_related("user").order_by("pk").first()
        if owner is None:
            raise Refusal("nobody", "Nobody leads it any more.")
        return owner.user

    def republican(self) -> User:
        return Coordinator.objects.filter(office__region=None).select_related("user").earliest("pk").user

    def shifts(self, before: dt.timedelta, after: dt.timedelta) -> QuerySet[Shift]:
        """Whose start lies between ``before`` ago and ``after`` from now."""
        return Shift.objects.filter(starts_at__range=(self.now - before, self.now + after), cancelled_at=None)

    def past(self, days: int) -> QuerySet[SignUp]:
        """Places in shifts that began within so many days."""
        return SignUp.objects.filter(state="confirmed", shift__in=self.shifts(days * DAY, 0 * DAY))

    # --- Before a shift -------------------------------------------------------------------------------

    @action(shift=which, who=which)
    def join(self, shift: int, who: int) -> int:
        chosen, done = pick(self.shifts(-HOUR, 9 * DAY), shift), 0
        for one in several(Volunteer.objects.filter(user__is_active=True), who, 8):
            try:
                signups.join(chosen, by=one.user)
                done += 1
            except Refusal:
                continue
        return done

    @action(signup=which)
    def leave(self, signup: int) -> int:
        rows = SignUp.objects.filter(state__in=("confirmed", "waitlisted"), shift__starts_at__gt=self.now)
        chosen = pick(rows, signup)
        leaving.cannot_come(chosen, by=chosen.volunteer.user)
        return 1

    @action(signup=which)
    def remove(self, signup: int) -> int:
        chosen = pick(SignUp.objects.filter(state="confirmed", shift__ends_at__gt=self.now - 2 * DAY), signup)
        signups.remove(chosen, by=self.staff(chosen.shift.project), reason="Орын ауысты.")
        return 1

    @action(signup=which, to=which)
    def move_person(self, signup: int, to: int) -> int:
        chosen = pick(SignUp.objects.filter(state="confirmed", shift__ends_at__gt=self.now), signup)
        others = Shift.objects.filter(project=chosen.shift.project_id).exclude(pk=chosen.shift_id)
        moving.move(chosen, to=pick(others, to), by=self.staff(chosen.shift.project))
        return 1

    # --- At a shift -----------------------------------------------------------------------------------

    @action(shift=which, marks=MARKS, again=st.booleans())
    def check_in(self, shift: int, marks: Marks, again: bool) -> int:
        return self._sent(self.shifts(2 * DAY, HOUR), shift, marks, again)

    @action(shift=which, marks=MARKS, again=st.booleans())
    def mark_late(self, shift: int, marks: Marks, again: bool) -> int:
        return self._sent(self.shifts(30 * DAY, -DAY), shift, marks, again)

    def _sent(self, shifts: QuerySet[Shift], shift: int, marks: Marks, again: bool) -> int:
        """Phones send what they kept, each of one shift.

        ``again``: the network was gone before the answer came, so they send all of it once more.
        """
        done = 0
        for chosen in several(shifts.filter(seats_taken__gt=0), shift, 8):
            there = list(SignUp.objects.filter(shift=chosen, state="confirmed").select_related("volunteer"))
            there.sort(key=lambda one: one.pk)
            span = max(HOUR, min(chosen.ends_at, self.now) - chosen.starts_at)
            sent = [
                Marking(
                    there[number % len(there)], kind, chosen.starts_at + span * share / 100,
                    Source.SCANNED if scanned else Source.NAME, uuid.UUID(int=next(self.numbers)),
                )
                for number, (kind, share, scanned) in enumerate(marks if there else ())
            ]  # fmt: skip
            by = self.staff(chosen.project)
            for _time in range(1 + again):
                answers = attendance.mark_all(chosen.pk, sent, by=by)
            done += sum(not isinstance(answer, Refusal) for answer in answers)
        return done

    @action(shift=which, who=which)
    def walk_in(self, shift: int, who: int) -> int:
        chosen = pick(self.shifts(8 * HOUR, 2 * HOUR), shift)
        one = pick(Volunteer.objects.filter(user__is_active=True), who)
        walk_ins.admit(one, chosen, by=self.staff(chosen.project))
        return 1

    @action(signup=which)
    def excuse(self, signup: int) -> int:
        return self._attended(signup, lambda one, by: attendance.excuse(one, by=by, reason="Ауырып қалды."))

    @action(signup=which)
    def miss(self, signup: int) -> int:
        return self._attended(signup, lambda one, by: attendance.mark_missed(one, by=by))

    def _attended(self, signup: int, verb: Callable[[SignUp, User], object]) -> int:
        done = 0
        for chosen in several(self.past(20).exclude(attendance__state__in=("came", "missed")), signup, 4):
            try:
                verb(chosen, self.staff(chosen.shift.project))
                done += 1
            except Refusal:
                continue
        return done

    @action(signup=which, granted=st.booleans())
    def appeal(self, signup: int, granted: bool) -> int:
        rows = SignUp.objects.filter(attendance__state="missed", missed_appeal=None)
        chosen = pick(rows.filter(shift__ends_at__gt=self.now - 50 * DAY, volunteer__user__is_active=True), signup)
        row = missed.appeal(chosen, by=chosen.volunteer.user, text="Мен бардым.")
        verb = missed.accept if granted else missed.keep
        verb(row, by=self.staff(chosen.shift.project), reply="Журнал бойынша.")
        return 2

    # --- Hours ----------------------------------------------------------------------------------------

    @action()
    def propose(self) -> int:
        return hours_sweeps.propose()

    @action(entry=which)
    def confirm(self, entry: int) -> int:
        return self._decided(hours.confirm, HoursEntry.objects.filter(state="proposed"), entry, 8)

    @action(entry=which)
    def reject(self, entry: int) -> int:
        verb = functools.partial(hours.reject, reason="Журнал бойынша.")
        return self._decided(verb, HoursEntry.objects.filter(state="proposed"), entry, 2)

    @action(entry=which, minutes=st.sampled_from((0, 30, 60, 90)))
    def settle(self, entry: int, minutes: int) -> int:
        """Whatever the line says, a correction makes it ``minutes``."""
        rows = HoursEntry.objects.filter(state__in=("proposed", "confirmed", "disputed"), corrects=None)
        verb = functools.partial(hours.settle, minutes=minutes, reason="Журнал бойынша.")
        return self._decided(verb, rows, entry, 4)

    @action(entry=which)
    def leave_as_it_was(self, entry: int) -> int:
        verb = functools.partial(hours.leave_as_it_was, reason="Журнал бойынша.")
        return self._decided(verb, HoursEntry.objects.filter(state="disputed"), entry, 4)

    def _decided(self, verb: Callable[..., object], rows: QuerySet[HoursEntry], entry: int, most: int) -> int:
        done = 0
        for chosen in several(rows, entry, most):
            # The office answers what was handed up to it.
            by = self.republican() if chosen.escalated_at else self.staff(chosen.project)
            try:
                verb(chosen, by=by)
                done += 1
            except Refusal:
                continue
        return done

    @action(entry=which)
    def dispute(self, entry: int) -> int:
        done = 0
        rows = HoursEntry.objects.filter(corrects=None, state__in=("confirmed", "rejected"))
        for chosen in several(rows.filter(day__gt=TODAY - 50 * DAY), entry, 4):
            try:
                hours.dispute(chosen, by=chosen.volunteer.user, reason="Мен ұзағырақ болдым.")
                done += 1
            except Refusal:
                continue
        return done

    @action(signup=which, minutes=st.sampled_from((0, 30, 45)), preparation=st.booleans())
    def tell(self, signup: int, minutes: int, preparation: bool) -> int:
        chosen = pick(self.past(25), signup)
        hours.report_own(
            chosen, by=chosen.volunteer.user, day=chosen.shift.starts_at.astimezone(naive.ALMATY).date(),
            minutes=minutes, quantity=3, unit=OutcomeUnit.PEOPLE, preparation=preparation,
        )  # fmt: skip
        return 1

    @action(signup=which)
    def vouch(self, signup: int) -> int:
        chosen = pick(self.past(25).filter(hours_entries=None), signup)
        hours.vouch(chosen, by=self.staff(chosen.shift.project))
        return 1

    @action(signup=which, days=st.integers(0, 400))
    def take_over(self, signup: int, days: int) -> int:
        """Hours of up to a year ago out of another system, of people of one organization."""
        project = pick(self.past(60), signup).shift.project
        people = SignUp.objects.filter(shift__project__organization=project.organization_id, state="confirmed")
        emails = {one.volunteer.user.email for one in several(people, signup, 12) if one.volunteer.user.is_active}
        days_ago = {email: self.now - (days + number) * DAY for number, email in enumerate(sorted(emails))}
        lines = "".join(f"{email},{day.date()},1.5\n" for email, day in days_ago.items())
        return hours_import.take_over(f"contact,day,hours\n{lines}", project=project, by=self.staff(project))

    # --- Plans ----------------------------------------------------------------------------------------

    @action(
        project=which, starts=st.integers(1, 5 * 48), length=st.sampled_from((2, 4, 8, 96)), seats=st.integers(5, 40)
    )
    def plan(self, project: int, starts: int, length: int, seats: int) -> int:
        """Shifts of the next days, by night too, some of them at any time over days."""
        rows = Project.objects.filter(state="approved").exclude(published_at=None)
        chosen = pick(rows, project)
        starts_at = self.now.replace(minute=0) + starts * HOUR / 2
        scheduling.create_shift(
            chosen, by=self.staff(chosen), starts_at=starts_at, ends_at=starts_at + length * HOUR, seats=seats,
            flexible=length > 24,
        )  # fmt: skip
        return 1

    @action(shift=which, later=st.sampled_from((-1, 1, 20)))
    def move_shift(self, shift: int, later: int) -> int:
        chosen = pick(self.shifts(-HOUR, 5 * DAY), shift)
        scheduling.move_shift(chosen, by=self.staff(chosen.project), starts_at=chosen.starts_at + later * HOUR)
        return 1

    @action(shift=which, seats=st.integers(4, 50))
    def resize(self, shift: int, seats: int) -> int:
        chosen = pick(self.shifts(3 * DAY, 4 * DAY), shift)
        scheduling.change_shift(chosen, by=self.staff(chosen.project), seats=seats, reason="Зал.")
        return 1

    @action(shift=which)
    def cancel(self, shift: int) -> int:
        chosen = pick(self.shifts(5 * HOUR, 4 * DAY), shift)
        scheduling.cancel_shift(chosen, by=self.staff(chosen.project), reason="Боран.")
        return 1

    @action(project=which, programme=which, region=which, moves=st.booleans())
    def change_project(self, project: int, programme: int, region: int, moves: bool) -> int:
        """As the workplace's form saves it."""
        chosen = pick(Project.objects.exclude(published_at=None), project)
        if moves:
            chosen.region, chosen.district, chosen.town = pick(Region.objects.all(), region), None, None
        else:
            chosen.programme = pick(Programme.objects.all(), programme)
        chosen.save()
        return 1

    @action(project=which, shown=st.booleans())
    def publish(self, project: int, shown: bool) -> int:
        chosen = pick(Project.objects.filter(state="approved", published_at__isnull=shown), project)
        verb = moderation.publish if shown else moderation.unpublish
        verb(chosen, by=self.staff(chosen))
        return 1

    @action(project=which)
    def cancel_project(self, project: int) -> int:
        chosen = pick(Project.objects.filter(state="approved"), project)
        moderation.cancel(chosen, by=self.staff(chosen), reason="Қаражат жоқ.")
        return 1

    # --- Who is there ---------------------------------------------------------------------------------

    @action(town=which)
    def register(self, town: int) -> int:
        registration.register(
            email=f"new{next(self.numbers)}@example.kz", password=None, first_name="Айгерім", last_name="Сейіт",
            birth_date=dt.date(1998, 5, 1), town=pick(Town.objects.all(), town), language="kk", agreed_to=(),
        )  # fmt: skip
        return 1

    @action(organization=which)
    def verify(self, organization: int) -> int:
        chosen = pick(Organization.objects.filter(state="submitted"), organization)
        verification.verify(chosen, by=self.republican(), note="Тізілімде бар.")
        return 1

    @action(organization=which, into=which)
    def merge(self, organization: int, into: int) -> int:
        """Two records of one organization become one."""
        rows = Organization.objects.filter(state="verified")
        merging.merge(pick(rows, organization), into=pick(rows, into), by=self.republican(), note="Бір мөр.")
        return 1

    @action(who=which)
    def erase(self, who: int) -> int:
        personal_data.erase(pick(Volunteer.objects.filter(user__is_active=True), who).user)
        return 1

    # --- Meanwhile ------------------------------------------------------------------------------------

    @rule(hours=st.integers(1, 72))
    def time_passes(self, hours: int) -> None:
        self.clock.move_to(self.now + hours * HOUR)

    @rule()
    def refresh(self) -> None:
        rebuilding.refresh()

    @rule(days=st.integers(0, 40), last=st.integers(0, 20))
    def recompute(self, days: int, last: int) -> None:
        """As somebody asks for a range with the command."""
        day = naive.today() - last * DAY
        rebuilding.rebuild(day - days * DAY, day)
