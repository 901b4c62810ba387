"""The texts people agree to, open to everybody, with version and date."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qazvolunteer.accounts import consents
from qazvolunteer.accounts.models import ConsentText
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.rich_text import to_html


@login_not_required
@require_safe
def consent_list(request: HttpRequest) -> HttpResponse:
    return render(request, "account/consents.html", {"texts": consents.current_texts().values()})


@login_not_required
@require_safe
def consent_text(request: HttpRequest, kind: str) -> HttpResponse:
    """The current version, or an earlier one by ``?version=``: what somebody agreed to stays readable."""
    versions = {text.version: text for text in ConsentText.objects.filter(kind=kind).order_by("-version")}
    current = consents.current_texts().get(kind)
    asked = request.GET.get("version", "")
    text = versions.get(int(asked)) if asked.isdecimal() and len(asked) < 5 else current
    if text is None or current is None or text.version > current.version:
        raise Http404
    context = {
        "text": text,
        "html": to_html(text.text),
        "language": shown_language(text, "text"),
        "current": current,
        "earlier": [row for row in versions.values() if row.version < current.version],
    }
    return render(request, "account/consent_text.html", context)
