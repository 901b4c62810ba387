import pytest

from qazvolunteer.places import outline
from qazvolunteer.places.models import Region


def region(slug: str, centre: str, longitude: float, latitude: float, *, open: int, helping: int) -> Region:
    row = Region(slug=slug, centre_kk=centre, longitude=longitude, latitude=latitude, kato=slug)
    row.open, row.helping = open, helping
    return row


ALMATY = {"slug": "almaty-city", "centre": "Алматы", "longitude": 76.9, "latitude": 43.25}
ASTANA = {"slug": "astana", "centre": "Астана", "longitude": 71.4, "latitude": 51.1}
SHYMKENT = {"slug": "shymkent", "centre": "Шымкент", "longitude": 69.6, "latitude": 42.3}
TURKISTAN = {"slug": "turkistan", "centre": "Түркістан", "longitude": 68.25, "latitude": 43.3}


def test_the_drawing_has_every_region_with_borders() -> None:
    country = outline.drawing()
    assert len(country.paths) == 17
    assert all(path.startswith("M") and path.endswith("Z") for path in country.paths.values())
    assert 350 < country.height < 480


def test_north_is_up_and_east_is_right() -> None:
    country = outline.drawing()
    astana, almaty = country.place(71.4, 51.1), country.place(76.9, 43.25)
    aktau = country.place(51.2, 43.65)
    assert astana[1] < almaty[1]
    assert aktau[0] < astana[0] < almaty[0]
    assert all(0 <= x <= outline.WIDTH for x, _ in (astana, almaty, aktau))


@pytest.mark.parametrize(("open", "step"), [(0, 0), (1, 1), (20, 1), (21, 2), (100, 5)])
def test_the_shade_follows_the_number_of_projects(open: int, step: int) -> None:
    rows = [region(**ALMATY, open=100, helping=0), region(**ASTANA, open=open, helping=0)]
    assert outline.spots(rows)[1].step == step


def test_nothing_is_shaded_or_named_where_nothing_is() -> None:
    (spot,) = outline.spots([region(**ALMATY, open=0, helping=0)])
    assert (spot.step, spot.label) == (0, None)


def test_no_name_covers_another() -> None:
    rows = [
        region(**SHYMKENT, open=1, helping=50),
        region(**{**TURKISTAN, "longitude": 69.7, "latitude": 42.4}, open=1, helping=9),
    ]
    first, second = outline.spots(rows)
    assert first.label is not None
    assert second.label is None or second.label.at_left != first.label.at_left
