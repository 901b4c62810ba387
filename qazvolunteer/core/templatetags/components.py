"""The parts pages are built of, as tags. Built in, no ``load`` needed.

Each takes plain values, never a model; a keyword it does not know is refused when the template is compiled. The
markup stands in ``templates/components``, and every file there opens with the options it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django import template
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from qazvolunteer.core import artwork, dates, remembered

register = template.Library()

BUTTON_KINDS = ("sun", "solid", "line", "quiet", "danger", "urgent", "ink")
BUTTON_SIZES = ("", "small", "large", "hero")
TAG_KINDS = ("", "ok", "warn", "urgent", "info", "surface")
NOTICE_ICONS = {"info": "info", "ok": "check-circle", "warn": "alert", "urgent": "alert"}
SHIFT_STATES = ("", "chosen", "full", "past")
# At this share of free places and below, the meter says "last places".
LAST_SHARE = 5


def part(file: str) -> Callable[[Callable[..., dict[str, Any]]], Callable[..., SafeString]]:
    """Register a part that is nothing but its options: drawn once for the same values (see ``core.remembered``)."""

    def registered(options: Callable[..., dict[str, Any]]) -> Callable[..., SafeString]:
        @wraps(options)
        def drawn(*args: Any, **kwargs: Any) -> SafeString:
            return SafeString(render_to_string(file, options(*args, **kwargs)))

        return register.simple_tag(remembered.pure(drawn))  # type: ignore[no-any-return]

    return registered


def _one_of(what: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise ValueError(f"{what} is one of {', '.join(map(repr, known))}, not {value!r}.")


@part("components/button.html")
def button(
    label: str,
    *,
    href: str = "",
    kind: str = "line",
    size: str = "",
    icon: str = "",
    name: str = "",
    value: str = "",
    form: str = "",
    action: str = "",
    dialog: str = "",
    wide: bool = False,
    disabled: bool = False,
    why: str = "",
    busy: str = "",
) -> dict[str, Any]:
    """``{% button _("Sign up") kind="sun" size="large" %}``: a submit button, or a link when ``href`` is given.

    ``form``: id of the form it sends, where it stands outside of it; ``action``: to another address than the form's.
    ``dialog``: id of the dialog it opens. ``disabled`` needs ``why``: the id of the text that says why.
    ``busy``: the verb in progress, shown while the form is being sent.
    """
    _one_of("kind", kind, BUTTON_KINDS)
    _one_of("size", size, BUTTON_SIZES)
    if disabled and not why:
        raise ValueError("A disabled button says why: give the id of the text beside it.")
    return {
        "label": label, "href": href, "kind": kind, "size": size, "icon": icon, "name": name, "value": value,
        "form": form, "action": action, "dialog": dialog, "wide": wide, "disabled": disabled, "why": why, "busy": busy,
    }  # fmt: skip


@part("components/chip.html")
def chip(label: str, href: str, *, on: bool = False, icon: str = "", lang: str = "") -> dict[str, Any]:
    """A choice that is a link: ``on`` when it is the chosen one."""
    return {"label": label, "href": href, "on": on, "icon": icon, "lang": lang}


@part("components/filter_chip.html")
def filter_chip(label: str, href: str) -> dict[str, Any]:
    """A filter in force; ``href`` is this page without it."""
    return {"label": label, "href": href}


@part("components/tag.html")
def tag(label: str, *, kind: str = "", icon: str = "") -> dict[str, Any]:
    """A word about a thing; never clickable."""
    _one_of("kind", kind, TAG_KINDS)
    return {"label": label, "kind": kind, "icon": icon}


@part("components/programme_tag.html")
def programme_tag(name: str, art: str, *, surface: bool = False) -> dict[str, Any]:
    """Colour, icon and name of a programme; ``surface`` on a cover."""
    return {"name": name, "surface": surface, **_programme(art)}


def _programme(art: str) -> dict[str, str]:
    return {"art": artwork.programme_art(art), "programme_icon": artwork.programme_icon(art)}


def meter_words(free: int, seats: int, waiting: int) -> dict[str, Any]:
    """What a place meter shows: ``state`` "free", "last" or "full", the words at its left and right, its share."""
    free = max(free, 0)
    taken = max(seats - free, 0)
    if not free:
        state, left = "full", gettext("No places")
        right = (
            # Translators: short, at the right of a full meter: "в листе ожидания 23", "кезекте 23".
            gettext("%(waiting)s waiting") % {"waiting": dates.thousands(waiting)}
            if waiting
            else gettext("of %(seats)s") % {"seats": dates.thousands(seats)}
        )
    else:
        # Translators: after "7 places free": "из 25", "25 орыннан".
        right = gettext("of %(seats)s") % {"seats": dates.thousands(seats)}
        if free * LAST_SHARE <= seats:
            state = "last"
            left = ngettext("Last %(free)s place", "Last %(free)s places", free)
        else:
            state = "free"
            left = ngettext("%(free)s place free", "%(free)s places free", free)
        left %= {"free": dates.thousands(free)}
    percent = 100 if not seats else round(100 * taken / seats)
    return {"state": state, "left": left, "right": right, "percent": percent}


@part("components/place_meter.html")
def place_meter(free: int, seats: int, waiting: int = 0, *, stacked: bool = False) -> dict[str, Any]:
    """Places left: ``free`` of ``seats``, ``waiting`` people in the queue; ``stacked`` in a narrow column."""
    return {**meter_words(free, seats, waiting), "stacked": stacked}


@part("components/meter.html")
def meter(value: int, of: int, *, label: str, kind: str = "") -> dict[str, Any]:
    """Progress of ``value`` out of ``of``; ``label`` says it in words. ``kind``: "", "sun", "ok", "programme"."""
    _one_of("kind", kind, ("", "sun", "ok", "programme"))
    percent = min(100, round(100 * value / of)) if of else 0
    return {"value": value, "of": of, "label": label, "kind": kind, "percent": percent}


@part("components/project_card.html")
def project_card(
    *,
    title: str,
    href: str,
    programme: str,
    art: str,
    organiser: str,
    when: str,
    place: str,
    cover: int = 1,
    photo: str = "",
    verified: bool = False,
    format: str = "",
    free: int | None = None,
    seats: int = 0,
    waiting: int = 0,
    featured: bool = False,
    lang: str = "",
    heading: int = 3,
) -> dict[str, Any]:
    """A project in a grid: the whole card is one link. ``lang`` marks a title in another language.

    ``free`` None: no shift to sign up for, so no meter. ``featured``: the tall first card.
    """
    return {
        "title": title, "href": href, "programme": programme, "organiser": organiser, "when": when, "place": place,
        "photo": photo, "cover": artwork.cover(art, cover), "tall_cover": artwork.cover(art, cover, "tall"),
        "verified": verified, "format": format, "featured": featured, "lang": lang,
        "has_meter": free is not None and seats, "free": free, "seats": seats, "waiting": waiting,
        "heading": heading, **_programme(art),
    }  # fmt: skip


@part("components/check_row.html")
def check_row(
    label: str,
    *,
    name: str,
    value: str,
    count: int | None = None,
    checked: bool = False,
    radio: bool = False,
    chip: bool = False,
    art: str = "",
) -> dict[str, Any]:
    """A box of a filter with the number behind it; ``radio``: one of several; ``chip``: as a pill; ``art``: of a
    programme, whose icon stands before its name."""
    return {
        "label": label, "name": name, "value": value, "count": "" if count is None else dates.thousands(count),
        "checked": checked, "radio": radio, "chip": chip, "art": art and artwork.programme_art(art),
        "programme_icon": art and artwork.programme_icon(art), "id": f"id_{name}_{value or 'any'}",
    }  # fmt: skip


@register.simple_tag
def check_rows(name: str, choices: Sequence[Any], *, radio: bool = False, chip: bool = False) -> SafeString:
    """A box for each choice (``value label count chosen art``), all of one ``name``; with an empty name each choice is
    a field of its own that is on or off."""
    return SafeString(
        "".join(
            check_row(
                one.label, name=name or one.value, value=one.value if name else "on", count=one.count,
                checked=one.chosen, radio=radio, chip=chip, art=one.art,
            )
            for one in choices
        )
    )  # fmt: skip


@register.simple_tag
def option_rows(choices: Sequence[Any], *, counted: bool = False) -> SafeString:
    """The options of a select box, with the number behind each when ``counted``."""
    return SafeString(
        "".join(_option(one.value, one.label, one.count if counted else None, one.chosen) for one in choices)
    )


@remembered.pure
def _option(value: str, label: str, count: int | None, chosen: bool) -> str:
    shown = label if count is None else f"{label} ({dates.thousands(count)})"
    return format_html('<option value="{}"{}>{}</option>', value, SafeString(" selected") if chosen else "", shown)


@part("components/result_row.html")
def result_row(
    *,
    title: str,
    href: str,
    programme: str,
    art: str,
    organiser: str,
    when: str,
    place: str,
    act: str,
    cover: int = 1,
    photo: str = "",
    verified: bool = False,
    tags: Sequence[str] = (),
    state: str = "",
    free: int | None = None,
    seats: int = 0,
    waiting: int = 0,
    lang: str = "",
    heading: int = 2,
) -> dict[str, Any]:
    """A project in the catalogue's list. ``act``: what the button says; ``state``: the reader's own state, as a tag."""
    return {
        "title": title, "href": href, "programme": programme, "organiser": organiser, "when": when, "place": place,
        "act": act, "photo": photo, "cover": artwork.cover(art, cover, "near"), "verified": verified, "tags": tags,
        "state": state, "has_meter": free is not None and seats, "free": free, "seats": seats, "waiting": waiting,
        "full": free is not None and free <= 0, "lang": lang, "heading": heading, **_programme(art),
    }  # fmt: skip


@register.simple_block_tag
def shift_row(
    content: str,
    *,
    time: str,
    task: str = "",
    free: int | None = None,
    seats: int = 0,
    waiting: int = 0,
    state: str = "",
    note: str = "",
    id: str = "",
) -> SafeString:
    """A shift: time, task, meter, and between the tags the button or form. ``state``: "", "chosen", "full", "past".

    ``note``: the sentence that says what stops this person. ``id``: anchor of the row.
    """
    _one_of("state", state, SHIFT_STATES)
    return render_to_string(
        "components/shift_row.html",
        {
            "content": content, "time": time, "task": task, "state": state, "note": note, "id": id,
            "has_meter": free is not None and seats, "free": free, "seats": seats, "waiting": waiting,
        },
    )  # fmt: skip


@register.simple_block_tag
def notice(content: str, kind: str = "info", *, title: str = "", icon: str = "", role: str = "") -> SafeString:
    """A message in the page. ``kind``: info, ok, warn, urgent; ``title`` is its bold first sentence."""
    _one_of("kind", kind, tuple(NOTICE_ICONS))
    values = {"content": content, "kind": kind, "title": title, "icon": icon or NOTICE_ICONS[kind], "role": role}
    return render_to_string("components/notice.html", values)


@register.simple_block_tag
def empty_state(content: str, *, title: str, heading: int = 2) -> SafeString:
    """Nothing here: the drawing, what is missing (``title``), and between the tags the way out."""
    return render_to_string("components/empty_state.html", {"content": content, "title": title, "heading": heading})


@register.simple_block_tag
def dialog(content: str, id: str, *, title: str, sheet: bool = False) -> SafeString:
    """A ``<dialog>`` opened by ``{% button … dialog="ID" %}``; on a phone it rises from the foot as a sheet.

    Without a script it never opens: the page offers another way (a link to a page with the same question).
    """
    return render_to_string("components/dialog.html", {"content": content, "id": id, "title": title, "sheet": sheet})


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """On top of a form that was refused: gets the focus, links to each field. Nothing when there are no errors."""
    return {"form": form, "count": len(form.errors) if form.is_bound else 0}


@part("components/tabs.html")
def tabs(items: Sequence[dict[str, Any]], *, label: str) -> dict[str, Any]:
    """Links in a row: each item has ``label``, ``url``, ``current`` and perhaps ``count``."""
    return {"items": items, "label": label}


@part("components/segmented.html")
def segmented(items: Sequence[dict[str, Any]], *, label: str) -> dict[str, Any]:
    """Views of one thing: each item has ``label``, ``url``, ``current`` and perhaps ``icon``."""
    return {"items": items, "label": label}


@part("components/crumbs.html")
def crumbs(items: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Where this page lies: (label, address) from the top; the address of the last one is empty."""
    return {"items": items}


@register.inclusion_tag("components/pass_ticket.html")
def pass_ticket(
    *,
    title: str,
    programme: str,
    art: str,
    facts: Sequence[tuple[str, str]],
    qr: SafeString,
    code: str,
    hours: str = "",
    note: str = "",
    lang: str = "",
) -> dict[str, Any]:
    """The ticket of a sign-up: ``facts`` are (label, value), ``qr`` an inline SVG, ``code`` the same in print."""
    return {
        "title": title, "programme": programme, "facts": facts, "qr": qr, "code": code, "hours": hours,
        "note": note, "lang": lang, **_programme(art),
    }  # fmt: skip
