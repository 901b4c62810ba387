"""Letters of monitoring. Payloads: ``concern`` or ``answer``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from frontoffice.monitoring.models import Concern, ConcernAnswer
from qazvolunteer.core import dates
from qazvolunteer.core.addresses import page
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.notifications.account_kinds import forget_address
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link, Notice, Quote
from qazvolunteer.notifications.models import Notification


def facts_of(concern: Concern) -> list[Fact]:
    """What it is about; never who reported it."""
    facts = [Fact(_("What it is about"), str(concern.get_kind_display()))]
    if concern.project is not None:
        facts.append(Fact(_("Project"), concern.project.title, lang=shown_language(concern.project, "title")))
    if concern.organization is not None:
        facts.append(
            Fact(_("Organization"), concern.organization.name, lang=shown_language(concern.organization, "name"))
        )
    return facts


class _OfConcern(LetterKind):
    category = Category.ACCOUNT
    why = lazy("You receive this letter because it concerns your work in a front office.")
    title = lazy("A concern was reported")

    def load(self, notification: Notification) -> Concern | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Concern | None]:
        wanted = {row.pk: row.payload["concern"] for row in notifications}
        found = Concern.objects.select_related("project", "organization", "region").in_bulk(set(wanted.values()))
        return {pk: found.get(concern) for pk, concern in wanted.items()}

    def is_obsolete(self, facts: Concern, notification: Notification) -> bool:
        return not facts.is_open

    def subject(self, facts: Concern, notification: Notification) -> str:
        return f"{self.title}: {facts.get_kind_display()}"

    def letter(self, facts: Concern, notification: Notification) -> Letter:
        return Letter(
            title=str(self.title),
            preview=str(facts.get_kind_display()),
            facts=[*facts_of(facts), Fact(_("Answer due by"), dates.day(facts.due_at, long=True))],
            button=Link(_("Open the concern"), page("office-concern", facts.pk)),
            picture=False,
        )


@register
class ConcernNew(_OfConcern):
    """To the front office."""

    code = "frontoffice.concern_new"
    label = lazy("Somebody reported a concern")


@register
class ConcernAssigned(_OfConcern):
    """To whoever shall look into it."""

    code = "frontoffice.concern_assigned"
    label = lazy("A concern was given to you")
    title = lazy("A concern was given to you")


@register
class ConcernAnswered(LetterKind):
    """To whoever reported it: the account, or an address that is forgotten with the sending."""

    code = "frontoffice.concern_answered"
    label = lazy("The front office answers your concern")
    category = Category.ACCOUNT
    why = lazy("You receive this letter because you reported a concern and asked for an answer.")

    def load(self, notification: Notification) -> ConcernAnswer | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, ConcernAnswer | None]:
        wanted = {row.pk: row.payload["answer"] for row in notifications}
        rows = ConcernAnswer.objects.filter(internal=False)
        found = rows.select_related("concern__project", "concern__organization").in_bulk(set(wanted.values()))
        return {pk: found.get(answer) for pk, answer in wanted.items()}

    def subject(self, facts: ConcernAnswer, notification: Notification) -> str:
        return _("The front office answers your concern")

    def letter(self, facts: ConcernAnswer, notification: Notification) -> Letter:
        concern = facts.concern
        known = facts_of(concern)
        if concern.verdict:
            known.append(Fact(_("What the office found"), str(concern.get_verdict_display())))
        return Letter(
            title=_("The front office answers your concern"),
            preview=str(concern.get_kind_display()),
            facts=known,
            quote=Quote(_("What the front office wrote"), facts.text),
            button=Link(_("See how it stands"), page("concern-status", concern.secret)),
            notice=Notice(
                _("Keep the link to yourself"), _("Whoever has it reads what you wrote and what was answered.")
            ),
            picture=False,
        )

    def after_sent(self, facts: ConcernAnswer, notification: Notification) -> None:
        if notification.recipient_id is None:
            forget_address(notification)
