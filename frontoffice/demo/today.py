"""What happens just now: a shift of the demonstration's organization runs, at whatever hour the country was built.

Some people have come, some are awaited, so that the check-in page can be tried at once.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils import timezone

from frontoffice.demo import rows
from frontoffice.demo.world import Wish
from projects.enums import Format, ProjectState
from projects.models import Project, Shift
from volunteers.enums import LIVE, AttendanceState, SignUpState, Source
from volunteers.models import Attendance, SignUp, SignUpTransition, Volunteer

BEGAN, LASTS = dt.timedelta(hours=1), dt.timedelta(hours=6)
SEATS, PEOPLE, CAME = 16, 12, 5
ADULT = 18


def run(wish: Wish, showcase: str) -> None:
    """Needs projects, people and their sign-ups; draws nothing from chance."""
    project = (
        Project.objects.running()
        .filter(organization__slug=showcase, format=Format.ON_SITE, state=ProjectState.APPROVED, needs_approval=False)
        .order_by("pk")
        .first()
    )
    if project is None:
        return
    starts_at = wish.now - BEGAN
    ends_at = starts_at + LASTS
    like = project.shifts.order_by("pk").first()
    shift = Shift.objects.create(
        project=project,
        starts_at=starts_at,
        ends_at=ends_at,
        seats=SEATS,
        **rows.translated("task", {code: getattr(like, f"task_{code}", "") for code in ("kk", "ru", "en")}),
    )
    people = _free(starts_at, ends_at, age=max(ADULT, project.min_age), since=project.published_at)
    signed_up = max(project.published_at or starts_at, starts_at - dt.timedelta(days=2))
    for number, volunteer in enumerate(people[:PEOPLE]):
        at = signed_up + (starts_at - signed_up) * number / (2 * PEOPLE)
        signup = SignUp.objects.create(
            volunteer=volunteer, shift=shift, state=SignUpState.CONFIRMED, created_at=max(at, volunteer.created_at)
        )
        step = SignUpTransition.objects.create(
            subject=signup, action="join", from_state="", to_state=SignUpState.CONFIRMED, by_id=volunteer.user_id
        )
        SignUpTransition.objects.filter(pk=step.pk).update(at=signup.created_at)
        if number < CAME:
            Attendance.objects.create(
                signup=signup,
                state=AttendanceState.CAME,
                arrived_at=starts_at + dt.timedelta(minutes=3 * number - 5),
                source=Source.SCANNED,
            )
    Shift.objects.filter(pk=shift.pk).update(seats_taken=len(people[:PEOPLE]))


def _free(starts_at: dt.datetime, ends_at: dt.datetime, *, age: int, since: dt.datetime | None) -> list[Volunteer]:
    """Grown-up people who have promised to be nowhere else at that time, by their ids."""
    busy = SignUp.objects.filter(
        volunteer=OuterRef("pk"), state__in=LIVE, shift__starts_at__lt=ends_at, shift__ends_at__gt=starts_at
    )
    born = timezone.localdate(starts_at) - dt.timedelta(days=366 * (age + 1))
    grown = Volunteer.objects.filter(~Exists(busy), birth_date__lt=born, created_at__lt=starts_at)
    return list(grown.select_related("user").order_by("pk")[: 2 * PEOPLE])
