"""The letter about a picture the office took out. Payload ``{"type": label, "row": id, "note": reason}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from organizations.models import Organization
from projects.models import Project
from qazvolunteer.core.addresses import absolute
from qazvolunteer.core.admin_pages import change_url
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.transitions import said
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link, Quote
from qazvolunteer.notifications.models import Notification
from volunteers.models import ReportPhoto

MODELS: Mapping[str, Any] = {model._meta.label_lower: model for model in (Project, Organization, ReportPhoto)}
WITH: Mapping[str, Sequence[str]] = {
    "projects.project": ("organization",),
    "organizations.organization": (),
    "volunteers.reportphoto": ("report__project__organization",),
}


@dataclass(frozen=True)
class Shown:
    """Whose picture it was: its page in the workplace, the project if there is one, the organization."""

    page: Any
    project: Project | None
    organization: Organization


@register
class PictureTakenOut(LetterKind):
    """To owners and managers of the organization."""

    code = "frontoffice.picture_taken_out"
    label = lazy("The front office took a picture out")
    category = Category.WORK

    def load(self, notification: Notification) -> Shown | None:
        return self.load_many([notification])[notification.pk]

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Shown | None]:
        found: dict[UUID, Shown | None] = {}
        for label, model in MODELS.items():
            concerned = {row.pk: row.payload["row"] for row in notifications if row.payload["type"] == label}
            if concerned:
                known = model.objects.select_related(*WITH[label]).in_bulk(set(concerned.values()))
                found |= {pk: self._shown(known.get(key)) for pk, key in concerned.items()}
        return found

    def _shown(self, row: Any) -> Shown | None:
        if row is None:
            return None
        if isinstance(row, Organization):
            return Shown(row, None, row)
        project = row if isinstance(row, Project) else row.report.project
        return Shown(row if isinstance(row, Project) else row.report, project, project.organization)

    def subject(self, facts: Shown, notification: Notification) -> str:
        return _("The front office took a picture out: %(name)s") % {"name": self._name(facts)}

    def letter(self, facts: Shown, notification: Notification) -> Letter:
        known = [
            Fact(_("Organization"), facts.organization.name, lang=shown_language(facts.organization, "name")),
        ]
        if facts.project is not None:
            known.insert(0, Fact(_("Project"), facts.project.title, lang=shown_language(facts.project, "title")))
        return Letter(
            title=_("The front office took a picture out"),
            preview=self._name(facts),
            lead=[_("Visitors no longer see it. You may upload another one.")],
            facts=known,
            quote=Quote(_("What the front office wrote"), said(notification.payload.get("note", ""))),
            button=Link(_("Open the workplace"), absolute(change_url(facts.page))),
            picture=False,
        )

    def _name(self, facts: Shown) -> str:
        return facts.project.title if facts.project is not None else facts.organization.name
