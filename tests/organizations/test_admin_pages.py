"""Role x page for the rest of the workplace, on one set of rows; a page without a row in a table fails."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import resolve

from organizations.scoping import ScopedAdmin
from qazvolunteer.accounts.models import User
from tests import builders, hours_rows
from tests.cast import Cast
from tests.organizations import test_admin_roles
from tests.organizations.test_admin_roles import rows  # noqa: F401 - a fixture
from volunteers.conversation_models import Conversation
from volunteers.feedback import SMALLEST_SAMPLE
from volunteers.hours_models import MissedAppeal
from volunteers.message_models import OrganizerMessage
from volunteers.stand_in_models import StandInTerms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

# As in test_admin_roles: a volunteer, the owner, another owner, the front office of the region, another one, the root.
PAGES = {
    "organizations/affiliation/{affiliation}/history/": (403, 200, 404, 404, 404, 200),
    "organizations/invitation/{invitation}/history/": (403, 200, 404, 404, 404, 200),
    "organizations/membership/{membership}/history/": (403, 200, 404, 404, 404, 200),
    "organizations/organization/{organization}/history/": (403, 200, 404, 200, 404, 200),
    "projects/project/{project}/repeat/1/stop/": (403, 404, 404, 404, 404, 404),
    "projects/shift/{shift}/history/": (403, 200, 404, 200, 404, 200),
    "volunteers/conversation/add/": (403, 403, 403, 403, 403, 403),
    "volunteers/conversation/{conversation}/change/": (403, 200, 404, 403, 403, 200),
    "volunteers/conversation/": (403, 200, 200, 403, 403, 200),
    "volunteers/conversation/{conversation}/history/": (403, 200, 404, 404, 404, 200),
    "volunteers/feedback/add/": (403, 403, 403, 403, 403, 403),
    "volunteers/feedback/{feedback}/change/": (403, 200, 404, 200, 404, 200),
    "volunteers/feedback/": (403, 200, 200, 200, 200, 200),
    "volunteers/feedback/{feedback}/history/": (403, 200, 404, 200, 404, 200),
    "volunteers/hoursentry/add/": (403, 403, 403, 403, 403, 403),
    "volunteers/hoursentry/{hours}/change/": (403, 200, 404, 404, 404, 200),
    "volunteers/hoursentry/": (403, 200, 200, 200, 200, 200),
    "volunteers/hoursentry/{hours}/history/": (403, 200, 404, 404, 404, 200),
    "volunteers/hoursentry/import/{project}/": (403, 200, 404, 200, 404, 200),
    "volunteers/hoursentry/{hours}/photo/": (403, 404, 404, 404, 404, 404),
    "volunteers/missedappeal/add/": (403, 403, 403, 403, 403, 403),
    "volunteers/missedappeal/{appeal}/change/": (403, 200, 404, 404, 404, 200),
    "volunteers/missedappeal/": (403, 200, 200, 200, 200, 200),
    "volunteers/missedappeal/{appeal}/history/": (403, 200, 404, 404, 404, 200),
    "volunteers/organizationblock/{block}/change/": (403, 200, 404, 403, 403, 200),
    "volunteers/organizationblock/{block}/history/": (403, 200, 404, 404, 404, 200),
    "volunteers/organizermessage/{message}/change/": (403, 200, 404, 403, 403, 200),
    "volunteers/organizermessage/{message}/history/": (403, 200, 404, 404, 404, 200),
    "volunteers/projectreport/add/": (403, 403, 403, 403, 403, 403),
    "volunteers/projectreport/{report}/change/": (403, 200, 404, 200, 404, 200),
    "volunteers/projectreport/": (403, 200, 200, 200, 200, 200),
    "volunteers/projectreport/{report}/history/": (403, 200, 404, 200, 404, 200),
    "volunteers/projectreport/{report}/photos/1/": (403, 404, 404, 404, 404, 404),
    "volunteers/signup/roster/{shift}/board.pdf": (403, 200, 404, 403, 403, 200),
    "volunteers/signup/contact/{signup}/": (403, 200, 404, 403, 403, 200),
    "volunteers/signup/export/": (403, 405, 405, 403, 403, 405),
    "volunteers/signup/exports/1/file/": (403, 404, 404, 403, 403, 404),
    "volunteers/standinterms/add/": (403, 200, 200, 403, 403, 200),
    "volunteers/standinterms/{terms}/change/": (403, 200, 404, 403, 403, 200),
    "volunteers/standinterms/": (403, 200, 200, 403, 403, 200),
    "volunteers/standinterms/{terms}/history/": (403, 200, 404, 404, 404, 200),
}
# Answers to a POST alone, and buttons, which have tables of their own.
NOT_READ = ("_act", "_delete", "_save_view", "_forget_view")


def test_every_page_of_the_workplace_has_a_row() -> None:
    there = {
        pattern.name
        for page in admin.site._registry.values()
        if isinstance(page, ScopedAdmin)
        for pattern in page.get_urls()
        if pattern.name and not pattern.name.endswith(NOT_READ)
    }
    listed = {
        resolve("/kk/admin/" + re.sub(r"\{\w+\}", "1", page).partition("?")[0]).url_name
        for page in {**PAGES, **test_admin_roles.PAGES}
    }
    assert there - listed == set(), "Write down who may open these pages."


def test_who_opens_what(cast: Cast, rows: dict[str, int], sign_in: Callable[[User], Client]) -> None:  # noqa: F811
    project = builders.project(organization=cast.organization)
    past = hours_rows.past_shift(project)
    made = {
        **rows,
        "hours": hours_rows.line(hours_rows.came(past)).pk,
        "appeal": MissedAppeal.objects.create(signup=hours_rows.missed(past), text="Жол").pk,
        "feedback": hours_rows.said(project, SMALLEST_SAMPLE, text="Сөз")[0].pk,
        "report": hours_rows.report(project).pk,
        "terms": StandInTerms.objects.create(organization=cast.organization).pk,
        "conversation": Conversation.objects.create(signup_id=rows["signup"], unread_since=builders.now()).pk,
        "message": OrganizerMessage.objects.create(
            organization=cast.organization, project=project, shift=past, **builders.three("subject", "Хабар")
        ).pk,
        "block": builders.block(builders.volunteer(), cast.organization).pk,
    }
    root = builders.user("Root", is_superuser=True)
    people = (cast.aigerim.user, cast.bolat, cast.camila, cast.daniyar, cast.erlan, root)
    browsers = [sign_in(person) for person in people]
    for page, expected in PAGES.items():
        answers = [browser.get(f"/en/admin/{page.format(**made)}") for browser in browsers]
        assert tuple(answer.status_code for answer in answers) == expected, page
