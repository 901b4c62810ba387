"""Hours, appeals, feedback and the rule for stand-ins in the workplace. Read, and decided by verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from organizations import permissions as organizations
from organizations.scoping import ScopedAdmin
from qazvolunteer.core import acts, dates
from qazvolunteer.core.acts import ActsMixin, Status
from qazvolunteer.core.refusals import Refusal
from volunteers import hours, hours_clock, hours_permissions, hours_workplace, missed, people_search
from volunteers.enums import AttendanceState
from volunteers.feedback_models import Feedback
from volunteers.forms_hours import SettleForm
from volunteers.hours_acts import APPEAL_ACTS, FEEDBACK_ACTS, HOURS_ACTS, SETTLE, TONES, objection
from volunteers.hours_enums import AppealState, Evidence, HoursKind, HoursState
from volunteers.hours_import_pages import ImportPages
from volunteers.hours_letters import made_words
from volunteers.hours_models import HoursEntry, HoursPhoto, MissedAppeal
from volunteers.stand_in_models import StandInTerms

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.urls import URLPattern

    from qazvolunteer.accounts.models import User


@admin.register(HoursEntry)
class HoursEntryAdmin(ImportPages, ActsMixin, ScopedAdmin):
    """Lines of hours: confirmed in bulk by somebody who does not earn them."""

    list_display = ("name", "project_shown", "day_shown", "hours_shown", "evidence_shown", "state_shown")
    list_display_links = ("name",)
    list_filter = (
        hours_workplace.OpenFilter,
        ("kind", ChoicesDropdownFilter),
        ("evidence", ChoicesDropdownFilter),
        "project",
    )
    list_select_related = ("volunteer__user", "project__organization", "signup__shift")
    # Not columns: what people_search looks in.
    search_fields = ("volunteer__user__search_text",)
    search_help_text = _("A name in any spelling, a whole phone number or e-mail.")
    open_lookups = ("project", "state")
    ordering = ("proposed_at", "pk")
    fields = (
        "name", "project_shown", "day_shown", "planned_shown", "marked_shown", "hours_shown", "made_shown",
        "evidence_in_words", "kind", "note", "photo_shown", "corrections_shown", "thanks_shown",
    )  # fmt: skip
    readonly_fields = fields
    acts = HOURS_ACTS
    empty_list_words = _(
        "Two hours after the end of a shift the hours of everybody who came appear here by themselves. What is decided"
        " is found by the filter."
    )
    sortable_when_large = ()

    def visible_to(self, user: User) -> QuerySet[HoursEntry]:
        rows = hours_permissions.visible_hours(user)
        return rows.select_related("volunteer__user", "project__organization", "signup__shift")

    def may_enter(self, user: User) -> bool:
        return hours_permissions.looks_after_hours(user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[HoursEntry], search_term: str
    ) -> tuple[QuerySet[HoursEntry], bool]:
        return people_search.among(queryset, search_term, person="volunteer__user"), False

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Whoever waits longest comes first; whoever sees the whole country sees the newest."""
        return ("-pk",) if request.user.is_superuser else self.ordering

    def get_fields(self, request: HttpRequest, obj: HoursEntry | None = None) -> tuple[str, ...]:
        """Only what there is to say of this line."""
        if obj is None:
            return self.fields
        empty = set()
        if obj.signup is None:
            empty |= {"planned_shown", "marked_shown", "thanks_shown"}
        if obj.quantity is None:
            empty.add("made_shown")
        if not obj.note:
            empty.add("note")
        if not hasattr(obj, "photo"):
            empty.add("photo_shown")
        if not obj.corrections.exists():
            empty.add("corrections_shown")
        if obj.signup is None or not hasattr(obj.signup, "thanks"):
            empty.add("thanks_shown")
        return tuple(name for name in self.fields if name not in empty)

    def get_urls(self) -> list[URLPattern]:
        photo = path(
            "<path:object_id>/photo/",
            self.admin_site.admin_view(self.photo_view),
            name="volunteers_hoursentry_photo",
        )
        return [photo, *super().get_urls()]

    def photo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The picture of a line in the reader's scope."""
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        picture = HoursPhoto.objects.filter(entry=obj).first()
        if picture is None:
            raise Http404
        return HttpResponse(bytes(picture.content), content_type="image/jpeg")

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """The page that sets a number asks for it; the others ask for words at most."""
        if name != SETTLE:
            return super().act_view(request, object_id, name)
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        act = next(act for act in self.acts if act.name == SETTLE)
        if not act.possible(request.user, obj):
            return self._too_late(request, obj)
        known = hours.effective_minutes(obj)
        form = SettleForm(request.POST if request.method == "POST" else None, initial={"minutes": f"{known / 60:g}"})
        if request.method == "POST" and form.is_valid():
            cleaned = form.cleaned_data
            try:
                hours.settle(obj, by=request.user, minutes=cleaned["minutes"], reason=cleaned["note"])
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
            "quote": objection(obj),
            "original": obj,
            "heading": f"{self.name(obj)}, {dates.day(obj.day)}: {self.hours_shown(obj)}",
            "opts": self.opts,
            "back": self._page_of(obj),
        }
        return TemplateResponse(request, "admin/act.html", context)

    def name_in_messages(self, row: HoursEntry) -> str:
        return f"{self.name(row)}, {dates.day(row.day)}"

    def status_of(self, request: HttpRequest, obj: HoursEntry) -> Status:
        last = obj.transitions.exclude(reason="").select_related("by").first()
        return Status(
            label=obj.get_state_display(),
            sentence=hours_clock.words(obj),
            tone=TONES.get(HoursState(obj.state), ""),  # type: ignore[arg-type]
            note=last.reason if last else "",
            note_by=str(last.by) if last and last.by else "",
            note_at=last.at if last else None,
        )

    def history_of(self, request: HttpRequest, obj: HoursEntry) -> list[acts.Change]:
        return acts.changes(obj.transitions.all(), dict(HoursState.choices), TONES)

    @display(description=_("volunteer"))
    def name(self, obj: HoursEntry) -> str:
        return obj.volunteer.user.full_name or _("A volunteer")

    @display(description=_("project"))
    def project_shown(self, obj: HoursEntry) -> str:
        return obj.project.title

    @display(description=_("day"), ordering="day")
    def day_shown(self, obj: HoursEntry) -> str:
        return dates.day(obj.day)

    @display(description=_("hours"))
    def hours_shown(self, obj: HoursEntry) -> str:
        shown = dates.hours(abs(obj.minutes))
        sign = "−" if obj.minutes < 0 else "+" if obj.kind == HoursKind.CORRECTION else ""
        return f"{sign}{shown}" if obj.minutes or obj.quantity is None else made_words(obj)

    @display(description=_("planned"))
    def planned_shown(self, obj: HoursEntry) -> str:
        shift = obj.signup.shift if obj.signup else None
        return dates.span(shift.starts_at, shift.ends_at) if shift else "–"

    @display(description=_("marked at the place"))
    def marked_shown(self, obj: HoursEntry) -> Any:
        row = getattr(obj.signup, "attendance", None)
        if row is None or row.state != AttendanceState.CAME:
            return row.get_state_display() if row else _("Nobody marked them.")
        came, left = dates.clock(row.arrived_at), dates.clock(row.left_at) if row.left_at else "…"
        return f"{came}{dates.DASH}{left}, {row.get_source_display()}"

    @display(description=_("made"))
    def made_shown(self, obj: HoursEntry) -> str:
        return made_words(obj)

    @display(
        description=_("how it is known"),
        label={"scanned": "success", "confirmed": "info", "self_reported": "warning", "imported": "default"},
    )
    def evidence_shown(self, obj: HoursEntry) -> tuple[str, str]:
        return obj.evidence, Evidence(obj.evidence).label

    @display(description=_("how it is known"))
    def evidence_in_words(self, obj: HoursEntry) -> str:
        return str(Evidence(obj.evidence).label)

    @display(description=_("picture"))
    def photo_shown(self, obj: HoursEntry) -> Any:
        address = reverse("admin:volunteers_hoursentry_photo", args=[obj.pk])
        alt = _("What was made")
        return format_html('<img class="qv-photo" src="{}" alt="{}" loading="lazy">', address, alt)

    @display(description=_("corrections"))
    def corrections_shown(self, obj: HoursEntry) -> str:
        lines = [f"{self.hours_shown(line)}: {line.note}" for line in obj.corrections.all()]
        return "; ".join(lines)

    @display(description=_("words of thanks"))
    def thanks_shown(self, obj: HoursEntry) -> str:
        return obj.signup.thanks.text if obj.signup else ""

    @display(
        description=_("status"),
        label={"proposed": "warning", "disputed": "danger", "confirmed": "success", "rejected": "default"},
    )
    def state_shown(self, obj: HoursEntry) -> tuple[str, str]:
        return obj.state, obj.get_state_display()


@admin.register(MissedAppeal)
class MissedAppealAdmin(ActsMixin, ScopedAdmin):
    """People who say that "missed" is wrong."""

    list_display = ("name", "project_shown", "when", "state_shown", "due_shown")
    list_display_links = ("name",)
    list_filter = (("state", ChoicesDropdownFilter),)
    search_fields = ("signup__volunteer__user__search_text",)
    list_select_related = ("signup__volunteer__user", "signup__shift__project")
    ordering = ("created_at", "pk")
    fields = readonly_fields = ("name", "project_shown", "when", "text", "reply")
    acts = APPEAL_ACTS
    sortable_when_large = ()

    def visible_to(self, user: User) -> QuerySet[MissedAppeal]:
        related = ("signup__volunteer__user", "signup__shift__project__organization")
        return hours_permissions.visible_appeals(user).select_related(*related)

    def may_enter(self, user: User) -> bool:
        return hours_permissions.looks_after_hours(user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[MissedAppeal], search_term: str
    ) -> tuple[QuerySet[MissedAppeal], bool]:
        return people_search.among(queryset, search_term, person="signup__volunteer__user"), False

    def name_in_messages(self, row: MissedAppeal) -> str:
        return self.name(row)

    def status_of(self, request: HttpRequest, obj: MissedAppeal) -> Status:
        return Status(
            label=obj.get_state_display(),
            sentence=missed.clock_words(obj),
            tone="urgent"
            if obj.escalated_at and obj.state == AppealState.OPEN
            else TONES.get(AppealState(obj.state), ""),  # type: ignore[arg-type]
        )

    def history_of(self, request: HttpRequest, obj: MissedAppeal) -> list[acts.Change]:
        return acts.changes(obj.transitions.all(), dict(AppealState.choices), TONES)

    @display(description=_("volunteer"))
    def name(self, obj: MissedAppeal) -> str:
        return obj.signup.volunteer.user.full_name or _("A volunteer")

    @display(description=_("project"))
    def project_shown(self, obj: MissedAppeal) -> str:
        return obj.signup.shift.project.title

    @display(description=_("shift"))
    def when(self, obj: MissedAppeal) -> str:
        return dates.span(obj.signup.shift.starts_at, obj.signup.shift.ends_at)

    @display(description=_("answer due"), ordering="created_at")
    def due_shown(self, obj: MissedAppeal) -> str:
        if obj.state != AppealState.OPEN:
            return "–"
        return str(_("With the front office")) if obj.escalated_at else dates.date(missed.answer_due(obj))

    @display(description=_("status"), label={"open": "warning", "accepted": "success", "kept": "default"})
    def state_shown(self, obj: MissedAppeal) -> tuple[str, str]:
        return obj.state, obj.get_state_display()


@admin.register(Feedback)
class FeedbackAdmin(ActsMixin, ScopedAdmin):
    """What volunteers say, without names, once enough of them have."""

    list_display = ("month", "project_shown", "average", "text_shown", "answered")
    list_display_links = ("month",)
    list_filter = ("project",)
    list_select_related = ("project",)
    ordering = ("-pk",)
    fields = readonly_fields = (
        "month", "project_shown", "organized", "useful", "safe", "respected", "again", "text", "reply",
    )  # fmt: skip
    acts = FEEDBACK_ACTS
    sortable_when_large = ()
    change_form_outer_after_template = ""

    def visible_to(self, user: User) -> QuerySet[Feedback]:
        return hours_permissions.visible_feedback(user).select_related("project__organization")

    def status_of(self, request: HttpRequest, obj: Feedback) -> Status:
        if obj.hidden_at is not None:
            return Status(label=_("Taken out"), note=obj.hidden_reason, note_at=obj.hidden_at)
        return Status(label=_("Public, without a name"), tone="ok")

    @display(description=_("month"))
    def month(self, obj: Feedback) -> str:
        return dates.month(obj.created_at)

    @display(description=_("project"))
    def project_shown(self, obj: Feedback) -> str:
        return obj.project.title

    @display(description=_("average"))
    def average(self, obj: Feedback) -> str:
        given = [getattr(obj, name) for name in Feedback.QUESTIONS]
        return f"{sum(given) / len(given):.1f}".replace(".", ",")

    @display(description=_("words"))
    def text_shown(self, obj: Feedback) -> str:
        return obj.text[:80] or "–"

    @display(description=_("answered"), boolean=True)
    def answered(self, obj: Feedback) -> bool:
        return bool(obj.reply)


@admin.register(StandInTerms)
class StandInTermsAdmin(ActsMixin, ScopedAdmin):
    """Who may stand in for somebody, for each organization that wants a rule of its own."""

    list_display = ("organization", "rule")
    list_select_related = ("organization",)
    ordering = ("-pk",)
    fields = ("organization", "rule")
    choices_of = {"organization": organizations.editable_by}

    def visible_to(self, user: User) -> QuerySet[StandInTerms]:
        return hours_permissions.editable_terms(user).select_related("organization")

    def may_enter(self, user: User) -> bool:
        return hours_permissions.edits_anywhere(user)

    def may_add(self, user: User) -> bool:
        return hours_permissions.edits_anywhere(user)

    def may_change(self, user: User, obj: StandInTerms) -> bool:
        return organizations.may_edit(user, obj.organization_id)

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return ("organization",) if request.user.is_superuser else ()

    def get_readonly_fields(self, request: HttpRequest, obj: StandInTerms | None = None) -> tuple[str, ...]:
        return ("organization",) if obj is not None else ()


hours_workplace.register()
