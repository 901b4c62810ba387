"""Searching: from what was typed, in any script, to the projects that fit, against the bare look into the index.

Both run in this process over Django's own cursor. The bare query knows the folded word already, asks the trigram index
for the rows that hold it and returns their ids: no ranking, no second word, no slips of the finger.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence

from tests.bench.results import Result
from tests.bench.stage import Measure, Stage

SCRIPTS = {
    "Kazakh": ("қызылорда", "Өскемен", "көшет", "саулық", "Көкшетау", "балалар", "Түркістан", "өзен"),
    "Russian keyboard": ("кызылорда", "оскемен", "кошет", "саулык", "кокшетау", "балалар", "туркистан", "озен"),
    "Latin": ("Qyzylorda", "Oskemen", "koshet", "saulyq", "Kokshetau", "balalar", "Turkistan", "ozen"),
}
# The index holds running projects alone, so the bare query has to name them to use it.
BARE = "SELECT id FROM projects_project WHERE state = 'approved' AND published_at IS NOT NULL AND search_text LIKE %s"
CALLS = 100


def search(stage: Stage, tick: Callable[[], None]) -> list[Result]:
    """The ninety-fifth percentile of each script against the bare query's; the worst script counts."""
    from qazvolunteer.core.folding import fold

    calls = 20 if stage.quick else CALLS
    found = {}
    for script, words in SCRIPTS.items():
        drawn = random.Random(7).choices(words, k=calls)
        folded = [f"% {fold(word)}%" for word in drawn]
        _ours(drawn), _bare(folded)
        found[script] = stage.interleaved(lambda drawn=drawn: _ours(drawn), lambda folded=folded: _bare(folded), tick)
    worst = max(found, key=lambda script: found[script].ratio)
    others = ", ".join(f"{script} {rounds.ratio:.2f}" for script, rounds in found.items())
    method = f"{others}; {worst}: {found[worst].words('ms p95')}"
    return [Result("search", found[worst].ratio, "×", 3, "lower", method)]


def _ours(words: Sequence[str]) -> float:
    from projects.search import fits

    return _p95([lambda word=word: fits(word) for word in words])


def _bare(patterns: Sequence[str]) -> float:
    from django.db import connection

    def ask(pattern: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [pattern])
            cursor.fetchall()

    return _p95([lambda pattern=pattern: ask(pattern) for pattern in patterns])


def _p95(calls: Sequence[Callable[[], object]]) -> float:
    """Milliseconds."""
    took = []
    for call in calls:
        began = time.perf_counter()
        call()
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)[int(len(took) * 0.95)]


MEASURES = (Measure("search", ("search",), search, steps=len(SCRIPTS)),)
