"""Parts by which people move about in lists: the search field, the links between pages. Built in, needs no ``load``."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.inclusion_tag("components/search_box.html")
def search_box(
    *, id: str = "id_q", name: str = "q", value: str = "", label: str = "", hint: str = "", shown: bool = False
) -> dict[str, Any]:
    """``{% search_box value=typed.q %}`` inside a GET form: a search field that suggests while one types.

    ``label`` names the field ("Words" unless given) and is seen when ``shown``; ``hint`` is its placeholder. A page may
    hold several with different ``id``. The script comes along; without it the form searches.
    """
    return {
        "id": id, "name": name, "value": value, "label": label or gettext("Words"),
        "hint": hint or gettext("What, where or who"), "shown": shown,
    }  # fmt: skip


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, number: int, pages: int, *, name: str = "page") -> dict[str, Any]:
    """Links to the pages around ``number`` of ``pages``; the rest of the query is kept. Nothing for one page."""

    def link(page: int) -> str:
        query = context["request"].GET.copy()
        query.pop(name, None)
        if page > 1:
            query[name] = str(page)
        return f"?{query.urlencode()}"

    near = sorted({1, pages, *range(max(1, number - 1), min(pages, number + 1) + 1)})
    if number <= 3:
        near = sorted({*near, *range(1, min(pages, 4) + 1)})
    steps: list[dict[str, Any]] = []
    last = 0
    for page in near:
        if page - last > 1:
            steps.append({"gap": True})
        steps.append({"number": page, "url": link(page), "current": page == number})
        last = page
    return {
        "number": number, "pages": pages, "steps": steps,
        "previous": link(number - 1) if number > 1 else "",
        "next": link(number + 1) if number < pages else "",
    }  # fmt: skip


@register.inclusion_tag("components/keyset_pagination.html", takes_context=True)
def keyset_pagination(context: template.Context, previous: str, next: str) -> dict[str, Any]:
    """Links to the pages around this one by their cursors ("" for none); the rest of the query is kept."""

    def link(name: str, cursor: str) -> str:
        query = context["request"].GET.copy()
        for old in ("after", "before", "page"):
            query.pop(old, None)
        query[name] = cursor
        return f"?{query.urlencode()}"

    return {
        "previous": link("before", previous) if previous else "",
        "next": link("after", next) if next else "",
    }
