"""Organizations and projects as a front office lists them: narrowed to its regions, by words and by state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Upper

from organizations.enums import OrganizationState
from organizations.halt_enums import HaltState
from organizations.halt_models import Halt
from organizations.models import Organization
from projects.enums import ProjectState
from projects.models import Project, Shift
from qazvolunteer.core.folding import searchable
from qazvolunteer.core.paging import CappedPaginator
from qazvolunteer.places.models import Region

if TYPE_CHECKING:
    from frontoffice.office.guard import Desk

SIZE = 30
LONGEST = 100
# What a front office has nothing to do with yet.
HIDDEN_ORGANIZATIONS = (OrganizationState.DRAFT, OrganizationState.CLOSED, OrganizationState.MERGED)
HIDDEN_PROJECTS = (ProjectState.DRAFT,)
APPEALED = "appealed"


@dataclass(frozen=True)
class Found:
    """A page of a list, and what it is narrowed by; ``query`` keeps that in the address of another page."""

    page: Page
    words: str
    state: str
    region: Region | None
    states: Sequence[tuple[str, Any]]

    @property
    def rows(self) -> list[Any]:
        return list(self.page.object_list)

    @property
    def query(self) -> str:
        pairs = {"q": self.words, "state": self.state, "region": self.region.slug if self.region else ""}
        return urlencode({name: value for name, value in pairs.items() if value})


def organizations(desk: Desk, values: Any) -> Found:
    """The organizations this desk sees; an appeal that waits first."""
    rows = desk.narrowed(Organization.objects.exclude(state__in=HIDDEN_ORGANIZATIONS))
    rows = rows.select_related("region", "town").annotate(
        running=Count(
            "projects", filter=Q(projects__state=ProjectState.APPROVED, projects__published_at__isnull=False)
        ),
        appeals=Exists(_appeals(Halt.objects.filter(organization=OuterRef("pk"), project=None))),
    )
    states = [one for one in OrganizationState.choices if one[0] not in HIDDEN_ORGANIZATIONS]
    words = _words(values)
    if words:
        rows = rows.filter(search_text__contains=searchable(words)) if searchable(words) else rows.none()
    return _found(desk, rows, values, words, states)


def projects(desk: Desk, values: Any) -> Found:
    """The projects this desk sees; an appeal that waits first."""
    rows = desk.narrowed(Project.objects.exclude(state__in=HIDDEN_PROJECTS))
    rows = rows.select_related("organization", "programme", "region").annotate(
        appeals=Exists(_appeals(Halt.objects.filter(project=OuterRef("pk")))),
    )
    states = [one for one in ProjectState.choices if one[0] not in HIDDEN_PROJECTS]
    words = _words(values)
    if words:
        part = words.upper()
        titles = Q()
        for code in ("kk", "ru", "en"):
            rows = rows.annotate(**{f"upper_{code}": Upper(f"title_{code}")})
            titles |= Q(**{f"upper_{code}__contains": part})
        rows = rows.filter(titles)
    return _found(desk, rows, values, words, states)


def people_in(project: Project) -> tuple[int, int]:
    """Places taken and people waiting in the shifts to come, from the counters of the shifts."""
    coming = Shift.objects.upcoming().filter(project=project).values_list("seats_taken", "waiting")
    taken, waiting = 0, 0
    for seats, queue in coming:
        taken, waiting = taken + seats, waiting + queue
    return taken, waiting


def _appeals(halts: QuerySet[Halt]) -> QuerySet[Halt]:
    return halts.filter(state=HaltState.APPEALED)


def _words(values: Any) -> str:
    return str(values.get("q", "")).replace("\x00", "").strip()[:LONGEST]


def _found(desk: Desk, rows: QuerySet[Any, Any], values: Any, words: str, states: Sequence[tuple[str, Any]]) -> Found:
    region = desk.region(values["region"]) if values.get("region") else None
    state = values.get("state", "")
    if region is not None:
        rows = rows.filter(region=region)
    if state == APPEALED:
        rows = rows.filter(appeals=True)
    elif state in dict(states):
        rows = rows.filter(state=state)
    else:
        state = ""
    page = CappedPaginator(rows.order_by("-appeals", "-pk"), SIZE).get_page(values.get("page"))
    return Found(page, words, state, region, states)


def last_halts(row: Model) -> list[Halt]:
    """What was halted before, newest first."""
    rows = Halt.objects.select_related("by", "appealed_by", "answered_by").prefetch_related("records__by")
    own = rows.filter(project=row.pk) if isinstance(row, Project) else rows.filter(organization=row.pk, project=None)
    return list(own[:5])
