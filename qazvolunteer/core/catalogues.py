"""The interface's translations: what must be translated, merging it into the .po files, compiling them.

The project's own catalogue holds its own texts and, marked `#. package: name`, those texts of installed packages
that people see and the package itself does not translate (or translates badly). The project's entries win,
because Django reads LOCALE_PATHS last. Which parts of a package are seen is said in `shown_by_packages.txt`.
"""

import gettext
import importlib.util
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as CatalogueMessage
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from qazvolunteer.core.message_sources import Message, UnextractableError, messages_in_file

LANGUAGES = ("kk", "ru")
DOMAINS = ("django", "djangojs")
LOCALE = Path(__file__).resolve().parent.parent / "locale"
PACKAGE_MARK = "package: "

PLURAL_FORMS = {
    # After a number a Kazakh noun stays singular, so both forms read the same; gettext still wants two.
    "kk": "nplurals=2; plural=(n!=1);",
    # Django's own four Russian forms: 1, 2–4, 5+, and fractions.
    "ru": (
        "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
        "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);"
    ),
}

_SOURCE_SUFFIXES = {"django": {".py", ".html", ".txt"}, "djangojs": {".js"}}
_APPS = ("qazvolunteer", "organizations", "projects", "volunteers", "frontoffice")
_PROJECT_SOURCES = {"django": (*_APPS, "templates"), "djangojs": ("static/js",)}


@dataclass(slots=True)
class Found:
    """A message with the places it comes from: files of this project, names of packages."""

    message: Message
    files: set[str] = field(default_factory=set)
    packages: set[str] = field(default_factory=set)


Key = tuple[str, str]
Messages = dict[Key, Found]


def project_messages(root: Path, domain: str = "django") -> tuple[Messages, list[str]]:
    """All texts of the project under `root`, and a sentence for each file or call that cannot be read."""
    messages: Messages = {}
    problems: list[str] = []
    for folder in _PROJECT_SOURCES[domain]:
        for path in _source_files(root / folder, domain):
            name = path.relative_to(root).as_posix()
            try:
                for message in messages_in_file(path):
                    _remember(messages, message).files.add(name)
            except (UnextractableError, SyntaxError, UnicodeDecodeError) as error:
                problems.append(f"{name}: {error}")
    return messages, problems


def package_messages(domain: str = "django", shown: Path | None = None) -> Messages:
    """The texts of installed packages that people see, as `shown_by_packages.txt` lists them.

    A line is a file or folder inside a package; one that starts with "-" is left out again; "#" starts a comment.
    Raises FileNotFoundError when a listed path is no longer there: the package has moved it.
    """
    lines = (shown or LOCALE / "shown_by_packages.txt").read_text("utf-8").splitlines()
    paths = [line.partition("#")[0].strip() for line in lines]
    left_out = {_package_path(path[1:].strip()) for path in paths if path.startswith("-")}
    messages: Messages = {}
    for path in paths:
        if not path or path.startswith("-"):
            continue
        for source in _source_files(_package_path(path), domain):
            if left_out.isdisjoint((source, *source.parents)):
                for message in messages_in_file(source, strict=False):
                    _remember(messages, message).packages.add(path.partition("/")[0])
    return messages


def needed(
    project: Messages, packages: Messages, language: str, domain: str = "django", *, keep: Iterable[Key] = ()
) -> Messages:
    """What the project's catalogue of `language` must hold: its own texts, and those of packages left untranslated.

    A package's text whose key is in `keep` stays although the package translates it: ours is better.
    """
    messages = {key: Found(found.message, set(found.files)) for key, found in project.items()}
    kept = set(keep)
    for key, found in packages.items():
        if key in messages:
            messages[key].packages |= found.packages
            messages[key].message = messages[key].message if messages[key].message.plural else found.message
        elif key in kept or not translated_by_package(found, language, domain):
            messages[key] = found
    return messages


def translated_by_package(found: Found, language: str, domain: str = "django") -> bool:
    """Whether one of the packages that show a text brings its translation."""
    context, text = found.message.key
    wanted = f"{context}\x04{text}" if context else text
    return any(wanted in _package_catalogue(package, language, domain) for package in found.packages)


def catalogue_path(language: str, domain: str = "django") -> Path:
    """Where the project's catalogue of a language lies."""
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def read(path: Path, language: str) -> Catalog:
    """The catalogue in a .po file; an empty one when there is no file yet."""
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merge(catalogue: Catalog, messages: Messages, language: str) -> Catalog:
    """A catalogue of exactly `messages`, with the translations `catalogue` has. Obsolete texts are dropped."""
    merged = _empty(language)
    for (context, text), found in sorted(messages.items(), key=lambda item: (item[0][1], item[0][0])):
        plural = found.message.plural
        old = catalogue.get(text, context or None)
        strings = ("",) * (merged.num_plurals if plural else 1)
        flags: set[str] = set()
        if old is not None and isinstance(old.id, str) != bool(plural):
            strings = translations(old)
            flags = set(old.flags) & {"fuzzy"}
        merged.add(
            (text, plural) if plural else text,
            strings if plural else strings[0],
            locations=[(name, 0) for name in sorted(found.files)],
            flags=flags,
            auto_comments=[PACKAGE_MARK + name for name in sorted(found.packages)],
            context=context or None,
        )
    return merged


def write(catalogue: Catalog, path: Path, language: str) -> bool:
    """Write a .po with a fixed header, sorted, without line numbers or dates. True when the file changed."""
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Project-Id-Version: Qazvolunteer\\n"\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURAL_FORMS[language]}\\n"\n\n'
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        file.write(header.encode())
        write_po(file, catalogue, width=110, omit_header=True, sort_output=True, include_lineno=False)
    if path.exists() and path.read_bytes() == temporary.read_bytes():
        temporary.unlink()
        return False
    temporary.replace(path)
    return True


def singular(message: CatalogueMessage) -> str:
    """The text a catalogue entry is looked up by."""
    return message.id if isinstance(message.id, str) else message.id[0]


def translations(message: CatalogueMessage) -> tuple[str, ...]:
    """What an entry says: one text, or one for each plural form."""
    if message.string is None or isinstance(message.string, str):
        return (message.string or "",)
    return tuple(message.string)


def is_translated(message: CatalogueMessage) -> bool:
    """Whether an entry has a text for every plural form and nobody marked it as a guess."""
    return all(translations(message)) and not message.fuzzy


def compile_all(locale: Path = LOCALE, *, force: bool = False) -> list[Path]:
    """Compile each .po under `locale` whose .mo is missing or older. Returns the .mo files written.

    A .mo is replaced in one step, so several processes may compile at once.
    """
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not force and target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        with temporary.open("wb") as file:
            write_mo(file, read(source, source.parent.parent.name))
        temporary.replace(target)
        written.append(target)
    return written


def _empty(language: str) -> Catalog:
    catalogue = Catalog(locale=language, fuzzy=False)
    # Babel would count three Russian forms and drop Django's fourth.
    catalogue.mime_headers = [("Plural-Forms", PLURAL_FORMS[language])]
    return catalogue


def _remember(messages: Messages, message: Message) -> Found:
    """The entry of a message. One text used both with and without a plural is one entry, with the plural."""
    found = messages.setdefault(message.key, Found(message))
    if message.plural and not found.message.plural:
        found.message = message
    return found


def _source_files(place: Path, domain: str) -> Iterator[Path]:
    suffixes = _SOURCE_SUFFIXES[domain]
    if place.is_file():
        if place.suffix in suffixes:
            yield place
        return
    for path in sorted(place.rglob("*")):
        if path.suffix in suffixes and path.is_file() and "migrations" not in path.parts:
            yield path


def _package_path(path: str) -> Path:
    """The place of `package/path` among the installed packages."""
    package, _, inside = path.partition("/")
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"The package {package} is not installed.")
    place = Path(next(iter(spec.submodule_search_locations))) / inside
    if not place.exists():
        raise FileNotFoundError(f"{path} is no longer in the package {package}.")
    return place


@cache
def _package_catalogue(package: str, language: str, domain: str) -> frozenset[str]:
    """The translated texts (singulars, with their context) of all catalogues a package brings."""
    keys: set[str] = set()
    for compiled in _package_path(package).rglob(f"locale/{language}/LC_MESSAGES/{domain}.mo"):
        with compiled.open("rb") as file:
            # The standard library offers no public way to list a catalogue.
            catalogue = vars(gettext.GNUTranslations(file))["_catalog"]
        for key, translation in catalogue.items():
            if key and translation:
                keys.add(key[0] if isinstance(key, tuple) else key)
    return frozenset(keys)
