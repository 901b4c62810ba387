"""Whom to visit: suggestions by risk, and a random sample that can be repeated."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import CharField, F, Func, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from frontoffice.monitoring import permissions
from frontoffice.monitoring.enums import VISITED
from frontoffice.monitoring.models import Signal, Visit, VisitSample
from projects.models import Project, Shift
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User
    from qazvolunteer.places.models import Region

SHOWN = 20
LARGEST = 20
ADULT = 18
# What each reason weighs. Danger to people before size; a signal or a new organization before both.
TAG, MINORS, MANY, NEW, SIGNAL = 3, 2, 2, 3, 4
MANY_SEATS = 100
NEW_FOR = dt.timedelta(days=180)


@dataclass(frozen=True)
class Suggestion:
    """A project with the reasons to visit it, and what they weigh together."""

    project: Project
    reasons: list[str]
    weight: int


def suggested(regions: QuerySet[Project]) -> list[Suggestion]:
    """Running projects with coming shifts that nobody plans to visit, the weightiest first; three statements."""
    now = timezone.now()
    coming = Shift.objects.upcoming().filter(project=OuterRef("pk")).order_by().values("project")
    rows = regions.running().select_related("organization", "programme", "region")
    rows = rows.filter(pk__in=Shift.objects.upcoming().values("project"))
    rows = rows.exclude(pk__in=Visit.objects.filter(state="planned").values("project"))
    rows = rows.exclude(pk__in=Visit.objects.filter(visited_at__gt=now - NEW_FOR, state__in=VISITED).values("project"))
    new = now - NEW_FOR
    risky = ~Q(risk_tags__len=0) & ~Q(risk_tags=[]) | Q(min_age__lt=ADULT) | Q(organization__verified_at__gt=new)
    open_signals = Signal.objects.open()
    rows = rows.filter(risky | Q(organization__in=open_signals.values("organization")))
    rows = rows.annotate(seats=Subquery(coming.annotate(all=Sum("seats")).values("all")[:1]))
    # So many of the nearest are weighed: more than anybody visits.
    found = list(rows.order_by("-organization__verified_at", "pk")[: SHOWN * 10])
    signals: dict[int, int] = {}
    for organization in open_signals.filter(organization__in={row.organization_id for row in found}).values_list(
        "organization", flat=True
    ):
        signals[organization] = signals.get(organization, 0) + 1
    weighed = [_weighed(row, signals.get(row.organization_id, 0), new) for row in found]
    return sorted(weighed, key=lambda one: (-one.weight, one.project.pk))[:SHOWN]


def _weighed(project: Project, signals: int, new: dt.datetime) -> Suggestion:
    reasons, weight = [], 0
    if project.risk_tags:
        reasons.append(", ".join(project.risks))
        weight += TAG
    if project.min_age < ADULT:
        reasons.append(_("minors may take part"))
        weight += MINORS
    if (project.seats or 0) >= MANY_SEATS:  # type: ignore[attr-defined]
        seats = project.seats  # type: ignore[attr-defined]
        reasons.append(ngettext("%(n)d place", "%(n)d places", seats) % {"n": seats})
        weight += MANY
    if project.organization.verified_at and project.organization.verified_at > new:
        reasons.append(_("a new organization"))
        weight += NEW
    if signals:
        reasons.append(ngettext("%(n)d open signal", "%(n)d open signals", signals) % {"n": signals})
        weight += SIGNAL * signals
    return Suggestion(project, reasons, weight)


@transaction.atomic
def draw(region: Region, *, by: User, size: int, seed: str = "") -> VisitSample:
    """Draw running projects of a region and keep how it was done. Raises ``not_allowed``, ``wrong_size``, ``empty``."""
    permissions.require(by, region=region.pk, organization=None)
    if not 1 <= size <= LARGEST:
        raise Refusal("wrong_size", lazy("Draw from 1 to %(most)d projects.") % {"most": LARGEST})
    seed = seed or secrets.token_hex(8)
    rows = _pool(region)
    chosen = sampled(region, seed, size)
    if not chosen:
        raise Refusal("empty", lazy("No project of the region has coming shifts."))
    return VisitSample.objects.create(region=region, seed=seed, size=size, pool=rows.count(), projects=chosen, by=by)


def sampled(region: Region, seed: str, size: int) -> list[int]:
    """The ids whose MD5 of "seed:id" comes first: the same seed over the same projects draws the same."""
    text = Concat(Value(f"{seed}:"), Cast(F("pk"), CharField()))
    drawn = _pool(region).annotate(drawn=Func(text, function="MD5", output_field=CharField()))
    return list(drawn.order_by("drawn").values_list("pk", flat=True)[:size])


def _pool(region: Region) -> QuerySet[Project]:
    rows = Project.objects.running().filter(region=region)
    return rows.filter(pk__in=Shift.objects.upcoming().values("project")).order_by()
