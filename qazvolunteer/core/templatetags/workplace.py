"""Tags of the workplace's forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language
from unfold.templatetags.unfold import tabs_errors_count

register = template.Library()


@register.simple_tag
def open_tab(tabs: Sequence[Any]) -> str:
    """The name of the tab of texts that opens: what must be put right, else what the reader can read.

    That is the reader's own language when something is written in it, else the first that is written, else Kazakh.
    """
    for tab in tabs:
        if tabs_errors_count(tab):
            return str(tab.name)
    written = [str(tab.name) for tab in tabs if _written(tab)]
    own = dict(settings.LANGUAGES).get(get_language() or "", "")
    return str(own) if own in written else next(iter(written), str(tabs[0].name))


def _written(tab: Any) -> bool:
    return any(getattr(tab.form.instance, name, None) for name in tab.fields)
