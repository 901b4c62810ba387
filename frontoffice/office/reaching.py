"""What visitors read of a front office, kept by its own people: how it is reached, and who agreed to be named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.models import Coordinator, Office, PostChange
from organizations.permissions import oversees, oversees_everything
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.places.models import LANGUAGES

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

TRANSLATED = ("address", "hours", "about")
FIELDS = (*(f"{name}_{code}" for name in TRANSLATED for code in LANGUAGES), "phone", "email")


def may_describe(user: User, office: Office) -> bool:
    """The people of the office, and the republican office for every one."""
    return oversees_everything(user) if office.region_id is None else oversees(user, office.region_id)


@transaction.atomic
def describe(office: Office, *, by: User, **values: str) -> Office:
    """Write what visitors read; from then on reference data leave it alone. Raises Refusal ``not_allowed``."""
    if not may_describe(by, office):
        raise Refusal("not_allowed", _("Another front office keeps this."))
    row = locked(Office.objects.filter(pk=office.pk)).get()
    given = {name: values[name] for name in FIELDS if name in values}
    for name, value in given.items():
        setattr(row, name, value)
    row.described_at, row.described_by = timezone.now(), by
    row.save(update_fields=[*given, "described_at", "described_by"])
    return row


@transaction.atomic
def show_name(post: Coordinator, shown: bool, *, by: User) -> Coordinator:
    """Visitors read the person's name on the page of the office, or no longer. Only they themselves agree to it.

    Raises Refusal ``not_allowed``, ``wrong_state``.
    """
    if post.user_id != by.pk:
        raise Refusal("not_allowed", _("Only the person themselves decides about their name."))
    row = locked(Coordinator.objects.filter(pk=post.pk)).get()
    if not row.is_active:
        raise Refusal("wrong_state", _("This post has ended already."))
    if row.is_named != shown:
        row.is_named = shown
        row.save(update_fields=["is_named"])
        PostChange.objects.create(post=row, action="named" if shown else "unnamed", by=by)
    return row


def named(office: Office) -> list[Coordinator]:
    """Who works there today and agreed to be named, the longest in post first."""
    posts = Coordinator.objects.active().filter(office=office, is_named=True, user__is_active=True)
    return [post for post in posts.select_related("user").order_by("started_at", "pk") if post.user.full_name]
