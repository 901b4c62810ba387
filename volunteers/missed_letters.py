"""Letters about shifts that somebody does not come to: in time, too late to be in time, and never."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qazvolunteer.core import dates
from qazvolunteer.core.addresses import page
from qazvolunteer.core.transitions import said
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, Link, Notice, Quote, in_other_language
from qazvolunteer.notifications.models import Notification
from volunteers import missed
from volunteers.attendance_models import Attendance
from volunteers.enums import AttendanceState, SignUpState
from volunteers.hours_enums import AppealState
from volunteers.hours_letters import OneRow, project_facts
from volunteers.hours_models import MissedAppeal
from volunteers.letter_facts import SignUpFacts, SignUpKind
from volunteers.letter_parts import named_for, short_table


@register
class Missed(SignUpKind):
    """The person was marked as missed. It is told in private, with the way to answer."""

    code = "volunteers.missed"
    label = lazy("You were expected and did not come")
    states = frozenset({SignUpState.CONFIRMED})

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, SignUpFacts | None]:
        """``reason`` is the state of attendance: the mark may have been taken back."""
        found = super().load_many(notifications)
        rows = Attendance.objects.filter(signup__in=[facts.signup for facts in found.values() if facts])
        marks = dict(rows.values_list("signup", "state"))
        for facts in found.values():
            if facts is not None:
                facts.reason = marks.get(facts.signup.pk, "")
        return found

    def is_obsolete(self, facts: SignUpFacts, notification: Notification) -> bool:
        return facts.reason != AttendanceState.MISSED

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("You were expected: %(project)s") % {"project": facts.project.title}

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        return Letter(
            title=named_for(_("%(name)s, you were expected"), facts.signup.volunteer.user),
            preview=facts.project.title,
            lead=[
                _("The organizer noted that you did not come. Only you and organizations you sign up with see it."),
                _("It fades after a year. If it is wrong, or you could not help it, say how it was."),
            ],
            facts=short_table(facts),
            button=Link(_("Say how it was"), page("missed", facts.signup.pk)),
            notice=Notice(_("Next time"), _("Tap “I can't come” before the start: then you are excused.")),
            other_language=in_other_language("missed", facts.signup.pk),
        )


@register
class CannotCome(SignUpKind):
    """To the organizer: somebody cannot come, and little time is left."""

    code = "volunteers.cannot_come"
    label = lazy("Somebody cannot come, and the shift is near")
    category = Category.WORK
    states = frozenset({SignUpState.WITHDRAWN})

    def is_obsolete(self, facts: SignUpFacts, notification: Notification) -> bool:
        return super().is_obsolete(facts, notification) or facts.shift.starts_at <= timezone.now()

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("Somebody cannot come: %(project)s") % {"project": facts.project.title}

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        waiting = facts.shift.waiting
        return Letter(
            title=_("Somebody cannot come, and the shift is near"),
            preview=facts.project.title,
            lead=[
                _("They said so before the start, so they are excused. The place is offered to the queue at once.")
                if waiting
                else _("They said so before the start, so they are excused. Nobody is left in the queue for the place.")
            ],
            facts=[Fact(_("Volunteer"), facts.signup.volunteer.user.short_name), *short_table(facts)],
            button=Link(_("Open the shift"), page("admin:projects_shift_change", facts.shift.pk)),
            picture=False,
        )


class AboutAppeal(OneRow):
    """Payload ``{"appeal": id}``."""

    name = "appeal"

    def rows(self) -> Any:
        return MissedAppeal.objects.select_related("signup__volunteer__user", "signup__shift__project__organization")


class AppealWaits(AboutAppeal):
    """To whoever has to answer."""

    category = Category.WORK
    # The page where the row is answered, by its name and what stands before the row's number.
    leads_to: ClassVar[tuple[str, ...]] = ("admin:volunteers_missedappeal_change",)

    def is_obsolete(self, facts: MissedAppeal, notification: Notification) -> bool:
        return facts.state != AppealState.OPEN

    @abstractmethod
    def lead(self) -> str:
        """What is asked of the reader, and what happens otherwise."""

    def letter(self, facts: MissedAppeal, notification: Notification) -> Letter:
        return Letter(
            title=_("A volunteer says that “missed” is wrong"),
            preview=facts.signup.shift.project.title,
            lead=[self.lead()],
            facts=[
                Fact(_("Volunteer"), facts.signup.volunteer.user.short_name),
                *project_facts(facts.signup.shift.project),
                Fact(_("Shift"), dates.day(facts.signup.shift.starts_at)),
                Fact(_("Answer due"), dates.day(missed.answer_due(facts))),
            ],
            quote=Quote(_("What the volunteer wrote"), facts.text) if facts.text else None,
            button=Link(_("Open the appeal"), page(*self.leads_to, facts.pk)),
            other_language=in_other_language(*self.leads_to, facts.pk),
            picture=False,
        )


@register
class Appealed(AppealWaits):
    """To the organization's staff."""

    code = "volunteers.appealed"
    label = lazy("A volunteer says that “missed” is wrong")

    def lead(self) -> str:
        return _("Please answer in five working days. After that the front office of the region decides.")

    def is_obsolete(self, facts: MissedAppeal, notification: Notification) -> bool:
        return super().is_obsolete(facts, notification) or facts.escalated_at is not None

    def subject(self, facts: MissedAppeal, notification: Notification) -> str:
        return _("A volunteer appeals: %(project)s") % {"project": facts.signup.shift.project.title}


@register
class AppealOverdue(AppealWaits):
    """To the front office: the organization has not answered in time."""

    code = "volunteers.appeal_overdue"
    label = lazy("An organization has not answered an appeal in time")
    why = lazy("You receive this letter because you work in a front office.")
    leads_to = ("office-matter-of", "missedappeal")

    def lead(self) -> str:
        return _("The organization has not answered in five working days, so your front office decides.")

    def subject(self, facts: MissedAppeal, notification: Notification) -> str:
        return _("An appeal is overdue: %(project)s") % {"project": facts.signup.shift.project.title}


@register
class AppealPassedOn(AboutAppeal):
    """To the person: somebody else decides now."""

    code = "volunteers.appeal_passed_on"
    label = lazy("Your appeal is with the front office")

    def is_obsolete(self, facts: MissedAppeal, notification: Notification) -> bool:
        return facts.state != AppealState.OPEN

    def subject(self, facts: MissedAppeal, notification: Notification) -> str:
        return _("Your appeal is with the front office: %(project)s") % {"project": facts.signup.shift.project.title}

    def letter(self, facts: MissedAppeal, notification: Notification) -> Letter:
        return Letter(
            title=named_for(_("%(name)s, the front office decides now"), facts.signup.volunteer.user),
            preview=facts.signup.shift.project.title,
            lead=[_("The organizer has not answered you in time. You need to do nothing: the answer comes by e-mail.")],
            facts=project_facts(facts.signup.shift.project),
            button=Link(_("See my appeal"), page("missed", facts.signup_id)),
            other_language=in_other_language("missed", facts.signup_id),
            picture=False,
        )


@register
class AppealAnswered(AboutAppeal):
    code = "volunteers.appeal_answered"
    label = lazy("The answer to your appeal")

    def is_obsolete(self, facts: MissedAppeal, notification: Notification) -> bool:
        return facts.state == AppealState.OPEN

    def subject(self, facts: MissedAppeal, notification: Notification) -> str:
        return _("The answer to your appeal: %(project)s") % {"project": facts.signup.shift.project.title}

    def letter(self, facts: MissedAppeal, notification: Notification) -> Letter:
        accepted = facts.state == AppealState.ACCEPTED
        return Letter(
            title=named_for(
                _("%(name)s, the front office has decided about your appeal")
                if facts.escalated_at
                else _("%(name)s, the organizer has answered you"),
                facts.signup.volunteer.user,
            ),
            preview=facts.signup.shift.project.title,
            lead=[
                _("You are excused: the shift is no longer noted as missed.")
                if accepted
                else _("It stays noted. Only you and organizations you sign up with see it, and it fades after a year.")
            ],
            facts=project_facts(facts.signup.shift.project),
            quote=Quote(_("The answer"), said(facts.reply)) if facts.reply else None,
            button=Link(_("Open my volunteer book"), page("my-hours")),
            other_language=in_other_language("my-hours"),
        )
