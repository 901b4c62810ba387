"""Reports of projects that are over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from frontoffice.desk.enums import MatterKind
from frontoffice.desk.kinds import MARKED, Decision, Fact, Kind, Link, Picture, Text, register, versions
from frontoffice.desk.subjects.photos import report_pictures
from projects import permissions
from qazvolunteer.core import dates
from qazvolunteer.core.admin_pages import change_url
from volunteers import reports
from volunteers.models import ProjectReport
from volunteers.report_enums import ReportState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from organizations.models import Organization
    from qazvolunteer.accounts.models import User


def _accept(row: ProjectReport, *, by: User, note: str, **_rest: Any) -> None:
    reports.accept(row, by=by, note=note)


def _return(row: ProjectReport, *, by: User, note: str, **_rest: Any) -> None:
    reports.return_for_changes(row, by=by, note=note)


@register
class Reports(Kind):
    code = MatterKind.REPORT
    model = ProjectReport
    title = _("Reports")
    icon = "document"
    related = ("project__organization", "project__programme", "project__region", "project__town")
    decisions = (
        Decision(
            "accept",
            label=_("Accept"),
            outcome=_("Accepted"),
            explanation=_("Everybody can read the report on the project's page, with the pictures that are left in."),
            verb=_accept,
            weight="main",
        ),
        Decision(
            "return",
            label=_("Return for changes"),
            outcome=_("Returned for changes"),
            explanation=_("The organization reads your note, changes what is needed and hands the report in again."),
            verb=_return,
            note="required",
            marks=True,
            reasons=(MARKED, *reports.RETURN_REASONS),
        ),
    )

    def waits(self, row: ProjectReport) -> bool:
        return row.state == ReportState.SUBMITTED

    def waiting(self) -> QuerySet[ProjectReport]:
        return self.rows().filter(state=ReportState.SUBMITTED).annotate(waits_since=F("submitted_at"))

    def region_of(self, row: ProjectReport) -> str:
        return row.project.region_id

    def may(self, user: User, row: ProjectReport) -> bool:
        return permissions.may_review(user, row.project)

    def name(self, row: ProjectReport) -> Any:
        return row.project.title or _("Without a title")

    def line(self, row: ProjectReport) -> Sequence[Any]:
        return (row.project.organization, row.project.town or row.project.region)

    def art(self, row: ProjectReport) -> str:
        return row.project.programme.art

    def organization(self, row: ProjectReport) -> Organization:
        return row.project.organization

    def facts(self, row: ProjectReport) -> Sequence[Fact]:
        counted = [
            Fact(_("Organization"), row.project.organization.name, url=change_url(row.project.organization)),
            Fact(_("Due on"), dates.day(row.due_on)),
            Fact(_("People who came"), dates.thousands(row.people or 0)),
            Fact(_("Confirmed hours"), dates.hours(row.minutes or 0)),
        ]
        outcomes = [Fact(outcome.get_unit_display(), self._outcome(outcome)) for outcome in row.outcomes.all()]
        return [*counted, *outcomes]

    def texts(self, row: ProjectReport) -> Sequence[Text]:
        return [Text(_("What was done"), versions(row, "text"), rich=True)]

    def pictures(self, row: ProjectReport) -> Sequence[Picture]:
        return report_pictures(row)

    def links(self, user: User, row: ProjectReport) -> Sequence[Link]:
        return [
            Link(_("The project's page"), row.project.get_absolute_url()),
            Link(_("In the workplace"), change_url(row)),
        ]

    def _outcome(self, outcome: Any) -> str:
        done = "–" if outcome.done is None else dates.decimal(outcome.done)
        if outcome.planned is None:
            return done
        return str(_("%(done)s of %(planned)s") % {"done": done, "planned": dates.decimal(outcome.planned)})
