"""The interface is whole in Kazakh and Russian: nothing missing, guessed, stale, or broken in its placeholders."""

import ast
import gettext
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as CatalogueMessage

from qazvolunteer.core import catalogues

ROOT = Path(__file__).resolve().parents[2]

LANGUAGES = pytest.mark.parametrize("language", catalogues.LANGUAGES)

PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%(?:\.\d+)?[sdrif]|\{[\w.!:]*\}")
NAMED = re.compile(r"%\(|\{[a-zA-Z_]")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
MIXED_ALPHABETS = re.compile(r"(?=\w*[A-Za-z])(?=\w*[\u0400-\u04ff])\w+")

# Names, abbreviations and words that are the same in English and Kazakh.
SAME_IN_KAZAKH = frozenset(
    {
        "Esc",
        "IPv4",
        "IPv6",
        "URL",
        "WebAuthn",
    }
)


@cache
def wanted(domain: str) -> tuple[catalogues.Messages, list[str]]:
    return catalogues.project_messages(ROOT, domain)


@cache
def seen_of_packages(domain: str) -> catalogues.Messages:
    return catalogues.package_messages(domain)


@cache
def catalogue(language: str, domain: str) -> Catalog:
    return catalogues.read(catalogues.catalogue_path(language, domain), language)


def entries(language: str) -> Iterator[tuple[str, CatalogueMessage]]:
    for domain in catalogues.DOMAINS:
        for entry in catalogue(language, domain):
            if entry.id:
                yield domain, entry


def key_of(entry: CatalogueMessage) -> catalogues.Key:
    return (entry.context or "", catalogues.singular(entry))


def listing(offenders: list[str], advice: str) -> str:
    return f"{advice}\n" + "\n".join(sorted(offenders))


def test_every_text_of_the_sources_can_be_collected() -> None:
    problems = [problem for domain in catalogues.DOMAINS for problem in wanted(domain)[1]]
    assert not problems, listing(problems, "No catalogue can hold these texts:")


@LANGUAGES
def test_every_text_of_the_sources_is_in_the_catalogue(language: str) -> None:
    missing = []
    for domain in catalogues.DOMAINS:
        for (context, text), found in wanted(domain)[0].items():
            entry = catalogue(language, domain).get(text, context or None)
            if entry is None or isinstance(entry.id, str) == bool(found.message.plural):
                missing.append(f"{', '.join(sorted(found.files))}: {text!r}")
    assert not missing, listing(missing, f"Run manage.py update_catalogues, then translate ({language}):")


@LANGUAGES
def test_every_entry_is_translated(language: str) -> None:
    empty = [repr(catalogues.singular(e)) for _, e in entries(language) if not catalogues.is_translated(e)]
    assert not empty, listing(empty, f"Without a translation, or marked as a guess ({language}):")


@LANGUAGES
def test_what_people_see_of_packages_is_translated(language: str) -> None:
    missing = []
    for domain in catalogues.DOMAINS:
        for (context, text), found in seen_of_packages(domain).items():
            entry = catalogue(language, domain).get(text, context or None)
            if entry is not None and catalogues.is_translated(entry):
                continue
            if not catalogues.translated_by_package(found, language, domain):
                missing.append(f"{', '.join(sorted(found.packages))}: {text!r}")
    assert not missing, listing(missing, f"Run manage.py update_catalogues, then translate ({language}):")


@LANGUAGES
def test_no_entry_outlived_its_source(language: str) -> None:
    stale = [
        repr(catalogues.singular(entry))
        for domain, entry in entries(language)
        if key_of(entry) not in wanted(domain)[0] and key_of(entry) not in seen_of_packages(domain)
    ]
    stale += [
        f"obsolete in {path.name}: {text!r}"
        for path in (catalogues.catalogue_path(language, domain) for domain in catalogues.DOMAINS)
        for text in catalogues.read(path, language).obsolete
    ]
    assert not stale, listing(stale, f"No source uses these any more; run manage.py update_catalogues ({language}):")


def placeholders(text: str) -> Counter[str]:
    """How often each placeholder stands in a text. A named one may be said twice, so it counts once."""
    found = Counter(PLACEHOLDER.findall(text.replace("%%", "")))
    return Counter({name: 1 if NAMED.match(name) else count for name, count in found.items()})


@cache
def forms_for_one_number(language: str) -> frozenset[int]:
    """The plural forms used for a single number only: they may say "one" in words."""
    form = gettext.c2py(catalogues.PLURAL_FORMS[language].partition("plural=")[2].rstrip(";"))
    uses = Counter(form(number) for number in range(1000))
    return frozenset(form for form, count in uses.items() if count == 1)


@LANGUAGES
def test_placeholders_are_the_same(language: str) -> None:
    broken = []
    for _, entry in entries(language):
        strings = catalogues.translations(entry)
        if isinstance(entry.id, str):
            originals = [placeholders(entry.id)] * len(strings)
            may_differ: frozenset[int] = frozenset()
        else:
            originals = [placeholders(entry.id[1])] * len(strings)
            may_differ = forms_for_one_number(language)
        for form, (string, original) in enumerate(zip(strings, originals, strict=True)):
            found = placeholders(string)
            if string and found != original and not (form in may_differ and found <= original):
                broken.append(f"{catalogues.singular(entry)!r}: {string!r}")
    assert not broken, listing(broken, f"Other placeholders than in the source ({language}):")


@LANGUAGES
def test_tags_are_the_same(language: str) -> None:
    broken = []
    for _, entry in entries(language):
        original = Counter(TAG.findall(catalogues.singular(entry)))
        for string in catalogues.translations(entry):
            if string and Counter(TAG.findall(string)) != original:
                broken.append(f"{catalogues.singular(entry)!r}: {string!r}")
    assert not broken, listing(broken, f"Other HTML tags than in the source ({language}):")


def test_kazakh_is_not_a_copy_of_the_english() -> None:
    copies = []
    for _, entry in entries("kk"):
        text = catalogues.singular(entry)
        words = TAG.sub("", PLACEHOLDER.sub("", text))
        if text in catalogues.translations(entry) and re.search(r"[A-Za-z]{2}", words) and text not in SAME_IN_KAZAKH:
            copies.append(repr(text))
    assert not copies, listing(copies, "Kazakh repeats the English:")


@LANGUAGES
def test_no_word_mixes_alphabets(language: str) -> None:
    """A Latin "c" or "i" inside a Cyrillic word looks right, but is neither found by search nor read aloud."""
    mixed = []
    for _, entry in entries(language):
        for string in catalogues.translations(entry):
            words = MIXED_ALPHABETS.findall(TAG.sub(" ", PLACEHOLDER.sub(" ", string)))
            if words:
                mixed.append(f"{words} in {string!r}")
    assert not mixed, listing(mixed, f"Latin letters inside Cyrillic words ({language}):")


@LANGUAGES
def test_edges_are_the_same(language: str) -> None:
    """A text that ends with a space, a line end or a colon is glued to what follows it."""
    broken = []
    for _, entry in entries(language):
        text = catalogues.singular(entry)
        for string in catalogues.translations(entry):
            same = [
                string[:1].isspace() == text[:1].isspace(),
                string[-1:].isspace() == text[-1:].isspace(),
                string.endswith(":") or not text.endswith(":"),
            ]
            if string and not all(same):
                broken.append(f"{text!r}: {string!r}")
    assert not broken, listing(broken, f"Begins or ends otherwise than the source ({language}):")


@LANGUAGES
def test_the_catalogues_are_as_the_tool_writes_them(language: str, tmp_path: Path) -> None:
    for domain in catalogues.DOMAINS:
        path = catalogues.catalogue_path(language, domain)
        if path.exists():
            again = tmp_path / path.name
            catalogues.write(catalogues.read(path, language), again, language)
            assert again.read_text("utf-8") == path.read_text("utf-8"), "Run manage.py update_catalogues."


# What is not read by people: comments, template syntax, scripts, drawings, and names kept as they are.
NOT_TEXT = re.compile(
    r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}|\{%\s*blocktrans.*?endblocktrans(?:late)?\s*%\}"
    r"|\{\{.*?\}\}|\{%.*?%\}|<!--.*?-->|<(script|style|svg)\b.*?</\1>|<(\w+)\b[^>]*(?:translate=\"no\"|material-symbols)[^>]*>.*?</\2>",
    re.DOTALL,
)
READ_ATTRIBUTE = re.compile(r"\b(?:alt|title|placeholder|aria-label)=\"([^\"]*)\"")
WORD = re.compile(r"[^\W\d_]{2,}")
BRANDS = frozenset({"qazvolunteer", "birgemiz"})


def spoken_words(template: Path) -> list[str]:
    text = NOT_TEXT.sub(" ", template.read_text("utf-8"))
    if template.suffix == ".html":
        text = " ".join(READ_ATTRIBUTE.findall(text)) + " " + re.sub(r"<[^>]*>", " ", text)
    return [word for word in WORD.findall(text) if word.lower() not in BRANDS]


def test_no_template_speaks_one_language_only() -> None:
    """A word written straight into a template is read in three languages; `dev/` shows components to developers."""
    offenders = []
    for template in sorted((ROOT / "templates").rglob("*")):
        if template.suffix in {".html", ".txt"} and "dev" not in template.relative_to(ROOT / "templates").parts:
            words = spoken_words(template)
            if words:
                offenders.append(f"{template.relative_to(ROOT)}: {' '.join(words[:12])}")
    assert not offenders, listing(offenders, "Written without {% translate %}:")


NOW = frozenset({"gettext", "ngettext", "pgettext", "npgettext"})


def frozen_calls(tree: ast.Module) -> list[int]:
    """Lines where a text is translated while the module loads, so that everybody gets the same language."""
    names = set(NOW)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname for alias in node.names if alias.asname and alias.name in NOW}
            names -= {alias.asname for alias in node.names if alias.asname and alias.name not in NOW}
    lines = []
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in names:
            lines.append(node.lineno)
        waiting += ast.iter_child_nodes(node)
    return lines


def test_no_text_is_translated_while_a_module_loads() -> None:
    offenders = []
    for app in ("qazvolunteer", "organizations", "projects", "volunteers", "frontoffice"):
        for path in sorted((ROOT / app).rglob("*.py")):
            lines = frozen_calls(ast.parse(path.read_text("utf-8")))
            offenders += [f"{path.relative_to(ROOT)}:{line}" for line in lines]
    assert not offenders, listing(offenders, "Use gettext_lazy here:")


def test_a_frozen_text_is_seen() -> None:
    source = "from django.utils.translation import gettext as _\nA = _('a')\ndef f(): return _('b')\n"
    assert frozen_calls(ast.parse(source)) == [2]
    assert frozen_calls(ast.parse(source.replace("gettext as", "gettext_lazy as"))) == []
