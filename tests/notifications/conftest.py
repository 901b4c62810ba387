"""Every test here sends into a folder of its own, and the outbox wakes nobody unless a test listens."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytest_django import Settings

from qazvolunteer.core import mailbox
from qazvolunteer.notifications import outbox


@pytest.fixture(autouse=True)
def mail_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "qazvolunteer.core.mailbox.FolderBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.SITE_URL = "https://qazvolunteer.example"
    return settings.EMAIL_FILE_PATH


@pytest.fixture(autouse=True)
def wakes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have been sent to the broker."""
    sent: list[str] = []
    monkeypatch.setattr(outbox.current_app, "send_task", lambda name, **_: sent.append(name))
    monkeypatch.setattr(outbox, "cache", SimpleNamespace(add=lambda *_: True, delete=lambda *_: True))
    return sent


@pytest.fixture
def letters(mail_folder: Path) -> Callable[[], list[EmailMessage]]:
    """The letters in the folder, newest first."""
    return lambda: [letter for _name, letter in mailbox.messages()]
