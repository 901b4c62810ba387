"""Tags of every page: icons, languages of this page, dates, numbers, pictures. Built in, no ``load`` needed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qazvolunteer.core import artwork, dates
from qazvolunteer.core.rich_text import to_html

register = template.Library()

LANGUAGE_LABELS = {"kk": ("Қаз", "Қазақша"), "ru": ("Рус", "Русский"), "en": ("Eng", "English")}


@register.simple_tag
def icon(name: str, label: str = "", *, size: int = 20, extra: str = "") -> SafeString:
    """``{% icon "search" %}``: a drawing of the sprite. Decoration unless ``label`` says what it means.

    ``size``: 18, 20, 22, 24 or 60. ``extra``: more classes. Raises ValueError for a name the sprite lacks.
    """
    artwork.require_icon(name)
    classes = "icon" if size == 20 else f"icon icon--{size}"
    href = f"{static('img/icons.svg')}#{name}"
    if extra:
        classes = f"{classes} {extra}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, href)


@register.simple_tag
def programme_icon(art: str, *, size: int = 20) -> SafeString:
    """The drawing of a programme by its ``art`` name; always put the programme's name beside it."""
    return icon(artwork.programme_icon(art), size=size)


@register.simple_tag
def cover(art: str, number: int = 1, shape: str = "") -> str:
    """Address of an illustrated cover of a programme (``art``); ``number`` 1–3; ``shape``: "", tall, wide, near."""
    return artwork.cover(art, number, shape)


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[dict[str, Any]]:
    """This page in the three languages: ``code``, ``short``, ``name``, ``url`` (query kept), ``current``."""
    request = context.get("request")
    active = get_language()
    links = []
    for code, _name in settings.LANGUAGES:
        short, name = LANGUAGE_LABELS[code]
        url = f"/{code}/"
        if request is not None:
            url = _in_language(request.get_full_path(), code)
        links.append({"code": code, "short": short, "name": name, "url": url, "current": code == active})
    return links


def _in_language(path: str, code: str) -> str:
    translated = translate_url(path, code)
    head, _, tail = path.lstrip("/").partition("/")
    # An address that leads nowhere (a 404) cannot be translated, but its prefix can be changed.
    if translated == path and head in LANGUAGE_LABELS:
        translated = f"/{code}/{tail}"
    return translated


@register.simple_tag(takes_context=True)
def current_if(context: template.Context, *prefixes: str) -> str:
    """``aria-current="page"`` value for a menu: "page" on this very address, "true" below it, else ""."""
    request = context.get("request")
    for prefix in prefixes:
        if request is None or not prefix:
            continue
        if request.path == prefix:
            return "page"
        if request.path.startswith(prefix):
            return "true"
    return ""


@register.filter
def thousands(number: int | None) -> str:
    """ "214 386", parted by U+00A0; nothing for None."""
    return "" if number is None else dates.thousands(int(number))


@register.filter
def day(moment: dt.datetime | dt.date) -> str:
    """ "Сб, 13 июня" """
    return dates.day(moment)


@register.filter
def long_day(moment: dt.datetime | dt.date) -> str:
    """ "Суббота, 13 июня" """
    return dates.day(moment, long=True)


@register.filter
def plain_date(moment: dt.datetime | dt.date) -> str:
    """ "13 июня" """
    return dates.date(moment)


@register.filter
def clock(moment: dt.datetime) -> str:
    """ "08:30" """
    return dates.clock(moment)


@register.filter
def hours(minutes: int) -> str:
    """Minutes as hours: "4,5 часа"."""
    return dates.hours(int(minutes))


@register.simple_tag
def clock_span(start: dt.datetime, end: dt.datetime) -> str:
    """ "08:30–13:00" """
    return dates.clock_span(start, end)


@register.simple_tag
def shift_span(start: dt.datetime, end: dt.datetime, *, long: bool = False) -> str:
    """ "Сб, 13 июня, 08:30–13:00" """
    return dates.span(start, end, long=long)


@register.simple_tag
def days_span(first: dt.datetime | dt.date, last: dt.datetime | dt.date) -> str:
    """ "6–27 июня" """
    return dates.days(first, last)


@register.filter
def rich_text(text: str) -> SafeString:
    """Markdown that people wrote, as safe HTML; put it into ``<div class="prose">``."""
    return to_html(text)
