"""A project's long text and its age rule, as the page shows them."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from projects.models import Project

MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")
TAGS = {"p", "strong", "em", "ul", "ol", "li", "h3", "h4", "a", "br", "blockquote"}


def as_html(text: str) -> SafeString:
    """Markdown as clean HTML: no raw HTML, no pictures, links without referrer."""
    html = nh3.clean(MARKDOWN.render(text or ""), tags=TAGS, link_rel="noopener noreferrer nofollow")
    return mark_safe(html)  # noqa: S308 - cleaned above


def age(project: Project) -> str:
    """Who may come, in words."""
    limit = project.age_limit
    return _("From %(age)d years") % {"age": limit} if limit else _("Any age")
