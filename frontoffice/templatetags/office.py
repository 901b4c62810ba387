"""Tags of the front office's pages."""

from __future__ import annotations

from typing import Any

from django import template

from frontoffice.office import menu

register = template.Library()


@register.simple_tag(takes_context=True)
def office_menu(context: template.Context) -> dict[str, list[dict[str, Any]]]:
    """The lines of the menu for whoever looks: ``work`` and ``country``; none on a page past the guard."""
    request = context.get("request")
    return menu.lines(request) if hasattr(request, "office") else {}
