"""Mail on disk: one ``.eml`` file a message, for the demo and for tests."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FolderBackend(BaseEmailBackend):
    """Writes each message into ``EMAIL_FILE_PATH``, whole or not at all.

    The file is named after the Message-ID, so a message sent a second time after a crash replaces
    itself: on disk nothing is doubled.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            parsed = message.message()
            name = re.sub(r"[^A-Za-z0-9-]", "", str(parsed["Message-ID"]).partition("@")[0]) or uuid.uuid4().hex
            partial = folder / f".{name}.{uuid.uuid4().hex}.part"
            partial.write_bytes(parsed.as_bytes(linesep="\r\n"))
            os.replace(partial, folder / f"{name}.eml")
        return len(email_messages)


def messages() -> list[tuple[str, ParsedMessage]]:
    """Every message of the folder with its name, newest first; empty when there is no folder."""
    folder = Path(settings.EMAIL_FILE_PATH)
    if not folder.is_dir():
        return []
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [(file.stem, _parse(file)) for file in files]


def message(name: str) -> ParsedMessage | None:
    """The message called ``name``, or None."""
    file = Path(settings.EMAIL_FILE_PATH) / f"{name}.eml"
    return _parse(file) if re.fullmatch(r"[A-Za-z0-9-]+", name) and file.is_file() else None


def _parse(file: Path) -> ParsedMessage:
    return message_from_bytes(file.read_bytes(), policy=policy.default)  # type: ignore[return-value]
