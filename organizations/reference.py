"""Organizations known to every installation. Verified from the start; nobody works for them here yet."""

from __future__ import annotations

from pathlib import Path

from django.db import models, transaction
from django.utils import timezone

from organizations.enums import TRANSITIONS, OrganizationState
from organizations.models import Membership, Organization, OrganizationTransition
from qazvolunteer.core import reference_tables
from qazvolunteer.core.folding import searchable
from qazvolunteer.core.reference_tables import Loaded

FILE = Path(__file__).parent / "data" / "organizations.csv"
REASON = "Known from public sources; loaded with the reference data."
PATH = ("submit", "verify")


@transaction.atomic
def load(file: Path = FILE) -> list[Loaded]:
    """Organizations by slug. Once an organization has members, they look after its texts and the file stays off."""
    rows = [reference_tables.typed(Organization, row) for row in reference_tables.read(file)]
    for row in rows:
        row["search_text"] = searchable(*Organization(**row).names())
    own = Membership.objects.active().values_list("organization__slug", flat=True)
    result = reference_tables.load(
        Organization,
        rows,
        dataset="organizations",
        key="slug",
        create_only={"state": OrganizationState.VERIFIED, "verified_at": timezone.now()},
        untouched=own,
    )
    _record(Organization.objects.filter(slug__in=result.added))
    return [result]


def _record(organizations: models.QuerySet[Organization]) -> None:
    """A verified organization has the records of having become so, like any other."""
    records = []
    for organization in organizations:
        before: str = OrganizationState.DRAFT
        for action in PATH:
            after = TRANSITIONS.target(action, before)
            records.append(
                OrganizationTransition(
                    subject=organization, action=action, from_state=before, to_state=after, reason=REASON
                )
            )
            before = after
    OrganizationTransition.objects.bulk_create(records)
