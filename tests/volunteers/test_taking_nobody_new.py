"""A suspended organization, or a project taken out of the catalogue: places are kept, none are given."""

from __future__ import annotations

import pytest
from django.test import Client

from organizations import verification
from projects import moderation
from projects.models import Shift
from qazvolunteer.core.refusals import Refusal
from tests import builders, cast, doors
from volunteers import integrity, links
from volunteers.enums import SignUpState
from volunteers.models import SignUp
from volunteers.tasks import sweep_offers

pytestmark = pytest.mark.django_db


def full_with_queue() -> tuple[cast.Cast, Shift, SignUp, SignUp]:
    """(the people, a shift of one seat, who holds it, who waits)"""
    people = cast.assemble()
    shift = builders.shift(builders.project(organization=people.organization), seats=1)
    (holder,) = builders.fill(shift)
    return people, shift, holder, builders.join(shift)


def stop(people: cast.Cast, shift: Shift, how: str) -> None:
    if how == "suspended":
        verification.suspend(people.organization, by=people.daniyar, note="Шағым түсті.")
    else:
        moderation.unpublish(shift.project, by=people.bolat)


def resume(people: cast.Cast, shift: Shift, how: str) -> None:
    if how == "suspended":
        verification.restore(people.organization, by=people.daniyar)
    else:
        moderation.publish(shift.project, by=people.bolat)


HOW = pytest.mark.parametrize("how", ["suspended", "unpublished"])


@HOW
def test_nobody_signs_up_and_those_who_have_a_place_keep_it(how: str) -> None:
    people, shift, holder, _waiting = full_with_queue()
    stop(people, shift, how)
    newcomer = builders.volunteer()
    # Whoever knows the address reads that a suspended organization's project is paused.
    assert doors.take(doors.signed_in(newcomer), shift).status_code == (200 if how == "suspended" else 404)
    with pytest.raises(Refusal) as refused:
        builders.join(shift, newcomer)
    assert refused.value.code == ("paused" if how == "suspended" else "not_shown")
    assert not SignUp.objects.filter(volunteer=newcomer).exists()
    holder.refresh_from_db()
    assert holder.state == SignUpState.CONFIRMED


@HOW
def test_a_freed_seat_is_offered_once_the_project_takes_people_again(how: str) -> None:
    people, shift, holder, waiting = full_with_queue()
    stop(people, shift, how)
    doors.act(holder, "withdraw")
    sweep_offers()
    waiting.refresh_from_db()
    assert waiting.state == SignUpState.WAITLISTED
    resume(people, shift, how)
    sweep_offers()
    waiting.refresh_from_db()
    assert waiting.state == SignUpState.OFFERED
    assert not integrity.drifted().exists()


@HOW
def test_an_offer_made_before_is_not_accepted_by_its_link(how: str) -> None:
    people, shift, holder, waiting = full_with_queue()
    doors.act(holder, "withdraw")
    stop(people, shift, how)
    link = doors.address("signup-by-link", links.token(waiting))
    page = doors.read(Client().post(link, {"action": "accept"}, follow=True))
    sentence = "has paused this project" if how == "suspended" else "This project takes nobody new at present."
    assert sentence in page
    waiting.refresh_from_db()
    assert waiting.state == SignUpState.OFFERED


def test_a_closed_account_accepts_nothing_by_its_link() -> None:
    _people, _shift, holder, waiting = full_with_queue()
    doors.act(holder, "withdraw")
    waiting.volunteer.user.is_active = False
    waiting.volunteer.user.save()
    Client().post(doors.address("signup-by-link", links.token(waiting)), {"action": "accept"})
    waiting.refresh_from_db()
    assert waiting.state == SignUpState.OFFERED
