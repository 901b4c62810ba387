"""Letters of visits. Payload: ``visit``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from frontoffice.monitoring.enums import FindingState, VisitState
from frontoffice.monitoring.models import Visit
from qazvolunteer.core import dates
from qazvolunteer.core.addresses import page
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link, Listing
from qazvolunteer.notifications.models import Notification


class _OfVisit(LetterKind):
    """``title`` is the subject too; ``to_office`` says which side's page it leads to."""

    category = Category.WORK
    title = lazy("A monitoring visit is planned")
    lead = lazy("Somebody of the front office comes to see how the project works. You need not prepare anything.")
    to_office = False

    def load(self, notification: Notification) -> Visit | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Visit | None]:
        wanted = {row.pk: row.payload["visit"] for row in notifications}
        rows = Visit.objects.select_related("project", "organization").prefetch_related("findings")
        found = rows.in_bulk(set(wanted.values()))
        return {pk: found.get(visit) for pk, visit in wanted.items()}

    def subject(self, facts: Visit, notification: Notification) -> str:
        return f"{self.title}: {facts.project.title}"

    def letter(self, facts: Visit, notification: Notification) -> Letter:
        when = f"{dates.day(facts.planned_for, long=True)}, {dates.clock(facts.planned_for)}"
        name = "office-visit" if self.to_office else "my-visit"
        return Letter(
            title=str(self.title),
            preview=facts.project.title,
            lead=[str(self.lead)],
            facts=[
                Fact(_("Project"), facts.project.title, lang=shown_language(facts.project, "title")),
                Fact(_("Organization"), facts.organization.name, lang=shown_language(facts.organization, "name")),
                Fact(_("When"), when),
            ],
            listing=self.listing(facts),
            button=Link(_("Open the visit"), page(name, facts.pk)),
            picture=False,
        )

    def listing(self, visit: Visit) -> Listing | None:
        return None


@register
class VisitGiven(_OfVisit):
    """To whoever goes."""

    code = "frontoffice.visit_given"
    label = lazy("You make a monitoring visit")
    title = lazy("You make a monitoring visit")
    lead = lazy("The checklist is on the page of the visit.")
    to_office = True

    def is_obsolete(self, facts: Visit, notification: Notification) -> bool:
        return facts.state != VisitState.PLANNED


@register
class VisitAnnounced(_OfVisit):
    """To the organization, where the office wants it to know."""

    code = "frontoffice.visit_announced"
    label = lazy("The front office comes to see your project")

    def is_obsolete(self, facts: Visit, notification: Notification) -> bool:
        return facts.state != VisitState.PLANNED


@register
class VisitCancelled(_OfVisit):
    """To whoever was told of it."""

    code = "frontoffice.visit_cancelled"
    label = lazy("A monitoring visit is not made")
    title = lazy("A monitoring visit is not made")
    lead = lazy("There is nothing to do.")

    def letter(self, facts: Visit, notification: Notification) -> Letter:
        whole = super().letter(facts, notification)
        return Letter(title=whole.title, preview=whole.preview, lead=whole.lead, facts=whole.facts, picture=False)


@register
class VisitFindings(_OfVisit):
    """To the organization: after the visit, when an answer is not enough, and when something is overdue."""

    code = "frontoffice.visit_findings"
    label = lazy("What a monitoring visit found")
    title = lazy("What the monitoring visit found")
    lead = lazy("Open the visit: there you read what was found and answer what you did.")

    def listing(self, visit: Visit) -> Listing | None:
        waiting = [one for one in visit.findings.all() if one.state == FindingState.OPEN and one.due_on]
        lines = [f"{dates.day(one.due_on)}: {one.demand}" for one in waiting if one.due_on]
        return Listing(_("What has to be done, and until when"), lines) if lines else None


@register
class FindingAnswered(_OfVisit):
    """To whoever made the visit."""

    code = "frontoffice.finding_answered"
    label = lazy("An organization answers a finding")
    title = lazy("The organization answers a finding")
    lead = lazy("Read what was done: settle the finding, send it back, or plan a follow-up visit.")
    to_office = True


@register
class FindingOverdue(_OfVisit):
    """To the front office."""

    code = "frontoffice.finding_overdue"
    label = lazy("A finding was not fixed in time")
    title = lazy("A finding was not fixed in time")
    lead = lazy("The organization has not answered. It was reminded; decide what happens next.")
    to_office = True
