"""schema.org objects in a page (JSON-LD): what search engines read beside the words. One script of data for all.

The browser never runs a script of this type, so the security policy has nothing to allow and it needs no nonce.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from qazvolunteer.core.addresses import absolute, page, picture

CONTEXT = "https://schema.org"
# "<" could end the script; "&" and ">" are escaped with it, as Django's own json_script does.
# One replacement after the other: ``translate`` takes a hundred times as long for text that is not Latin.
ESCAPED = ((">", "\\u003E"), ("<", "\\u003C"), ("&", "\\u0026"))


def script(objects: Sequence[dict[str, Any]]) -> SafeString:
    """The script of data; nothing for no objects."""
    if not objects:
        return SafeString("")
    content: dict[str, Any] = {"@context": CONTEXT}
    content |= objects[0] if len(objects) == 1 else {"@graph": list(objects)}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for character, escaped in ESCAPED:
        text = text.replace(character, escaped)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def crumbs(trail: Iterable[tuple[str, str]], request: HttpRequest | None = None) -> dict[str, Any]:
    """BreadcrumbList of (label, address) from the top; the last one, without an address, is this page."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": str(label),
                **({"item": absolute(address)} if address else {"item": absolute(request.path)} if request else {}),
            }
            for position, (label, address) in enumerate(trail, start=1)
        ],
    }


def website() -> dict[str, Any]:
    """The site as a whole, with the address of its search; for the home page."""
    return {
        "@type": "WebSite",
        "name": "Qazvolunteer",
        "alternateName": gettext("The common platform of Kazakhstan's volunteers"),
        "url": page("home"),
        "inLanguage": get_language(),
        "publisher": {"@type": "Organization", "name": "Qazvolunteer", "logo": picture("img/app/icon-512.png")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": absolute(reverse("catalogue")) + "?q={search_term_string}",
            },
            "query-input": "required name=search_term_string",
        },
    }
