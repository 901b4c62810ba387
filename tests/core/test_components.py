import re
from pathlib import Path

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from qazvolunteer.core import artwork
from qazvolunteer.core.templatetags.components import meter_words


def draw(source: str, **values: object) -> str:
    request = RequestFactory().get("/ru/projects/?q=сад&page=2")
    with translation.override("en"):
        return Template(source).render(Context({"request": request, **values}))


def test_an_unknown_option_is_refused_when_the_template_is_compiled() -> None:
    with pytest.raises(TemplateSyntaxError, match="colour"):
        Template('{% button "Go" colour="red" %}')


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="kind is one of"):
        draw('{% button "Go" kind="gold" %}')


def test_a_disabled_button_says_why() -> None:
    with pytest.raises(ValueError, match="says why"):
        draw('{% button "Go" disabled=True %}')
    assert 'aria-describedby="reason"' in draw('{% button "Go" disabled=True why="reason" %}')


def test_a_button_with_an_address_is_a_link() -> None:
    assert "<a class=" in draw('{% button "Go" href="/x/" %}')
    assert 'type="submit"' in draw('{% button "Go" %}')


def test_an_icon_the_sprite_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="unicorn"):
        draw('{% icon "unicorn" %}')


def test_an_icon_is_decoration_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "search" %}')
    assert 'role="img" aria-label="Verified"' in draw('{% icon "seal-verified" "Verified" %}')


@pytest.mark.parametrize("art", [*artwork.PROGRAMMES, "all", "unheard-of"])
def test_every_programme_has_its_drawings(art: str) -> None:
    assert artwork.programme_icon(art) in artwork.icon_names()
    for shape in ("", "tall", "wide", "near"):
        for number in (1, 2, 3, 4):
            path, _, view = artwork.cover(art, number, shape).removeprefix("/static/").partition("#")
            found = finders.find(path)
            assert isinstance(found, str)
            assert not view or f'<view id="{view}"' in Path(found).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("free", "seats", "waiting", "state", "left", "right"),
    [
        (7, 25, 0, "free", "7 places free", "of 25"),
        (5, 25, 0, "last", "Last 5 places", "of 25"),
        (6, 25, 0, "free", "6 places free", "of 25"),
        (1, 25, 0, "last", "Last 1 place", "of 25"),
        (0, 25, 0, "full", "No places", "of 25"),
        (0, 25, 23, "full", "No places", "23 waiting"),
        (-2, 25, 0, "full", "No places", "of 25"),
    ],
)
def test_the_place_meter_in_words(free: int, seats: int, waiting: int, state: str, left: str, right: str) -> None:
    with translation.override("en"):
        words = meter_words(free, seats, waiting)
    assert (words["state"], words["left"], words["right"]) == (state, left, right)


def test_the_place_meter_tells_its_value_without_sight() -> None:
    html = draw("{% place_meter 18 1200 %}")
    seen, drawing, _rest = html.partition('<svg class="meter-bar" aria-hidden="true">')
    assert re.sub(r"<[^>]+>", "", seen) == "Last 18 places of 1\u00a0200"
    assert drawing


def test_the_words_of_a_card_are_escaped() -> None:
    html = draw(
        '{% project_card title=evil href="/x/" programme=evil art="bilim" organiser=evil when=evil place=evil %}',
        evil="<script>alert(1)</script>",
    )
    assert "<script>" not in html


def test_pages_keep_the_rest_of_the_query() -> None:
    html = draw("{% pagination 2 7 %}")
    assert "q=%D1%81%D0%B0%D0%B4&amp;page=3" in html
    assert 'aria-current="page"' in html
    assert draw("{% pagination 1 1 %}").strip() == ""


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As in your document")
    phone = forms.CharField(label="Phone", required=False)
    colour = forms.ChoiceField(label="Colour", choices=[("a", "A")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="I agree")


def test_a_field_ties_its_hint_and_its_error_to_the_input() -> None:
    html = draw("{{ form.name.as_field_group }}", form=Sample({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<label class="field-label" for="id_name">' in html


def test_optional_fields_are_marked_and_required_ones_are_not() -> None:
    assert "(optional)" in draw("{{ form.phone.as_field_group }}", form=Sample())
    assert "(optional)" not in draw("{{ form.name.as_field_group }}", form=Sample())


def test_a_group_of_radio_buttons_is_a_fieldset_with_a_legend() -> None:
    html = draw("{{ form.colour.as_field_group }}", form=Sample())
    assert "<fieldset" in html
    assert '<legend class="field-label">Colour' in html


def test_the_error_summary_links_to_the_fields() -> None:
    html = draw("{% error_summary form %}", form=Sample({}))
    assert 'href="#id_name"' in html
    assert 'href="#id_agree"' in html
    assert draw("{% error_summary form %}", form=Sample()).strip() == ""
