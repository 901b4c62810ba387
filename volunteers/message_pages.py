"""Writing to volunteers: who, in which words, what each will read; then what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from organizations.enums import DECIDING_ROLES
from organizations.permissions import organizations_with
from organizations.scoping import ScopedAdmin
from projects import permissions as projects
from projects.cards import when
from projects.models import Project, Shift
from qazvolunteer.accounts.enums import Language
from qazvolunteer.core.acts import ActsMixin
from qazvolunteer.core.admin_pages import change_url
from qazvolunteer.core.refusals import Refusal
from volunteers import messaging, permissions
from volunteers.enums import SignUpState
from volunteers.message_models import MessageReader, OrganizerMessage
from volunteers.message_texts import BEGINNINGS, FIELDS, VARIABLES, beginning, filled, paragraphs, values_for
from volunteers.models import SignUp

if TYPE_CHECKING:
    from django.urls import URLPattern

    from qazvolunteer.accounts.models import User

# A choice of people goes along in the address.
MOST_CHOSEN = 200
WHO = (
    (SignUpState.CONFIRMED, _("who have a place")),
    (SignUpState.WAITLISTED, _("who are on the waiting list")),
    (SignUpState.REQUESTED, _("who wait for an answer")),
)


@dataclass(frozen=True)
class Aim:
    """To whom a message is meant: the people of a shift, of a project's coming shifts, or chosen ones."""

    project: Project
    shift: Shift | None
    signups: QuerySet[SignUp]
    query: str
    is_choice: bool = False


class MessageForm(forms.Form):
    """Who, and the words in up to three languages."""

    who = forms.MultipleChoiceField(
        label=_("To those"),
        choices=WHO,
        initial=[SignUpState.CONFIRMED],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    def __init__(self, *args: Any, is_choice: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_choice:
            del self.fields["who"]
        for code, name in Language.choices:
            self.fields[f"subject_{code}"] = forms.CharField(
                label=_("Subject, %(language)s") % {"language": name},
                max_length=120,
                required=False,
                widget=UnfoldAdminTextInputWidget(attrs={"lang": code}),
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Text, %(language)s") % {"language": name},
                max_length=4000,
                required=False,
                widget=UnfoldAdminTextareaWidget(attrs={"rows": 7, "lang": code}),
            )

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in FIELDS}


class MessagePages:
    """The page of writing, mixed into the list of messages."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        page = path("write/", self.admin_site.admin_view(self.write_view), name="volunteers_organizermessage_write")
        return [page, *super().get_urls()]  # type: ignore[misc]

    def write_view(self, request: HttpRequest) -> HttpResponse:
        """GET shows the form, a POST first what everybody would read, a POST with ``send`` sends."""
        if not permissions.decides_anywhere(request.user):
            raise PermissionDenied
        aim = aim_of(request)
        posted = request.POST if request.method == "POST" else None
        form = MessageForm(posted, is_choice=aim.is_choice, initial=beginning(request.GET.get("begin", "")))
        preview = None
        if posted is not None and form.is_valid():
            try:
                if "send" in posted:
                    return self._send(request, aim, form)
                messaging.refuse_texts(aim.project.organization, form.texts)
                preview = self._preview(aim, form)
            except Refusal as refusal:
                form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Write to volunteers"),
            "form": form,
            "aim": aim,
            "when": when(aim.shift) if aim.shift else "",
            "chosen": aim.signups.count() if aim.is_choice else 0,
            "languages": [
                {"code": code, "name": name, "fields": [form[f"subject_{code}"], form[f"body_{code}"]]}
                for code, name in Language.choices
            ],
            "beginnings": [{"label": now(one.label), "query": f"{aim.query}&begin={one.name}"} for one in BEGINNINGS],
            "variables": VARIABLES,
            "preview": preview,
            "opts": self.opts,
            "back": change_url(aim.shift or aim.project),
        }
        return TemplateResponse(request, "admin/write_message.html", context)

    def _send(self, request: HttpRequest, aim: Aim, form: MessageForm) -> HttpResponse:
        message = messaging.send(
            aim.project, by=request.user, signups=_readers(aim, form), texts=form.texts, shift=aim.shift
        )
        messages.success(request, _("The message is on its way."))
        return redirect(change_url(message))

    def _preview(self, aim: Aim, form: MessageForm) -> dict[str, Any]:
        found = messaging.audience(_readers(aim, form), aim.project.organization)
        return {"lines": _in_sentences(found), "letters": _letters(aim, form, found), "number": len(found.signups)}


def aim_of(request: HttpRequest) -> Aim:
    """Out of the address: ``shift``, ``project`` or ``ids``, each within this person's scope; else 404."""
    user: User = request.user  # type: ignore[assignment]
    own = permissions.visible_signups(user)
    if "ids" in request.GET:
        keys = [
            int(key) for key in request.GET["ids"].split(",") if key.isascii() and key.isdecimal() and len(key) < 19
        ]
        rows = own.filter(pk__in=keys[:MOST_CHOSEN])
        project = projects.staffed_by(user).filter(pk__in=rows.values("shift__project"))[:2]
        if len(project) != 1:
            raise Http404
        query = urlencode({"ids": ",".join(map(str, keys))})
        return Aim(project[0], None, rows, query, is_choice=True)
    staffed = Project.objects.select_related("organization").filter(pk__in=projects.staffed_by(user).values("pk"))
    if "shift" in request.GET:
        shift = get_object_or_404(Shift.objects.filter(project__in=staffed), pk=_number(request, "shift"))
        shift.project = staffed.get(pk=shift.project_id)
        return Aim(shift.project, shift, own.filter(shift=shift), urlencode({"shift": shift.pk}))
    project = get_object_or_404(staffed, pk=_number(request, "project"))
    coming = own.filter(shift__project=project, shift__in=Shift.objects.upcoming().filter(project=project))
    return Aim(project, None, coming, urlencode({"project": project.pk}))


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Http404
    return int(text)


def _readers(aim: Aim, form: MessageForm) -> QuerySet[SignUp]:
    rows = aim.signups.select_related("volunteer__user", "shift").order_by("shift__starts_at", "pk")
    return rows if aim.is_choice else rows.filter(state__in=form.cleaned_data["who"])


def _in_sentences(found: messaging.Audience) -> list[str]:
    """Who gets it, and who does not and why."""
    lines = [
        ngettext("%(number)d person gets an e-mail.", "%(number)d people get an e-mail.", len(found.signups))
        % {"number": len(found.signups)}
    ]
    if found.muted:
        lines.append(
            ngettext(
                "%(number)d person has switched off messages from you.",
                "%(number)d people have switched off messages from you.",
                found.muted,
            )
            % {"number": found.muted}
        )
    if found.minors:
        lines.append(
            ngettext(
                "%(number)d person under 18 is left out: your organization's e-mail is somebody's private one.",
                "%(number)d people under 18 are left out: your organization's e-mail is somebody's private one.",
                found.minors,
            )
            % {"number": found.minors}
        )
    if found.without_mail:
        lines.append(
            ngettext(
                "%(number)d person has no e-mail: tell them by telephone.",
                "%(number)d people have no e-mail: tell them by telephone.",
                found.without_mail,
            )
            % {"number": found.without_mail}
        )
    return lines


def _letters(aim: Aim, form: MessageForm, found: messaging.Audience) -> list[dict[str, Any]]:
    """What a reader of each language gets, with the values of the first reader's shift."""
    message = OrganizerMessage(organization=aim.project.organization, project=aim.project, **form.texts)
    sample = found.signups[0] if found.signups else None
    shift = aim.shift or (sample.shift if sample else None)
    if shift is None:
        return []
    shift.project = aim.project
    letters = []
    for code, name in Language.choices:
        with translation.override(code):
            values = values_for(message, shift, sample.volunteer.user.first_name if sample else "")
            letters.append(
                {
                    "code": code,
                    "name": name,
                    "subject": filled(message.subject, values),
                    "paragraphs": paragraphs(filled(message.body, values)),
                    "is_own": bool(form.texts[f"body_{code}"]),
                    "number": sum(1 for one in found.signups if one.volunteer.user.language == code),
                }
            )
    return letters


class OrganizerMessageAdmin(MessagePages, ActsMixin, ScopedAdmin):
    """What was written, to how many, and whether it arrived. Kept as it was sent."""

    list_display = ("subject_shown", "kind", "project", "shift_shown", "by", "at", "readers_shown")
    list_select_related = ("project", "shift", "by")
    search_fields = ("subject_kk", "subject_ru", "subject_en")
    fields = ("kind", "project", "shift_shown", "by", "at", "delivery_shown", *FIELDS)
    readonly_fields = fields
    ordering = ("-pk",)
    sortable_when_large = ()

    def visible_to(self, user: User) -> QuerySet[OrganizerMessage]:
        rows = OrganizerMessage.objects.select_related("project", "shift", "by", "organization")
        if user.is_superuser:
            return rows
        return rows.filter(organization__in=organizations_with(user, DECIDING_ROLES))

    def may_enter(self, user: User) -> bool:
        return permissions.decides_anywhere(user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrganizerMessage]:
        # Counted for the rows of one page, not joined to all of them.
        of_one = MessageReader.objects.filter(message=OuterRef("pk")).order_by().values("message")
        readers = of_one.annotate(number=Count("pk")).values("number")
        return super().get_queryset(request).annotate(number=Coalesce(Subquery(readers), 0))

    def get_fields(self, request: HttpRequest, obj: OrganizerMessage | None = None) -> tuple[str, ...]:
        """Only the languages that were written in."""
        return tuple(name for name in self.fields if name not in FIELDS or (obj is not None and getattr(obj, name)))

    @display(description=_("subject"))
    def subject_shown(self, obj: OrganizerMessage) -> str:
        return str(obj)

    @display(description=_("shift"))
    def shift_shown(self, obj: OrganizerMessage) -> str:
        return when(obj.shift) if obj.shift else "–"

    @display(description=_("readers"))
    def readers_shown(self, obj: OrganizerMessage) -> int:
        return obj.number  # type: ignore[attr-defined,no-any-return]

    @display(description=_("delivery"))
    def delivery_shown(self, obj: OrganizerMessage) -> str:
        found = messaging.delivery(obj)
        words = now("%(sent)d of %(readers)d delivered") % {"sent": found.sent, "readers": found.readers}
        more = [
            now("%(number)d on the way") % {"number": found.waiting} if found.waiting else "",
            now("%(number)d failed") % {"number": found.failed} if found.failed else "",
            now("%(number)d not sent: switched off, or no longer true") % {"number": found.stopped}
            if found.stopped
            else "",
        ]
        return "; ".join(word for word in (words, *more) if word)


def write_url(**row: object) -> str:
    """The page of writing to the people of a ``shift`` or a ``project``, or to chosen ``ids``."""
    return f"{reverse('admin:volunteers_organizermessage_write')}?{urlencode(row)}"
