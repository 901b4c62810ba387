"""The workplace of organizations and front offices: the admin's site, its menu and its start page.

The floors above fill it from their ``admin`` modules: ``menu_entry`` adds a line to the menu, ``panel`` a list of
waiting work to the start page. Both are asked once a request and shown only to whom they concern.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pghistory
from allauth.account.decorators import secure_admin_login
from csp.decorators import csp_replace
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from qazvolunteer.core import context

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from qazvolunteer.core.refusals import type_text

# Pages of the admin that this platform does elsewhere, or that would show rows past the scope of a person.
LEFT_OUT = frozenset({"view_on_site", "password_change_done"})


class Workplace(UnfoldAdminSite):
    """The admin's site. Whoever wears no staff hat gets 403; visitors are sent to sign in."""

    site_header = "Qazvolunteer"
    site_title = "Qazvolunteer"
    index_title = _("What waits for you")
    index_template = "admin/index.html"
    enable_nav_sidebar = True

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Django's own form would skip the second factor and the limits.
        self.login = secure_admin_login(self.login)

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """Django's guard, the relaxed content security policy of these pages, and 403 for people without a hat."""
        guarded = super().admin_view(view, cacheable)

        def refuse_strangers(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            if request.method != "POST":
                return guarded(request, *args, **kwargs)
            # The versions that tables keep of their rows then know who made them.
            with pghistory.context(user=request.user.pk):
                return guarded(request, *args, **kwargs)

        refuse_strangers.__dict__.update(getattr(guarded, "__dict__", {}))
        relaxed = csp_replace(settings.ADMIN_CONTENT_SECURITY_POLICY)
        return relaxed(refuse_strangers)  # type: ignore[no-any-return,arg-type]

    def get_urls(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", None) not in LEFT_OUT]

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Passwords are changed on the account's own page, which knows the second factor and the limits."""
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        found = {"panels": panels_for(request), "shortcuts": shortcuts_for(request), **(extra_context or {})}
        return super().index(request, found)


# --- The menu -----------------------------------------------------------------------------------------

GROUPS = {"work": _("Work"), "reference": _("Reference data"), "platform": _("Platform")}


@dataclass(frozen=True)
class MenuEntry:
    """One line: where it leads, whom it concerns, how much waits there (``count``; nothing is shown for zero).

    ``late`` says that some of it has waited too long. ``query`` narrows the list behind the link; a ``shortcut`` is a
    button of the start page instead of a line.
    """

    title: type_text
    icon: str
    url_name: str
    shown: Callable[[HttpRequest], bool]
    group: str = "work"
    count: Callable[[HttpRequest], int] | None = None
    late: Callable[[HttpRequest], bool] | None = None
    query: str = ""
    order: int = 100
    shortcut: bool = False


_entries: list[MenuEntry] = []


def menu_entry(entry: MenuEntry) -> MenuEntry:
    """Add a line to the menu, or a button to the start page when it is a shortcut."""
    if entry not in _entries:
        _entries.append(entry)
    return entry


def chosen_theme(request: HttpRequest) -> str | None:
    """The theme chosen on the site or here: one cookie for both. None: as the device has it."""
    return str(context.site(request)["theme"]) or None


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu in the shape Unfold draws: groups of lines this person may use."""
    groups = []
    start = {
        "title": _("Start"),
        "icon": "home",
        "link": reverse("admin:index"),
        "active": request.path == reverse("admin:index"),
    }
    for name, title in GROUPS.items():
        items = [start] if name == "work" else []
        entries = [entry for entry in _entries if entry.group == name and not entry.shortcut and entry.shown(request)]
        items += [_line(entry, request) for entry in sorted(entries, key=lambda entry: entry.order)]
        if items:
            groups.append({"title": "" if name == "work" else title, "separator": name != "work", "items": items})
    return groups


def _line(entry: MenuEntry, request: HttpRequest) -> dict[str, Any]:
    path = reverse(entry.url_name)
    line = {
        "title": entry.title,
        "icon": entry.icon,
        "link": path + (f"?{entry.query}" if entry.query else ""),
        "active": request.path.startswith(path) and _narrowed_to(entry, request),
    }
    waiting = entry.count(request) if entry.count else 0
    if waiting:
        line["badge"] = waiting if waiting < 1000 else "999+"
        line["badge_variant"] = "danger" if entry.late and entry.late(request) else "warning"
    return line


def _narrowed_to(entry: MenuEntry, request: HttpRequest) -> bool:
    """Of several lines that lead to one list, the one whose narrowing the address has; else the plain one."""
    asked = set(request.GET.items())
    queries = [set(parse_qsl(other.query)) for other in _entries if other.query and other.url_name == entry.url_name]
    if entry.query:
        return set(parse_qsl(entry.query)) <= asked
    return not any(query <= asked for query in queries)


def shortcuts_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The buttons of the start page."""
    entries = sorted((entry for entry in _entries if entry.shortcut), key=lambda entry: entry.order)
    return [_line(entry, request) for entry in entries if entry.shown(request)]


# --- The start page -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Button:
    """What can be done about a row with one press: posted to ``url``, where an act without questions lives."""

    label: type_text
    url: str
    icon: str = "check"


@dataclass(frozen=True)
class Row:
    """One thing that waits: its name and address, a line of facts, and a tag (``tone``: "", ok, warn, urgent).

    ``taken`` and ``seats`` draw a place meter; a tag may stand beside it.
    """

    title: type_text
    url: str
    facts: Sequence[type_text] = ()
    tag: type_text = ""
    tone: str = ""
    taken: int | None = None
    seats: int | None = None
    button: Button | None = None


@dataclass(frozen=True)
class Waiting:
    """What a panel found: a few rows, how many there are in all, and where the whole list is."""

    rows: Sequence[Row]
    total: int
    url: str = ""


@dataclass(frozen=True)
class Panel:
    """A list of waiting work. ``load`` returns None (or no rows) when it does not concern this person."""

    title: type_text
    load: Callable[[HttpRequest], Waiting | None]
    order: int = 100
    all_label: type_text = field(default_factory=lambda: _("Show all"))


_panels: list[Panel] = []


def panel(entry: Panel) -> Panel:
    """Add a list to the start page."""
    if entry not in _panels:
        _panels.append(entry)
    return entry


def panels_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The panels with something in them, in order."""
    filled = []
    for entry in sorted(_panels, key=lambda entry: entry.order):
        waiting = entry.load(request)
        if waiting is not None and waiting.rows:
            filled.append({"title": entry.title, "all_label": entry.all_label, "waiting": waiting})
    return filled


def once(request: HttpRequest, key: str, load: Callable[[], Any]) -> Any:
    """``load()``, kept for the rest of the request: the menu and the start page ask the same questions."""
    kept: dict[str, Any] = request.__dict__.setdefault("_workplace", {})
    if key not in kept:
        kept[key] = load()
    return kept[key]
