"""The logo of an organization: the name of a redrawn picture (``core.pictures``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organizations import permissions
from organizations.models import Organization
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import happened

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

WITHIN = (512, 512)


def put(organization: Organization, logo: str | None) -> None:
    """Show ``logo``, out of a ``PictureField``; "" shows none, None keeps the present one. The caller checked."""
    if logo is None:
        return
    if logo == organization.logo:
        return
    organization.logo = logo
    organization.save(update_fields=["logo"])
    happened(organization, "picture")


@transaction.atomic
def change(organization: Organization, logo: str | None, *, by: User) -> None:
    """An owner or a manager gives it another logo, or none. Raises ``not_allowed``."""
    if not permissions.may_edit(by, organization.pk):
        raise Refusal("not_allowed", _("Only owners and managers change the organization."))
    put(locked(Organization.objects.filter(pk=organization.pk)).get(), logo)


@transaction.atomic
def take_out(organization: Organization, *, by: User, name: str) -> Organization:
    """The front office takes the logo of that name off the page. Raises ``not_allowed``, ``wrong_state``."""
    row = locked(Organization.objects.filter(pk=organization.pk)).get()
    if not permissions.may_decide(by, row):
        raise Refusal("not_allowed", _("Only the front office of this region decides about the picture."))
    if row.logo != name:
        raise Refusal(
            "wrong_state",
            _("There is another picture now than the one you saw."),
            _("Look at the new one, then decide."),
        )
    put(row, "")
    return row
