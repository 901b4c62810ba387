"""Projects are found by words: in any spelling, by old names, in spite of slips; the better fit comes first."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.enums import OrganizationState
from projects import search
from projects.enums import ProjectState
from projects.models import Project
from projects.search_words import SearchWord
from qazvolunteer.places import reference
from qazvolunteer.places.models import Region, Town
from tests import builders

pytestmark = pytest.mark.django_db

THREE = builders.three


def offered(title: str = "Іс", summary: str = "Көмек", **values: Any) -> Project:
    project = builders.project(**THREE("title", title), **THREE("summary", summary), **values)
    search.refresh([project.pk])
    return project


def ranked(text: str) -> list[int]:
    """Ids by fit, the best first."""
    found = search.fits(text)
    return sorted(found, key=lambda project: -found[project])


@pytest.fixture
def country() -> None:
    reference.load()


def in_town(slug: str, **values: Any) -> Project:
    town = Town.objects.get(slug=slug)
    here: dict[str, Any] = {"town": town, "region": town.region}
    return offered(**here, district=town.district, organization=builders.organization(**here), **values)


@pytest.mark.parametrize(
    "text", ["Саулық", "saulyq", "Saýlyq", "саулык", "S a u l y q".replace(" ", ""), "САУЛЫҚ апта"]
)
def test_the_same_project_in_every_spelling(text: str) -> None:
    wanted = offered("Саулық апталығы")
    offered("Таза өзен")
    assert ranked(text) == [wanted.pk]


def test_places_are_found_by_names_that_left_the_map(country: None) -> None:
    said = {
        "astana": ("Нур-Султан", "нурсултан", "Нұр-Сұлтан", "Целиноград"),
        "konaev": ("Капчагай", "Капшагай", "Қапшағай"),
        "oskemen": ("Усть-Каменогорск", "оскемен", "Oskemen"),
        "oral": ("Уральск", "Орал"),
        "petropavl": ("Петропавловск", "Қызылжар"),
        "shymkent": ("Чимкент", "Şymkent"),
        "atyrau": ("Гурьев",),
        "alatau": ("Жетіген", "Жетиген"),
        "zhezkazgan": ("Джезказган", "Улытауская область"),
        "kyzylorda": ("Кзыл-Орда", "кызылорда", "Qyzylorda"),
        "semey": ("Абайская область", "Семипалатинск"),
        "taldykorgan": ("Жетысуская область",),
        "almaty": ("Алма-Ата", "Верный"),
    }
    projects = {slug: in_town(slug).pk for slug in said}
    for slug, names in said.items():
        for name in names:
            found = search.fits(name)
            best = max(found.values(), default=0)
            assert [one for one, fit in found.items() if fit == best] == [projects[slug]], name


def test_every_name_in_the_file_belongs_to_a_place(country: None) -> None:
    from qazvolunteer.core import reference_tables

    known = {kato for model in (Region, Town) for kato in model.objects.values_list("kato", flat=True)}
    rows = reference_tables.read(reference.DATA / "other_names.csv")
    districts = {row["kato"] for row in reference_tables.read(reference.DATA / "districts.csv")}
    assert {row["kato"] for row in rows} <= known | districts
    assert "Капчагай, " in Town.objects.get(slug="konaev").other_names


def test_title_above_names_above_summary_and_whole_words_above_beginnings() -> None:
    summary = offered("Көмек", "Мұнда орман туралы айтылады")
    names = offered(organization=builders.organization(**THREE("name", "Орман қоры")))
    beginning = offered("Орманшылар күні")
    whole = offered("Орман егу")
    assert ranked("орман") == [whole.pk, beginning.pk, names.pk, summary.pk]


def test_all_words_must_fit_somewhere_each_where_it_likes() -> None:
    both = offered("Таза өзен", organization=builders.organization(**THREE("name", "Ертіс толқыны")))
    offered("Таза көше")
    assert ranked("өзен ертіс") == [both.pk]
    assert ranked("таза өзен көше") == []


@pytest.mark.parametrize("text", ["оскемн", "Өскемне", "өскеменн", "uskemen", "волонтерстов оскемен", "Оскемену"])
def test_small_slips_are_forgiven(text: str) -> None:
    wanted = offered("Өскемен волонтерствосы")
    offered("Таза көше")
    assert ranked(text) == [wanted.pk]


def test_an_exact_fit_is_above_a_mistyped_one() -> None:
    offered("Қызылорда")
    exact, slip = search.fits("қызылорда"), search.fits("қызылорад")
    assert exact.keys() == slip.keys()
    assert min(exact.values()) > max(slip.values())
    mistaken = offered("Қызылорад")
    assert mistaken.pk not in search.fits("қызылорда")


def test_other_words_are_not_taken_for_slips() -> None:
    offered("Өзен жағасы")
    assert search.fits("кітапхана") == search.fits("су") == search.fits("озон терапия") == {}


@pytest.mark.parametrize("hidden", ["draft", "unpublished", "suspended", "over"])
def test_only_what_visitors_may_find(hidden: str) -> None:
    values: dict[str, Any] = {
        "draft": {"state": ProjectState.DRAFT, "published_at": None},
        "unpublished": {"published_at": None},
        "suspended": {"organization": builders.organization(state=OrganizationState.SUSPENDED)},
        "over": {"state": ProjectState.COMPLETED},
    }[hidden]
    offered("Таза өзен", **values)
    assert search.fits("өзен") == search.fits("өзенн") == {}


@pytest.mark.parametrize("text", ["", " ", "%", "_", "—", "…", "\x00", "''", "\\", "%%%%", "№", "\u202e", "||", " | "])
def test_signs_fit_nothing(text: str) -> None:
    offered()
    assert search.fits(text) == {}


def test_a_lone_letter_is_a_word_and_beside_words_it_does_not_matter() -> None:
    lone = offered("Ә дыбысы")
    offered("Әуен")
    assert ranked("ә") == [lone.pk]
    river = offered("Өзен жағасы")
    assert ranked("в өзен") == ranked("өзен") == [river.pk]
    school = offered("Мектеп № 5")
    offered("Мектеп № 58")
    assert ranked("мектеп 5") == [school.pk]


@pytest.mark.parametrize(
    "text",
    ["ж" * 5000, "өзен " * 2000, "\x00өзен\x00", "өзен%' OR '1'='1", "(өзен|", "өзен\\", "[[:alpha:]]*", "өзен.*+?{9}"],
)
def test_hostile_words_are_words(text: str) -> None:
    offered("Таза өзен")
    with CaptureQueriesContext(connection) as queries:
        search.fits(text)
    assert len(queries) <= 2


@pytest.mark.parametrize("number", [3, 30])
def test_one_statement_and_one_more_for_slips(number: int) -> None:
    for _index in range(number):
        offered("Таза өзен")
    for text, statements in (("таза өзен", 1), ("тазза өзн", 2), ("кітапхана", 1)):
        with CaptureQueriesContext(connection) as queries:
            search.fits(text)
        assert len(queries) == statements, text


def test_a_renamed_organization_is_followed_at_once() -> None:
    organization = builders.organization(**THREE("name", "Ескі қор"))
    wanted = offered(organization=organization)
    organization.name_kk = organization.name_ru = organization.name_en = "Жаңа Керуен"
    organization.save(update_fields=["name_kk", "name_ru", "name_en"])
    assert ranked("керуен") == [wanted.pk]
    assert ranked("ескі") == []
    assert SearchWord.objects.filter(word="keruen").exists()


def test_a_renamed_town_and_its_other_names_are_followed(country: None) -> None:
    wanted = in_town("ridder")
    town = Town.objects.get(slug="ridder")
    town.other_names = "Лениногорск, Тау шаһары"
    town.save()
    assert ranked("шаһары") == ranked("лениногорск") == [wanted.pk]


def test_rows_written_past_the_models_are_found_after_a_refresh() -> None:
    projects = [offered() for _index in range(3)]
    Project.objects.update(search_text="", title_kk="Бұлақ көзі")
    assert search.refresh_everything() == 3
    assert set(ranked("бұлақ")) == {project.pk for project in projects}
    assert search.refresh_everything() == 0


def many(like: Project, number: int) -> None:
    """So many copies, each of a place of its own, written past the models; the planner knows of them."""
    columns = [
        field.column for field in Project._meta.concrete_fields if field.name not in ("id", "slug", "search_text")
    ]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO projects_project (slug, search_text, {names}) "
            f"SELECT slug || n, ' taza ' || md5(n::text) || ' | qala ' || md5((n %% 40)::text) || ' | komek ', {names} "
            "FROM projects_project, generate_series(1, %s) AS n WHERE id = %s",
            [number, like.pk],
        )
        cursor.execute("SELECT gin_clean_pending_list('projects_search')")
        cursor.execute("ANALYZE projects_project")


def test_the_trigram_index_is_walked_on_a_large_set() -> None:
    one = offered("Таза Қызылорда")
    many(one, 5000)
    for text in ("кызылорда", "таза кызылорда", "кызылрода"):
        with CaptureQueriesContext(connection) as queries:
            assert ranked(text) == [one.pk]
        with connection.cursor() as cursor:
            for query in queries:
                cursor.execute(f"EXPLAIN {query['sql']}")
                plan = "\n".join(line for (line,) in cursor.fetchall())
                assert "Bitmap Index Scan on projects_search " in plan, plan
                assert "Seq Scan on projects_project" not in plan, plan
