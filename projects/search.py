"""Finding projects by words, in any spelling; and the folded texts by which they are found, written here alone.

``Project.search_text`` has three parts, each word once and in the first part it stands in: the title; the names of
the organization, the programme and the places (old names too); the summary. A word is found by its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import connection, transaction

from organizations.enums import OrganizationState
from organizations.models import Organization
from projects.enums import ProjectState
from projects.models import Programme, Project, SearchWord
from qazvolunteer.core.folding import fold, spellings
from qazvolunteer.core.search_columns import FoundByName, write, write_names
from qazvolunteer.places.models import Region, Town

LANGUAGES = ("kk", "ru", "en")
# What else has names to be found by.
NAMED: tuple[type[FoundByName], ...] = (Region, Town, Organization, Programme)
# More words than this make no search any narrower.
MOST_WORDS = 8
LONGEST_WORD = 40
# Shorter words have too few letters to tell a slip from another word.
SHORTEST_MISTYPED = 4
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


# By where a word (SQL for it, after a space) first stands in a text that has it, and whether it ends there.
SCORE = f"""(
    CASE cardinality(string_to_array(split_part(project.search_text, {{word}}, 1), '|'))
    WHEN 1 THEN {IN_TITLE} WHEN 2 THEN {IN_NAMES} ELSE {IN_SUMMARY} END
    + CASE WHEN split_part(project.search_text, {{word}}, 2) LIKE ' %%' THEN {WHOLE} ELSE 0 END
)"""

Statement = tuple[str, list[object]]


def asked(text: str) -> list[str]:
    """The folded words to look for. Lone letters are left out beside words; alone they are looked for as words."""
    words = list(dict.fromkeys(word[:LONGEST_WORD] for word in fold(text).split()))
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
        found = {project: fit for project, fit, _number, _word in rows if project is not None}
        if found or not rows:
            return found
        near: list[list[str]] = [[] for _word in words]
        for _project, _fit, number, word in rows:
            near[number].append(word)
        cursor.execute(*_nearly(words, near))
        return dict(cursor.fetchall())


def _exactly(words: list[str]) -> Statement:
    """Projects that have all the words. The patterns are constants: one walk through the index answers all of them."""
    score = " + ".join(SCORE.format(word="%s") for _word in words)
    return (
        f"SELECT project.id, ({score}) * {EXACT} AS fit FROM projects_project AS project "  # noqa: S608
        f"WHERE {RUNNING} AND {' AND '.join('project.search_text LIKE %s' for _word in words)}",
        [*(f" {word}" for word in words for _part in range(2)), *map(pattern, words)],
    )


def _exact_or_nearest(words: list[str]) -> Statement:
    """Exact fits; if there are none, the known words nearest to each of ``words``, by its number.

    Trigrams find the neighbours, in the index; a slip leaves the length almost as it was.
    """
    statement, values = _exactly(words)
    numbered = [(number, word) for number, word in enumerate(words) if len(word) >= SHORTEST_MISTYPED]
    if not numbered:
        return f"SELECT id, fit, NULL, NULL FROM ({statement}) AS exact", values  # noqa: S608
    asked_for = ", ".join("(%s, %s)" for _word in numbered)
    return (
        f"""
        WITH exact AS MATERIALIZED ({statement})
        SELECT id, fit, NULL AS number, NULL AS word FROM exact
        UNION ALL
        SELECT NULL, NULL, asked.number, known.word
        FROM (VALUES {asked_for}) AS asked (number, word), LATERAL (
            SELECT word FROM projects_searchword
            WHERE word %% asked.word AND abs(length(word) - length(asked.word)) <= {FARTHEST}
            AND NOT starts_with(word, asked.word)
            ORDER BY similarity(word, asked.word) DESC, word LIMIT {NEAREST_WORDS}
        ) AS known
        WHERE NOT EXISTS (SELECT FROM exact)
        """,  # noqa: S608
        [*values, *(value for pair in numbered for value in pair)],
    )


def _nearly(words: list[str], near: list[list[str]]) -> Statement:
    """Projects that have each of the words, or a whole word near it."""
    patterns = [
        "|".join([f" {word} " if len(word) == 1 else f" {word}", *(f" {other} " for other in others)])
        for word, others in zip(words, near, strict=True)
    ]
    score = " + ".join(SCORE.format(word="rtrim(substring(project.search_text from %s))") for _word in words)
    return (
        f"SELECT project.id, ({score}) * {NEARLY} AS fit FROM projects_project AS project "  # noqa: S608
        f"WHERE {RUNNING} AND {' AND '.join('project.search_text ~ %s' for _word in words)}",
        [*(value for value in patterns for _part in range(2)), *patterns],
    )


def pattern(word: str) -> str:
    """A lone letter or digit as a word of its own, everything else as the beginning of a word."""
    return f"% {word} %" if len(word) == 1 else f"% {word}%"


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
    _learn(words)
    return changed


@transaction.atomic
def refresh_everything() -> int:
    """Search texts of projects, organizations, programmes and places, and the words in them: after a bulk load."""
    changed = sum(write_names(model._default_manager.all()) for model in NAMED)
    changed += refresh()
    _learn(word for model in NAMED for word in _words_of(model))
    return changed


def _words_of(model: type[FoundByName]) -> Iterator[str]:
    for text in model._default_manager.values_list("search_text", flat=True).iterator():
        yield from text.split()


def _learn(words: Iterable[str]) -> None:
    worth = {word for word in words if SHORTEST_MISTYPED <= len(word) <= LONGEST_WORD and not word.isdecimal()}
    SearchWord.objects.bulk_create(map(SearchWord, sorted(worth)), ignore_conflicts=True, batch_size=5000)
