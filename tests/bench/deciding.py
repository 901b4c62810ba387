"""A hundred requests accepted in the workplace by one press: what the whole request asks of the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.bench import people, world
from tests.bench.page_queries import COUNTED
from tests.bench.results import Result, Unable
from tests.bench.stage import Measure, Stage
from tests.bench.world import BASE, World

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

FEW, MANY = 10, 100
LIST = "/ru/admin/volunteers/signup/"
# A page of the workplace that shows no data.
NOTHING = "/ru/admin/jsi18n/"
# Of two shifts, one has places for everybody and the other for a few, so that the rest wait.
SEATS = 2


def bulk_decide(stage: Stage, tick: Callable[[], None]) -> list[Result]:
    """Statements of the POST behind "Accept", on the whole data, with ten people chosen and with a hundred.

    What any page of the workplace asks about the person who opens it does not count.
    """
    from django.test import Client
    from django.test.utils import override_settings

    made = world.make(FEW + MANY, 2)
    try:
        (staff,) = people.visitors([made.staff("coordinator")])
        _ask_first(made)
        client = Client(SERVER_NAME="127.0.0.1")
        client.cookies.load(staff.product)
        with override_settings(STAFF_SECOND_FACTOR_REQUIRED=False):
            few, many = _accepting(made, client, FEW), _accepting(made, client, MANY)
            asking = _statements(lambda: client.get(NOTHING), 200)
    finally:
        world.remove()
    words = f"{few} for {FEW} people, {many} for {MANY} of two shifts, {asking} of them about whoever decides"
    return [Result("bulk_decide", max(few, many) - asking, "SQL", 12, "lower", words)]


def _ask_first(made: World) -> None:
    from projects.models import Project, Shift

    project = Project.objects.get(slug=made.slugs[made.spread[0]])
    Project.objects.filter(pk=project.pk).update(needs_approval=True)
    Shift.objects.filter(pk__in=made.spread).update(project=project)
    Shift.objects.filter(pk=made.spread[1]).update(seats=SEATS)


def _accepting(made: World, client: Client, number: int) -> int:
    """What so many cost, after the page that says what will happen; it also reads what a process reads once."""
    from volunteers.models import SignUp

    made.empty()
    rows = SignUp.objects.bulk_create(
        SignUp(volunteer=volunteer, shift_id=made.spread[place % 2], state="requested")
        for place, volunteer in enumerate(made.volunteers[:number])
    )
    form = {"action": "accept", "_selected_action": [row.pk for row in rows]}
    _statements(lambda: client.post(LIST, form), 200)
    found = _statements(lambda: client.post(LIST, {**form, "act_confirmed": "1"}), 302)
    left = SignUp.objects.filter(volunteer__gte=BASE, state="requested").count()
    if left:
        raise Unable(f"{left} of {number} were not decided.")
    return found


def _statements(visit: Callable[[], HttpResponse], status: int) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as heard:
        answer = visit()
    if answer.status_code != status:
        raise Unable(f"The workplace answers {answer.status_code}.")
    return sum(bool(COUNTED.match(query["sql"])) for query in heard.captured_queries)


MEASURES = (Measure("bulk_decide", ("bulk_decide",), bulk_decide),)
