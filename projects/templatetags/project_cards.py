"""Cards of projects as the components draw them: ``{% load project_cards %}{% project_row card %}``."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from projects.cards import Card
from qazvolunteer.core.templatetags.components import project_card, result_row

register = template.Library()


@register.simple_tag
def project_row(card: Card, *, heading: int = 2) -> SafeString:
    """A row of a list."""
    face = card.face
    return result_row(
        title=face.title, href=face.href, programme=face.programme, art=face.art, organiser=face.organiser,
        verified=True, when=card.when, place=face.place, act=card.act, cover=face.cover, photo=face.photo,
        tags=face.tags, state=card.state, free=card.free, seats=card.seats, waiting=card.waiting,
        lang=face.lang, heading=heading,
    )  # fmt: skip


@register.simple_tag
def project_tile(card: Card, *, featured: bool = False, heading: int = 3) -> SafeString:
    """A card of a grid; ``featured``: the tall first one."""
    face = card.face
    return project_card(
        title=face.title, href=face.href, programme=face.programme, art=face.art, organiser=face.organiser,
        verified=True, when=card.when, place=face.place, cover=face.cover, photo=face.photo,
        format=face.format, free=card.free, seats=card.seats, waiting=card.waiting,
        lang=face.lang, featured=featured, heading=heading,
    )  # fmt: skip
