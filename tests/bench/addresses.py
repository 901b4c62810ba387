"""Which pages are visited: many different ones, drawn by a seed out of what the database holds.

Some addresses are asked for far more often than others, as in life: the one at place n as often as 1/n.
"""

from __future__ import annotations

import datetime as dt
import random
from urllib.parse import urlencode

LANGUAGES = ("kk", "ru", "en")
DIFFERENT = 200
WORDS = ("көшет", "саженцы", "teach", "қызылорда", "астана", "volunteer", "балалар", "парк", "saulyq", "помощь")


def plain(number: int, seed: int = 1) -> list[str]:
    """The list as it opens, in three languages."""
    draw = random.Random(seed)
    return [f"/{draw.choice(LANGUAGES)}/projects/" for _ in range(number)]


def filtered(number: int, seed: int = 2) -> list[str]:
    """The list with one to three filters: place, programme, words, days, boxes, lists, order."""
    from projects.models import Programme, Skill
    from qazvolunteer.places.models import Region

    draw = random.Random(seed)
    regions = list(Region.objects.order_by("pk").values_list("slug", flat=True))
    programmes = list(Programme.objects.order_by("pk").values_list("slug", flat=True))
    skills = list(Skill.objects.order_by("pk").values_list("slug", flat=True))
    today = dt.date.today()
    makers = {
        "region": (8, lambda: draw.choice(regions)),
        "programme": (5, lambda: draw.choice(programmes)),
        "q": (3, lambda: draw.choice(WORDS)),
        "from": (3, lambda: (today + dt.timedelta(days=draw.randrange(30))).isoformat()),
        "places": (3, lambda: "on"),
        "weekend": (3, lambda: "on"),
        "format": (2, lambda: draw.choice(["on_site", "remote", "at_home"])),
        "skill": (2, lambda: draw.choice(skills)),
        "age": (2, lambda: draw.choice([14, 16, 18])),
        "language": (1, lambda: draw.choice(LANGUAGES)),
        "sort": (1, lambda: "newest"),
    }
    weights = [weight for weight, _make in makers.values()]
    different = []
    for _ in range(DIFFERENT):
        names = set(draw.choices(list(makers), weights, k=draw.randint(1, 3)))
        query = urlencode({name: makers[name][1]() for name in sorted(names)})
        different.append(f"/{draw.choice(LANGUAGES)}/projects/?{query}")
    return _as_in_life(different, number, draw)


def projects(number: int, seed: int = 3) -> list[str]:
    """Pages of projects that are open now."""
    from django.utils import timezone

    from projects.models import Project, Shift

    draw = random.Random(seed)
    coming = Shift.objects.filter(cancelled_at=None, starts_at__gt=timezone.now())
    running = Project.objects.running().filter(pk__in=coming.values("project"))
    slugs = list(running.order_by("pk").values_list("slug", flat=True))
    chosen = draw.sample(slugs, min(DIFFERENT, len(slugs)))
    return [f"/{draw.choice(LANGUAGES)}/projects/{draw.choice(chosen)}/" for _ in range(number)]


def home(number: int, seed: int = 4) -> list[str]:
    draw = random.Random(seed)
    return [f"/{draw.choice(LANGUAGES)}/" for _ in range(number)]


def _as_in_life(paths: list[str], number: int, draw: random.Random) -> list[str]:
    return draw.choices(paths, [1 / place for place in range(1, len(paths) + 1)], k=number)
