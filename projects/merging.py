"""What stands under an organization here, when two records of it are merged, and what a network sees in figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from organizations import affiliations, merging
from organizations.models import Organization
from projects import search
from projects.enums import ProjectState
from projects.models import Programme, Project


def count(source: Organization) -> int:
    return Project.objects.filter(organization=source).count()


def follow(source: Organization, into: Organization) -> None:
    """Projects with their shifts and sign-ups, and partner programmes; they are found by the new name at once."""
    moved = list(Project.objects.filter(organization=source).values_list("pk", flat=True))
    Project.objects.filter(pk__in=moved).update(organization=into)
    Programme.objects.filter(partner=source).update(partner=into)
    search.refresh(moved)


def running(organizations: Sequence[int]) -> Mapping[int, int]:
    """Projects that visitors find now."""
    return _counted(Project.objects.running(), organizations)


def completed(organizations: Sequence[int]) -> Mapping[int, int]:
    return _counted(Project.objects.filter(state=ProjectState.COMPLETED), organizations)


def _counted(projects: QuerySet[Project], organizations: Sequence[int]) -> Mapping[int, int]:
    rows = projects.filter(organization__in=organizations).order_by()
    return dict(rows.values_list("organization").annotate(number=Count("pk")))


def register() -> None:
    """Called once, when the apps are ready."""
    merging.follower(_("Projects"), count, follow)
    affiliations.total(_("Running projects"), running, order=10)
    affiliations.total(_("Completed projects"), completed, order=20)
