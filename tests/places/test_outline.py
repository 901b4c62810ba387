import pytest

from qazvolunteer.places import outline

WIDTH = 760


def test_every_region_with_a_border_is_drawn() -> None:
    window = outline.country(WIDTH)
    paths = [window.path(slug) for slug in outline.rings()]
    assert len(paths) == 17
    assert all(path.startswith("M") and path.endswith("Z") for path in paths)
    assert window.path("almaty") == ""
    assert 350 < window.height < 480


def test_north_is_up_and_east_is_right() -> None:
    window = outline.country(WIDTH)
    astana, almaty, aktau = window.place(71.4, 51.1), window.place(76.9, 43.25), window.place(51.2, 43.65)
    assert astana[1] < almaty[1]
    assert aktau[0] < astana[0] < almaty[0]
    assert all(0 <= x <= WIDTH and 0 <= y <= window.height for x, y in (astana, almaty, aktau))


@pytest.mark.parametrize("slug", ["kyzylorda", "turkistan", "ulytau"])
@pytest.mark.parametrize("width", [330, 860])
def test_a_region_fills_its_window(slug: str, width: int) -> None:
    window = outline.region(slug, [], width)
    ring = [window.at(point) for point in outline.rings()[slug]]
    assert all(0 <= x <= width and 0 <= y <= window.height for x, y in ring)
    wide, high = (max(values) - min(values) for values in zip(*ring, strict=True))
    assert wide > width - 30 or high > window.height - 30
    assert window.height <= width * outline.HIGHEST + 1


def test_a_city_is_framed_by_its_districts_and_a_single_point_by_its_surroundings() -> None:
    points = [(76.8, 43.2), (77.0, 43.3)]
    window = outline.region("almaty", points, 330)
    assert all(0 < x < 330 and 0 < y < window.height for x, y in (window.place(*point) for point in points))
    alone = outline.region("almaty", points[:1], 330)
    assert 100 < alone.height < 330


@pytest.mark.parametrize("slug", outline.rings())
def test_names_are_tried_inside_the_border(slug: str) -> None:
    ring = outline.rings()[slug]
    points = outline.inner(slug)
    assert points
    assert all(min(x for x, _ in ring) < x < max(x for x, _ in ring) for x, _y in points)
