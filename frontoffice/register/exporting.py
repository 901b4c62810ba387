"""Files for the register: made in the background for whoever asked, fetched by them alone, gone after three days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from celery import current_app
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Length
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError
from redis import RedisError

from frontoffice.register import applying, contents
from frontoffice.register.models import KEPT_FOR, RegisterExport, RegisterLook, RegisterPiece
from organizations.permissions import oversees_everything
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.spreadsheets import workbook_pieces

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

TASK = "frontoffice.make_register_export"


@transaction.atomic
def ask(*, by: User, language: str) -> RegisterExport:
    """A file with everybody who wishes to be in the register. Raises ``not_allowed``, ``nobody``."""
    require(by)
    if not applying.wished().exists():
        raise Refusal("nobody", _("Nobody has applied to the register yet."))
    export = RegisterExport.objects.create(owner=by, language=language, expires_at=timezone.now() + KEPT_FOR)
    transaction.on_commit(lambda: _wake(export.pk), robust=True)
    return export


@transaction.atomic
def make(pk: int) -> None:
    """Write the file that waits, once: who is in it has been handed over by that."""
    waiting = RegisterExport.objects.filter(pk=pk, made_at=None, expires_at__gt=timezone.now())
    export = locked(waiting.select_related("owner")).first()
    if export is None:
        return
    applying.hand_over(export)
    with translation.override(export.language):
        for number, content in enumerate(workbook_pieces(contents.sheets_of(export))):
            RegisterPiece.objects.create(export=export, number=number, content=content)
    export.made_at = timezone.now()
    export.save(update_fields=["entries", "made_at"])


def sweep() -> None:
    """Write the files whose message to a worker was lost, and take away the content of those that have expired."""
    now = timezone.now()
    for pk in list(RegisterExport.objects.filter(made_at=None, expires_at__gt=now).values_list("pk", flat=True)):
        make(pk)
    RegisterPiece.objects.filter(export__expires_at__lte=now).delete()


def owned_by(user: User) -> QuerySet[RegisterExport]:
    return RegisterExport.objects.filter(owner=user)


@transaction.atomic
def fetch(export: RegisterExport, *, by: User) -> tuple[int, Iterator[bytes]]:
    """Its length and content, piece by piece; the look is written down. Raises ``not_allowed``, ``expired``."""
    require(by)
    if export.owner_id != by.pk:
        raise Refusal("not_allowed", _("Only whoever asked for the file may fetch it."))
    if not export.is_ready:
        raise Refusal("expired", _("This file has expired, or is not ready yet."))
    RegisterLook.objects.create(export=export, by=by)
    length = export.pieces.aggregate(bytes=Sum(Length("content")))["bytes"] or 0
    pieces = export.pieces.order_by("number").values_list("content", flat=True)
    return length, (bytes(piece) for piece in pieces.iterator(chunk_size=1))


def require(user: User) -> None:
    """Raises ``not_allowed`` for everybody but the republican office."""
    if not oversees_everything(user):
        raise Refusal("not_allowed", _("The register is the republican office's."))


def _wake(pk: int) -> None:
    """Losing this message loses nothing: the sweep writes what waits."""
    try:
        current_app.send_task(TASK, args=[pk])
    except (OperationalError, RedisError, OSError):
        return
