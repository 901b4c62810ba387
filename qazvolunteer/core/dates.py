"""Days, times and spans as people write them in Kazakh, Russian and English.

Every function takes aware moments or dates, shows them in the current time zone and the active language, and leaves
the year out while it is this year's. A day and its number, a number and its month, are joined by U+00A0 only inside
a span of numbers ("6–27 июня"), so that lines may break between the parts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import formats, timezone, translation
from django.utils.translation import ngettext, npgettext

from qazvolunteer.core import remembered

DASH = "–"


@dataclass(frozen=True)
class Names:
    """Weekdays from Monday and months from January, in the form that stands beside a number."""

    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    months: tuple[str, ...]


# Kazakh has no customary short weekday that a reader knows at once, so the full name stands in both places.
_KK_WEEKDAYS = ("Дүйсенбі", "Сейсенбі", "Сәрсенбі", "Бейсенбі", "Жұма", "Сенбі", "Жексенбі")
NAMES = {
    "kk": Names(
        _KK_WEEKDAYS,
        _KK_WEEKDAYS,
        (
            "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
            "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
        ),
    ),
    "ru": Names(
        ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье"),
        ("Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс"),
        (
            "января", "февраля", "марта", "апреля", "мая", "июня",
            "июля", "августа", "сентября", "октября", "ноября", "декабря",
        ),
    ),
    "en": Names(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        (
            "January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December",
        ),
    ),
}  # fmt: skip

# Two letters for the narrow columns of a calendar, each with its whole name beside it.
COLUMNS = {"kk": ("Дс", "Сс", "Ср", "Бс", "Жм", "Сн", "Жк")}
# A month that stands alone; in Kazakh and English it has the same form beside a number.
HEADINGS = {
    "ru": (
        "январь", "февраль", "март", "апрель", "май", "июнь",
        "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
    ),
}  # fmt: skip


def _language() -> str:
    code = (translation.get_language() or "kk").split("-")[0]
    return code if code in NAMES else "en"


def local_date(moment: dt.datetime | dt.date) -> dt.date:
    """The calendar day of a moment in the current time zone; a date stays itself."""
    if isinstance(moment, dt.datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment


def _year(date: dt.date) -> str:
    return "" if date.year == timezone.localdate().year else str(date.year)


def date(moment: dt.datetime | dt.date) -> str:
    """ "13 июня", "13 маусым", "13 June"; with the year when it is another: "2027 ж. 13 маусым"."""
    day, language = local_date(moment), _language()
    words = f"{day.day} {NAMES[language].months[day.month - 1]}"
    if not (year := _year(day)):
        return words
    return f"{year} ж. {words}" if language == "kk" else f"{words} {year}"


def day(moment: dt.datetime | dt.date, *, long: bool = False) -> str:
    """The weekday and the date: "Сб, 13 июня", "Сенбі, 13 маусым", "Sat 13 June"; ``long`` for a heading."""
    when, language = local_date(moment), _language()
    names = NAMES[language]
    weekday = (names.weekdays if long else names.weekdays_short)[when.weekday()]
    return f"{weekday} {date(when)}" if language == "en" else f"{weekday}, {date(when)}"


def clock(moment: dt.datetime) -> str:
    """Hours and minutes of the current time zone: "08:30"."""
    return (timezone.localtime(moment) if timezone.is_aware(moment) else moment).strftime("%H:%M")


def clock_span(start: dt.datetime, end: dt.datetime) -> str:
    """ "08:30–13:00" """
    return f"{clock(start)}{DASH}{clock(end)}"


def span(start: dt.datetime, end: dt.datetime, *, long: bool = False) -> str:
    """A shift: "Сб, 13 июня, 08:30–13:00"; over midnight both days are named."""
    return _span(start, end, long, timezone.localdate().year)


# The year that is left out belongs to the key: at New Year the words change.
@remembered.pure
def _span(start: dt.datetime, end: dt.datetime, long: bool, this_year: int) -> str:
    if local_date(start) == local_date(end):
        return f"{day(start, long=long)}, {clock_span(start, end)}"
    return f"{day(start, long=long)}, {clock(start)} {DASH} {day(end, long=long)}, {clock(end)}"


def days(first: dt.datetime | dt.date, last: dt.datetime | dt.date) -> str:
    """The days of a project: "6–27 июня", "30 июня – 2 июля", one day alone with its weekday."""
    start, end = local_date(first), local_date(last)
    if start == end:
        return day(start)
    if (start.year, start.month) != (end.year, end.month):
        return f"{date(start)} {DASH} {date(end)}"
    numbers = f"{start.day}{DASH}{end.day}"
    # The same month and the same year: the number of the last day gives way to both numbers.
    month = NAMES[_language()].months[end.month - 1]
    year = _year(end)
    if year and _language() == "kk":
        return f"{year} ж. {numbers} {month}"
    return f"{numbers} {month} {year}".rstrip()


def weekdays() -> list[tuple[str, str]]:
    """(whole, short) names of the days of a week from Monday, for the head of a calendar: ("Сенбі", "Сн")."""
    names = NAMES[_language()].weekdays
    short = COLUMNS.get(_language(), NAMES[_language()].weekdays_short)
    return list(zip(names, short, strict=True))


def weekday(moment: dt.datetime | dt.date) -> str:
    """The short name of a day for a narrow column: "сб", "сн", "Sat"."""
    day = local_date(moment).weekday()
    names = COLUMNS.get(_language(), NAMES[_language()].weekdays_short)
    return _small(names[day])


def month_short(moment: dt.datetime | dt.date) -> str:
    """The short name of a month under a bar: "қар", "ноя", "Nov"."""
    return _small(month(moment)[:3])


def _small(name: str) -> str:
    """Names of days and months are small in Kazakh and Russian; in English they are not."""
    return name if _language() == "en" else name.lower()


def month(moment: dt.datetime | dt.date) -> str:
    """A month as a heading: "Желтоқсан 2026", "Декабрь 2026"."""
    when = local_date(moment)
    return f"{HEADINGS.get(_language(), NAMES[_language()].months)[when.month - 1].capitalize()} {when.year}"


def hours(minutes: int) -> str:
    """A length of work: "4,5 часа", "4,5 сағат", "4.5 hours", "1 hour"; under an hour in minutes, "20 минут"."""
    whole, rest = divmod(minutes, 60)
    if 0 < minutes < 60:
        return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
    if not rest:
        return ngettext("%(hours)s hour", "%(hours)s hours", whole) % {"hours": thousands(whole)}
    text = decimal(Decimal(minutes) / 60)
    # A fraction takes a form of its own in Russian ("4,5 часа"), whatever number stands before the comma.
    return npgettext("fraction of an hour", "%(hours)s hour", "%(hours)s hours", 2) % {"hours": text}


def decimal(number: Decimal | float) -> str:
    """A number to the tenth, without a tenth that is nothing: "4,5", "12"."""
    tenths = Decimal(number).quantize(Decimal("0.1"))
    whole = tenths.to_integral_value()
    return formats.number_format(whole if whole == tenths else tenths, use_l10n=True, force_grouping=True)


def thousands(number: int) -> str:
    """ "214 386": groups of three parted by U+00A0, which the site's font has in every size."""
    return f"{number:,}".replace(",", "\u00a0")
