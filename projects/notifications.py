"""What an organization's staff hear of their projects. Payload ``{"project": id, "note": text}`` unless said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from projects.enums import ProjectState
from projects.models import Project, Shift
from qazvolunteer.core import dates
from qazvolunteer.core.addresses import absolute, page
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.transitions import said
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link, Quote
from qazvolunteer.notifications.models import Notification


class ReviewKind(LetterKind):
    """The front office decided about a project. True while the project is in one of ``states``."""

    category = Category.WORK
    states: ClassVar[frozenset[ProjectState]]
    title: ClassVar[str | Promise]
    sentence: ClassVar[str | Promise]
    act: ClassVar[str | Promise] = lazy("Open the project in the workplace")
    quoted: ClassVar[str | Promise] = lazy("What the front office wrote")

    def load(self, notification: Notification) -> Project | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Project | None]:
        rows = Project.objects.select_related("organization", "programme").in_bulk(
            {notification.payload["project"] for notification in notifications}
        )
        return {notification.pk: rows.get(notification.payload["project"]) for notification in notifications}

    def is_obsolete(self, facts: Project, notification: Notification) -> bool:
        return facts.state not in self.states

    def subject(self, facts: Project, notification: Notification) -> str:
        return f"{self.title}: {facts.title}"

    def letter(self, facts: Project, notification: Notification) -> Letter:
        note = said(notification.payload.get("note", ""))
        return Letter(
            title=str(self.title),
            preview=facts.title,
            lead=[str(self.sentence)],
            facts=[
                Fact(_("Project"), facts.title, lang=shown_language(facts, "title")),
                Fact(_("Programme"), facts.programme.brand),
                Fact(_("Organization"), facts.organization.name, lang=shown_language(facts.organization, "name")),
            ],
            quote=Quote(str(self.quoted), note) if note else None,
            button=Link(str(self.act), self.address(facts, notification)),
            second=Link(_("See the project as visitors do"), absolute(facts.get_absolute_url()))
            if facts.published_at
            else None,
            picture=False,
        )

    def address(self, facts: Project, notification: Notification) -> str:
        """Where the button leads."""
        return page("admin:projects_project_change", facts.pk)


@register
class ProjectApproved(ReviewKind):
    code = "projects.approved"
    label = lazy("A project was approved")
    states = frozenset({ProjectState.APPROVED})
    title = lazy("The project is approved")
    sentence = lazy("The front office has checked it. Publish it when you are ready: from then on people can sign up.")


@register
class ProjectReturned(ReviewKind):
    code = "projects.returned"
    label = lazy("A project was returned for changes")
    states = frozenset({ProjectState.NEEDS_WORK})
    title = lazy("The project needs changes")
    sentence = lazy("This is not a refusal. Change what the front office names, and submit the project again.")
    act = lazy("Change the project")


@register
class ProjectRefused(ReviewKind):
    code = "projects.refused"
    label = lazy("A project was refused")
    states = frozenset({ProjectState.REFUSED})
    title = lazy("The project is refused")
    sentence = lazy("The front office gives its reason below. You can make a new project that takes it into account.")


@register
class ProjectStopped(ReviewKind):
    code = "projects.stopped"
    label = lazy("A project was stopped")
    states = frozenset({ProjectState.PAUSED})
    title = lazy("The front office has stopped the project")
    sentence = lazy(
        "It has left the catalogue and takes nobody new; everybody who signed up keeps their place and was told. "
        "You may appeal once, within ten working days: another person answers."
    )
    act = lazy("See how it stands and appeal")

    def address(self, facts: Project, notification: Notification) -> str:
        return page("project-halt", facts.pk)


@register
class ProjectResumed(ReviewKind):
    code = "projects.resumed"
    label = lazy("A stopped project goes on")
    states = frozenset({ProjectState.APPROVED})
    title = lazy("The project goes on")
    sentence = lazy("It is as it was before the stop, and everybody who has a place was told.")


@register
class ProjectAppealRefused(ReviewKind):
    code = "projects.appeal_refused"
    label = lazy("The appeal for a project was not granted")
    states = frozenset({ProjectState.PAUSED})
    title = lazy("The project stays stopped after your appeal")
    sentence = lazy("Another person of the front office has looked at it again. It goes on when the reason is gone.")
    act = lazy("See how it stands")

    def address(self, facts: Project, notification: Notification) -> str:
        return page("project-halt", facts.pk)


@register
class ProjectAppealed(ReviewKind):
    """To everybody of the front offices who may answer; not to whoever stopped it."""

    code = "projects.appealed"
    label = lazy("An organization appeals for its project")
    states = frozenset({ProjectState.PAUSED})
    title = lazy("An organization appeals for its project")
    sentence = lazy("Somebody else than whoever stopped it answers: please read the appeal and decide.")
    act = lazy("Read the appeal")
    quoted = lazy("What the organization wrote")
    why = lazy("You receive this letter because you work in a front office.")

    def address(self, facts: Project, notification: Notification) -> str:
        return page("office-matter-of", "halt", notification.payload["halt"])


@register
class TooFew(LetterKind):
    """A shift that starts soon has fewer people than it needs. Payload ``{"shift": id}``; true while that is so."""

    code = "projects.too_few"
    label = lazy("A shift has too few people")
    category = Category.WORK

    def load(self, notification: Notification) -> Shift | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Shift | None]:
        rows = Shift.objects.select_related("project__organization", "project__programme").in_bulk(
            {notification.payload["shift"] for notification in notifications}
        )
        return {notification.pk: rows.get(notification.payload["shift"]) for notification in notifications}

    def is_obsolete(self, facts: Shift, notification: Notification) -> bool:
        return facts.is_cancelled or facts.is_past or facts.seats_taken >= facts.min_people

    def subject(self, facts: Shift, notification: Notification) -> str:
        return _("Too few people: %(project)s, %(day)s") % {
            "project": facts.project.title,
            "day": dates.day(facts.starts_at),
        }

    def letter(self, facts: Shift, notification: Notification) -> Letter:
        return Letter(
            title=_("The shift has too few people"),
            preview=facts.project.title,
            lead=[
                _("You said that with fewer people it cannot take place."),
                _("Share the project, call those who helped before, or cancel the shift in time."),
            ],
            facts=[
                Fact(_("Project"), facts.project.title, lang=shown_language(facts.project, "title")),
                Fact(_("When"), dates.span(facts.starts_at, facts.ends_at)),
                Fact(_("Signed up"), dates.thousands(facts.seats_taken)),
                Fact(_("Needed at least"), dates.thousands(facts.min_people)),
            ],
            button=Link(_("Open the shift in the workplace"), page("admin:projects_shift_change", facts.pk)),
            second=Link(_("See the project as visitors do"), absolute(facts.project.get_absolute_url())),
            picture=False,
        )
