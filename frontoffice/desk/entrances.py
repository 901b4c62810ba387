"""The desk in the menu of the front office and on its overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from frontoffice.desk import queue
from frontoffice.desk.models import Matter
from frontoffice.desk.queue import Choice
from frontoffice.office.menu import Entry, entry, totals
from frontoffice.office.tiles import SHOWN, Act, Found, Row, Tile, tile

if TYPE_CHECKING:
    from frontoffice.office.guard import Desk
    from qazvolunteer.places.models import Region

entry(
    Entry(
        _("Decisions"),
        "check-circle",
        "office-desk",
        order=20,
        waiting=lambda desk: desk.narrowed(Matter.objects.open()),
        late=lambda desk: desk.narrowed(Matter.objects.late()),
    )
)


def waiting(desk: Desk, region: Region | None) -> Found:
    """The first in the queue; approved with one press where every check passed when it was opened."""
    rows = desk.narrowed(Matter.objects.open())
    choice = Choice(region=region)
    if region is not None:
        rows = rows.filter(region=region)
    total = rows.count() if region is not None else totals(desk, "office-desk")[0]
    first = rows.select_related("region").order_by("due_at", "pk")[:SHOWN]
    return Found(
        rows=[
            Row(
                title=line.name,
                url=reverse("office-matter", args=[line.matter.pk]) + choice.query,
                facts=f"{line.matter.get_kind_display()} · {line.facts}",
                tag=line.clock,
                tone=line.tone,
                art=line.art,
                icon=line.kind.icon,
                act=_act(line),
            )
            for line in queue.lines(list(first))
        ],
        total=total,
        url=reverse("office-desk") + choice.query,
    )


def _act(line: queue.Line) -> Act | None:
    main = next((one for one in line.kind.decisions if one.weight == "main" and one.note != "required"), None)
    if not line.matter.clear or main is None:
        return None
    return Act(main.label, reverse("office-matter-approve", args=[line.matter.pk]), icon="check")


tile(Tile("desk", _("Decisions that are due"), _("Nothing waits for a decision."), waiting, order=10, wide=True))
