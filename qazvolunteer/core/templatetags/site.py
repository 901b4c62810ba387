"""Tags of every page: icons, languages of this page, dates, numbers, pictures. Built in, no ``load`` needed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.conf import settings
from django.template.loader_tags import BlockNode
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qazvolunteer.core import artwork, dates, remembered, transitions
from qazvolunteer.core.rich_text import to_html

register = template.Library()

# The layout's variables and the names of what they lead to; empty where an address is not served. The page's own
# ``login_url`` and ``signup_url`` are allauth's, which carry where the visitor wanted to go.
LAYOUT_ADDRESSES = {
    "programmes_url": "programmes",
    "regions_url": "regions",
    "statistics_url": "statistics",
    "open_data_url": "open-data",
    "concern_url": "concern",
    "visits_url": "my-visits",
    "home_url": "home",
    "catalogue_url": "catalogue",
    "organizations_url": "organizations",
    "own_organizations_url": "my-organizations",
    "theme_url": "theme",
    "log_in_url": "account_login",
    "sign_up_url": "account_signup",
    "shifts_url": "my-shifts",
    "check_ins_url": "check-ins",
    "hours_url": "my-hours",
    "profile_url": "profile",
    "searches_url": "saved-searches",
    "security_url": "profile-security",
    "logout_url": "account_logout",
    "admin_url": "admin:index",
    "office_url": "office",
    "about_url": "about",
    "consents_url": "consents",
    "accessibility_url": "accessibility",
    "privacy_url": "privacy",
    "manifest_url": "manifest",
}
LANGUAGE_LABELS = {"kk": ("Қаз", "Қазақша"), "ru": ("Рус", "Русский"), "en": ("Eng", "English")}


@register.simple_tag
@remembered.pure
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
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


@register.simple_tag
def programme_icon(art: str, *, size: int = 20) -> SafeString:
    """The drawing of a programme by its ``art`` name; always put the programme's name beside it."""
    return icon(artwork.programme_icon(art), size=size)


@register.simple_tag
@remembered.pure
def cover(art: str, number: int = 1, shape: str = "") -> str:
    """Address of an illustrated cover of a programme (``art``); ``number`` 1–3; ``shape``: "", tall, wide, near."""
    return artwork.cover(art, number, shape)


@register.simple_tag
def language_links(address: str) -> list[dict[str, Any]]:
    """The page at ``address`` in the three languages: ``code``, ``short``, ``name``, ``url``, ``current``."""
    return _language_links(address)


@remembered.pure
def _language_links(address: str) -> list[dict[str, Any]]:
    active = get_language()
    links = []
    for code, _name in settings.LANGUAGES:
        short, name = LANGUAGE_LABELS[code]
        url = _in_language(address, code) if address else f"/{code}/"
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
def layout_addresses(context: template.Context) -> str:
    """Put the addresses of the header and the footer into the page: ``home_url catalogue_url …``."""
    for variable, address in _layout_addresses().items():
        context[variable] = address
    return ""


@register.simple_tag(takes_context=True)
def page_address(context: template.Context) -> str:
    """The path and query of this page; "" where there is no request."""
    request = context.get("request")
    return "" if request is None else str(request.get_full_path())


@remembered.pure
def _layout_addresses() -> dict[str, str]:
    found = {}
    for variable, name in LAYOUT_ADDRESSES.items():
        try:
            found[variable] = reverse(name)
        except NoReverseMatch:
            found[variable] = ""
    return found


class RememberedNode(template.Node):
    """See ``remember``."""

    def __init__(self, values: dict[str, template.base.FilterExpression], nodelist: template.NodeList) -> None:
        self.values, self.nodelist = values, nodelist
        self.place = remembered.place()

    def render(self, context: template.Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}

        def draw() -> str:
            own = template.Context(values, autoescape=context.autoescape)
            own.template = context.template
            return self.nodelist.render(own)

        return remembered.markup(self.place, values, draw)


@register.tag
def remember(parser: template.base.Parser, token: template.base.Token) -> RememberedNode:
    """``{% remember path=request.path %} … {% endremember %}``: drawn once for the same values and language.

    Inside, these values are all there is: no request, no user, no form token. So what is remembered shows nothing else.
    """
    bits = token.split_contents()[1:]
    values = template.base.token_kwargs(list(bits), parser)
    if len(values) != len(bits):
        raise template.TemplateSyntaxError("remember takes values with names: remember path=request.path")
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("A block cannot stand inside remember: another page may fill it.")
    return RememberedNode(values, nodelist)


@register.simple_tag
def current_if(address: str, *prefixes: str) -> str:
    """``aria-current`` for a menu of the page at ``address``: "page" on the very same, "true" below it, else ""."""
    path = address.partition("?")[0]
    for prefix in prefixes:
        if prefix and path == prefix:
            return "page"
        if prefix and path.startswith(prefix):
            return "true"
    return ""


@register.filter
def thousands(number: int | None) -> str:
    """ "214 386", parted by U+00A0; nothing for None."""
    return "" if number is None else dates.thousands(int(number))


@register.filter
def said(reason: str) -> str:
    """A reason in the reader's language where it is a standard one, else as it was written."""
    return transitions.said(reason)


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
def month_and_year(moment: dt.datetime | dt.date) -> str:
    """ "Декабрь 2026" """
    return dates.month(moment)


@register.filter
def clock(moment: dt.datetime) -> str:
    """ "08:30" """
    return dates.clock(moment)


@register.filter
def hours(minutes: int) -> str:
    """Minutes as hours: "4,5 часа"."""
    return dates.hours(int(minutes))


@register.filter
def short_hours(minutes: int) -> str:
    """Minutes as a bare number of hours: "4,5"."""
    return dates.decimal(minutes / 60)


@register.filter
def tenths(number: float) -> str:
    """ "4,3" """
    return dates.decimal(number)


@register.filter
def weekday(moment: dt.datetime | dt.date) -> str:
    """ "сб" """
    return dates.weekday(moment)


@register.filter
def day_number(moment: dt.datetime | dt.date) -> int:
    """The day of the month alone, beside its month's heading."""
    return dates.local_date(moment).day


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
