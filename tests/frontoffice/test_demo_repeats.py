"""The same seed and day make the same country; another seed makes another."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from frontoffice.demo import build
from frontoffice.demo.national.build import build_nation
from frontoffice.demo.national.size import FEWEST, Size
from frontoffice.reports import paper
from frontoffice.reports.models import MonitoringReport, ReportFile
from qazvolunteer.accounts.models import User
from tests.frontoffice.rules import digests
from tests.frontoffice.test_demo import SCALE

DAY = dt.date(2026, 4, 15)
# As few projects as may be, and people enough to choose among them.
SIZE = Size(organizations=100, projects=FEWEST, shifts=3 * FEWEST, volunteers=5_000, signups=8_000)


@pytest.mark.django_db
def test_the_same_seed_and_day_make_the_same_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "typeset", lambda content: b"sheets")
    call_command("load_reference", stdout=StringIO())
    made = [_once(seed) for seed in (5, 5, 6)]
    assert made[0] == made[1]
    assert all(made[0][name] != made[2][name] for name in made[0])


@pytest.mark.django_db
def test_the_same_seed_and_day_make_the_same_country() -> None:
    call_command("load_reference", stdout=StringIO())
    made = [_nation(seed) for seed in (5, 5, 6)]
    assert made[0] == made[1]
    assert all(made[0][name] != made[2][name] for name in made[0])


@pytest.mark.django_db
def test_it_needs_the_reference_data() -> None:
    with pytest.raises(CommandError, match="load_reference"):
        call_command("load_demo", "--force")


@pytest.mark.django_db
def test_a_scale_beyond_the_country_is_refused() -> None:
    with pytest.raises(CommandError, match="scale"):
        call_command("load_demo", "--force", "--scale", "2")


def _nation(seed: int) -> dict[str, str]:
    with transaction.atomic():
        build_nation(seed, build.moment_of(DAY), SIZE, lambda *step: None)
        found = digests()
        transaction.set_rollback(True)
    return found


def _once(seed: int) -> dict[str, str]:
    """Load, take the digests, and roll back."""
    with transaction.atomic():
        call_command(
            "load_demo", "--force", "--seed", str(seed), "--today", DAY.isoformat(), "--scale", str(SCALE),
            stdout=StringIO(),
        )  # fmt: skip
        found = digests()
        assert User.objects.exists()
        reports = MonitoringReport.objects.order_by("pk").values_list("kind", "state")
        assert list(reports) == [
            *((kind, "signed_off") for kind in ("year", "half", "quarter", "month")),
            ("month", "draft"),
        ]
        assert ReportFile.objects.filter(report__state="signed_off", format="pdf").count() == 12
        transaction.set_rollback(True)
    return found
