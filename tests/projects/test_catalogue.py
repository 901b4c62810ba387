"""The catalogue finds by words in any spelling, by facets and dates, and never leaves a person with nothing."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from projects.enums import Format
from projects.models import Project, Shift
from tests import builders, doors
from tests.builders import DAY

pytestmark = pytest.mark.django_db


def offered(
    title: str = "Таза өзен", *, starts_in: dt.timedelta = 3 * DAY, seats: int = 10, **values: object
) -> Project:
    project = builders.project(**builders.three("title", title), **values)
    builders.shift(project, starts_in=starts_in, seats=seats)
    return project


def found(query: str = "") -> list[Project]:
    """The projects of the page, in its order."""
    html = Client().get(f"{doors.address('catalogue')}?{query}").content.decode()
    places = {project: html.find(doors.address("project", project.slug)) for project in Project.objects.all()}
    return sorted((project for project, at in places.items() if at >= 0), key=lambda project: places[project])


@pytest.mark.parametrize("words", ["Өскемен", "оскемен", "OSKEMEN", "Óskemen", "таза оскемен", "өскемен  көше"])
def test_words_are_found_in_any_spelling(words: str) -> None:
    wanted = offered("Таза Өскемен", **builders.three("place", "Көше 1"))
    offered("Жасыл Семей")
    assert found(f"q={quote(words)}") == [wanted]


def test_every_word_must_be_there_and_wild_cards_are_signs() -> None:
    offered("Таза Өскемен")
    assert found(f"q={quote('таза семей')}") == []
    assert found("q=oske%25zzz") == []


@pytest.mark.parametrize("signs", ["%25", "_", "—", "…", "'", "''%20OR%20''='", "\\"])
def test_signs_alone_find_nothing_instead_of_everything(signs: str) -> None:
    offered("Таза Өскемен")
    assert found(f"q={signs}") == []
    assert len(found("q=%20%20")) == 1


def test_soonest_first_and_only_what_one_may_take() -> None:
    later, soon = offered(starts_in=9 * DAY), offered(starts_in=2 * DAY)
    offered(starts_in=-DAY)
    offered(state="submitted", published_at=None)
    offered(published_at=None)
    offered(organization=builders.organization(state="suspended"))
    cancelled = offered()
    Shift.objects.filter(project=cancelled).update(cancelled_at=builders.now())
    builders.project()
    assert found() == [soon, later]


def test_a_shift_in_two_years_is_found_by_its_day() -> None:
    far = builders.shift(starts_in=730 * DAY)
    day = timezone.localdate(far.starts_at).isoformat()
    for query in ("?places=on", f"?from={day}", f"?from={day}&to={day}&places=on"):
        assert far.project.title in doors.read(Client().get(doors.address("catalogue") + query)), query


def test_facets_narrow_and_several_of_one_add_up() -> None:
    here = offered()
    there = offered(region=builders.region("astana"), town=None, format=Format.REMOTE)
    home = offered(format=Format.AT_HOME, programme=builders.programme("umit"))
    assert found("region=astana-region") == [there]
    assert set(found("format=remote&format=at_home")) == {there, home}
    assert found("programme=umit&format=at_home") == [home]
    assert set(found("programme=umit&programme=taza-alem")) == {here, there, home}


def test_days_and_places_must_hold_for_one_shift() -> None:
    project = offered(starts_in=2 * DAY, seats=1)
    (full,) = project.shifts.all()
    builders.fill(full)
    builders.shift(project, starts_in=9 * DAY)
    day = timezone.localdate(full.starts_at).isoformat()
    assert found(f"from={day}&to={day}") == [project]
    assert found(f"from={day}&to={day}&places=on") == []
    assert found("places=on") == [project]


@pytest.mark.parametrize(
    "query", ["region=nowhere", "from=yesterday", "format=fax", "programme=x", "page=999", "page=-1", "q=" + "x" * 200]
)
def test_a_wrong_value_breaks_nothing(query: str) -> None:
    project = offered()
    assert found(query) in ([project], [])


def test_nothing_found_shows_what_would_be_found_without_each_filter() -> None:
    offered()
    offered(format=Format.AT_HOME)
    builders.region("astana")
    query = "region=astana-region&format=at_home&q=" + quote("өзен")
    page = doors.read(Client().get(f"{doors.address('catalogue')}?{query}"))
    assert "Without “Astana”: 1" in page
    assert "Without “At home”" not in page


def test_a_chip_leads_to_the_same_list_without_it() -> None:
    offered()
    html = Client().get(f"{doors.address('catalogue')}?format=on_site&format=remote&places=on&page=2").content.decode()
    where = doors.address("catalogue")
    assert f'href="{where}?places=on&amp;format=remote"' in html
    assert f'href="{where}?format=on_site&amp;format=remote"' in html


def test_htmx_gets_the_list_alone_and_a_visitor_the_page() -> None:
    offered()
    where = doors.address("catalogue")
    fragment = Client().get(where, headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    assert "HX-Request" in fragment["Vary"]
    restored = Client().get(where, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in restored.content.decode()


def test_ones_own_state_is_on_the_card() -> None:
    project = offered()
    signup = builders.join(project.shifts.get())
    page = doors.read(doors.signed_in(signup.volunteer).get(doors.address("catalogue")))
    assert "Confirmed" in page
    assert "Confirmed" not in doors.read(Client().get(doors.address("catalogue")))


def test_a_region_is_remembered_from_the_list_and_breaks_ties() -> None:
    there = offered(region=builders.region("astana"), town=None, starts_in=2 * DAY)
    here = offered(starts_in=3 * DAY)
    client = Client()
    where = f"{doors.address('catalogue')}?region=almaty-region"
    assert "Remember as my region" in doors.read(client.get(where))
    answer = client.post("/region/", {"region": "almaty-region", "next": where})
    assert answer["Location"] == where
    page = client.get(where).content.decode()
    assert "This is your region." in page
    query = f"{doors.address('catalogue')}?q={quote('таза')}"
    near, far = client.get(query).content.decode(), Client().get(query).content.decode()
    assert near.find(here.slug) < near.find(there.slug)
    assert far.find(there.slug) < far.find(here.slug)
