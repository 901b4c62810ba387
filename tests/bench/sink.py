"""Run as a program: a mail server that takes everything and keeps nothing. ``python tests/bench/sink.py PORT``.

Speaks as much SMTP as a sender needs; ``NOOP`` is answered with the number of letters taken so far.
"""

from __future__ import annotations

import asyncio
import sys

taken = 0


class Sink(asyncio.Protocol):
    """One sender's line."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = b""
        self.letter = False
        self.say("220 sink")

    def say(self, line: str) -> None:
        self.transport.write(f"{line}\r\n".encode())

    def data_received(self, data: bytes) -> None:
        global taken
        self.buffer += data
        while True:
            mark = b"\r\n.\r\n" if self.letter else b"\r\n"
            end = self.buffer.find(mark)
            if end < 0:
                return
            line, self.buffer = self.buffer[:end], self.buffer[end + len(mark) :]
            if self.letter:
                self.letter = False
                taken += 1
                self.say("250 taken")
                continue
            verb = line[:4].upper()
            if verb == b"DATA":
                self.letter = True
                self.say("354 go on")
            elif verb == b"QUIT":
                self.say("221 bye")
                self.transport.close()
                return
            else:
                self.say(f"250 {taken}" if verb == b"NOOP" else "250 sink")


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
