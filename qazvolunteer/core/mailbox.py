"""Mail on disk: one ``.eml`` file a message, for the demo and for tests."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Mapping, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from email.parser import BytesHeaderParser
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
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            parsed = message.message()
            name = re.sub(r"[^A-Za-z0-9-]", "", str(parsed["Message-ID"]).partition("@")[0]) or uuid.uuid4().hex
            partial = folder / f".{name}.{uuid.uuid4().hex}.part"
            partial.write_bytes(parsed.as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
            partial.replace(folder / f"{name}.eml")
        return len(email_messages)


def messages() -> list[tuple[str, ParsedMessage]]:
    """Every message of the folder with its name, newest first; empty when there is no folder."""
    return [(name, parsed) for name in names() if (parsed := message(name)) is not None]


def names() -> list[str]:
    """The names of all messages, newest first; empty when mail does not go to a folder, or there is none yet."""
    folder = _folder()
    if not folder.is_dir():
        return []
    with os.scandir(folder) as found:
        dated = [(file.stat().st_mtime_ns, Path(file.name).stem) for file in found if file.name.endswith(".eml")]
    return [name for _written, name in sorted(dated, reverse=True)]


def headers(name: str) -> Mapping[str, str]:
    """Only the headers of the message called ``name``, for lists. Raises FileNotFoundError."""
    with (_folder() / f"{name}.eml").open("rb") as file:
        return BytesHeaderParser(policy=policy.default).parse(file)  # type: ignore[return-value]


def message(name: str) -> ParsedMessage | None:
    """The message called ``name``, or None."""
    file = _folder() / f"{name}.eml"
    return _parse(file) if re.fullmatch(r"[A-Za-z0-9-]+", name) and file.is_file() else None


def _folder() -> Path:
    """Where mail goes; a folder that cannot be when it goes elsewhere."""
    return Path(getattr(settings, "EMAIL_FILE_PATH", None) or "/nonexistent")


def _parse(file: Path) -> ParsedMessage:
    return message_from_bytes(file.read_bytes(), policy=policy.default)
