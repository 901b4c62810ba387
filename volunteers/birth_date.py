"""The date of birth: one field, typed as people write it here, with a sentence for each way to get it wrong."""

from __future__ import annotations

import datetime as dt
import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

OLDEST = 120
# 05.03.2008, 5/3/2008, 5 3 2008, 05032008; browsers that fill in a birthday write 2008-03-05.
DAY_FIRST = re.compile(r"^(\d{1,2})[ ./-]+(\d{1,2})[ ./-]+(\d{4})\.?$|^(\d{2})(\d{2})(\d{4})$")
YEAR_FIRST = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")


def read(text: str) -> dt.date:
    """The date in ``text``. Raises ValidationError ``unreadable`` or ``no_such_date``."""
    text = text.strip()
    if match := YEAR_FIRST.match(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := DAY_FIRST.match(text):
        day, month, year = (int(part) for part in match.groups() if part is not None)
    else:
        raise ValidationError(_("Write the date as day, month, year, for example 05.03.2008."), code="unreadable")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise ValidationError(_("No such date. Check the day."), code="no_such_date") from None


def check(born: dt.date, *, today: dt.date, minimum_age: int) -> None:
    """Raise ValidationError ``future``, ``too_old`` or ``too_young``."""
    if born > today:
        raise ValidationError(_("This date is in the future. Check the year."), code="future")
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if age > OLDEST:
        raise ValidationError(_("This is more than 120 years ago. Check the year."), code="too_old")
    if age < minimum_age:
        raise ValidationError(
            _("An account is possible from the age of %(age)d. Until then, come along with an adult."),
            code="too_young",
            params={"age": minimum_age},
        )


class BirthDateField(forms.CharField):
    """A date of birth; the value is a ``date`` of somebody old enough for an account (``ACCOUNT_MINIMUM_AGE``)."""

    widget = forms.TextInput(attrs={"autocomplete": "bday", "inputmode": "text", "maxlength": "16"})

    def clean(self, value: object) -> dt.date | None:
        text = super().clean(value)
        if not text:
            return None
        born = read(text)
        check(born, today=timezone.localdate(), minimum_age=settings.ACCOUNT_MINIMUM_AGE)
        return born

    def prepare_value(self, value: object) -> object:
        return value.strftime("%d.%m.%Y") if isinstance(value, dt.date) else value
