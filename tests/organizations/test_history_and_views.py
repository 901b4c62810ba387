"""The history of a row in words, saved views of a list, and finding a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects import capacity, scheduling
from projects.models import Project, Shift
from qazvolunteer.accounts.models import SavedView, User
from tests import builders, doors
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]
SIGNUPS = "/en/admin/volunteers/signup/"


# --- History ------------------------------------------------------------------------------------------


def history(browser: Client, model: str, pk: int) -> str:
    answer = browser.get(f"/en/admin/{model}/{pk}/history/")
    assert answer.status_code == 200
    return doors.read(answer)


def test_a_shift_tells_who_changed_what_from_what_to_what(cast: Cast, sign_in: Browser) -> None:
    shift = builders.shift(builders.project(organization=cast.organization), seats=10)
    bolat = sign_in(cast.bolat)
    form = {
        "starts_at_0": f"{shift.starts_at.astimezone():%Y-%m-%d}",
        "seats": "12",
    }
    page = bolat.get(f"/en/admin/projects/shift/{shift.pk}/change/")
    values = {name: field.value() for name, field in _bound(page).items()}
    answer = bolat.post(f"/en/admin/projects/shift/{shift.pk}/change/", {**_posted(values), "seats": form["seats"]})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    words = history(bolat, "projects/shift", shift.pk)
    assert "Changed" in words
    assert "Болат" in words
    assert "Places before 10 → 12" in words
    assert "Created" in words


def _bound(page: Any) -> dict[str, Any]:
    form = page.context["adminform"].form
    return {name: form[name] for name in form.fields}


def _posted(values: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends back of a form that nobody touched."""
    from django.utils import timezone

    posted: dict[str, Any] = {}
    for name, value in values.items():
        if hasattr(value, "strftime"):
            local = timezone.localtime(value)
            posted |= {
                f"{name}_0": f"{local:%Y-%m-%d}",
                f"{name}_1": f"{local:%H:%M:%S}",
                name: f"{local:%Y-%m-%dT%H:%M}",
            }
        elif value not in (None, False):
            posted[name] = value
    return posted


def test_the_reason_for_fewer_places_is_in_the_history(cast: Cast, sign_in: Browser) -> None:
    shift = builders.shift(builders.project(organization=cast.organization), seats=3)
    builders.fill(shift)
    scheduling.change_shift(shift, by=cast.bolat, seats=2, reason="The bus is smaller.")
    assert "The bus is smaller." in history(sign_in(cast.bolat), "projects/shift", shift.pk)


def test_a_project_names_its_decisions_and_its_columns(cast: Cast, sign_in: Browser) -> None:
    project = builders.project(organization=cast.organization, min_age=16)
    project.min_age = 18
    project.save()
    words = history(sign_in(cast.bolat), "projects/project", project.pk)
    assert "16 → 18" in words.replace("before ", "")
    assert "by itself" in words


@pytest.mark.parametrize("person", ["camila", "erlan"])
def test_a_stranger_reads_no_history(person: str, cast: Cast, sign_in: Browser) -> None:
    project = builders.project(organization=cast.organization)
    answer = sign_in(getattr(cast, person)).get(f"/en/admin/projects/project/{project.pk}/history/")
    assert answer.status_code == 404


def test_a_long_history_costs_no_more_queries(cast: Cast, sign_in: Browser) -> None:
    shift = builders.shift(builders.project(organization=cast.organization))
    bolat = sign_in(cast.bolat)

    def cost(changes: int) -> int:
        for number in range(changes):
            Shift.objects.filter(pk=shift.pk).update(seats=shift.seats + number + 1)
        with CaptureQueriesContext(connection) as captured:
            bolat.get(f"/en/admin/projects/shift/{shift.pk}/history/")
        return len(captured)

    few = cost(3)
    assert cost(30) == few


def test_no_counter_of_places_fills_the_history(cast: Cast, sign_in: Browser) -> None:
    shift = builders.shift(builders.project(organization=cast.organization))
    builders.join(shift)
    assert "Changed" not in history(sign_in(cast.bolat), "projects/shift", shift.pk)
    assert capacity.read_shift(shift.pk).seats_taken == 1


# --- Saved views --------------------------------------------------------------------------------------


def test_a_view_is_kept_shown_and_removed(cast: Cast, sign_in: Browser) -> None:
    bolat = sign_in(cast.bolat)
    query = "state__exact=requested&p=2"
    assert "Keep this view" in bolat.get(f"{SIGNUPS}?{query}").content.decode()
    answer = bolat.post(f"{SIGNUPS}views/save/", {"query": query, "name": "Ask to come"}, follow=True)
    assert answer.redirect_chain[-1][0].endswith("?state__exact=requested")
    assert "Ask to come" in answer.content.decode()
    view = SavedView.objects.get()
    assert (view.user, view.page, view.query) == (cast.bolat, "volunteers.signup", "state__exact=requested")
    assert "Ask to come" not in sign_in(cast.camila).get(SIGNUPS).content.decode()
    assert sign_in(cast.camila).post(f"{SIGNUPS}views/{view.pk}/forget/").status_code == 404
    assert "Ask to come" not in bolat.get("/en/admin/projects/shift/").content.decode()
    bolat.post(f"{SIGNUPS}views/{view.pk}/forget/")
    assert not SavedView.objects.exists()


def test_what_is_not_kept(cast: Cast, sign_in: Browser) -> None:
    bolat = sign_in(cast.bolat)
    for query, name in (("", "Everything"), ("p=3", "Third page"), ("q=x", " "), ("q=" + "x" * 1100, "Long")):
        bolat.post(f"{SIGNUPS}views/save/", {"query": query, "name": name})
    assert bolat.get(f"{SIGNUPS}views/save/").status_code == 405
    assert sign_in(cast.daniyar).post(f"{SIGNUPS}views/save/", {"query": "q=x", "name": "x"}).status_code == 403
    assert not SavedView.objects.exists()
    for number in range(25):
        bolat.post(f"{SIGNUPS}views/save/", {"query": f"q=name{number}", "name": f"View {number}"})
    assert SavedView.objects.count() == 20


# --- Finding a person ---------------------------------------------------------------------------------


@pytest.fixture
def asked(cast: Cast) -> Project:
    project = builders.project(organization=cast.organization)
    shift = builders.shift(project)
    builders.join(
        shift, builders.volunteer("Әйгерім", last_name="Жақсылықова", email="aika@example.kz", phone="+77011234567")
    )
    builders.join(shift, builders.volunteer("Иван", last_name="Петров", email="ivan@example.kz", phone="+77017654321"))
    return project


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Айгерим", ["Әйгерім"]),
        ("aigerim jaksilik", ["Әйгерім"]),
        ("ПЕТР", ["Иван"]),
        ("етров", []),
        ("8 701 123-45-67", ["Әйгерім"]),
        ("+77017654321", ["Иван"]),
        ("701123", []),
        ("IVAN@example.kz", ["Иван"]),
        ("ivan@", []),
        ("Болат", []),
    ],
)
def test_found_by_name_number_or_address(
    words: str, found: list[str], cast: Cast, asked: Project, sign_in: Browser
) -> None:
    page = sign_in(cast.bolat).get(SIGNUPS, {"q": words})
    assert [row.volunteer.user.first_name for row in page.context["cl"].result_list] == found
    assert list(sign_in(cast.camila).get(SIGNUPS, {"q": words}).context["cl"].result_list) == []


def test_a_new_name_is_found(cast: Cast, asked: Project, sign_in: Browser) -> None:
    person = User.objects.get(email="ivan@example.kz")
    person.last_name = "Сидоров"
    person.save(update_fields=["last_name"])
    page = sign_in(cast.bolat).get(SIGNUPS, {"q": "сидор"})
    assert [row.volunteer.user for row in page.context["cl"].result_list] == [person]
