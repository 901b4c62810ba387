"""A PostgreSQL or Redis of the person's own, named by an address: looked at before anything waits for it."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from launcher.failure import Failure

SHAPES = {
    "DATABASE_URL": ({"postgres", "postgresql"}, 5432, "postgres://user:password@host:5432/name"),
    "REDIS_URL": ({"redis", "rediss"}, 6379, "redis://host:6379/0"),
}


def require_reachable(name: str, url: str) -> None:
    """Check that the address in the variable ``name`` is well-formed and that somebody listens there.

    Raises Failure with one sentence, which never repeats the password.
    """
    schemes, default_port, shape = SHAPES[name]
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or default_port
    except ValueError:
        parts, host, port = urlsplit(""), None, 0
    if parts.scheme not in schemes or not host:
        raise Failure(f"{name} must look like {shape}.")
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError as problem:
        raise Failure(
            f"{name} names {host}:{port}, which cannot be reached ({problem.strerror or problem}): "
            f"correct it, or unset it and one is started here."
        ) from problem
