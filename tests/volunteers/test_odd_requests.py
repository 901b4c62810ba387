"""What nobody types but somebody sends: a character the database cannot keep, the last day of the calendar."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from qazvolunteer.core.logs import JsonFormatter
from tests import builders, doors
from volunteers import links
from volunteers.enums import SignUpState

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/p/%00/", 404),
        ("/calendar/%00.ics", 404),
        ("/en/s/%00/", 404),
        ("/en/guardian/%00/", 404),
        ("/en/projects/?to=9999-12-31", 200),
        ("/en/projects/?from=0001-01-01", 200),
        ("/en/projects/?q=%00", 200),
        ("/en/organizations/?region=%00", 200),
    ],
)
def test_an_odd_address_is_no_error(path: str, status: int) -> None:
    assert Client().get(path).status_code == status


def test_an_odd_reason_does_not_keep_anybody_from_leaving() -> None:
    signup = builders.join(builders.shift())
    doors.act(signup, "withdraw", reason="Ауырып\x00 қалдым")
    assert signup.state == SignUpState.WITHDRAWN
    assert signup.transitions.get(action="withdraw").reason == "Ауырып қалдым"


def test_the_log_does_not_keep_what_opens_a_page(caplog: pytest.LogCaptureFixture) -> None:
    signup = builders.join(builders.shift())
    doors.act(signup, "withdraw")
    token = links.token(signup)
    with caplog.at_level(logging.INFO):
        Client().get(doors.address("pass", signup.pass_secret))
        Client().get(doors.address("signup-by-link", token) + "nowhere/")
    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert any("/en/p/•••/" in line for line in lines)
    assert any("/en/s/•••/nowhere/" in line for line in lines)
    assert not any(signup.pass_secret in line or token in line for line in lines)


def test_a_calendar_file_is_stored_by_nobody() -> None:
    signup = builders.join(builders.shift())
    answer = doors.signed_in(signup.volunteer).get(doors.address("signup-calendar", signup.pk))
    assert "no-store" in answer["Cache-Control"]
