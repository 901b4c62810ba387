"""What the catalogue finds, for programs that come again and again: an Atom feed (RFC 4287) and a calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.templatetags.static import static
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from projects import catalogue, changes
from projects.cards import Card, cards
from projects.catalogue import Sort, facets
from projects.catalogue.forms import CatalogueForm
from projects.models import Project, Shift
from qazvolunteer.core.addresses import absolute, host
from qazvolunteer.core.plain_text import printable
from volunteers import calendars

ENTRIES = 50
SHIFTS = 200
# A feed without entries must have been updated at some time.
BEGINNING = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class _Feed(Atom1Feed):
    """Django's writer, with a date for an empty feed, the site's sign, and the language of each entry."""

    def latest_post_date(self) -> dt.datetime:
        return max((item["updateddate"] for item in self.items), default=BEGINNING)

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("icon", absolute(static("img/app/icon-192.png")))

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["lang"]} if item["lang"] else {}


def name_of(form: CatalogueForm) -> str:
    """What a feed or a calendar of this query is called: the words of its filters."""
    chosen = ", ".join(chip.label for chip in facets.chips(form))
    if not chosen:
        return _("Volunteer projects")
    return printable(_("Volunteer projects: %(filters)s") % {"filters": chosen})


def atom(form: CatalogueForm, *, page: str, address: str) -> tuple[bytes, dt.datetime]:
    """The newest projects that the query finds, and when the last of them changed.

    ``page`` is the catalogue with this query, ``address`` the feed itself. Five statements at most.
    """
    found = catalogue.find(replace(form.query, sort=Sort.NEWEST), size=ENTRIES)
    feed = _Feed(
        title=name_of(form),
        link=page,
        feed_url=address,
        feed_guid=address,
        description="",
        subtitle=_("The common platform of Kazakhstan's volunteers"),
        language=get_language(),
        author_name="Qazvolunteer",
        author_link=absolute("/"),
    )
    shown = cards(found.hits)
    keys = [card.project for card in shown]
    dates = dict(Project.objects.filter(pk__in=keys).values_list("pk", "published_at"))
    changed = changes.of(Project, keys)
    for card in shown:
        published = dates.get(card.project) or BEGINNING
        last = changed.get(card.project)
        feed.add_item(
            title=printable(card.face.title),
            link=absolute(card.face.href),
            description=printable(_summary(card)),
            unique_id=f"tag:{host()},2026:project/{card.project}",
            author_name=printable(card.face.organiser),
            pubdate=published,
            updateddate=max(published, last.at) if last else published,
            categories=(printable(card.face.programme),),
            lang=card.face.lang,
        )
    return feed.writeString("utf-8").encode(), feed.latest_post_date()


def calendar(form: CatalogueForm, *, address: str) -> tuple[bytes, dt.datetime | None]:
    """The soonest shifts that the query finds, and when the last of them changed. Four statements at most."""
    keys = catalogue.coming(form.query, size=SHIFTS)
    related = ("organization", "programme", "region", "district", "town")
    shifts = (
        Shift.objects.filter(pk__in=keys)
        .select_related(*(f"project__{name}" for name in related))
        .defer(*(f"project__description_{code}" for code in ("kk", "ru", "en")), "project__search_text")
        .in_bulk()
    )
    in_order = [shifts[key] for key in keys if key in shifts]
    return calendars.public_calendar(in_order, name=name_of(form), address=address)


def _summary(card: Card) -> str:
    """HTML: what it is about, then when and where."""
    facts = (card.when, card.face.place, card.face.region, card.face.organiser)
    lines = format_html_join("", "<li>{}</li>", ((fact,) for fact in dict.fromkeys(facts) if fact))
    return format_html("<p>{}</p><ul>{}</ul>", card.face.summary, lines)
