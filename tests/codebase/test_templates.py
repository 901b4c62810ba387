"""Templates are used, hold no inline style or script, and fetch nothing from elsewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.codebase import sources

TEMPLATES = sources.ROOT / "templates"
# Packages ask for these by name: Django's errors, allauth's pages, Unfold's parts, forms.
ASKED_FOR = re.compile(
    r"^(?:(?:403|403_csrf|404|429|500)\.html"
    r"|(?:account|mfa|usersessions|allauth)/.*"
    r"|unfold/.*|admin/(?:index|login|base|base_site|change_list|change_form|delete_confirmation|app_list)\.html"
    r"|forms/.*|django/.*|registration/.*)$"
)
# Mail programs know no style sheets; the admin's scripts and styles are Unfold's way; the specimens are DEBUG only.
MAY_STYLE_INLINE = ("email/", "admin/", "unfold/", "dev/")
NAMED = re.compile(r"[\w./-]+\.(?:html|txt|svg|xml|json|webmanifest)")
INLINE = (
    re.compile(r"<[^>{]*\sstyle\s*=", re.IGNORECASE),
    re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(?!\s*</script)", re.IGNORECASE),
    re.compile(r"<style\b", re.IGNORECASE),
    re.compile(r"javascript:", re.IGNORECASE),
)
FETCHED = re.compile(
    r"""(?:\b(?:src|srcset|action|data|poster|formaction|xlink:href)\s*=\s*["']?|<(?:link|use|image)\b[^>]*\bhref\s*=\s*["']?"""
    r"""|url\(\s*["']?|@import\s+["']?|\bfetch\(\s*["'`]|\bimport\s*\(?\s*["'`]|\bfrom\s+["'`])(?:https?:)?//""",
    re.IGNORECASE,
)
DATA_BLOCK = re.compile(r'<script[^>]*type="application/(?:json|ld\+json)"')


def name_of(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


@cache
def named_somewhere() -> frozenset[str]:
    """Every word in Python and templates that looks like the name of a template."""
    texts = [*sources.files(), *sources.templates()]
    return frozenset(word for path in texts for word in NAMED.findall(path.read_text(encoding="utf-8")))


@cache
def built_names() -> tuple[re.Pattern[str], ...]:
    """Names that the code puts together: ``f"email/components/{kind}.html"``, ``"components/" + name``."""
    found = set()
    for path in sources.files():
        text = path.read_text(encoding="utf-8")
        for prefix, middle in re.findall(r'f"([\w/-]+/)([^"]*\{[^"]*)"', text):
            pattern = re.sub(r"\\\{.*?\\\}", r"[\\w-]+", re.escape(prefix + middle))
            found.add(pattern if "." in middle else rf"{pattern}(?:\.\w+)?")
        found |= {rf"{re.escape(prefix)}[\w/-]+\.(?:html|txt)" for prefix in re.findall(r'"([\w-]+/)" \+', text)}
    return tuple(re.compile(f"^{pattern}$") for pattern in found)


def is_used(name: str) -> bool:
    return bool(ASKED_FOR.match(name)) or name in named_somewhere() or any(one.match(name) for one in built_names())


def test_every_template_is_used() -> None:
    assert [name for path in sources.templates() if not is_used(name := name_of(path))] == []


def test_a_template_that_nobody_names_is_found() -> None:
    assert not is_used("project/forgotten.html")
    assert not is_used("components/drawings/forgotten.svg")
    assert is_used("project/project.html")


def inline(text: str) -> list[str]:
    """Inline style, script and handlers of a template's text; blocks of data are no scripts."""
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|\{%.*?%\}", " ", text, flags=re.DOTALL)
    found = [match.group() for pattern in INLINE for match in pattern.finditer(text)]
    return [match for match in found if not DATA_BLOCK.match(match)]


def test_nothing_is_styled_or_scripted_inline() -> None:
    found = {
        name_of(path): problems
        for path in sources.templates()
        if path.suffix == ".html"
        and not name_of(path).startswith(MAY_STYLE_INLINE)
        and (problems := inline(path.read_text(encoding="utf-8")))
    }
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">',
        "<a href='#' onclick='go()'>",
        "<script>go()</script>",
        '<script nonce="x">go()</script>',
        "<style>p{}</style>",
        '<a href="javascript:go()">',
    ],
)
def test_the_checker_of_inline_finds(text: str) -> None:
    assert inline(text)


@pytest.mark.parametrize(
    "text", ['<script src="/x.js" defer></script>', "<p>style=</p>", '<button data-print aria-label="on = off">']
)
def test_the_checker_of_inline_lets_through(text: str) -> None:
    assert not inline(text)


def elsewhere(text: str) -> list[str]:
    """What a page would fetch from another origin. A plain link is followed by a person, not fetched."""
    return [match.group() for match in FETCHED.finditer(text)]


def own_static() -> list[Path]:
    found = [path for path in (sources.ROOT / "static").rglob("*") if path.suffix in {".css", ".js", ".svg", ".html"}]
    return [path for path in found if "vendor" not in path.parts]


def test_nothing_is_fetched_from_elsewhere() -> None:
    files = [*(path for path in sources.templates() if path.suffix in {".html", ".svg"}), *own_static()]
    found = {
        str(path.relative_to(sources.ROOT)): problems
        for path in files
        if (problems := elsewhere(path.read_text(encoding="utf-8")))
    }
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        '<img src="https://cdn.example/x.png">',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
        "a{background:url(https://cdn.example/x.png)}",
        '@import "https://cdn.example/x.css"',
        'import("https://cdn.example/x.js")',
        "fetch('https://cdn.example')",
    ],
)
def test_the_checker_of_origins_finds(text: str) -> None:
    assert elsewhere(text)


def test_links_lead_only_where_we_know() -> None:
    """A link out of the site is a decision: the map, and the sources of data that licences ask to be named."""
    known = ("www.openstreetmap.org", "creativecommons.org", "www.geonames.org", "github.com", "adilet.zan.kz")
    found = {
        (name_of(path), host)
        for path in sources.templates()
        if not name_of(path).startswith(("dev/", "unfold/", "admin/"))
        for host in re.findall(r'<a\b[^>]*href="https?://([^/"{]+)', path.read_text(encoding="utf-8"))
        if host not in known
    }
    assert not found
