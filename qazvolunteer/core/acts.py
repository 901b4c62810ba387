"""Acts: buttons of a row's page (and of a list) that call a verb of the domain, each behind a page with a form.

An act says when it is possible and whom it asks for a note; the verb decides again under its lock. A GET shows the
form, a POST acts, a Refusal is shown on the form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from qazvolunteer.core import field_marks
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import said

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.admin import AdminSite
    from django.db.models import Model, QuerySet
    from django.urls import URLPattern

    from qazvolunteer.core.refusals import type_text

# More rows at once would hold the request for too long.
MANY = 200
# So many refusals are told one by one.
SAID = 5


@dataclass(frozen=True)
class Act:
    """One button.

    ``verb(row, by=user)`` does it; with ``note`` "optional" or "required" the text of the form goes along as
    ``note_argument``. ``possible(user, row)`` decides whether the button is shown and the page exists.
    ``weight``: "main" (the next step), "plain" or "danger". ``many``: also offered for several rows of the list.

    ``standard_notes`` are sentences to choose from instead of writing one: kept in English, read in the reader's
    language. ``fields(user, rows)`` asks for more; the answers go to the verb under their names. ``verb_many`` does it
    to many rows at once and returns (row, refusal) of those it left; ``preview(user, rows)`` says in sentences what
    will happen, and with it many rows are never done without a page that says so. ``quote(row)`` are the words
    that are being answered: they stand above the form.
    """

    name: str
    label: type_text
    explanation: type_text
    done: type_text
    verb: Callable[..., Any]
    possible: Callable[[Any, Any], bool]
    icon: str = "check"
    weight: Literal["main", "plain", "danger"] = "plain"
    note: Literal["", "optional", "required"] = ""
    note_argument: str = "note"
    note_label: type_text = field(default_factory=lambda: _("Note"))
    note_hint: type_text = ""
    standard_notes: Sequence[str] = ()
    fields: Callable[[Any, Sequence[Any]], Mapping[str, forms.Field]] | None = None
    many: bool = False
    verb_many: Callable[..., Sequence[tuple[Any, Refusal]]] | None = None
    preview: Callable[[Any, Sequence[Any]], Sequence[type_text]] | None = None
    quote: Callable[[Any], str] | None = None

    @property
    def asks(self) -> bool:
        """Whether a form stands before it."""
        return bool(self.note or self.fields)

    def run(self, row: Any, *, by: Any, answers: Mapping[str, Any]) -> None:
        """Call the verb. Raises Refusal."""
        self.verb(row, by=by, **answers)

    def run_many(self, rows: Sequence[Any], *, by: Any, answers: Mapping[str, Any]) -> list[tuple[Any, Refusal]]:
        """Call the verb for each row that it is possible for; returns those that were refused."""
        impossible = Refusal("wrong_state", _("This is not possible now."))
        refused = [(row, impossible) for row in rows if not self.possible(by, row)]
        left = {row.pk for row, _refusal in refused}
        rows = [row for row in rows if row.pk not in left]
        if self.verb_many is not None:
            return [*refused, *self.verb_many(rows, by=by, **answers)]
        for row in rows:
            try:
                self.run(row, by=by, answers=answers)
            except Refusal as refusal:
                refused.append((row, refusal))
        return refused


# What higher floors add to the pages of lower ones: by the model's label.
_added: dict[str, list[Act]] = {}
_links: dict[str, list[Callable[[Any, Any], Sequence[Link]]]] = {}


def add_acts(model: type[Model], *acts: Act) -> None:
    """Buttons for the pages of a model of a lower floor."""
    known = _added.setdefault(model._meta.label, [])
    known += [act for act in acts if act not in known]


def add_links(model: type[Model], links: Callable[[Any, Any], Sequence[Link]]) -> None:
    """Ways on from the page of a row of a lower floor: ``links(user, row)``."""
    known = _links.setdefault(model._meta.label, [])
    if links not in known:
        known.append(links)


@dataclass(frozen=True)
class Link:
    """A way on from a row to what belongs to it."""

    label: type_text
    url: str


@dataclass(frozen=True)
class Status:
    """What stands above a row's form: its state in a word and a sentence, and the last note with its author.

    ``missing`` lists what the next step still needs, ``warnings`` what to look at before deciding; ``meter`` is a
    drawing of places; ``links`` lead on.
    """

    label: type_text
    sentence: type_text = ""
    tone: Literal["", "ok", "warn", "urgent"] = ""
    note: str = ""
    note_by: str = ""
    note_at: dt.datetime | None = None
    missing: Sequence[type_text] = ()
    warnings: Sequence[type_text] = ()
    meter: str = ""
    links: Sequence[Link] = ()


@dataclass(frozen=True)
class Change:
    """One line of the history under a form."""

    at: dt.datetime
    label: type_text
    tone: str
    by: str
    reason: str


def changes(
    records: QuerySet[Any],
    labels: Mapping[str, Any],
    tones: Mapping[str, str],
    actions: Mapping[str, Any] | None = None,
) -> list[Change]:
    """The newest twenty transition records, in words. ``by`` is empty when the platform did it by itself.

    ``actions`` names what left the state as it was.
    """
    actions = actions or {}
    return [
        Change(
            at=record.at,
            label=actions.get(record.action) or labels.get(record.to_state, record.to_state),
            tone=tones.get(record.to_state, ""),
            by=str(record.by) if record.by else "",
            reason=said(record.reason),
        )
        for record in records.select_related("by")[:20]
    ]


class NoteForm(forms.Form):
    """What an act asks: its own fields, a standard reason, a note."""

    standard = forms.ChoiceField(required=False, label=_("Standard reason"), widget=UnfoldAdminSelectWidget)
    note = forms.CharField(
        max_length=2000, strip=True, widget=UnfoldAdminTextareaWidget(attrs={"rows": 5, "class": "act-note"})
    )

    def __init__(self, act: Act, user: Any, rows: Sequence[Any], data: Any = None) -> None:
        super().__init__(data)
        self.act = act
        self.own = dict(act.fields(user, rows)) if act.fields else {}
        self.fields = {**self.own, **self.fields}
        if not act.standard_notes:
            del self.fields["standard"]
        if not act.note:
            del self.fields["note"]
            return
        note = self.fields["note"]
        note.label = act.note_label
        note.help_text = act.note_hint
        note.required = act.note == "required" and not act.standard_notes
        if act.standard_notes:
            self.fields["standard"].choices = [  # type: ignore[attr-defined]
                ("", _("In my own words")),
                *((text, gettext(text)) for text in act.standard_notes),
            ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = cleaned.get("note") or cleaned.get("standard")
        if self.act.standard_notes and self.act.note == "required" and not given:
            self.add_error("note", _("Choose a reason or write one."))
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        """What goes to the verb. Own words go before a standard reason."""
        found = {name: self.cleaned_data.get(name) for name in self.own}
        if self.act.note:
            found[self.act.note_argument] = self.cleaned_data.get("note") or self.cleaned_data.get("standard") or ""
        return found


class ActsMixin:
    """Adds acts to an admin page: the panel above the form, the pages behind the buttons, the list's actions."""

    acts: Sequence[Act] = ()
    change_form_outer_before_template = "admin/status_panel.html"
    change_form_outer_after_template = "admin/transitions.html"

    admin_site: AdminSite
    opts: Any

    def status_of(self, request: HttpRequest, obj: Any) -> Status | None:
        """What to say above the form of ``obj``."""
        return None

    def history_of(self, request: HttpRequest, obj: Any) -> Sequence[Any]:
        """The changes of state to list under the form, newest first."""
        return ()

    def every_act(self) -> list[Act]:
        """Its own and those that higher floors have added."""
        return [*self.acts, *_added.get(self.opts.label, ())]

    def possible_acts(self, request: HttpRequest, obj: Any) -> list[Act]:
        return [act for act in self.every_act() if act.possible(request.user, obj)]

    # --- one row ---

    def get_urls(self) -> list[URLPattern]:
        info = (self.opts.app_label, self.opts.model_name)
        page = path(
            "<path:object_id>/act/<slug:name>/",
            self.admin_site.admin_view(self.act_view),
            name="{}_{}_act".format(*info),
        )
        return [page, *super().get_urls()]  # type: ignore[misc]

    def act_url(self, obj: Model, act: Act) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_act", args=[obj.pk, act.name])

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """The page behind a button. 404 for a row out of scope and for an act that is not possible now."""
        obj = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if obj is None or not self.has_view_permission(request, obj):  # type: ignore[attr-defined]
            raise Http404
        act = next((act for act in self.every_act() if act.name == name), None)
        if act is None:
            raise Http404
        if not act.possible(request.user, obj):
            return self._too_late(request, obj)
        form = NoteForm(act, request.user, [obj], request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                act.run(obj, by=request.user, answers=form.answers)
            except Refusal as refusal:
                form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
            else:
                messages.success(request, act.done)
                return self._after(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": act.label,
            "act": act,
            "form": form,
            "preview": act.preview(request.user, [obj]) if act.preview else (),
            "quote": act.quote(obj) if act.quote else "",
            "original": obj,
            "heading": self.name_in_messages(obj),
            "opts": self.opts,
            "back": self._page_of(obj),
        }
        return TemplateResponse(request, "admin/act.html", context)

    def _too_late(self, request: HttpRequest, obj: Model) -> HttpResponse:
        """The page was open while somebody else acted, or the person may not: say so, show the present state."""
        messages.warning(request, _("This is not possible now. Here is the present state."))
        return redirect(self._page_of(obj))

    def _page_of(self, obj: Model) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])

    def _after(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Back to the row, or to the list when the row left this person's sight."""
        obj = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if obj is None:
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return redirect(self._page_of(obj))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        if obj is not None and obj.pk:
            status = self.status_of(request, obj)
            more = [link for links in _links.get(self.opts.label, ()) for link in links(request.user, obj)]
            context["status"] = replace(status, links=[*status.links, *more]) if status and more else status
            context["acts"] = [{"act": act, "url": self.act_url(obj, act)} for act in self.possible_acts(request, obj)]
            context["transitions"] = self.history_of(request, obj)
            context["marks"] = self._marks(context, obj)
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def _marks(self, context: dict[str, Any], obj: Any) -> list[field_marks.Mark]:
        """Notes of the front office, each beside its field, and all of them in the panel."""
        fields = context["adminform"].form.fields
        for name, note in (notes := field_marks.of(obj)).items():
            if name in fields:
                hint = fields[name].help_text
                fields[name].help_text = format_html('<strong class="qv-mark">{}</strong> {}', note, hint)
        return field_marks.listed(obj, notes)

    # --- several rows ---

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The list's actions: one for each act that may be done to many."""
        if "_popup" in request.GET:
            return {}
        return {act.name: (self._for_many(act), act.name, act.label) for act in self.every_act() if act.many}

    def _for_many(self, act: Act) -> Callable[..., HttpResponse | None]:
        def run(_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
            return self._act_on_many(act, request, queryset)

        run.__name__ = act.name
        return run

    def _act_on_many(self, act: Act, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Each row by itself: asked for the right, checked by the verb, told when refused."""
        rows = list(queryset[: MANY + 1])
        if len(rows) > MANY:
            messages.error(request, _("Choose no more than %(number)d rows at once.") % {"number": MANY})
            return None
        confirmed = "act_confirmed" in request.POST
        form = NoteForm(act, request.user, rows, request.POST if confirmed else None)
        if (act.asks or act.preview) and not (confirmed and form.is_valid()):
            context = {
                **self.admin_site.each_context(request),
                "title": act.label,
                "act": act,
                "form": form,
                "preview": act.preview(request.user, rows) if act.preview else (),
                "rows": [{"pk": row.pk, "label": self.name_in_messages(row)} for row in rows],
                "opts": self.opts,
                "checkbox": ACTION_CHECKBOX_NAME,
                "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            }
            return TemplateResponse(request, "admin/act_on_many.html", context)
        refused = act.run_many(rows, by=request.user, answers=form.answers if act.asks else {})
        if done := len(rows) - len(refused):
            words = ngettext("%(number)d row is done.", "%(number)d rows are done.", done)
            messages.success(request, words % {"number": done})
        for row, refusal in refused[:SAID]:
            messages.warning(request, f"{self.name_in_messages(row)}: {refusal.sentence}")
        if more := len(refused[SAID:]):
            words = ngettext("%(number)d more row was refused.", "%(number)d more rows were refused.", more)
            messages.warning(request, words % {"number": more})
        # Somebody else acted meanwhile, and the filter of the list does not show the row any more.
        if gone := max(0, len(set(request.POST.getlist(ACTION_CHECKBOX_NAME))) - len(rows)):
            words = ngettext(
                "%(number)d chosen row is not in this list any more.",
                "%(number)d chosen rows are not in this list any more.",
                gone,
            )
            messages.warning(request, words % {"number": gone})
        return None

    def name_in_messages(self, row: Any) -> str:
        return str(row)
