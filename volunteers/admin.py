"""Sign-ups in the workplace: who comes, who asks to come, who waits. Names only: no addresses, no telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from organizations.scoping import ScopedAdmin
from projects.enums import ADULT_AGE, QuestionKind
from projects.models import ProjectQuestion
from projects.shift_cells import time_cell
from qazvolunteer.core import acts
from qazvolunteer.core.acts import ActsMixin, Status
from volunteers import hours_admin, permissions, report_admin, workplace  # noqa: F401 - pages are registered there
from volunteers.enums import SignUpState
from volunteers.models import SignUp
from volunteers.presence_acts import PRESENCE_ACTS
from volunteers.signup_acts import SIGNUP_ACTS, TONES

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from qazvolunteer.accounts.models import User


@admin.register(SignUp)
class SignUpAdmin(ActsMixin, ScopedAdmin):
    """Read, and decided by verbs. Nobody signs another person up, edits or deletes a sign-up."""

    list_display = ("name", "project_shown", "when", "age_shown", "state_shown", "created_at")
    list_display_links = ("name",)
    list_filter = (("state", ChoicesDropdownFilter), "shift__project", workplace.WhenFilter)
    list_select_related = ("volunteer__user", "shift__project")
    search_fields = ("volunteer__user__first_name", "volunteer__user__last_name")
    open_lookups = ("shift", "shift__project")
    ordering = ("shift__starts_at", "shift_id", "queued_at", "pk")
    fields = (
        "name",
        "age_shown",
        "project_shown",
        "when",
        "created_at",
        "queued_at",
        "offer_expires_at",
        "answers_shown",
    )
    readonly_fields = ("name", "age_shown", "project_shown", "when", "answers_shown")
    acts = (*SIGNUP_ACTS, *PRESENCE_ACTS)
    sortable_when_large = ()

    def visible_to(self, user: User) -> QuerySet[SignUp]:
        return permissions.visible_signups(user).select_related("shift__project", "volunteer__user")

    def may_enter(self, user: User) -> bool:
        return permissions.decides_anywhere(user)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Whoever sees the sign-ups of the whole country sees the newest: those an index finds."""
        return ("-pk",) if request.user.is_superuser else self.ordering

    def get_fields(self, request: HttpRequest, obj: SignUp | None = None) -> tuple[str, ...]:
        """Only what there is to say of this sign-up."""
        empty = {name for name in ("queued_at", "offer_expires_at") if obj is not None and not getattr(obj, name)}
        if obj is not None and not obj.answers:
            empty.add("answers_shown")
        return tuple(name for name in self.fields if name not in empty)

    def name_in_messages(self, row: SignUp) -> str:
        return row.volunteer.user.full_name

    def status_of(self, request: HttpRequest, obj: SignUp) -> Status:
        last = obj.transitions.exclude(reason="").select_related("by").first()
        return Status(
            label=obj.get_state_display(),
            sentence=time_cell(obj.shift),
            tone=TONES.get(SignUpState(obj.state), ""),  # type: ignore[arg-type]
            note=last.reason if last else "",
            note_by=str(last.by) if last and last.by else "",
            note_at=last.at if last else None,
        )

    def history_of(self, request: HttpRequest, obj: SignUp) -> list[acts.Change]:
        return acts.changes(obj.transitions.all(), dict(SignUpState.choices), TONES)

    @display(description=_("volunteer"), ordering="volunteer__user__last_name")
    def name(self, obj: SignUp) -> str:
        return obj.volunteer.user.full_name or _("A volunteer")

    @display(description=_("project"))
    def project_shown(self, obj: SignUp) -> str:
        return obj.shift.project.title

    @display(description=_("shift"), ordering="shift__starts_at")
    def when(self, obj: SignUp) -> str:
        return time_cell(obj.shift)

    @display(description=_("age on the day"))
    def age_shown(self, obj: SignUp) -> str:
        """Exact for the young, whom the organizer must look after; of adults only that they are."""
        age = obj.volunteer.age_on(localtime(obj.shift.starts_at).date())
        if age is None:
            return "–"
        return str(age) if age < ADULT_AGE else f"{ADULT_AGE}+"

    @display(description=_("answers"))
    def answers_shown(self, obj: SignUp) -> Any:
        questions = {str(question.pk): question for question in obj.shift.project.questions.all()}
        given = [(questions[key], answer) for key, answer in obj.answers.items() if key in questions]
        pairs = [(question.label, _in_words(question, answer)) for question, answer in given]
        return format_html_join("", "<p><b>{}</b><br>{}</p>", pairs)

    @display(
        description=_("status"),
        ordering="state",
        label={
            "requested": "warning", "waitlisted": "warning", "offered": "warning", "confirmed": "success",
            "declined": "danger", "removed": "danger", "cancelled": "danger",
            "lapsed": "default", "withdrawn": "default",
        },
    )  # fmt: skip
    def state_shown(self, obj: SignUp) -> tuple[str, str]:
        return obj.state, obj.get_state_display()


def _in_words(question: ProjectQuestion, answer: str) -> Any:
    return {"yes": _("Yes"), "no": _("No")}.get(answer, answer) if question.kind == QuestionKind.YES_NO else answer


workplace.register()
