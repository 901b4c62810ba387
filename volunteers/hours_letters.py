"""Letters about hours: thanks with what comes next, decisions, lines that wait, missed, and thanks in words."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from organizations.models import Organization
from projects import cards
from projects.models import Project, Shift
from qazvolunteer.core import dates
from qazvolunteer.core.addresses import absolute, page
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.transitions import said
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link, Listing, Notice, Quote, in_other_language
from qazvolunteer.notifications.models import Notification
from volunteers.feedback_models import Feedback, Thanks
from volunteers.hours_enums import HoursState
from volunteers.hours_models import HoursEntry, HoursTransition
from volunteers.letter_parts import named_for

NEXT_SHIFTS = 3


def project_facts(project: Project) -> list[Fact]:
    """The project and who runs it."""
    return [
        Fact(_("Project"), project.title, lang=shown_language(project, "title")),
        Fact(_("Organization"), project.organization.name, lang=shown_language(project.organization, "name")),
    ]


@dataclass
class HoursFacts:
    """A line with what its corrections add, the next shifts of the organization, and the reason of a decision."""

    entry: HoursEntry
    corrected: int = 0
    coming: list[Shift] = field(default_factory=list)
    reason: str = ""
    has_feedback: bool = False

    @property
    def minutes(self) -> int:
        return self.entry.minutes + self.corrected

    @property
    def made(self) -> str:
        return made_words(self.entry)


def made_words(entry: HoursEntry) -> str:
    """What was made at home: "28 sets made"."""
    if entry.quantity is None:
        return ""
    return _("%(unit)s: %(number)s") % {
        "number": dates.thousands(entry.quantity),
        "unit": entry.get_unit_display(),  # type: ignore[attr-defined]
    }


class HoursKindOfLetter(LetterKind):
    """A letter about one line. Payload ``{"entry": id}``; ``decision`` is the id of the record that has the reason."""

    category = Category.SIGNUP
    wants_coming = False

    def load(self, notification: Notification) -> HoursFacts | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, HoursFacts | None]:
        wanted = {notification.pk: notification.payload["entry"] for notification in notifications}
        decisions = {notification.pk: notification.payload.get("decision") for notification in notifications}
        rows = HoursEntry.objects.select_related(
            "volunteer__user", "project__organization", "project__programme", "signup__shift"
        ).in_bulk(wanted.values())
        corrections = HoursEntry.objects.counted().filter(corrects__in=rows).order_by()
        changes: dict[int, int] = {}
        for line, minutes in corrections.values_list("corrects", "minutes"):
            changes[line] = changes.get(line, 0) + minutes
        found = filter(None, decisions.values())
        reasons = dict(HoursTransition.objects.filter(pk__in=found).values_list("pk", "reason"))
        coming = coming_shifts({row.project.organization_id for row in rows.values()}) if self.wants_coming else {}
        signups = [row.signup_id for row in rows.values()]
        told = set(Feedback.objects.filter(signup__in=signups).values_list("signup", flat=True))
        return {
            pk: HoursFacts(
                entry,
                changes.get(entry.pk, 0),
                coming.get(entry.project.organization_id, []),
                reasons.get(decisions[pk], ""),
                entry.signup_id in told,
            )
            for pk, entry_id in wanted.items()
            if (entry := rows.get(entry_id)) is not None
        }

    def table(self, facts: HoursFacts) -> list[Fact]:
        entry = facts.entry
        hours = dates.hours(facts.minutes) if facts.minutes or not facts.made else ""
        before = dates.hours(entry.minutes) if facts.corrected else ""
        return [
            *([Fact(_("Hours"), hours, before=before)] if hours else []),
            *([Fact(_("Made"), facts.made)] if facts.made else []),
            *project_facts(entry.project),
            Fact(_("Day"), dates.day(entry.day, long=True)),
        ]


def coming_shifts(organizations: set[int]) -> dict[int, list[Shift]]:
    """The next shifts with free places of each organization, for whoever has just been there."""
    numbered = (
        Shift.objects.upcoming()
        .with_places()
        .filter(project__in=Project.objects.running(), project__organization__in=organizations)
        .annotate(
            place=Window(
                RowNumber(), partition_by=F("project__organization"), order_by=[F("starts_at").asc(), F("pk").asc()]
            )
        )
    )
    found: dict[int, list[Shift]] = {}
    rows = numbered.filter(place__lte=NEXT_SHIFTS).select_related("project__town", "project__region")
    for shift in rows.order_by("starts_at", "pk"):
        found.setdefault(shift.project.organization_id, []).append(shift)
    return found


@register
class ThankYou(HoursKindOfLetter):
    """The hours of a shift were confirmed."""

    code = "volunteers.thank_you"
    label = lazy("Thanks after a shift, with your hours")
    wants_coming = True

    def is_obsolete(self, facts: HoursFacts, notification: Notification) -> bool:
        return facts.entry.state != HoursState.CONFIRMED

    def subject(self, facts: HoursFacts, notification: Notification) -> str:
        project = facts.entry.project.title
        if facts.minutes:
            words = {"hours": dates.hours(facts.minutes), "project": project}
            return _("Thank you! %(hours)s are in your book: %(project)s") % words
        return _("Thank you! Your work is in your book: %(project)s") % {"project": project}

    def letter(self, facts: HoursFacts, notification: Notification) -> Letter:
        entry = facts.entry
        ask = entry.signup is not None and not facts.has_feedback
        return Letter(
            title=named_for(_("%(name)s, thank you"), entry.volunteer.user),
            preview=entry.project.title,
            lead=[_("The organizer has confirmed that you were there. It stands in your volunteer book now.")],
            facts=self.table(facts),
            button=Link(_("Open my volunteer book"), page("my-hours")),
            second=Link(_("Say how it was"), page("signup-feedback", entry.signup_id)) if ask else None,
            listing=Listing(_("The next shifts of this organization"), [_line(shift) for shift in facts.coming])
            if facts.coming
            else None,
            notice=Notice(
                _("Come again?"),
                link=Link(
                    _("See the organization and its shifts"), absolute(entry.project.organization.get_absolute_url())
                ),
            )
            if facts.coming
            else None,
            other_language=in_other_language("my-hours"),
        )


def _line(shift: Shift) -> str:
    return f"{cards.when(shift)}: {shift.project.title}"


@register
class HoursDecided(HoursKindOfLetter):
    """A line was rejected, corrected, or an objection answered."""

    code = "volunteers.hours_decided"
    label = lazy("A decision about your hours")

    def subject(self, facts: HoursFacts, notification: Notification) -> str:
        words = {"project": facts.entry.project.title}
        if facts.entry.state == HoursState.REJECTED:
            return _("Your hours were not confirmed: %(project)s") % words
        if facts.corrected:
            return _("Your hours were corrected: %(project)s") % words
        return _("Your hours are confirmed: %(project)s") % words

    def letter(self, facts: HoursFacts, notification: Notification) -> Letter:
        entry = facts.entry
        rejected = entry.state == HoursState.REJECTED
        if rejected:
            sentence = _("This line does not count. If that is wrong, open it and say how it was.")
        elif facts.corrected:
            sentence = _("The line was corrected by a new one. If that is wrong, open it and say how it was.")
        else:
            sentence = _("The line stands in your volunteer book and counts.")
        return Letter(
            title=named_for(_("%(name)s, there is a decision about your hours"), entry.volunteer.user),
            preview=entry.project.title,
            lead=[sentence],
            facts=self.table(facts),
            quote=Quote(_("The reason"), said(facts.reason)) if facts.reason else None,
            button=Link(_("Open the line"), page("hours-entry", entry.pk)),
            other_language=in_other_language("hours-entry", entry.pk),
        )


@register
class HoursWaiting(LetterKind):
    """Lines have waited for two weeks. Payload ``{"organization": id}``."""

    code = "volunteers.hours_waiting"
    label = lazy("Hours wait to be confirmed")
    category = Category.WORK

    def load(self, notification: Notification) -> Any:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Any]:
        wanted = {notification.pk: notification.payload["organization"] for notification in notifications}
        rows = Organization.objects.in_bulk(wanted.values())
        waiting = HoursEntry.objects.filter(state=HoursState.PROPOSED, project__organization__in=rows)
        counted = (
            waiting.order_by().values("project__organization").annotate(number=Count("pk"), since=Min("proposed_at"))
        )
        found = {line["project__organization"]: line for line in counted}
        return {
            pk: (rows[one], found.get(one, {}).get("number", 0), found.get(one, {}).get("since"))
            for pk, one in wanted.items()
            if one in rows
        }

    def is_obsolete(self, facts: Any, notification: Notification) -> bool:
        return not facts[1]

    def subject(self, facts: Any, notification: Notification) -> str:
        number = facts[1]
        words = ngettext(
            "%(number)s volunteer waits for their hours", "%(number)s lines of volunteers' hours wait for you", number
        )
        return words % {"number": dates.thousands(number)}

    def letter(self, facts: Any, notification: Notification) -> Letter:
        organization, number, since = facts
        return Letter(
            title=_("Hours wait to be confirmed"),
            preview=organization.name,
            lead=[
                _("People came and worked; their hours count once you confirm them. Many can be confirmed at once."),
                _("What waits for more than a month goes to the front office."),
            ],
            facts=[
                Fact(_("Organization"), organization.name, lang=shown_language(organization, "name")),
                Fact(_("Lines"), dates.thousands(number)),
                Fact(_("The oldest is of"), dates.date(since or timezone.now())),
            ],
            button=Link(_("Confirm hours"), page("admin:volunteers_hoursentry_changelist")),
            picture=False,
        )


class OneRow(LetterKind):
    """A letter about one row of ``rows()``, named in the payload by ``name``."""

    category = Category.SIGNUP
    name = ""

    @abstractmethod
    def rows(self) -> Any:
        """A queryset with what the letter reads."""

    def load(self, notification: Notification) -> Any:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Any]:
        found = self.rows().in_bulk([notification.payload[self.name] for notification in notifications])
        return {notification.pk: found.get(notification.payload[self.name]) for notification in notifications}


@register
class Thanked(OneRow):
    """Payload ``{"thanks": id}``."""

    code = "volunteers.thanked"
    label = lazy("An organization thanks you")
    name = "thanks"

    def rows(self) -> Any:
        return Thanks.objects.select_related("signup__volunteer__user", "signup__shift__project__organization")

    def subject(self, facts: Thanks, notification: Notification) -> str:
        return _("Thank you from %(organization)s") % {"organization": facts.signup.shift.project.organization.name}

    def letter(self, facts: Thanks, notification: Notification) -> Letter:
        project = facts.signup.shift.project
        return Letter(
            title=named_for(_("%(name)s, these words are for you"), facts.signup.volunteer.user),
            preview=project.title,
            quote=Quote(project.organization.name, facts.text),
            facts=project_facts(project),
            button=Link(_("Open my volunteer book"), page("my-hours")),
            other_language=in_other_language("my-hours"),
        )
