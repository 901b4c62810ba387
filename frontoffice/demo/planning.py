"""What organizations plan beside their texts: outcomes, roles inside shifts, a minimum head count, a repetition.

Nothing here draws from chance: who signs up stays as it was drawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from frontoffice.demo import rows
from frontoffice.demo.plans import APPROVED
from frontoffice.demo.world import ProjectPlan, ShiftPlan
from projects.enums import Format, OutcomeUnit, Repeat, RoleKind
from projects.models import ProjectOutcome, RuleDay, ShiftRole, ShiftRule

# The units of the texts, in the words of the product: unit, and how many of it one of theirs is.
UNITS: dict[str, tuple[OutcomeUnit, Decimal]] = {
    **dict.fromkeys(
        ("people trained", "families", "pupils", "older people taught", "donors", "residents seen", "consultations"),
        (OutcomeUnit.PEOPLE, Decimal(1)),
    ),
    **dict.fromkeys(("bags of litter",), (OutcomeUnit.BAGS, Decimal(1))),
    **dict.fromkeys(("kilograms of recyclables",), (OutcomeUnit.TONNES, Decimal("0.001"))),
    **dict.fromkeys(("document pages",), (OutcomeUnit.PAGES, Decimal(1))),
    **dict.fromkeys(("lessons", "cooking lessons"), (OutcomeUnit.LESSONS, Decimal(1))),
    **dict.fromkeys(("visits", "meetings", "walks"), (OutcomeUnit.VISITS, Decimal(1))),
    **dict.fromkeys(("dolls", "knitted sets"), (OutcomeUnit.SETS, Decimal(1))),
    **dict.fromkeys(("saplings",), (OutcomeUnit.TREES, Decimal(1))),
    **dict.fromkeys(("names checked", "photographs"), (OutcomeUnit.DOCUMENTS, Decimal(1))),
}
ROLES = (RoleKind.DRIVER, RoleKind.FIRST_AIDER, RoleKind.PHOTOGRAPHER)
# One shift in so many, of those with room to spare, keeps places for roles; one in so many needs a number of people.
ROLES_EACH, MINIMUM_EACH = 7, 3
ROOM = 6


def write_outcomes(plans: Sequence[ProjectPlan]) -> None:
    rows.copy(ProjectOutcome, (row for plan in plans for row in _outcomes(plan)))


def _outcomes(plan: ProjectPlan) -> Iterator[dict[str, Any]]:
    seen = set()
    for outcome in plan.text["outcome_units"]:
        unit, each = UNITS.get(outcome["unit"]["en"], ("", Decimal(0)))
        planned = round(Decimal(outcome["planned"]) * each, 1)
        if unit and unit not in seen and planned:
            seen.add(unit)
            yield {"project_id": plan.id, "unit": str(unit), "planned": planned}


def with_roles(shifts: Sequence[ShiftPlan], now: dt.datetime) -> frozenset[int]:
    """A few coming shifts on site with places left keep one each for a driver, a first aider, a photographer: ids."""
    return frozenset(shift.id for shift in [one for one in shifts if _has_room(one, now)][::ROLES_EACH])


def _has_room(shift: ShiftPlan, now: dt.datetime) -> bool:
    quiet = shift.starts_at > now and not shift.cancelled_at and not shift.waiting and not shift.overfill
    on_site = shift.project.text["format"] == Format.ON_SITE and not shift.project.text["approval"]
    return quiet and on_site and shift.seats - shift.taken >= ROOM


def with_minimum(shifts: Sequence[ShiftPlan]) -> dict[int, int]:
    """Some shifts on site cannot be with fewer than a quarter of their places: the number by id."""
    large = [shift for shift in shifts if shift.project.text["format"] == Format.ON_SITE and shift.seats > ROOM]
    return {shift.id: max(2, shift.seats // 4) for shift in large[::MINIMUM_EACH]}


def write_roles(shifts: frozenset[int]) -> None:
    rows.copy(
        ShiftRole,
        ({"shift_id": shift, "kind": str(kind), "seats": 1} for shift in sorted(shifts) for kind in ROLES),
    )


def write_rule(plans: Sequence[ProjectPlan], showcase: str, now: dt.datetime) -> None:
    """The shifts of one project of the showcase are those of a rule; days on which it has none were left out."""
    coming = (plan for plan in plans if plan.host.slug == showcase and plan.state == APPROVED)
    weekly = [plan for plan in coming if len(_repeated(plan, now)) > 1]
    if not weekly:
        return
    plan = weekly[0]
    shifts = _repeated(plan, now)
    first, last = (timezone.localtime(shift.starts_at) for shift in (shifts[0], shifts[-1]))
    (rule,) = rows.take_ids(ShiftRule, 1)
    rows.copy(
        ShiftRule,
        [
            {
                "id": rule,
                "project_id": plan.id,
                "repeat": str(Repeat.WEEKLY),
                "weekdays": str(first.weekday()),
                "first_day": first.date(),
                "last_day": last.date(),
                "starts_at": first.time(),
                "minutes": int((shifts[0].ends_at - shifts[0].starts_at).total_seconds() // 60),
                "seats": shifts[0].seats,
                **rows.translated("task", shifts[0].task),
                "by_id": plan.host.owner.id,
                "created_at": plan.created_at,
            }
        ],
    )
    there = {timezone.localdate(shift.starts_at): shift.id for shift in shifts}
    days = (first.date() + dt.timedelta(days=7 * week) for week in range((last.date() - first.date()).days // 7 + 1))
    rows.copy(RuleDay, ({"rule_id": rule, "day": day, "shift_id": there.get(day)} for day in days))


def _repeated(plan: ProjectPlan, now: dt.datetime) -> list[ShiftPlan]:
    """The coming shifts on the weekday and at the hour of the first, one a day."""
    coming = [shift for shift in plan.shifts if shift.starts_at > now and not shift.flexible]
    if not coming:
        return []
    first = timezone.localtime(coming[0].starts_at)
    kind = (first.weekday(), first.time())
    found: dict[dt.date, ShiftPlan] = {}
    for shift in coming:
        start = timezone.localtime(shift.starts_at)
        if (start.weekday(), start.time()) == kind:
            found.setdefault(start.date(), shift)
    return list(found.values())
