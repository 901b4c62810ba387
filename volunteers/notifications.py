"""What volunteers are told about their sign-ups. Payload ``{"signup": id}`` unless said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from projects.models import Project
from qazvolunteer.core import dates
from qazvolunteer.core.addresses import absolute, page
from qazvolunteer.core.transitions import said
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, Link, Notice, Quote, Ticket
from qazvolunteer.notifications.models import Notification
from volunteers import letter_parts as parts
from volunteers import links, passes
from volunteers.enums import LIVE, SignUpState
from volunteers.letter_facts import SignUpFacts, SignUpKind


def project_link(project: Project) -> Link:
    return Link(_("See the project"), absolute(project.get_absolute_url()))


@register
class Confirmed(SignUpKind):
    code = "volunteers.confirmed"
    label = lazy("You have a place")
    states = frozenset({SignUpState.CONFIRMED})
    wants_companions = True

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("You are in: %(project)s, %(day)s") % {"project": facts.project.title, "day": parts.short_when(facts)}

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        return parts.full_letter(facts, title=parts.named(_("%(name)s, you are in"), facts))


@register
class Requested(SignUpKind):
    code = "volunteers.requested"
    label = lazy("Your request is with the organizer")
    states = frozenset({SignUpState.REQUESTED})

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("Your request is with the organizer: %(project)s") % {"project": facts.project.title}

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        return Letter(
            title=parts.named(_("%(name)s, the organizer has your request"), facts),
            preview=parts.when_and_where(facts),
            lead=[
                _("In this project the organizer chooses who comes. Until the answer the place is not yours yet."),
                _("You will receive a letter either way."),
            ],
            facts=parts.table(facts),
            button=Link(_("See my request"), links.signup_link(facts.signup)),
            notice=parts.changed_your_mind(facts),
            other_language=links.in_another_language(facts.signup),
        )


@register
class Waitlisted(SignUpKind):
    """Payload also ``position``: the place in the queue, from 1."""

    code = "volunteers.waitlisted"
    label = lazy("You are on the waiting list")
    states = frozenset({SignUpState.WAITLISTED})

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("You are on the waiting list: %(project)s") % {"project": facts.project.title}

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        position = notification.payload.get("position")
        title = parts.named(_("%(name)s, you are on the waiting list"), facts)
        return Letter(
            title=title,
            preview=parts.when_and_where(facts),
            lead=[
                _("A place that becomes free is offered in order. You will receive a letter and some hours to accept."),
                _("Waiting here does not stop you from taking another shift."),
            ],
            facts=[
                *([Fact(_("Number in the queue"), dates.thousands(position))] if position else []),
                *parts.table(facts),
            ],
            button=Link(_("See my place in the queue"), links.signup_link(facts.signup)),
            notice=Notice(
                _("You no longer want to wait?"),
                link=Link(_("Leave the waiting list"), links.signup_link(facts.signup)),
            ),
            other_language=links.in_another_language(facts.signup),
        )


@register
class Offered(SignUpKind):
    code = "volunteers.offered"
    label = lazy("A place is offered to you")
    states = frozenset({SignUpState.OFFERED})

    def is_obsolete(self, facts: SignUpFacts, notification: Notification) -> bool:
        ends = facts.signup.offer_expires_at
        return super().is_obsolete(facts, notification) or ends is None or ends <= timezone.now()

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("A place is free for you until %(moment)s: %(project)s") % {
            "moment": parts.moment(self._ends(facts)),
            "project": facts.project.title,
        }

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        until = parts.moment(self._ends(facts))
        return Letter(
            title=parts.named(_("%(name)s, a place is free for you"), facts),
            preview=_("Accept it until %(moment)s.") % {"moment": until},
            lead=[
                _("You are next in the queue. Accept until %(moment)s; after that the place goes to the next person.")
                % {"moment": until}
            ],
            facts=[Fact(_("Valid until"), until), *parts.table(facts)],
            button=Link(_("Accept the place"), links.signup_link(facts.signup)),
            button_tone="gold",
            notice=Notice(
                _("It does not suit you?"),
                _("Pass the place on, and the next person need not wait."),
                Link(_("Pass the place on"), links.signup_link(facts.signup)),
            ),
            other_language=links.in_another_language(facts.signup),
        )

    def _ends(self, facts: SignUpFacts) -> dt.datetime:
        return facts.signup.offer_expires_at or facts.shift.last_moment


class Ended(SignUpKind):
    """A sign-up that ended without the volunteer's doing: what happened, why, and the way to another shift."""

    title: ClassVar[str | Promise]
    sentence: ClassVar[str | Promise]
    quote_title: ClassVar[str | Promise] = ""

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        return Letter(
            title=parts.named(str(self.title), facts),
            preview=parts.when_and_where(facts),
            lead=[str(self.sentence)],
            facts=parts.short_table(facts),
            quote=Quote(str(self.quote_title), said(facts.reason)) if self.quote_title and facts.reason else None,
            button=Link(_("Find another shift"), page("catalogue")),
            second=project_link(facts.project),
            other_language=links.in_another_language(facts.signup),
        )


@register
class Lapsed(Ended):
    code = "volunteers.lapsed"
    label = lazy("An offered place went on to the next person")
    states = frozenset({SignUpState.LAPSED})
    title = lazy("%(name)s, the offered place went to the next person")
    sentence = lazy("It was offered to you and not accepted in time. You can sign up again if you still want to come.")

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("The offer has run out: %(project)s") % {"project": facts.project.title}


@register
class Declined(Ended):
    code = "volunteers.declined"
    label = lazy("The organizer did not take your request")
    states = frozenset({SignUpState.DECLINED})
    wants_reason = True
    title = lazy("%(name)s, the organizer did not take your request")
    sentence = lazy("Others wait for a helping hand: choose another shift that suits you.")
    quote_title = lazy("What the organizer wrote")

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("Your request was not taken: %(project)s") % {"project": facts.project.title}


@register
class Removed(Ended):
    code = "volunteers.removed"
    label = lazy("The organizer took you off a shift")
    states = frozenset({SignUpState.REMOVED})
    wants_reason = True
    title = lazy("%(name)s, the organizer took you off the shift")
    sentence = lazy("Your pass for this shift is no longer valid.")
    quote_title = lazy("What the organizer wrote")

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("You are no longer in the shift: %(project)s") % {"project": facts.project.title}


@register
class ShiftCancelled(Ended):
    code = "volunteers.shift_cancelled"
    label = lazy("A shift was cancelled")
    states = frozenset({SignUpState.CANCELLED})
    title = lazy("%(name)s, the shift is cancelled")
    sentence = lazy("You need not come. If you put the shift into your calendar by hand, please delete it there.")
    quote_title = lazy("Why")

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("Cancelled: %(project)s, %(day)s") % {"project": facts.project.title, "day": parts.short_when(facts)}

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        facts.reason = facts.reason or facts.shift.cancel_reason
        return super().letter(facts, notification)


@register
class ShiftChanged(SignUpKind):
    """Payload also ``changes``: ``{field: [before, after]}``; moments as ISO texts, words by language, an age."""

    code = "volunteers.shift_changed"
    label = lazy("A shift has changed")
    states = LIVE

    def is_obsolete(self, facts: SignUpFacts, notification: Notification) -> bool:
        """Also when a still later change has its own letter."""
        if super().is_obsolete(facts, notification):
            return True
        changes = notification.payload.get("changes", {})
        return any(
            dt.datetime.fromisoformat(changes[name][1]) != getattr(facts.shift, name)
            for name in parts.MOMENTS
            if name in changes
        )

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("Your shift has changed: %(project)s") % {"project": facts.project.title}

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        confirmed = facts.signup.state == SignUpState.CONFIRMED
        return Letter(
            title=parts.named(_("%(name)s, your shift has changed"), facts),
            preview=parts.when_and_where(facts),
            lead=[
                _("Your place stays yours. Tell the organizer whether you still come: one tap is enough.")
                if confirmed
                else _("Your sign-up stays as it was. If it no longer suits you, you can leave it.")
            ],
            facts=self._table(facts, notification.payload.get("changes", {})),
            ticket=Ticket(passes.address(facts.signup), facts.signup.pass_code) if confirmed else None,
            button=Link(_("Keep or leave the place"), links.signup_link(facts.signup)),
            second=parts.calendar_button(facts) if confirmed else None,
            notice=parts.cannot_come(facts) if confirmed else parts.changed_your_mind(facts),
            other_language=links.in_another_language(facts.signup),
        )

    def _table(self, facts: SignUpFacts, changes: dict[str, list[Any]]) -> Sequence[Fact]:
        shift = facts.shift
        old = {name: dt.datetime.fromisoformat(changes[name][0]) for name in parts.MOMENTS if name in changes}
        before = (old.get("starts_at", shift.starts_at), old.get("ends_at", shift.ends_at))
        texts = {name: parts.in_words(pair[0]) for name, pair in changes.items() if name not in parts.MOMENTS}
        table = parts.table(facts, before=before if old else None, texts_before=texts)
        return [*table, *parts.changed_conditions(changes)]


class Reminder(SignUpKind):
    """The key ends in the moment the reminder was made for: the start, or for flexible work the end."""

    category = Category.REMINDER
    states = frozenset({SignUpState.CONFIRMED})
    wants_companions = True

    def is_obsolete(self, facts: SignUpFacts, notification: Notification) -> bool:
        shift = facts.shift
        moment = shift.last_moment
        made_for = (notification.key or "").rpartition(":")[2]
        return (
            super().is_obsolete(facts, notification)
            or moment <= timezone.now()
            or made_for != str(int(moment.timestamp()))
            # Whoever was told not to come is not reminded to.
            or facts.project.is_paused
        )

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        words = {"time": dates.clock(facts.shift.starts_at), "project": facts.project.title}
        if facts.shift.flexible:
            return _("The work is due %(day)s: %(project)s") % {
                "day": dates.day(facts.shift.ends_at), "project": facts.project.title
            }  # fmt: skip
        if parts.is_today(facts.shift.starts_at):
            return _("Today at %(time)s: %(project)s") % words
        return _("Tomorrow at %(time)s: %(project)s") % words

    def title(self, facts: SignUpFacts) -> str:
        if facts.shift.flexible:
            return parts.named(_("%(name)s, the last day is near"), facts)
        if parts.is_today(facts.shift.starts_at):
            return parts.named(_("%(name)s, see you today"), facts)
        return parts.named(_("%(name)s, see you tomorrow"), facts)

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        return parts.full_letter(facts, title=self.title(facts))


@register
class ReminderDay(Reminder):
    code = "volunteers.reminder_day"
    label = lazy("Reminder the day before")


@register
class ReminderHours(Reminder):
    code = "volunteers.reminder_hours"
    label = lazy("Reminder two hours before")

    def title(self, facts: SignUpFacts) -> str:
        return parts.named(_("%(name)s, it starts soon"), facts)
