"""The demonstration accounts: one person of every kind, with one password for all of them.

Staff have a second factor whose secret is random, made when the data is loaded, and kept in the database alone.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass

from allauth.mfa import app_settings as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.contrib.auth.hashers import make_password

from frontoffice.demo import rows
from frontoffice.demo.identifiers import mailbox
from frontoffice.demo.world import Person, Wish
from qazvolunteer.accounts.models import User
from volunteers.models import Volunteer

PASSWORD = "birgemiz-2026"  # noqa: S105


@dataclass(frozen=True)
class Part:
    """Who plays what. ``town`` and region by KATO; ``volunteers`` says that they take shifts too."""

    name: str
    role: str
    first_name: str
    last_name: str
    language: str
    age: int
    region: str
    volunteers: bool = True
    is_superuser: bool = False
    second_factor: bool = False


ALMATY, ASTANA = "750000000", "710000000"
CAST = (
    Part("aigerim", "Volunteer", "Айгерім", "Сәрсенова", "kk", 27, ALMATY),
    Part("alikhan", "Volunteer of 15, no guardian's consent yet", "Алихан", "Омаров", "ru", 15, ALMATY),
    Part("bolat", "Organization owner, Almaty", "Болат", "Ахметов", "kk", 41, ALMATY, second_factor=True),
    Part("camila", "Organization owner, Astana", "Камила", "Исаева", "ru", 36, ASTANA, second_factor=True),
    Part("daniyar", "Coordinator of the Almaty front office", "Данияр", "Тілеуов", "kk", 33, ALMATY, False,
         second_factor=True),
    Part("saule", "Republican front office", "Сәуле", "Қасымова", "ru", 45, ASTANA, False, second_factor=True),
    Part("admin", "Superuser", "Дина", "Жүнісова", "ru", 38, ASTANA, False, True, True),
)  # fmt: skip

OWNERS = {"medeu-university-volunteers": "bolat", "zhasyl-qala": "camila"}
COORDINATORS = {"almaty": "daniyar", "": "saule"}
SHOWCASE = "medeu-university-volunteers"


@dataclass(frozen=True)
class Listed:
    """One account as a page or a terminal shows it. ``code`` is the second factor's current one, or None."""

    role: str
    email: str
    password: str
    code: str | None


def exist() -> bool:
    """The demonstration data was loaded here."""
    return User.objects.filter(email=mailbox(CAST[0].name)).exists()


def listed() -> list[Listed]:
    """Every demonstration account with its current code; empty where the data was not loaded."""
    emails = [mailbox(part.name) for part in CAST]
    secrets = {
        one.user.email: decrypt(one.data["secret"])
        for one in Authenticator.objects.filter(user__email__in=emails, type=Authenticator.Type.TOTP).select_related(
            "user"
        )
    }
    here = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
    counter = int(time.time()) // mfa.TOTP_PERIOD
    return [
        Listed(
            part.role,
            email,
            PASSWORD,
            format_hotp_value(hotp_value(secrets[email], counter)) if email in secrets else None,
        )
        for part, email in zip(CAST, emails, strict=True)
        if email in here
    ]


def cast(wish: Wish) -> dict[str, Person]:
    """The people of the demonstration accounts, not written yet."""
    users = rows.take_ids(User, len(CAST))
    volunteers = iter(rows.take_ids(Volunteer, sum(part.volunteers for part in CAST)))
    people = {}
    for part, user_id in zip(CAST, users, strict=True):
        people[part.name] = Person(
            id=user_id,
            volunteer_id=next(volunteers) if part.volunteers else 0,
            first_name=part.first_name,
            last_name=part.last_name,
            email=mailbox(part.name),
            language=part.language,
            born=dt.date(wish.today.year - part.age, 1, 14),
            region=part.region,
            town=part.region,
            joined_at=wish.now - dt.timedelta(days=40 if part.age < 16 else 500),
            eager=0.0,
            is_staff=True,
            is_superuser=part.is_superuser,
        )
    return people


def passwords(people: dict[str, Person]) -> dict[int, str]:
    """The hash of the one password, by user id; hashed once for all."""
    hashed = make_password(PASSWORD)
    return {person.id: hashed for person in people.values()}


def give_second_factors(people: dict[str, Person]) -> None:
    """A working authenticator for everybody who needs one. Call when the accounts are written."""
    for part in CAST:
        if part.second_factor:
            TOTP.activate(User.objects.get(pk=people[part.name].id), generate_totp_secret())
