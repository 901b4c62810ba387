"""What a first visit costs a phone: bytes and requests over the wire, nothing from elsewhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench import addresses
from tests.bench.results import Result, Unable
from tests.bench.stage import Measure, Stage

HTML_KB, VISIT_KB, REQUESTS = 60, 250, 15


def page_weight(stage: Stage, tick: Callable[[], None]) -> list[Result]:
    """The list's HTML as it leaves the template, in three languages; then first visits in Chromium."""
    lists = {}
    for language in addresses.LANGUAGES:
        status, body = stage.web.get(f"/{language}/projects/")
        if status != 200:
            raise Unable(f"The list answers {status}.")
        lists[language] = len(body) / 1024
    html = Result(
        "page_weight.html",
        max(lists.values()),
        "kB",
        HTML_KB,
        "lower",
        "the list, not compressed: " + ", ".join(f"{language} {size:.1f}" for language, size in lists.items()),
    )
    paths = ["/kk/", "/kk/projects/", addresses.projects(1)[0]]
    program = str(Path(__file__).with_name("weigh.py"))
    said = stage.run("weigh", sys.executable, program, *(stage.web.url + path for path in paths))
    visits = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    words = "first visits in Chromium, 390 px: "
    kilobytes = [visit["bytes"] / 1024 for visit in visits]
    counts = [visit["requests"] for visit in visits]
    foreign = [address for visit in visits for address in visit["foreign"]]
    named = list(zip(("home", "list", "project"), kilobytes, counts, strict=True))
    return [
        html,
        Result(
            "page_weight.visit",
            max(kilobytes),
            "kB",
            VISIT_KB,
            "lower",
            words + ", ".join(f"{name} {size:.0f}" for name, size, _ in named),
        ),
        Result(
            "page_weight.requests",
            max(counts),
            "requests",
            REQUESTS,
            "lower",
            words + ", ".join(f"{name} {count}" for name, _, count in named),
        ),
        Result("page_weight.foreign", len(foreign), "requests", 0, "lower", words + (", ".join(foreign) or "none")),
    ]


MEASURES = (
    Measure(
        "page_weight",
        ("page_weight.html", "page_weight.visit", "page_weight.requests", "page_weight.foreign"),
        page_weight,
    ),
)
