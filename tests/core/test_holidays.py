import datetime as dt

import pytest
from django.utils import translation

from qazvolunteer.core.holidays import KINDS, holidays


def test_every_holiday_has_a_kind_and_three_names() -> None:
    known = holidays()
    assert len(known) > 50
    for holiday in known.values():
        assert holiday.kind in KINDS
        assert all(holiday.names[code] for code in ("kk", "ru", "en"))


@pytest.mark.parametrize(
    ("date", "language", "words"),
    [
        (dt.date(2026, 12, 16), "kk", "Тәуелсіздік күні"),
        (dt.date(2026, 12, 16), "ru", "День Независимости"),
        (dt.date(2026, 10, 26), "en", "Day off: Republic Day"),
        (dt.date(2027, 5, 16), "en", "Qurban Ait (the date is not yet certain)"),
        # Since the Constitution of 2026.
        (dt.date(2027, 3, 15), "en", "Constitution Day"),
    ],
)
def test_a_holiday_is_said_in_the_readers_language(date: dt.date, language: str, words: str) -> None:
    with translation.override(language):
        assert holidays()[date].words == words


def test_the_constitution_is_no_longer_celebrated_in_august() -> None:
    assert not [date for date in holidays() if (date.month, date.day) == (8, 30)]
