"""The pages of the workplace pass axe in both themes, on a phone and at a desk, and are as wide as the screen.

One set of rows and one browser for all pages; the width of a page is changed under it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from organizations import saved_views
from organizations.models import Invitation, Membership, Organization
from projects.models import Project, Shift
from tests import builders, hours_rows
from tests.browser import axe
from tests.browser.conftest import DESKTOP, PHONE, Open, Visit
from tests.browser.test_deciding_in_bulk import REQUESTS, choose_all
from tests.cast import Cast, assemble
from volunteers import exports, messaging, missed
from volunteers.enums import SignUpState
from volunteers.feedback_models import SMALLEST_SAMPLE, Feedback
from volunteers.hours_models import HoursEntry, MissedAppeal
from volunteers.message_models import OrganizerMessage
from volunteers.models import SignUp
from volunteers.report_models import ProjectReport

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.lenient_templates,
]
# The boxes that Django's own choosing by typing draws (Select2) have no name while they are empty: known, and not ours.
NOT_OURS = 'aria-input-field-name: <span class="select2-selection__rendered"'
LANGUAGES = ("kk", "ru", "en")


def rows(cast: Cast) -> dict[type[Model], Model]:
    """A row of Bolat's organization for each list that is looked at, and neighbours that fill its pages."""
    ours = cast.organization
    ours.email = "office@jasyl.kz"
    ours.save(update_fields=["email"])
    project = builders.project(organization=ours, needs_approval=True)
    shift = builders.shift(project, seats=20, starts_in=dt.timedelta(hours=20))
    young = builders.volunteer("Әли", birth_date=timezone.localdate() - dt.timedelta(days=17 * 365))
    asked = [builders.join(shift, who) for who in (cast.aigerim, young, builders.volunteer("Мария"))]
    coming = builders.signup_row(SignUpState.CONFIRMED, of=shift)
    done = hours_rows.done_project(organization=ours)
    past = hours_rows.past_shift(done)
    words = hours_rows.said(done, SMALLEST_SAMPLE, text="Жақсы")
    away = hours_rows.missed(past, cast.aigerim)
    saved_views.save(cast.bolat, page="volunteers.signup", name="Күтіп тұрғандар", query="state__exact=requested")
    exports.ask(project, by=cast.bolat, format="csv", shift=shift, language="kk")
    return {
        Organization: ours,
        Project: project,
        Shift: shift,
        SignUp: asked[0],
        HoursEntry: hours_rows.line(hours_rows.came(past)),
        MissedAppeal: missed.appeal(away, by=cast.aigerim.user, text="Мен келдім."),
        Feedback: words[0],
        ProjectReport: hours_rows.report(done),
        OrganizerMessage: messaging.send(
            project,
            signups=[coming],
            shift=shift,
            by=cast.bolat,
            texts={**builders.three("subject", "Киім туралы"), **builders.three("body", "Жылы киініп келіңіз.")},
        ),
    }


def address(model: type[Model], tail: str = "") -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{tail}"


def pages_of(of: dict[type[Model], Model]) -> list[str]:
    """Those of planning, and the forms behind hours and reports, are looked at by their own tests."""
    project, shift, signup = (of[model].pk for model in (Project, Shift, SignUp))
    return [
        *(address(model) for model in (Shift, SignUp, HoursEntry, Feedback, OrganizerMessage, Membership)),
        address(SignUp, "?state__exact=requested"),
        *(
            address(model, f"{of[model].pk}/change/")
            for model in (Project, Shift, SignUp, MissedAppeal, Feedback, ProjectReport, OrganizerMessage, Organization)
        ),
        address(Project, f"{project}/history/"),
        address(SignUp, f"roster/{shift}/"),
        address(SignUp, f"by-phone/{shift}/"),
        address(SignUp, "exports/"),
        address(SignUp, f"{signup}/act/block/"),
        address(OrganizerMessage, f"write/?shift={shift}"),
        address(Invitation, "add/"),
    ]


def test_the_workplace(visit: Open, settings: Any, tmp_path: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    settings.MEDIA_ROOT = tmp_path
    cast = assemble()
    of = rows(cast)
    owner = visit(cast.bolat, viewport=PHONE)
    found = []
    for number, page in enumerate(pages_of(of)):
        answer = owner.page.goto(f"{owner.base}/{LANGUAGES[number % 3]}{page}")
        assert answer is not None
        if answer.status != 200:
            found.append(f"{page}: {answer.status}")
            continue
        found += problems(owner)
    owner.go(f"/kk{REQUESTS}")
    choose_all(owner.page, "accept")
    found += problems(owner)
    assert not found, "\n".join(found)


def problems(person: Visit) -> list[str]:
    """What is wrong with the page that is open, in both themes and widths. Unfold keeps its buttons outside of
    landmarks: only what the guidelines ask is asked of its pages."""
    found = []
    for viewport in (DESKTOP, PHONE):
        person.page.set_viewport_size(viewport)  # type: ignore[arg-type]
        found += axe.complaints(person.page, f"{person.path}, {viewport['width']}", axe.GUIDELINES)
    return [line for line in found if NOT_OURS not in line]
