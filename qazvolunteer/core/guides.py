"""Guides: how the platform is used, in Markdown files of each language, shown as pages of help.

``data/guides/<name>/<language>.md``: a title behind ``#``, the lead, then sections behind ``##``. A line of its own
``![what it shows](file.png)`` is a picture of ``static/img/guides/``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from qazvolunteer.core.page_cache import same_for_visitors
from qazvolunteer.core.rich_text import to_html

FOLDER = Path(__file__).parent / "data" / "guides"
NAMES = ("organizations", "front-office")
PICTURE = re.compile(r"^!\[(?P<words>[^\]]+)\]\((?P<file>[a-z0-9-]+\.png)\)$", re.MULTILINE)


@dataclass(frozen=True)
class Picture:
    """A screen of the product; its file is the same in every language."""

    file: str
    words: str


@dataclass(frozen=True)
class Section:
    title: str
    html: SafeString
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Guide:
    title: str
    lead: SafeString
    sections: tuple[Section, ...]


@login_not_required
@same_for_visitors()
@require_safe
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One guide with its contents at the top."""
    if name not in NAMES:
        raise Http404
    return render(request, "pages/guide.html", {"guide": read(name, get_language() or "kk")})


@lru_cache
def read(name: str, language: str) -> Guide:
    """The guide of this name. Raises FileNotFoundError."""
    text = (FOLDER / name / f"{language}.md").read_text(encoding="utf-8")
    head, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    title, _, lead = head.removeprefix("# ").partition("\n")
    return Guide(title.strip(), to_html(lead.strip()), tuple(map(_section, sections)))


def _section(text: str) -> Section:
    title, _, body = text.partition("\n")
    pictures = tuple(Picture(f"img/guides/{found['file']}", found["words"]) for found in PICTURE.finditer(body))
    return Section(title.strip(), to_html(PICTURE.sub("", body).strip()), pictures)
