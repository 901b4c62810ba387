"""A storm through the door of the running server, and every move of a shift at the same moment."""

from __future__ import annotations

import datetime as dt
from functools import partial
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from projects import capacity
from projects.models import SeatHold, Shift
from tests import builders, doors
from tests.race.together import at_once, check
from volunteers import session_hold, signups, waiting_list
from volunteers.enums import SignUpState
from volunteers.models import SignUp, Volunteer

pytestmark = pytest.mark.django_db(transaction=True)

CROWD, SEATS = 64, 20
TOKEN = "t" * 32


def tap(server: str, path: str, session: str) -> int:
    """Press the button of a shift; the status of the answer."""
    line = HTTPConnection(urlsplit(server).netloc, timeout=60)
    try:
        headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        line.request("POST", path, headers=headers)
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()


def test_sixty_four_taps_at_once_for_twenty_places(live_server: Any) -> None:
    shift = builders.shift(seats=SEATS)
    path = doors.address("take-shift", shift.project.slug, shift.pk)
    sessions = [doors.signed_in(who).cookies["sessionid"].value for who in builders.volunteers(CROWD)]
    assert at_once([partial(tap, live_server.url, path, session) for session in sessions]) == [302] * CROWD
    states = list(SignUp.objects.values_list("state", flat=True))
    assert (states.count("confirmed"), states.count("waitlisted")) == (SEATS, CROWD - SEATS)
    queue = list(SignUp.objects.queued())
    assert [waiting_list.position(signup) for signup in queue] == list(range(1, CROWD - SEATS + 1))
    assert [signup.pk for signup in queue] == sorted(signup.pk for signup in queue)
    check(shift)


def join(who: Volunteer, shift: Shift) -> object:
    return signups.join(shift, by=who.user)


def hold(shift: Shift) -> object:
    return session_hold.place({}, shift)


def let_go(token: Any) -> None:
    capacity.release_hold(token)


def withdraw(signup: SignUp) -> object:
    return signups.withdraw(signup, by=signup.volunteer.user)


def test_every_move_at_once_leaves_the_counters_equal_to_the_rows() -> None:
    for _ in range(4):
        shift = builders.shift(seats=12)
        held = session_hold.place({}, shift)
        assert held is not None
        holders = builders.fill(shift)
        for _waiting in range(4):
            builders.join(shift)
        withdraw(holders[0])
        ran_out = timezone.now() - dt.timedelta(seconds=1)
        SignUp.objects.filter(shift=shift, state=SignUpState.OFFERED).update(offer_expires_at=ran_out)
        SeatHold.objects.filter(shift=shift).update(expires_at=ran_out)
        at_once(
            [
                *(partial(join, who, shift) for who in builders.volunteers(8)),
                *(partial(withdraw, signup) for signup in holders[1:6]),
                *(partial(hold, shift) for _ in range(3)),
                partial(let_go, held.token),
                waiting_list.sweep_offers,
                capacity.sweep_lapsed_holds,
            ]
        )
        waiting_list.sweep_offers()
        check(shift)
        offered = SignUp.objects.filter(shift=shift, state=SignUpState.OFFERED)
        # A seat lies free only where nobody waits for it.
        assert not shift.waiting or shift.seats_taken == shift.seats
        assert offered.count() <= shift.seats
