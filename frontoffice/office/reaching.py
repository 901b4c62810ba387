"""How a front office is reached: it keeps its own address, hours of opening, phone and e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from frontoffice.models import Office
from organizations.permissions import oversees, oversees_everything
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

FIELDS = (
    "address_kk", "address_ru", "address_en", "hours_kk", "hours_ru", "hours_en", "phone", "email",
)  # fmt: skip


@transaction.atomic
def describe(office: Office, *, by: User, **values: str) -> Office:
    """Write what visitors read on the page of the region. Raises Refusal ``not_allowed``."""
    mine = oversees_everything(by) if office.region_id is None else oversees(by, office.region_id)
    if not mine:
        raise Refusal("not_allowed", _("Another front office keeps this."))
    row = locked(Office.objects.filter(pk=office.pk)).get()
    for name in FIELDS:
        if name in values:
            setattr(row, name, values[name])
    row.save(update_fields=[name for name in FIELDS if name in values])
    return row
