"""Who organizes: front-office coordinators, the organizations of the reference data and sixty or so in all."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from frontoffice.demo import fitting, rows, texts
from frontoffice.demo.identifiers import impossible_bin
from frontoffice.demo.past import OLDEST, regular_texts
from frontoffice.demo.world import Geography, Host, Person, Wish, between
from frontoffice.models import Coordinator, Office
from organizations import deadlines
from organizations.enums import TRANSITIONS, OrganizationKind, OrganizationState, Role
from organizations.models import Membership, Organization, OrganizationTransition

DRAFT = str(OrganizationState.DRAFT)
VERIFIED = str(OrganizationState.VERIFIED)
SUSPENDED = str(OrganizationState.SUSPENDED)
NEEDS_WORK = str(OrganizationState.NEEDS_WORK)

# How many organizations are in each state that is not "verified".
UNVERIFIED = {
    str(OrganizationState.DRAFT): 1,
    str(OrganizationState.SUBMITTED): 2,
    NEEDS_WORK: 1,
    str(OrganizationState.REFUSED): 1,
    SUSPENDED: 1,
}
# From action to action, by the state it ends in.
PATHS: dict[str, tuple[str, ...]] = {
    DRAFT: (),
    str(OrganizationState.SUBMITTED): ("submit",),
    NEEDS_WORK: ("submit", "return"),
    str(OrganizationState.REFUSED): ("submit", "refuse"),
    VERIFIED: ("submit", "verify"),
    SUSPENDED: ("submit", "verify", "suspend"),
}
LONG_PATH = ("submit", "return", "submit", "verify")
RESTORED_PATH = ("submit", "verify", "suspend", "restore")
NOTES = {
    "return": texts.phrases("verification_needs_work"),
    "suspend": texts.phrases("suspension_reasons"),
    "refuse": [
        {
            "kk": "Ұйым тізілімде таратылған деп көрсетілген. Деректер өзгерсе, жаңа өтінім беріңіз.",
            "ru": "По данным реестра, организация ликвидирована. Если сведения изменятся, подайте новую заявку.",
            "en": "The register says that the organization was dissolved. If that changes, please apply again.",
        }
    ],
}
# What the organization itself does; the front office does the rest.
OWN_ACTIONS = frozenset({"submit"})
STAFF_ROLES = (Role.MANAGER, Role.COORDINATOR, Role.CHECK_IN, Role.COORDINATOR)


YOUNGEST_STAFF = 23
STAFF_SINCE = dt.timedelta(days=410)


@dataclass
class Organizers:
    """The hosts, and who decides in each region; rows that wait to be written."""

    hosts: list[Host]
    coordinators: dict[str, Person]
    republic: Person
    organizations: list[dict[str, Any]] = field(default_factory=list)
    memberships: list[dict[str, Any]] = field(default_factory=list)
    transitions: list[dict[str, Any]] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)

    def write(self) -> None:
        rows.copy(Organization, self.organizations)
        rows.copy(OrganizationTransition, self.transitions)
        rows.copy(Membership, self.memberships)
        rows.copy(Coordinator, self.posts)


class Builder:
    """Chooses staff out of the crowd and gives every organization its life so far."""

    def __init__(
        self, chance: random.Random, wish: Wish, places: Geography, crowd: list[Person], cast: dict[str, Person]
    ) -> None:
        self.chance, self.wish, self.places, self.cast = chance, wish, places, cast
        self.adults: dict[str, list[Person]] = {region: [] for region in places.regions}
        for person in crowd:
            if person.age_on(wish.today) >= YOUNGEST_STAFF:
                self.adults[person.region].append(person)
        self.slugs = {region.slug: kato for kato, region in places.regions.items()}
        self.oldest: set[str] = set()

    def build(self, owners: dict[str, str], coordinator_of: dict[str, str]) -> Organizers:
        """``owners``: cast name by organization; ``coordinator_of``: cast name by region slug, "" for the republic."""
        posts = list(self._posts(coordinator_of))
        made = Organizers([], {region: one for region, one in posts if region}, next(p for r, p in posts if not r))
        offices = {office.region_id: office.pk for office in Office.objects.all()}
        for region, person in posts:
            made.posts.append({"user_id": person.id, "office_id": offices[region], "started_at": person.joined_at})
        for organization in Organization.objects.filter(slug__in=fitting.NARROW).order_by("slug"):
            created = self.wish.now - dt.timedelta(days=400)
            host = Host(
                organization.pk, organization.slug, organization.region_id, organization.town_id, frozenset(),
                organization.nationwide, VERIFIED, created,
            )  # fmt: skip
            self._hire(host, made, None)
            made.hosts.append(host)
        entries = texts.organizations()
        ids = rows.take_ids(Organization, len(entries))
        states = self._states(entries, frozenset(owners))
        for number, (entry, organization_id) in enumerate(zip(entries, ids, strict=True)):
            host = self._host(entry, organization_id, states.get(entry["slug"], VERIFIED))
            self._hire(host, made, self.cast.get(owners.get(host.slug, "")))
            verified = record_life(self.chance, host, made, self.wish.now, restored=number == len(entries) - 1)
            made.organizations.append({**_row(entry, host, number, verified), "decide_by": decision_due(host, made)})
            made.hosts.append(host)
        return made

    def _posts(self, coordinator_of: dict[str, str]) -> Iterator[tuple[str | None, Person]]:
        """Region (None: the republic) and person; whoever decides comes last for their region."""
        for slug, kato in sorted(self.slugs.items()):
            yield kato, self._someone(kato)
            if slug in coordinator_of:
                yield kato, self.cast[coordinator_of[slug]]
        yield None, self.cast[coordinator_of[""]]

    def _someone(self, region: str) -> Person:
        """An adult of the region who is not staff anywhere yet; staff take no shifts themselves."""
        pool = [one for one in self.adults[region] if not one.is_staff]
        person = self.chance.choice(
            pool or [one for group in self.adults.values() for one in group if not one.is_staff]
        )
        person.is_staff, person.eager = True, 0.0
        person.joined_at = min(person.joined_at, self.wish.now - STAFF_SINCE)
        return person

    def _states(self, entries: list[dict[str, Any]], kept: frozenset[str]) -> dict[str, str]:
        """Which organizations are not verified: never of a big city, never the last ones of a region."""
        left: dict[str, int] = {}
        cities = {slug for slug, kato in self.slugs.items() if self.places.is_city(kato)}
        for entry in entries:
            left[entry["region"]] = left.get(entry["region"], 0) + 1
        waiting = [state for state, count in UNVERIFIED.items() for _ in range(count)]
        spared = kept | cities | {host for hosts in fitting.RESERVED.values() for host in hosts}
        states: dict[str, str] = {}
        for entry in self.chance.sample(entries, len(entries)):
            if waiting and left[entry["region"]] > 2 and not {entry["slug"], entry["region"]} & spared:
                left[entry["region"]] -= 1
                states[entry["slug"]] = waiting.pop()
        return states

    def _host(self, entry: dict[str, Any], organization_id: int, state: str) -> Host:
        region = self.slugs[entry["region"]]
        days = (800, 460) if state in (VERIFIED, SUSPENDED) else (12, 2)
        if state == VERIFIED and region not in self.oldest and regular_texts(entry["slug"], entry["programmes"]):
            # The first of each region has been there since the platform began.
            self.oldest.add(region)
            days = OLDEST
        now = self.wish.now
        created = between(self.chance, now - dt.timedelta(days=days[0]), now - dt.timedelta(days=days[1]))
        return Host(
            id=organization_id,
            slug=entry["slug"],
            region=region,
            town=entry["town_kato"],
            programmes=frozenset(entry["programmes"]),
            nationwide=False,
            state=state,
            created_at=created,
        )

    def _hire(self, host: Host, made: Organizers, owner: Person | None) -> None:
        host.staff = [owner or self._someone(host.region)]
        host.staff += [self._someone(host.region) for _ in range(self.chance.choice((0, 1, 1, 2, 3)))]
        for person in host.staff:
            person.joined_at = min(person.joined_at, host.created_at - dt.timedelta(days=3))
        for person, role in zip(host.staff, (Role.OWNER, *STAFF_ROLES), strict=False):
            started = host.created_at if role == Role.OWNER else host.created_at + dt.timedelta(hours=30)
            ended = role == Role.CHECK_IN and self.chance.random() < 0.3
            made.memberships.append(
                {
                    "organization_id": host.id,
                    "user_id": person.id,
                    "role": str(role),
                    "started_at": started,
                    "ended_at": self.wish.now - dt.timedelta(days=1) if ended else None,
                }
            )


def decision_due(host: Host, made: Organizers) -> dt.datetime | None:
    """Until when the front office decides about what was submitted, right after its life was recorded."""
    if host.state != OrganizationState.SUBMITTED:
        return None
    return deadlines.decision_due(made.transitions[-1]["at"])


def record_life(
    chance: random.Random, host: Host, made: Organizers, now: dt.datetime, *, restored: bool = False
) -> dt.datetime | None:
    """Record the organization's way to its state; returns when it was verified."""
    path = PATHS[host.state]
    if host.state == VERIFIED:
        path = RESTORED_PATH if restored else LONG_PATH if chance.random() < 0.2 else path
    moment, state, verified = host.created_at, DRAFT, None
    for action in path:
        before, state = state, TRANSITIONS.target(action, state)
        moment = min(moment + dt.timedelta(hours=chance.randint(3, 40)), now)
        if action == "suspend":
            moment = now - dt.timedelta(days=chance.randint(2, 9))
        by = host.owner if action in OWN_ACTIONS else made.coordinators[host.region]
        note = chance.choice(NOTES[action]) if action in NOTES else {}
        made.transitions.append(
            {
                "subject_id": host.id,
                "action": action,
                "from_state": before,
                "to_state": state,
                "reason": note.get(host.owner.language, ""),
                "by_id": by.id,
                "at": moment,
            }
        )
        verified = moment if action == "verify" else verified
    if state != host.state:
        raise ValueError(f"{host.slug} cannot become {host.state}.")
    return verified


def _row(entry: dict[str, Any], host: Host, number: int, verified: dt.datetime | None) -> dict[str, Any]:
    is_group = entry["kind"] == OrganizationKind.INITIATIVE_GROUP
    return {
        "id": host.id,
        "kind": entry["kind"],
        "legal_form": entry["legal_form"],
        "slug": host.slug,
        **rows.translated("name", entry["name"]),
        **rows.translated("purpose", entry["purpose"]),
        **rows.translated("about", entry["about"]),
        "bin": None if is_group else impossible_bin(number),
        "responsible_id": host.owner.id if is_group else None,
        "region_id": host.region,
        "town_id": host.town,
        "nationwide": host.nationwide,
        "email": entry["email"],
        "phone": entry["phone"],
        "site": entry["site"],
        "since": str(host.created_at.year),
        "state": host.state,
        "verified_at": verified,
        "created_at": host.created_at,
    }
