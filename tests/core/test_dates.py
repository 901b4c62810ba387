import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template import Context, Template
from django.utils import formats, translation

from qazvolunteer.core import dates

ALMATY = ZoneInfo("Asia/Almaty")
START = dt.datetime(2026, 6, 13, 8, 30, tzinfo=ALMATY)
END = dt.datetime(2026, 6, 13, 13, 0, tzinfo=ALMATY)


@pytest.fixture(autouse=True)
def in_june() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 6, 1, 12, tzinfo=ALMATY), tick=False):
        yield


@pytest.mark.parametrize(
    ("language", "short", "long"),
    [
        ("kk", "Сенбі, 13 маусым", "Сенбі, 13 маусым"),
        ("ru", "Сб, 13 июня", "Суббота, 13 июня"),
        ("en", "Sat 13 June", "Saturday 13 June"),
    ],
)
def test_a_day_is_written_as_people_write_it(language: str, short: str, long: str) -> None:
    with translation.override(language):
        assert dates.day(START) == short
        assert dates.day(START.date(), long=True) == long


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "Сенбі, 13 маусым, 08:30–13:00"),
        ("ru", "Сб, 13 июня, 08:30–13:00"),
        ("en", "Sat 13 June, 08:30–13:00"),
    ],
)
def test_a_shift_names_its_day_once(language: str, words: str) -> None:
    with translation.override(language):
        assert dates.span(START, END) == words


def test_a_shift_over_midnight_names_both_days() -> None:
    with translation.override("ru"):
        night = dates.span(START.replace(hour=22, minute=0), dt.datetime(2026, 6, 14, 6, 0, tzinfo=ALMATY))
    assert night == "Сб, 13 июня, 22:00 – Вс, 14 июня, 06:00"


def test_the_day_is_that_of_almaty_not_of_utc() -> None:
    late = dt.datetime(2026, 6, 12, 19, 30, tzinfo=dt.UTC)
    with translation.override("ru"):
        assert dates.day(late) == "Сб, 13 июня"
        assert dates.clock(late) == "00:30"


@pytest.mark.parametrize(
    ("language", "same_month", "two_months"),
    [
        ("kk", "6–27 маусым", "30 маусым – 2 шілде"),
        ("ru", "6–27 июня", "30 июня – 2 июля"),
        ("en", "6–27 June", "30 June – 2 July"),
    ],
)
def test_days_of_a_project(language: str, same_month: str, two_months: str) -> None:
    with translation.override(language):
        assert dates.days(dt.date(2026, 6, 6), dt.date(2026, 6, 27)) == same_month
        assert dates.days(dt.date(2026, 6, 30), dt.date(2026, 7, 2)) == two_months


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("kk", "2027 ж. 13 маусым", "2027 ж. 6–27 маусым"),
        ("ru", "13 июня 2027", "6–27 июня 2027"),
        ("en", "13 June 2027", "6–27 June 2027"),
    ],
)
def test_another_year_is_named(language: str, one: str, several: str) -> None:
    with translation.override(language):
        assert dates.date(dt.date(2027, 6, 13)) == one
        assert dates.days(dt.date(2027, 6, 6), dt.date(2027, 6, 27)) == several


def test_one_day_alone_has_its_weekday() -> None:
    with translation.override("ru"):
        assert dates.days(START, END) == "Сб, 13 июня"


def test_every_month_and_weekday_has_a_name() -> None:
    for names in dates.NAMES.values():
        assert len(set(names.months)) == 12
        assert len(set(names.weekdays)) == 7
        assert len(set(names.weekdays_short)) == 7


@pytest.mark.parametrize(
    ("language", "minutes", "words"),
    [
        ("ru", 60, "1 час"),
        ("ru", 120, "2 часа"),
        ("ru", 300, "5 часов"),
        ("ru", 270, "4,5 часа"),
        ("ru", 0, "0 часов"),
        ("ru", 1, "1 минута"),
        ("ru", 22, "22 минуты"),
        ("ru", 20, "20 минут"),
        ("kk", 20, "20 минут"),
        ("en", 59, "59 minutes"),
        ("kk", 270, "4,5 сағат"),
        ("en", 270, "4.5 hours"),
        ("en", 60, "1 hour"),
    ],
)
def test_hours(language: str, minutes: int, words: str) -> None:
    with translation.override(language):
        assert dates.hours(minutes) == words


def test_thousands_are_parted_by_a_space_that_does_not_break() -> None:
    assert dates.thousands(214386) == "214\u00a0386"
    assert dates.thousands(999) == "999"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_formats_of_django_follow_the_house(language: str) -> None:
    with translation.override(language):
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
        assert formats.get_format("TIME_FORMAT") == "H:i"
        assert formats.get_format("THOUSAND_SEPARATOR") == "\u00a0"
        assert "%d.%m.%Y" in formats.get_format("DATE_INPUT_FORMATS")


@pytest.mark.parametrize(("language", "day", "month"), [("kk", "сн", "қар"), ("ru", "сб", "ноя"), ("en", "Sat", "Nov")])
def test_narrow_columns_have_short_names_as_the_language_writes_them(language: str, day: str, month: str) -> None:
    with translation.override(language):
        assert (dates.weekday(dt.date(2026, 11, 28)), dates.month_short(dt.date(2026, 11, 28))) == (day, month)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_keys_are_written_as_they_are(language: str) -> None:
    with translation.override(language):
        assert Template('<input value="{{ key }}">').render(Context({"key": 12_345})) == '<input value="12345">'
