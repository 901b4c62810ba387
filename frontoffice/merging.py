"""What front offices have with an organization, when two records of it are merged."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from frontoffice.monitoring.models import Visit
from frontoffice.register import applying
from organizations import merging
from organizations.models import Organization


def count(source: Organization) -> int:
    return Visit.objects.filter(organization=source).count()


def follow(source: Organization, into: Organization) -> None:
    """Visits stay with their projects: the one that stays answers for what was found. So does a wish to be in the
    register, unless the one that stays has its own."""
    Visit.objects.filter(organization=source).update(organization=into)
    applying.merge(source, into)


def register() -> None:
    """Called once, when the apps are ready."""
    merging.follower(_("Monitoring visits"), count, follow)
