"""Pages that are read: requests a second at eight connections against the floor's list, and the slowest of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.bench import addresses, people
from tests.bench.results import Result
from tests.bench.stage import Load, Measure, Request, Server, Stage

REQUESTS = 4000
READERS = 200
LIST = "/projects/"
NOTHING = "/nothing/"

Tick = Callable[[], None]


def catalogue_signed_in(stage: Stage, tick: Tick) -> list[Result]:
    """Personal state shown; no page is kept for anybody who is signed in."""
    return [
        _against_list(stage, tick, f"catalogue_signed_in.{name}", paths, target=0.5, signed_in=True)
        for name, paths in _lists()
    ]


def catalogue_anonymous(stage: Stage, tick: Tick) -> list[Result]:
    """The same addresses as a visitor."""
    return [
        _against_list(stage, tick, f"catalogue_anonymous.{name}", paths, target=2.0, signed_in=False)
        for name, paths in _lists()
    ]


def project_page(stage: Stage, tick: Tick) -> list[Result]:
    return [_against_list(stage, tick, "project_page", addresses.projects(REQUESTS), target=0.55, signed_in=True)]


def home_page(stage: Stage, tick: Tick) -> list[Result]:
    return [_against_list(stage, tick, "home_page", addresses.home(REQUESTS), target=2.0, signed_in=False)]


def catalogue_p95(stage: Stage, tick: Tick) -> list[Result]:
    """The slowest twentieth of the list, signed in, filtered and not, against an empty view."""
    half = REQUESTS // 2
    ours, floor = _visits(addresses.plain(half) + addresses.filtered(half), NOTHING, signed_in=True)
    _warm(stage, ours, floor)
    rounds = stage.interleaved(
        lambda: _get(stage, stage.web, ours).percentile(0.95),
        lambda: _get(stage, stage.floor, floor).percentile(0.95),
        tick,
    )
    return [Result("catalogue_p95", rounds.ratio, "×", 40, "lower", rounds.words("ms p95"))]


def _lists() -> list[tuple[str, list[str]]]:
    return [("plain", addresses.plain(REQUESTS)), ("filtered", addresses.filtered(REQUESTS))]


def _against_list(
    stage: Stage, tick: Tick, name: str, paths: Sequence[str], *, target: float, signed_in: bool
) -> Result:
    ours, floor = _visits(paths, LIST, signed_in=signed_in)
    _warm(stage, ours, floor)
    rounds = stage.interleaved(
        lambda: _get(stage, stage.web, ours).per_second,
        lambda: _get(stage, stage.floor, floor).per_second,
        tick,
    )
    return Result(name, rounds.ratio, "×", target, "higher", rounds.words("requests/s"))


def _visits(paths: Sequence[str], floor_path: str, *, signed_in: bool) -> tuple[list[Request], list[Request]]:
    """The requests of both sides, by the same people."""
    readers = people.visitors(people.with_signups(READERS)) if signed_in else []
    ours = people.spread(paths, [reader.product for reader in readers] or [""])
    return ours, people.spread([floor_path] * len(paths), [reader.floor for reader in readers] or [""])


def _get(stage: Stage, server: Server, requests: Sequence[Request]) -> Load:
    """Visitors come without pause; a slice twice as long is nearer to that than one that begins with nothing kept."""
    longer = 1 if requests[0].cookie else 2
    return stage.load(server, requests, seconds=stage.slice_seconds * longer).require(200)


def _warm(stage: Stage, ours: Sequence[Request], floor: Sequence[Request]) -> None:
    for server, requests in ((stage.web, ours), (stage.floor, floor)):
        stage.load(server, requests, seconds=stage.slice_seconds / 2)


MEASURES = (
    Measure(
        "catalogue_signed_in", ("catalogue_signed_in.plain", "catalogue_signed_in.filtered"), catalogue_signed_in, 2
    ),
    Measure(
        "catalogue_anonymous", ("catalogue_anonymous.plain", "catalogue_anonymous.filtered"), catalogue_anonymous, 2
    ),
    Measure("catalogue_p95", ("catalogue_p95",), catalogue_p95),
    Measure("project_page", ("project_page",), project_page),
    Measure("home_page", ("home_page",), home_page),
)
