"""Which text fits which organization, place, season and programme, so that the invented country stays believable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

# Organizations with a narrow purpose offer only these; the others offer every text of their programmes.
NARROW: dict[str, tuple[str, ...]] = {
    "28-loops": ("warm-socks-knitting", "hospital-dolls"),
    "best-for-kids": ("mentor-one-to-one", "cooking-with-teens", "sport-saturday", "letters-to-children"),
    "club-of-good-people": ("groceries-for-elders", "winter-home-prep", "friendly-calls"),
    "lider-kz": ("search-team-basics", "missing-person-readiness"),
    "national-volunteer-network": (
        "volunteer-tutor-course", "first-aid-course", "mentor-school", "eco-leader-training",
    ),
    "alma-bagy": ("tree-planting", "elders-oral-history", "sorting-point-saturday", "world-cleanup-day"),
    "altai-izi": (
        "search-team-basics", "missing-person-readiness", "field-search-expedition", "memorial-care",
        "tree-planting", "dump-mapping",
    ),
    "bagdar-izdeu": (
        "search-team-basics", "missing-person-readiness", "archive-names-typing", "field-search-expedition",
        "family-letters-scan", "friendly-calls",
    ),
    "bir-tamshy": ("donor-day", "first-aid-course", "screening-calls"),
    "kedergisiz-qala": ("ramp-check", "computer-for-seniors", "textbooks-read-aloud", "groceries-for-elders"),
    "meiirimdi-taban": ("shelter-dog-walks", "bird-count", "sorting-point-saturday", "world-cleanup-day"),
    "mugalzhar-muzei": (
        "museum-photo-archive", "museum-night-helpers", "old-newspapers-typing", "elders-oral-history",
        "family-letters-scan", "family-soldier-story",
    ),
    "shygys-hospis-dostary": ("hospice-company", "hospital-playroom", "hospital-wayfinders", "friendly-calls"),
    "temirtau-taza-aua": ("tree-planting", "eco-leader-training", "sorting-point-saturday", "dump-mapping"),
    "tumar-oner": ("felt-workshop", "ornament-drawing", "museum-night-helpers", "elders-oral-history"),
    "uishik-pana": ("shelter-dog-walks", "warm-socks-knitting"),
    "zhaiyq-donorlary": ("donor-day", "first-aid-course", "screening-calls"),
    "zharkent-kitaphana": (
        "homework-room", "english-talk-club", "computer-for-seniors", "old-newspapers-typing", "elders-oral-history",
        "textbooks-read-aloud",
    ),
    "zhyly-sham": ("hospice-company", "hospital-playroom", "hospital-dolls", "warm-socks-knitting", "friendly-calls"),
    "zhyly-toqyma": ("warm-socks-knitting", "hospital-dolls", "care-home-fair"),
}  # fmt: skip

# Texts that only these organizations offer.
RESERVED: dict[str, tuple[str, ...]] = {
    "saxaul-planting": ("aral-tynysy", "elek-college-club"),
    "shelter-dog-walks": ("meiirimdi-taban", "uishik-pana", "nura-university-volunteers", "qaiyr-toby"),
    "search-team-basics": ("lider-kz", "altai-izi", "bagdar-izdeu"),
    "missing-person-readiness": ("lider-kz", "altai-izi", "bagdar-izdeu"),
}

# Work of villages: never in a city of republican significance.
VILLAGE = frozenset({"elders-oral-history", "village-health-day", "flood-house-drying", "winter-home-prep"})
VILLAGE_KINDS = frozenset({"village", "settlement"})
VILLAGE_PLACE = "Сельск"

# How often one text may return in the country.
MOST_USES = 5
MOST_USES_OF = {"world-cleanup-day": 8}

# Texts that some organizations offer within a campaign or a partner programme.
CAMPAIGN = "world-cleanup-day"
PARTNERED: dict[str, tuple[str, ...]] = {
    CAMPAIGN: ("world-cleanup-day",),
    "un-volunteers": ("dump-mapping", "volunteer-tutor-course", "friendly-calls"),
    "unicef": ("reading-buddies", "sport-saturday", "eco-leader-training", "letters-to-children"),
    "aiesec": ("english-talk-club", "career-day-school"),
}
# A partner programme takes this many projects; the campaign takes all of its text.
PARTNERED_EACH = 3

# Month and day of what happens once a year.
ONCE_A_YEAR: dict[str, tuple[int, int]] = {
    "world-cleanup-day": (9, 20),
    "museum-night-helpers": (5, 18),
}

# Months of work that needs its season; whatever is not named is done all year.
SEASONS: dict[str, frozenset[int]] = {
    "tree-planting": frozenset({3, 4, 5, 9, 10, 11}),
    "field-search-expedition": frozenset({4, 5, 6, 7, 8, 9, 10}),
    "flood-house-drying": frozenset({3, 4, 5}),
    "necropolis-care": frozenset({3, 4, 5, 6, 7, 8, 9, 10, 11}),
    "riverbank-cleanup": frozenset({3, 4, 5, 6, 7, 8, 9, 10, 11}),
    "saxaul-planting": frozenset({2, 3, 4, 10, 11, 12}),
    "winter-home-prep": frozenset({8, 9, 10, 11, 12}),
}


def fits(text: str, programme: str, host: str, programmes: frozenset[str]) -> bool:
    """May the organization offer the text?"""
    if text in RESERVED and host not in RESERVED[text]:
        return False
    return text in NARROW[host] if host in NARROW else programme in programmes or text in RESERVED


def season_days(text: str, first: dt.date, last: dt.date) -> list[dt.date]:
    """The days of the period on which the text can happen; of what happens once a year, that day's neighbours.

    Empty when the period has none: then it happened before (see ``last_season``).
    """
    return list(_days(text, first, last))


def last_season(text: str, before: dt.date) -> list[dt.date]:
    """The latest days before ``before``, up to a year back, on which the text happened."""
    days = list(_days(text, before - dt.timedelta(days=365), before - dt.timedelta(days=1)))
    return days[-45:] if text not in ONCE_A_YEAR else days[-2:]


def _days(text: str, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    months = SEASONS.get(text)
    fixed = ONCE_A_YEAR.get(text)
    day = first
    while day <= last:
        if fixed is not None:
            if any(abs((day - dt.date(year, *fixed)).days) == 0 for year in (day.year,)):
                yield day
        elif months is None or day.month in months:
            yield day
        day += dt.timedelta(days=1)
