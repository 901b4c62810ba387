"""What every measure stands on: the servers, the load client, the people, and the size of the run.

The product's web server is started as bin/run starts it (gunicorn, gthread, two workers of four threads) with the
settings of production: DEBUG off, templates cached, hashed static files. The floor has the same server and database.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launcher.ports import HOST, Ports
from launcher.progress import Progress
from launcher.supervisor import Child, Spec, Supervisor

from tests.bench.results import Unable
from tests.bench.rounds import AGAIN, Rounds, interleaved

CHECKOUT = Path(__file__).resolve().parents[2]
CONNECTIONS = 8
BUSY = 0.6
# Staff sign in with a second factor; the session that the bench writes has none.
FOR_STAFF = {"STAFF_SECOND_FACTOR_REQUIRED": "0"}


@dataclass(frozen=True)
class Request:
    """One request of the load client."""

    path: str
    cookie: str = ""
    body: str = ""

    def packed(self) -> list[str]:
        return ["POST" if self.body else "GET", self.path, self.cookie, self.body]


@dataclass(frozen=True)
class Load:
    """What the load client saw. ``answered``: the number of the request, its status; for loads that never repeat."""

    done: int
    seconds: float
    statuses: dict[int, int]
    latencies: list[float]
    answered: list[tuple[int, int]]

    @property
    def per_second(self) -> float:
        return self.done / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        ranked = sorted(self.latencies)
        return ranked[min(len(ranked) - 1, int(len(ranked) * share))] if ranked else 0.0

    def require(self, *wanted: int) -> Load:
        """Itself, when no other status came. Raises Unable."""
        others = {status: number for status, number in self.statuses.items() if status not in wanted}
        if others or not self.done:
            raise Unable(f"The load met answers other than {wanted}: {others or 'none at all'}.")
        return self


@dataclass
class Stage:
    """The running bench. ``quick``: everything small, for development and for the test of the bench itself."""

    supervisor: Supervisor
    progress: Progress
    folder: Path
    rounds: int = 5
    quick: bool = False
    ports: Ports = field(init=False)
    web: Server = field(init=False)
    floor: Server = field(init=False)
    busiest: float = 0.0

    def __post_init__(self) -> None:
        self.ports = Ports(self.folder / "ports.json")

    @property
    def slice_seconds(self) -> float:
        return 0.3 if self.quick else 2.0

    def start(self) -> None:
        """Start the product and the floor."""
        self.web = self.serve("web", "qazvolunteer.wsgi:application", "/readyz")
        self.floor = self.serve("floor", "tests.bench.floor.wsgi:application", "/nothing/")

    def serve(self, name: str, application: str, ready: str, **more: str) -> Server:
        """A web server of its own for ``application``; ``more`` goes into its environment."""
        port = self.ports.pick(name)
        command = [sys.executable, "-m", "gunicorn", "--bind", f"{HOST}:{port}", "--log-level", "warning"]
        command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--keep-alive", "75"]
        command += ["--graceful-timeout", "20", "--no-control-socket", application]
        env = {
            **os.environ,
            "SITE_URL": f"http://{HOST}:{port}",
            "CSRF_TRUSTED_ORIGINS": f"http://{HOST}:{port}",
            "MALLOC_ARENA_MAX": "1",
            **more,
        }
        server = Server(name, port)
        spec = Spec(name, command, env, cwd=str(CHECKOUT), stop_seconds=25, sink=server.hear)
        server.child = self.supervisor.start(spec)
        self.supervisor.wait_for(
            server.child, lambda: server.status(ready) == 200, seconds=90, what=f"The server {name}"
        )
        return server

    def load(
        self,
        server: Server,
        requests: Sequence[Request],
        *,
        connections: int = CONNECTIONS,
        seconds: float | None = None,
        limit: int = 10**9,
        repeat: bool = True,
    ) -> Load:
        """Keep so many connections busy with ``requests``, in their order, over and over if ``repeat``."""
        plan, answer = self.folder / "load-plan.json", self.folder / "load-answer.json"
        answer.unlink(missing_ok=True)
        plan.write_text(
            json.dumps(
                {
                    "port": server.port,
                    "connections": connections,
                    "seconds": self.slice_seconds if seconds is None else seconds,
                    "limit": limit,
                    "repeat": repeat,
                    "requests": [request.packed() for request in requests],
                }
            )
        )
        self.run("load", sys.executable, "-S", "-E", str(Path(__file__).with_name("load.py")), str(plan), str(answer))
        seen = json.loads(answer.read_text())
        self.busiest = max(self.busiest, seen["busy"])
        return Load(
            seen["done"],
            seen["seconds"],
            {int(status): number for status, number in seen["statuses"].items()},
            seen["latencies"],
            [(tag, status) for tag, status in seen["answered"]],
        )

    def interleaved(
        self, a: Callable[[], float], b: Callable[[], float], tick: Callable[[], None], *, repeats: int = 2
    ) -> Rounds:
        """The rounds of one measure; see tests/bench/rounds.py. A quick run looks at each side once, however noisy."""
        if self.quick:
            return interleaved(a, b, self.rounds, tick, repeats=1, again=0)
        return interleaved(a, b, self.rounds, tick, repeats=repeats, again=AGAIN)

    def run(self, name: str, *command: str, env: dict[str, str] | None = None) -> str:
        """Run a program to its end; its last lines. Raises Unable with them when it fails."""
        child = self.supervisor.run(Spec(name, list(command), {**os.environ, **(env or {})}, cwd=str(CHECKOUT)))
        if child.process.returncode != 0:
            last = [line for line in child.output.splitlines() if line.strip()][-8:]
            raise Unable(f"The program {name} failed: " + " | ".join(last))
        return child.output

    def manage(self, *arguments: str, env: dict[str, str] | None = None) -> str:
        return self.run("manage", sys.executable, "manage.py", *arguments, env=env)


@dataclass
class Server:
    """A running web server: where it is, and what it complained of."""

    name: str
    port: int
    child: Child = field(init=False)
    errors: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def hear(self, line: str) -> None:
        """Remember what is worse than a warning."""
        if '"level": "ERROR"' in line or "Traceback" in line or "[ERROR]" in line:
            self.errors.append(line)

    def status(self, path: str) -> int:
        """The status of a GET, 0 when nobody answers."""
        return self.get(path)[0]

    def get(self, path: str, cookie: str = "") -> tuple[int, bytes]:
        """The status and the body of a GET."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()


@dataclass(frozen=True)
class Measure:
    """A named measure: ``rows`` are the names of its results, ``run`` finds them."""

    name: str
    rows: tuple[str, ...]
    run: Callable[[Stage, Callable[[], None]], list]
    steps: int = 1
