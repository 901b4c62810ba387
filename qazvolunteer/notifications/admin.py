"""The outbox, for reading: what was written to whom, what became of it, and a second try for what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from qazvolunteer.core.acts import Act, ActsMixin, Status
from qazvolunteer.core.admin_pages import SuperuserAdmin
from qazvolunteer.core.masking import masked_email
from qazvolunteer.core.workplace import MenuEntry, menu_entry, once
from qazvolunteer.notifications import kinds, retrying
from qazvolunteer.notifications.enums import State
from qazvolunteer.notifications.models import Notification

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

TONES = {State.SENT: "ok", State.FAILED: "urgent"}


@admin.register(Notification)
class NotificationAdmin(ActsMixin, SuperuserAdmin):
    """Payloads are not shown: they may hold codes and links."""

    may_add = may_change = False
    list_display = ("kind_shown", "reader", "state_shown", "attempts", "created_at", "finished_at")
    list_filter = (("state", ChoicesDropdownFilter),)
    list_select_related = ("recipient",)
    search_fields = ("=recipient__email", "=kind")
    search_help_text = _("The whole e-mail address of the reader, or the code of a kind.")
    fields = ("kind_shown", "reader", "channel", "state_shown", "attempts", "next_at", "created_at", "finished_at")
    readonly_fields = ("kind_shown", "reader", "state_shown")
    change_form_outer_after_template = ""
    acts = (
        Act(
            "retry",
            label=_("Try again"),
            explanation=_("The letter goes back into the queue. It is not sent when it is no longer true."),
            done=_("The letter is in the queue again."),
            verb=retrying.retry,
            possible=lambda user, row: user.is_superuser and row.state == State.FAILED,
            icon="refresh",
            weight="main",
            many=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notification]:
        return super().get_queryset(request).defer("payload")

    def status_of(self, request: HttpRequest, obj: Notification) -> Status:
        tone = TONES.get(State(obj.state), "")
        return Status(label=obj.get_state_display(), tone=tone, note=obj.problem)  # type: ignore[arg-type]

    @display(description=_("kind"))
    def kind_shown(self, obj: Notification) -> str:
        try:
            return str(kinds.get(obj.kind).label)
        except LookupError:
            return obj.kind

    @display(description=_("reader"))
    def reader(self, obj: Notification) -> str:
        return masked_email(obj.recipient.email if obj.recipient else obj.address)

    @display(
        description=_("status"),
        label={
            "sent": "success", "failed": "danger", "pending": "warning", "obsolete": "default", "suppressed": "default",
        },
    )  # fmt: skip
    def state_shown(self, obj: Notification) -> tuple[str, str]:
        return obj.state, obj.get_state_display()


def failed_count(request: HttpRequest) -> int:
    """How many letters failed."""
    failed = Notification.objects.filter(state=State.FAILED)
    return int(once(request, "notifications.failed", lambda: failed[:1000].count()))


menu_entry(
    MenuEntry(
        title=_("Outbox"),
        icon="mail",
        url_name="admin:notifications_notification_changelist",
        shown=lambda request: bool(request.user.is_superuser),
        count=failed_count,
        group="platform",
        order=20,
    )
)
