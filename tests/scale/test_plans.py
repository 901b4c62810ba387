"""No page reads a big table from end to end. To guard another page, add a row to ``PAGES``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frontoffice.demo import accounts, build
from frontoffice.demo.identifiers import mailbox
from frontoffice.demo.national.build import ANALYZED, build_nation
from frontoffice.demo.national.size import Size
from frontoffice.opendata import counting
from organizations.models import Organization
from projects.catalogue import Query, find, upkeep
from projects.models import Project, Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.core import paging
from qazvolunteer.places.models import Town
from tests.doors import address
from tests.scale import plans
from volunteers import statistics
from volunteers.enums import SignUpState
from volunteers.models import SignUp, Volunteer

SIZE = Size(organizations=600, projects=2_600, shifts=8_000, volunteers=40_000, signups=70_000)

pytestmark = [pytest.mark.django_db, pytest.mark.lenient_templates]


@dataclass
class Country:
    """Rows to open pages of: the ones with most to show."""

    project: Project
    organization: Organization
    volunteer: Volunteer
    signup: SignUp
    town: Town


def visitor(country: Country) -> None:
    return None


def volunteer(country: Country) -> User:
    return country.volunteer.user


def demo(name: str) -> Callable[[Country], User]:
    return lambda country: User.objects.get(email=mailbox(name))


superuser, owner, coordinator, republic = demo("admin"), demo("bolat"), demo("daniyar"), demo("saule")


def public(name: str, query: str = "") -> Callable[[Country], str]:
    return lambda country: address(name) + query


def workplace(model: str, query: str = "") -> Callable[[Country], str]:
    return lambda country: f"/en/admin/{model}{'/' if model else ''}{query}"


def found(app: str, model: str, field: str, term: str) -> Callable[[Country], str]:
    """What the choice by typing asks for."""
    query = f"?app_label={app}&model_name={model}&field_name={field}&term={quote(term)}"
    return lambda country: f"/en/admin/autocomplete/{query}"


LISTS = {
    "sign-ups": "volunteers/signup",
    "shifts": "projects/shift",
    "projects": "projects/project",
    "organizations": "organizations/organization",
    "people": "accounts/user",
    "letters": "notifications/notification",
}
SEARCHES = {
    "sign-ups": ("volunteers/signup", "Айгерім+Сәрсенова"),
    "sign-ups of all times": ("volunteers/signup", "Айгерім+Сәрсенова&when=all"),
    "shifts": ("projects/shift", "көшет"),
    "projects": ("projects/project", "көшет"),
    "organizations": ("organizations/organization", "болашақ"),
    "people": ("accounts/user", mailbox("aigerim")),
}
# Name: who opens it, and its address.
PAGES: dict[str, tuple[Callable[[Country], User | None], Callable[[Country], str]]] = {
    "home": (visitor, public("home")),
    "home, signed in": (volunteer, public("home")),
    "catalogue": (visitor, public("catalogue")),
    "catalogue, filtered": (visitor, public("catalogue", "?region=almaty&format=on_site&places=on")),
    "catalogue, found": (visitor, public("catalogue", "?q=" + quote("көшет"))),
    "catalogue, newest": (visitor, public("catalogue", "?sort=newest")),
    "catalogue, signed in": (volunteer, public("catalogue")),
    "feed of the catalogue": (visitor, public("catalogue-feed")),
    "calendar of the catalogue": (visitor, public("catalogue-ics")),
    "project": (visitor, lambda country: address("project", country.project.slug)),
    "project, signed in": (volunteer, lambda country: address("project", country.project.slug)),
    "organization": (visitor, lambda country: address("organization", country.organization.slug)),
    "organizations": (visitor, public("organizations")),
    "organizations, found": (visitor, public("organizations", "?q=" + quote("болашақ"))),
    "map": (visitor, public("catalogue-map")),
    "map, found": (visitor, public("catalogue-map", "?q=" + quote("көшет"))),
    "month": (visitor, public("catalogue-calendar")),
    "programmes": (visitor, public("programmes")),
    "programme": (visitor, lambda country: address("programme", "taza-alem")),
    "regions": (visitor, public("regions")),
    "region": (visitor, lambda country: address("region", "almaty")),
    "town": (visitor, lambda country: address("town", country.town.slug)),
    "statistics": (visitor, public("statistics")),
    "suggestions": (visitor, public("search-suggest", "?q=" + quote("көшет"))),
    "site map": (visitor, public("sitemap")),
    "saved searches": (volunteer, public("saved-searches")),
    "my shifts": (volunteer, public("my-shifts")),
    "my shifts, past": (volunteer, public("my-shifts", "?tab=past")),
    "own sign-up": (volunteer, lambda country: address("signup", country.signup.pk)),
    "own calendar": (visitor, lambda country: address("calendar-feed", country.volunteer.calendar_secret)),
    "pass": (visitor, lambda country: address("pass", country.signup.pass_secret)),
    "start of the workplace, owner": (owner, workplace("")),
    "start of the workplace, region": (coordinator, workplace("")),
    "start of the workplace, republic": (republic, workplace("")),
    "start of the workplace, superuser": (superuser, workplace("")),
    "queue of the region": (coordinator, workplace("projects/project", "?state__exact=submitted")),
    "queue of the republic": (republic, workplace("projects/project", "?state__exact=submitted")),
    "owner's sign-ups": (owner, workplace("volunteers/signup")),
    "owner's shifts": (owner, workplace("projects/shift")),
    "region's projects": (coordinator, workplace("projects/project")),
    "past shifts": (superuser, workplace("projects/shift", "?when=past")),
    "past sign-ups": (superuser, workplace("volunteers/signup", "?when=past")),
    "all sign-ups": (superuser, workplace("volunteers/signup", "?when=all")),
    "requests": (superuser, workplace("volunteers/signup", "?state__exact=requested")),
    "choice of a project": (superuser, found("projects", "shift", "project", "көшет")),
    "choice of a town": (superuser, found("projects", "project", "town", "алм")),
    "choice of a person": (superuser, found("frontoffice", "coordinator", "user", mailbox("aigerim"))),
    **{f"list of {name}": (superuser, workplace(path)) for name, path in LISTS.items()},
    **{f"search in {name}": (superuser, workplace(path, f"?q={q}")) for name, (path, q) in SEARCHES.items()},
}


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator[Country]:
    """Loaded once for the module and emptied after it. Committed: an index may wait for its transaction to end."""
    with django_db_blocker.unblock():
        call_command("load_reference", stdout=StringIO())
        build_nation(7, build.moment_of(None), SIZE, lambda *step: None)
        statistics.refresh()
        counting.refresh()
        build.analyze(ANALYZED)
        plans.wait_for_indexes()
        upkeep.forget()
        # Keen, as people are: the keenest of all would be in every hundredth shift of so small a country.
        keenest = Volunteer.objects.annotate(n=Count("signups")).filter(n=8).order_by("pk")[0]
        shifts = Shift.objects.upcoming().filter(project__in=Project.objects.running())
        project = Project.objects.filter(shifts__in=shifts).annotate(n=Count("shifts")).order_by("-n")[0]
        host = Organization.objects.public().annotate(n=Count("projects")).order_by("-n")[0]
        signup = SignUp.objects.filter(volunteer=keenest, state=SignUpState.CONFIRMED).latest("pk")
        yield Country(project, host, keenest, signup, Town.objects.order_by("-population")[0])
        call_command("flush", interactive=False, verbosity=0)
    upkeep.forget()


@pytest.fixture(scope="module")
def big(country: Country, django_db_blocker: Any) -> set[str]:
    # Of others the size is known when autovacuum has come by, which is chance.
    with django_db_blocker.unblock():
        return plans.big_tables() & {model._meta.db_table for model in ANALYZED}


def statements(country: Country, name: str) -> list[str]:
    who, where = PAGES[name]
    person, client = who(country), Client()
    if person is not None:
        client.force_login(person)
    # A process reads all that is open once, when it begins.
    find(Query())
    with CaptureQueriesContext(connection) as captured:
        response = client.get(where(country))
    assert response.status_code == 200, name
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_reads_a_big_table_from_end_to_end(
    country: Country, big: set[str], settings: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    # So many rows of the test's country are as few as the real cap is of the whole one.
    monkeypatch.setattr(paging, "MOST", 200)
    found = plans.scans(name, statements(country, name), big)
    assert not found, "\n".join(str(scan) for scan in found)


def test_the_big_tables_are_big(big: set[str]) -> None:
    assert {
        "accounts_user", "volunteers_volunteer", "volunteers_signup", "volunteers_signuptransition",
        "projects_project", "projects_shift", "projects_projectitem",
    } <= big  # fmt: skip
    assert "places_region" not in big


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("SELECT count(*) FROM volunteers_signup WHERE answers::text LIKE '%kk%'", "volunteers_signup"),
        ("SELECT * FROM accounts_user WHERE last_name LIKE '%бек%' ORDER BY last_name LIMIT 5", "accounts_user"),
        ("SELECT s.task FROM projects_shift s JOIN projects_project p ON p.id = s.project_id", "projects_shift"),
        ("WITH a AS MATERIALIZED (SELECT * FROM volunteers_volunteer) SELECT count(*) FROM a", "volunteers_volunteer"),
    ],
)
def test_a_bad_statement_is_found(country: Country, big: set[str], statement: str, table: str) -> None:
    """The control: the reading of plans sees what it should forbid."""
    assert table in [scan.table for scan in plans.scans("bad page", [statement], big)]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM volunteers_signup WHERE id = 1",
        "SELECT count(*) FROM (SELECT id FROM volunteers_signup LIMIT 10) t",
        "SELECT * FROM places_region",
        "UPDATE volunteers_signup SET answers = '{}'",
    ],
)
def test_a_good_statement_is_let_through(country: Country, big: set[str], statement: str) -> None:
    assert not plans.scans("good page", [statement], big)


def test_everybody_on_the_pages_is_there(country: Country) -> None:
    assert accounts.exist()
    assert country.signup.volunteer_id == country.volunteer.pk
