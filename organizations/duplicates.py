"""Is it registered already? The same BIN anywhere, or a close name in the same region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import FloatField, Q, Value
from django.db.models.functions import Greatest

from organizations.enums import CLAIMING_BIN
from organizations.models import Organization
from qazvolunteer.core.folding import searchable

if TYPE_CHECKING:
    from django.db.models import QuerySet

# From which share of common trigrams names are close: one within the other, or the one and the other as a whole.
CLOSE_WITHIN = 0.7
CLOSE = 0.5
# More than a few are no hint any more.
MOST = 5


@dataclass(frozen=True)
class Alike:
    """An organization that may be the same one. ``same_bin``: it certainly is."""

    organization: Organization
    same_bin: bool


def alike(organization: Organization) -> list[Alike]:
    """Organizations that are checked or being checked and may be this one: the same BIN first, then the closest name.

    Drafts of others are nobody's business and are never among them.
    """
    others = Organization.objects.filter(state__in=CLAIMING_BIN).exclude(pk=organization.pk).select_related("region")
    same = list(others.filter(bin=organization.bin)) if organization.bin else []
    found = [Alike(row, same_bin=True) for row in same]
    for row in _close(others.exclude(pk__in=[row.pk for row in same]), organization):
        found.append(Alike(row, same_bin=False))
    return found[:MOST]


def _close(others: QuerySet[Organization], organization: Organization) -> list[Organization]:
    """Close by name in the region. Each language's name is measured by itself: many have one language only."""
    names = [folded.strip() for name in organization.names() if (folded := searchable(name))]
    if not names:
        return []
    within = [TrigramWordSimilarity(name, "search_text") for name in dict.fromkeys(names)]
    whole = TrigramSimilarity("search_text", searchable(*organization.names()))
    # Greatest wants two at least.
    nearest = Greatest(*within, Value(0.0), output_field=FloatField())
    rows = others.filter(region=organization.region_id).annotate(within=nearest, whole=whole)
    close = rows.filter(Q(within__gte=CLOSE_WITHIN) | Q(whole__gte=CLOSE))
    return list(close.order_by("-within", "-whole", "pk")[:MOST])
