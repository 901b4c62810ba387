"""Run as a program: a bounded HTTP client. ``python tests/bench/load.py PLAN ANSWER``; standard library only.

The plan is JSON: ``port connections seconds limit repeat requests``; a request is ``[method, path, cookie, body]``.
One thread drives all connections, so nothing in here waits for anything but the server; a connection is opened anew
after ``FRESH`` requests, so that no worker of the server keeps more of them than the others for long. The answer holds
``done seconds statuses latencies busy``: latencies in milliseconds, busy the share of one processor this client used.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
FRESH = 25
PATIENCE = 60.0


def written(port: int, request: list[str]) -> bytes:
    """The bytes of one request."""
    method, path, cookie, body = request
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{port}", "Accept: text/html", "Accept-Language: ru"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        form = not body.startswith("{")
        lines.append(f"Content-Type: application/{'x-www-form-urlencoded' if form else 'json'}")
        lines += [] if form else [f"X-CSRFToken: {cookie.partition('csrftoken=')[2].partition(';')[0]}"]
        lines.append(f"Content-Length: {len(body.encode())}")
        lines.append(f"Origin: http://{HOST}:{port}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


class Line:
    """One connection: sends a request, reads its whole answer, says how long it took."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.used = 0
        self.socket: socket.socket | None = None
        self.buffer = b""
        self.began = 0.0
        self.tag = -1

    def send(self, data: bytes, tag: int, selector: selectors.BaseSelector) -> None:
        self.began = time.perf_counter()
        if self.socket is None or self.used >= FRESH:
            self.close(selector)
            self.socket = socket.create_connection((HOST, self.port), timeout=PATIENCE)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(self.socket, selectors.EVENT_READ, self)
            self.used = 0
        self.used += 1
        self.tag = tag
        self.buffer = b""
        self.socket.sendall(data)

    def read(self) -> int | None:
        """The status once the answer is whole, 0 when the line broke, None while more is to come."""
        assert self.socket is not None
        try:
            data = self.socket.recv(262144)
        except OSError:
            return 0
        if not data:
            return 0
        self.buffer = self.buffer + data if self.buffer else data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self.buffer[:end].lower()
        at = head.find(b"\r\ncontent-length:")
        if at < 0:
            return 0 if b"transfer-encoding" in head else int(head[9:12])
        length = int(head[at + 17 :].split(b"\r\n", 1)[0])
        if len(self.buffer) < end + 4 + length:
            return None
        if b"\r\nconnection: close" in head:
            self.used = FRESH
        return int(head[9:12])

    def close(self, selector: selectors.BaseSelector) -> None:
        if self.socket is not None:
            selector.unregister(self.socket)
            self.socket.close()
            self.socket = None


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Keep every connection busy until the time, the limit or the requests are over."""
    requests = [written(plan["port"], request) for request in plan["requests"]]
    limit = plan["limit"] if plan["repeat"] else min(plan["limit"], len(requests))
    selector = selectors.DefaultSelector()
    lines = [Line(plan["port"]) for _ in range(min(plan["connections"], limit))]
    statuses: Counter[int] = Counter()
    latencies: list[float] = []
    answered: list[list[int]] = []
    sent = 0
    began, used = time.perf_counter(), time.process_time()
    until = began + plan["seconds"]
    open_lines = 0
    for line in lines:
        line.send(requests[sent % len(requests)], sent, selector)
        sent += 1
        open_lines += 1
    while open_lines:
        ready = selector.select(PATIENCE)
        if not ready:
            statuses[0] += open_lines
            break
        for key, _ in ready:
            line = key.data
            status = line.read()
            if status is None:
                continue
            now = time.perf_counter()
            statuses[status] += 1
            latencies.append((now - line.began) * 1000)
            answered.append([line.tag, status])
            if status == 0:
                line.close(selector)
            if now < until and sent < limit:
                line.send(requests[sent % len(requests)], sent, selector)
                sent += 1
            else:
                line.close(selector)
                open_lines -= 1
    seconds = time.perf_counter() - began
    return {
        "done": len(latencies),
        "seconds": seconds,
        "statuses": {str(status): number for status, number in statuses.items()},
        "latencies": [round(value, 3) for value in latencies],
        "answered": answered if not plan["repeat"] else [],
        "busy": (time.process_time() - used) / seconds if seconds else 0.0,
    }


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(run(json.loads(Path(sys.argv[1]).read_text()))))
