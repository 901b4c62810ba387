"""Sign-ups in the menu and on the start page of the workplace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from projects.project_lists import waiting_words
from qazvolunteer.core import dates
from qazvolunteer.core.admin_pages import change_url, list_url
from qazvolunteer.core.workplace import MenuEntry, Panel, Row, Waiting, menu_entry, once, panel
from volunteers import permissions
from volunteers.enums import SignUpState
from volunteers.models import SignUp

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from qazvolunteer.accounts.models import User

SHOWN = 5


class WhenFilter(DropdownFilter):
    """Sign-ups of coming shifts unless one asks for the past."""

    title = _("time")
    parameter_name = "when"
    all_option = ["", _("Coming")]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("past", _("Past")), ("all", _("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SignUp]) -> QuerySet[SignUp]:
        now = timezone.now()
        if self.value() == "past":
            return queryset.filter(shift__ends_at__lte=now)
        # Asked for one shift, its sign-ups are of interest at any time.
        if self.value() == "all" or "shift__id__exact" in request.GET:
            return queryset
        return queryset.filter(shift__ends_at__gt=now)


def requests_to(user: User) -> QuerySet[SignUp]:
    """Requests that wait for this person's answer; the soonest shift first."""
    rows = permissions.visible_signups(user).filter(state=SignUpState.REQUESTED, shift__ends_at__gt=timezone.now())
    return rows.order_by("shift__starts_at", "pk")


def requests_count(request: HttpRequest) -> int:
    """How many requests wait. The superuser has no organization, so none wait for them."""
    if request.user.is_superuser or not permissions.decides_anywhere(request.user):
        return 0
    return int(once(request, "volunteers.requests", lambda: requests_to(request.user).count()))


def waiting_requests(request: HttpRequest) -> Waiting | None:
    total = requests_count(request)
    if not total:
        return None
    found = requests_to(request.user).select_related("volunteer__user", "shift__project")[:SHOWN]
    rows = [
        Row(
            title=row.volunteer.user.full_name,
            url=change_url(row),
            facts=(row.shift.project.title, dates.span(row.shift.starts_at, row.shift.ends_at)),
            tag=waiting_words(row.created_at),
        )
        for row in found
    ]
    return Waiting(rows=rows, total=total, url=list_url(SignUp, state__exact=SignUpState.REQUESTED))


def register() -> None:
    """Called once, when the admin is assembled."""
    menu_entry(
        MenuEntry(
            title=_("Sign-ups"),
            icon="how_to_reg",
            url_name="admin:volunteers_signup_changelist",
            shown=lambda request: permissions.decides_anywhere(request.user),
            count=requests_count,
            order=40,
        )
    )
    menu_entry(
        MenuEntry(
            title=_("Check-in"),
            icon="qr_code_scanner",
            url_name="check-ins",
            shown=lambda request: permissions.checks_in_anywhere(request.user),
            order=45,
        )
    )
    panel(Panel(title=_("People who ask to come"), load=waiting_requests, order=50))
