"""Pages of the workplace that plan: a project begun from a template, shifts repeated, copied and moved."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from projects import changing, concerned, copying, permissions, project_lists, recurrence, scheduling, shift_days
from projects.forms_planning import MOVE, DayForm, MoveForm, OrganizationForm, RepeatForm
from projects.models import Project, ProjectTemplate, ShiftRule
from qazvolunteer.core.admin_pages import change_url
from qazvolunteer.core.holidays import holidays
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from django import forms
    from django.contrib.admin import AdminSite
    from django.urls import URLPattern

# So many own projects are offered to begin from.
OWN = 20


class Planning:
    """What the planning pages of both models share."""

    admin_site: AdminSite
    opts: Any

    def page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        shown = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, shown)

    def _url(self, name: str, pattern: str, view: Any) -> URLPattern:
        label = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(pattern, self.admin_site.admin_view(view), name=label)

    def row_to_plan(self, request: HttpRequest, object_id: str) -> Any:
        """The row, if this person sees it and may change its shifts now; else 404."""
        row = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if row is None or not self.has_view_permission(request, row):  # type: ignore[attr-defined]
            raise Http404
        return row


def refused(form: forms.Form, refusal: Refusal) -> None:
    form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())


class ProjectPages(Planning):
    """Pages beside a project's own: where to begin from, repetitions, days."""

    def get_urls(self) -> list[URLPattern]:
        return [
            self._url("begin", "begin/", self.begin_view),
            self._url("repeat", "<int:object_id>/repeat/", self.repeat_view),
            self._url("stop-rule", "<int:object_id>/repeat/<int:rule_id>/stop/", self.stop_rule_view),
            self._url("copy-day", "<int:object_id>/days/", self.days_view),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever adds a project is asked first what to begin from; the blank form is one of the answers."""
        if request.method == "GET" and "blank" not in request.GET and self.has_add_permission(request):  # type: ignore[attr-defined]
            return redirect("admin:projects_project_begin")
        return super().add_view(request, *args, **kwargs)  # type: ignore[misc,no-any-return]

    def begin_view(self, request: HttpRequest) -> HttpResponse:
        """Templates of the head office by programme, own projects, or a blank form."""
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        own = project_lists.own_projects(request.user).select_related("organization", "programme").order_by("-pk")
        form = OrganizationForm(request.user, request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                return redirect(change_url(self._begun(request, form)))
            except Refusal as refusal:
                refused(form, refusal)
        templates = ProjectTemplate.objects.filter(active=True).select_related("programme")
        return self.page(
            request,
            "admin/begin_project.html",
            title=_("New project"),
            form=form,
            templates=templates,
            own=own[:OWN],
            blank=f"{reverse('admin:projects_project_add')}?blank=1",
        )

    def _begun(self, request: HttpRequest, form: OrganizationForm) -> Project:
        if "project" in request.POST:
            source = get_object_or_404(permissions.editable_by(request.user), pk=_number(request.POST["project"]))
            return copying.from_project(source, by=request.user)
        template = get_object_or_404(ProjectTemplate, pk=_number(request.POST.get("template", "")))
        return copying.from_template(template, by=request.user, organization=form.cleaned_data["organization"])

    def repeat_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A rule, then its days with the holidays among them, then the shifts."""
        project = self._project(request, object_id)
        form = RepeatForm(request.POST or None)
        days: list[recurrence.PlannedDay] = []
        if request.method == "POST" and form.is_valid():
            days = form.days()
            if not days:
                form.add_error(None, _("There is no day left on which a shift could be."))
            elif "make" in request.POST:
                try:
                    return self._repeated(request, project, form, days)
                except Refusal as refusal:
                    refused(form, refusal)
        return self.page(
            request,
            "admin/repeat_shift.html",
            title=_("Repeat a shift"),
            original=project,
            form=form,
            days=days,
            rules=[(rule, rule.days.exclude(shift=None).count()) for rule in project.rules.order_by("-pk")],
            back=change_url(project),
        )

    def _repeated(
        self, request: HttpRequest, project: Project, form: RepeatForm, days: list[recurrence.PlannedDay]
    ) -> HttpResponse:
        chosen = set(request.POST.getlist("days"))
        left_out = [day.day for day in days if day.day.isoformat() not in chosen]
        rule = recurrence.begin(project, by=request.user, left_out=left_out, **form.values())
        made = rule.days.exclude(shift=None).count()
        words = ngettext("%(number)d shift is made.", "%(number)d shifts are made.", made)
        messages.success(request, words % {"number": made})
        return redirect(change_url(project))

    def stop_rule_view(self, request: HttpRequest, object_id: int, rule_id: int) -> HttpResponse:
        """No more shifts by this rule; those that are there stay."""
        project = self._project(request, object_id)
        rule = get_object_or_404(ShiftRule, project=project, pk=rule_id)
        if request.method == "POST":
            recurrence.stop(rule, by=request.user)
            messages.success(request, _("No more shifts are made by this rule. Those that are there stay."))
        return redirect("admin:projects_project_repeat", project.pk)

    def days_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A day of shifts once more on another day, or moved there."""
        project = self._project(request, object_id)
        form = DayForm(project, request.POST or None, initial={"day": request.GET.get("day", "")})
        if request.method == "POST" and form.is_valid():
            try:
                self._plan_day(request, project, form)
            except Refusal as refusal:
                refused(form, refusal)
            else:
                return redirect(change_url(project))
        return self.page(
            request,
            "admin/plan_day.html",
            title=_("Duplicate or move a day"),
            original=project,
            form=form,
            has_days=bool(form.fields["day"].choices),  # type: ignore[attr-defined]
            back=change_url(project),
        )

    def _plan_day(self, request: HttpRequest, project: Project, form: DayForm) -> None:
        day, to = form.cleaned_data["day"], form.cleaned_data["to"]
        if request.POST.get("action") == MOVE:
            people = concerned.people_in(shift.pk for shift in shift_days.shifts_on(project, day))
            if people and not form.cleaned_data["tell_everybody"]:
                raise changing.confirmation_needed(people)
            done = shift_days.move_day(project, by=request.user, day=day, to=to)
            words = ngettext("%(number)d shift is moved.", "%(number)d shifts are moved.", len(done))
        else:
            done = shift_days.duplicate_day(project, by=request.user, day=day, to=to)
            words = ngettext("%(number)d shift is made.", "%(number)d shifts are made.", len(done))
        messages.success(request, words % {"number": len(done)})
        _say_holiday(request, to)

    def _project(self, request: HttpRequest, object_id: int) -> Project:
        project: Project = self.row_to_plan(request, str(object_id))
        if not permissions.may_edit(request.user, project) or not scheduling.takes_shifts(project):
            raise Http404
        return project


class ShiftPages(Planning):
    """A page beside a shift's own: moving it."""

    def get_urls(self) -> list[URLPattern]:
        return [self._url("move", "<int:object_id>/move/", self.move_view), *super().get_urls()]  # type: ignore[misc]

    def move_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The same shift at another time; how many people will hear of it stands beside the button."""
        shift = self.row_to_plan(request, str(object_id))
        if not self.has_change_permission(request, shift):  # type: ignore[attr-defined]
            raise Http404
        form = MoveForm(shift, concerned.people_in([shift.pk]), request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                moved = scheduling.move_shift(shift, by=request.user, starts_at=form.starts_at())
            except Refusal as refusal:
                refused(form, refusal)
            else:
                messages.success(request, _("The shift is moved."))
                _say_holiday(request, timezone.localdate(moved.starts_at))
                return redirect(change_url(shift))
        return self.page(
            request,
            "admin/move_shift.html",
            title=_("Move the shift"),
            original=shift,
            form=form,
            back=change_url(shift),
        )


def _say_holiday(request: HttpRequest, day: dt.date) -> None:
    holiday = holidays().get(day)
    if holiday is not None:
        messages.info(request, _("That day is a holiday: %(holiday)s.") % {"holiday": holiday.words})


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)
