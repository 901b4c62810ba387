"""Organizations in the menu and on the start page of the workplace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations import deadlines, permissions
from organizations.enums import EDITING_ROLES, PROPOSED, STAFFING_ROLES, UNDECIDED, AffiliationState, OrganizationState
from organizations.models import Affiliation, Invitation, Membership, Organization
from qazvolunteer.core.admin_pages import change_url, list_url
from qazvolunteer.core.workplace import MenuEntry, Panel, Row, Waiting, menu_entry, once, panel

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from qazvolunteer.accounts.models import User


def submitted_to(user: User) -> QuerySet[Organization]:
    """Organizations that wait for this person's decision, what is due first; none of their own."""
    regions = permissions.regions_overseen(user)
    rows = Organization.objects.filter(state=OrganizationState.SUBMITTED)
    if not regions & permissions.EVERYWHERE:
        rows = rows.filter(region__in=regions)
    if not user.is_superuser:
        rows = rows.exclude(pk__in=[hat.organization for hat in user.hats if hat.organization])
    return rows.order_by(F("decide_by").asc(nulls_last=True), "pk")


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
            facts=(row.get_kind_display(), row.region, deadlines.words(row)),
            tag=_("Overdue") if deadlines.is_overdue(row) else row.get_state_display(),
            tone="urgent" if deadlines.is_overdue(row) else "warn",
        )
        for row in submitted_to(request.user).select_related("region")[:5]
    ]
    return Waiting(rows=rows, total=total, url=list_url(Organization, state__exact=OrganizationState.SUBMITTED))


def late(request: HttpRequest) -> bool:
    """Whether one of them is overdue."""
    rows = submitted_to(request.user).filter(decide_by__lt=timezone.now())
    return bool(once(request, "organizations.late", lambda: waiting_count(request) and rows.exists()))


def unfinished(request: HttpRequest) -> Waiting | None:
    """One's own organizations that are not verified yet: what to do next, and the clock."""
    own = permissions.organizations_with(request.user, EDITING_ROLES)
    if not own:
        return None
    found = Organization.objects.filter(pk__in=own, state__in=UNDECIDED).select_related("region").order_by("pk")[:5]
    rows = [
        Row(
            title=row.name,
            url=reverse("my-organization", args=[row.pk]),
            facts=tuple(fact for fact in (row.region, deadlines.words(row)) if fact),
            tag=row.get_state_display(),
            tone="" if row.state == OrganizationState.DRAFT else "warn",
        )
        for row in found
    ]
    return Waiting(rows=rows, total=len(rows))


def proposals(request: HttpRequest) -> Waiting | None:
    """Places in networks that wait for an answer of this person's organizations."""
    own = permissions.organizations_with(request.user, EDITING_ROLES)
    if not own:
        return None
    asked = Q(state=AffiliationState.INVITED, member__in=own) | Q(state=AffiliationState.ASKED, network__in=own)
    found = Affiliation.objects.filter(asked, state__in=PROPOSED).select_related("network", "member").order_by("pk")
    rows = [
        Row(
            title=row.network.name if row.state == AffiliationState.INVITED else row.member.name,
            url=change_url(row),
            facts=(row.get_state_display(),),
            tag=_("Answer"),
            tone="warn",
        )
        for row in found[:6]
    ]
    return Waiting(rows=rows[:5], total=len(rows), url=list_url(Affiliation)) if rows else None


def works_somewhere(request: HttpRequest) -> bool:
    return bool(request.user.is_superuser or any(hat.organization for hat in request.user.hats))


def staffs_somewhere(request: HttpRequest) -> bool:
    return bool(request.user.is_superuser or permissions.organizations_with(request.user, STAFFING_ROLES))


def register() -> None:
    """Called once, when the admin is assembled."""
    menu_entry(
        MenuEntry(
            title=_("Organizations"),
            icon="groups",
            url_name="admin:organizations_organization_changelist",
            shown=lambda request: request.user.is_staff,
            count=waiting_count,
            late=late,
            order=50,
        )
    )
    for model, title, icon, shown, order in (
        (Membership, _("Members"), "badge", works_somewhere, 60),
        (Invitation, _("Invitations"), "mail", staffs_somewhere, 61),
        (Affiliation, _("Networks"), "hub", works_somewhere, 62),
    ):
        name = f"admin:organizations_{model._meta.model_name}_changelist"
        menu_entry(MenuEntry(title=title, icon=icon, url_name=name, shown=shown, order=order))
    panel(Panel(title=_("Organizations to check"), load=waiting, order=20))
    panel(Panel(title=_("Your organization"), load=unfinished, order=5))
    panel(Panel(title=_("Networks that wait for your answer"), load=proposals, order=25))
