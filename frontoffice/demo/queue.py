"""The queue of decisions as it stands after some years: what waits, what was decided, a word to a colleague."""

from __future__ import annotations

import datetime as dt

from frontoffice.demo.world import Wish
from frontoffice.desk import past, reconcile
from frontoffice.desk.enums import EntryKind
from frontoffice.desk.models import Matter, MatterEntry
from frontoffice.models import Coordinator

NOTE = "Ұйымға қоңырау шалдым, мекенжайды нақтылайды."


def write(wish: Wish) -> None:
    """Needs everything else to be written."""
    past.write()
    reconcile.fill()
    _share(wish)


def _share(wish: Wish) -> None:
    """In each region the first decision is somebody's already, and a colleague has written a word beside it."""
    people = dict(Coordinator.objects.active().order_by("-pk").values_list("office__region", "user"))
    republic = people.get(None)
    firsts = Matter.objects.open().order_by("region_id", "due_at", "pk").distinct("region_id")
    for matter in firsts:
        person = people.get(matter.region_id)
        if person is None:
            continue
        Matter.objects.filter(pk=matter.pk).update(assigned_to=person)
        at = wish.now - dt.timedelta(hours=3)
        entries = [MatterEntry(matter=matter, kind=EntryKind.TAKE, by_id=person, to_id=person, at=at)]
        if republic is not None:
            later = at + dt.timedelta(minutes=40)
            entries.append(MatterEntry(matter=matter, kind=EntryKind.NOTE, by_id=republic, text=NOTE, at=later))
        MatterEntry.objects.bulk_create(entries)
