"""One spelling for search: Kazakh, Russian-keyboard and Latin forms of a word fold to the same letters.

``Өскемен``, ``оскемен``, ``Oskemen`` -> ``oskemen``; ``Саулық``, ``Saýlyq``, ``Saulyq`` -> ``saulik``;
``Джезказган``, ``Жезқазған`` -> ``jezkazgan``; ``Чимкент``, ``Шымкент`` -> ``shimkent``.

Lower case; ё=э=е; ә=а; ғ=г; қ=к; ң=н; ө=о; ұ=ү=у; һ=х; і=и=ы=й; ч=ш=щ; дж=ж. The Latin of 2017 (``S'ymkent``), 2018
and 2021 and the usual English spellings fold alike. Hard and soft signs vanish. Letters of the other script that look
the same inside a word are read in the script of the word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CYRILLIC = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "э": "e",
    "є": "e", "ж": "j", "з": "z", "и": "i", "і": "i", "й": "i", "ы": "i", "к": "k", "қ": "k", "л": "l", "м": "m",
    "н": "n", "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u",
    "ү": "u", "ф": "f", "х": "h", "һ": "h", "ц": "c", "ч": "sh", "ш": "sh", "щ": "sh", "ъ": "", "ь": "",
    "ю": "iu", "я": "ia",
}  # fmt: skip
LATIN = {
    "ş": "sh", "ç": "sh", "ı": "i", "y": "i", "ý": "u", "q": "k", "w": "u", "x": "ks", "ŋ": "n", "ə": "a",
}  # fmt: skip
# Two letters for one sound, and what spellings double or leave out. Applied until none is left.
SOUNDS = {
    "ch": "sh", "shsh": "sh", "kh": "h", "zh": "j", "dj": "j", "gh": "g", "ngh": "n", "ts": "c", "ng": "n", "ie": "e",
    "ii": "i",
}  # fmt: skip
# The same shape in the other script.
AS_CYRILLIC = str.maketrans("aceopxykmthi", "асеорхукмтһі")
AS_LATIN = str.maketrans("асеорхукмтһі", "aceopxykmthi")
# The Latin alphabet of 2017 wrote an apostrophe after the letter.
APOSTROPHES = {"s": "ş", "c": "ç", "y": "ý"}

WORD = re.compile(r"[0-9a-z]+")
_ANY_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u052f]")
_MIXED = re.compile(r"[a-z][\u0400-\u052f]|[\u0400-\u052f][a-z]")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’ʼ‘`´](?=[^\W\d_])")
_LATIN_APOSTROPHE = re.compile(r"([scy])['’ʼ‘`´](?=[^\W\d_])")
_SOUND = re.compile("|".join(sorted(SOUNDS, key=len, reverse=True)))
_BROAD_A = re.compile(r"[әэӘЭ]")
_SWAPPED = str.maketrans("әэӘЭ", "эәЭӘ")


class _Letters(dict[int, str]):
    """Code point -> folded letters. A letter not listed is folded by its base letter; a lone accent vanishes."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if unicodedata.combining(letter):
            return ""
        plain = unicodedata.normalize("NFD", letter)[0]
        return CYRILLIC.get(plain, LATIN.get(plain, plain))


_LETTERS = _Letters({ord(letter): folded for letter, folded in (CYRILLIC | LATIN).items()})
_LETTERS.update({ord(letter): letter for letter in "abcdefghijklmnoprstuvz0123456789 "})


def fold(text: str) -> str:
    """The folded words of ``text``, joined by single spaces. ``fold`` of a folded text is that text."""
    return " ".join(folded for word in text.split() if (folded := _fold_word(word)))


def spellings(text: str) -> list[str]:
    """Folded words under which ``text`` is to be found, each once, in order.

    A word with ә stands there twice, because the letter is typed as а and as э.
    """
    found: dict[str, None] = {}
    for word in text.split():
        found |= dict.fromkeys(_fold_word(word).split())
        if _BROAD_A.search(word):
            found |= dict.fromkeys(_fold_word(word.translate(_SWAPPED)).split())
    return list(found)


def searchable(*texts: str | None) -> str:
    """The text of a search column: the words of ``texts``, folded, each once, each between two spaces.

    `` LIKE '% word%' `` finds a word by its beginning, `` LIKE '% word %' `` the whole word.
    """
    words = spellings(" ".join(text for text in texts if text))
    return f" {' '.join(words)} " if words else ""


@lru_cache(maxsize=8192)
def _fold_word(word: str) -> str:
    """What stands between two spaces; it may be several words ("Усть-Каменогорск") or none ("—")."""
    return _folded(_prepared(word))


def _prepared(text: str) -> str:
    """Lower case, composed, each word in one script, without apostrophes."""
    text = unicodedata.normalize("NFC", text.lower())
    if _MIXED.search(text):
        text = _ANY_WORD.sub(lambda word: _in_one_script(word.group()), text)
    return _APOSTROPHE.sub("", _LATIN_APOSTROPHE.sub(lambda pair: APOSTROPHES[pair.group(1)], text))


def _in_one_script(word: str) -> str:
    """Letters that only look right are read in the script most of the word is written in."""
    if _MIXED.search(word) is None:
        return word
    cyrillic = len(_CYRILLIC_LETTER.findall(word))
    return word.translate(AS_CYRILLIC if 2 * cyrillic >= len(word) else AS_LATIN)


def _folded(prepared: str) -> str:
    text = prepared.translate(_LETTERS)
    before = ""
    while before != text:
        before, text = text, _SOUND.sub(lambda pair: SOUNDS[pair.group()], text)
    return " ".join(WORD.findall(text))
