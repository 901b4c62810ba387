"""The service worker of the check-in page: served at the root, so that it also catches a pass opened by a camera."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe

MODULES = ("desk", "store", "queue", "people", "scanner", "verdict")
# What the page needs to stand on its own feet.
KEPT = (
    "css/site.css",
    "css/check-in.css",
    "img/icons.svg",
    "img/logo/favicon.svg",
    *(f"js/check_in/{name}.js" for name in MODULES),
    *(f"fonts/onest-{part}-wght-normal.woff2" for part in ("cyrillic", "cyrillic-ext", "latin")),
)


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker's script behind a list of the files it keeps; another list or another script is another version."""
    script = (settings.BASE_DIR / "static" / "js" / "check_in" / "worker.js").read_text(encoding="utf-8")
    files = [static(name) for name in KEPT]
    version = hashlib.sha256((script + "".join(files)).encode()).hexdigest()[:12]
    head = f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(files)};\n"
    response = HttpResponse(head + script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response
