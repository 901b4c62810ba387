"""Whom an organization has blocked: its list, and lifting a block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from organizations import permissions as organizations
from organizations.enums import DECIDING_ROLES
from organizations.scoping import ScopedAdmin
from qazvolunteer.core.acts import Act, ActsMixin, Status
from qazvolunteer.core.transitions import said
from volunteers import blocking, people_search, permissions
from volunteers.models import OrganizationBlock

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from qazvolunteer.accounts.models import User


class InForceFilter(DropdownFilter):
    """Blocks that hold now, unless one asks for the others."""

    title = _("which")
    parameter_name = "ended"
    all_option = ["", _("In force")]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", _("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OrganizationBlock]) -> QuerySet[OrganizationBlock]:
        return queryset if self.value() == "all" else queryset & OrganizationBlock.objects.in_force()


def _may_lift(user: Any, row: OrganizationBlock) -> bool:
    return row.is_in_force and organizations.may_edit(user, row.organization_id)


class OrganizationBlockAdmin(ActsMixin, ScopedAdmin):
    """Read, and lifted by a verb. A block is made from a sign-up's page."""

    list_display = ("name", "organization", "reason_shown", "created_at", "until")
    list_display_links = ("name",)
    list_filter = (InForceFilter,)
    list_select_related = ("volunteer__user", "organization", "by")
    search_fields = ("volunteer__user__search_text",)
    fields = readonly_fields = ("name", "organization", "reason_shown", "by", "created_at", "until", "lifted_at")
    ordering = ("-pk",)
    sortable_when_large = ()
    acts = (
        Act(
            "lift",
            label=_("Lift the block"),
            explanation=_("The person can sign up for your shifts again, and is told by e-mail."),
            done=_("The block is lifted."),
            verb=blocking.lift,
            possible=_may_lift,
            icon="lock_open",
            weight="main",
        ),
    )

    def visible_to(self, user: User) -> QuerySet[OrganizationBlock]:
        rows = OrganizationBlock.objects.select_related("volunteer__user", "organization", "by")
        if user.is_superuser:
            return rows
        return rows.filter(organization__in=organizations.organizations_with(user, DECIDING_ROLES))

    def may_enter(self, user: User) -> bool:
        return permissions.decides_anywhere(user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[OrganizationBlock], search_term: str
    ) -> tuple[QuerySet[OrganizationBlock], bool]:
        return people_search.among(queryset, search_term, person="volunteer__user"), False

    def name_in_messages(self, row: OrganizationBlock) -> str:
        return row.volunteer.user.full_name

    def status_of(self, request: HttpRequest, obj: OrganizationBlock) -> Status:
        if obj.is_in_force:
            return Status(label=_("In force"), tone="urgent", note=said(obj.reason), note_by=str(obj.by or ""))
        return Status(label=_("Ended"), note=said(obj.reason), note_by=str(obj.by or ""))

    @display(description=_("volunteer"))
    def name(self, obj: OrganizationBlock) -> str:
        return obj.volunteer.user.full_name or str(_("A volunteer"))

    @display(description=_("reason"))
    def reason_shown(self, obj: OrganizationBlock) -> str:
        return said(obj.reason)
