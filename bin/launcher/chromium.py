"""A Chromium for the browser tests: one that is there, else one that is installed now, else a failure."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from launcher.failure import Failure
from launcher.progress import Progress
from launcher.supervisor import Spec, Supervisor

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
)


def find() -> str:
    """The path of a Chromium that starts: ``CHROMIUM``, then PATH, then macOS applications; empty when there is none.

    Raises Failure when ``CHROMIUM`` is set and does not start.
    """
    named = os.environ.get("CHROMIUM", "")
    if named:
        if starts(named):
            return named
        raise Failure(f"CHROMIUM is {named!r}, and that does not start: correct it or unset it.")
    candidates = [shutil.which(name) or "" for name in NAMES] + list(MAC)
    return next((path for path in candidates if path and starts(path)), "")


def starts(path: str) -> bool:
    """True when the browser at the path tells its version."""
    try:
        asked = subprocess.run([path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def provide(supervisor: Supervisor, progress: Progress, python: Path) -> str:
    """The path of a Chromium, installed first when there is none. Raises Failure when that cannot be done."""
    found = find() or _playwrights(supervisor, python)
    if found:
        return found
    apt = shutil.which("apt-get")
    if os.geteuid() == 0 and apt:
        with progress.step("Installing Chromium with apt-get"):
            _run(supervisor, [apt, "update"])
            _run(supervisor, [apt, "install", "-y", "--no-install-recommends", "chromium"])
        found = find()
    if not found:
        with progress.step("Installing Chromium with playwright"):
            _run(supervisor, [str(python), "-m", "playwright", "install", "chromium"])
        found = _playwrights(supervisor, python)
    if not found:
        raise Failure(
            "No Chromium was found and none could be installed: install one (on Debian: apt-get install chromium), "
            "name one in CHROMIUM, or leave the browser tests out with --no-browser."
        )
    return found


def _playwrights(supervisor: Supervisor, python: Path) -> str:
    path = _run(supervisor, [str(python), "-c", ASK_PLAYWRIGHT]).strip().rpartition("\n")[2]
    return path if path and Path(path).exists() and starts(path) else ""


def _run(supervisor: Supervisor, command: list[str]) -> str:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return supervisor.run(Spec("chromium", command, env, stop_seconds=3)).output
