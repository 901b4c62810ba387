"""No test speaks to another machine: database and broker alone are let through, wherever they are."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

LOCAL = frozenset({"127.0.0.1", "::1", "localhost", "0.0.0.0", "", None})


class OutsideConnectionError(AssertionError):
    """A test tried to reach the world."""


def allowed_hosts() -> frozenset[str | None]:
    """This machine, and the servers that the environment names."""
    servers = {settings.DATABASES["default"].get("HOST"), urlsplit(settings.REDIS_URL).hostname}
    addresses: set[str | None] = set()
    for name in servers - LOCAL:
        addresses |= {name, *(str(found[4][0]) for found in socket.getaddrinfo(name, None))}
    return LOCAL | addresses


@contextmanager
def local_only() -> Iterator[None]:
    """Refuse connections and look-ups of any other host."""
    allowed = allowed_hosts()
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in allowed:
            raise OutsideConnectionError(f"A test tried to connect to {address[0]}.")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        check(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if (host.decode() if isinstance(host, bytes) else host) not in allowed:
            raise OutsideConnectionError(f"A test tried to look up {host}.")
        return look_up(host, *arguments, **options)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = guarded_look_up
    try:
        yield
    finally:
        socket.socket.connect, socket.socket.connect_ex = connect, connect_ex  # type: ignore[method-assign]
        socket.getaddrinfo = look_up
