"""The head of a page for machines: its title, its description, its one address and those in the other languages.

A page fills the blocks ``title`` and ``description``; each is said twice, to the browser and to whoever shares it.
Out of the context, all optional: ``canonical_query`` (which parameters belong to the address of this page; the others
show the same page in another order or another part of it), ``share_picture`` (the path of its picture), ``trail``
(the crumbs) and ``structured`` (schema.org objects).
"""

from __future__ import annotations

import html
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qazvolunteer.core import share_pictures, structured_data
from qazvolunteer.core.addresses import absolute

register = template.Library()

# Open Graph names a language with its country.
LOCALES = {"kk": "kk_KZ", "ru": "ru_RU", "en": "en_GB"}
# Search engines and messengers show about so much of a description.
LONGEST = 220


@register.simple_block_tag
def page_title(content: str) -> SafeString:
    """Around the block of the title."""
    return format_html('<title>{0} · Qazvolunteer</title>\n  <meta property="og:title" content="{0}">', _plain(content))


@register.simple_block_tag
def page_description(content: str) -> SafeString:
    """Around the block of the description; without one, what the platform is."""
    words = _plain(content) or _(
        "Find a project near you, sign up for a shift and see what came of it. "
        "The common platform of Kazakhstan's volunteers."
    )
    if len(words) > LONGEST:
        words = words[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
    return format_html(
        '<meta name="description" content="{0}">\n  <meta property="og:description" content="{0}">', words
    )


@register.simple_tag(takes_context=True)
def page_addresses(context: template.Context) -> SafeString:
    """The canonical address, the same page in the other languages, and which one a reader of none of them gets."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    query = context.get("canonical_query") or ""
    own = whole(request.path, query)
    others = [(link["code"], whole(link["url"].partition("?")[0], query)) for link in context["languages"]]
    default = dict(others).get(settings.LANGUAGE_CODE, own)
    if default == absolute(f"/{settings.LANGUAGE_CODE}/"):
        # The bare address asks the browser for its language.
        default = absolute("/")
    return format_html(
        '<link rel="canonical" href="{0}">\n  <meta property="og:url" content="{0}">\n  {1}', own, _alternates(others)
    ) + format_html('<link rel="alternate" hreflang="x-default" href="{}">', default)


def whole(path: str, query: str) -> str:
    """The whole address of ``path`` with ``query``, which may be empty."""
    return absolute(f"{path}?{query}" if query else path)


def _alternates(links: list[tuple[str, str]]) -> SafeString:
    return format_html_join("", '<link rel="alternate" hreflang="{}" href="{}">', links)


@register.simple_tag
def page_locale() -> SafeString:
    """The language of this page and those it also exists in, as Open Graph names them."""
    active = get_language()
    return format_html('<meta property="og:locale" content="{}">', LOCALES.get(active or "", LOCALES["kk"])) + (
        format_html_join(
            "",
            '<meta property="og:locale:alternate" content="{}">',
            ((locale,) for code, locale in LOCALES.items() if code != active),
        )
    )


@register.simple_tag(takes_context=True)
def page_picture(context: template.Context) -> SafeString:
    """What a messenger shows beside a link to this page."""
    address = absolute(context.get("share_picture") or share_pictures.address_of_site())
    return format_html(
        '<meta property="og:image" content="{}"><meta property="og:image:width" content="{}">'
        '<meta property="og:image:height" content="{}"><meta name="twitter:card" content="summary_large_image">',
        address,
        share_pictures.WIDTH,
        share_pictures.HEIGHT,
    )


@register.simple_tag(takes_context=True)
def page_data(context: template.Context) -> SafeString:
    """The schema.org objects of the page: those of the view, and its crumbs."""
    objects: list[dict[str, Any]] = list(context.get("structured") or [])
    if trail := context.get("trail"):
        objects.append(structured_data.crumbs(trail, context.get("request")))
    return structured_data.script(objects)


def _plain(content: str) -> str:
    """The words of a block as they are, entities undone and white space single; the caller escapes them again."""
    return " ".join(html.unescape(content).split())
