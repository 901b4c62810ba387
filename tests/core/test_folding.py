"""One spelling for search: what a person types on any keyboard finds the same word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qazvolunteer.core.folding import CYRILLIC, fold

# The same name in Kazakh, in Russian letters, in English, and in the Kazakh Latin of 2021.
SPELLINGS = [
    ("Алматы", "Алматы", "Almaty", "Almaty"),
    ("Астана", "Астана", "Astana", "Astana"),
    ("Шымкент", "Шымкент", "Shymkent", "Şymkent"),
    ("Ақтөбе", "Актобе", "Aktobe", "Aqtöbe"),
    ("Қызылорда", "Кызылорда", "Kyzylorda", "Qyzylorda"),
    ("Қостанай", "Костанай", "Kostanay", "Qostanai"),
    ("Көкшетау", "Кокшетау", "Kokshetau", "Kökşetau"),
    ("Талдықорған", "Талдыкорган", "Taldykorgan", "Taldyqorğan"),
    ("Жезқазған", "Жезказган", "Zhezkazgan", "Jezqazğan"),
    ("Жаңаөзен", "Жанаозен", "Zhanaozen", "Jañaözen"),
    ("Теміртау", "Темиртау", "Temirtau", "Temırtau"),
    ("Екібастұз", "Экибастуз", "Ekibastuz", "Ekıbastūz"),
    ("Щучинск", "Щучинск", "Shchuchinsk", "Şşuchinsk"),
    ("Шахтинск", "Шахтинск", "Shakhtinsk", "Şahtinsk"),
    ("Аягөз", "Аягоз", "Ayagoz", "Aiagöz"),
    ("Үштөбе", "Уштобе", "Ushtobe", "Üştöbe"),
    ("Маңғыстау", "Мангыстау", "Mangystau", "Mañğystau"),
    ("Ұлытау", "Улытау", "Ulytau", "Ūlytau"),
    ("Жетісу", "Жетысу", "Zhetysu", "Jetısu"),
    ("Саулық", "Саулык", "Saulyq", "Saýlyq"),
    ("Өскемен", "оскемен", "Oskemen", "ÓSKEMEN"),
    ("Сабақтастық", "сабактастык", "sabaqtastyq", "Sabaqtastyq"),
]


@pytest.mark.parametrize("names", SPELLINGS, ids=[names[2] for names in SPELLINGS])
def test_every_spelling_finds_every_other(names: tuple[str, ...]) -> None:
    assert len({fold(name) for name in names}) == 1


def test_different_towns_stay_different() -> None:
    folded = [fold(names[0]) for names in SPELLINGS]
    assert len(set(folded)) == len(folded)


@pytest.mark.parametrize(
    ("pair", "one"),
    [
        ("ё", "е"),
        ("ә", "а"),
        ("ғ", "г"),
        ("қ", "к"),
        ("ң", "н"),
        ("ө", "о"),
        ("ұ", "у"),
        ("ү", "у"),
        ("һ", "х"),
        ("і", "и"),
    ],
)
def test_letters_that_a_russian_keyboard_lacks(pair: str, one: str) -> None:
    assert fold(pair) == fold(one) == fold(pair.upper())


def test_words_are_apart_by_single_spaces() -> None:
    assert fold("  Таза — өзен!\n№ 5 ") == "taza ozen 5"
    assert fold("") == fold(" …") == ""


@given(st.text(alphabet=st.sampled_from([*CYRILLIC, *"abcdefghijklmnopqrstuvwxyzşıýöüğñç", *"АБЁҚ ÓĞ-'0189"])))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_any_text_becomes_plain_words(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded == fold(text.upper().lower()) or "ß" in text or not text.isascii()
    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert folded == " ".join(folded.split())


@given(st.lists(st.sampled_from([name for names in SPELLINGS for name in names]), max_size=5))
def test_a_text_is_folded_word_by_word(words: list[str]) -> None:
    assert fold(" ".join(words)) == " ".join(fold(word) for word in words)
