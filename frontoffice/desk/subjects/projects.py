"""Projects that ask for approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from frontoffice.desk.enums import MatterKind
from frontoffice.desk.kinds import Decision, Fact, Kind, Link, Picture, Text, refusing, register, returning, versions
from projects import moderation, permissions
from projects.enums import ItemSection, ProjectState
from projects.models import Project, ProjectTransition
from qazvolunteer.core import dates, pictures
from qazvolunteer.core.admin_pages import change_url
from qazvolunteer.core.transitions import last_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from organizations.models import Organization
    from qazvolunteer.accounts.models import User

# So many shifts are listed; a project may have hundreds.
SHIFTS = 12


def _approve(row: Project, *, by: User, note: str, **_rest: Any) -> None:
    moderation.approve(row, by=by, note=note)


def _return(row: Project, *, by: User, note: str, **_rest: Any) -> None:
    moderation.return_for_changes(row, by=by, note=note)


def _refuse(row: Project, *, by: User, note: str, **_rest: Any) -> None:
    moderation.refuse(row, by=by, note=note)


@register
class Projects(Kind):
    code = MatterKind.PROJECT
    model = Project
    title = _("Projects")
    icon = "list"
    related = ("organization", "programme", "region", "district", "town")
    decisions = (
        Decision(
            "approve",
            label=_("Approve"),
            outcome=_("Approved"),
            explanation=_("The organization may publish the project. It is told by e-mail."),
            verb=_approve,
            weight="main",
        ),
        returning(_return, moderation.RETURN_REASONS),
        refusing(_refuse, moderation.REFUSE_REASONS),
    )
    endings = {"cancel": _("Cancelled by the organization")}

    def waits(self, row: Project) -> bool:
        return row.state == ProjectState.SUBMITTED

    def waiting(self) -> QuerySet[Project]:
        since = last_time(ProjectTransition, "submit")
        return self.rows().filter(state=ProjectState.SUBMITTED).annotate(waits_since=since)

    def region_of(self, row: Project) -> str:
        return row.region_id

    def may(self, user: User, row: Project) -> bool:
        return permissions.may_review(user, row)

    def name(self, row: Project) -> Any:
        return row.title or _("Without a title")

    def line(self, row: Project) -> Sequence[Any]:
        return (row.organization, row.town or row.region)

    def art(self, row: Project) -> str:
        return row.programme.art

    def organization(self, row: Project) -> Organization:
        return row.organization

    def facts(self, row: Project) -> Sequence[Fact]:
        place = ", ".join(str(one) for one in (row.region.name, row.district, row.town) if one)
        known = [
            Fact(_("Organization"), row.organization.name, url=change_url(row.organization)),
            Fact(_("Programme"), row.programme.brand, field="programme"),
            Fact(_("Kind"), row.get_kind_display(), field="kind"),
            Fact(_("Format"), row.get_format_display(), field="format"),
            Fact(_("Region"), place, field="region"),
            Fact(_("Minimum age"), str(row.min_age), field="min_age"),
            Fact(_("Risks"), ", ".join(row.risks) or _("none named"), field="risk_tags"),
            Fact(_("Languages"), ", ".join(row.language_names), field="languages"),
            Fact(_("Coordinator of the day"), row.contact_name, field="contact_name"),
            Fact(_("Shifts"), self._shifts(row)),
            Fact(_("What to bring"), self._items(row, ItemSection.BRING)),
            Fact(_("What is given"), self._items(row, ItemSection.GIVEN)),
            Fact(_("Good to know"), self._items(row, ItemSection.NEED)),
            Fact(_("Questions"), "; ".join(str(question) for question in row.questions.all())),
        ]
        return [fact for fact in known if fact.value or fact.field]

    def texts(self, row: Project) -> Sequence[Text]:
        labels = (
            ("title", _("Title")),
            ("summary", _("In short")),
            ("description", _("Description")),
            ("place", _("Place")),
            ("directions", _("How to get there")),
        )
        found = [Text(label, versions(row, column), rich=column == "description") for column, label in labels]
        return [text for text in found if not text.is_empty]

    def pictures(self, row: Project) -> Sequence[Picture]:
        return [Picture(pictures.address(row.photo), _("Own picture"))] if row.photo else ()

    def links(self, user: User, row: Project) -> Sequence[Link]:
        return [
            Link(_("Preview as a visitor"), reverse("project-preview", args=[row.slug])),
            Link(_("In the workplace"), change_url(row)),
        ]

    def _shifts(self, row: Project) -> str:
        shifts = list(row.shifts.filter(cancelled_at=None).order_by("starts_at", "pk")[: SHIFTS + 1])
        words = [f"{dates.span(shift.starts_at, shift.ends_at)} ({shift.seats})" for shift in shifts[:SHIFTS]]
        return "; ".join([*words, "…"] if len(shifts) > SHIFTS else words)

    def _items(self, row: Project, section: str) -> str:
        return "; ".join(item.text for item in row.items.all() if item.section == section)
