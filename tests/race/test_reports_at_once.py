"""The same report asked for by several at once is one row, built once. The control, which looks first, fails."""

from __future__ import annotations

import datetime as dt
import threading
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from frontoffice.reports import building, paper
from frontoffice.reports.models import MonitoringReport, MonitoringTransition, ReportFile
from frontoffice.rollups.periods import Period
from qazvolunteer.places.models import Region
from tests import builders
from tests.race.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 4


def period() -> Period:
    today = timezone.localdate()
    return Period(today - dt.timedelta(days=20), today - dt.timedelta(days=1))


def look_then_make(region: Region, everybody: threading.Barrier) -> str:
    """Naive: make the row where there is none yet."""
    asked = {"kind": "period", "region": region, "first": period().first, "last": period().last}
    try:
        with transaction.atomic():
            missing = not MonitoringReport.objects.filter(**asked).exists()
            everybody.wait(20)
            if missing:
                MonitoringReport.objects.create(**asked, slug="one")
    except IntegrityError:
        return "lost"
    return "made"


def test_the_naive_way_loses() -> None:
    everybody = threading.Barrier(MANY)
    found = at_once([partial(look_then_make, builders.region("almaty"), everybody)] * MANY)
    assert sorted(found) == [*["lost"] * (MANY - 1), "made"]


def test_asked_and_built_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "draw", lambda report: b"%PDF")
    region, people = builders.region("almaty"), [builders.coordinator("almaty") for _ in range(MANY)]
    found = at_once([partial(building.ask, region, period(), by=person) for person in people])
    assert len({report.pk for report in found}) == 1
    at_once([partial(building.build, found[0].pk)] * MANY)
    assert MonitoringReport.objects.get().is_draft
    assert MonitoringTransition.objects.filter(action="build").count() == 1
    assert ReportFile.objects.count() == 9
