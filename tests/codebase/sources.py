"""The product's own source files, read once for the tests of the codebase."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("qazvolunteer", "organizations", "projects", "volunteers", "frontoffice")


def module_of(path: Path) -> str:
    """``projects/views.py`` → ``projects.views``; a package's ``__init__`` is the package."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def files() -> tuple[Path, ...]:
    """Every module of the product; migrations have rules of their own."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return tuple(sorted(path for path in found if "migrations" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in files():
        yield module_of(path), tree(path)


def known() -> frozenset[str]:
    return frozenset(module_of(path) for path in files())


@cache
def templates() -> tuple[Path, ...]:
    return tuple(sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file()))
