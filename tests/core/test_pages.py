import json
import re
import struct
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

PAGES = ["about", "privacy", "accessibility"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_open_to_everybody_in_their_language(client: Client, name: str, language: str) -> None:
    response = client.get(f"/{language}/{name}/")
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in html
    assert html.count("<h1") == 1


@pytest.mark.django_db
def test_the_language_switch_keeps_the_page_and_the_query(client: Client) -> None:
    html = client.get("/ru/projects/?places=on").content.decode()
    assert 'href="/kk/projects/?places=on"' in html
    assert 'href="/en/projects/?places=on"' in html


@pytest.mark.django_db
def test_the_chosen_theme_is_written_by_the_server(client: Client) -> None:
    assert "data-theme" not in client.get("/ru/about/").content.decode().split(">")[1]
    client.cookies["theme"] = "dark"
    assert '<html lang="ru" data-theme="dark">' in client.get("/ru/about/").content.decode()


@pytest.mark.django_db
def test_nothing_is_styled_or_scripted_inline(client: Client) -> None:
    html = client.get("/ru/about/").content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r'(?:src|href)="https?://(?!testserver)[^"]*"(?=[^>]*rel="stylesheet")', html)


@pytest.mark.django_db
def test_a_visitor_gets_no_cookie_from_a_page(client: Client) -> None:
    assert not client.get("/ru/about/").cookies


@pytest.mark.django_db
def test_the_manifest_speaks_the_language_of_the_page(client: Client) -> None:
    response = client.get("/ru/manifest.webmanifest")
    manifest = json.loads(response.content)
    assert response["Content-Type"] == "application/manifest+json"
    assert (manifest["lang"], manifest["start_url"]) == ("ru", "/ru/")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_of_a_breakdown_needs_nothing(language: str) -> None:
    with translation.override(language):
        html = render_to_string("500.html")
    assert f'<html lang="{language}"' in html
    assert "<h1>" in html


@pytest.mark.django_db
@pytest.mark.parametrize("template", ["403.html", "403_csrf.html", "404.html", "429.html"])
def test_error_pages_show_a_way_out(template: str, rf) -> None:
    request = rf.get("/ru/nowhere/")
    with translation.override("ru"):
        html = render_to_string(template, request=request)
    assert 'href="/ru/"' in html


@pytest.mark.django_db
def test_a_phone_finds_all_it_needs_in_the_manifest(client: Client) -> None:
    manifest = json.loads(client.get("/kk/manifest.webmanifest").content)
    assert manifest["id"] == "/"
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }
    pictures = [*manifest["icons"], *(icon for shortcut in manifest["shortcuts"] for icon in shortcut["icons"])]
    for picture in pictures:
        path = finders.find(picture["src"].removeprefix("/static/"))
        width, height = struct.unpack(">II", Path(path).read_bytes()[16:24])
        assert f"{width}x{height}" == picture["sizes"]
    assert [shortcut["url"] for shortcut in manifest["shortcuts"]] == ["/kk/projects/", "/kk/my/shifts/"]
