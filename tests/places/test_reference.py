"""The country's units: all of them, in Kazakh order, corrected by loading again, retired instead of deleted."""

import csv
import shutil
from pathlib import Path

import pytest
from django.utils import timezone, translation

from qazvolunteer.core.kazakh_order import sort_key
from qazvolunteer.places import reference
from qazvolunteer.places.models import District, Region, Town

pytestmark = pytest.mark.django_db

IN_KAZAKH_ORDER = [
    "abai", "akmola", "aktobe", "almaty", "almaty-region", "astana", "atyrau", "west-kazakhstan", "zhambyl", "zhetysu",
    "karaganda", "kostanay", "kyzylorda", "mangystau", "pavlodar", "north-kazakhstan", "turkistan", "ulytau",
    "east-kazakhstan", "shymkent",
]  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the product's files that a test may correct."""
    return Path(shutil.copytree(reference.DATA, tmp_path / "data"))


def correct(folder: Path, dataset: str, kato: str, **columns: str) -> None:
    """Change columns of one row of a file; without columns, take the row out."""
    path = folder / f"{dataset}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [row | columns if row["kato"] == kato else row for row in rows if columns or row["kato"] != kato]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)


def test_the_whole_country_is_loaded() -> None:
    reference.load()
    assert (Region.objects.count(), District.objects.count(), Town.objects.count()) == (20, 228, 317)
    for model in (Region, District, Town):
        for column in ("name_kk", "name_ru", "name_en", "sort_key"):
            assert not model.objects.filter(**{column: ""}).exists()
        assert not model.objects.filter(latitude=None).exists()
    assert Region.objects.filter(kind="city").count() == 3
    assert all(town.district is None or town.district.region_id == town.region_id
               for town in Town.objects.select_related("district"))  # fmt: skip


def test_regions_stand_in_kazakh_order() -> None:
    reference.load()
    with translation.override("kk"):
        assert list(Region.objects.in_order().values_list("slug", flat=True)) == IN_KAZAKH_ORDER
    names = list(Town.objects.order_by("sort_key").values_list("name_kk", flat=True))
    assert names == sorted(names, key=sort_key)
    letters = [name[0] for name in names]
    assert letters.index("Қ") < letters.index("Л") < letters.index("Ш"), "Қ stands after К, not at the end"


def test_a_second_loading_changes_nothing() -> None:
    assert [len(result.added) for result in reference.load()] == [20, 228, 317]
    assert all(result.is_unchanged for result in reference.load())


def test_saving_a_unit_by_hand_keeps_its_key() -> None:
    reference.load()
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            region = Region.objects.get(slug="east-kazakhstan")
            before = region.sort_key
            region.save()
            assert region.sort_key == before


def test_a_correction_is_loaded_and_named(files: Path) -> None:
    reference.load()
    town = Town.objects.order_by("pk").last()
    correct(files, "towns", town.pk, name_kk="Жаңа атау", population="1234")
    results = {result.dataset: result for result in reference.load(files)}
    assert results["regions"].is_unchanged and results["districts"].is_unchanged
    assert results["towns"].changed[town.pk]["name_kk"] == (town.name_kk, "Жаңа атау")
    assert any(town.pk in line and "Жаңа атау" in line for line in results["towns"].lines())
    town.refresh_from_db()
    assert (town.name_kk, town.population, town.sort_key) == ("Жаңа атау", 1234, sort_key("Жаңа атау"))


def test_a_unit_that_left_the_file_is_retired_and_may_return(files: Path) -> None:
    reference.load()
    town = Town.objects.order_by("pk").last()
    correct(files, "towns", town.pk)
    assert reference.load(files)[2].retired == [town.pk]
    town.refresh_from_db()
    assert town.valid_to == timezone.localdate()
    assert not Town.objects.valid().filter(pk=town.pk).exists()
    assert reference.load(files)[2].is_unchanged
    reference.load()
    town.refresh_from_db()
    assert town.valid_to is None


def test_a_bad_file_changes_nothing(files: Path) -> None:
    reference.load()
    first, last = Town.objects.order_by("pk").first(), Town.objects.order_by("pk").last()
    correct(files, "towns", first.pk, name_kk="Басқа атау")
    correct(files, "towns", last.pk, population="many")
    with pytest.raises(Exception, match="many"):
        reference.load(files)
    first.refresh_from_db()
    assert first.name_kk != "Басқа атау"
