"""A million people in arrays: who lives where, since when, how old, how eager; and their rows."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import random
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings

from frontoffice.demo import people
from frontoffice.demo.identifiers import mailbox
from frontoffice.demo.national.bulk import Advance, Sheet, take_block
from frontoffice.demo.national.moments import DAY, Calendar
from frontoffice.demo.world import Geography, Person
from qazvolunteer.accounts.enums import REQUIRED_CONSENTS, ConsentKind
from qazvolunteer.accounts.models import Consent, ConsentText, User
from qazvolunteer.core.folding import searchable
from volunteers.models import GuardianConsent, Volunteer

LANGUAGES = ("kk", "ru", "en")
# Later years bring more people: 1 would be as many every day.
GROWTH = 0.65
# Of a hundred who registered, so many never took a shift.
IDLE = 0.35
MOST_EAGER = 60
AGREED = 0.7
NEWS = 0.55
# Years after which nobody's age matters to any project any more.
GROWN = 18


class Population:
    """Volunteers by their number, 0 for whoever came first. ``slots``: as often in a place's list as they are eager."""

    def __init__(self, chance: random.Random, count: int, places: Geography, calendar: Calendar, now: int) -> None:
        self.chance, self.count, self.places, self.calendar, self.now = chance, count, places, calendar, now
        self.first_user, self.first_volunteer = take_block(User, count), take_block(Volunteer, count)
        self.towns = [town for region in sorted(places.towns) for town in places.towns[region]]
        self.regions = sorted(places.regions)
        weights = [self._weight(town) for town in self.towns]
        self.town = array("H", [0]) * count
        self.joined = array("i", (int(now * ((number + chance.random()) / count) ** GROWTH) for number in range(count)))
        self.born = array("i", [0]) * count
        self.name = array("H", [0]) * count
        self.family = array("H", [0]) * count
        self.language = array("B", [0]) * count
        self.agreed = array("B", [0]) * count
        self.busy_until = array("i", [0]) * count
        self.lists = people.NameLists(chance)
        self.slots_of_town: dict[str, array[int]] = {town.pk: array("I") for town in self.towns}
        self.slots_of_region: dict[str, array[int]] = {region: array("I") for region in self.regions}
        self.slots: array[int] = array("I")
        self.adults: dict[str, array[int]] = {region: array("I") for region in self.regions}
        # Staff had an account before their organization did: by number, since when.
        self.staff: dict[int, int] = {}
        self._fill(weights)

    def _weight(self, town: Any) -> float:
        """Of a town among all: its people, and of the region's others its share."""
        neighbours = self.places.towns[town.region_id]
        own = float(town.population or 1_500)
        counted = sum(float(other.population or 1_500) for other in neighbours)
        return own / counted * float(self.places.regions[town.region_id].population or 200_000)

    def _fill(self, weights: list[float]) -> None:
        chance, calendar = self.chance, self.calendar
        today = calendar.first.toordinal() + self.now // (DAY)
        youngest = settings.ACCOUNT_MINIMUM_AGE * 366
        totals = list(itertools.accumulate(weights))
        everywhere = range(len(weights))
        spans = [span for span, _share in people.AGES]
        shares = list(itertools.accumulate(share for _span, share in people.AGES))
        grown = int(GROWN * 365.25)
        for number in range(self.count):
            town = chance.choices(everywhere, cum_weights=totals)[0]
            self.town[number] = town
            low, high = chance.choices(spans, cum_weights=shares)[0]
            joined_on = calendar.first.toordinal() + self.joined[number] // (DAY)
            born = today - chance.randrange(low * 366, high * 365 + 365)
            self.born[number] = min(born, joined_on - youngest)
            self.name[number], self.family[number], self.language[number] = self.lists.draw()
            region = self.towns[town].region_id
            age = today - self.born[number]
            child = joined_on - self.born[number] < int(settings.GUARDIAN_CONSENT_AGE * 365.25) + 1
            if child:
                self.agreed[number] = chance.random() < AGREED
            elif age > grown * 1.4 and len(self.adults[region]) < 4_000:
                self.adults[region].append(number)

    def spread(self) -> None:
        """Make the lists to draw from. Call when the staff is chosen: staff take no shifts themselves."""
        chance = self.chance
        child = int(settings.GUARDIAN_CONSENT_AGE * 365.25) + 1
        for number in range(self.count):
            luck = chance.random()
            if luck < IDLE or number in self.staff:
                continue
            joined_on = self.calendar.first.toordinal() + self.joined[number] // (DAY)
            if joined_on - self.born[number] < child and not self.agreed[number]:
                continue
            eager = min(MOST_EAGER, int(chance.paretovariate(1.15)))
            town = self.towns[self.town[number]]
            for slots in (self.slots_of_town[town.pk], self.slots_of_region[town.region_id], self.slots):
                slots.extend([number] * eager)

    def before(self, slots: array[int], minute: int) -> int:
        """How many of the slots belong to people who had registered by then: the lists are in that order."""
        return bisect_left(slots, minute, key=self.joined.__getitem__)

    def hire(self, region: str, since: int) -> Person:
        """An adult of the region who is staff from ``since`` on, and had an account before."""
        pool = self.adults[region] or max(self.adults.values(), key=len)
        number = pool.pop(self.chance.randrange(len(pool)))
        self.staff[number] = min(self.joined[number], max(0, since - 3 * DAY))
        return self.person(number)

    def joined_at(self, number: int) -> int:
        return self.staff.get(number, self.joined[number])

    def person(self, number: int) -> Person:
        first, last, _address = self.lists.words(self.name[number], self.family[number])
        town = self.towns[self.town[number]]
        return Person(
            id=self.first_user + number,
            volunteer_id=self.first_volunteer + number,
            first_name=first,
            last_name=last,
            email=self.email(number),
            language=LANGUAGES[self.language[number]],
            born=dt.date.fromordinal(self.born[number]),
            region=town.region_id,
            town=town.pk,
            joined_at=self.calendar.moment(self.joined_at(number)),
            eager=0.0,
            is_staff=True,
        )

    def email(self, number: int) -> str:
        _first, _last, address = self.lists.words(self.name[number], self.family[number])
        return mailbox(f"{address}.{number + 1}")

    # --- Rows -----------------------------------------------------------------------------------------

    @property
    def lines(self) -> int:
        """About as many as ``write`` writes."""
        return int(self.count * (3 + len(REQUIRED_CONSENTS) + NEWS)) + sum(self.agreed)

    def write(self, advance: Advance) -> None:
        """Accounts, addresses, volunteers, guardians and consents, in that order."""
        names = ("id", "password", "email", "first_name", "last_name", "search_text", "language", "date_joined")
        Sheet(User, *names).write(self._users(), advance)
        Sheet(EmailAddress, "email", "user_id", "verified", "primary").write(self._addresses(), advance)
        names = ("id", "user_id", "birth_date", "town_id", "calendar_secret", "created_at")
        Sheet(Volunteer, *names).write(self._volunteers(), advance)
        names = ("volunteer_id", "email", "language", "name", "relation", "asked_at", "given_at")
        Sheet(GuardianConsent, *names).write(self._guardians(), advance)
        current = {row.kind: row.pk for row in ConsentText.objects.current()}
        Sheet(Consent, "user_id", "text_id", "given_at").write(self._consents(current), advance)

    def _users(self) -> Iterator[tuple[Any, ...]]:
        text, words = self.calendar.text, self.lists.words
        for number, secret in zip(range(self.count), secrets(20), strict=False):
            first, last, _address = words(self.name[number], self.family[number])
            yield (
                self.first_user + number, "!" + secret, self.email(number), first, last,
                searchable(first, last), LANGUAGES[self.language[number]], text(self.joined_at(number)),
            )  # fmt: skip

    def _addresses(self) -> Iterator[tuple[Any, ...]]:
        for number in range(self.count):
            yield self.email(number), self.first_user + number, "t", "t"

    def _volunteers(self) -> Iterator[tuple[Any, ...]]:
        text, towns = self.calendar.text, [town.pk for town in self.towns]
        days: dict[int, str] = _Days()
        for number, secret in zip(range(self.count), secrets(16), strict=False):
            yield (
                self.first_volunteer + number, self.first_user + number, days[self.born[number]],
                towns[self.town[number]], secret, text(self.joined_at(number)),
            )  # fmt: skip

    def _guardians(self) -> Iterator[tuple[Any, ...]]:
        for number in range(self.count):
            if self.agreed[number]:
                language = LANGUAGES[self.language[number]]
                _first, last, address = self.lists.words(self.name[number], self.family[number])
                asked = self.calendar.text(min(self.now, self.joined[number] + 10))
                relations = people.RELATIONS[language]
                yield (
                    self.first_volunteer + number, mailbox(f"parent.{address}.{number + 1}"), language, last,
                    relations[number % len(relations)], asked, asked,
                )  # fmt: skip

    def _consents(self, current: dict[str, int]) -> Iterator[tuple[Any, ...]]:
        chance, text = random.Random(self.count), self.calendar.text
        required = [current[str(kind)] for kind in REQUIRED_CONSENTS if str(kind) in current]
        news = current.get(str(ConsentKind.NEWS))
        for number in range(self.count):
            user, given = self.first_user + number, text(self.joined_at(number))
            for kind in required:
                yield user, kind, given
            if news is not None and chance.random() < NEWS:
                yield user, news, given


class _Days(defaultdict[int, str]):
    """The ISO date of a day's ordinal."""

    def __missing__(self, day: int) -> str:
        self[day] = text = dt.date.fromordinal(day).isoformat()
        return text


def secrets(length: int) -> Iterator[str]:
    """Random secrets without end, of ``length`` bytes in hexadecimal digits."""
    while True:
        block = os.urandom(length * 4_096).hex()
        yield from (block[start : start + 2 * length] for start in range(0, len(block), 2 * length))
