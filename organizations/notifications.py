"""What owners and managers are told about their organization. Payload ``{"organization": id, "note": text}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from organizations.enums import OrganizationState
from organizations.models import Organization
from qazvolunteer.core.addresses import absolute, page
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.transitions import said
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link, Quote
from qazvolunteer.notifications.models import Notification


class VerificationKind(LetterKind):
    """The front office decided about an organization. True while it is in ``state``."""

    category = Category.WORK
    state: ClassVar[OrganizationState]
    title: ClassVar[str | Promise]
    sentence: ClassVar[str | Promise]
    act: ClassVar[str | Promise] = lazy("Open the workplace")
    quoted: ClassVar[str | Promise] = lazy("What the front office wrote")
    # The page of the organization where the button leads.
    leads_to: ClassVar[str] = "admin:organizations_organization_change"

    def load(self, notification: Notification) -> Organization | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Organization | None]:
        rows = Organization.objects.select_related("region").in_bulk(
            {notification.payload["organization"] for notification in notifications}
        )
        return {notification.pk: rows.get(notification.payload["organization"]) for notification in notifications}

    def is_obsolete(self, facts: Organization, notification: Notification) -> bool:
        return facts.state != self.state

    def subject(self, facts: Organization, notification: Notification) -> str:
        return f"{self.title}: {facts.name}"

    def letter(self, facts: Organization, notification: Notification) -> Letter:
        note = said(notification.payload.get("note", ""))
        return Letter(
            title=str(self.title),
            preview=facts.name,
            lead=[str(self.sentence)],
            facts=[
                Fact(_("Organization"), facts.name, lang=shown_language(facts, "name")),
                Fact(_("Region"), facts.region.name),
            ],
            quote=Quote(str(self.quoted), note) if note else None,
            button=Link(str(self.act), self.address(facts, notification)),
            second=Link(_("See the public page"), absolute(facts.get_absolute_url())) if facts.is_verified else None,
            picture=False,
        )

    def address(self, facts: Organization, notification: Notification) -> str:
        """Where the button leads."""
        return page(self.leads_to, facts.pk)


@register
class OrganizationVerified(VerificationKind):
    code = "organizations.verified"
    label = lazy("An organization was verified")
    state = OrganizationState.VERIFIED
    title = lazy("The organization is verified")
    sentence = lazy("Its page is open to everybody, and its projects can be submitted and published.")


@register
class OrganizationReturned(VerificationKind):
    code = "organizations.returned"
    label = lazy("An organization was returned for changes")
    state = OrganizationState.NEEDS_WORK
    title = lazy("The organization's data needs changes")
    sentence = lazy("This is not a refusal. Change what the front office names, and submit the organization again.")
    act = lazy("Change the data")
    leads_to = "my-organization"


@register
class OrganizationRefused(VerificationKind):
    code = "organizations.refused"
    label = lazy("An organization was refused")
    state = OrganizationState.REFUSED
    title = lazy("The organization is refused")
    sentence = lazy("The front office gives its reason below. Its contacts stand on the website if you disagree.")
    act = lazy("See how it stands")
    leads_to = "my-organization"


@register
class OrganizationSuspended(VerificationKind):
    code = "organizations.suspended"
    label = lazy("An organization was suspended")
    state = OrganizationState.SUSPENDED
    title = lazy("The organization is suspended")
    sentence = lazy(
        "Its projects take nobody new for now, and visitors read that they are paused. People who have signed up keep "
        "their places and were told. You may appeal once, within ten working days: another person answers."
    )
    act = lazy("See how it stands and appeal")
    leads_to = "organization-halt"


@register
class OrganizationRestored(VerificationKind):
    code = "organizations.restored"
    label = lazy("An organization was restored")
    state = OrganizationState.VERIFIED
    title = lazy("The organization is verified again")
    sentence = lazy("Its page and its published projects are shown as before.")


@register
class OrganizationOverdue(VerificationKind):
    """To its own people: the region did not answer in time."""

    code = "organizations.overdue"
    label = lazy("The decision about an organization is overdue")
    state = OrganizationState.SUBMITTED
    title = lazy("The decision is overdue, and has climbed")
    sentence = lazy(
        "The front office of your region has not decided in time. "
        "The republican front office has been asked to. You need not do anything."
    )
    act = lazy("See how it stands")
    leads_to = "my-organization"


class OfficeKind(VerificationKind):
    """To a front office."""

    state = OrganizationState.SUBMITTED
    act = lazy("Check the organization")
    why = lazy("You receive this letter because you work in a front office.")


class ToDecideKind(OfficeKind):
    """To a front office: an organization waits for its decision, at the desk."""

    def address(self, facts: Organization, notification: Notification) -> str:
        return page("office-matter-of", "organization", facts.pk)


@register
class OrganizationToCheck(ToDecideKind):
    code = "organizations.to_check"
    label = lazy("An organization waits for checking")
    title = lazy("An organization waits for checking")
    sentence = lazy("Decide in time: what is overdue passes to the republican front office by itself.")


@register
class OrganizationPassedOn(ToDecideKind):
    """To the republican office."""

    code = "organizations.passed_on"
    label = lazy("An overdue organization was passed to the republican office")
    title = lazy("An overdue organization waits for you")
    sentence = lazy("The front office of its region has not decided in time. Please decide.")


@register
class OrganizationClosed(VerificationKind):
    """To those who worked for it."""

    code = "organizations.closed"
    label = lazy("An organization you worked for has closed")
    state = OrganizationState.CLOSED
    title = lazy("The organization has closed")
    sentence = lazy("Its owner closed it, so nobody works for it any more. Its projects, hours and reports stay known.")
    why = lazy("You receive this letter because you worked for this organization.")
    act = lazy("See my organizations")

    def address(self, facts: Organization, notification: Notification) -> str:
        return page("my-organizations")


@register
class OrganizationClosedItself(OfficeKind):
    code = "organizations.closed_itself"
    label = lazy("An organization of your region has closed")
    state = OrganizationState.CLOSED
    title = lazy("An organization has closed itself")
    sentence = lazy("Its owner closed it. There were no shifts with people ahead, and no open hours or reports.")
    act = lazy("See the organization")


@register
class OrganizationAppealed(OfficeKind):
    """To everybody who may answer; not to whoever suspended it."""

    code = "organizations.appealed"
    label = lazy("An organization appeals against its suspension")
    state = OrganizationState.SUSPENDED
    title = lazy("An organization appeals against its suspension")
    sentence = lazy("Somebody else than whoever suspended it answers: please read the appeal and decide.")
    quoted = lazy("What the organization wrote")
    act = lazy("Read the appeal")

    def address(self, facts: Organization, notification: Notification) -> str:
        return page("office-matter-of", "halt", notification.payload["halt"])


@register
class OrganizationAppealRefused(VerificationKind):
    code = "organizations.appeal_refused"
    label = lazy("The appeal of an organization was not granted")
    state = OrganizationState.SUSPENDED
    title = lazy("The suspension stays after your appeal")
    sentence = lazy("Another person of the front office has looked at it again. It is lifted when the reason is gone.")
    act = lazy("See how it stands")
    leads_to = "organization-halt"
