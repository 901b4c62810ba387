"""What volunteers write, for the staff that answers: unread first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import F, OuterRef, Subquery
from django.utils.html import format_html_join, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from organizations.scoping import ScopedAdmin
from projects.project_lists import waiting_words
from projects.shift_cells import time_cell
from qazvolunteer.core import dates
from qazvolunteer.core.acts import Act, ActsMixin, Link, Status
from qazvolunteer.core.admin_pages import change_url, list_url
from qazvolunteer.core.workplace import MenuEntry, Panel, Row, Waiting, menu_entry, once, panel
from volunteers import conversations, permissions
from volunteers.conversation_models import LONGEST, Conversation, ConversationEntry

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from qazvolunteer.accounts.models import User

SHOWN = 5
BEGINNING = 90


def visible_to(user: User) -> QuerySet[Conversation]:
    """Conversations about the sign-ups that ``user`` decides about; a person's own questions are for the others."""
    rows = Conversation.objects.filter(permissions.decided_by(user, "signup__"))
    return rows.exclude(signup__volunteer__user=user)


def with_last_words(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    last = ConversationEntry.objects.filter(conversation=OuterRef("pk")).order_by("-pk")
    return rows.select_related("signup__volunteer__user", "signup__shift__project__organization").annotate(
        last_words=Subquery(last.values("text")[:1]), last_by_organization=Subquery(last.values("by_organization")[:1])
    )


def unread_for(request: HttpRequest) -> QuerySet[Conversation]:
    """What nobody of the organization has read, the oldest first."""
    return visible_to(request.user).filter(unread_since__isnull=False).order_by("unread_since", "pk")


def unread_count(request: HttpRequest) -> int:
    """How many conversations wait. The superuser has no organization, so none wait for them."""
    if request.user.is_superuser or not permissions.decides_anywhere(request.user):
        return 0
    return int(once(request, "volunteers.unread", lambda: unread_for(request).count()))


def unread_messages(request: HttpRequest) -> Waiting | None:
    total = unread_count(request)
    if not total:
        return None
    rows = [
        Row(
            title=row.signup.volunteer.user.full_name or _("A volunteer"),
            url=change_url(row),
            facts=(row.signup.shift.project.title, _beginning(row.last_words)),  # type: ignore[attr-defined]
            tag=waiting_words(row.unread_since) if row.unread_since else "",
        )
        for row in with_last_words(unread_for(request))[:SHOWN]
    ]
    return Waiting(rows=rows, total=total, url=list_url(Conversation, unread="yes"))


def _beginning(text: str | None) -> str:
    line = " ".join((text or "").split())
    return line if len(line) <= BEGINNING else f"{line[:BEGINNING].rstrip()}…"


class UnreadFilter(DropdownFilter):
    """All, or what is unread."""

    title = _("unread")
    parameter_name = "unread"
    all_option = ["", _("All")]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Unread"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> QuerySet[Conversation]:
        return queryset.filter(unread_since__isnull=False) if self.value() == "yes" else queryset


ACTS = (
    Act(
        "answer",
        label=_("Answer"),
        explanation=_("The volunteer gets it by e-mail, from your organization: your name is not shown."),
        done=_("The answer is on its way."),
        verb=conversations.answer,
        possible=lambda user, row: permissions.may_decide(user, row.signup),
        icon="reply",
        weight="main",
        note="required",
        note_argument="text",
        note_label=_("Your answer"),
        note_hint=_("Up to %(number)d characters.") % {"number": LONGEST},
        quote=conversations.unanswered,
    ),
    Act(
        "read",
        label=_("Mark as read"),
        explanation=_("For what needs no answer. The volunteer is not told."),
        done=_("Marked as read."),
        verb=conversations.mark_read,
        possible=lambda user, row: row.unread_since is not None and permissions.may_decide(user, row.signup),
        icon="mark_email_read",
        many=True,
    ),
    Act(
        "unread",
        label=_("Mark as unread"),
        explanation=_("It waits on the start page again, for you or for somebody else."),
        done=_("Marked as unread."),
        verb=conversations.mark_unread,
        possible=lambda user, row: row.unread_since is None and permissions.may_decide(user, row.signup),
        icon="mark_email_unread",
        many=True,
    ),
)


@admin.register(Conversation)
class ConversationAdmin(ActsMixin, ScopedAdmin):
    """Questions and answers about sign-ups. Reading a page changes nothing: whoever answers, or says so, has read."""

    list_display = ("name", "project_shown", "when", "words_shown", "state_shown", "last_shown")
    list_display_links = ("name",)
    list_filter = (UnreadFilter,)
    search_fields = ("signup__volunteer__user__search_text",)
    ordering = (F("unread_since").asc(nulls_last=True), "-last_at", "-pk")
    fields = readonly_fields = ("name", "project_shown", "when", "thread")
    acts = ACTS
    sortable_when_large = ()

    def visible_to(self, user: User) -> QuerySet[Conversation]:
        return with_last_words(visible_to(user))

    def may_enter(self, user: User) -> bool:
        return permissions.decides_anywhere(user)

    def name_in_messages(self, row: Conversation) -> str:
        return self.name(row)

    def status_of(self, request: HttpRequest, obj: Conversation) -> Status:
        link = Link(_("See the sign-up"), change_url(obj.signup))
        if obj.unread_since is None:
            return Status(label=_("Read"), tone="ok", links=[link])
        return Status(
            label=_("Unread"),
            sentence=_("waits %(time)s") % {"time": waiting_words(obj.unread_since)},
            tone="warn",
            links=[link],
        )

    @display(description=_("volunteer"))
    def name(self, obj: Conversation) -> str:
        return obj.signup.volunteer.user.full_name or now("A volunteer")

    @display(description=_("project"))
    def project_shown(self, obj: Conversation) -> str:
        return obj.signup.shift.project.title

    @display(description=_("shift"))
    def when(self, obj: Conversation) -> str:
        return time_cell(obj.signup.shift)

    @display(description=_("last words"))
    def words_shown(self, obj: Conversation) -> str:
        words = _beginning(obj.last_words)  # type: ignore[attr-defined]
        return now("You: %(words)s") % {"words": words} if obj.last_by_organization else words  # type: ignore[attr-defined]

    @display(description=_("written"), ordering="last_at")
    def last_shown(self, obj: Conversation) -> str:
        return f"{dates.day(obj.last_at)}, {dates.clock(obj.last_at)}"

    @display(description=_("status"), label={"unread": "warning", "read": "default"})
    def state_shown(self, obj: Conversation) -> tuple[str, str]:
        return ("read", now("Read")) if obj.unread_since is None else ("unread", now("Unread"))

    @display(description=_("messages"))
    def thread(self, obj: Conversation) -> Any:
        """Oldest first; staff see who of them wrote."""
        return format_html_join(
            "",
            "<p><b>{}</b>, {}, {}</p>{}",
            (
                (
                    (str(entry.by) if entry.by else now("Organizer")) if entry.by_organization else self.name(obj),
                    dates.date(entry.at),
                    dates.clock(entry.at),
                    mark_safe(linebreaks(entry.text, autoescape=True)),  # noqa: S308 - escaped by linebreaks
                )
                for entry in obj.entries.select_related("by")
            ),
        )


def register() -> None:
    """Called once, when the admin is assembled."""
    menu_entry(
        MenuEntry(
            title=_("Questions"),
            icon="forum",
            url_name="admin:volunteers_conversation_changelist",
            shown=lambda request: permissions.decides_anywhere(request.user),
            count=unread_count,
            order=41,
        )
    )
    panel(Panel(title=_("Unread messages"), load=unread_messages, order=8))


register()
