"""A whole installation of its own, whose parts the tests kill: PostgreSQL, Valkey, web, Celery worker, mail on disk."""

from __future__ import annotations

import http.client
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg2
import pytest
import redis
from celery import Celery

CHECKOUT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(CHECKOUT / "bin"))

from launcher.broker import Broker  # noqa: E402
from launcher.database import Cluster  # noqa: E402
from launcher.place import DataFolder  # noqa: E402
from launcher.ports import HOST, Ports  # noqa: E402
from launcher.supervisor import Child, Spec, Supervisor  # noqa: E402

CSRF = "x" * 32


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.failure)
            item.add_marker(pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"))


@dataclass
class Answer:
    """What the web server said; status 0 when the connection broke or was refused."""

    status: int
    location: str = ""


@dataclass
class World:
    """What world.py made."""

    project: str
    shift: int
    people: list[dict[str, str]]


class Installation:
    """All parts of the platform, each of which can be killed and started again at the same place."""

    def __init__(self, supervisor: Supervisor, folder: Path) -> None:
        self.supervisor = supervisor
        self.folder = folder
        self.data = DataFolder(folder)
        self.ports = Ports(folder / "ports.json")
        self.mail = self.data.private("mail")
        # Durable, as bin/run starts it: what is at stake here is what survives.
        self.cluster = Cluster(supervisor, Path(sys.prefix), self.data)
        self.broker = Broker(supervisor, Path(sys.prefix), self.data)
        self.cluster.make()
        self.database_child = self.cluster.start(self.ports.pick("database"))
        self.broker_child = self.broker.start(self.ports.pick("broker"))
        self.port = self.ports.pick("web")
        self.env = {
            **os.environ,
            "DEBUG": "1",
            "SECRET_KEY": "failure-" + "x" * 50,
            "DATABASE_URL": self.cluster.url,
            "REDIS_URL": self.broker.url,
            "EMAIL_URL": self.mail.as_uri(),
            "DATA_DIR": str(folder),
            "SITE_URL": f"http://{HOST}:{self.port}",
            "DJANGO_SETTINGS_MODULE": "qazvolunteer.settings",
            # A dead worker's letters are taken over after seconds, not minutes.
            "OUTBOX_LEASE_SECONDS": "6",
            "PYTHONWARNINGS": "ignore",
        }
        self.run("manage.py", "migrate", "--no-input", "--verbosity", "0")
        self.run("manage.py", "load_reference")

    # --- Processes ------------------------------------------------------------------------------------

    def run(self, *arguments: str) -> str:
        done = self.supervisor.run(Spec("manage", [sys.executable, *arguments], self.env, cwd=str(CHECKOUT)))
        assert done.process.returncode == 0, done.output
        return done.output

    def world(self, people: int, seats: int, *more: str) -> World:
        made = json.loads(self.run("tests/failure/world.py", str(people), str(seats), *more).splitlines()[-1])
        return World(**made)

    def start_worker(self) -> Child:
        command = [sys.executable, "-m", "celery", "-A", "qazvolunteer", "worker", "--concurrency", "2"]
        command += ["--loglevel", "info", "--without-gossip", "--without-mingle"]
        child = self.supervisor.start(Spec("worker", command, self.env, cwd=str(CHECKOUT)))
        self.supervisor.wait_for(child, lambda: " ready." in child.output, seconds=40, what="The worker")
        return child

    def start_web(self) -> Child:
        command = [sys.executable, "-m", "gunicorn", "--bind", f"{HOST}:{self.port}", "--worker-class", "gthread"]
        command += ["--workers", "2", "--threads", "4", "--graceful-timeout", "20", "--no-control-socket"]
        spec = Spec("web", [*command, "qazvolunteer.wsgi:application"], self.env, cwd=str(CHECKOUT), stop_seconds=25)
        child = self.supervisor.start(spec)
        self.supervisor.wait_for(child, lambda: self.get("/readyz").status == 200, seconds=60, what="The web server")
        return child

    def kill(self, child: Child) -> None:
        """SIGKILL for the process and its children, all at once."""
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        self.until(lambda: child.process.poll() is not None)
        self.supervisor.stop(child)

    def restart_database(self) -> None:
        self.supervisor.stop(self.database_child)
        self.database_child = self.cluster.start(self.cluster.port)

    def restart_broker(self) -> None:
        self.broker_child = self.broker.start(self.broker.port)

    def until(self, true: Callable[[], object], *, seconds: float = 30) -> bool:
        """Pump until it is true, for at most ``seconds``; whether it became true."""
        deadline = time.monotonic() + seconds
        while not true():
            if time.monotonic() > deadline:
                return False
            self.supervisor.pump(0.05)
        return True

    def sweep(self, task: str = "notifications.sweep") -> None:
        """What beat sends each minute."""
        with Celery("beat", broker=self.broker.url) as app:
            app.send_task(task)

    def sweep_until(
        self, true: Callable[[], object], *, seconds: float = 60, task: str = "notifications.sweep"
    ) -> bool:
        """Sweep every two seconds, as an impatient beat, until it is true."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.sweep(task)
            if self.until(true, seconds=2):
                return True
        return False

    # --- Looking --------------------------------------------------------------------------------------

    def ask(self, sql: str, *values: object) -> Any:
        """The first row's only value, or None."""
        connection = psycopg2.connect(self.cluster.url)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                row = cursor.fetchone() if cursor.description else None
                return row[0] if row else None
        finally:
            connection.close()

    def letters(self, world: World) -> list[str]:
        """The addresses of the letters on disk to people of this world, one entry a letter."""
        wanted = {person["email"] for person in world.people}
        found = [message_from_bytes(file.read_bytes())["To"] for file in self.mail.glob("*.eml")]
        return [address for address in found if any(email in address for email in wanted)]

    def notifications(self, world: World, state: str) -> int:
        return int(
            self.ask(
                "SELECT count(*) FROM notifications_notification n JOIN accounts_user u ON u.id = n.recipient_id"
                " WHERE u.email = ANY(%s) AND n.state = %s",
                [person["email"] for person in world.people],
                state,
            )
        )

    # --- Asking the web server ------------------------------------------------------------------------

    def get(self, path: str, *, seconds: float = 40) -> Answer:
        return self._request("GET", path, {}, "", seconds)

    def take(self, world: World, number: int = 0) -> Answer:
        """Person ``number`` presses the button of the shift."""
        headers = {
            "Cookie": f"sessionid={world.people[number]['session']}; csrftoken={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode({"csrfmiddlewaretoken": CSRF})
        return self._request("POST", f"/en/projects/{world.project}/shifts/{world.shift}/", headers, body)

    def _request(self, method: str, path: str, headers: dict[str, str], body: str, seconds: float = 40) -> Answer:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=seconds)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            response.read()
            return Answer(response.status, response.headers.get("Location", ""))
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            connection.close()


class SlowMarks:
    """Marking a letter as sent takes a while, so that a kill meets the middle of a delivery, not by luck.

    Most of the time a letter is then sent and not yet marked: the worst moment.
    """

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    def __enter__(self) -> None:
        self.installation.ask(
            "CREATE OR REPLACE FUNCTION slow_mark() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_sleep(0.25); RETURN NEW; END $$"
        )
        self.installation.ask(
            "CREATE TRIGGER slow_mark BEFORE UPDATE ON notifications_notification"
            " FOR EACH ROW WHEN (NEW.state = 'sent') EXECUTE FUNCTION slow_mark()"
        )

    def __exit__(self, *problem: object) -> None:
        self.installation.ask("DROP TRIGGER slow_mark ON notifications_notification")


class Locked:
    """The shift's row held by somebody else, so that a sign-up waits in the middle of its transaction."""

    def __init__(self, installation: Installation, world: World) -> None:
        self.installation = installation
        self.connection = psycopg2.connect(installation.cluster.url)
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM projects_shift WHERE id = %s FOR UPDATE", [world.shift])

    def __enter__(self) -> Locked:
        return self

    def __exit__(self, *problem: object) -> None:
        self.release()

    def waited_for(self) -> bool:
        return bool(self.installation.ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))

    def release(self) -> None:
        self.connection.close()


def in_background(work: Callable[[], Answer]) -> tuple[threading.Thread, list[Answer]]:
    """Run a request in a thread; its answer lands in the list."""
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(work()), daemon=True)
    thread.start()
    return thread, answers


@pytest.fixture(scope="session")
def parts() -> Iterator[Installation]:
    """One installation for all tests of this folder."""
    with tempfile.TemporaryDirectory(prefix="qazvolunteer-failure-") as name:
        Path(name).chmod(0o755)
        with Supervisor() as supervisor:
            yield Installation(supervisor, Path(name))


@pytest.fixture
def installation(parts: Installation) -> Iterator[Installation]:
    """Database and broker running and the queue empty; whatever else a test started is stopped after it."""
    yield parts
    for child in list(parts.supervisor.children):
        if child.spec.name in {"worker", "web"}:
            parts.kill(child)
    if parts.database_child.process.poll() is not None:
        parts.restart_database()
    if parts.broker_child.process.poll() is not None:
        parts.restart_broker()
    with redis.Redis.from_url(parts.broker.url) as client:
        client.flushall()
