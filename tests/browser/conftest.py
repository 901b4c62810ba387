"""A real Chromium against a real server. A console message of level error, or a request to another origin, fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request

from qazvolunteer.accounts.models import User
from tests import builders
from volunteers.models import Volunteer

# Playwright's synchronous API runs an event loop in this thread; the rows are made in it all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet.append("--no-sandbox")
    return {**browser_type_launch_args, **({"executable_path": path} if path else {}), "args": quiet}


@dataclass
class Visit:
    """One person's browser: its page, and what must stay empty."""

    page: Page
    base: str
    problems: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.base)


Open = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Open]:
    """Open a browser: ``who`` signed in, ``viewport``, ``scripts`` off, ``theme``; closed and judged at the end."""
    opened: list[tuple[BrowserContext, Visit]] = []

    def open_one(
        who: Volunteer | User | None = None,
        *,
        viewport: dict[str, int] = PHONE,
        scripts: bool = True,
        theme: str = "light",
        expected: tuple[str, ...] = (),
    ) -> Visit:
        context = browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            color_scheme=theme,  # type: ignore[arg-type]
        )
        context.set_default_timeout(10_000)
        if who is not None:
            context.add_cookies([_session(who, live_server.url)])  # type: ignore[list-item]
        one = Visit(context.new_page(), live_server.url)

        def judge(request: Request) -> None:
            if not request.url.startswith((live_server.url, "data:", "blob:", "about:")):
                one.problems.append(f"asked another origin: {request.url}")

        one.page.on("request", judge)
        one.page.on(
            "console",
            lambda message: (
                one.problems.append(message.text)
                if message.type == "error" and not any(word in message.text for word in expected)
                else None
            ),
        )
        one.page.on("pageerror", lambda error: one.problems.append(str(error)))
        opened.append((context, one))
        return one

    yield open_one
    problems = [problem for _context, one in opened for problem in one.problems]
    for context, _one in opened:
        context.close()
    assert not problems, problems


def _session(who: Volunteer | User, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(who.user if isinstance(who, Volunteer) else who)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


@pytest.fixture(autouse=True)
def _places(transactional_db: None) -> None:
    """A town to live in, and the consent texts."""
    from qazvolunteer.accounts import consent_texts

    builders.town()
    consent_texts.load()
