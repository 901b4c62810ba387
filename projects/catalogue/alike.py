"""What else there is for somebody who looks at a project: open and with places, the likest first."""

from __future__ import annotations

from dataclasses import replace

from projects.catalogue.finding import Hit, Survey
from projects.catalogue.query import Query
from projects.catalogue.upkeep import fresh

SHOWN = 3


def alike(project: int, *, region: str, programme: int, size: int = SHOWN) -> list[Hit]:
    """Of the same programme in the same region; then asking for the same skills there; then of the region; then of
    the programme. One statement."""
    found: dict[int, Hit] = {}
    here, kind = Query(places=True, region=region), Query(places=True, programmes=(programme,))
    with fresh() as catalogue:
        entry = catalogue.index.entries.get(project)
        skills = entry.skills if entry else ()
        ways = [replace(here, programmes=(programme,)), *([replace(here, skills=skills)] if skills else []), here, kind]
        for query in ways:
            if len(found) >= size:
                break
            # Enough to be left with ``size`` when the project itself and those already found are taken away.
            hits = Survey(catalogue, query, None).page("", "", 2 * size).hits
            found |= {hit.project: hit for hit in hits if hit.project not in found and hit.project != project}
    return list(found.values())[:size]
