"""Imports point down, and inside an app from the doors to the enums."""

from __future__ import annotations

import ast

import pytest

from tests.codebase import floors, sources


def test_every_module_stands_on_a_floor() -> None:
    lost = [module for module in sources.known() if module not in floors.ROOF and floors.app_of(module) is None]
    assert not lost


def test_imports_point_down() -> None:
    known = sources.known()
    found = [text for module, tree in sources.modules() for text in floors.complaints(module, tree, known)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("module", "line", "problem"),
    [
        ("projects.moderation", "from volunteers.models import SignUp", "an arrow up"),
        ("projects.moderation", "import volunteers.models", "an arrow up"),
        ("projects.moderation", "from volunteers import models", "an arrow up"),
        ("qazvolunteer.core.dates", "from qazvolunteer.accounts.models import User", "an arrow up"),
        ("qazvolunteer.core.dates", "def f():\n    from projects import enums", "an arrow up"),
        ("qazvolunteer.accounts.models", "from qazvolunteer.places.models import Town", "neighbours"),
        ("qazvolunteer.places.models", "from qazvolunteer.accounts.models import User", "neighbours"),
        ("volunteers.signups", "from qazvolunteer import settings", "the roof"),
        ("volunteers.signups", "from qazvolunteer.celery import app", "the roof"),
        ("volunteers.signups", "from volunteers.views.home import home", "only urls"),
        ("volunteers.signups", "from volunteers import tasks", "only urls"),
        ("volunteers.views.home", "from projects.views import organization", "only urls"),
        ("volunteers.signups", "from projects import admin", "only urls"),
        ("volunteers.views.home", "from volunteers import urls", "named"),
        ("projects.enums", "from projects.models import Project", "order"),
        ("projects.models", "from projects.permissions import may_edit", "order"),
        ("volunteers.permissions", "from volunteers import signups", "order"),
        ("volunteers.signups", "from volunteers.forms import RegistrationForm", "order"),
    ],
)
def test_the_checker_finds(module: str, line: str, problem: str) -> None:
    found = floors.complaints(module, ast.parse(line), sources.known() | {"projects.admin", "volunteers.tasks"})
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("volunteers.signups", "from projects.models import Shift"),
        ("qazvolunteer.core.locks", "if TYPE_CHECKING:\n    from qazvolunteer.accounts.models import User"),
        ("volunteers.urls", "from volunteers.views import home"),
        ("volunteers.views.signup", "from volunteers.views.project import page"),
        ("volunteers.views.home", "from volunteers import signups"),
        ("volunteers.signups", "from django.contrib import admin"),
        ("qazvolunteer.celery", "from volunteers import tasks"),
    ],
)
def test_the_checker_lets_through(module: str, line: str) -> None:
    assert not floors.complaints(module, ast.parse(line), sources.known())
