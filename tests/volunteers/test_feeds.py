"""A query as an Atom feed and as a calendar: they list what the catalogue lists, and change only when that does."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from icalendar import Calendar, Event

from projects.models import Project, Shift
from tests import builders, doors
from tests.builders import DAY, HOUR

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def offered(title: str = "Таза өзен", *, starts_in: dt.timedelta = 3 * DAY, **values: Any) -> Shift:
    return builders.shift(builders.project(**builders.three("title", title), **values), starts_in=starts_in)


def get(name: str, query: str = "", *, language: str = "en", **headers: str) -> HttpResponse:
    return Client().get(f"{doors.address(name, language=language)}?{query}", headers=headers)


def feed(query: str = "", *, language: str = "en") -> ElementTree.Element:
    """The feed, checked against what RFC 4287 asks of every feed and entry."""
    response = get("catalogue-feed", query, language=language)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    for one in [root, *entries(root)]:
        for required in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{required}")) == 1
            assert one.findtext(f"{ATOM}{required}")
        for name in ("updated", "published"):
            assert all(RFC3339.fullmatch(found.text or "") for found in one.findall(f"{ATOM}{name}"))
        assert one.find(f"{ATOM}author/{ATOM}name") is not None
        links = one.findall(f"{ATOM}link")
        assert sum(link.attrib["rel"] == "alternate" for link in links) == 1
        assert all(link.attrib["href"].startswith(settings.SITE_URL) for link in links)
    assert len({text(one, "id") for one in entries(root)}) == len(entries(root))
    return root


def entries(root: ElementTree.Element) -> list[ElementTree.Element]:
    return root.findall(f"{ATOM}entry")


def text(one: ElementTree.Element, name: str) -> str:
    return one.findtext(f"{ATOM}{name}") or ""


def titles(query: str = "") -> list[str]:
    return [text(one, "title") for one in entries(feed(query))]


def events(query: str = "", *, language: str = "en") -> list[Event]:
    response = get("catalogue-ics", query, language=language)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    assert not calendar.errors
    for line in response.content.split(b"\r\n"):
        assert len(line) <= 75
    return list(calendar.walk("VEVENT"))


def test_the_feed_lists_the_newest_first() -> None:
    offered("Ескі", published_at=builders.now() - 9 * DAY)
    new = offered("Жаңа", published_at=builders.now() - DAY, starts_in=20 * DAY)
    root = feed()
    assert [text(one, "title") for one in entries(root)] == ["Жаңа", "Ескі"]
    assert root.attrib[XML_LANG] == "en"
    first = entries(root)[0]
    assert text(first, "id").endswith(f",2026:project/{new.project_id}")
    assert dt.datetime.fromisoformat(text(first, "published")) == new.project.published_at
    (link,) = (one.attrib["href"] for one in first.findall(f"{ATOM}link"))
    assert Client().get(link.removeprefix(settings.SITE_URL)).status_code == 200
    assert new.project.organization.name_en in text(first, "summary")


def test_a_feed_and_a_calendar_find_what_the_catalogue_finds() -> None:
    offered("Таза Өскемен")
    offered("Жасыл Семей")
    assert titles(f"q={quote('oskemen')}") == ["Таза Өскемен"]
    assert [str(one["summary"]) for one in events(f"q={quote('oskemen')}")] == ["Таза Өскемен"]
    assert titles("q=zzz") == []
    assert events("q=zzz") == []
    page = Client().get(doors.address("catalogue") + f"?q={quote('oskemen')}&sort=newest").content.decode()
    for name in ("catalogue-feed", "catalogue-ics"):
        assert page.count(f'href="{doors.address(name)}?q=oskemen"') == 2


def test_the_name_says_the_filters() -> None:
    offered()
    root = feed("places=on&q=%D1%82%D0%B0%D0%B7%D0%B0")
    assert text(root, "title") == "Volunteer projects: таза, places left"
    assert {link.attrib["rel"]: link.attrib["href"] for link in root.findall(f"{ATOM}link")} == {
        "self": f"{settings.SITE_URL}/en/projects/feed.atom?q=%D1%82%D0%B0%D0%B7%D0%B0&places=on",
        "alternate": f"{settings.SITE_URL}/en/projects/?q=%D1%82%D0%B0%D0%B7%D0%B0&places=on",
    }
    calendar = Calendar.from_ical(get("catalogue-ics", "places=on").content)
    assert str(calendar["X-WR-CALNAME"]) == "Volunteer projects: places left"


def test_what_a_visitor_may_not_find_is_in_neither() -> None:
    offered("Жоба жазбасы", state="draft", published_at=None)
    offered("Тоқтатылған", organization=builders.organization(state="suspended"))
    Shift.objects.filter(pk=offered("Бас тартылған").pk).update(cancelled_at=builders.now())
    offered("Өткен", starts_in=-DAY)
    assert titles() == ["Болады"] if offered("Болады") else []
    assert [str(one["summary"]) for one in events()] == ["Болады"]


def test_a_calendar_has_every_shift_that_meets_the_query() -> None:
    project = builders.project(latitude="43.17000", longitude="77.05000", place="Шатқал")
    later = builders.shift(project, starts_in=9 * DAY, task="Су тасу")
    sooner = builders.shift(project, starts_in=2 * DAY)
    first, second = events()
    assert (first["uid"], second["uid"]) == (f"shift-{sooner.pk}@127.0.0.1", f"shift-{later.pk}@127.0.0.1")
    assert first.decoded("dtstart") == sooner.starts_at
    assert first.decoded("dtend") == sooner.ends_at
    assert str(first.decoded("dtstart").tzinfo) == "UTC"
    assert str(second["summary"]) == f"{project.title_en}: Су тасу"
    assert str(first["location"]).endswith("Шатқал")
    assert first["geo"].to_ical() == "43.17;77.05"
    assert (str(first["status"]), str(first["transp"]), first["sequence"]) == ("CONFIRMED", "TRANSPARENT", 0)
    assert Client().get(str(first["url"]).removeprefix(settings.SITE_URL)).status_code == 200
    only = events(f"from={(builders.now() + 8 * DAY).date()}")
    assert [one["uid"] for one in only] == [second["uid"]]


def test_a_moved_shift_keeps_its_name_and_counts_up() -> None:
    shift = offered()
    (before,) = events()
    shift.starts_at += HOUR
    shift.ends_at += HOUR
    shift.save()
    (after,) = events()
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after.decoded("last-modified") >= before.decoded("last-modified")


@pytest.mark.parametrize("name", ["catalogue-feed", "catalogue-ics"])
def test_whoever_has_it_is_told_that_nothing_changed(name: str) -> None:
    shift = offered()
    first = get(name)
    assert first["Last-Modified"]
    assert first["Cache-Control"] == "public, max-age=900"
    same = get(name, **{"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert same["ETag"] == first["ETag"]
    # A place taken is no news.
    builders.join(shift)
    assert get(name, **{"If-None-Match": first["ETag"]}).status_code == 304
    offered("Жаңа")
    assert get(name, **{"If-None-Match": first["ETag"]}).status_code == 200
    # Nothing of the row changed when its time came: the date alone must not say "unchanged".
    assert get(name, **{"If-Modified-Since": first["Last-Modified"]}).status_code == 200


def test_an_empty_feed_is_a_feed() -> None:
    assert entries(feed()) == []
    assert get("catalogue-feed")["ETag"] == get("catalogue-feed")["ETag"]


def test_odd_characters_break_neither() -> None:
    shift = offered("Таза\x0b <өзен> & \u2028 ]]> \U0001f333")
    Shift.objects.filter(pk=shift.pk).update(task="a;b,c\\n\x07")
    assert titles() == ["Таза <өзен> & \u2028 ]]> \U0001f333"]
    (event,) = events()
    assert str(event["summary"]) == "Таза <өзен> & \u2028 ]]> \U0001f333: a;b,c\\n"
    assert get("catalogue-feed", "q=%01%0b&region=%00").status_code == 200


def test_a_feed_speaks_the_language_of_its_address_and_marks_what_does_not() -> None:
    project = builders.project(title_kk="Таза өзен", title_ru="Чистая река", title_en="")
    builders.shift(project)
    kk, en = feed(language="kk"), feed(language="en")
    assert text(entries(kk)[0], "title") == "Таза өзен"
    assert XML_LANG not in entries(kk)[0].attrib
    assert entries(en)[0].attrib[XML_LANG] == "ru"
    assert str(events(language="kk")[0]["summary"]) == "Таза өзен"


@pytest.mark.parametrize("name", ["catalogue-feed", "catalogue-ics"])
def test_the_statements_do_not_grow(name: str, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        offered()
    get(name)
    with django_assert_max_num_queries(6) as few:
        get(name)
    for _ in range(27):
        offered()
    get(name)
    with django_assert_max_num_queries(6) as many:
        get(name)
    assert len(many) == len(few)


def test_both_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from volunteers import feeds

    monkeypatch.setattr(feeds, "ENTRIES", 2)
    monkeypatch.setattr(feeds, "SHIFTS", 3)
    for days in range(1, 6):
        offered(str(days), starts_in=days * DAY)
    assert len(titles()) == 2
    assert [str(one["summary"]) for one in events()] == ["1", "2", "3"]
    assert Project.objects.count() == 5
