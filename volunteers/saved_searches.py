"""Searches that people keep."""

from __future__ import annotations

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from projects.catalogue import facets, totals
from projects.catalogue.forms import CatalogueForm
from qazvolunteer.accounts.models import User
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from volunteers.models import SavedSearch

MOST = 30
LONGEST_NAME = 80


@transaction.atomic
def save(user: User, form: CatalogueForm, *, name: str = "") -> SavedSearch:
    """Keep the search under ``name``, or under the words of its filters; kept before, it gets the new name.

    Raises Refusal ``too_many`` above thirty.
    """
    # Two taps at once must not slip over the limit together.
    locked(User.objects.filter(pk=user.pk)).get()
    called = (name.strip() or suggested_name(form))[:LONGEST_NAME]
    known = SavedSearch.objects.filter(user=user, query=form.address).first()
    if known is not None:
        known.name = called
        known.save(update_fields=["name"])
        return known
    if SavedSearch.objects.filter(user=user).count() >= MOST:
        raise Refusal(
            "too_many", _("You have saved as many searches as can be kept."), _("Remove one you no longer need.")
        )
    return SavedSearch.objects.create(user=user, query=form.address, name=called)


def suggested_name(form: CatalogueForm) -> str:
    """The words of the filters: "Almaty, at the weekend"."""
    return ", ".join(chip.label for chip in facets.chips(form)) or str(_("All projects"))


def listed(user: User) -> list[tuple[SavedSearch, CatalogueForm, int]]:
    """A person's searches, the newest first, each read anew and with what it finds now."""
    rows = list(SavedSearch.objects.filter(user=user)[:MOST])
    forms = [CatalogueForm(QueryDict(row.query)) for row in rows]
    return list(zip(rows, forms, totals(form.query for form in forms), strict=True))
