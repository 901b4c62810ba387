"""What volunteers have with an organization, when two records of it are merged, and what a network sees in figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations import affiliations, merging
from organizations.models import Organization
from volunteers.enums import SignUpState
from volunteers.hours_models import HoursEntry
from volunteers.message_models import OrganizationMute, OrganizerMessage
from volunteers.models import OrganizationBlock, SignUp


def count(source: Organization) -> int:
    return OrganizationBlock.objects.filter(organization=source, lifted_at=None).count()


def follow(source: Organization, into: Organization) -> None:
    """Blocks and mutes hold on. Whoever both had blocked keeps the block of the one that stays; the other is lifted."""
    there = OrganizationBlock.objects.filter(organization=into, lifted_at=None).values("volunteer")
    twice = OrganizationBlock.objects.filter(organization=source, lifted_at=None, volunteer__in=there)
    twice.update(lifted_at=timezone.now())
    OrganizationBlock.objects.filter(organization=source).update(organization=into)
    # Whoever muted either hears nothing of the one that stays; messages stand with their project.
    there = OrganizationMute.objects.filter(organization=into).values("user")
    OrganizationMute.objects.filter(organization=source).exclude(user__in=there).update(organization=into)
    OrganizerMessage.objects.filter(organization=source).update(organization=into)


def people(organizations: Sequence[int]) -> Mapping[int, int]:
    """How many different people had a place in a shift that is over. Figures alone: no network sees who."""
    rows = SignUp.objects.filter(
        state=SignUpState.CONFIRMED, shift__ends_at__lt=timezone.now(), shift__project__organization__in=organizations
    )
    counted = rows.order_by().values_list("shift__project__organization")
    return dict(counted.annotate(number=Count("volunteer", distinct=True)))


def hours(organizations: Sequence[int]) -> Mapping[int, int]:
    """Confirmed hours, in full hours, corrections among them."""
    rows = HoursEntry.objects.counted().filter(project__organization__in=organizations).order_by()
    summed = rows.values_list("project__organization").annotate(minutes=Sum("minutes"))
    return {organization: minutes // 60 for organization, minutes in summed}


def register() -> None:
    """Called once, when the apps are ready."""
    merging.follower(_("Blocked people"), count, follow)
    affiliations.total(_("People in past shifts"), people, order=30)
    affiliations.total(_("Confirmed hours"), hours, order=40)
