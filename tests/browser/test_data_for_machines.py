"""What a page says to machines passes the security policy, and the phone takes the site for an application."""

from __future__ import annotations

import json

import pytest

from tests import builders, doors
from tests.browser.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REPORTED = (
    "window.reported = []; document.addEventListener('securitypolicyviolation', e => reported.push(e.blockedURI))"
)


def test_data_in_a_page_is_reported_by_nobody(visit: Open) -> None:
    project = builders.project()
    builders.shift(project)
    someone = visit()
    someone.page.add_init_script(REPORTED)
    for path in (
        doors.address("home", language="kk"),
        doors.address("project", project.slug),
        doors.address("organization", project.organization.slug),
    ):
        someone.go(path)
        text = someone.page.locator('script[type="application/ld+json"]').text_content()
        assert json.loads(text or "")["@context"] == "https://schema.org"
        assert someone.page.evaluate("reported") == []
    assert someone.problems == []


def test_the_manifest_has_no_mistakes(visit: Open) -> None:
    someone = visit()
    someone.go(doors.address("about", language="ru"))
    session = someone.page.context.new_cdp_session(someone.page)
    said = session.send("Page.getAppManifest")
    assert said["errors"] == []
    assert json.loads(said["data"])["start_url"] == "/ru/"
