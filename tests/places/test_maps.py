"""Maps as drawings: shades, sizes, and names that cover nothing."""

from __future__ import annotations

import itertools
import random

import pytest

from qazvolunteer.places import maps, outline
from qazvolunteer.places.maps import Drawing, Map, Mark

CITIES = {"almaty": (76.9, 43.25), "astana": (71.4, 51.1), "shymkent": (69.6, 42.3)}


def country(numbers: dict[str, int], *, towns: list[Mark] | None = None) -> Map:
    """Every region with its number, 0 unless said."""
    marks = [
        Mark(
            slug, "Солтүстік Қазақстан", numbers.get(slug, 0), f"/{slug}/", f"{slug}: {numbers.get(slug, 0)}",
            "region", *CITIES.get(slug, (None, None)),
        )
        for slug in [*outline.rings(), *CITIES]
    ]  # fmt: skip
    return maps.country(marks, towns or [])


def boxes(drawing: Drawing) -> list[tuple[float, float, float, float]]:
    """Where each text is, with letters a little narrower than they are laid out for."""
    letter, line = (7.5, 16) if drawing.width > 500 else (6.8, 13)
    found = []
    for text in [piece.text for piece in (*drawing.shapes, *drawing.dots) if piece.text]:
        if text.beside:
            width = letter * (sum(map(len, text.lines)) + len(text.lines) + len(text.number))
            left = text.x if text.anchor == "start" else text.x - width
            found.append((left, text.y - line / 2 - 5, left + width, text.y + line / 2 - 5))
        else:
            width = letter * max(map(len, (*text.lines, text.number)))
            rows = len(text.lines) + bool(text.number)
            found.append((text.x - width / 2, text.y - line, text.x + width / 2, text.y + line * (rows - 1)))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_no_name_covers_another_or_leaves_the_map(seed: int) -> None:
    chance = random.Random(seed)
    drawn = country({slug: chance.randint(0, 3000) for slug in [*outline.rings(), *CITIES]})
    for drawing in (drawn.wide, drawn.narrow):
        placed = boxes(drawing)
        assert len(placed) > 10
        for one, other in itertools.combinations(placed, 2):
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert all(left >= 0 and right <= drawing.width for left, _top, right, _bottom in placed)


def test_both_sizes_have_every_link() -> None:
    drawn = country({"abai": 5, "almaty": 9})
    for drawing in (drawn.wide, drawn.narrow):
        links = {piece.mark.href for piece in (*drawing.shapes, *drawing.dots)}
        assert links == {f"/{slug}/" for slug in [*outline.rings(), *CITIES]}


def test_shades_split_the_regions_into_groups() -> None:
    drawn = country({slug: (index + 1) ** 2 for index, slug in enumerate(outline.rings())})
    steps = [shape.step for shape in sorted(drawn.wide.shapes, key=lambda shape: shape.mark.number)]
    assert steps == sorted(steps)
    assert set(steps) == {1, 2, 3, 4, 5}
    assert [steps.count(step) for step in (1, 2, 3, 4, 5)] == pytest.approx([3.4] * 5, abs=2)


@pytest.mark.parametrize(
    "numbers", [[1], [1, 1, 1], [7, 7, 9], [1, 2, 3, 4, 5, 6], [1847, 1853, 20000, 3], list(range(400))]
)
def test_the_legend_says_what_each_shade_holds(numbers: list[int]) -> None:
    legend = maps.bands(numbers)
    for number in filter(None, numbers):
        (band,) = [band for band in legend if band.first <= number <= (band.last or number)]
        assert maps.step_of(number, legend) == band.step
    assert [band.step for band in legend] == sorted({band.step for band in legend})
    assert legend[0].first == min(filter(None, numbers))


def test_nothing_is_shaded_where_nothing_is() -> None:
    drawn = country({})
    assert not drawn.legend
    assert {shape.step for shape in drawn.wide.shapes} == {0}
    assert all(not shape.text or not shape.text.number for shape in drawn.wide.shapes)


def test_a_dot_grows_with_its_number_and_an_empty_one_has_no_name() -> None:
    towns = [
        Mark("a", "Арал", 1, "/a/", "", "town", 61.7, 46.8),
        Mark("b", "Қызылорда", 100, "/b/", "", "town", 65.5, 44.85),
        Mark("c", "Шиелі", 0, "", "", "town", 66.7, 44.2),
    ]
    drawing = maps.region("kyzylorda", towns, outline.rings()).wide
    sizes = {dot.mark.slug: dot.radius for dot in drawing.dots}
    assert sizes["c"] < sizes["a"] < sizes["b"]
    named = {dot.mark.slug: dot.text.number for dot in drawing.dots if dot.text}
    assert named == {"a": "1", "b": "100"}
    assert [shape.back for shape in drawing.shapes][-1] is False


def test_people_at_work_are_named_where_there_is_room() -> None:
    regions = [Mark(slug, slug, 1, f"/{slug}/") for slug in outline.rings()]
    near = [Mark("x", "Шымкент", 50, "", "", "live", 69.6, 42.3), Mark("y", "Түркістан", 9, "", "", "live", 69.7, 42.4)]
    first, second = maps.live(regions, near).narrow.dots
    assert first.text
    assert not second.text or second.text.anchor != first.text.anchor
