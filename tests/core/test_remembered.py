"""Markup drawn once: by its values, their types and the language, and out of nothing else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from qazvolunteer.core import remembered
from qazvolunteer.core.bounded import Bounded


def draw(source: str | Template, *, language: str = "en", **values: object) -> str:
    template = source if isinstance(source, Template) else Template(source)
    request = RequestFactory().get("/en/about/")
    request.user = AnonymousUser()
    with translation.override(language):
        return template.render(RequestContext(request, values))


def test_other_values_are_another_drawing() -> None:
    template = Template("{% remember name=name %}{{ name }}{% endremember %}")
    assert [draw(template, name=name) for name in ("a", "b", "a")] == ["a", "b", "a"]


def test_a_safe_text_never_speaks_for_an_unsafe_one() -> None:
    template = Template("{% tag word %}")
    assert "<b>" in draw(template, word=mark_safe("<b>x</b>"))
    assert "<b>" not in draw(template, word="<b>x</b>")
    row = Template("{% crumbs items %}")
    assert "<i>" in draw(row, items=[(mark_safe("<i>x</i>"), "")])
    assert "<i>" not in draw(row, items=[("<i>x</i>", "")])


def test_equal_values_of_other_types_are_told_apart() -> None:
    template = Template("{% remember value=value %}{{ value }}{% endremember %}")
    assert [draw(template, value=value) for value in (1, True, 1.0, "1")] == ["1", "True", "1.0", "1"]


def test_every_language_has_its_own() -> None:
    template = Template("{% load i18n %}{% remember %}{% translate 'Log in' %}{% endremember %}{% tag word %}")
    word = gettext_lazy("Log in")
    drawn = [draw(template, language=language, word=word) for language in ("kk", "ru", "en", "kk")]
    assert len(set(drawn)) == 3
    assert drawn[0] == drawn[3]


@pytest.mark.lenient_templates
def test_what_is_not_named_is_not_there() -> None:
    body = "{{ user }}{{ request }}{{ csrf_token }}{{ secret }}{{ name }}"
    assert draw("{% remember name='x' %}" + body + "{% endremember %}", secret="s") == "x"


def test_two_places_with_the_same_values_are_two() -> None:
    assert draw("{% remember a=1 %}first{% endremember %}{% remember a=1 %}second{% endremember %}") == "firstsecond"


def test_it_takes_plain_values_alone() -> None:
    with pytest.raises(TypeError, match="plain values"):
        draw("{% remember user=user %}x{% endremember %}", user=AnonymousUser())


@pytest.mark.parametrize(
    "wrong", ["{% remember user %}{% endremember %}", "{% remember %}{% block x %}{% endblock %}{% endremember %}"]
)
def test_a_senseless_use_is_refused_when_the_template_is_compiled(wrong: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(wrong)


def test_it_is_drawn_once() -> None:
    calls = []

    @remembered.pure
    def double(number: int) -> str:
        calls.append(number)
        return str(2 * number)

    assert [double(2), double(2), double(3)] == ["4", "4", "6"]
    assert calls == [2, 3]


def test_the_memory_is_bounded() -> None:
    memory: Bounded[str] = Bounded(3, 100, len)
    for number in range(9):
        memory.put(number, "x" * 10)
    assert (len(memory), memory.weight) == (3, 30)
    memory.put("long", "x" * 95)
    assert (len(memory), memory.get("long") is not None) == (1, True)


def test_a_long_drawing_comes_back_as_it_was() -> None:
    template = Template("{% remember words=words %}<p>{{ words }}</p>{% endremember %}")
    words = "Әдемі қала & оның көшелері. " * 100
    first, again = draw(template, words=words), draw(template, words=words)
    assert first == again == f"<p>{words.replace('&', '&amp;')}</p>"
    assert any(isinstance(kept, bytes) for kept in remembered.memory._values.values())
