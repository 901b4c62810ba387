"""Shifts in the workplace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.decorators import display

from organizations import history
from organizations.scoping import ScopedAdmin
from projects import concerned, head_counts, permissions, scheduling
from projects.acts import SHIFT_ACTS
from projects.enums import EDITABLE, SHOWN, ProjectState
from projects.forms_admin import ROLE_FIELDS, ShiftPageForm
from projects.models import Shift
from projects.project_lists import WhenFilter, open_for_shifts, works_as_editor
from projects.seats_history import seats_history
from projects.shift_cells import places_cell, shift_facts, signups_cell, signups_url, time_cell
from projects.views.planning import ShiftPages
from qazvolunteer.core.acts import ActsMixin, Link, Status

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from qazvolunteer.accounts.models import User


@admin.register(Shift)
class ShiftAdmin(ShiftPages, ActsMixin, ScopedAdmin, TranslationAdmin):
    """A shift by itself: how full it is, and changes that people already signed up will hear of."""

    form = ShiftPageForm
    list_display = ("when", "project", "task_shown", "places", "signups_link")
    list_filter = ("project__organization", WhenFilter)
    list_select_related = ("project__organization",)
    search_fields = ("project__title_kk", "project__title_ru", "project__title_en")
    open_lookups = ("project",)
    ordering = ("starts_at", "pk")
    autocomplete_fields = ("project",)
    choices_of = {"project": open_for_shifts}
    sortable_when_large = ("when",)
    acts = SHIFT_ACTS
    change_form_outer_after_template = ""
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "project", ("starts_at", "ends_at"), "tell_everybody", ("seats", "min_people", "flexible"), "reason"
                )
            },
        ),
        (_("Task"), {"fields": (("task_kk", "task_ru", "task_en"),)}),
        (
            _("Roles with places of their own"),
            {
                "fields": (tuple(ROLE_FIELDS)[:4], tuple(ROLE_FIELDS)[4:]),
                "description": _("So many places are kept for each role. Whoever signs up chooses one."),
            },
        ),
    )  # fmt: skip

    def visible_to(self, user: User) -> QuerySet[Shift]:
        rows = Shift.objects.select_related("project__organization")
        return rows if user.is_superuser else rows.filter(project__in=permissions.visible_to(user))

    def may_add(self, user: User) -> bool:
        return works_as_editor(user)

    def may_change(self, user: User, obj: Shift) -> bool:
        live = obj.project.state in EDITABLE or obj.project.state == ProjectState.APPROVED
        return permissions.may_edit(user, obj.project) and live and not obj.is_cancelled and not obj.is_past

    def get_fieldsets(self, request: HttpRequest, obj: Shift | None = None) -> Any:
        """What is asked only where it matters: the reason, and the word that everybody may be told."""
        missing = set()
        changes = obj is None or self.has_change_permission(request, obj)
        if obj is None or not changes or not obj.seats_taken:
            missing.add("reason")
        if obj is None or not changes or not concerned.people_in([obj.pk]):
            missing.add("tell_everybody")
        (title, options), task, roles = self.fieldsets
        first = (title, {"fields": tuple(name for name in options["fields"] if name not in missing)})
        return (first, task, roles) if changes else (first, task)

    def get_readonly_fields(self, request: HttpRequest, obj: Shift | None = None) -> tuple[str, ...]:
        return ("project",) if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: Shift, form: ShiftPageForm, change: bool) -> None:
        if change:
            reason = form.cleaned_data.get("reason", "")
            scheduling.change_shift(obj, by=request.user, reason=reason, **form.changed_values())
            shift = obj
        else:
            shift = scheduling.create_shift(form.cleaned_data["project"], by=request.user, **form.shift_values())
            obj.pk, obj._state.adding = shift.pk, False
        roles = form.roles()
        if roles is not None:
            scheduling.set_roles(shift, roles, by=request.user)

    def view_on_site(self, obj: Shift) -> str | None:
        project = obj.project
        return project.get_absolute_url() if project.published_at and project.state in SHOWN else None

    def status_of(self, request: HttpRequest, obj: Shift) -> Status:
        if obj.is_cancelled:
            return Status(label=_("Cancelled"), tone="urgent", note=obj.cancel_reason, note_at=obj.cancelled_at)
        if obj.is_past:
            return Status(label=_("Over"), sentence=time_cell(obj))
        return Status(
            label=_("Too few people") if head_counts.too_few(obj) else _("Coming"),
            tone="warn" if head_counts.too_few(obj) else "",
            sentence=" · ".join(str(part) for part in (time_cell(obj), *shift_facts(obj)) if part),
            meter=places_cell(obj),
            links=self._links(request, obj),
        )

    def _links(self, request: HttpRequest, obj: Shift) -> list[Link]:
        links = []
        if permissions.may_decide_signups(request.user, obj.project):
            links.append(Link(_("Sign-ups"), signups_url(shift=obj.pk)))
        if self.has_change_permission(request, obj):
            day = f"?day={timezone.localdate(obj.starts_at):%Y-%m-%d}"
            links.append(Link(_("Move"), reverse("admin:projects_shift_move", args=[obj.pk])))
            copy = reverse("admin:projects_project_copy-day", args=[obj.project_id])
            links.append(Link(_("Duplicate this day"), copy + day))
        return links

    @display(description=_("time"), ordering="starts_at")
    def when(self, obj: Shift) -> str:
        return time_cell(obj)

    @display(description=_("task"))
    def task_shown(self, obj: Shift) -> str:
        return obj.task or "–"

    @display(description=_("places"))
    def places(self, obj: Shift) -> str:
        return places_cell(obj)

    @display(description=_("sign-ups"))
    def signups_link(self, obj: Shift) -> str:
        return signups_cell(obj)


history.also(Shift, seats_history)
