"""Organizations in the menu and on the start page of the workplace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from organizations import permissions
from organizations.enums import OrganizationState
from organizations.models import Organization
from qazvolunteer.core.admin_pages import change_url, list_url
from qazvolunteer.core.workplace import MenuEntry, Panel, Row, Waiting, menu_entry, once, panel

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from qazvolunteer.accounts.models import User


def submitted_to(user: User) -> QuerySet[Organization]:
    """Organizations that wait for this person's decision, oldest first; none of their own."""
    regions = permissions.regions_overseen(user)
    rows = Organization.objects.filter(state=OrganizationState.SUBMITTED)
    if not regions & permissions.EVERYWHERE:
        rows = rows.filter(region__in=regions)
    if not user.is_superuser:
        rows = rows.exclude(pk__in=[hat.organization for hat in user.hats if hat.organization])
    return rows.order_by("pk")


def waiting_count(request: HttpRequest) -> int:
    """How many organizations wait for this person."""
    if not permissions.regions_overseen(request.user):
        return 0
    return int(once(request, "organizations.submitted", lambda: submitted_to(request.user).count()))


def waiting(request: HttpRequest) -> Waiting | None:
    total = waiting_count(request)
    if not total:
        return None
    rows = [
        Row(
            title=row.name,
            url=change_url(row),
            facts=(row.get_kind_display(), row.region),
            tag=row.get_state_display(),
            tone="warn",
        )
        for row in submitted_to(request.user).select_related("region")[:5]
    ]
    return Waiting(rows=rows, total=total, url=list_url(Organization, state__exact=OrganizationState.SUBMITTED))


def register() -> None:
    """Called once, when the admin is assembled."""
    menu_entry(
        MenuEntry(
            title=_("Organizations"),
            icon="groups",
            url_name="admin:organizations_organization_changelist",
            shown=lambda request: request.user.is_staff,
            count=waiting_count,
            order=50,
        )
    )
    panel(Panel(title=_("Organizations to check"), load=waiting, order=20))
