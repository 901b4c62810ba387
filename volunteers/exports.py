"""Files with sign-ups: written at once when short, in the background when long; for their owner, for a while.

The row says who took which contact data away and when; it stays when the file is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from celery import current_app
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError
from redis import RedisError

from projects import permissions
from projects.models import Project, Shift
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.spreadsheets import csv_pieces, xlsx_pieces
from qazvolunteer.notifications.outbox import notify
from volunteers import rosters
from volunteers.export_models import KEPT_FOR, ExportFile, ExportFormat, ExportPiece

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User

# Longer ones are written in the background.
AT_ONCE = 2_000
TASK = "volunteers.make_export"


@transaction.atomic
def ask(project: Project, *, by: User, format: str, shift: Shift | None = None, language: str) -> ExportFile:
    """A file with the live sign-ups of a project, or of one of its shifts, in ``language``.

    Up to ``AT_ONCE`` rows it is ready at once; above, a letter tells when it is. Raises Refusal ``not_allowed``.
    """
    if not permissions.may_decide_signups(by, project):
        raise Refusal("not_allowed", _("Only the organization's staff may take its sign-ups away as a file."))
    file = ExportFile.objects.create(
        owner=by,
        project=project,
        shift=shift,
        format=ExportFormat(format),
        language=language,
        expires_at=timezone.now() + KEPT_FOR,
    )
    if rosters.signups_of(project, shift).order_by()[: AT_ONCE + 1].count() <= AT_ONCE:
        _write(file)
    else:
        transaction.on_commit(lambda: _wake(file.pk), robust=True)
    return file


@transaction.atomic
def make(pk: int) -> None:
    """Write the file that waits, once, and tell its owner. Does nothing when it is made, expired or gone."""
    waiting = ExportFile.objects.filter(pk=pk, made_at=None, expires_at__gt=timezone.now())
    file = locked(waiting.select_related("owner", "project", "shift")).first()
    if file is None:
        return
    _write(file)
    notify(file.owner, "volunteers.export_ready", payload={"export": file.pk}, key=f"export:{file.pk}")


def sweep() -> None:
    """Write the files whose message to a worker was lost, and take away the content of those that have expired."""
    for pk in list(ExportFile.objects.filter(made_at=None, expires_at__gt=timezone.now()).values_list("pk", flat=True)):
        make(pk)
    ExportPiece.objects.filter(file__expires_at__lte=timezone.now()).delete()


@transaction.atomic
def end(files: QuerySet[ExportFile]) -> None:
    """Take away the content of these files at once. One that is being written is waited for."""
    live = locked(files.filter(expires_at__gt=timezone.now())).order_by("pk")
    made = [file.pk for file in live if file.made_at is not None]
    ExportFile.objects.filter(pk__in=made).update(expires_at=timezone.now())
    ExportPiece.objects.filter(file__in=made).delete()


def readable_by(user: User) -> QuerySet[ExportFile]:
    """The files ``user`` asked for, of projects whose sign-ups they still decide about."""
    rows = ExportFile.objects.filter(owner=user, project__in=permissions.staffed_by(user))
    return rows.select_related("project", "shift")


def content_of(file: ExportFile) -> tuple[int, Iterator[bytes]]:
    """The length of the file in bytes, and its content piece by piece. Nothing of a file that is not ready."""
    if not file.is_ready:
        return 0, iter(())
    length = file.pieces.aggregate(bytes=Sum(Length("content")))["bytes"] or 0
    pieces = file.pieces.order_by("number").values_list("content", flat=True)
    return length, (bytes(piece) for piece in pieces.iterator(chunk_size=1))


def _write(file: ExportFile) -> None:
    with translation.override(file.language):
        head, rows = rosters.table(file.project, file.shift)
        rows = _counted(file, rows)
        xlsx = file.format == ExportFormat.XLSX
        pieces = xlsx_pieces(file.project.title, head, rows) if xlsx else csv_pieces(head, rows)
        for number, content in enumerate(pieces):
            ExportPiece.objects.create(file=file, number=number, content=content)
    file.made_at = timezone.now()
    file.save(update_fields=["rows", "made_at"])


def _counted(file: ExportFile, rows: Iterable[list[object]]) -> Iterator[list[object]]:
    """The same rows, counted into ``file.rows`` on their way."""
    for file.rows, row in enumerate(rows, 1):
        yield row


def _wake(pk: int) -> None:
    """Losing this message loses nothing: the sweep writes what waits."""
    try:
        current_app.send_task(TASK, args=[pk])
    except (OperationalError, RedisError, OSError):
        return
