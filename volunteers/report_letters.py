"""Letters about a project's report, to those who write it. Payload ``{"report": id, "note": text}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qazvolunteer.core import dates
from qazvolunteer.core.addresses import absolute, page
from qazvolunteer.core.transitions import said
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link, Quote
from qazvolunteer.notifications.models import Notification
from volunteers.hours_letters import project_facts
from volunteers.report_enums import WRITABLE, ReportState
from volunteers.report_models import ProjectReport


class ReportKind(LetterKind):
    """True while the report is in one of ``states``."""

    category = Category.WORK
    states: ClassVar[frozenset[ReportState]]
    title: ClassVar[str | Promise]
    sentence: ClassVar[str | Promise]
    act: ClassVar[str | Promise] = lazy("Open the report")

    def load(self, notification: Notification) -> ProjectReport | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, ProjectReport | None]:
        rows = ProjectReport.objects.select_related("project__organization", "project__programme").in_bulk(
            {notification.payload["report"] for notification in notifications}
        )
        return {notification.pk: rows.get(notification.payload["report"]) for notification in notifications}

    def is_obsolete(self, facts: ProjectReport, notification: Notification) -> bool:
        return facts.state not in self.states

    def heading(self, facts: ProjectReport) -> str:
        return str(self.title)

    def subject(self, facts: ProjectReport, notification: Notification) -> str:
        return f"{self.heading(facts)}: {facts.project.title}"

    def letter(self, facts: ProjectReport, notification: Notification) -> Letter:
        note = said(notification.payload.get("note", ""))
        public = facts.state == ReportState.ACCEPTED and facts.project.published_at
        return Letter(
            title=self.heading(facts),
            preview=facts.project.title,
            lead=[str(self.sentence)],
            facts=[*project_facts(facts.project), *self.more(facts)],
            quote=Quote(_("What the front office wrote"), note) if note else None,
            button=Link(str(self.act), page("admin:volunteers_projectreport_change", facts.pk)),
            second=Link(_("See the project as visitors do"), absolute(facts.project.get_absolute_url()))
            if public
            else None,
            picture=False,
        )

    def more(self, facts: ProjectReport) -> list[Fact]:
        return []


@register
class ReportDue(ReportKind):
    code = "volunteers.report_due"
    label = lazy("A project's report is due")
    states = WRITABLE
    title = lazy("The report is due soon")
    sentence = lazy("Say what was achieved, in any language, and add pictures. Hours and people are counted for you.")
    act = lazy("Write the report")

    def heading(self, facts: ProjectReport) -> str:
        return _("The report is overdue") if facts.is_overdue else str(self.title)

    def more(self, facts: ProjectReport) -> list[Fact]:
        return [Fact(_("Due on"), dates.day(facts.due_on, long=True))]


@register
class ReportAccepted(ReportKind):
    code = "volunteers.report_accepted"
    label = lazy("A project's report was accepted")
    states = frozenset({ReportState.ACCEPTED})
    title = lazy("The report is accepted")
    sentence = lazy("Everybody can read it on the project's page now.")


@register
class ReportReturned(ReportKind):
    code = "volunteers.report_returned"
    label = lazy("A project's report was returned for changes")
    states = frozenset({ReportState.RETURNED})
    title = lazy("The report needs changes")
    sentence = lazy("This is not a refusal. Change what the front office names, and hand the report in again.")
    act = lazy("Change the report")

    def more(self, facts: ProjectReport) -> list[Fact]:
        return [Fact(_("Due on"), dates.day(facts.due_on, long=True))]
