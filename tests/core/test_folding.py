"""One spelling for search: what a person types on any keyboard finds the same word."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import projects.reference
import qazvolunteer.places.reference
from qazvolunteer.core.folding import CYRILLIC, fold, searchable, spellings

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


@pytest.mark.parametrize("said", ["mañghystau", "mangghystau", "manggystau", "mañgystau", "man'g'ystau"])
def test_two_letters_for_a_sound_may_follow_another_one(said: str) -> None:
    assert fold(said) == fold("Маңғыстау")


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


# --- Every way to write a name leads to every other -----------------------------------------------------------------

# A letter of a Kazakh name: on a Russian keyboard, in the Latin of 2021, of 2018, of 2017, in English.
WAYS = {
    "ә": ("а", "ä", "á", "a'", "a"), "ғ": ("г", "ğ", "ǵ", "g'", "gh", "g"), "қ": ("к", "q", "k"),
    "ң": ("н", "ñ", "ń", "n'", "ng"), "ө": ("о", "ö", "ó", "o'", "o"), "ұ": ("у", "ū", "u"),
    "ү": ("у", "ü", "ú", "u'"), "һ": ("х", "h", "kh"), "і": ("и", "ı", "i", "y"), "ы": ("ы", "и", "y"),
    "ж": ("ж", "дж", "j", "zh"), "ш": ("ш", "ч", "ş", "sh", "s'", "ch"), "ч": ("ч", "ш", "ç", "ch", "c'"),
    "щ": ("щ", "şş", "shch"), "ц": ("ц", "ts"), "ё": ("ё", "е", "e"), "э": ("э", "е", "e"), "й": ("й", "и", "i", "y"),
    "и": ("и", "i", "y"), "ю": ("ю", "iu", "yu"), "я": ("я", "ia", "ya"), "х": ("х", "h", "kh"), "ь": ("ь", "", "'"),
    "ъ": ("ъ", ""), "в": ("в", "v"), "у": ("у", "u", "ý", "w"),
}  # fmt: skip
PLAIN = dict(zip("абгдезклмнопрстф", "abgdezklmnoprstf", strict=True))


def names() -> list[str]:
    """Of all regions, districts and towns, old ones too, and of all programmes."""
    folder = qazvolunteer.places.reference.DATA
    found: set[str] = set()
    for file in (folder / f"{kind}.csv" for kind in ("regions", "districts", "towns", "other_names")):
        found |= {row[column] for row in _rows(file) for column in ("name", "name_kk", "name_ru") if column in row}
    found |= {
        row[column] for row in _rows(projects.reference.DATA / "programmes.csv") for column in ("name_kk", "name_ru")
    }
    return sorted(name for name in found if not any("a" <= letter.lower() <= "z" for letter in name))


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@st.composite
def spelling(draw: st.DrawFn, name: str) -> str:
    """``name`` with each letter written in one of its ways. A word stays in one script, as people write."""
    words = []
    for word in name.split():
        latin = draw(st.booleans())
        letters = []
        for letter in word.lower():
            ways = [
                way
                for way in (*WAYS.get(letter, ()), PLAIN.get(letter, letter), letter)
                if not way or way.isascii() == latin or not way[0].isalpha() or _latin(way) == latin
            ]
            letters.append(draw(st.sampled_from([way for way in ways if _latin(way) == latin] or ways)))
        words.append("".join(letters))
    text = " ".join(words)
    return draw(st.sampled_from([text, text.upper(), text.title()]))


def _latin(way: str) -> bool:
    return all(letter < "\u0400" for letter in way)


@given(st.data())
def test_every_spelling_of_a_name_finds_every_other(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names()))
    one, other = data.draw(spelling(name)), data.draw(spelling(name))
    assert fold(one) == fold(other) == fold(name), (one, other)
    assert all(f" {word}" in searchable(other) for word in fold(one).split())


@pytest.mark.parametrize(
    ("said", "stands"), [("эке", "әке"), ("әке", "эке"), ("аке", "әке"), ("Экибастуз", "Екібастұз")]
)
def test_broad_a_is_typed_in_two_ways(said: str, stands: str) -> None:
    assert fold(said) in spellings(stands)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Cаулық", "Саулық"),  # Latin C
        ("Қызылopдa", "Қызылорда"),
        ("iзгiлiк", "ізгілік"),
        ("гaуhар", "гауһар"),
        ("Оskemen", "Oskemen"),  # Cyrillic О
        ("Семeй", "Семей"),
    ],
)
def test_letters_of_the_other_script_that_look_the_same(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)


@given(st.text(), st.text())
def test_what_stands_in_a_text_is_found_by_itself(before: str, word: str) -> None:
    held = searchable(before, word)
    assert all(f" {part} " in held for part in fold(word).split())
    assert set(held) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
