"""Markdown that people write, as HTML that cannot harm: raw HTML is shown as text, the rest passes an allow-list."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from qazvolunteer.core import remembered

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "a", "hr"}

_parser = MarkdownIt("commonmark", {"html": False})


@remembered.pure
def to_html(text: str) -> SafeString:
    """``text`` in Markdown as safe HTML. Links get ``rel="noopener nofollow"``; pictures are dropped."""
    html = nh3.clean(
        _parser.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )
    return mark_safe(html)  # noqa: S308
