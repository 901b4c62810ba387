"""Rows on a project's page: shifts, lines of the description, questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline, TabularInline
from unfold.decorators import display

from organizations.scoping import ScopedInline
from projects.enums import EDITABLE, ProjectState
from projects.forms_admin import QuestionForm, ShiftForm
from projects.models import ProjectItem, ProjectOutcome, ProjectQuestion, Shift
from projects.shift_cells import places_cell, time_cell
from qazvolunteer.core.admin_pages import change_url

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from projects.models import Project


def in_preparation(project: Project | None) -> bool:
    """Nobody outside the organization has seen the project yet, so its rows may change freely."""
    return project is None or project.pk is None or project.state in EDITABLE


class ShiftInline(ScopedInline, StackedInline):
    """Shifts of a project in preparation. Saved through the verbs of scheduling."""

    model = Shift
    form = ShiftForm
    tab = True
    fields = (("starts_at", "ends_at"), ("seats", "min_people", "flexible"), ("task_kk", "task_ru", "task_en"))
    max_num = 60

    def may_change_with(self, request: HttpRequest, parent: Project | None) -> bool:
        return in_preparation(parent)


class ShiftListInline(ScopedInline, TabularInline):
    """Shifts of a project that is out: for reading, each with its own page where it is changed with care."""

    model = Shift
    tab = True
    read_only = True
    hide_title = True
    fields = readonly_fields = ("when", "task_shown", "places", "more")
    verbose_name_plural = _("Shifts")
    per_page = 30

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shift]:
        return super().get_queryset(request).order_by("starts_at", "pk")

    @display(description=_("time"))
    def when(self, obj: Shift) -> str:
        return time_cell(obj)

    @display(description=_("task"))
    def task_shown(self, obj: Shift) -> str:
        return obj.task or "–"

    @display(description=_("places"))
    def places(self, obj: Shift) -> str:
        return places_cell(obj)

    @display(description="")
    def more(self, obj: Shift) -> str:
        return format_html('<a class="qv-link" href="{}">{}</a>', change_url(obj), _("Open"))


class ItemInline(ScopedInline, TabularInline):
    """What to know and bring, what is given, how the day goes. Harmless, so it may change while people sign up."""

    model = ProjectItem
    verbose_name_plural = _("To bring and the day's plan")
    tab = True
    hide_title = True
    fields = ("section", "text_kk", "text_ru", "text_en", "offset_minutes", "position")

    def may_change_with(self, request: HttpRequest, parent: Project | None) -> bool:
        return in_preparation(parent) or (parent is not None and parent.state == ProjectState.APPROVED)


class QuestionInline(ScopedInline, StackedInline):
    """Questions to whoever signs up. Fixed once people may have answered."""

    model = ProjectQuestion
    form = QuestionForm
    tab = True
    fields = (
        ("kind", "required", "position"),
        ("label_kk", "label_ru", "label_en"),
        ("choices_kk", "choices_ru", "choices_en"),
    )

    def may_change_with(self, request: HttpRequest, parent: Any) -> bool:
        return in_preparation(parent)


class OutcomeInline(ScopedInline, TabularInline):
    """What the project wants to achieve, agreed at its start: the report tells of it."""

    model = ProjectOutcome
    tab = True
    hide_title = True
    fields = ("unit", "planned")
    max_num = 6

    def may_change_with(self, request: HttpRequest, parent: Any) -> bool:
        return in_preparation(parent)
