"""Run as a program: what a first visit loads. ``python tests/bench/weigh.py URL …`` prints one JSON object a line.

``requests`` and ``bytes`` are what came over the wire, headers included, as Chromium counts it; ``foreign`` the
addresses of other machines that were asked for.
"""

from __future__ import annotations

import json
import os
import sys
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

PHONE = {"width": 390, "height": 844}
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


def weigh(browser: Browser, url: str) -> dict[str, object]:
    """Open the address with an empty cache and look to the end of the page."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2)  # type: ignore[arg-type]
    page = context.new_page()
    line = context.new_cdp_session(page)
    sizes: dict[str, float] = {}
    asked: dict[str, str] = {}
    line.on("Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]}))
    line.on(
        "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: float(event["encodedDataLength"])})
    )
    line.send("Network.enable")
    page.goto(url, wait_until="load")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    context.close()
    here = urlsplit(url).netloc
    web = {key: address for key, address in asked.items() if address.startswith("http")}
    return {
        "url": url,
        "requests": len(web),
        "bytes": sum(sizes.get(key, 0) for key in web),
        "foreign": [address for address in web.values() if urlsplit(address).netloc != here],
        "parts": sorted(((round(sizes.get(key, 0)), address) for key, address in web.items()), reverse=True),
    }


def main(urls: list[str]) -> None:
    extra = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None, args=[*QUIET, *extra])
        for url in urls:
            print(json.dumps(weigh(browser, url)), flush=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
