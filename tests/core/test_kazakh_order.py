"""Names stand in the order of the Kazakh alphabet, whatever the database knows of languages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qazvolunteer.core.kazakh_order import ALPHABET, sort_key

# The Kazakh Cyrillic alphabet as it is taught: forty-two letters.
TAUGHT = "А Ә Б В Г Ғ Д Е Ё Ж З И Й К Қ Л М Н Ң О Ө П Р С Т У Ұ Ү Ф Х Һ Ц Ч Ш Щ Ъ Ы І Ь Э Ю Я"

words = st.text(alphabet=ALPHABET, max_size=12)


def by_alphabet(word: str) -> list[int]:
    return [ALPHABET.index(letter) for letter in word]


def test_the_alphabet_is_the_one_that_is_taught() -> None:
    assert TAUGHT.lower().split() == list(ALPHABET)
    assert len(ALPHABET) == 42


def test_the_keys_of_the_letters_are_in_the_order_of_the_alphabet() -> None:
    keys = [sort_key(letter).encode() for letter in ALPHABET]
    assert keys == sorted(set(keys))


@given(words, words)
def test_two_words_stand_as_the_alphabet_has_them(one: str, two: str) -> None:
    assert (sort_key(one).encode() < sort_key(two).encode()) == (by_alphabet(one) < by_alphabet(two))


@given(st.lists(words))
def test_a_list_is_in_the_order_of_the_alphabet(listed: list[str]) -> None:
    assert sorted(listed, key=lambda word: sort_key(word).encode()) == sorted(listed, key=by_alphabet)


def test_towns_in_the_order_of_a_kazakh_index() -> None:
    towns = [
        "Абай",
        "Ақтау",
        "Ақтөбе",
        "Алматы",
        "Астана",
        "Әулиекөл",
        "Көкшетау",
        "Қарағанды",
        "Орал",
        "Өскемен",
        "Шу",
    ]
    towns_by_length = sorted(towns, key=len)
    assert towns_by_length != towns
    assert sorted(towns_by_length, key=sort_key) == towns


def test_capitals_do_not_matter_and_a_space_comes_first() -> None:
    assert sort_key("ӨСКЕМЕН") == sort_key("өскемен")
    assert sort_key("Көк су") < sort_key("Көкшетау")
