"""The floors of the building, and what an import may do: reads source, imports nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

ROOF = frozenset(f"qazvolunteer{name}" for name in ("", ".settings", ".urls", ".celery", ".wsgi"))
FLOORS = {
    "qazvolunteer.core": 0,
    "qazvolunteer.formats": 0,
    "qazvolunteer.places": 1,
    "qazvolunteer.accounts": 1,
    "qazvolunteer.notifications": 2,
    "organizations": 3,
    "projects": 4,
    "volunteers": 5,
    "frontoffice": 6,
}
# What somebody outside the program opens. ``inlines`` are parts of an admin page; the pages of core have names of
# their own, because core has no other views.
DOORS = frozenset({"views", "admin", "hours_admin", "report_admin", "inlines", "tasks", "management", "dev"})
CORE_DOORS = frozenset({"pages", "entrance", "theme", "dev_mail"})
# Lends the other pages of developers their lock.
LENDING = frozenset({"qazvolunteer.core.dev_mail"})
ADDRESSES = "urls"

# The order inside an app, lowest first. What is not named is a use case.
ORDER = {
    "enums": 0,
    "hours_enums": 0,
    "report_enums": 0,
    "halt_enums": 0,
    "abilities": 0,
    "events": 0,
    "hats": 0,
    # Models that refer to no other, or by name alone.
    "asked_changes": 1,
    "outcomes": 1,
    "records": 1,
    "rules": 1,
    "search_words": 1,
    "shift_roles": 1,
    "skills": 1,
    "attendance_models": 1,
    "templates": 1,
    "hours_models": 1,
    "halt_models": 1,
    "service_days": 1,
    "stand_in_models": 1,
    "report_models": 1,
    "feedback_models": 1,
    "export_models": 1,
    "message_models": 1,
    "conversation_models": 1,
    "block_models": 1,
    "visit_models": 1,
    "models": 1,
    "translation": 2,
    "permissions": 2,
    "hours_permissions": 2,
    # Letters, and what they are made of.
    "links": 3,
    "passes": 3,
    "letter_facts": 3,
    "letter_parts": 3,
    "notifications": 3,
    "people_letters": 3,
    "forms": 5,
    "forms_admin": 5,
    "visit_forms": 5,
    "forms_guests": 5,
    "forms_hours": 5,
    # What visitors find, and how it is drawn.
    "catalogue": 5,
    "cards": 5,
    "templatetags": 5,
    # What machines read of the same rows.
    "share_pictures": 5,
    "structured_data": 5,
    "sheets": 5,
    # So are the map and the calendar.
    "maps": 5,
    "months": 5,
    "organization_list": 5,
    "ways": 5,
}
USE_CASE, DOOR, URLS, APPS = 4, 6, 7, 8
# Packages of an app that are built like an app inside: what counts is the module within.
PACKAGES = frozenset(
    f"frontoffice.{name}"
    for name in (
        "office", "desk", "clocks", "halting", "rules", "monitoring", "rollups", "dashboards", "reports", "register",
        "opendata",
    )
)  # fmt: skip


def app_of(module: str) -> str | None:
    """The app that a module belongs to; None for the roof and for what is not ours."""
    if module in ROOF:
        return None
    return next((app for app in FLOORS if module == app or module.startswith(f"{app}.")), None)


def is_ours(module: str) -> bool:
    return module in ROOF or app_of(module) is not None


def within(module: str) -> str:
    """The part of its name that says what a module is: behind the app, or behind its package."""
    app = app_of(module) or ""
    first, _dot, rest = module[len(app) + 1 :].partition(".")
    return rest.partition(".")[0] if f"{app}.{first}" in PACKAGES and rest else first


def is_door(module: str) -> bool:
    app = app_of(module)
    if app is None:
        return False
    first = within(module)
    return first in DOORS or (app == "qazvolunteer.core" and first in CORE_DOORS)


def rank(module: str) -> int:
    """The place of a module inside its app."""
    first = within(module)
    if first == "apps":
        return APPS
    if first.startswith(ADDRESSES):
        return URLS
    return DOOR if is_door(module) else ORDER.get(first, USE_CASE)


def imports(tree: ast.Module, known: frozenset[str]) -> Iterator[tuple[str, int]]:
    """(module, line) of every import that happens at run time; inside functions too, for types alone not."""
    for node in _at_run_time(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner in known else node.module), node.lineno


def _at_run_time(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            continue
        yield child
        yield from _at_run_time(child)


def complaints(module: str, tree: ast.Module, known: frozenset[str]) -> list[str]:
    """What is wrong with the imports of one module."""
    if module in ROOF:
        return []
    found = []
    for target, line in imports(tree, known):
        if is_ours(target):
            problem = _problem(module, target)
            if problem:
                found.append(f"{module}:{line} imports {target}: {problem}")
    return found


def _problem(module: str, target: str) -> str:
    here, there = app_of(module), app_of(target)
    assert here is not None
    if there is None:
        return "the roof is imported by nobody"
    if FLOORS[there] > FLOORS[here]:
        return "an arrow up"
    if here != there and FLOORS[there] == FLOORS[here]:
        return "neighbours do not import each other"
    if is_door(target) and not (rank(module) >= URLS or (is_door(module) and (here == there or target in LENDING))):
        return "only urls import a door"
    if rank(target) == URLS and rank(module) != URLS:
        return "addresses are named, not imported"
    if here == there and here != "qazvolunteer.core" and rank(target) > rank(module):
        return "against the order inside an app"
    return ""
