import pytest
from django.test import Client


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_is_kept_in_a_cookie_and_the_page_comes_back(client: Client, theme: str) -> None:
    response = client.post("/theme/", {"theme": theme, "next": "/ru/about/?x=1"})
    assert (response.status_code, response["Location"]) == (302, "/ru/about/?x=1")
    assert response.cookies["theme"].value == theme
    assert response.cookies["theme"]["httponly"]


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_nobody_is_sent_elsewhere(client: Client, evil: str) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": evil})["Location"] == "/"


def test_an_unknown_theme_means_the_systems(client: Client) -> None:
    client.cookies["theme"] = "dark"
    response = client.post("/theme/", {"theme": "pink", "next": "/"})
    assert response.cookies["theme"].value == ""


def test_reading_the_address_changes_nothing(client: Client) -> None:
    assert client.get("/theme/").status_code == 405
