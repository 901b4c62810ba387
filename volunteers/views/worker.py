"""The service worker of the field's pages: served at the root, so that it also catches a pass opened by a camera."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from volunteers.field_pages import FILES, PAGES


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker's script behind what it keeps; another list or another script is another version."""
    script = (settings.BASE_DIR / "static" / "js" / "check_in" / "worker.js").read_text(encoding="utf-8")
    files = [static(name) for name in FILES]
    version = hashlib.sha256((script + "".join(files + PAGES)).encode()).hexdigest()[:12]
    given = {"VERSION": version, "FILES": files, "PAGES": PAGES}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in given.items())
    response = HttpResponse(head + script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response
