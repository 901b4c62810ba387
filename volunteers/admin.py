"""Sign-ups, messages and blocks in the workplace. Lists show names only: no addresses, no telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from organizations import history
from organizations.scoping import ScopedAdmin
from projects.shift_cells import time_cell
from qazvolunteer.core import acts
from qazvolunteer.core.acts import ActsMixin, Link, Status
from qazvolunteer.core.admin_pages import Listing
from qazvolunteer.core.transitions import said
from volunteers import (  # noqa: F401 - pages are registered there
    contacts,
    conversation_admin,
    hours_admin,
    leaders,
    people_known,
    people_search,
    permissions,
    report_admin,
    rosters,
    shift_additions,
    workplace,
)
from volunteers.block_pages import OrganizationBlockAdmin
from volunteers.enums import SEAT_HOLDING, SignUpState
from volunteers.message_models import OrganizerMessage
from volunteers.message_pages import MOST_CHOSEN, OrganizerMessageAdmin, write_url
from volunteers.models import OrganizationBlock, SignUp
from volunteers.presence_acts import PRESENCE_ACTS
from volunteers.signup_acts import SIGNUP_ACTS, TONES
from volunteers.signup_pages import SignUpPages

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from qazvolunteer.accounts.models import User


# More of a question and its answer stands on the page of the sign-up.
LABEL_LISTED, ANSWER_LISTED = 64, 90


def _write_to_them(page: Any, request: HttpRequest, queryset: QuerySet[SignUp]) -> HttpResponse | None:
    """On to the page of writing, with the people of one project."""
    rows = list(queryset.values_list("pk", "shift__project")[: MOST_CHOSEN + 1])
    if len(rows) > MOST_CHOSEN:
        messages.error(request, _("Choose no more than %(number)d rows at once.") % {"number": MOST_CHOSEN})
        return None
    if len({project for _pk, project in rows}) > 1:
        messages.error(request, _("A message speaks of one project: choose people of one project."))
        return None
    return redirect(write_url(ids=",".join(str(pk) for pk, _project in rows)))


def _of_one_project(request: HttpRequest) -> bool:
    """Whether the list shows one project or one shift: then its questions are the same for all."""
    return any(name.partition("__id")[0] in {"shift", "shift__project"} for name in request.GET)


class KnownPeople(Listing):
    """A page of sign-ups, with what is known of each person: from before, whether a guardian agreed, the questions that
    they answered. One query for each, whatever the number of rows.

    The superuser works for no organization, so nobody was there before.
    """

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        if request.user.is_superuser or not self.result_list:
            return
        children = [row for row in self.result_list if rosters.needs_guardian(row)]
        agreed = people_known.guarded(row.volunteer_id for row in children) if children else set()
        for row in children:
            row.consent = rosters.guardian_in_words(row, row.volunteer_id in agreed)
        if _of_one_project(request):
            prefetch_related_objects(self.result_list, "shift__project__questions")
        known = people_known.of(self.result_list)
        for row in self.result_list:
            row.known = known[row.pk]


@admin.register(SignUp)
class SignUpAdmin(SignUpPages, ActsMixin, ScopedAdmin):
    """Read, and decided by verbs. Nobody edits or deletes a sign-up; whoever calls is added on a page of its own."""

    list_display = ("name", "project_shown", "when", "age_shown", "known_shown", "state_shown", "created_at")
    list_display_links = ("name",)
    list_filter = (("state", ChoicesDropdownFilter), "shift__project", workplace.WhenFilter)
    list_select_related = ("volunteer__user", "shift__project")
    # Not columns: what people_search looks in.
    search_fields = ("volunteer__user__search_text",)
    search_help_text = _("A name in any spelling, a whole phone number or e-mail.")
    open_lookups = ("shift", "shift__project")
    ordering = ("shift__starts_at", "shift_id", "queued_at", "pk")
    fields = (
        "name",
        "age_shown",
        "consent_shown",
        "known_shown",
        "project_shown",
        "when",
        "created_at",
        "queued_at",
        "offer_expires_at",
        "answers_shown",
    )
    readonly_fields = (
        "name", "age_shown", "consent_shown", "known_shown", "project_shown", "when", "answers_shown",
    )  # fmt: skip
    acts = (*SIGNUP_ACTS, *PRESENCE_ACTS)
    sortable_when_large = ()

    def visible_to(self, user: User) -> QuerySet[SignUp]:
        return permissions.visible_signups(user).select_related("shift__project", "volunteer__user")

    def may_enter(self, user: User) -> bool:
        return permissions.decides_anywhere(user)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """In the list of one project the answers stand in the place of its name."""
        if request.user.is_superuser:
            return tuple(name for name in self.list_display if name != "known_shown")
        if not _of_one_project(request):
            return self.list_display
        return tuple("answers_listed" if name == "project_shown" else name for name in self.list_display)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Whoever sees the sign-ups of the whole country sees the newest: those an index finds."""
        return ("-pk",) if request.user.is_superuser else self.ordering

    def get_fields(self, request: HttpRequest, obj: SignUp | None = None) -> tuple[str, ...]:
        """Only what there is to say of this sign-up."""
        empty = {name for name in ("queued_at", "offer_expires_at") if obj is not None and not getattr(obj, name)}
        if obj is not None and not obj.answers:
            empty.add("answers_shown")
        return tuple(name for name in self.fields if name not in empty)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SignUp], search_term: str
    ) -> tuple[QuerySet[SignUp], bool]:
        return people_search.among(queryset, search_term, person="volunteer__user"), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[KnownPeople]:
        return KnownPeople

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Also writing to the people who were chosen."""
        actions = super().get_actions(request)
        if not actions:
            return actions
        return {**actions, "write": (_write_to_them, "write", _("Write to them"))}

    def name_in_messages(self, row: SignUp) -> str:
        return row.volunteer.user.full_name

    def status_of(self, request: HttpRequest, obj: SignUp) -> Status:
        last = obj.transitions.exclude(reason="").select_related("by").first()
        return Status(
            label=obj.get_state_display(),
            sentence=time_cell(obj.shift),
            tone=TONES.get(SignUpState(obj.state), ""),  # type: ignore[arg-type]
            note=said(last.reason) if last else "",
            note_by=str(last.by) if last and last.by else "",
            note_at=last.at if last else None,
            links=self._links(obj),
        )

    def _links(self, obj: SignUp) -> list[Link]:
        if obj.state not in SEAT_HOLDING:
            return []
        return [Link(_("Phone number and e-mail"), reverse("admin:volunteers_signup_contact", args=[obj.pk]))]

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
    def age_shown(self, obj: SignUp) -> Any:
        """A flag for the young, whom the organizer must look after; in the list with the consent of their guardian."""
        age, consent = rosters.age_in_words(obj), getattr(obj, "consent", "")
        if not age.isdecimal():
            return age
        if not consent:
            return format_html('<span class="qv-tag qv-tag--warn">{}</span>', age)
        words = _("guardian's consent: %(state)s") % {"state": consent}
        return format_html('<span><span class="qv-tag qv-tag--warn">{}</span> {}</span>', age, words)

    @display(description=_("guardian's consent"))
    def consent_shown(self, obj: SignUp) -> str:
        return rosters.guardian_in_words(obj, people_known.guarded([obj.volunteer_id]) != set())

    @display(description=_("with you before"))
    def known_shown(self, obj: SignUp) -> str:
        """How often the person came to this organization, and did not."""
        known = getattr(obj, "known", None) or people_known.of([obj])[obj.pk]
        return people_known.in_words(known)

    @display(description=_("answers"))
    def answers_shown(self, obj: SignUp) -> Any:
        return format_html_join("", "<p><b>{}</b><br>{}</p>", self._answers(obj))

    @display(description=_("answers"))
    def answers_listed(self, obj: SignUp) -> Any:
        pairs = [
            (Truncator(label).chars(LABEL_LISTED), Truncator(answer).chars(ANSWER_LISTED))
            for label, answer in self._answers(obj)
        ]
        lines = format_html_join(mark_safe("<br>"), "{} <b>{}</b>", pairs)
        return format_html("<span>{}</span>", lines) if pairs else "–"

    def _answers(self, obj: SignUp) -> list[tuple[str, str]]:
        questions = {str(question.pk): question for question in obj.shift.project.questions.all()}
        given = [(questions[key], answer) for key, answer in obj.answers.items() if key in questions]
        return [(question.label, rosters.answer_in_words(question, answer)) for question, answer in given]

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


admin.site.register(OrganizerMessage, OrganizerMessageAdmin)
admin.site.register(OrganizationBlock, OrganizationBlockAdmin)
history.also(SignUp, contacts.looks_in_history)
history.also(SignUp, leaders.in_history)
shift_additions.register()
workplace.register()
