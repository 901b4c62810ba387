"""Share pictures: of what visitors may see, in the language of the page, drawn once, and no text leaves its card."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from PIL import Image, ImageChops

from organizations.enums import OrganizationState
from projects import share_pictures as posters
from projects.enums import ProjectState
from qazvolunteer.core import share_pictures
from qazvolunteer.core.share_pictures import Poster
from tests import builders, doors

pytestmark = pytest.mark.django_db

SIZE = (share_pictures.WIDTH, share_pictures.HEIGHT)
# The card of poster.typ, and inside it the column of the words: left, top, right, bottom.
CARD = (36, 36, 596, 594)
COLUMN = (74, 70, 558, 558)
LONG = "Ұлы Отан соғысы ардагерлері мен еңбек майданының қарт ардагерлеріне үй шаруасында көмектесетін жастар жасағы"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    """Nothing is kept from another test."""
    kept = {**settings.CACHES["pictures"], "LOCATION": str(tmp_path / "pictures")}
    settings.CACHES = {**settings.CACHES, "pictures": kept}


def picture_of(page: str) -> str:
    """The path of the picture that the page names."""
    found = re.search(r'property="og:image" content="([^"]+)"', Client().get(page).content.decode())
    assert found
    return re.sub(r"^https?://[^/]+", "", found[1])


def differences(one: bytes, other: bytes) -> tuple[int, int, int, int]:
    """The box of the pixels in which two pictures differ: the first and the last column and line."""
    first, second = (Image.open(io.BytesIO(png)).convert("RGB") for png in (one, other))
    left, top, right, bottom = ImageChops.difference(first, second).getbbox() or (0, 0, 0, 0)
    return left, top, right - 1, bottom - 1


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_project_and_its_organization_have_pictures(language: str) -> None:
    project = builders.project()
    builders.shift(project)
    for name, slug in (("project", project.slug), ("organization", project.organization.slug)):
        path = picture_of(doors.address(name, slug, language=language))
        assert path.startswith(f"/{language}/share/{name}/{slug}/")
        response = Client().get(path)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/png"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert not response.cookies
        assert size_of(response.content) == SIZE
        assert len(response.content) < 300_000


def test_every_other_page_has_the_picture_of_the_site_in_its_language() -> None:
    paths = {picture_of(f"/{language}/{page}") for language in ("kk", "ru", "en") for page in ("", "about/")}
    assert len(paths) == 3
    assert all(size_of(Client().get(path).content) == SIZE for path in paths)


@pytest.mark.parametrize("kind", ["programme", "region", "town"])
def test_pages_of_programmes_and_places_show_theirs(kind: str) -> None:
    builders.town()
    row = {"programme": builders.programme, "region": builders.region, "town": builders.town}[kind]()
    path = picture_of(doors.address(kind, row.slug, language="ru"))
    assert path.startswith(f"/ru/share/{kind}/{row.slug}/")
    # The address of the page is that of the picture as it is now: it is not sent elsewhere.
    assert Client().get(path).status_code == 200


def test_programmes_and_places_have_pictures() -> None:
    with translation.override("kk"):
        for poster in (
            posters.of_programme(builders.programme()),
            posters.of_region(builders.region()),
            posters.of_town(builders.town(), builders.region()),
        ):
            assert size_of(Client().get(poster.address).content) == SIZE


def test_the_picture_says_what_the_page_says() -> None:
    project = builders.project(**builders.three("title", "Таза өзен"))
    builders.shift(project, starts_at=builders.now() + dt.timedelta(days=3))
    with translation.override("kk"):
        poster = posters.find("project", project.slug)
        assert poster
        page = doors.read(Client().get(doors.address("project", project.slug, language="kk")))
    assert poster.title == "Таза өзен"
    assert poster.tag == project.programme.brand
    said = [words for _icon, words in poster.facts]
    assert said[0] == project.organization.name_kk
    assert all(words in page for words in (said[0], said[2]))


def test_new_words_make_a_new_address_and_the_old_one_leads_there() -> None:
    project = builders.project(**builders.three("title", "Таза өзен"))
    page = doors.address("project", project.slug)
    old = picture_of(page)
    project.title_en = "Clean river"
    project.save()
    new = picture_of(page)
    assert new != old
    response = Client().get(old)
    assert (response.status_code, response["Location"]) == (302, new)


def test_a_place_taken_makes_no_new_picture() -> None:
    shift = builders.shift()
    page = doors.address("project", shift.project.slug)
    before = picture_of(page)
    builders.join(shift)
    assert picture_of(page) == before


def test_the_same_address_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = share_pictures.draw

    def counted(poster: Poster) -> bytes:
        drawn.append(poster.slug)
        return draw(poster)

    monkeypatch.setattr(share_pictures, "draw", counted)
    path = picture_of("/ru/about/")
    first, second = Client().get(path), Client().get(path)
    assert first.content == second.content
    assert len(drawn) == 1
    # Words that nobody wrote draw nothing.
    assert Client().get(re.sub(r"/[0-9a-f]+\.png", "/0123456789abcdef.png", path)).status_code == 302
    assert len(drawn) == 1


def ask(kind: str, slug: str) -> HttpResponse:
    return Client().get(f"/kk/share/{kind}/{slug}/0123456789abcdef.png")


def test_what_visitors_may_not_see_has_no_picture() -> None:
    hidden = [
        builders.project(state=ProjectState.DRAFT, published_at=None),
        builders.project(published_at=None),
        builders.project(organization=builders.organization(state=OrganizationState.SUBMITTED)),
    ]
    # The control: a project that may be seen.
    assert ask("project", builders.project().slug).status_code == 302
    assert [ask("project", project.slug).status_code for project in hidden] == [404] * 3
    assert ask("organization", hidden[2].organization.slug).status_code == 404
    member = doors.signed_in(builders.member(hidden[0].organization))
    assert member.get(f"/kk/share/project/{hidden[0].slug}/0123456789abcdef.png").status_code == 404
    for kind, slug in (("project", "nothing"), ("programme", "nothing"), ("region", "x"), ("site", "x"), ("user", "1")):
        assert ask(kind, slug).status_code == 404


def test_when_too_many_ask_at_once_there_is_still_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    path = picture_of("/ru/about/")
    monkeypatch.setattr(share_pictures, "PATIENCE_SECONDS", 0.01)
    with share_pictures._one_at_a_time:
        response = Client().get(path)
    assert response.status_code == 302
    assert response["Location"].endswith(".png")
    assert response["Cache-Control"] == "no-store"
    assert Client().get(path).status_code == 200


def test_the_folder_is_bounded(settings: Any) -> None:
    kept = {**settings.CACHES["pictures"], "OPTIONS": {"MAX_ENTRIES": 6}}
    settings.CACHES = {**settings.CACHES, "pictures": kept}
    for number in range(20):
        caches["pictures"].set(f"a-{number}", b"picture")
    folder = Path(settings.CACHES["pictures"]["LOCATION"])
    assert 0 < len(list(folder.glob("*.djcache"))) <= 6


@pytest.mark.parametrize(
    "poster",
    [
        Poster(
            "project",
            "x",
            LONG,
            "Sabaqtastyq",
            "sabaqtastyq",
            "",
            (("building", LONG * 2), ("pin", LONG)),
        ),
        Poster("project", "x", "Ә" * 120, "Ә" * 80, "umit", "", (("building", "Щ" * 200),)),
        Poster("project", "x", "Достопримечательность" * 5, "Úmit", "umit"),
        Poster("project", "x", "Ж", "Bilim", "bilim", "", (("pin", "Ж"),)),
        Poster("organization", "x", '#text(200pt)[x] $ * _ "\\ @label <a> //', "Verified", "all", "seal-verified"),
    ],
    ids=["long", "one word", "long words", "one letter", "markup"],
)
def test_no_text_leaves_its_column(poster: Poster) -> None:
    with translation.override("kk"):
        # The same card without words: what differs is the text, its icons and the ground of the tag.
        bare = Poster(poster.kind, poster.slug, " ", "", poster.art)
        box = differences(share_pictures.draw(poster), share_pictures.draw(bare))
    left, top, right, bottom = COLUMN
    assert left <= box[0]
    assert top <= box[1]
    assert box[2] <= right
    assert box[3] <= bottom


def test_every_letter_of_kazakh_is_drawn() -> None:
    """A letter that the font lacks is a box like any other: no two letters of the alphabet may look the same."""
    letters = "ӘәҒғҚқҢңӨөҰұҮүҺһ₸"
    with translation.override("kk"):
        drawn = [share_pictures.draw(Poster("project", "x", letter)) for letter in letters]
    assert len(set(drawn)) == len(letters)
