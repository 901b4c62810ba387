"""Where a project is, on a small map drawn by us: a click or the arrow keys set its latitude and longitude.

The map is the country in one drawing, framed on the region. Without a script it shows the pin; the two numbers below
it are fields as any other.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from projects.models import Project
from qazvolunteer.places import outline
from qazvolunteer.places.models import Region, Town

WIDTH = 2000
# The frame around a region, and the least width of a frame, in units of the drawing.
ROOM, NARROWEST = 24, 60


@dataclass(frozen=True)
class Frame:
    """A region in the drawing: what is seen of it."""

    kato: str
    box: str


@dataclass(frozen=True)
class Dot:
    """A town in the drawing."""

    name: str
    kato: str
    region: str
    x: int
    y: int
    large: bool


def drawn(project: Project | None) -> str:
    """The map as markup, with the pin of the project if it has one."""
    window = outline.country(WIDTH)
    regions = list(Region.objects.order_by("kato"))
    towns = list(Town.objects.exclude(latitude=None).order_by("kato"))
    dots = [_dot(town, window) for town in towns]
    known = project is not None and project.latitude is not None and project.longitude is not None
    pin = window.place(float(project.longitude), float(project.latitude)) if project is not None and known else None  # type: ignore[arg-type]
    return render_to_string(
        "admin/place_map.html",
        {
            "width": window.width,
            "height": window.height,
            "paths": [path for region in regions if (path := window.path(region.slug))],
            "dots": dots,
            "frames": [_frame(region, window, dots) for region in regions],
            "region": project.region_id if project is not None and project.region_id else "",
            "has_pin": pin is not None,
            "pin": pin or (0, 0),
            # What the script needs to turn a point of the drawing into degrees.
            "left": f"{window.left:.9f}",
            "top": f"{window.top:.9f}",
            "scale": f"{window.scale:.6f}",
            "cone": f"{outline.CONE:.12f}",
            "meridian": f"{outline.MERIDIAN:.1f}",
        },
    )


def _dot(town: Town, window: outline.Window) -> Dot:
    x, y = window.place(float(town.longitude), float(town.latitude))  # type: ignore[arg-type]
    return Dot(town.name, town.kato, town.region_id, x, y, (town.population or 0) > 100_000)


def _frame(region: Region, window: outline.Window, dots: list[Dot]) -> Frame:
    """All of the region's border, or of a city its towns, with some room."""
    points = [window.at(point) for point in outline.rings().get(region.slug, ())]
    points = points or [(dot.x, dot.y) for dot in dots if dot.region == region.kato] or [(0, 0), (WIDTH, window.height)]
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    wide = max(max(xs) - min(xs) + 2 * ROOM, NARROWEST)
    high = max(max(ys) - min(ys) + 2 * ROOM, NARROWEST // 2)
    left, top = (min(xs) + max(xs) - wide) // 2, (min(ys) + max(ys) - high) // 2
    return Frame(region.kato, f"{left} {top} {wide} {high}")
