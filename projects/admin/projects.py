"""Projects in the workplace. Saved by forms; whatever has a rule goes through a verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.admin import TranslationAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from organizations import permissions as organizations
from organizations.scoping import ScopedAdmin, save_what_was_edited
from projects import (
    changing,
    concerned,
    covers,
    permissions,
    place_picker,
    requirements,
    scheduling,
    search,
    translations,
)
from projects.acts import PROJECT_ACTS, TONES, missing, sentence
from projects.drafts import free_address
from projects.enums import EDITABLE, SHOWN, ProjectState
from projects.forms_admin import ProjectForm
from projects.inlines import (
    ItemInline,
    OutcomeInline,
    QuestionInline,
    ShiftInline,
    ShiftListInline,
    in_preparation,
)
from projects.models import Project, Shift
from projects.project_lists import QUEUE, since_submission, waiting_words, works_as_editor
from projects.shift_cells import signups_url
from projects.views.planning import ProjectPages
from qazvolunteer.core import acts, due_words, pictures
from qazvolunteer.core.acts import ActsMixin, Link, Status
from qazvolunteer.core.admin_pages import language_tabs
from qazvolunteer.core.transitions import said
from qazvolunteer.core.workplace import once

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import BaseInlineFormSet
    from django.http import HttpRequest

    from qazvolunteer.accounts.models import User

# After approval these still change: nothing a front office had to read, nothing that moves people.
HARMLESS = frozenset(
    {"directions_kk", "directions_ru", "directions_en", "contact_name", "cover", "accessible", "languages", "skills"}
)


# Fields of the form that are no columns.
NO_COLUMNS = frozenset({"picture", "without_picture", "tell_everybody"})


@admin.register(Project)
class ProjectAdmin(ProjectPages, ActsMixin, ScopedAdmin, TranslationAdmin):
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
        (None, {"fields": ("tell_everybody", "organization", ("programme", "kind", "format"))}),
        *language_tabs("title", "summary", "description", "place", "directions"),
        (_("Place"), {"fields": (("region", "district", "town"), "map_shown", ("latitude", "longitude"))}),
        (
            _("Who can come"),
            {"fields": (("min_age", "needs_approval", "accessible"), "risk_tags", "languages", "skills")},
        ),
        (
            _("On the page"),
            {"fields": (("contact_name", "cover"), "picture_shown", ("picture", "without_picture"))},
        ),
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

    def get_fieldsets(self, request: HttpRequest, obj: Project | None = None) -> Any:
        """What is asked only where it matters: the word that everybody may be told, the own picture instead of it.

        Whoever only reads sees the map where it has something to show.
        """
        missing = set()
        if obj is not None and not self.has_change_permission(request, obj):
            missing |= NO_COLUMNS
            if obj.latitude is None or obj.longitude is None:
                missing.add("map_shown")
        if obj is None or obj.state != ProjectState.APPROVED or not self._people(request, obj):
            missing.add("tell_everybody")
        if obj is None or not obj.photo:
            missing |= {"picture_shown", "without_picture"}
        sets = []
        for title, options in self.fieldsets:
            rows = [_without(row, missing) for row in options["fields"]]
            sets.append((title, {**options, "fields": tuple(row for row in rows if row)}))
        return sets

    def _people(self, request: HttpRequest, obj: Project) -> int:
        """How many are signed up for the coming shifts."""
        coming = obj.shifts.filter(cancelled_at=None, ends_at__gt=timezone.now())
        return int(once(request, f"people:{obj.pk}", lambda: concerned.people_in(coming.values_list("pk", flat=True))))

    def get_readonly_fields(self, request: HttpRequest, obj: Project | None = None) -> tuple[str, ...]:
        """The organization never changes; after approval only what harms nobody, and what everybody is told."""
        drawn = ("map_shown", "picture_shown")
        if obj is None:
            return drawn
        if in_preparation(obj):
            return ("organization", *drawn)
        names = [name for _title, options in self.fieldsets for name in _flat(options["fields"])]
        return tuple(name for name in names if name not in HARMLESS | changing.MATERIAL | NO_COLUMNS)

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
        return [ShiftInline if editable else ShiftListInline, ItemInline, QuestionInline, OutcomeInline]

    def save_model(self, request: HttpRequest, obj: Project, form: Any, change: bool) -> None:
        if change:
            request._terms = changing.terms_of(obj)  # type: ignore[attr-defined]
            save_what_was_edited(obj)
        else:
            obj.slug = free_address(obj)
            obj.save()
        picture = form.cleaned_data.get("picture")
        if picture:
            covers.set_photo(obj, by=request.user, content=picture)
        elif form.cleaned_data.get("without_picture"):
            covers.remove_photo(obj, by=request.user)

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
        if change:
            told = changing.tell_of_changes(
                form.instance, request._terms, confirmed=bool(form.cleaned_data.get("tell_everybody"))
            )
            if told:
                words = ngettext("%(number)d person is told.", "%(number)d people are told.", told)
                messages.info(request, words % {"number": told})

    def view_on_site(self, obj: Project) -> str | None:
        return obj.get_absolute_url() if obj.published_at and obj.state in SHOWN else None

    def status_of(self, request: HttpRequest, obj: Project) -> Status:
        last = obj.transitions.exclude(reason="").select_related("by").first()
        writes = in_preparation(obj) and permissions.may_edit(request.user, obj)
        return Status(
            label=obj.get_state_display(),
            sentence=" ".join(str(words) for words in (sentence(obj), due_words.words(obj)) if words),
            tone=TONES.get(ProjectState(obj.state), ""),  # type: ignore[arg-type]
            note=said(last.reason) if last else "",
            note_by=str(last.by) if last and last.by else "",
            note_at=last.at if last else None,
            missing=missing(obj) if writes else (),
            warnings=self._owed(request, obj),
            links=self._links(request, obj),
        )

    def _owed(self, request: HttpRequest, obj: Project) -> list[str]:
        """What the rules of the front offices ask of it, before it is approved."""
        if obj.state not in EDITABLE | {ProjectState.SUBMITTED}:
            return []
        return [requirement.sentence for requirement in requirements.unmet(obj)]

    def _links(self, request: HttpRequest, obj: Project) -> list[Link]:
        links = []
        if obj.state == ProjectState.PAUSED and permissions.may_edit(request.user, obj):
            links.append(Link(_("Why it is stopped, and how to appeal"), reverse("project-halt", args=[obj.pk])))
        if obj.published_at is None:
            links.append(Link(_("Preview as a visitor"), reverse("project-preview", args=[obj.slug])))
        if permissions.may_decide_signups(request.user, obj) and obj.state in SHOWN:
            links.append(Link(_("Sign-ups"), signups_url(shift__project=obj.pk)))
        if obj.state == ProjectState.APPROVED and permissions.may_edit(request.user, obj):
            links.append(Link(_("Add a shift"), f"{reverse('admin:projects_shift_add')}?project={obj.pk}"))
        if permissions.may_edit(request.user, obj) and scheduling.takes_shifts(obj):
            for name, label in (("repeat", _("Repeat a shift")), ("copy-day", _("Duplicate or move a day"))):
                links.append(Link(label, reverse(f"admin:projects_project_{name}", args=[obj.pk])))
        return links

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["language_states"] = translations.states(kwargs.get("obj"))
        return super().render_change_form(request, context, *args, **kwargs)

    @display(description=_("on the map"))
    def map_shown(self, obj: Project) -> str:
        return place_picker.drawn(obj)

    @display(description=_("now on the page"))
    def picture_shown(self, obj: Project) -> str:
        return format_html(
            '<img class="qv-photo" src="{}" alt="" width="320" height="188">', pictures.address(obj.photo)
        )

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


def _without(row: Any, missing: set[str]) -> Any:
    """The row of a fieldset without these names; nothing when none is left."""
    if isinstance(row, str):
        return None if row in missing else row
    return tuple(name for name in row if name not in missing)


def _flat(fields: Any) -> list[str]:
    names: list[str] = []
    for entry in fields:
        names += [entry] if isinstance(entry, str) else _flat(entry)
    return names
