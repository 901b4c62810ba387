"""Projects, shifts and programmes in the workplace. Saved by forms; whatever has a rule goes through a verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from organizations import permissions as organizations
from organizations.enums import EDITING_ROLES
from organizations.scoping import ScopedAdmin, save_what_was_edited
from projects import permissions, scheduling, search, workplace
from projects.acts import PROJECT_ACTS, SHIFT_ACTS, TONES, missing, sentence
from projects.drafts import free_address
from projects.enums import EDITABLE, SHOWN, ProjectState
from projects.forms_admin import ProjectForm, ShiftForm
from projects.inlines import ItemInline, QuestionInline, ShiftInline, ShiftListInline, in_preparation
from projects.models import Programme, Project, Shift
from projects.project_lists import QUEUE, WhenFilter, open_for_shifts, since_submission, waiting_words
from projects.shift_cells import places_cell, signups_cell, signups_url, time_cell
from qazvolunteer.core import acts
from qazvolunteer.core.acts import ActsMixin, Link, Status
from qazvolunteer.core.admin_pages import SuperuserAdmin, language_tabs

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import BaseInlineFormSet
    from django.http import HttpRequest

    from qazvolunteer.accounts.models import User

# After approval these still change: nothing a front office had to read, nothing that moves people.
HARMLESS = frozenset(
    {"directions_kk", "directions_ru", "directions_en", "contact_name", "cover", "accessible", "languages", "skills"}
)


def works_as_editor(user: User) -> bool:
    return bool(user.is_superuser or organizations.organizations_with(user, EDITING_ROLES))


@admin.register(Project)
class ProjectAdmin(ActsMixin, ScopedAdmin, TranslationAdmin):
    form = ProjectForm
    list_display = ("title_shown", "organization", "programme", "region", "state_shown", "catalogue_shown")
    list_filter = (("state", ChoicesDropdownFilter), "organization", "programme", "region")
    list_select_related = ("organization", "programme", "region")
    search_fields = ("title_kk", "title_ru", "title_en")
    ordering = ("-pk",)
    autocomplete_fields = ("district", "town")
    choices_of = {"organization": organizations.editable_by}
    open_choices = ("programme", "region", "district", "town", "skills")
    acts = PROJECT_ACTS
    fieldsets = (
        (None, {"fields": ("organization", ("programme", "kind", "format"))}),
        *language_tabs("title", "summary", "description", "place", "directions"),
        (_("Place"), {"fields": (("region", "district", "town"), ("latitude", "longitude"))}),
        (
            _("Who can come"),
            {"fields": (("min_age", "needs_approval", "accessible"), "risk_tags", "languages", "skills")},
        ),
        (_("On the page"), {"fields": (("contact_name", "cover"),)}),
    )  # fmt: skip

    def visible_to(self, user: User) -> QuerySet[Project]:
        return permissions.visible_to(user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Project]:
        if self._is_queue(request):
            return since_submission(self.visible_to(request.user)).order_by(*self.get_ordering(request))
        return super().get_queryset(request)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Whoever waits longest comes first in the queue."""
        return ("submitted_at", "pk") if self._is_queue(request) else self.ordering

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        last = "waits_shown" if self._is_queue(request) else "catalogue_shown"
        return (*self.list_display[:-1], last)

    def _is_queue(self, request: HttpRequest) -> bool:
        return request.GET.get("state__exact") == QUEUE

    def may_add(self, user: User) -> bool:
        return works_as_editor(user)

    def may_change(self, user: User, obj: Project) -> bool:
        """Owners and managers, in preparation and while it runs. Front offices decide, they do not write."""
        return permissions.may_edit(user, obj) and (obj.state in EDITABLE or obj.state == ProjectState.APPROVED)

    def get_readonly_fields(self, request: HttpRequest, obj: Project | None = None) -> tuple[str, ...]:
        """The organization never changes; after approval only what harms nobody does."""
        if obj is None:
            return ()
        if in_preparation(obj):
            return ("organization",)
        names = [name for _title, options in self.fieldsets for name in _flat(options["fields"])]
        return tuple(name for name in names if name not in HARMLESS)

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """An owner chooses among a few organizations; the superuser among all."""
        found = ("organization",) if request.user.is_superuser else ()
        return (*self.autocomplete_fields, *found)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Whoever works for one organization need not choose it, and its region comes along."""
        own = list(organizations.editable_by(request.user).values_list("pk", "region")[:2])
        if len(own) == 1 and not request.user.is_superuser:
            return {"organization": own[0][0], "region": own[0][1]}
        return {}

    def get_inlines(self, request: HttpRequest, obj: Project | None) -> list[Any]:
        editable = in_preparation(obj) and (obj is None or self.has_change_permission(request, obj))
        return [ShiftInline if editable else ShiftListInline, ItemInline, QuestionInline]

    def save_model(self, request: HttpRequest, obj: Project, form: Any, change: bool) -> None:
        if change:
            save_what_was_edited(obj)
            return
        obj.slug = free_address(obj)
        obj.save()

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseInlineFormSet, change: bool) -> None:
        if formset.model is not Shift:
            super().save_formset(request, form, formset, change)
            return
        formset.save(commit=False)
        for row in formset.deleted_objects:
            row.delete()
        for shift_form in formset.initial_forms:
            # A row outside this project, sent by hand, has found no instance.
            known = shift_form.instance.pk is not None and shift_form not in formset.deleted_forms
            if known and shift_form.has_changed():
                scheduling.change_shift(shift_form.instance, by=request.user, **shift_form.changed_values())
        for shift_form in formset.extra_forms:
            if shift_form.has_changed() and shift_form not in formset.deleted_forms:
                scheduling.create_shift(form.instance, by=request.user, **shift_form.shift_values())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        search.refresh([form.instance.pk])

    def view_on_site(self, obj: Project) -> str | None:
        return obj.get_absolute_url() if obj.published_at and obj.state in SHOWN else None

    def status_of(self, request: HttpRequest, obj: Project) -> Status:
        last = obj.transitions.exclude(reason="").select_related("by").first()
        writes = in_preparation(obj) and permissions.may_edit(request.user, obj)
        return Status(
            label=obj.get_state_display(),
            sentence=sentence(obj),
            tone=TONES.get(ProjectState(obj.state), ""),  # type: ignore[arg-type]
            note=last.reason if last else "",
            note_by=str(last.by) if last and last.by else "",
            note_at=last.at if last else None,
            missing=missing(obj) if writes else (),
            links=self._links(request, obj),
        )

    def _links(self, request: HttpRequest, obj: Project) -> list[Link]:
        links = []
        if permissions.may_decide_signups(request.user, obj) and obj.state in SHOWN:
            links.append(Link(_("Sign-ups"), signups_url(shift__project=obj.pk)))
        if obj.state == ProjectState.APPROVED and permissions.may_edit(request.user, obj):
            links.append(Link(_("Add a shift"), f"{reverse('admin:projects_shift_add')}?project={obj.pk}"))
        return links

    def history_of(self, request: HttpRequest, obj: Project) -> list[acts.Change]:
        return acts.changes(obj.transitions.all(), dict(ProjectState.choices), TONES)

    @display(description=_("title"), ordering="title")
    def title_shown(self, obj: Project) -> str:
        return obj.title or _("Without a title")

    @display(
        description=_("status"),
        ordering="state",
        label={
            "submitted": "warning", "needs_work": "warning", "approved": "success", "refused": "danger",
            "cancelled": "danger", "draft": "default", "completed": "default", "expired": "default",
        },
    )  # fmt: skip
    def state_shown(self, obj: Project) -> tuple[str, str]:
        return obj.state, obj.get_state_display()

    @display(description=_("waits"))
    def waits_shown(self, obj: Project) -> str:
        return waiting_words(obj.submitted_at)  # type: ignore[attr-defined]

    @display(description=_("in the catalogue"), boolean=True)
    def catalogue_shown(self, obj: Project) -> bool:
        return obj.is_running


@admin.register(Shift)
class ShiftAdmin(ActsMixin, ScopedAdmin, TranslationAdmin):
    """A shift by itself: how full it is, and changes that people already signed up will hear of."""

    form = ShiftForm
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
        (None, {"fields": ("project", ("starts_at", "ends_at"), ("seats", "flexible"), "reason")}),
        (_("Task"), {"fields": (("task_kk", "task_ru", "task_en"),)}),
    )

    def visible_to(self, user: User) -> QuerySet[Shift]:
        rows = Shift.objects.select_related("project__organization")
        return rows if user.is_superuser else rows.filter(project__in=permissions.visible_to(user))

    def may_add(self, user: User) -> bool:
        return works_as_editor(user)

    def may_change(self, user: User, obj: Shift) -> bool:
        live = obj.project.state in EDITABLE or obj.project.state == ProjectState.APPROVED
        return permissions.may_edit(user, obj.project) and live and not obj.is_cancelled and not obj.is_past

    def get_fieldsets(self, request: HttpRequest, obj: Shift | None = None) -> Any:
        """The reason is asked where people have signed up."""
        if obj is not None and obj.seats_taken and self.has_change_permission(request, obj):
            return self.fieldsets
        first, *rest = self.fieldsets
        return ((first[0], {"fields": first[1]["fields"][:-1]}), *rest)

    def get_readonly_fields(self, request: HttpRequest, obj: Shift | None = None) -> tuple[str, ...]:
        return ("project",) if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: Shift, form: ShiftForm, change: bool) -> None:
        if change:
            reason = form.cleaned_data.get("reason", "")
            scheduling.change_shift(obj, by=request.user, reason=reason, **form.changed_values())
            return
        shift = scheduling.create_shift(form.cleaned_data["project"], by=request.user, **form.shift_values())
        obj.pk, obj._state.adding = shift.pk, False

    def view_on_site(self, obj: Shift) -> str | None:
        project = obj.project
        return project.get_absolute_url() if project.published_at and project.state in SHOWN else None

    def status_of(self, request: HttpRequest, obj: Shift) -> Status:
        if obj.is_cancelled:
            return Status(label=_("Cancelled"), tone="urgent", note=obj.cancel_reason, note_at=obj.cancelled_at)
        if obj.is_past:
            return Status(label=_("Over"), sentence=time_cell(obj))
        may_decide = permissions.may_decide_signups(request.user, obj.project)
        links = [Link(_("Sign-ups"), signups_url(shift=obj.pk))] if may_decide else []
        return Status(label=_("Coming"), sentence=time_cell(obj), meter=places_cell(obj), links=links)

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


@admin.register(Programme)
class ProgrammeAdmin(SuperuserAdmin, TranslationAdmin):
    list_display = ("brand", "name", "kind", "position")
    list_filter = (("kind", ChoicesDropdownFilter),)
    search_fields = ("brand", "name_kk", "name_ru", "name_en")
    autocomplete_fields = ("partner",)
    prepopulated_fields = {"slug": ("brand",)}
    formfield_overrides = {ArrayField: {"widget": UnfoldAdminTextInputWidget}}
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("brand", "slug"),
                    ("kind", "position", "art"),
                    "partner",
                    "site",
                    "sdgs",
                    ("starts_on", "ends_on"),
                )
            },
        ),
        *language_tabs("name", "about"),
    )


def _flat(fields: Any) -> list[str]:
    names: list[str] = []
    for entry in fields:
        names += [entry] if isinstance(entry, str) else _flat(entry)
    return names


workplace.register()
