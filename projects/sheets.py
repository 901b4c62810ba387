"""What the page of a project says whoever looks at it and however many places are left: read once, then remembered by
the process in each language for as long as the catalogue's index has the same version of the project.

What the sheet shows is logged by the triggers of the catalogue's change log (see ``catalogue.upkeep``), so a change is
seen by the next look. A project that is not open has no version: it is read every time.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organizations import halts
from organizations.halt_enums import PUBLIC, Ground
from projects import capacity, catalogue, share_pictures, structured_data
from projects.cards import age_words, place
from projects.enums import Format, ItemSection, ProjectKind, ProjectState
from projects.models import Project, ProjectItem, ProjectQuestion, Shift
from projects.structured_data import About
from projects.wording import outcome_words
from qazvolunteer.core import pictures, statements
from qazvolunteer.core.bounded import Bounded
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.share_pictures import Poster
from qazvolunteer.core.statements import Row, columns

# Sheets of a process, and the letters of their long texts together.
REMEMBERED, REMEMBERED_BYTES = 500, 2 * 1024 * 1024
NAMED = ("organization", "programme")
LONG_TEXTS = (
    "search_text",
    *(f"{table}__search_text" for table in NAMED),
    *(f"{table}__about{language}" for table in NAMED for language in ("", "_kk", "_ru", "_en")),
)


@dataclass(frozen=True)
class Item:
    """A line of what to know, to bring, or what is given."""

    icon: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question as a form asks it; ``kept_choices`` are what an answer is kept as, in whatever language."""

    pk: int
    kind: str
    label: str
    required: bool
    choices: str
    kept_choices: str

    @classmethod
    def of(cls, question: ProjectQuestion) -> Question:
        # The Kazakh line is what is kept, so that an answer means the same in every language.
        kept = question.choices_kk or question.choices_ru or question.choices_en  # type: ignore[attr-defined]
        return cls(question.pk, question.kind, question.label, question.required, question.choices or "", kept or "")


@dataclass(frozen=True)
class Facts:
    """The words of the page, plain values in the reader's language."""

    href: str
    title: str
    lang: str
    summary: str
    description: str
    state: str
    # Why a front office has paused it, for everybody; "" when it has not.
    paused: str
    signups_open: bool
    brand: str
    art: str
    programme_slug: str
    region_slug: str
    cover: int
    photo: str
    outcomes: tuple[str, ...]
    kind: str
    format: str
    on_site: bool
    place: str
    directions: str
    latitude: str
    longitude: str
    age_words: str
    languages: tuple[str, ...]
    risks: tuple[str, ...]
    accessible: bool
    contact_name: str
    organizer: str
    verified: bool
    organizer_href: str
    need: tuple[Item, ...]
    bring: tuple[Item, ...]
    given: tuple[Item, ...]


@dataclass(frozen=True)
class Sheet:
    """``rules`` is what may be asked of the project to say who may come; ``about`` and ``poster`` lack what the
    shifts say."""

    pk: int
    version: int
    region: str
    programme: int
    facts: Facts
    rules: Project
    trail: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]
    about: About
    poster: Poster
    end_reason: str


_kept: Bounded[Sheet] = Bounded(REMEMBERED, REMEMBERED_BYTES, lambda sheet: sys.getsizeof(sheet.facts.description))


def sheet(slug: str) -> Sheet:
    """The project visitors may open at this address. Raises Project.DoesNotExist."""
    language = get_language() or ""
    kept = _kept.get((slug, language))
    if kept is not None and catalogue.version(kept.pk) == kept.version:
        return kept
    pk = Project.objects.values_list("pk", flat=True).get(slug=slug)
    # The version first: what changes between the two is then read too early, never too late.
    version = catalogue.version(pk)
    made = _read(pk, version)
    if made.rules.slug != slug:
        raise Project.DoesNotExist
    if version:
        _kept.put((slug, language), made)
    return made


SHIFT_COLUMNS = columns(
    Shift, "id", "project_id", "task", "task_kk", "task_ru", "task_en", "starts_at", "ends_at", "flexible", "seats",
    "seats_taken", "waiting", "has_roles", "cancelled_at",
)  # fmt: skip
SHIFTS = f"""
    SELECT {", ".join(SHIFT_COLUMNS)} FROM projects_shift
    WHERE project_id = %s AND cancelled_at IS NULL ORDER BY starts_at, id
"""  # noqa: S608


def shifts_of(sheet: Sheet) -> list[Shift]:
    """The shifts that are not cancelled, with the places of this moment: one statement."""
    found = [statements.instance(Shift, SHIFT_COLUMNS, values) for values in statements.rows(SHIFTS, [sheet.pk])]
    for shift in found:
        shift.project = sheet.rules
    return found


def preview(pk: int) -> Sheet:
    """The sheet of any project, read anew, for whoever may look at it before visitors do."""
    return _read(pk, 0, Project.objects.all())


def _read(pk: int, version: int, among: QuerySet[Project] | None = None) -> Sheet:
    related = ("organization", "programme", "region", "district", "town")
    rows = Project.objects.shown() if among is None else among
    project = rows.select_related(*related).defer(*LONG_TEXTS).get(pk=pk)
    items = list(project.items.all())
    catalogue_address = reverse("catalogue")
    return Sheet(
        pk=pk,
        version=version,
        region=project.region_id,
        programme=project.programme_id,
        facts=_facts(project, {section: _items(items, section) for section in ItemSection.values}),
        rules=_rules(project),
        trail=(
            (_("Projects"), catalogue_address),
            (project.region.short, f"{catalogue_address}?region={project.region.slug}"),
            (project.title, ""),
        ),
        questions=tuple(Question.of(question) for question in project.questions.all()),
        about=structured_data.about(project),
        poster=share_pictures.of_project(project),
        end_reason=_end_reason(project),
    )


def _facts(project: Project, items: dict[str, tuple[Item, ...]]) -> Facts:
    organization, programme = project.organization, project.programme
    located = project.latitude is not None and project.longitude is not None
    return Facts(
        href=project.get_absolute_url(),
        title=project.title,
        lang=shown_language(project, "title"),
        summary=project.summary or "",
        description=project.description or "",
        state=project.state,
        paused=_paused(project),
        signups_open=project.signups_open,
        brand=programme.brand,
        art=programme.art,
        programme_slug=programme.slug,
        region_slug=project.region.slug,
        cover=project.cover,
        photo=pictures.address(project.photo),
        outcomes=tuple(outcome_words(outcome) for outcome in project.outcomes.all()),
        kind="" if project.kind == ProjectKind.PROJECT else str(project.get_kind_display()),
        format=str(project.get_format_display()),
        on_site=project.format == Format.ON_SITE,
        place=place(project),
        directions=project.directions or "",
        latitude=str(project.latitude) if located else "",
        longitude=str(project.longitude) if located else "",
        age_words=age_words(project),
        languages=tuple(project.language_names),
        risks=tuple(project.risks),
        accessible=project.accessible,
        contact_name=project.contact_name,
        organizer=organization.name,
        verified=organization.is_verified,
        organizer_href=organization.get_absolute_url(),
        need=items[ItemSection.NEED],
        bring=items[ItemSection.BRING],
        given=items[ItemSection.GIVEN],
    )


def _items(items: Sequence[ProjectItem], section: str) -> tuple[Item, ...]:
    return tuple(Item(item.icon, item.text) for item in items if item.section == section)


def _rules(project: Project) -> Project:
    """The columns the rules ask for, without the long texts. Shared by all readers, so nobody writes to it."""
    rules = _narrow(project, capacity.PROJECT_COLUMNS)
    rules.organization = _narrow(project.organization, capacity.ORGANIZATION_COLUMNS)
    return rules


def _narrow(row: Row, names: Sequence[str]) -> Row:
    return statements.instance(type(row), names, [getattr(row, name) for name in names])


def _paused(project: Project) -> str:
    if not project.is_paused:
        return ""
    halt = halts.standing(project.organization_id, project.pk if project.state == ProjectState.PAUSED else None)
    return halt.public_sentence if halt else str(PUBLIC[Ground.OTHER])


def _end_reason(project: Project) -> str:
    """Why a cancelled project was cancelled."""
    if project.state != ProjectState.CANCELLED:
        return ""
    return project.transitions.filter(action="cancel").values_list("reason", flat=True).first() or ""
