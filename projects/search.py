"""Finding projects by words, in any spelling; and the folded texts by which they are found, written here alone.

``Project.search_text`` has three parts, each word once and in the first part it stands in: the title; the names of
the organization, the programme and the places (old names too); the summary. A word is found by its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from organizations.enums import OrganizationState
from organizations.models import Organization
from projects.enums import ProjectState
from projects.models import Programme, Project
from projects.search_words import LONGEST, SHORTEST, learn
from qazvolunteer.core.folding import fold, spellings
from qazvolunteer.core.reference_tables import Loaded
from qazvolunteer.core.search_columns import FoundByName, write, write_names
from qazvolunteer.places.models import District, Region, Town

LANGUAGES = ("kk", "ru", "en")
# What else has names to be found by.
NAMED: tuple[type[FoundByName], ...] = (Region, District, Town, Organization, Programme)
# More words than this make no search any narrower.
MOST_WORDS = 8
NEAREST_WORDS = 4
FARTHEST = 3

RUNNING = f"""
    project.state = '{ProjectState.APPROVED}' AND project.published_at IS NOT NULL AND project.organization_id NOT IN
    (SELECT id FROM organizations_organization WHERE state <> '{OrganizationState.VERIFIED}')
"""  # noqa: S608 - constants
# How well a word fits: in the title, in a name, in the summary; a whole word is better than a beginning.
IN_TITLE, IN_NAMES, IN_SUMMARY, WHOLE = 8, 4, 1, 1
# An exact fit is above the best of mistyped words.
EXACT, NEARLY = 10, 5


Statement = tuple[str, list[object]]


@dataclass(frozen=True)
class Wanted:
    """A word asked for, and the known words near it that may stand in for it."""

    word: str
    near: tuple[str, ...] = ()

    @property
    def lookup(self) -> str:
        """The one of Django's lookups that ``pattern`` is for; both walk the trigram index."""
        return "regex" if self.near else "contains"

    @property
    def pattern(self) -> str:
        """The beginning of a word (of a lone letter: the whole of it), or a whole word near it."""
        own = f" {self.word} " if len(self.word) == 1 else f" {self.word}"
        return "|".join([own, *(f" {word} " for word in self.near)])


def score(wanted: Sequence[Wanted], column: str) -> Statement:
    """SQL for how well a text in ``column`` that has all the words fits, by where each first stands in it."""
    parts, values = [], []
    for one in wanted:
        # The place of a regular expression is found by what it met.
        met = f"rtrim(substring({column} from %s))" if one.near else "%s"
        parts.append(
            f"(CASE cardinality(string_to_array(split_part({column}, {met}, 1), '|')) "
            f"WHEN 2 THEN {IN_NAMES} WHEN 3 THEN {IN_SUMMARY} ELSE {IN_TITLE} END "
            f"+ CASE WHEN split_part({column}, {met}, 2) LIKE ' %%' THEN {WHOLE} ELSE 0 END)"
        )
        values += [one.pattern if one.near else f" {one.word}"] * 2
    return " + ".join(parts), values


def asked(text: str) -> list[str]:
    """The folded words to look for. Lone letters are left out beside words; alone they are looked for as words."""
    words = list(dict.fromkeys(word[:LONGEST] for word in fold(text).split()))
    longer = [word for word in words if len(word) > 1 or word.isdecimal()]
    return (longer or words)[:MOST_WORDS]


def fits(text: str) -> dict[int, int]:
    """Projects that visitors may find and in which every word of ``text`` fits somewhere: id -> how well.

    When no project has all the words, known words nearest to those asked stand in for them; such a fit is below every
    exact one. Nothing fits a text without letters and digits. One statement, two when a word was mistyped.
    """
    words = asked(text)
    if not words:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(*_exact_or_nearest(words))
        rows = cursor.fetchall()
        found = {project: fit for project, fit, _word, _near in rows if project is not None}
        near = {word: tuple(others) for _project, _fit, word, others in rows if others}
        if found or not near:
            return found
        cursor.execute(*_fitting([Wanted(word, near.get(word, ())) for word in words], NEARLY))
        return dict(cursor.fetchall())


def wanted(words: Sequence[str]) -> list[Wanted]:
    """The words; those that no text knows, not even as a beginning, with their neighbours. One statement."""
    statement, values = _nearest(words)
    if not statement:
        return [Wanted(word) for word in words]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{statement} WHERE NOT EXISTS (SELECT FROM projects_searchword WHERE word LIKE asked.word || '%%')",
            values,
        )
        near = {word: tuple(others) for word, others in cursor.fetchall()}
    return [Wanted(word, near.get(word, ())) for word in words]


def _fitting(wanted: Sequence[Wanted], factor: int) -> Statement:
    """Projects that have all the words. The patterns are constants: one walk through the index answers all of them."""
    fit, values = score(wanted, "project.search_text")
    conditions = " AND ".join(f"project.search_text {'~' if one.near else 'LIKE'} %s" for one in wanted)
    return (
        f"SELECT project.id, ({fit}) * {factor} AS fit FROM projects_project AS project "  # noqa: S608
        f"WHERE {RUNNING} AND {conditions}",
        [*values, *(one.pattern if one.near else f"%{one.pattern}%" for one in wanted)],
    )


def _exact_or_nearest(words: Sequence[str]) -> Statement:
    """Exact fits; if there are none, the known words nearest to each of ``words``."""
    exact, values = _fitting([Wanted(word) for word in words], EXACT)
    nearest, asked_for = _nearest(words)
    if not nearest:
        return f"SELECT id, fit, NULL, NULL FROM ({exact}) AS exact", values  # noqa: S608
    return (
        f"WITH exact AS MATERIALIZED ({exact}) SELECT id, fit, NULL AS word, NULL AS near FROM exact "  # noqa: S608
        f"UNION ALL SELECT NULL, NULL, nearest.* FROM ({nearest} WHERE NOT EXISTS (SELECT FROM exact)) AS nearest",
        [*values, *asked_for],
    )


def _nearest(words: Sequence[str]) -> Statement:
    """Rows of (word, known words nearest to it): the trigram index measures; a slip hardly changes the length."""
    words = [word for word in words if len(word) >= SHORTEST]
    if not words:
        return "", []
    return (
        f"""
        SELECT asked.word, ARRAY(
            SELECT word FROM projects_searchword
            WHERE word %% asked.word AND abs(length(word) - length(asked.word)) <= {FARTHEST}
            AND NOT starts_with(word, asked.word)
            ORDER BY similarity(word, asked.word) DESC, word LIMIT {NEAREST_WORDS}
        ) AS near FROM (VALUES {", ".join("(%s)" for _word in words)}) AS asked (word)
        """,  # noqa: S608
        list(words),
    )


def text_of(project: Project) -> str:
    """`` title | names | summary ``, folded. Needs organization, programme, region, district and town."""
    named = [project.organization, project.programme, project.region, project.district, project.town]
    places = [getattr(project, f"place_{code}") for code in LANGUAGES]
    return _text(
        [getattr(project, f"title_{code}") for code in LANGUAGES],
        [*places, *(name for row in named if row is not None for name in row.names())],
        [getattr(project, f"summary_{code}") for code in LANGUAGES],
    )


def _text(*parts: list[str | None]) -> str:
    """Each word in the first part it stands in."""
    seen: set[str] = set()
    folded = []
    for texts in parts:
        words = [word for word in spellings(" ".join(text for text in texts if text)) if word not in seen]
        seen.update(words)
        folded.append(" ".join(words))
    return f" {' | '.join(folded)} "


@transaction.atomic
def refresh(projects: Iterable[int] | None = None) -> int:
    """Write the search text of these projects anew (of all when None): after they or what names them changed.

    Returns how many differed. New words join those that mistyped ones are led to.
    """
    rows = Project.objects.select_related("organization", "programme", "region", "district", "town")
    rows = rows.defer("description", *(f"description_{code}" for code in LANGUAGES)).order_by("pk")
    words: set[str] = set()

    def text(project: Project) -> str:
        folded = text_of(project)
        words.update(folded.split())
        return folded

    changed = write(rows if projects is None else rows.filter(pk__in=list(projects)), text)
    learn(words)
    return changed


def load() -> list[Loaded]:
    """The step after reference data: what people search by follows the names, and the present rules of folding."""
    written = refresh_everything()
    return [Loaded("search texts", rows=Project.objects.count(), added=["search text"] * written)]


def follow_name(sender: type[FoundByName], row: FoundByName, **_kwargs: Any) -> None:
    """What is named after a renamed organization, programme or place is found by the new name at once."""
    field = sender._meta.model_name
    refresh(Project.objects.filter(**{str(field): row}).values_list("pk", flat=True))
    learn(row.search_text.split())


@transaction.atomic
def refresh_everything() -> int:
    """Search texts of projects, organizations, programmes and places, and the words in them: after a bulk load."""
    return refresh_names() + refresh()


@transaction.atomic
def refresh_names() -> int:
    """The folded names of organizations, programmes and places; how many differed."""
    changed = sum(write_names(model._default_manager.all()) for model in NAMED)
    learn(word for model in NAMED for word in _words_of(model))
    return changed


def _words_of(model: type[FoundByName]) -> Iterator[str]:
    for text in model._default_manager.values_list("search_text", flat=True).iterator():
        yield from text.split()
