"""The page on which hours of another system are tried out, corrected, and taken over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextareaWidget

from projects import permissions as projects
from projects.models import Project
from qazvolunteer.core.admin_pages import change_url
from qazvolunteer.core.refusals import Refusal
from volunteers import hours_import

LARGEST = 256 * 1024


class ImportForm(forms.Form):
    """A file, or its text, which may be corrected here: one of them is needed."""

    file = forms.FileField(
        label=_("CSV file"), required=False, widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,text/csv"})
    )
    text = forms.CharField(
        label=_("Lines, one for each person and day"),
        required=False,
        max_length=LARGEST,
        strip=False,
        help_text=_("contact, day, hours, note: an e-mail or telephone, a day, hours, and words if you like."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 10, "spellcheck": "false"}),
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is too large."))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Save the file as CSV in UTF-8.")) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not (cleaned.get("text") or "").strip():
            self.add_error("file", _("Choose a file, or write the lines."))
        return cleaned

    @property
    def lines(self) -> str:
        return self.cleaned_data["file"] or self.cleaned_data["text"]


class ImportPages:
    """Mixed into the page of hours."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "import/<int:project_id>/",
            self.admin_site.admin_view(self.import_view),
            name="volunteers_hoursentry_import",
        )
        return [page, *super().get_urls()]  # type: ignore[misc]

    def import_view(self, request: HttpRequest, project_id: int) -> HttpResponse:
        """A POST tries the lines out and writes nothing; with ``take`` it takes them over, all or none."""
        rows = projects.visible_to(request.user).select_related("organization")
        project = get_object_or_404(rows, pk=project_id)
        if not hours_import.may_import(request.user, project):
            return HttpResponse(status=403)
        form = ImportForm(request.POST or None, request.FILES or None)
        found: list[hours_import.Line] = []
        if request.method == "POST" and form.is_valid():
            try:
                if "take" in request.POST:
                    number = hours_import.take_over(form.lines, project=project, by=request.user)
                    return self._taken(request, project, number)
                found = hours_import.read(form.lines, project=project, by=request.user)
            except Refusal as refusal:
                form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
            # What was in the file stands in the field now, to be corrected.
            form.data = {**form.data.dict(), "text": form.lines}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Hours from another system"),
            "form": form,
            "project": project,
            "found": found,
            "wrong": sum(1 for line in found if line.problem),
            "opts": self.opts,
            "back": change_url(project),
        }
        return TemplateResponse(request, "admin/import_hours.html", context)

    def _taken(self, request: HttpRequest, project: Project, number: int) -> HttpResponse:
        words = ngettext(
            "%(number)d line is taken over and waits to be confirmed.",
            "%(number)d lines are taken over and wait to be confirmed.",
            number,
        )
        messages.success(request, words % {"number": number})
        return redirect(change_url(project))


def import_url(project: Project) -> str:
    return reverse("admin:volunteers_hoursentry_import", args=[project.pk])
