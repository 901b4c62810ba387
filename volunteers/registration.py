"""Registering a person: the account, the volunteer and what they agreed to, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from qazvolunteer.accounts import consents
from qazvolunteer.accounts.models import User
from qazvolunteer.core.locks import locked
from volunteers.models import Volunteer

if TYPE_CHECKING:
    from qazvolunteer.places.models import Town


@transaction.atomic
def register(
    *,
    email: str,
    password: str | None,
    first_name: str,
    last_name: str,
    birth_date: dt.date,
    town: Town | None,
    language: str,
    agreed_to: Iterable[str],
    ip: str | None = None,
) -> Volunteer:
    """A new person with the consents they gave, to the texts that are current now.

    ``town`` None: lives outside the country. ``agreed_to``: kinds of consent. Raises IntegrityError when the e-mail
    has an account, Refusal ``no_text`` when a kind of consent has no published text.
    """
    user = User.objects.create_user(
        email, password, first_name=first_name.strip(), last_name=last_name.strip(), language=language
    )
    volunteer = Volunteer.objects.create(user=user, birth_date=birth_date, town=town)
    consents.give(user, agreed_to, ip=ip)
    return volunteer


@transaction.atomic
def change_details(
    user: User,
    *,
    first_name: str,
    last_name: str,
    language: str,
    phone: str,
    town: Town | None,
    birth_date: dt.date | None = None,
) -> Volunteer:
    """What a person may change about themselves. A person without a volunteer profile gets one.

    ``birth_date`` is taken only while none is known: ages decide who may do what, so a known one is corrected by
    people, not by the form.
    """
    volunteer = locked(Volunteer.objects.filter(user=user)).first() or Volunteer(user=user)
    user = locked(User.objects.filter(pk=user.pk)).get()
    user.first_name, user.last_name = first_name.strip(), last_name.strip()
    user.language, user.phone = language, phone
    user.save(update_fields=["first_name", "last_name", "language", "phone"])
    volunteer.town = town
    if volunteer.birth_date is None:
        volunteer.birth_date = birth_date
    volunteer.save()
    return volunteer
