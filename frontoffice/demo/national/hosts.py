"""Thousands of organizations with invented names, purposes of their programmes, and staff out of the population."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

from frontoffice.demo import rows, texts
from frontoffice.demo.identifiers import impossible_bin, mailbox
from frontoffice.demo.national.bulk import take_block
from frontoffice.demo.national.moments import DAY, Calendar
from frontoffice.demo.national.population import Population
from frontoffice.demo.organizers import (
    DRAFT,
    NEEDS_WORK,
    STAFF_ROLES,
    SUSPENDED,
    VERIFIED,
    Organizers,
    decision_due,
    record_life,
)
from frontoffice.demo.world import Geography, Host
from organizations.enums import OrganizationKind, OrganizationState, Role
from organizations.models import Organization

# Of a thousand organizations, so many are not verified.
UNVERIFIED = {
    DRAFT: 18,
    str(OrganizationState.SUBMITTED): 22,
    NEEDS_WORK: 8,
    str(OrganizationState.REFUSED): 12,
    SUSPENDED: 8,
}
# Fewer organizations than this are all verified.
ENOUGH = 50
# The small demonstration has the numbers before this one.
FIRST_NUMBER = 1_000
OLDEST_AFTER = 60 * DAY


class Founder:
    def __init__(
        self,
        chance: random.Random,
        places: Geography,
        population: Population,
        calendar: Calendar,
        organizers: Organizers,
    ) -> None:
        self.chance, self.places, self.population, self.calendar = chance, places, population, calendar
        self.organizers = organizers
        self.content = texts.nation()
        self.programmes = sorted(self.content["programmes"])

    def found(self, count: int) -> list[Host]:
        """``count`` organizations with their staff and their life so far; the rows wait in ``organizers``."""
        first = take_block(Organization, count)
        states = [VERIFIED] * count
        number = 0
        for state, share in UNVERIFIED.items() if count >= ENOUGH else ():
            for _ in range(-(-count * share // 1_000)):
                states[number] = state
                number += 1
        self.chance.shuffle(states)
        homes = self._homes(count)
        names = self._names()
        hosts = []
        for index, (state, region) in enumerate(zip(states, homes, strict=True)):
            hosts.append(self._one(index, first + index, state, region, next(names)))
        return hosts

    def _homes(self, count: int) -> list[str]:
        """Regions like the people, every region at least one."""
        regions = self.population.regions
        weights = [float(self.places.regions[region].population or 200_000) for region in regions]
        homes = [*regions, *self.chance.choices(regions, weights, k=max(0, count - len(regions)))][:count]
        self.chance.shuffle(homes)
        return homes

    def _names(self) -> Iterator[tuple[dict[str, Any], dict[str, str], dict[str, str]]]:
        """A form with two words that it was not given yet; more words, or the same again, when all were."""
        pairs = list(itertools.product(self.content["first"], self.content["second"]))
        forms = self.content["forms"]
        queues = {form["key"]: itertools.cycle(self.chance.sample(pairs, len(pairs))) for form in forms}
        while True:
            form = self.chance.choices(forms, [form["share"] for form in forms])[0]
            yield form, *next(queues[form["key"]])

    def _one(self, index: int, pk: int, state: str, region: str, named: tuple[dict[str, Any], ...]) -> Host:
        chance, now = self.chance, self.population.now
        form, adjective, noun = named
        oldest = OLDEST_AFTER + int((now - 2 * OLDEST_AFTER) * chance.random() ** 1.6)
        created = oldest if state in (VERIFIED, SUSPENDED) else now - chance.randrange(3 * DAY, 14 * DAY)
        programmes = chance.sample(self.programmes, chance.choice((1, 1, 2, 2, 3)))
        words = f"{adjective['latin']}-{noun['latin']}-{form['key']}"
        town = self._town(region)
        host = Host(
            id=pk,
            slug=f"{words}-{index + 1}",
            region=region,
            town=town,
            programmes=frozenset(programmes),
            nationwide=False,
            state=state,
            created_at=self.calendar.moment(created),
        )
        self._hire(host, created)
        verified = record_life(chance, host, self.organizers, self.calendar.moment(now))
        row = self._row(host, index, form, adjective, noun, programmes[0], verified)
        self.organizers.organizations.append({**row, "decide_by": decision_due(host, self.organizers)})
        return host

    def _town(self, region: str) -> str:
        towns = self.places.towns[region]
        return str(self.chance.choices(towns, [float(town.population or 1_500) ** 0.9 for town in towns])[0].pk)

    def _hire(self, host: Host, created: int) -> None:
        count = 1 + self.chance.choice((0, 1, 1, 2, 3))
        host.staff = [self.population.hire(host.region, created) for _ in range(count)]
        for person, role in zip(host.staff, (Role.OWNER, *STAFF_ROLES), strict=False):
            later = 0 if role == Role.OWNER else 30 * 60
            self.organizers.memberships.append(
                {
                    "organization_id": host.id,
                    "user_id": person.id,
                    "role": str(role),
                    "started_at": self.calendar.moment(created + later),
                    "ended_at": None,
                }
            )

    def _row(
        self, host: Host, index: int, form: dict[str, Any], adjective: dict[str, str], noun: dict[str, str],
        programme: str, verified: Any,
    ) -> dict[str, Any]:  # fmt: skip
        spoken = {"kk": f"{adjective['kk']} {noun['kk']}".capitalize()}
        spoken["ru"] = spoken["kk"]
        spoken["en"] = f"{adjective['latin']} {noun['latin']}".title()
        is_group = form["kind"] == OrganizationKind.INITIATIVE_GROUP
        about = self.content["programmes"][programme]
        names = {language: form["name"][language].format(name=spoken[language]) for language in rows.LANGUAGES}
        return {
            "id": host.id,
            "kind": form["kind"],
            "legal_form": form["legal_form"],
            "slug": host.slug,
            **rows.translated("name", names),
            **rows.translated("purpose", about["purpose"]),
            **rows.translated("about", about["about"]),
            "bin": None if is_group else impossible_bin(FIRST_NUMBER + index),
            "responsible_id": host.owner.id if is_group else None,
            "region_id": host.region,
            "town_id": host.town,
            "nationwide": False,
            "email": mailbox(f"office.{host.slug}"),
            "phone": "",
            "site": "",
            "since": str(host.created_at.year),
            "state": host.state,
            "verified_at": verified,
            "created_at": host.created_at,
        }
