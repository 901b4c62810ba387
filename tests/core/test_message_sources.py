"""Whatever way a text is marked for translation, the collecting tool finds it."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from qazvolunteer.core import catalogues
from qazvolunteer.core.message_sources import (
    Message,
    UnextractableError,
    messages_in_javascript,
    messages_in_python,
    messages_in_template,
)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('gettext("Plain")', Message("Plain")),
        ('_("One " "and the next")', Message("One and the next")),
        ('translation.gettext_lazy("Attribute")', Message("Attribute")),
        ('ngettext("%(n)s place", "%(n)s places", n)', Message("%(n)s place", "%(n)s places")),
        ('pgettext("month", "May")', Message("May", context="month")),
        ('npgettext_lazy("seat", "a", "b", "count")', Message("a", "b", "seat")),
        ("from django.utils.translation import gettext_lazy as lazy\nlazy('Renamed')", Message("Renamed")),
    ],
)
def test_python(source: str, message: Message) -> None:
    assert list(messages_in_python(source)) == [message]


def test_python_text_that_no_catalogue_can_hold() -> None:
    with pytest.raises(UnextractableError, match="line 1"):
        list(messages_in_python('_(f"{count} places")'))


def test_python_text_that_was_marked_elsewhere() -> None:
    assert not list(messages_in_python("_(row.reason)"))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('{% translate "Sign up" %}', Message("Sign up")),
        ("{% trans 'Sign up' as label %}", Message("Sign up")),
        ('{% translate "May" context "month" %}', Message("May", context="month")),
        ('{% include "x.html" with title=_("Sign up") %}', Message("Sign up")),
        ('{{ value|default:_("None yet") }}', Message("None yet")),
        ("{% blocktranslate with n=name %}Hello, {{ n }}{% endblocktranslate %}", Message("Hello, %(n)s")),
        ("{% blocktranslate trimmed asvar x %}\n  Two\n  lines\n{% endblocktranslate %}", Message("Two lines")),
        (
            '{% blocktranslate count n=n context "seat" %}{{ n }} place{% plural %}{{ n }} places'
            "{% endblocktranslate %}",
            Message("%(n)s place", "%(n)s places", "seat"),
        ),
        ('{% translate "It\'s (nearly) full" %}', Message("It's (nearly) full")),
    ],
)
def test_template(source: str, message: Message) -> None:
    assert list(messages_in_template("{% load i18n %}" + source)) == [message]


def test_template_comments_are_no_texts() -> None:
    source = "{# _('a') #}{% comment %}{% translate 'b' %}{% endcomment %}{% translate 'c' %}"
    assert list(messages_in_template(source)) == [Message("c")]


def test_javascript() -> None:
    source = "gettext('Choose'); ngettext('%s hour', '%s hours', n); pgettext('day', 'Fri');"
    assert list(messages_in_javascript(source)) == [
        Message("Choose"),
        Message("%s hour", "%s hours"),
        Message("Fri", context="day"),
    ]


def test_from_a_template_to_the_compiled_plural(tmp_path: Path) -> None:
    source = "{% load i18n %}{% blocktranslate count n=n trimmed %}\n {{ n }} place{% plural %} {{ n }} places\n" + (
        "{% endblocktranslate %}"
    )
    messages = {message.key: catalogues.Found(message) for message in messages_in_template(source)}
    merged = catalogues.merge(Catalog(), messages, "ru")
    for entry in merged:
        if entry.id:
            entry.string = ("%(n)s A", "%(n)s B", "%(n)s C", "%(n)s B")
    path = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    assert catalogues.write(merged, path, "ru")
    assert not catalogues.write(catalogues.read(path, "ru"), path, "ru"), "writing again changes nothing"
    assert catalogues.compile_all(tmp_path) == [path.with_suffix(".mo")]
    assert catalogues.compile_all(tmp_path) == []

    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    shown = [compiled.ngettext("%(n)s place", "%(n)s places", n) % {"n": n} for n in (1, 3, 5, 21)]
    assert shown == ["1 A", "3 B", "5 C", "21 A"]


def test_a_translation_survives_and_an_unused_text_goes() -> None:
    old = Catalog(locale="kk")
    old.add("Stays", "Қалады")
    old.add("Goes", "Кетеді")
    messages = {message.key: catalogues.Found(message, {"a.py"}) for message in (Message("Stays"), Message("New"))}
    merged = catalogues.merge(old, messages, "kk")
    assert {entry.id: entry.string for entry in merged if entry.id} == {"Stays": "Қалады", "New": ""}
