"""Beginning a project from another one: a template of the head office, or an own project of before.

Both go through a *blueprint*: the texts, conditions, lines, questions and planned outcomes of a project as plain
values, without its place, its shifts and its people.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from organizations import permissions as organizations
from organizations.models import Organization
from projects import permissions, scheduling, search
from projects.drafts import free_address
from projects.models import (
    Programme,
    Project,
    ProjectItem,
    ProjectOutcome,
    ProjectQuestion,
    ProjectTemplate,
    Skill,
)
from qazvolunteer.core.folding import fold
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.secret_codes import new_code

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

LANGUAGES = ("kk", "ru", "en")
Blueprint = Mapping[str, Any]


def _three(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}_{code}" for name in names for code in LANGUAGES)


PROJECT = (
    "kind", "format", "min_age", "risk_tags", "languages", "accessible", "needs_approval", "cover",
    *_three("title", "summary", "description"),
)  # fmt: skip
ITEM = ("section", "icon", "offset_minutes", "position", *_three("text"))
QUESTION = ("kind", "required", "position", *_three("label", "choices"))


def blueprint(project: Project) -> dict[str, Any]:
    """What of a project may begin another one."""
    return {
        "project": {name: getattr(project, name) for name in PROJECT},
        "skills": list(project.skills.values_list("slug", flat=True)),
        "items": [{name: getattr(row, name) for name in ITEM} for row in project.items.all()],
        "questions": [{name: getattr(row, name) for name in QUESTION} for row in project.questions.all()],
        "outcomes": [{"unit": row.unit, "planned": str(row.planned)} for row in project.outcomes.all()],
    }


@transaction.atomic
def from_template(template: ProjectTemplate, *, by: User, organization: Organization) -> Project:
    """A new draft of the organization out of a template that is offered. Raises Refusal."""
    if not template.active:
        raise Refusal("not_offered", _("This template is not offered any more."))
    return _draft(template.content, by=by, organization=organization, programme=template.programme)


@transaction.atomic
def from_project(project: Project, *, by: User) -> Project:
    """A new draft like a project of the same organization, in the same place, with its picture."""
    scheduling.require_editor(project, by)
    place = ("region_id", "district_id", "town_id", "latitude", "longitude", "contact_name", "photo")
    return _draft(
        blueprint(project),
        by=by,
        organization=project.organization,
        programme=project.programme,
        **{name: getattr(project, name) for name in (*place, *_three("place", "directions"))},
    )


def _draft(source: Blueprint, *, by: User, organization: Organization, programme: Programme, **values: Any) -> Project:
    if not organizations.may_edit(by, organization.pk):
        raise Refusal("not_allowed", _("Only owners and managers of the organization can do this."))
    where = {"region_id": organization.region_id, "town_id": organization.town_id}
    project = Project(organization=organization, programme=programme, **{**where, **source["project"], **values})
    project.slug = free_address(project)
    project.save()
    project.skills.set(Skill.objects.filter(slug__in=source["skills"]))
    ProjectItem.objects.bulk_create(ProjectItem(project=project, **row) for row in source["items"])
    ProjectQuestion.objects.bulk_create(ProjectQuestion(project=project, **row) for row in source["questions"])
    ProjectOutcome.objects.bulk_create(
        ProjectOutcome(project=project, unit=row["unit"], planned=Decimal(row["planned"])) for row in source["outcomes"]
    )
    search.refresh([project.pk])
    return project


@transaction.atomic
def make_template(project: Project, *, by: User) -> ProjectTemplate:
    """The head office offers a good project to everybody, as it is now; later changes of the project do not follow."""
    if not permissions.may_keep_templates(by):
        raise Refusal("not_allowed", _("Only the republican front office keeps the templates."))
    base = slugify(project.title_en or fold(project.title_ru or project.title_kk or ""))[:50].strip("-")  # type: ignore[attr-defined]
    return ProjectTemplate.objects.create(
        programme=project.programme,
        slug=f"{base or 'template'}-{new_code().lower()[:4]}",
        content=blueprint(project),
        **{f"name_{code}": getattr(project, f"title_{code}") or project.title for code in LANGUAGES},
        **{f"about_{code}": (getattr(project, f"summary_{code}") or "")[:240] for code in LANGUAGES},
    )
