"""Building reports in steps, each kept before the next begins; asking for them, cancelling, trying again.

A claim is a lease: a worker that dies leaves its report with the steps it kept, and when the lease lapses another one
goes on from there. What a worker made after it lost its claim, or after somebody cancelled, is thrown away.
"""

from __future__ import annotations

import datetime as dt
import logging
import subprocess
import time
import uuid
from typing import TYPE_CHECKING

from celery import current_app
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError
from redis import RedisError

from frontoffice.reports import files, freezing, lifecycle, naming
from frontoffice.reports.enums import MonitoringState, Step
from frontoffice.reports.models import MonitoringReport, ReportJob
from frontoffice.rollups.periods import Period
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.places.models import Region

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

log = logging.getLogger(__name__)

TASK = "frontoffice.build_report"
LEASE = dt.timedelta(minutes=5)
LIMIT = 4
# A queued report whose message to a worker was lost is taken up by the sweep.
PATIENCE = dt.timedelta(seconds=30)
# A sweep ends before the limit of its task.
SWEEP_SECONDS = 120
EARLIEST = dt.date(2020, 1, 1)
MOST_DAYS = 3 * 366
# Beat makes the reports of a period from the second to the tenth day after it: late confirmations are in them, and
# an outage of some days leaves none out.
OPENED_ON = range(2, 11)


@transaction.atomic
def ask(region: Region | None, period: Period, *, by: User) -> MonitoringReport:
    """The first version of the report, built if it is not there. Asked twice at once, it is built once.

    Raises ``not_allowed``, ``wrong_period``.
    """
    lifecycle.require(by, region.pk if region else None)
    if period.first < EARLIEST or period.days > MOST_DAYS:
        raise Refusal("wrong_period", _("A report covers at most three years, and none before 2020."))
    if period.last >= timezone.localdate():
        raise Refusal("wrong_period", _("A report looks back: its last day is yesterday at the latest."))
    report, made = open_report(naming.kind_of(period), region, period, by=by)
    if not made and report.is_stopped:
        return retry(report, by=by)
    return report


def open_report(kind: str, region: Region | None, period: Period, *, by: User | None) -> tuple[MonitoringReport, bool]:
    """The row and whether it is new; a new one is built after the commit."""
    report, made = MonitoringReport.objects.get_or_create(
        kind=kind,
        region=region,
        first=period.first,
        last=period.last,
        version=1,
        defaults={"slug": naming.slug_of(kind, region, period), "asked_by": by},
    )
    if made:
        begin(report)
    return report, made


def begin(report: MonitoringReport) -> None:
    """Give a new row its job and wake a worker after the commit."""
    ReportJob.objects.create(report=report)
    transaction.on_commit(lambda: _wake(report.pk), robust=True)


@transaction.atomic
def cancel(report: MonitoringReport, *, by: User) -> MonitoringReport:
    """Stop between two steps. Raises ``not_allowed``, ``wrong_state``."""
    lifecycle.require(by, report.region_id)
    row = lifecycle.held(report.pk)
    lifecycle.change(row, "cancel", by=by)
    return row


@transaction.atomic
def retry(report: MonitoringReport, *, by: User) -> MonitoringReport:
    """Build anew from the first step. Raises ``not_allowed``, ``wrong_state``."""
    lifecycle.require(by, report.region_id)
    row = lifecycle.held(report.pk)
    lifecycle.change(row, "retry", by=by)
    ReportJob.objects.filter(pk=row.pk).update(done=0, attempts=0, token=None, leased_until=None, problem="")
    transaction.on_commit(lambda: _wake(row.pk), robust=True)
    return row


def build(pk: int) -> None:
    """Go on with a report until it is a draft. Does nothing when another worker has it, or it needs no building."""
    claimed = _claim(pk)
    while claimed is not None:
        report, token = claimed
        try:
            done = _step(report, token)
        except (subprocess.SubprocessError, OSError) as problem:
            _fail(pk, token, problem)
            return
        claimed = (report, token) if done else None


def sweep() -> None:
    """Take up what waits, for a while: reports whose message was lost, and those whose worker died."""
    now = timezone.now()
    until = time.monotonic() + SWEEP_SECONDS
    lost = Q(state=MonitoringState.QUEUED, asked_at__lt=now - PATIENCE)
    dead = Q(state=MonitoringState.BUILDING, job__leased_until__lt=now)
    for pk in list(MonitoringReport.objects.filter(lost | dead).order_by("pk").values_list("pk", flat=True)):
        if time.monotonic() < until:
            build(pk)


def open_due() -> int:
    """The reports of the periods that ended with the last month, of each region and the republic; how many are new."""
    today = timezone.localdate()
    if today.day not in OPENED_ON:
        return 0
    opened = 0
    places = [None, *Region.objects.valid().order_by("sort_key")]
    for kind, period in naming.ended_before(today):
        for region in places:
            with transaction.atomic():
                opened += open_report(kind, region, period, by=None)[1]
    return opened


@transaction.atomic
def _claim(pk: int) -> tuple[MonitoringReport, uuid.UUID] | None:
    rows = MonitoringReport.objects.select_related("region", "signed_by")
    report = locked(rows).filter(pk=pk).first()
    if report is None or not report.is_running:
        return None
    # Read under the lock: what was joined to the row is as old as the wait for it.
    job = report.job = ReportJob.objects.get(pk=report.pk)
    if report.state == MonitoringState.BUILDING and job.leased_until and job.leased_until > timezone.now():
        return None
    if report.state == MonitoringState.QUEUED:
        lifecycle.change(report, "build", by=None)
    if job.attempts >= LIMIT:
        job.problem = "Worker lost"
        job.save(update_fields=["problem"])
        lifecycle.change(report, "fail", by=None, reason=job.problem)
        return None
    job.token, job.leased_until = uuid.uuid4(), timezone.now() + LEASE
    job.attempts += 1
    job.save(update_fields=["token", "leased_until", "attempts"])
    return report, job.token


def _step(report: MonitoringReport, token: uuid.UUID) -> bool:
    """Do the next step and keep it; whether there is another."""
    step = report.job.step
    if step == Step.FIGURES:
        # The time first: what is counted meanwhile may be in the figures, nothing older is missing.
        report.figures_at = freezing.time_of_data()
        report.figures = freezing.freeze(report.region_id, naming.days_of(report))
        report.changes = _changes(report)
        return _keep(report, token, None)
    return step is not None and _keep(report, token, files.make(report, step.value))


@transaction.atomic
def _keep(report: MonitoringReport, token: uuid.UUID, made: files.Made | None) -> bool:
    row = lifecycle.held(report.pk)
    job = row.job
    if row.state != MonitoringState.BUILDING or job.token != token:
        return False
    if made is None:
        row.figures, row.figures_at, row.changes = report.figures, report.figures_at, report.changes
        row.save(update_fields=["figures", "figures_at", "changes"])
    else:
        files.keep(row, str(job.step), made)
    job.done += 1
    job.leased_until = timezone.now() + LEASE
    job.save(update_fields=["done", "leased_until"])
    report.job.done = job.done
    if job.step is None:
        lifecycle.change(row, "finish", by=None)
    return job.step is not None


@transaction.atomic
def _fail(pk: int, token: uuid.UUID, problem: Exception) -> None:
    report = lifecycle.held(pk)
    if report.state != MonitoringState.BUILDING or report.job.token != token:
        return
    log.warning("A report could not be typeset.", extra={"report": report.slug, "problem": str(problem)})
    report.job.problem = type(problem).__name__
    report.job.save(update_fields=["problem"])
    lifecycle.change(report, "fail", by=None, reason=report.job.problem)


def _changes(report: MonitoringReport) -> list[dict[str, object]]:
    """Against the version before."""
    before = MonitoringReport.objects.filter(
        kind=report.kind, region=report.region_id, first=report.first, last=report.last, version=report.version - 1
    ).first()
    return freezing.changes(before.figures, report.figures) if before and before.figures else []


def _wake(pk: int) -> None:
    """Losing this message loses nothing: the sweep builds what waits."""
    try:
        current_app.send_task(TASK, args=[pk])
    except (OperationalError, RedisError, OSError):
        return
