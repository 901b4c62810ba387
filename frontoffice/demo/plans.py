"""Which projects there are: every text several times, in towns and organizations it fits, in every state."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frontoffice.demo import fitting, rows, texts
from frontoffice.demo.organizers import SUSPENDED, VERIFIED
from frontoffice.demo.world import (
    FEWEST_PROJECTS,
    PROJECTS,
    WEEKS_AHEAD,
    WEEKS_BACK,
    Geography,
    Host,
    ProjectPlan,
    Wish,
    lognormal,
)
from projects.enums import Format, ProjectState
from projects.models import Project

# Of two hundred and fifty. Whatever is left is approved; what happened once a year is completed.
QUOTAS = {
    str(ProjectState.DRAFT): 9,
    str(ProjectState.SUBMITTED): 9,
    str(ProjectState.NEEDS_WORK): 6,
    str(ProjectState.REFUSED): 5,
    str(ProjectState.CANCELLED): 6,
    str(ProjectState.EXPIRED): 4,
    str(ProjectState.COMPLETED): 56,
}
PAST = frozenset({str(ProjectState.COMPLETED), str(ProjectState.EXPIRED)})
APPROVED = str(ProjectState.APPROVED)
SHOWN_HOSTS = frozenset({VERIFIED, SUSPENDED})
# Every organization begins with this many, then the populous regions take the rest.
FIRST_EACH = 2
# The three big cities have more organizations for their people than the regions.
CITY_WEIGHT = 2.2


@dataclass(frozen=True)
class Days:
    """When a text can happen: past days of the period (or of its last season), and days to come."""

    past: tuple[dt.date, ...]
    coming: tuple[dt.date, ...]


class Planner:
    def __init__(self, chance: random.Random, wish: Wish, places: Geography, hosts: list[Host]) -> None:
        self.chance, self.wish, self.places, self.hosts = chance, wish, places, hosts
        self.texts = texts.projects()
        self.uses: Counter[str] = Counter()
        self.seen: set[tuple[str, str | None]] = set()
        self.days = {text["key"]: self._days(text["key"]) for text in self.texts}
        self.plans: list[ProjectPlan] = []

    def plan(self, showcase: str) -> list[ProjectPlan]:
        """All projects. The organization ``showcase`` has one in every state."""
        count = self.wish.many(PROJECTS, least=FEWEST_PROJECTS)
        ids = iter(rows.take_ids(Project, count))
        for host in self._queue(showcase):
            if len(self.plans) == count:
                break
            text = self._text(host)
            if text is not None:
                self.plans.append(self._plan(next(ids), host, text))
        self._assign_states(showcase)
        self._assign_programmes()
        return self.plans

    def _queue(self, showcase: str) -> list[Host]:
        """Whose turn it is: the showcase and the small first, then by the population of the region."""
        ready = [host for host in self.hosts if host.state in SHOWN_HOSTS]
        weights = []
        for host in ready:
            neighbours = sum(1 for other in ready if other.region == host.region)
            city = CITY_WEIGHT if self.places.is_city(host.region) else 1.0
            weights.append(self.places.weight(host.region) * city / neighbours * lognormal(self.chance, 0.3))
        first = [host for host in ready if host.slug == showcase] * 14
        first += [host for host in self.hosts for _ in range(FIRST_EACH if host in ready else 1)]
        return first + self.chance.choices(ready, weights, k=PROJECTS * 12)

    def _text(self, host: Host) -> Mapping[str, Any] | None:
        """The text least used so far of those that fit the organization, in a town where it was not yet."""
        choices = []
        for text in self.texts:
            key = text["key"]
            if self.uses[key] >= fitting.MOST_USES_OF.get(key, fitting.MOST_USES):
                continue
            if key in fitting.VILLAGE and self.places.is_city(host.region) and not host.nationwide:
                continue
            if fitting.fits(key, text["programme"], host.slug, host.programmes):
                choices.append(text)
        self.chance.shuffle(choices)
        choices.sort(key=lambda text: self.uses[text["key"]])
        for text in choices:
            if not self._was_there(host, text):
                return text
        return None

    def _was_there(self, host: Host, text: Mapping[str, Any]) -> bool:
        """The same organization offers a text once; others may, in the next town of the region."""
        if host.nationwide:
            return False
        if text["format"] != Format.ON_SITE:
            return (text["key"], host.region) in self.seen
        return (text["key"], host.slug) in self.seen

    def _plan(self, project_id: int, host: Host, text: Mapping[str, Any]) -> ProjectPlan:
        region, town = self._where(host, text)
        self.uses[text["key"]] += 1
        self.seen |= {(text["key"], town or region), (text["key"], host.slug)}
        city = 1.2 if self.places.is_city(region) else 1.0
        return ProjectPlan(
            id=project_id,
            text=text,
            host=host,
            programme=text["programme"],
            state=APPROVED,
            region=region,
            town=town,
            created_at=host.created_at,
            published_at=None,
            popularity=lognormal(self.chance, 0.45) * city,
        )

    def _where(self, host: Host, text: Mapping[str, Any]) -> tuple[str, str | None]:
        """Region and town; remote work and work at home have no town."""
        region = host.region
        if host.nationwide:
            regions = [
                kato
                for kato in self.places.regions
                if text["key"] not in fitting.VILLAGE or not self.places.is_city(kato)
            ]
            region = self.chance.choices(regions, [self.places.weight(kato) for kato in regions])[0]
        if text["format"] != Format.ON_SITE:
            return region, None
        towns = self.places.towns[region]
        if text["key"] in fitting.VILLAGE:
            towns = [town for town in towns if town.kind in fitting.VILLAGE_KINDS] or towns
        elif region == host.region and host.town and (self.chance.random() < 0.8 or self.places.is_city(region)):
            return region, host.town
        free = [town for town in towns if (text["key"], town.pk) not in self.seen] or towns
        weights = [float(town.population or 1_000) for town in free]
        return region, self.chance.choices(free, weights)[0].pk

    def _days(self, key: str) -> Days:
        today = self.wish.today
        past = fitting.season_days(key, today - dt.timedelta(weeks=WEEKS_BACK), today - dt.timedelta(days=1))
        coming = fitting.season_days(key, today, today + dt.timedelta(weeks=WEEKS_AHEAD))
        if not past and not coming:
            past = fitting.last_season(key, today)
        return Days(tuple(past), tuple(coming))

    def _assign_states(self, showcase: str) -> None:
        """Quotas by what the text's season allows; every region keeps projects that are running."""
        left = {state: self.wish.many(count) for state, count in QUOTAS.items()}
        running = Counter(
            plan.region for plan in self.plans if self.days[plan.text["key"]].coming and plan.host.state == VERIFIED
        )
        own = [plan for plan in self.plans if plan.host.slug == showcase]
        mixed = self.chance.sample(self.plans, len(self.plans))
        for plan in self.plans:
            if not self.days[plan.text["key"]].coming:
                plan.state = str(ProjectState.COMPLETED)
                left[plan.state] -= 1
            elif plan.host.state not in SHOWN_HOSTS:
                plan.state = str(ProjectState.DRAFT)
                left[plan.state] -= 1
        for pool, each in ((own, 1), (mixed, None)):
            taken: dict[str, int] = defaultdict(int)
            for plan in pool:
                days = self.days[plan.text["key"]]
                if plan.state != APPROVED or running[plan.region] <= 2 or plan.host.state == SUSPENDED:
                    continue
                for state, free in left.items():
                    allowed = days.past if state in PAST else days.coming
                    if (free > 0 or each) and len(allowed) > 10 and (each is None or taken[state] < each):
                        plan.state = state
                        left[state] -= 1
                        taken[state] += 1
                        running[plan.region] -= 1
                        break

    def _assign_programmes(self) -> None:
        """Some projects belong to a campaign or a partner programme instead of a direction."""
        for programme, keys in fitting.PARTNERED.items():
            found = [plan for plan in self.plans if plan.text["key"] in keys]
            found.sort(key=lambda plan: (plan.state != APPROVED, keys.index(plan.text["key"])))
            for plan in found if programme == fitting.CAMPAIGN else found[: fitting.PARTNERED_EACH]:
                plan.programme = programme
