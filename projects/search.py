"""The folded text by which a project is found. Kept in ``Project.search_text``; written here alone."""

from __future__ import annotations

from collections.abc import Iterable

from projects.models import Project
from qazvolunteer.core.folding import fold

LANGUAGES = ("kk", "ru", "en")


def text_of(project: Project) -> str:
    """Title, summary, place, organization, programme and place names in three languages, folded, words once.

    Expects organization, programme, region, district and town to be loaded.
    """
    named = [project.organization, project.programme, project.region, project.district, project.town]
    parts = [getattr(project, f"{field}_{code}") for field in ("title", "summary", "place") for code in LANGUAGES]
    parts += [getattr(row, f"name_{code}") for row in named if row is not None for code in LANGUAGES]
    parts.append(project.programme.brand)
    words = dict.fromkeys(fold(" ".join(part for part in parts if part)).split())
    return " ".join(words)


def refresh(projects: Iterable[int]) -> None:
    """Write the search text of these projects anew: after they, their organization or their place changed."""
    rows = Project.objects.filter(pk__in=list(projects)).select_related(
        "organization", "programme", "region", "district", "town"
    )
    changed = []
    for project in rows:
        project.search_text = text_of(project)
        changed.append(project)
    Project.objects.bulk_update(changed, ["search_text"], batch_size=500)


def fits(words: str) -> dict[int, int]:
    """Open projects whose text holds every word of ``words``, in whatever spelling, each with how well it fits."""
    projects = Project.objects.running()
    for word in fold(words).split()[:8]:
        projects = projects.filter(search_text__contains=word)
    return dict.fromkeys(projects.values_list("pk", flat=True), 1)
