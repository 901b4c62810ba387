"""Pages beside the list of sign-ups: the roster of a shift, files to take away, and a person who called."""

from __future__ import annotations

import logging
import subprocess
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from projects import permissions as projects
from projects.cards import place, when
from projects.models import Project, Shift
from qazvolunteer.accounts import consents
from qazvolunteer.accounts.enums import REQUIRED_CONSENTS, Language
from qazvolunteer.accounts.phones import PhoneField
from qazvolunteer.core import table_pdf
from qazvolunteer.core.admin_pages import change_url
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.spreadsheets import XLSX
from volunteers import contacts, exports, on_behalf, permissions, rosters
from volunteers.birth_date import BirthDateField
from volunteers.export_models import ExportFormat

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite
    from django.http.response import HttpResponseBase
    from django.urls import URLPattern

    from qazvolunteer.accounts.models import User

log = logging.getLogger(__name__)

TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: XLSX,
}


class CallerForm(forms.Form):
    """What is asked of a person on the telephone."""

    first_name = forms.CharField(label=_("First name"), max_length=60, widget=UnfoldAdminTextInputWidget)
    last_name = forms.CharField(label=_("Last name"), max_length=60, widget=UnfoldAdminTextInputWidget)
    birth_date = BirthDateField(
        label=_("Date of birth"),
        help_text=_("Day, month, year: 05.03.2008"),
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "maxlength": "16"}),
    )
    phone = PhoneField(
        label=_("Phone number"), widget=UnfoldAdminTextInputWidget(attrs={"type": "tel", "inputmode": "tel"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Without it the person gets no letters: tell them by telephone when something changes."),
        widget=UnfoldAdminEmailInputWidget,
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=Language, widget=UnfoldAdminSelectWidget)
    agreed = forms.BooleanField(
        label=_("I have read the texts out, and the person agreed to them."), widget=UnfoldBooleanWidget
    )

    def caller(self) -> on_behalf.Caller:
        data = self.cleaned_data
        return on_behalf.Caller(
            first_name=data["first_name"],
            last_name=data["last_name"],
            birth_date=data["birth_date"],
            phone=data["phone"],
            email=data["email"],
            language=data["language"],
        )


class SignUpPages:
    """Mixed into the page of sign-ups: every address goes through the same gate and the same scope."""

    admin_site: AdminSite
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"volunteers_signup_{name}")

        return [
            page("roster/<int:shift_id>/", self.roster_view, "roster"),
            page("roster/<int:shift_id>/board.pdf", self.board_view, "board"),
            page("by-phone/<int:shift_id>/", self.by_phone_view, "by_phone"),
            page("contact/<int:pk>/", self.contact_view, "contact"),
            page("export/", self.export_view, "export"),
            page("exports/", self.exports_view, "exports"),
            page("exports/<int:pk>/file/", self.file_view, "file"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    # --- The roster ---

    def roster_view(self, request: HttpRequest, shift_id: int) -> HttpResponse:
        """On the screen and, by the browser, on paper."""
        shift = self._shift(request, shift_id)
        rows = [
            {
                "name": row.volunteer.user.full_name,
                "age": rosters.age_in_words(row),
                "is_young": rosters.age_in_words(row).isdecimal(),
                "code": rosters.passes.printed_code(row),
                "state": row.get_state_display(),
            }
            for row in rosters.coming_to(shift)
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Roster"),
            "shift": shift,
            "when": when(shift),
            "place": place(shift.project),
            "zone": rosters.zone(),
            "rows": rows,
            "formats": ExportFormat.choices,
            "opts": self.opts,
            "back": change_url(shift),
        }
        return TemplateResponse(request, "admin/roster.html", context)

    def board_view(self, request: HttpRequest, shift_id: int) -> HttpResponseBase:
        """The same as PDF for the board at the site: names and codes, no contact data."""
        shift = self._shift(request, shift_id)
        try:
            content = table_pdf.draw(rosters.paper(shift))
        except (subprocess.SubprocessError, OSError) as error:
            log.error("A roster cannot be drawn: %s %s", error, getattr(error, "stderr", b"") or b"")
            messages.error(request, _("The PDF cannot be drawn now. Print this page instead."))
            return redirect("admin:volunteers_signup_roster", shift_id)
        return _attached(HttpResponse(content, content_type="application/pdf"), f"roster-{shift.pk}.pdf", "inline")

    # --- Files ---

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a file of a ``shift`` or a whole ``project``. Posted, because who took what away is written down."""
        self._require_decider(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = request.POST.get("format", "")
        if form not in ExportFormat.values:
            raise Http404
        shift = self._shift(request, _number(request, "shift")) if "shift" in request.POST else None
        project = shift.project if shift else self._project(request, _number(request, "project"))
        file = exports.ask(project, by=request.user, format=form, shift=shift, language=get_language() or "kk")
        if file.is_ready:
            return redirect("admin:volunteers_signup_file", file.pk)
        messages.success(request, _("This takes a while. You get a letter when the file is ready."))
        return redirect("admin:volunteers_signup_exports")

    def exports_view(self, request: HttpRequest) -> HttpResponse:
        """One's own files: those that can be fetched, and when they go."""
        self._require_decider(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Files with sign-ups"),
            "files": exports.readable_by(request.user)[:50],
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/exports.html", context)

    def file_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The file, for its owner, until it expires; 404 for everybody else."""
        self._require_decider(request)
        file = get_object_or_404(exports.readable_by(request.user), pk=pk)
        length, pieces = exports.content_of(file)
        if not length:
            messages.warning(request, _("This file has expired, or is not ready yet."))
            return redirect("admin:volunteers_signup_exports")
        name = f"signups-{file.project_id}{f'-{file.shift_id}' if file.shift_id else ''}.{file.format}"
        answer = StreamingHttpResponse(pieces, content_type=TYPES[ExportFormat(file.format)])
        answer["Content-Length"] = length
        return _attached(answer, name)

    # --- A person who called ---

    def by_phone_view(self, request: HttpRequest, shift_id: int) -> HttpResponse:
        shift = self._shift(request, shift_id)
        form = CallerForm(request.POST if request.method == "POST" else None, initial={"language": get_language()})
        if request.method == "POST" and form.is_valid():
            try:
                signup = on_behalf.sign_up(
                    shift, caller=form.caller(), by=request.user, agreed=form.cleaned_data["agreed"]
                )
            except Refusal as refusal:
                form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
            else:
                messages.success(request, _("The person is signed up."))
                return redirect(change_url(signup))
        texts = consents.current_texts()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Sign somebody up by phone"),
            "form": form,
            "shift": shift,
            "when": when(shift),
            "texts": [texts[kind] for kind in REQUIRED_CONSENTS if kind in texts],
            "opts": self.opts,
            "back": change_url(shift),
        }
        return TemplateResponse(request, "admin/by_phone.html", context)

    # --- Contact data ---

    def contact_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET asks, POST shows how to reach the person and writes down who looked."""
        self._require_decider(request)
        signup = get_object_or_404(
            permissions.visible_signups(request.user).select_related("volunteer__user", "shift__project"), pk=pk
        )
        contact, problem = None, ""
        if request.method == "POST":
            try:
                contact = contacts.look(signup, by=request.user)
            except Refusal as refusal:
                problem = refusal.sentence
        context = {
            **self.admin_site.each_context(request),
            "title": _("Phone number and e-mail"),
            "signup": signup,
            "contact": contact,
            "problem": problem,
            "opts": self.opts,
            "back": change_url(signup),
        }
        response = TemplateResponse(request, "admin/contact.html", context)
        response["Cache-Control"] = "no-store"
        return response

    # --- The scope ---

    def _require_decider(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied

    def _shift(self, request: HttpRequest, pk: int) -> Shift:
        """A shift whose sign-ups this person decides about, else 404."""
        self._require_decider(request)
        return get_object_or_404(staffed_shifts(request.user), pk=pk)

    def _project(self, request: HttpRequest, pk: int) -> Project:
        return get_object_or_404(projects.staffed_by(request.user), pk=pk)


def staffed_shifts(user: User) -> QuerySet[Shift]:
    """Shifts whose sign-ups ``user`` decides about, with what a roster shows of them."""
    rows = Shift.objects.filter(project__in=projects.staffed_by(user))
    return rows.select_related("project__organization", "project__town", "project__district", "project__region")


def by_phone_url(shift: Shift) -> str:
    return reverse("admin:volunteers_signup_by_phone", args=[shift.pk])


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Http404
    return int(text)


def _attached(response: HttpResponseBase, name: str, how: str = "attachment") -> HttpResponseBase:
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
