"""What the republican office planned for the year: one goal that goes well, one that does not, one of visits."""

from __future__ import annotations

import datetime as dt

from frontoffice.dashboards.enums import GoalMeasure
from frontoffice.dashboards.models import ProgrammeGoal
from frontoffice.demo.world import Wish
from frontoffice.permissions import people_of
from projects.models import Programme

PLANNED = (
    ("taza-alem", GoalMeasure.HOURS, 2_600),
    ("bilim", GoalMeasure.HOURS, 1_500),
    ("umit", GoalMeasure.CAME, 800),
)


def write(wish: Wish) -> None:
    republican = people_of(None).order_by("pk").first()
    year = wish.today.year
    programmes = Programme.objects.in_bulk([slug for slug, _measure, _planned in PLANNED], field_name="slug")
    ProgrammeGoal.objects.bulk_create(
        ProgrammeGoal(
            programme=programmes[slug],
            measure=measure,
            planned=planned,
            first=dt.date(year, 1, 1),
            last=dt.date(year, 12, 31),
            set_by=republican,
            set_at=wish.now - dt.timedelta(days=200),
        )
        for slug, measure, planned in PLANNED
    )
