"""A worker is killed while it builds a report: another goes on from the last step kept, and one version results."""

from __future__ import annotations

from tests.failure.conftest import Installation

SWEEP = "frontoffice.sweep_reports"


class SlowFiles:
    """Keeping a file takes a while, so that a kill meets the middle of a step, not by luck."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    def __enter__(self) -> None:
        self.installation.ask(
            "CREATE OR REPLACE FUNCTION slow_file() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_sleep(1); RETURN NEW; END $$"
        )
        self.installation.ask(
            "CREATE TRIGGER slow_file BEFORE INSERT ON frontoffice_reportfile FOR EACH ROW EXECUTE FUNCTION slow_file()"
        )

    def __exit__(self, *problem: object) -> None:
        self.installation.ask("DROP TRIGGER slow_file ON frontoffice_reportfile")


def test_a_worker_is_killed_in_the_middle_of_a_report(installation: Installation) -> None:
    report = int(installation.run("tests/failure/report.py").splitlines()[-1])

    def done() -> int:
        return int(installation.ask("SELECT done FROM frontoffice_reportjob WHERE report_id = %s", report))

    def state() -> str:
        return str(installation.ask("SELECT state FROM frontoffice_monitoringreport WHERE id = %s", report))

    def kept() -> str:
        """What the steps so far have kept."""
        return str(
            installation.ask(
                "SELECT concat(md5(r.figures::text), r.figures_at, (SELECT string_agg(concat(f.id, f.language), ','"
                " ORDER BY f.id) FROM frontoffice_reportfile f WHERE f.report_id = r.id AND f.language = 'kk'))"
                " FROM frontoffice_monitoringreport r WHERE id = %s",
                report,
            )
        )

    worker = installation.start_worker()
    with SlowFiles(installation):
        installation.sweep(SWEEP)
        # Figures and the first language are kept; the second is at work.
        assert installation.until(lambda: done() == 2, seconds=60)
        installation.kill(worker)
        assert (state(), done()) == ("building", 2)
    before = kept()

    installation.start_worker()
    installation.sweep(SWEEP)
    installation.until(lambda: state() != "building", seconds=4)
    assert (state(), done()) == ("building", 2), "The claim of the one that died still holds."
    installation.ask("UPDATE frontoffice_reportjob SET leased_until = now() WHERE report_id = %s", report)
    assert installation.sweep_until(lambda: state() == "draft", task=SWEEP)

    assert kept() == before, "What was kept is not made again."
    assert installation.ask("SELECT count(*) FROM frontoffice_monitoringreport") == 1
    assert installation.ask("SELECT count(DISTINCT (language, format)) FROM frontoffice_reportfile") == 9
    assert installation.ask("SELECT count(*) FROM frontoffice_reportfile") == 9
    assert installation.ask("SELECT attempts FROM frontoffice_reportjob WHERE report_id = %s", report) == 2
    steps = "SELECT string_agg(action, ' ' ORDER BY id) FROM frontoffice_monitoringtransition WHERE subject_id = %s"
    assert installation.ask(steps, report) == "build finish"
