"""Pages that are the same for every visitor are computed once and given to many.

A view asks for it with ``@same_for_visitors``. For a visitor (no session, no message waiting) the request is then cut
down to what the key holds: address, the parameters that the view names, the cookies registered here, and whether htmx
asks for a fragment. What is not in the key is not there for the view to see, so no page can show anything else.

A page is never older than ``PAGE_CACHE_SECONDS`` when it leaves: in the last quarter of that one thread makes it anew
while the others still give the old one. Kept compressed; nothing that sets a cookie, is not 200, or holds a secret
is kept.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import time
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path

from qazvolunteer.core.page_store import Page, Store

View = TypeVar("View", bound=Callable[..., Any])

MARK = "parameters_for_visitors"
LONGEST_ADDRESS = 1_000
MOST_PARAMETERS = 60
# For this share of its life a page is given without a thought.
FRESH = 0.75
# How long a thread waits for another that computes the same page, before it does so itself.
PATIENCE = 2.0
SIGNED_IN = "private, no-store"
VISITOR = "private, no-cache"
FRAGMENT = {"HTTP_HX_REQUEST", "HTTP_HX_HISTORY_RESTORE_REQUEST"}

store = Store()
_cookies: dict[str, Callable[[str], bool]] = {}


def same_for_visitors(*parameters: str) -> Callable[[View], View]:
    """Mark a view whose page depends, for a visitor, on nothing but its path and these query parameters.

    Others are taken out of the address before the view sees it, whether or not pages are kept.
    """

    def mark(view: View) -> View:
        setattr(view, MARK, frozenset(parameters))
        return view

    return mark


def varies_by_cookie(name: str, allowed: Callable[[str], bool]) -> None:
    """Let visitors' pages depend on a cookie; a value that is not allowed counts as none."""
    _cookies[name] = allowed


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give a visitor the kept page; keep from every store what was made for somebody who is signed in."""

    def handle(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response = get_response(request)
            response.headers.setdefault("Cache-Control", SIGNED_IN)
            return response
        parameters = _parameters(request)
        if parameters is None:
            return get_response(request)
        key = _cut_down(request, parameters)
        if not settings.PAGE_CACHE_SECONDS or len(request.get_full_path()) > LONGEST_ADDRESS:
            return get_response(request)
        return _shared(request, key, get_response)

    return handle


def _parameters(request: HttpRequest) -> frozenset[str] | None:
    """The parameters of a marked view; None for every other request."""
    if request.method not in ("GET", "HEAD") or "messages" in request.COOKIES or "HTTP_AUTHORIZATION" in request.META:
        return None
    return _marked(request.path_info)


@lru_cache(maxsize=4096)
def _marked(path: str) -> frozenset[str] | None:
    language = get_language_from_path(path)
    if language is None:
        return None
    with translation.override(language):
        try:
            view = resolve(path).func
        except Resolver404:
            return None
    return getattr(view, MARK, None)


def _cut_down(request: HttpRequest, parameters: Iterable[str]) -> Hashable:
    """Leave in the request what the key holds, and return the key."""
    try:
        # WSGI hands the address over as Latin-1, whatever letters stand in it.
        raw = request.META.get("QUERY_STRING", "").encode("latin-1").decode("utf-8", "replace")
        given = parse_qsl(raw, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        given = []
    query = urlencode(sorted((pair for pair in given if pair[0] in parameters), key=lambda pair: pair[0]))
    request.META["QUERY_STRING"] = query
    seen = {name: value for name, value in request.COOKIES.items() if name in _cookies and _cookies[name](value)}
    token = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
    # A page that uses the token answers with a cookie, so it is never kept.
    request.COOKIES = seen if token is None else {**seen, settings.CSRF_COOKIE_NAME: token}
    fragment = request.META.get("HTTP_HX_REQUEST") == "true"
    restored = request.META.get("HTTP_HX_HISTORY_RESTORE_REQUEST") == "true"
    for header in [name for name in request.META if name.startswith("HTTP_HX_") and name not in FRAGMENT]:
        del request.META[header]
    request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
    host = request.META.get("HTTP_HOST", "")
    return host, request.is_secure(), request.path, query, tuple(sorted(seen.items())), fragment and not restored


def _shared(request: HttpRequest, key: Hashable, get_response: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    oldest = float(settings.PAGE_CACHE_SECONDS)
    page = store.get(key, younger_than=oldest * FRESH)
    if page is not None:
        return _answer(request, page)
    if request.method != "GET":
        return get_response(request)
    if not store.begin(key):
        page = store.get(key, younger_than=oldest)
        if page is None:
            store.wait(key, PATIENCE)
            page = store.get(key, younger_than=oldest)
        return get_response(request) if page is None else _answer(request, page)
    try:
        read_at = time.monotonic()
        response = get_response(request)
        if not _may_be_kept(response):
            return response
        page = _page(response, read_at)
        store.put(key, page)
    finally:
        store.end(key)
    return _answer(request, page)


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "Cache-Control" not in response.headers
        and "'nonce-" not in response.headers.get("Content-Security-Policy", "")
    )


def _page(response: HttpResponse, read_at: float) -> Page:
    patch_vary_headers(response, ["Accept-Encoding", "Cookie", "HX-Request"])
    response.headers["Cache-Control"] = VISITOR
    response.headers.pop("Content-Length", None)
    tag = f'W/"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    return Page(
        body=gzip.compress(response.content, compresslevel=6, mtime=0),
        headers=(*response.headers.items(), ("ETag", tag)),
        tag=tag,
        read_at=read_at,
    )


def _answer(request: HttpRequest, page: Page) -> HttpResponse:
    """The page for this client: compressed if it can read that, and nothing but "unchanged" if it has it."""
    if page.tag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response: HttpResponse = HttpResponseNotModified()
    elif _reads_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        response = HttpResponse(page.body)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(page.body))
    for name, value in page.headers:
        if response.status_code == 200 or name != "Content-Type":
            response.headers[name] = value
    if response.status_code == 200:
        response.headers["Content-Length"] = str(len(response.content))
    return response


def _reads_gzip(accepted: str) -> bool:
    return bool(re.search(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", accepted))
