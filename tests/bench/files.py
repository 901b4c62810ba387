"""Everybody who signed up for a project, as a file: its time against a bare COPY, its memory against a short file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.bench import world
from tests.bench.results import Result, Unable
from tests.bench.stage import Measure, Stage
from tests.bench.world import BASE, World

if TYPE_CHECKING:
    from projects.models import Project, Shift
    from qazvolunteer.accounts.models import User

ROWS, FEW_ROWS = 100_000, 2_000
SHIFTS = 10
# People of the demonstration, whose names, numbers and ages are as different as those of the country, in every shift.
SIGN_UP = """
    INSERT INTO volunteers_signup (volunteer_id, shift_id, state, created_at, answers, pass_secret, pass_code)
    SELECT volunteer, shift, 'confirmed', now() - row * interval '1 second',
        jsonb_build_object(%(question)s::text, 'L'), md5('bench' || row), 'b' || lpad(row::text, 7, '0')
    FROM (SELECT person.id AS volunteer, shift.id AS shift, row_number() OVER (ORDER BY person.id, shift.id) AS row
        FROM (SELECT id FROM volunteers_volunteer WHERE id < %(base)s ORDER BY id LIMIT %(people)s) AS person,
            unnest(%(shifts)s::bigint[]) AS shift (id)) AS every;
    UPDATE projects_shift SET seats_taken = (SELECT count(*) FROM volunteers_signup WHERE shift_id = projects_shift.id)
        WHERE id = ANY(%(shifts)s);
    ANALYZE volunteers_signup;
"""

Tick = Callable[[], None]


def roster_export(stage: Stage, tick: Tick) -> list[Result]:
    """The task that writes a file, in a process of its own: of a project, and of a shift with a tenth of the rows."""
    rows = FEW_ROWS if stage.quick else ROWS
    made = world.make(1, SHIFTS)
    try:
        project, shift, owner = _fill(made, rows)
        rounds = stage.interleaved(
            lambda: _written(stage, project, owner, rows=rows)[0], lambda: _copied(stage, project), tick
        )
        growth, words = [], []
        for kind in ("csv", "xlsx"):
            _seconds, long = _written(stage, project, owner, kind, rows=rows)
            _seconds, short = _written(stage, project, owner, kind, of=shift, rows=rows // SHIFTS)
            growth.append(long - short)
            words.append(f"{kind.upper()} {long:.0f} against {short:.0f}")
            tick()
    finally:
        world.remove()
    return [
        Result("roster_export.csv", rounds.ratio, "×", 8, "lower", f"{rows} rows: {rounds.words('s')}"),
        Result(
            "roster_export.memory",
            max(growth),
            "MB",
            4,
            "lower",
            f"peak of {rows} rows less that of {rows // SHIFTS}: {', '.join(words)} MB",
        ),
    ]


def _fill(made: World, rows: int) -> tuple[Project, Shift, User]:
    """A project whose shifts all have as many sign-ups, one of the shifts, and whoever asks for the files."""
    from projects.models import Project, ProjectQuestion, Shift

    project = Project.objects.get(slug=made.slugs[made.hot])
    label = {f"label_{code}": "Bench" for code in ("kk", "ru", "en")}
    question = ProjectQuestion.objects.create(project=project, **label)
    Shift.objects.filter(pk__in=made.spread).update(project=project)
    world.run(SIGN_UP, shifts=made.spread, question=question.pk, people=rows // SHIFTS)
    return project, Shift.objects.get(pk=made.spread[0]), made.staff("manager")


def _written(
    stage: Stage, project: Project, owner: User, kind: str = "csv", *, of: Shift | None = None, rows: int
) -> tuple[float, float]:
    """Seconds and peak of the process."""
    from volunteers import exports
    from volunteers.export_models import ExportFile

    ExportFile.objects.filter(owner__gte=BASE).delete()
    file = exports.ask(project, by=owner, format=kind, shift=of, language="ru")
    # A short one was ready at once.
    ExportFile.objects.filter(pk=file.pk).update(made_at=None)
    file.pieces.all().delete()
    seconds, peak = _program(stage, "product", file.pk)
    file.refresh_from_db()
    if file.rows != rows:
        raise Unable(f"Of {rows} rows, {file.rows} came into the file.")
    return seconds, peak


def _copied(stage: Stage, project: Project) -> float:
    return _program(stage, "bare", project.pk)[0]


def _program(stage: Stage, side: str, pk: int) -> tuple[float, float]:
    said = stage.run("file", sys.executable, "-m", "tests.bench.file_writer", side, str(pk))
    seconds, peak = said.splitlines()[-1].split()
    return float(seconds), float(peak)


NAMES = ("roster_export.csv", "roster_export.memory")
MEASURES = (Measure("roster_export", NAMES, roster_export),)
