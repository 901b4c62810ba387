"""A search can be kept, found again and let go; it is one person's alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects.catalogue.forms import CatalogueForm
from qazvolunteer.accounts import personal_data
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors
from volunteers import saved_searches
from volunteers.models import SavedSearch

pytestmark = pytest.mark.django_db
QUERY = "region=almaty-region&weekend=on&format=on_site"


def test_a_visitor_logs_in_and_comes_back_to_the_search() -> None:
    builders.shift()
    page = Client().get(f"{doors.address('catalogue')}?{QUERY}").content.decode()
    where = f"{doors.address('saved-search-save')}?{QUERY}"
    assert where.replace("&", "&amp;") in page
    answer = Client().get(where)
    assert answer.status_code == 302
    assert "next=" in answer["Location"]
    assert "weekend%3Don" in answer["Location"]


def test_kept_under_a_name_and_found_again() -> None:
    builders.shift()
    who = builders.volunteer()
    client = doors.signed_in(who)
    form = doors.read(client.get(f"{doors.address('saved-search-save')}?{QUERY}"))
    assert "at the weekend" in form
    client.post(f"{doors.address('saved-search-save')}?{QUERY}&junk=1", {"name": "Сенбіде"})
    (kept,) = SavedSearch.objects.all()
    assert (kept.user, kept.name, kept.query) == (who.user, "Сенбіде", QUERY)
    page = client.get(doors.address("saved-searches")).content.decode()
    assert f"{doors.address('catalogue')}?{QUERY}".replace("&", "&amp;") in page
    assert "Сенбіде" in page


def test_the_same_search_twice_is_one_with_the_new_name() -> None:
    user = builders.user()
    for name in ("Бір", "Екі"):
        saved_searches.save(user, CatalogueForm(QueryDict("weekend=on")), name=name)
    assert [row.name for row in SavedSearch.objects.all()] == ["Екі"]


def test_there_is_a_limit_and_it_is_said() -> None:
    who = builders.volunteer()
    for age in range(saved_searches.MOST):
        saved_searches.save(who.user, CatalogueForm(QueryDict(f"age={20 + age}")))
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "too_many"):
        saved_searches.save(who.user, CatalogueForm(QueryDict("weekend=on")))
    answer = doors.signed_in(who).post(f"{doors.address('saved-search-save')}?evening=on", {"name": "x"}, follow=True)
    assert "as many searches as can be kept" in doors.read(answer)


def test_nobody_else_sees_or_removes_it() -> None:
    who, outsider = builders.volunteer(), builders.volunteer()
    kept = saved_searches.save(who.user, CatalogueForm(QueryDict(QUERY)), name="Менікі")
    assert "Менікі" not in doors.read(doors.signed_in(outsider).get(doors.address("saved-searches")))
    where = doors.address("saved-search-forget", kept.pk)
    assert doors.signed_in(outsider).post(where).status_code == 404
    assert SavedSearch.objects.filter(pk=kept.pk).exists()
    doors.signed_in(who).post(where)
    assert not SavedSearch.objects.exists()


def test_given_out_and_erased_with_the_person() -> None:
    user = builders.volunteer().user
    saved_searches.save(user, CatalogueForm(QueryDict(QUERY)), name="Менікі")
    assert personal_data.export(user)["saved_searches"][0]["query"] == QUERY
    personal_data.erase(user)
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("number", [3, 30])
def test_as_many_queries_for_thirty_as_for_three(number: int) -> None:
    builders.shift()
    who = builders.volunteer()
    for age in range(number):
        saved_searches.save(who.user, CatalogueForm(QueryDict(f"age={20 + age}")))
    client = doors.signed_in(who)
    client.get(doors.address("saved-searches"))
    with CaptureQueriesContext(connection) as captured:
        client.get(doors.address("saved-searches"))
    assert len(captured) <= 6, [query["sql"] for query in captured]
