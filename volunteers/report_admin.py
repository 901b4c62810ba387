"""Project reports in the workplace: written by the organization, read by the front office, each picture looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.admin import StackedInline, TabularInline
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminFileFieldWidget

from organizations.scoping import ScopedAdmin, ScopedInline, save_what_was_edited
from projects import permissions as projects
from qazvolunteer.core import acts, dates, due_words
from qazvolunteer.core.acts import ActsMixin, Link, Status
from qazvolunteer.core.admin_pages import language_tabs
from qazvolunteer.core.transitions import said
from volunteers import hours_permissions, reports
from volunteers.forms_hours import PhotoField
from volunteers.hours_acts import REPORT_ACTS, REPORT_TONES
from volunteers.report_enums import WRITABLE, ReportState
from volunteers.report_models import ProjectReport, ReportOutcome, ReportPhoto

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.urls import URLPattern

    from qazvolunteer.accounts.models import User

MOST_PHOTOS = 12


class OutcomeInline(ScopedInline, TabularInline):
    """What was achieved. The plan is read, and what nobody planned may be added."""

    model = ReportOutcome
    fields = ("unit", "planned", "done")
    readonly_fields = ("planned",)
    tab = True
    hide_title = True

    def may_change_with(self, request: HttpRequest, parent: Any) -> bool:
        return parent is not None and parent.state in WRITABLE

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was planned is answered for, not taken away."""
        return False


class PhotoForm(forms.ModelForm):
    """A new picture, drawn anew; a known one keeps its points. Whoever looks at it says so."""

    picture = PhotoField(
        label=_("picture"),
        required=False,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    class Meta:
        model = ReportPhoto
        fields = ("caption", "faces_checked")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "faces_checked" in self.fields:
            self.fields["faces_checked"].required = True
        if "picture" in self.fields:
            self.fields["picture"].required = self.instance.pk is None

    def save(self, commit: bool = True) -> Any:
        picture = self.cleaned_data.get("picture")
        if picture:
            self.instance.content = picture
        return super().save(commit=commit)


class PhotoInline(ScopedInline, StackedInline):
    """Pictures. The organization adds them; the front office takes out what must not be shown."""

    model = ReportPhoto
    form = PhotoForm
    fields = ("shown", "picture", "caption", "faces_checked", "taken_out")
    readonly_fields = ("shown",)
    max_num = MOST_PHOTOS
    tab = True
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReportPhoto]:
        return super().get_queryset(request).defer("content")

    def may_change_with(self, request: HttpRequest, parent: Any) -> bool:
        return parent is not None and parent.state in WRITABLE

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) or _moderates(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is not None and _moderates(request, obj):
            return ("shown", "caption", "faces_checked")
        return ("shown", "taken_out")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        writes = self.may_change_with(request, obj) and not _moderates(request, obj)
        # Nobody can have taken a picture out before the report was handed in.
        fresh = writes and obj.state == ReportState.DUE
        asked = {"picture": writes, "taken_out": not fresh}
        return tuple(name for name in self.fields if asked.get(name, True))

    @display(description=_("as it is"))
    def shown(self, obj: ReportPhoto) -> Any:
        if obj.pk is None:
            return _("Children are shown only with their parents' written consent. Take a picture from behind instead.")
        address = reverse("admin:volunteers_projectreport_photo", args=[obj.report_id, obj.pk])
        return format_html('<img class="qv-photo" src="{}" alt="{}" loading="lazy">', address, obj.caption)


def _moderates(request: HttpRequest, report: Any) -> bool:
    """The front office of the region, while the report is with it or public."""
    if report is None or report.state not in {ReportState.SUBMITTED, ReportState.ACCEPTED}:
        return False
    return projects.may_review(request.user, report.project)


@admin.register(ProjectReport)
class ProjectReportAdmin(ActsMixin, ScopedAdmin, TranslationAdmin):
    list_display = ("project_shown", "organization_shown", "due_shown", "state_shown")
    list_display_links = ("project_shown",)
    list_filter = (("state", ChoicesDropdownFilter), "project__organization")
    list_select_related = ("project__organization",)
    search_fields = ("project__title_kk", "project__title_ru", "project__title_en")
    ordering = ("due_on", "pk")
    inlines = (OutcomeInline, PhotoInline)
    acts = REPORT_ACTS
    empty_list_words = _("A report appears here by itself when the last shift of a project is over.")
    readonly_fields = ("project_shown", "due_shown", "people_shown", "hours_shown")
    sortable_when_large = ()
    fieldsets = (
        (None, {"fields": (("project_shown", "due_shown"), ("people_shown", "hours_shown"))}),
        *language_tabs("text"),
    )

    def visible_to(self, user: User) -> QuerySet[ProjectReport]:
        return hours_permissions.visible_reports(user).select_related("project__organization")

    def may_change(self, user: User, obj: ProjectReport) -> bool:
        """Its writers while it is theirs; the front office looks at the pictures."""
        if projects.may_edit(user, obj.project) and obj.state in WRITABLE:
            return True
        moderated = obj.state in {ReportState.SUBMITTED, ReportState.ACCEPTED}
        return moderated and projects.may_review(user, obj.project)

    def get_readonly_fields(self, request: HttpRequest, obj: ProjectReport | None = None) -> tuple[str, ...]:
        writes = obj is not None and obj.state in WRITABLE and projects.may_edit(request.user, obj.project)
        texts = () if writes else ("text_kk", "text_ru", "text_en")
        return (*self.readonly_fields, *texts)

    def save_model(self, request: HttpRequest, obj: ProjectReport, form: Any, change: bool) -> None:
        save_what_was_edited(obj)

    def get_urls(self) -> list[URLPattern]:
        photo = path(
            "<int:object_id>/photos/<int:photo>/",
            self.admin_site.admin_view(self.photo_view),
            name="volunteers_projectreport_photo",
        )
        return [photo, *super().get_urls()]

    def photo_view(self, request: HttpRequest, object_id: int, photo: int) -> HttpResponse:
        """A picture of a report in the reader's scope, whatever became of it."""
        obj = self.get_object(request, str(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        row = obj.photos.filter(pk=photo).first()
        if row is None:
            raise Http404
        return HttpResponse(bytes(row.content), content_type="image/jpeg")

    def status_of(self, request: HttpRequest, obj: ProjectReport) -> Status:
        last = obj.transitions.exclude(reason="").select_related("by").first()
        public = obj.state == ReportState.ACCEPTED and obj.project.published_at
        return Status(
            label=_("Overdue") if obj.is_overdue else obj.get_state_display(),
            sentence=self._sentence(obj),
            tone="urgent" if obj.is_overdue else REPORT_TONES.get(ReportState(obj.state), ""),  # type: ignore[arg-type]
            note=said(last.reason) if last else "",
            note_by=str(last.by) if last and last.by else "",
            note_at=last.at if last else None,
            links=[Link(_("On the project's page"), f"{obj.project.get_absolute_url()}#report")] if public else [],
        )

    def _sentence(self, obj: ProjectReport) -> Any:
        if obj.state in WRITABLE:
            return f"{reports.time_left(obj)} {_('Say what was done, in any language, and add pictures.')}"
        if obj.state == ReportState.SUBMITTED:
            return f"{_('The front office of the region reads it.')} {due_words.words(obj)}".strip()
        return _("Everybody can read it on the project's page.")

    def history_of(self, request: HttpRequest, obj: ProjectReport) -> list[acts.Change]:
        return acts.changes(obj.transitions.all(), dict(ReportState.choices), REPORT_TONES)

    @display(description=_("project"))
    def project_shown(self, obj: ProjectReport) -> str:
        return obj.project.title

    @display(description=_("organization"))
    def organization_shown(self, obj: ProjectReport) -> str:
        return obj.project.organization.name

    @display(description=_("due on"), ordering="due_on")
    def due_shown(self, obj: ProjectReport) -> str:
        return dates.day(obj.due_on)

    @display(description=_("people who came"))
    def people_shown(self, obj: ProjectReport) -> str:
        people, _minutes = self._counted(obj)
        return dates.thousands(people)

    @display(description=_("confirmed hours"))
    def hours_shown(self, obj: ProjectReport) -> str:
        _people, minutes = self._counted(obj)
        return dates.hours(minutes)

    def _counted(self, obj: ProjectReport) -> tuple[int, int]:
        """As they stand in the report; while it is written, as they are now."""
        if obj.state in WRITABLE or obj.people is None:
            return reports.counted(obj.project)
        return obj.people, obj.minutes or 0

    @display(
        description=_("status"),
        label={
            "due": "warning",
            "overdue": "danger",
            "submitted": "info",
            "returned": "warning",
            "accepted": "success",
        },
    )
    def state_shown(self, obj: ProjectReport) -> tuple[str, str]:
        return ("overdue", _("Overdue")) if obj.is_overdue else (obj.state, obj.get_state_display())
