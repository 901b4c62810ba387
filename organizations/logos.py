"""The logo of an organization: the name of a redrawn picture (``core.pictures``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organizations import permissions
from organizations.models import Organization
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

WITHIN = (512, 512)


def put(organization: Organization, logo: str | None) -> None:
    """Show ``logo``, out of a ``PictureField``; "" shows none, None keeps the present one. The caller checked."""
    if logo is None:
        return
    organization.logo = logo
    organization.save(update_fields=["logo"])


@transaction.atomic
def change(organization: Organization, logo: str | None, *, by: User) -> None:
    """An owner or a manager gives it another logo, or none. Raises ``not_allowed``."""
    if not permissions.may_edit(by, organization.pk):
        raise Refusal("not_allowed", _("Only owners and managers change the organization."))
    put(locked(Organization.objects.filter(pk=organization.pk)).get(), logo)
