"""Three thousand invented people: names, ages, towns, accounts, consents. None can sign in or be written to."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password

from frontoffice.demo import rows, texts
from frontoffice.demo.identifiers import mailbox
from frontoffice.demo.world import VOLUNTEERS, Geography, Person, Wish, between
from qazvolunteer.accounts.enums import REQUIRED_CONSENTS, ConsentKind
from qazvolunteer.accounts.models import Consent, ConsentText, User
from qazvolunteer.core.folding import searchable
from qazvolunteer.core.secret_codes import new_secret
from volunteers.models import GuardianConsent, Volunteer

# Years of age, from and to (inclusive), and how many of a hundred.
AGES = (((12, 15), 8), ((16, 17), 12), ((18, 24), 34), ((25, 34), 20), ((35, 54), 17), ((55, 75), 9))
# Of a hundred people, by the background of their names.
BACKGROUNDS = {"kazakh": 68, "russian": 20}
OTHER_BACKGROUNDS = 12
FEMALE = 0.62
LONGEST_AGO_DAYS = 540
# The keenest take shifts this many times as often as the calmest.
MOST_EAGER = 9.0


def crowd(chance: random.Random, wish: Wish, places: Geography) -> list[Person]:
    """The volunteers, spread over the country like its people."""
    count = wish.many(VOLUNTEERS, least=600)
    regions = sorted(places.regions)
    homes = chance.choices(regions, [places.weight(region) for region in regions], k=count)
    users, volunteers = rows.take_ids(User, count), rows.take_ids(Volunteer, count)
    lists = NameLists(chance)
    taken: set[str] = set()
    people = []
    for user_id, volunteer_id, region in zip(users, volunteers, homes, strict=True):
        given, family, language = lists.draw()
        first, last, address = lists.words(given, family)
        town = _town(chance, places, region)
        joined = between(chance, wish.now - dt.timedelta(days=LONGEST_AGO_DAYS), wish.now, lean=0.8)
        person = Person(
            id=user_id,
            volunteer_id=volunteer_id,
            first_name=first,
            last_name=last,
            email=_free_address(address, taken),
            language=rows.LANGUAGES[language],
            born=_born(chance, wish.today, joined.date()),
            region=region,
            town=town,
            joined_at=joined,
            eager=min(MOST_EAGER, chance.paretovariate(1.3)),
        )
        _ask_guardian(chance, person, wish)
        people.append(person)
    return people


def write(chance: random.Random, people: Iterable[Person], passwords: dict[int, str]) -> None:
    """Accounts with verified addresses, volunteers and consents. ``passwords``: user id to hash; others have none."""
    people = list(people)
    rows.copy(User, (_user(person, passwords) for person in people))
    rows.copy(
        EmailAddress,
        ({"email": one.email, "verified": True, "primary": True, "user_id": one.id} for one in people),
    )
    rows.copy(Volunteer, (_volunteer(person) for person in people if person.volunteer_id))
    rows.copy(GuardianConsent, (row for person in people for row in _guardian(chance, person)))
    current = {text.kind: text.pk for text in ConsentText.objects.current()}
    rows.copy(Consent, (row for person in people for row in _consents(chance, person, current)))


class NameLists:
    """Names in the proportions of the country. A pair is two numbers, so that arrays can keep them."""

    def __init__(self, chance: random.Random) -> None:
        data = texts.names()
        self.chance = chance
        self.given: list[dict[str, str]] = [*data["given"]["female"], *data["given"]["male"]]
        self.families: list[dict[str, str]] = data["family"]
        self.females = len(data["given"]["female"])
        self.groups = sorted({entry["group"] for entry in self.families})
        others = sum(1 for group in self.groups if group not in BACKGROUNDS) or 1
        self.weights = list(
            itertools.accumulate(BACKGROUNDS.get(group, OTHER_BACKGROUNDS / others) for group in self.groups)
        )
        self.of_group = {
            group: [number for number, entry in enumerate(self.families) if entry["group"] == group]
            for group in self.groups
        }
        # Some families have no given names of their own kind: theirs are Russian ones.
        self.of_sex = {
            (group, sex): self._given(group, sex) or self._given("russian", sex)
            for group in self.groups
            for sex in ("female", "male")
        }

    def _given(self, group: str, sex: str) -> list[int]:
        return [
            number
            for number, entry in enumerate(self.given)
            if entry["group"] == group and (number < self.females) == (sex == "female")
        ]

    def draw(self) -> tuple[int, int, int]:
        """Numbers of a given name, of a family name, and of the person's language among ``rows.LANGUAGES``."""
        chance = self.chance
        group = chance.choices(self.groups, cum_weights=self.weights)[0]
        sex = "female" if chance.random() < FEMALE else "male"
        first = chance.choice(self.of_sex[group, sex])
        last = chance.choice(self.of_group[group])
        return first, last, rows.LANGUAGES.index(_language(chance, self.given[first]["language"]))

    def words(self, first: int, last: int) -> tuple[str, str, str]:
        """First name, last name, and both in ASCII for an address."""
        given, family = self.given[first], self.families[last]
        sex = "female" if first < self.females else "male"
        return given["name"], family[sex], f"{given['ascii']}.{family['ascii_' + sex]}"


def _free_address(name: str, taken: set[str]) -> str:
    address, number = name, 1
    while address in taken:
        number += 1
        address = f"{name}{number}"
    taken.add(address)
    return mailbox(address)


def _language(chance: random.Random, suggested: str) -> str:
    luck = chance.random()
    if luck < 0.03:
        return "en"
    if luck < 0.2:
        return "ru"
    return suggested


def _town(chance: random.Random, places: Geography, region: str) -> str:
    towns = places.towns[region]
    weights = [float(town.population or 1_500) for town in towns]
    return str(chance.choices(towns, weights)[0].pk)


def _born(chance: random.Random, today: dt.date, joined: dt.date) -> dt.date:
    """A birth date by which the person was old enough for an account on the day they joined."""
    (youngest, oldest), _share = chance.choices(AGES, [share for _span, share in AGES])[0]
    days = chance.randint(youngest * 366, oldest * 365 + 364)
    born = today - dt.timedelta(days=days)
    lowest = settings.ACCOUNT_MINIMUM_AGE * 366
    return min(born, joined - dt.timedelta(days=lowest))


def _ask_guardian(chance: random.Random, person: Person, wish: Wish) -> None:
    """A child under the consent age takes shifts only when a guardian has agreed; some were never asked."""
    was_child = person.age_on(wish.today - dt.timedelta(days=400)) < settings.GUARDIAN_CONSENT_AGE
    if was_child:
        person.guardian_agrees = chance.random() < 0.7
        if not person.guardian_agrees:
            person.eager = 0.0


def _user(person: Person, passwords: dict[int, str]) -> dict[str, Any]:
    return {
        "id": person.id,
        "password": passwords.get(person.id) or make_password(None),
        "email": person.email,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "search_text": searchable(person.first_name, person.last_name),
        "language": person.language,
        "is_superuser": person.is_superuser,
        "date_joined": person.joined_at,
    }


def _volunteer(person: Person) -> dict[str, Any]:
    return {
        "id": person.volunteer_id,
        "user_id": person.id,
        "birth_date": person.born,
        "town_id": person.town,
        "calendar_secret": new_secret(),
        "created_at": person.joined_at,
    }


def _guardian(chance: random.Random, person: Person) -> Iterator[dict[str, Any]]:
    asked = person.joined_at + dt.timedelta(minutes=chance.randint(5, 90))
    child = person.age_on(person.joined_at.date()) < settings.GUARDIAN_CONSENT_AGE
    if not person.guardian_agrees and (person.is_staff or not child or chance.random() < 0.5):
        return
    yield {
        "volunteer_id": person.volunteer_id,
        "email": mailbox(f"parent.{person.email.partition('@')[0]}"),
        "language": person.language,
        "name": person.last_name if person.guardian_agrees else "",
        "relation": chance.choice(RELATIONS[person.language]) if person.guardian_agrees else "",
        "asked_at": asked,
        "given_at": asked if person.guardian_agrees else None,
    }


RELATIONS = {"kk": ("анасы", "әкесі", "әжесі"), "ru": ("мать", "отец", "бабушка"), "en": ("mother", "father")}


def _consents(chance: random.Random, person: Person, current: dict[str, int]) -> Iterator[dict[str, Any]]:
    kinds = [str(kind) for kind in REQUIRED_CONSENTS]
    if chance.random() < 0.55:
        kinds.append(str(ConsentKind.NEWS))
    for kind in kinds:
        if kind in current:
            yield {"user_id": person.id, "text_id": current[kind], "given_at": person.joined_at}
