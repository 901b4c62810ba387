"""A shift that needs a number of people warns its staff in time, once for each warning, and anew when it moves."""

from __future__ import annotations

import pytest

from organizations.enums import Role
from projects import scheduling
from projects.models import Shift
from projects.tasks import warn_of_too_few
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications import kinds
from qazvolunteer.notifications.models import Notification
from tests import builders, doors
from tests.builders import DAY, HOUR
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def short(cast: Cast, hours: int = 40, **values: object) -> Shift:
    project = builders.project(organization=cast.organization)
    return builders.shift(project, starts_in=hours * HOUR, **{"min_people": 3, **values})


def warnings() -> list[Notification]:
    return list(Notification.objects.filter(kind="projects.too_few").order_by("created_at", "pk"))


def test_staff_who_decide_are_warned_once(cast: Cast) -> None:
    manager = builders.member(cast.organization, Role.MANAGER)
    checker = builders.member(cast.organization, Role.CHECK_IN)
    builders.join(short(cast))
    for _again in range(3):
        warn_of_too_few()
    told = {letter.recipient for letter in warnings()}
    assert told == {cast.bolat, manager}
    assert len(warnings()) == 2
    assert doors.told(checker) == doors.told(cast.camila) == []


def test_once_two_days_and_once_a_day_before(cast: Cast) -> None:
    shift = short(cast)
    warn_of_too_few()
    Shift.objects.filter(pk=shift.pk).update(starts_at=builders.now() + 20 * HOUR, ends_at=builders.now() + 22 * HOUR)
    for _again in range(2):
        warn_of_too_few()
    assert len(warnings()) == 2


@pytest.mark.parametrize(
    "values",
    [{"hours": 60}, {"hours": -1}, {"min_people": 0}, {"min_people": 1}, {"cancelled_at": builders.now()}],
    ids=["far", "begun", "any number", "enough", "cancelled"],
)
def test_who_is_not_warned(values: dict[str, object], cast: Cast) -> None:
    shift = short(cast, **values)
    if values.get("min_people") == 1:
        builders.join(shift)
    warn_of_too_few()
    assert warnings() == []


def test_a_warning_is_not_sent_when_people_came_meanwhile(cast: Cast) -> None:
    shift = short(cast, min_people=1)
    warn_of_too_few()
    (letter,) = warnings()
    kind = kinds.get(letter.kind)
    assert not kind.is_obsolete(kind.load(letter), letter)
    builders.join(shift)
    assert kind.is_obsolete(kind.load(letter), letter)


def test_the_minimum_is_no_higher_than_the_places(cast: Cast) -> None:
    shift = short(cast, seats=5)
    for values in ({"min_people": 6}, {"seats": 2}):
        with pytest.raises(Refusal) as refused:
            scheduling.change_shift(shift, by=cast.bolat, **values)
        assert refused.value.code == "minimum_too_high"
    start = builders.now() + DAY
    with pytest.raises(Refusal):
        scheduling.create_shift(
            shift.project, by=cast.bolat, starts_at=start, ends_at=start + HOUR, seats=2, min_people=3
        )
