"""The mailbox of the demonstration: what the platform wrote to people, read in the browser. DEBUG only.

The HTML of a letter is shown in a frame without scripts and without the site's origin, under a policy of its own:
letters carry their styles with them, which the pages of the site may not.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from typing import cast

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from qazvolunteer.core import mailbox
from qazvolunteer.core.debugging import only_in_debug

PER_PAGE = 50
HEADERS = (
    "From", "To", "Subject", "Date", "Message-ID", "Content-Language",
    "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post",
)  # fmt: skip
View = Callable[..., HttpResponse]
_may_frame = cast("Callable[[View], View]", csp_update({"frame-src": [SELF]}))
_as_a_letter = cast(
    "Callable[[View], View]",
    csp(
        {
            "default-src": [NONE],
            "style-src": [UNSAFE_INLINE],
            "img-src": [SELF, "data:"],
            "base-uri": [SELF],
            "frame-ancestors": [SELF],
        }
    ),
)


@only_in_debug
def letters(request: HttpRequest) -> HttpResponse:
    """Every letter on disk, newest first; ``?to=`` narrows to one address."""
    to = request.GET.get("to", "").strip().lower()
    names = mailbox.names()
    if to:
        names = [name for name in names if to in str(mailbox.headers(name)["To"]).lower()]
    page = Paginator(names, PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"name": name, **_listed(mailbox.headers(name))} for name in page]
    return render(request, "dev/letters.html", {"rows": rows, "page": page, "to": to})


@only_in_debug
@_may_frame
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One letter: the HTML in a frame, the text with live links, the headers."""
    found = _letter(name)
    context = {
        "name": name,
        "subject": found["Subject"],
        "language": found["Content-Language"] or "",
        "headers": [(header, str(found[header])) for header in HEADERS if found[header]],
        "text": _content(found, "plain"),
        "has_html": bool(_content(found, "html")),
    }
    return render(request, "dev/letter.html", context)


@only_in_debug
@xframe_options_sameorigin
@_as_a_letter
def letter_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part as the reader's mail program shows it; links open in the whole window."""
    found = _letter(name)
    html = _content(found, "html")
    if not html:
        raise Http404
    for part in found.walk():
        if cid := (part["Content-ID"] or "").strip("<>"):
            picture = base64.b64encode(part.get_payload(decode=True)).decode()  # type: ignore[arg-type]
            html = html.replace(f"cid:{cid}", f"data:{part.get_content_type()};base64,{picture}")
    return HttpResponse(re.sub(r"(<head[^>]*>)", r'\1<base target="_top">', html, count=1))


def _letter(name: str) -> EmailMessage:
    found = mailbox.message(name)
    if found is None:
        raise Http404
    return found


def _listed(headers: Mapping[str, str]) -> dict[str, str]:
    return {"to": headers["To"], "subject": headers["Subject"], "language": headers.get("Content-Language", "")}


def _content(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
