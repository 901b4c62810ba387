"""Pages that work without a network: those of the check-in, and what higher floors register."""

from __future__ import annotations

MODULES = ("desk", "shell", "store", "queue", "people", "scanner", "verdict")
# Their addresses, as a browser writes regular expressions.
PAGES = [r"^/(kk|ru|en)/check-in/(\d+/)?$"]
# The static files that they need to stand on their own feet.
FILES = [
    "css/site.css",
    "css/check-in.css",
    "img/icons.svg",
    "img/logo/favicon.svg",
    *(f"js/check_in/{name}.js" for name in MODULES),
    *(f"fonts/onest-{part}-wght-normal.woff2" for part in ("cyrillic", "cyrillic-ext", "latin")),
]
# Names of the browser's plural rules, each with a number that falls under it in Russian and in English.
PLURAL_RULES = {"one": 1, "few": 2, "many": 5, "other": 5}


def keep(page: str, *files: str) -> None:
    """Keep another page, and the static files that it needs beside those of the check-in."""
    if page not in PAGES:
        PAGES.append(page)
        FILES.extend(files)
