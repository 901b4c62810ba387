"""Pages that visitors share: kept briefly, bounded, and never another person's, language's, theme's or fragment's."""

from __future__ import annotations

import itertools
import random
import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from qazvolunteer.core import page_cache
from qazvolunteer.core.page_store import OVERHEAD, Page, Store
from tests import builders, doors
from volunteers import statistics

pytestmark = pytest.mark.django_db

LIFETIME = 400


@pytest.fixture(autouse=True)
def _kept(settings: Any) -> Iterator[None]:
    # Long enough that a slow machine changes nothing; how short it is in life, see the settings.
    settings.PAGE_CACHE_SECONDS = LIFETIME
    page_cache.store.pages.clear()
    yield
    page_cache.store.pages.clear()


def grow_old(seconds: float) -> None:
    """Every kept page gets older by so much."""
    pages = page_cache.store.pages
    for key, page in list(pages._values.items()):
        pages._values[key] = Page(page.body, page.headers, page.tag, page.read_at - seconds)


def unmasked(response: HttpResponse) -> str:
    """The page without what differs each time: form tokens."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


# --- Never mixed --------------------------------------------------------------------------------------


def test_nobody_gets_a_page_of_another_kind(settings: Any) -> None:
    """Every combination, asked in a drawn order, twice; compared with what is computed for it alone."""
    builders.shift()
    statistics.refresh()
    people = [None, builders.volunteer("Айгерім"), builders.volunteer("Данияр")]
    clients: dict[tuple[Any, ...], Client] = {}
    for who, theme, region in itertools.product(range(3), ("", "dark"), ("", "almaty-region")):
        person = people[who]
        client = doors.signed_in(person) if person else Client()
        client.cookies.load({name: value for name, value in (("theme", theme), ("region", region)) if value})
        clients[who, theme, region] = client
    asked = [
        (*key, language, name, headers)
        for key, language, name, headers in itertools.product(
            clients,
            ("kk", "ru"),
            ("home", "catalogue"),
            ("", "HX-Request"),
        )
    ]

    def fetch(who: int, theme: str, region: str, language: str, name: str, header: str) -> str:
        headers = {"HX-Request": "true", header: "true"} if header else {}
        response = clients[who, theme, region].get(doors.address(name, language=language), headers=headers)
        assert response.status_code == 200
        return unmasked(response)

    settings.PAGE_CACHE_SECONDS = 0
    alone = {one: fetch(*one) for one in asked}
    settings.PAGE_CACHE_SECONDS = LIFETIME
    order = asked * 2
    random.shuffle(order)
    assert [one for one in order if fetch(*one) != alone[one]] == []
    assert len(page_cache.store.pages) > 0


def test_a_page_for_a_person_is_kept_from_every_store() -> None:
    client = doors.signed_in(builders.volunteer())
    assert client.get(doors.address("home"))["Cache-Control"] == "private, no-store"
    assert len(page_cache.store.pages) == 0


def test_a_visitors_page_is_asked_for_again_by_the_browser() -> None:
    response = Client().get(doors.address("about"))
    assert response["Cache-Control"] == "private, no-cache"
    assert {"Accept-Encoding", "Cookie", "HX-Request"} <= set(response["Vary"].split(", "))


def test_what_the_key_does_not_hold_is_not_there_for_the_view() -> None:
    page = Client().get(doors.address("about") + "?mail=aigerim@example.kz&x=<b>").content.decode()
    assert "aigerim@example.kz" not in page
    first = Client()
    first.cookies["theme"] = "pink"
    first.cookies["other"] = "secret"
    seen: list[dict[str, str]] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(dict(request.COOKIES) | dict(request.headers))
        return HttpResponse("x")

    request = RequestFactory().get("/en/about/", headers={"Accept-Language": "ru", "HX-Current-URL": "https://a/b"})
    request.COOKIES = {"theme": "dark", "other": "secret"}
    page_cache.store.pages.clear()
    page_cache.middleware(view)(request)
    assert seen[0]["theme"] == "dark"
    assert not {"other", "Accept-Language", "Hx-Current-Url"} & set(seen[0])


def test_a_message_is_shown_once() -> None:
    person = builders.volunteer()
    client = doors.signed_in(person)
    client.post(doors.address("account_logout"))
    visitor, home = Client(), doors.address("home")
    visitor.get(home)
    client.get(home)
    assert "messages" not in client.cookies or not client.cookies["messages"].value
    assert doors.read(client.get(home)) == doors.read(visitor.get(home))


# --- What is kept, and how long -----------------------------------------------------------------------


def places_left(client: Client) -> str:
    found = re.search(r"(\d+) places free", doors.read(client.get(doors.address("home"))))
    return found[1] if found else ""


def test_places_left_are_never_older_than_a_page_may_be() -> None:
    shift = builders.shift(seats=12)
    assert places_left(Client()) == "12"
    builders.join(shift)
    assert places_left(Client()) == "12"
    grow_old(LIFETIME)
    assert places_left(Client()) == "11"


def test_the_person_who_signed_up_sees_it_at_once() -> None:
    shift = builders.shift(seats=12)
    assert places_left(Client()) == "12"
    who = builders.volunteer()
    doors.take(doors.signed_in(who), shift)
    assert places_left(doors.signed_in(who)) == "11"


@pytest.mark.parametrize("path", ["/en/projects/no-such/", "/en/about", "/", "/en/my/shifts/", "/en/accounts/login/"])
def test_no_other_answer_is_kept(path: str) -> None:
    Client().get(path)
    assert len(page_cache.store.pages) == 0


def test_an_answer_that_sets_a_cookie_is_not_kept() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("x")
        response.set_cookie("anything", "1")
        return response

    page_cache.middleware(view)(RequestFactory().get("/en/about/"))
    assert len(page_cache.store.pages) == 0


def test_a_form_is_never_kept() -> None:
    client = Client()
    client.post(doors.address("home"))
    assert len(page_cache.store.pages) == 0


def test_the_page_weighs_little_and_is_not_sent_twice() -> None:
    path = doors.address("about")
    plain = Client().get(path)
    packed = Client().get(path, headers={"Accept-Encoding": "br, gzip"})
    refused = Client().get(path, headers={"Accept-Encoding": "br, gzip;q=0"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 3
    assert "Content-Encoding" not in refused
    assert refused.content == plain.content
    again = Client().get(path, headers={"If-None-Match": plain["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_head_gets_the_same_headers_and_computes_nothing_to_keep() -> None:
    path = doors.address("about")
    assert Client().head(path).status_code == 200
    assert len(page_cache.store.pages) == 0
    kept = Client().get(path)
    head = Client().head(path)
    assert (head["ETag"], head.content) == (kept["ETag"], b"")


# --- Bounded, and computed once -----------------------------------------------------------------------


def test_senseless_parameters_fill_nothing() -> None:
    for number in range(20):
        Client().get(f"{doors.address('about')}?utm_source={number}&q={'x' * 2000}")
    assert len(page_cache.store.pages) == 1


def test_an_endless_address_is_not_kept(settings: Any) -> None:
    Client().get(f"{doors.address('catalogue')}?q={'x' * 1500}")
    assert len(page_cache.store.pages) == 0


def page(size: int, read_at: float | None = None) -> Page:
    return Page(b"x" * size, (), "", time.monotonic() if read_at is None else read_at)


def test_the_store_is_bounded_by_number_and_by_weight() -> None:
    store = Store(most_pages=3, most_bytes=10 * (OVERHEAD + 100))
    for number in range(10):
        store.put(number, page(100))
        store.get(0, younger_than=9)
    assert len(store.pages) == 3
    assert store.get(0, younger_than=9) is not None
    store.put("big", page(9 * (OVERHEAD + 100)))
    assert (len(store.pages), store.get("big", younger_than=9) is not None) == (1, True)
    store.put("too big", page(100 * OVERHEAD))
    assert (len(store.pages), store.pages.weight) == (0, 0)


def test_an_older_reading_never_replaces_a_newer_one() -> None:
    store = Store()
    now = time.monotonic()
    store.put("key", page(1, now))
    store.put("key", page(2, now - 1))
    assert len(store.get("key", younger_than=9).body) == 1  # type: ignore[union-attr]


def at_once(number: int, view: Any) -> list[bytes]:
    """``number`` visitors ask for the same page at the same time."""
    answers: list[bytes] = []
    barrier = threading.Barrier(number)

    def visit() -> None:
        barrier.wait()
        answers.append(page_cache.middleware(view)(RequestFactory().get("/en/about/")).content)

    threads = [threading.Thread(target=visit) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_many_at_once_cost_one_page() -> None:
    computed: list[int] = []

    def view(request: HttpRequest) -> HttpResponse:
        computed.append(1)
        time.sleep(0.2)
        return HttpResponse("the page")

    assert at_once(8, view) == [b"the page"] * 8
    assert len(computed) == 1


def test_the_old_page_is_given_while_one_makes_it_anew() -> None:
    page_cache.middleware(lambda request: HttpResponse("old"))(RequestFactory().get("/en/about/"))
    grow_old(LIFETIME * 3 / 4)

    def slow(request: HttpRequest) -> HttpResponse:
        time.sleep(0.3)
        return HttpResponse("new")

    answers = at_once(6, slow)
    assert sorted(answers) == [b"new"] + [b"old"] * 5
    grow_old(LIFETIME)
    assert at_once(3, slow) == [b"new"] * 3


@pytest.mark.expects_errors
def test_a_page_that_fails_lets_the_others_try() -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        page_cache.middleware(broken)(RequestFactory().get("/en/about/"))
    assert at_once(2, lambda request: HttpResponse("well")) == [b"well"] * 2
