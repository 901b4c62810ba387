"""The letter with a monitoring report. Payload: ``report``, ``recipient``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from frontoffice.reports import naming
from frontoffice.reports.models import MonitoringReport
from qazvolunteer.core import dates
from qazvolunteer.core.addresses import page
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link
from qazvolunteer.notifications.models import Notification


@register
class ReportSent(LetterKind):
    """To an address that may have no account: the report is public."""

    code = "frontoffice.report_sent"
    label = lazy("A monitoring report of a front office")
    category = Category.ACCOUNT
    why = lazy("You receive this letter because a front office has your address among those who read its reports.")

    def load(self, notification: Notification) -> MonitoringReport | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, MonitoringReport | None]:
        wanted = {row.pk: row.payload["report"] for row in notifications}
        rows = MonitoringReport.objects.select_related("region").defer("figures", "changes")
        found = rows.in_bulk(set(wanted.values()))
        return {pk: found.get(report) for pk, report in wanted.items()}

    def is_obsolete(self, facts: MonitoringReport, notification: Notification) -> bool:
        return not facts.is_signed_off

    def subject(self, facts: MonitoringReport, notification: Notification) -> str:
        return _("Monitoring report: %(title)s") % {"title": naming.title_of(facts)}

    def letter(self, facts: MonitoringReport, notification: Notification) -> Letter:
        known = [
            Fact(_("Report"), facts.get_kind_display()),
            Fact(_("Region"), naming.place_of(facts)),
            Fact(_("Period"), naming.period_of(facts)),
        ]
        if facts.signed_at is not None:
            known.append(Fact(_("Signed off"), dates.day(facts.signed_at)))
        return Letter(
            title=_("A monitoring report is ready to read"),
            preview=naming.title_of(facts),
            lead=[_("The figures, the sheets as PDF and the tables are on the page of the report.")],
            facts=known,
            button=Link(_("Read the report"), page("report", facts.slug)),
            picture=False,
        )
