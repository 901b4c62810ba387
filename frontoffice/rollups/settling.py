"""Looking into what the nightly comparison found: the day is counted once more, and the difference is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.rollups import rebuilding
from frontoffice.rollups.models import FiguresDrift
from organizations.permissions import oversees_everything
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User


def open_drifts() -> QuerySet[FiguresDrift]:
    return FiguresDrift.objects.filter(settled_at=None)


@transaction.atomic
def settle(pk: int, *, by: User) -> FiguresDrift:
    """Count the day anew; every difference of that day is settled by it. Raises ``not_allowed``, ``wrong_state``."""
    if not oversees_everything(by):
        raise Refusal("not_allowed", _("The figures are looked after by the republican office."))
    row = locked(FiguresDrift.objects.filter(pk=pk)).get()
    if row.settled_at is not None:
        raise Refusal("wrong_state", _("This difference is settled already."))
    rebuilding.rebuild(row.day, row.day)
    open_drifts().filter(day=row.day).update(settled_at=timezone.now(), settled_by=by)
    return row
