"""The living page of components: every part with its states, in the reader's theme and language. DEBUG only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import mark_safe

from qazvolunteer.core import artwork

PALETTE = (
    ("ground", "surface", "sunk", "line", "line-strong", "ink-3", "ink-2", "ink"),
    ("action", "sky", "sky-tint", "sun", "sun-tint", "urgent", "ok", "warn"),
    ("s1", "s2", "s3", "s4", "s5", "s6"),
    ("q1", "q2", "q3", "q4", "q5"),
)
NAMES = ("Asyl mura", "Bilim", "Saýlyq", "Sabaqtastyq", "Taza Álem", "Úmit", "Qamqor")
# A drawing of a code, not a code: the page of a sign-up makes the real one.
QR = mark_safe(
    '<svg viewBox="0 0 7 7" width="216" height="216"><path fill="#0A2C35" '
    'd="M0 0h3v3H0zM4 0h3v3H4zM0 4h3v3H0zM4 4h1v1H4zM6 5h1v2H6zM5 6h1v1H5z"/></svg>'
)
# Each may be opened alone, to be looked at in its own right.
SPECIMENS = {"403": 403, "404": 404, "429": 429, "500": 500, "email": 200, "email-text": 200}


class SpecimenForm(forms.Form):
    """One field of each kind."""

    town = forms.CharField(label="Город или аул", help_text="Покажем дела рядом", initial="Қызылорда")
    phone = forms.CharField(label="Телефон", required=False)
    birth_date = forms.DateField(label="Дата рождения")
    region = forms.ChoiceField(label="Регион", choices=[("a", "Алматы"), ("b", "Астана")])
    about = forms.CharField(label="О себе", widget=forms.Textarea, required=False)
    age = forms.ChoiceField(
        label="Возраст", choices=[("18", "Мне есть 18"), ("16", "Мне 16–17")], widget=forms.RadioSelect
    )
    skills = forms.MultipleChoiceField(
        label="Что вы умеете",
        required=False,
        choices=[("a", "Первая помощь"), ("b", "Вожу машину")],
        widget=forms.CheckboxSelectMultiple,
    )
    bus = forms.BooleanField(label="Поеду на автобусе", required=False, initial=True)


def _form() -> SpecimenForm:
    return SpecimenForm({"town": "Қызылорда", "birth_date": "31.02.2009", "region": "a", "bus": "on"})


def _letter() -> dict[str, Any]:
    return {
        "subject": "Ертең 08:30-да Бутаковкада кездесеміз",
        "language": "kk",
        "first_name": "Айгерім",
        "home_url": "/",
        "mark_url": static("img/app/icon-192.png"),
        "header_url": static("img/email/email-header-band.png"),
        "other_language": {"label": "По-русски", "url": "/ru/"},
        "other_language_code": "ru",
        "why": "Бұл хат ауысымға жазылғаныңыз үшін келді.",
        "preferences_url": "#",
        "unsubscribe_url": "#",
        "qr_url": static("img/app/icon-192.png"),
        "facts": [
            {"label": "Күні", "value": "Сенбі, 13 маусым"},
            {"label": "Уақыты", "value": "08:30–13:00"},
            {
                "label": "Орны",
                "value": "Бутаковка шатқалы, жоғарғы беткей",
                "link": {"label": "Картадан қарау", "url": "#"},
            },
            {"label": "Автобус", "value": "07:45, Республика алаңы", "note": "«Жасыл қала» деген тақтайша"},
        ],
        "lines": ["Жабық аяқ киім", "Бас киім және күннен қорғайтын крем", "Жеке куәлік"],
    }


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """Everything at once."""
    context: dict[str, Any] = {
        "palette": PALETTE,
        "programmes": list(zip(artwork.PROGRAMMES, NAMES, strict=True)),
        "icons": sorted(artwork.icon_names()),
        "form": _form(),
        "tabs": [
            {"label": "Смены", "url": "#", "current": True, "count": None},
            {"label": "Отчёты", "url": "#", "count": 3},
            {"label": "Вопросы", "url": "#", "count": 12},
        ],
        "views": [
            {"label": "Список", "url": "#", "current": True, "icon": "list"},
            {"label": "Карта", "url": "#", "icon": "map"},
        ],
        "crumbs": [("Проекты", "#"), ("Алматы", "#"), ("Саженцы, Бутаковка", "")],
        "facts": [
            ("Дата", "Сб, 13 июня"),
            ("Время", "08:30–13:00"),
            ("Волонтёр", "Айгерим С."),
            ("Группа", "Верхний склон, B2"),
        ],
        "qr": QR,
        "tag_words": ["Без опыта", "Автобус", "от 14 лет"],
    }
    return render(request, "dev/components.html", context)


@login_not_required
def specimen(request: HttpRequest, page: str) -> HttpResponse:
    """An error page or the e-mail as its reader sees it."""
    if page not in SPECIMENS:
        raise Http404
    if page == "500":
        return HttpResponse(render_to_string("500.html"), status=500)
    if page.startswith("email"):
        name = "dev/email.txt" if page == "email-text" else "dev/email.html"
        values = _letter()
        kind = "text/plain" if page == "email-text" else "text/html"
        response = HttpResponse(render_to_string(name, values), content_type=f"{kind}; charset=utf-8")
        # A letter carries its styles in itself: no mailbox has our policy.
        response["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
        return response
    return render(request, f"{page}.html", status=SPECIMENS[page])
