"""What of a running project may change, and who hears of it.

Whoever signed up has promised to come to a place and under conditions. When these change, everybody in a coming shift
is told and may keep or leave the place; the organizer confirms before that so many people will get a letter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects import capacity, concerned, wording
from projects.enums import ItemSection, ProjectState
from projects.events import project_changed
from projects.models import Project, Shift
from qazvolunteer.core.refusals import Refusal

# Columns of the project that may change after the approval, each told.
MATERIAL = frozenset({"place_kk", "place_ru", "place_en", "town", "district", "latitude", "longitude", "min_age"})
# A pin set right by a few steps is no other place.
SAME_PLACE_METRES = 300

Words = Mapping[str, str]


@dataclass(frozen=True)
class Terms:
    """What people have agreed to by signing up, beside the time. ``place`` and ``needs`` by language."""

    place: Words
    point: tuple[float, float] | None
    needs: Words
    min_age: int


def terms_of(project: Project) -> Terms:
    """The terms as the database has them now."""
    row = Project.objects.select_related("town", "district", "region").get(pk=project.pk)
    lines = list(row.items.filter(section=ItemSection.NEED))
    place, needs = {}, {}
    for code in dict(settings.LANGUAGES):
        with translation.override(code):
            place[code] = wording.place(row)
            needs[code] = "; ".join(line.text for line in lines if line.text)
    point = None
    if row.latitude is not None and row.longitude is not None:
        point = (float(row.latitude), float(row.longitude))
    return Terms(place, point, needs, row.age_limit)


def changes_between(before: Terms, after: Terms) -> dict[str, tuple[Any, Any]]:
    """Those that people must hear of; as the signal ``project_changed`` carries them."""
    found: dict[str, tuple[Any, Any]] = {}
    if before.place != after.place:
        found["place"] = (before.place, after.place)
    elif _metres(before.point, after.point) > SAME_PLACE_METRES:
        found["place"] = (_with_point(before), _with_point(after))
    if before.needs != after.needs:
        found["needs"] = (before.needs, after.needs)
    if before.min_age != after.min_age:
        found["min_age"] = (before.min_age, after.min_age)
    return found


@transaction.atomic
def tell_of_changes(project: Project, before: Terms, *, confirmed: bool) -> int:
    """Tell everybody in the coming shifts what has changed since ``before``; returns how many people.

    Raises Refusal ``confirmation_needed`` when somebody is to be told and the organizer has not ``confirmed``, and
    whatever the floors above object: nobody with a place may become too young.
    """
    changes = changes_between(before, terms_of(project))
    if not changes or project.state != ProjectState.APPROVED:
        return 0
    coming = Shift.objects.filter(project=project, cancelled_at=None, ends_at__gt=timezone.now())
    shifts = [capacity.lock_shift(pk) for pk in coming.order_by("pk").values_list("pk", flat=True)]
    people = concerned.people_in(shift.pk for shift in shifts)
    if people and not confirmed:
        raise confirmation_needed(people)
    if people:
        project_changed.send(Project, project=project, shifts=shifts, changes=changes)
    return people


def confirmation_needed(people: int) -> Refusal:
    """The question to the organizer before so many letters are written."""
    return Refusal(
        "confirmation_needed",
        ngettext(
            "%(number)d person is signed up and will get a letter about this change.",
            "%(number)d people are signed up and will get a letter about this change.",
            people,
        )
        % {"number": people},
        _("Tick the box “Tell everybody” and save again."),
    )


def _metres(one: tuple[float, float] | None, other: tuple[float, float] | None) -> float:
    """How far apart; without a pin before there was nothing to move away from."""
    if one is None or other is None:
        return 0.0
    north = (other[0] - one[0]) * 111_320
    east = (other[1] - one[1]) * 111_320 * math.cos(math.radians(one[0]))
    return math.hypot(north, east)


def _with_point(terms: Terms) -> Words:
    point = f" ({terms.point[0]:.4f}, {terms.point[1]:.4f})" if terms.point else ""
    return {code: f"{words}{point}" for code, words in terms.place.items()}
