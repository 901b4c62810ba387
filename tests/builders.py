"""Rows for tests, made plainly: every argument has a sensible default, every name is unique.

Sign-ups are made with the product's own verbs, so that counters and records are as in life; ``signup_row`` writes the
bare row for tests that need a state and nothing else.
"""

from __future__ import annotations

import datetime as dt
import html as entities
import itertools
import re
from typing import Any

from django.utils import timezone

from frontoffice.models import Coordinator, Office
from organizations.enums import OrganizationState, Role
from organizations.models import Membership, Organization
from projects import search
from projects.enums import ProjectState
from projects.models import Programme, Project, Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.places.models import Region, Town
from volunteers import signups
from volunteers.enums import SignUpState
from volunteers.models import GuardianConsent, OrganizationBlock, SignUp, Volunteer

_numbers = itertools.count(1)

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)

REGIONS = {
    "almaty": ("750000000", "KZ-75", "Алматы", "Алматы", "Almaty"),
    "astana": ("710000000", "KZ-71", "Астана", "Астана", "Astana"),
}


def now() -> dt.datetime:
    """This moment, without the fraction of a second."""
    return timezone.now().replace(microsecond=0)


def three(field: str, text: str) -> dict[str, str]:
    """The same words in the three columns of a translated field."""
    return {f"{field}_{code}": text for code in ("kk", "ru", "en")}


def region(slug: str = "almaty") -> Region:
    kato, iso, kk, ru, en = REGIONS[slug]
    names = {
        f"{field}_{code}": name
        for field in ("name", "short")
        for code, name in zip(("kk", "ru", "en"), (kk, ru, en), strict=True)
    }
    made, _ = Region.objects.get_or_create(
        kato=kato, defaults={"kind": "city", "slug": f"{slug}-region", "iso": iso, **names}
    )
    return made


def town(slug: str = "almaty") -> Town:
    within = region(slug)
    made, _ = Town.objects.get_or_create(
        slug=slug,
        defaults={
            "kato": f"{within.kato[:2]}1110000",
            "kind": "city",
            "region": within,
            **{f"name_{code}": getattr(within, f"name_{code}") for code in ("kk", "ru", "en")},
        },
    )
    return made


def user(first_name: str = "Айгерім", **values: Any) -> User:
    number = next(_numbers)
    given: dict[str, Any] = {
        "email": f"person{number}@example.kz",
        "first_name": first_name,
        "last_name": f"Сейіт{number}",
        "language": "kk",
    }
    person = User(**{**given, **values})
    person.set_unusable_password()
    person.save()
    return person


def volunteer(
    first_name: str = "Айгерім", *, birth_date: dt.date | None = dt.date(1998, 5, 1), **values: Any
) -> Volunteer:
    """A grown-up with an account, unless the birth date says otherwise."""
    return Volunteer.objects.create(user=user(first_name, **values), birth_date=birth_date, town=town())


def volunteers(number: int) -> list[Volunteer]:
    """Many of them, in two statements."""
    numbers = [next(_numbers) for _ in range(number)]
    people = User.objects.bulk_create(
        User(email=f"person{n}@example.kz", first_name="Айгерім", last_name=f"Сейіт{n}", password="!") for n in numbers
    )
    return Volunteer.objects.bulk_create(Volunteer(user=one, birth_date=dt.date(1998, 5, 1)) for one in people)


def organization(**values: Any) -> Organization:
    number = next(_numbers)
    given: dict[str, Any] = {
        "slug": f"organization-{number}",
        **three("name", f"Жасыл қала {number}"),
        "region": region(),
        "town": town(),
        "state": OrganizationState.VERIFIED,
        "verified_at": now(),
    }
    return Organization.objects.create(**{**given, **values})


def member(of: Organization, role: str = Role.OWNER, **values: Any) -> User:
    person = values.pop("user", None) or user(**values)
    Membership.objects.create(organization=of, user=person, role=role)
    return person


def coordinator(of: str | None = "almaty", **values: Any) -> User:
    """Of a regional front office; of the republican one when ``of`` is None."""
    within = region(of) if of else None
    office, _ = Office.objects.get_or_create(region=within, defaults=three("name", f"Office {of or 'republic'}"))
    person = user(**values)
    # Posts are in force by the database's clock, which a test that travels leaves alone.
    since = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    Coordinator.objects.create(user=person, office=office, started_at=since)
    return person


def programme(slug: str = "taza-alem", **values: Any) -> Programme:
    given = {"brand": slug, "art": "taza-alem", **three("name", slug)}
    made, _ = Programme.objects.get_or_create(slug=slug, defaults={**given, **values})
    return made


def project(**values: Any) -> Project:
    """A published project of a verified organization, open to everybody from 16."""
    number = next(_numbers)
    given: dict[str, Any] = {
        "organization": values.pop("organization", None) or organization(),
        "programme": values.pop("programme", None) or programme(),
        "slug": f"project-{number}",
        **three("title", f"Бутаковкаға көшет отырғызу {number}"),
        **three("summary", "Шатқалға көшет егеміз."),
        "region": region(),
        "town": town(),
        "state": ProjectState.APPROVED,
        "published_at": now(),
    }
    made = Project(**{**given, **values})
    made.search_text = search.text_of(made)
    made.save()
    return made


def shift(of: Project | None = None, *, starts_in: dt.timedelta = 3 * DAY, hours: float = 4, **values: Any) -> Shift:
    starts_at = values.pop("starts_at", None) or now() + starts_in
    given: dict[str, Any] = {"starts_at": starts_at, "ends_at": starts_at + hours * HOUR, "seats": 10}
    return Shift.objects.create(project=of or project(), **{**given, **values})


def join(shift: Shift, who: Volunteer | None = None, **values: Any) -> SignUp:
    """Somebody signs up, as the verb has it."""
    who = who or volunteer()
    return signups.join(shift, by=who.user, **values)


def fill(shift: Shift) -> list[SignUp]:
    """Every free seat is taken by somebody."""
    shift.refresh_from_db()
    return [join(shift) for _ in range(shift.free)]


def signup_row(
    state: str = SignUpState.CONFIRMED, *, of: Shift | None = None, who: Volunteer | None = None, **values: Any
) -> SignUp:
    """The bare row in ``state``; the counters of its shift are left alone."""
    given: dict[str, Any] = {"created_at": now() - 7 * DAY}
    if state == SignUpState.WAITLISTED:
        given["queued_at"] = now()
    if state == SignUpState.OFFERED:
        given["offer_expires_at"] = now() + 4 * HOUR
    return SignUp.objects.create(volunteer=who or volunteer(), shift=of or shift(), state=state, **{**given, **values})


def block(who: Volunteer, organization: Organization, reason: str = "Ережені бұзды.") -> OrganizationBlock:
    return OrganizationBlock.objects.create(volunteer=who, organization=organization, reason=reason)


def guardian_consent(who: Volunteer, **values: Any) -> GuardianConsent:
    given = {"email": "parent@example.kz", "language": "kk", "given_at": timezone.now()}
    return GuardianConsent.objects.create(volunteer=who, **{**given, **values})


def words(page: str) -> str:
    """The visible words of a page, entities undone and white space single, so that a sentence can be looked for."""
    return re.sub(r"\s+", " ", entities.unescape(re.sub(r"<[^>]*>", " ", page)))
