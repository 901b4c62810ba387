"""Organizations that ask to be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from frontoffice.desk.enums import MatterKind
from frontoffice.desk.kinds import (
    Decision,
    Fact,
    Kind,
    Link,
    Picture,
    Text,
    Words,
    refusing,
    register,
    returning,
    versions,
)
from organizations import permissions, verification
from organizations.enums import OrganizationState
from organizations.models import Organization, OrganizationTransition
from qazvolunteer.core.admin_pages import change_url
from qazvolunteer.core.transitions import last_time, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User


def _verify(row: Organization, *, by: User, note: str, **_rest: Any) -> None:
    verification.verify(row, by=by, note=note)


def _return(row: Organization, *, by: User, note: str, **_rest: Any) -> None:
    verification.return_for_changes(row, by=by, note=note)


def _refuse(row: Organization, *, by: User, note: str, **_rest: Any) -> None:
    verification.refuse(row, by=by, note=note)


@register
class Organizations(Kind):
    code = MatterKind.ORGANIZATION
    model = Organization
    title = _("Organizations")
    icon = "building"
    related = ("region", "town", "responsible")
    decisions = (
        Decision(
            "verify",
            label=_("Verify"),
            outcome=_("Verified"),
            explanation=_("Visitors will see the organization as verified, and it can publish approved projects."),
            verb=_verify,
            weight="main",
        ),
        returning(_return, verification.RETURN_REASONS),
        refusing(_refuse, verification.REFUSE_REASONS),
    )
    endings = {"close": _("Taken back by its own people"), "merge": _("Merged into another organization")}

    def waits(self, row: Organization) -> bool:
        return row.state == OrganizationState.SUBMITTED

    def waiting(self) -> QuerySet[Organization]:
        since = last_time(OrganizationTransition, "submit")
        return self.rows().filter(state=OrganizationState.SUBMITTED).annotate(waits_since=since)

    def region_of(self, row: Organization) -> str:
        return row.region_id

    def may(self, user: User, row: Organization) -> bool:
        return permissions.may_decide(user, row)

    def name(self, row: Organization) -> str:
        return row.name

    def line(self, row: Organization) -> Sequence[Any]:
        return (row.get_kind_display(), row.town or row.region)

    def organization(self, row: Organization) -> Organization:
        return row

    def facts(self, row: Organization) -> Sequence[Fact]:
        group = row.responsible.full_name if row.responsible else ""
        known = [
            Fact(_("Kind"), row.get_kind_display()),
            Fact(_("Legal form"), row.get_legal_form_display(), field="legal_form"),
            Fact(_("BIN"), row.bin or "", field="bin"),
            Fact(_("Responsible adult"), group),
            Fact(_("Region"), row.region.name, field="region"),
            Fact(_("Town"), row.town.name if row.town else "", field="town"),
            Fact(_("E-mail"), row.email, field="email"),
            Fact(_("Phone number"), row.phone, field="phone"),
            Fact(_("Website"), row.site, url=row.site, field="site"),
            Fact(_("Since"), row.since),
        ]
        return [fact for fact in known if fact.value or fact.field]

    def texts(self, row: Organization) -> Sequence[Text]:
        labels = (("name", _("Name")), ("purpose", _("Purpose")), ("about", _("About")))
        return [Text(label, versions(row, column)) for column, label in labels]

    def words(self, row: Organization) -> Sequence[Words]:
        last = row.transitions.filter(action="submit").exclude(reason="").select_related("by").first()
        if last is None:
            return ()
        return [Words(_("A word to the front office"), said(last.reason), str(last.by or ""), last.at)]

    def pictures(self, row: Organization) -> Sequence[Picture]:
        return [Picture(row.logo_url, _("Logo"))] if row.logo else ()

    def links(self, user: User, row: Organization) -> Sequence[Link]:
        return [Link(_("In the workplace"), change_url(row))]
