"""What people do with a report that is built: write their words, sign it off, correct it, send it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.models import Office
from frontoffice.reports import building, files, lifecycle, naming
from frontoffice.reports.models import MonitoringReport, ReportRecipient
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import Message, notify_many
from qazvolunteer.places.models import LANGUAGES

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

SENT = "frontoffice.report_sent"
MOST_RECIPIENTS = 50


@transaction.atomic
def write(report: MonitoringReport, words: Mapping[str, str], *, by: User) -> MonitoringReport:
    """The front office's words by language; the PDFs are drawn with them.

    Raises ``not_allowed``, ``wrong_state`` (it is no draft), ``not_drawn``.
    """
    row = _draft(report, by=by)
    for language in LANGUAGES:
        setattr(row, f"words_{language}", words.get(language, "").strip())
    row.save(update_fields=[f"words_{language}" for language in LANGUAGES])
    _draw(row)
    return row


@transaction.atomic
def sign_off(report: MonitoringReport, *, by: User) -> MonitoringReport:
    """Make it public, with the name of who signed. Raises ``not_allowed``, ``wrong_state``, ``not_drawn``."""
    row = _draft(report, by=by)
    row.signed_by, row.signed_at = by, timezone.now()
    row.save(update_fields=["signed_by", "signed_at"])
    lifecycle.change(row, "sign_off", by=by)
    _draw(row)
    return row


@transaction.atomic
def correct(report: MonitoringReport, *, reason: str, by: User) -> MonitoringReport:
    """The next version, counted anew; it keeps the words and says what changed.

    Raises ``not_allowed``, ``wrong_state`` (not signed off, or not the last version), ``no_reason``.
    """
    lifecycle.require(by, report.region_id)
    row = lifecycle.held(report.pk)
    if not reason.strip():
        raise Refusal("no_reason", _("Say why the report is corrected: its readers see it."))
    if not row.is_signed_off or later_of(row) is not None:
        raise Refusal("wrong_state", _("The last version is corrected, once it is signed off."))
    version = row.version + 1
    corrected = MonitoringReport.objects.create(
        kind=row.kind,
        region=row.region,
        first=row.first,
        last=row.last,
        version=version,
        slug=naming.slug_of(row.kind, row.region, naming.days_of(row), version),
        reason=reason.strip(),
        asked_by=by,
        **{f"words_{language}": row.words(language) for language in LANGUAGES},
    )
    building.begin(corrected)
    return corrected


@transaction.atomic
def send(report: MonitoringReport, addresses: str, *, by: User) -> int:
    """A letter with the link to each address that has not got it yet; how many are new.

    Raises ``not_allowed``, ``wrong_state``, ``wrong_address``, ``too_many``.
    """
    lifecycle.require(by, report.region_id)
    row = lifecycle.held(report.pk)
    if not row.is_signed_off:
        raise Refusal("wrong_state", _("A report is sent when it is signed off."))
    wanted = {address.lower() for address in addresses.replace(",", " ").replace(";", " ").split()}
    for address in sorted(wanted):
        try:
            validate_email(address)
        except ValidationError:
            raise Refusal("wrong_address", _("This is no e-mail address: %(address)s") % {"address": address}) from None
    known = set(row.recipients.values_list("email", flat=True))
    new = sorted(wanted - known)
    if len(known) + len(new) > MOST_RECIPIENTS:
        raise Refusal("too_many", _("A report goes to at most %(number)d addresses.") % {"number": MOST_RECIPIENTS})
    made = [ReportRecipient.objects.create(report=row, email=address, by=by) for address in new]
    notify_many(
        SENT,
        [Message(None, {"report": row.pk, "recipient": one.pk}, f"{SENT}:{one.pk}", one.email, "kk") for one in made],
    )
    return len(made)


def usual_recipients(report: MonitoringReport) -> list[str]:
    """Whom the reports of this region went to before, and the offices' own addresses."""
    before = ReportRecipient.objects.filter(report__region=report.region_id).exclude(report=report)
    known = set(before.order_by("email").values_list("email", flat=True).distinct())
    known |= set(Office.objects.filter(region=report.region_id).exclude(email="").values_list("email", flat=True))
    return sorted(known - set(report.recipients.values_list("email", flat=True)))


def later_of(report: MonitoringReport) -> MonitoringReport | None:
    """The next version, if there is one that was not given up."""
    return (
        MonitoringReport.objects.filter(
            kind=report.kind, region=report.region_id, first=report.first, last=report.last, version=report.version + 1
        )
        .order_by("pk")
        .first()
    )


def _draft(report: MonitoringReport, *, by: User) -> MonitoringReport:
    lifecycle.require(by, report.region_id)
    row = lifecycle.held(report.pk)
    if not row.is_draft:
        raise Refusal("wrong_state", _("Only a draft can be changed and signed off."))
    return row


def _draw(row: MonitoringReport) -> None:
    try:
        files.draw_again(row)
    except (subprocess.SubprocessError, OSError):
        raise Refusal("not_drawn", _("The sheets could not be typeset. Nothing was changed; try again.")) from None
