"""How far a project is written in each of the three languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.enums import Format, Translation
from projects.models import Project

TONES = {Translation.WHOLE: "ok", Translation.PARTLY: "warn", Translation.MISSING: ""}


@dataclass(frozen=True)
class LanguageState:
    """One language: ``name`` in itself, its state, and what is not written in it yet."""

    code: str
    name: str
    state: Translation
    missing: tuple[str, ...]

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return TONES[self.state]


def states(project: Project | None) -> list[LanguageState]:
    """The three languages, Kazakh first; nothing for a project that is not saved yet."""
    if project is None or not project.pk:
        return []
    lines = list(project.items.all())
    questions = list(project.questions.all())
    tasks = list(project.shifts.filter(cancelled_at=None))
    return [_state(project, code, name, lines, questions, tasks) for code, name in settings.LANGUAGES]


def _state(
    project: Project, code: str, name: str, lines: list[Any], questions: list[Any], tasks: list[Any]
) -> LanguageState:
    texts = {"title": _("the title"), "summary": _("in short"), "description": _("the description")}
    if project.format == Format.ON_SITE:
        texts |= {"place": _("the place"), "directions": _("how to get there")}
    # What nobody has written in any language is not missing in one of them.
    wanted = [field for field in texts if _written(project, field) or field in {"title", "summary"}]
    missing = [texts[field] for field in wanted if not getattr(project, f"{field}_{code}")]
    done = len(wanted) - len(missing)
    for rows, field, words in (
        (lines, "text", lambda n: ngettext("%(number)d line", "%(number)d lines", n)),
        (questions, "label", lambda n: ngettext("%(number)d question", "%(number)d questions", n)),
        (tasks, "task", lambda n: ngettext("the task of %(number)d shift", "the tasks of %(number)d shifts", n)),
    ):
        written = [row for row in rows if _written(row, field)]
        empty = sum(1 for row in written if not getattr(row, f"{field}_{code}"))
        done += len(written) - empty
        if empty:
            missing.append(words(empty) % {"number": empty})
    state = Translation.WHOLE if not missing else Translation.PARTLY if done else Translation.MISSING
    return LanguageState(code, name, state, tuple(missing))


def _written(row: Any, field: str) -> bool:
    return any(_columns(row, field))


def _columns(row: Any, field: str) -> Iterable[str]:
    return (getattr(row, f"{field}_{code}") or "" for code, _name in settings.LANGUAGES)
