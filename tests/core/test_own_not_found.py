"""A wrong address shows the site's own page, also where DEBUG is on."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("path", ["/ru/no-such-page/", "/ru/projects/no-such-project/"])
def test_a_wrong_address_shows_our_page(settings: pytest.FixtureRequest, debug: bool, path: str) -> None:
    settings.DEBUG = debug  # type: ignore[attr-defined]
    answer = Client().get(path)
    assert answer.status_code == 404
    assert "site-header" in answer.content.decode()
    assert "URLconf" not in answer.content.decode()
