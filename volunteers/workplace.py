"""Sign-ups in the menu and on the start page of the workplace."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import DropdownFilter

from projects import permissions as projects
from projects.enums import ProjectState
from projects.models import Shift
from projects.project_lists import waiting_words
from qazvolunteer.core import dates
from qazvolunteer.core.admin_pages import change_url, list_url
from qazvolunteer.core.workplace import Button, MenuEntry, Panel, Row, Waiting, menu_entry, once, panel
from volunteers import calling, permissions
from volunteers.enums import SignUpState
from volunteers.models import SignUp

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from qazvolunteer.accounts.models import User

SHOWN = 5
# A request whose shift begins so soon should be answered now.
URGENT = dt.timedelta(hours=24)


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
    """Requests that wait for this person's answer; who has waited longest comes first."""
    rows = permissions.visible_signups(user).filter(state=SignUpState.REQUESTED, shift__ends_at__gt=timezone.now())
    return rows.order_by("created_at", "pk")


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
            facts=(
                row.shift.project.title,
                dates.span(row.shift.starts_at, row.shift.ends_at),
                _("waits %(time)s") % {"time": waiting_words(row.created_at)},
            ),
            tag=left_words(row.shift.last_moment),
            tone="urgent" if row.shift.last_moment - timezone.now() < URGENT else "warn",
        )
        for row in found
    ]
    return Waiting(rows=rows, total=total, url=list_url(SignUp, state__exact=SignUpState.REQUESTED))


def left_words(moment: dt.datetime) -> str:
    """ "3 days left", "5 hours left", "12 minutes left" """
    minutes = max(int((moment - timezone.now()).total_seconds() // 60), 0)
    if minutes >= 48 * 60:
        return ngettext("%(number)d day left", "%(number)d days left", minutes // 1440) % {"number": minutes // 1440}
    if minutes >= 60:
        return ngettext("%(number)d hour left", "%(number)d hours left", minutes // 60) % {"number": minutes // 60}
    return ngettext("%(number)d minute left", "%(number)d minutes left", minutes) % {"number": minutes}


def shifts_at_risk(request: HttpRequest) -> Waiting | None:
    """Own shifts of the next 48 hours that are less than half full, the soonest first, each with its call."""
    if request.user.is_superuser or not permissions.decides_anywhere(request.user):
        return None
    now = timezone.now()
    coming = Shift.objects.filter(
        project__in=projects.staffed_by(request.user),
        project__state=ProjectState.APPROVED,
        cancelled_at=None,
        flexible=False,
        starts_at__gt=now,
        starts_at__lte=now + dt.timedelta(hours=calling.HOURS[0]),
        seats__gt=2 * F("seats_taken"),
    ).order_by("starts_at", "pk")
    found = list(coming.select_related("project__organization")[:SHOWN])
    numbers = calling.numbers_callable(found)
    rows = [
        Row(
            title=shift.project.title,
            url=change_url(shift),
            facts=[fact for fact in (dates.span(shift.starts_at, shift.ends_at), shift.task) if fact],
            tag=left_words(shift.starts_at),
            tone="urgent" if calling.hours_left(shift, now) < calling.HOURS[0] else "warn",
            taken=shift.seats_taken,
            seats=shift.seats,
            button=_call_button(shift, numbers[shift.pk]),
        )
        for shift in found
    ]
    return Waiting(rows=rows, total=coming.count() if rows else 0, url=list_url(Shift))


def _call_button(shift: Shift, number: int) -> Button | None:
    if not number or not calling.may_call(shift):
        return None
    words = ngettext("Call %(number)d person", "Call %(number)d people", number) % {"number": number}
    return Button(words, reverse("admin:projects_shift_act", args=[shift.pk, "call"]), icon="campaign")


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
    menu_entry(
        MenuEntry(
            title=_("Messages"),
            icon="mail",
            url_name="admin:volunteers_organizermessage_changelist",
            shown=lambda request: permissions.decides_anywhere(request.user),
            order=42,
        )
    )
    menu_entry(
        MenuEntry(
            title=_("Blocked people"),
            icon="block",
            url_name="admin:volunteers_organizationblock_changelist",
            shown=lambda request: permissions.decides_anywhere(request.user),
            order=44,
        )
    )
    panel(Panel(title=_("People who ask to come"), load=waiting_requests, order=7))
    panel(Panel(title=_("Shifts that lack people"), load=shifts_at_risk, order=6))
