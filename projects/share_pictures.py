"""What the share pictures of projects, organizations, programmes and places say, and which a visitor may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from organizations.models import Organization
from projects.cards import period, place, when
from projects.models import Programme, Project, Shift
from qazvolunteer.core import share_pictures
from qazvolunteer.core.share_pictures import Poster
from qazvolunteer.places.models import Region, Town


def of_project(project: Project) -> Poster:
    """Title, programme, organizer and place; ``with_days`` says when."""
    return Poster(
        kind="project",
        slug=project.slug,
        title=project.title,
        tag=project.programme.brand,
        art=project.programme.art,
        facts=(
            ("building", project.organization.name),
            ("pin", place(project)),
        ),
    )


def with_days(poster: Poster, shifts: Sequence[Shift]) -> Poster:
    """The poster of a project with the days of its ``shifts`` that are not cancelled."""
    organizer, *rest = poster.facts
    return replace(poster, facts=(organizer, ("calendar", _days(shifts)), *rest))


def _days(shifts: Sequence[Shift]) -> str:
    """The days; of one shift that is still to come its hours too."""
    coming = [shift for shift in shifts if not shift.is_past]
    return when(coming[0]) if len(coming) == 1 else period(shifts)


def of_organization(organization: Organization) -> Poster:
    """The name, and where it works."""
    where = _("The whole country") if organization.nationwide else organization.region.name
    return Poster(
        kind="organization",
        slug=organization.slug,
        title=organization.name,
        tag=_("Verified organization"),
        icon="seal-verified",
        facts=(("pin", where),),
    )


def of_programme(programme: Programme) -> Poster:
    """The brand, which is the same in every language, and the name, which is not."""
    return Poster(
        kind="programme",
        slug=programme.slug,
        title=programme.brand,
        tag=_("Volunteer programme"),
        art=programme.art,
        facts=(("hands", programme.name if programme.name != programme.brand else ""),),
    )


def of_region(region: Region) -> Poster:
    """The name of the region."""
    return Poster(
        kind="region",
        slug=region.slug,
        title=region.name,
        tag=_("Volunteering near you"),
        icon="pin",
        facts=(("hands", _("The common platform of Kazakhstan's volunteers")),),
    )


def of_town(town: Town, region: Region) -> Poster:
    """The name of the town, and of its region."""
    return Poster(
        kind="town",
        slug=town.slug,
        title=town.name,
        tag=_("Volunteering near you"),
        icon="pin",
        facts=(("map", region.name),),
    )


def find(kind: str, slug: str) -> Poster | None:
    """The poster as it is now; None for what visitors may not see. Two statements at most."""
    look = _KINDS.get(kind)
    return look(slug) if look else None


def _project(slug: str) -> Poster | None:
    shown = Project.objects.shown().select_related("organization", "programme", "region", "district", "town")
    project = shown.filter(slug=slug).first()
    return with_days(of_project(project), project.shifts.filter(cancelled_at=None)) if project else None


def _organization(slug: str) -> Poster | None:
    organization = Organization.objects.public().select_related("region").filter(slug=slug).first()
    return of_organization(organization) if organization else None


def _programme(slug: str) -> Poster | None:
    programme = Programme.objects.filter(slug=slug).first()
    return of_programme(programme) if programme else None


def _region(slug: str) -> Poster | None:
    region = Region.objects.valid().filter(slug=slug).first()
    return of_region(region) if region else None


def _town(slug: str) -> Poster | None:
    town = Town.objects.valid().select_related("region").filter(slug=slug).first()
    return of_town(town, town.region) if town else None


def _site(slug: str) -> Poster | None:
    poster = share_pictures.of_site()
    return poster if slug == poster.slug else None


_KINDS: dict[str, Callable[[str], Poster | None]] = {
    "project": _project,
    "organization": _organization,
    "programme": _programme,
    "region": _region,
    "town": _town,
    "site": _site,
}
