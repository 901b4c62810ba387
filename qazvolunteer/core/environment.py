"""Reading settings from the environment: a missing or bad value is one clear sentence, never a traceback."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def required(name: str, what: str) -> str:
    """The value of ``name``. Raises ImproperlyConfigured with a sentence that says what to set."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {what}.")
    return value


def boolean(name: str, *, default: bool) -> bool:
    """True for 1/true/yes/on, False for 0/false/no/off; anything else is refused."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def whole_number(name: str, *, default: int) -> int:
    """A whole number of zero or more."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.")
    return int(value)


def database(name: str = "DATABASE_URL") -> dict[str, object]:
    """Django's settings for the PostgreSQL at ``name``; other databases are refused."""
    url = required(name, "the PostgreSQL to use, as postgres://user:password@host:5432/name")
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.hostname or len(parts.path) < 2:
        raise ImproperlyConfigured(f"{name} must look like postgres://user:password@host:5432/name.")
    try:
        return dict(env.db_url_config(url))
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name} cannot be read: {problem}.") from problem


def redis(name: str = "REDIS_URL") -> str:
    """The Redis (or Valkey) address at ``name``."""
    url = required(name, "the Redis or Valkey to use, as redis://host:6379/0")
    parts = urlsplit(url)
    if parts.scheme not in {"redis", "rediss"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must look like redis://host:6379/0.")
    return url


def mail(name: str = "EMAIL_URL") -> dict[str, object]:
    """Django's mail settings out of one address.

    ``smtp://user:password@host:25``, ``smtp+tls://…:587`` (STARTTLS), ``smtp+ssl://…:465``,
    ``file:///folder`` (one ``.eml`` file a message) or ``console://``.
    """
    url = required(name, "where mail goes, as smtp+tls://user:password@host:587 or file:///folder")
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        folder = Path(unquote(parts.path))
        return {"EMAIL_BACKEND": "qazvolunteer.core.mailbox.FolderBackend", "EMAIL_FILE_PATH": folder}
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme in {"smtp", "smtp+tls", "smtp+ssl"} and parts.hostname:
        options = dict(parse_qsl(parts.query))
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}[parts.scheme],
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
            "EMAIL_USE_SSL": parts.scheme == "smtp+ssl",
            "EMAIL_TIMEOUT": int(options.get("timeout", "20")),
        }
    raise ImproperlyConfigured(
        f"{name} must look like smtp://host:25, smtp+tls://user:password@host:587, smtp+ssl://… or file:///folder."
    )
