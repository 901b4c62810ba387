"""The only writer of signals: they are counted anew every hour, and people close them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.monitoring import permissions
from frontoffice.monitoring.detectors import DETECTORS, Detector
from frontoffice.monitoring.enums import Verdict
from frontoffice.monitoring.models import Signal
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    import datetime as dt

    from qazvolunteer.accounts.models import User

# An open signal takes the new figures; where they are the same, nothing is written.
REFRESH = """
    WITH known AS (
        SELECT organization_id, project_id, max(until) AS until FROM frontoffice_signal
        WHERE kind = %(kind)s AND closed_at IS NOT NULL AND until > %(since)s
        GROUP BY organization_id, project_id
    ), found AS ({found})
    INSERT INTO frontoffice_signal AS signal
        (kind, organization_id, project_id, region_id, first, last, figures, until, opened_at, refreshed_at, verdict,
        note)
    SELECT %(kind)s, organization_id, project_id, region_id, first, last, figures, %(horizon)s, %(now)s, %(now)s, '', ''
    FROM found
    ON CONFLICT (kind, organization_id, project_id) WHERE closed_at IS NULL DO UPDATE SET
        first = excluded.first, last = excluded.last, figures = excluded.figures, until = excluded.until,
        refreshed_at = excluded.refreshed_at
    WHERE (signal.first, signal.last, signal.figures) IS DISTINCT FROM (excluded.first, excluded.last, excluded.figures)
"""


def refresh(now: dt.datetime | None = None) -> int:
    """Look for every kind of signal, one statement each; how many rows were opened or changed. Twice is as once."""
    now = now or timezone.now()
    return sum(_refresh(detector, now) for detector in DETECTORS)


@transaction.atomic
def _refresh(detector: Detector, now: dt.datetime) -> int:
    values = {
        "kind": str(detector.kind),
        "since": now - detector.window - detector.rest,
        "horizon": now - detector.rest,
        "now": now,
        **detector.limits,
    }
    sql = REFRESH.replace("{found}", detector.select)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


@transaction.atomic
def close(signal: Signal, *, by: User, verdict: str, note: str) -> Signal:
    """Say what was behind it. It comes back for new facts alone.

    Raises ``not_allowed``, ``wrong_state``, ``no_verdict`` or ``empty``.
    """
    signal = locked(Signal.objects.filter(pk=signal.pk)).get()
    permissions.require(by, region=signal.region_id, organization=signal.organization_id)
    if not signal.is_open:
        raise Refusal("wrong_state", _("This signal is closed already."))
    if verdict not in Verdict.values:
        raise Refusal("no_verdict", _("Choose what you found."))
    if not note.strip():
        raise Refusal("empty", _("Write what you found: colleagues read it when the signal comes back."))
    signal.verdict, signal.note = verdict, note.strip()
    signal.closed_at, signal.closed_by = timezone.now(), by
    signal.save(update_fields=["verdict", "note", "closed_at", "closed_by"])
    return signal
