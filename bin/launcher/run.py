"""``bin/run``: the whole platform on this machine, until Ctrl-C."""

from __future__ import annotations

import argparse
import hashlib
import http.client
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from launcher import database, environment, external
from launcher.broker import Broker
from launcher.database import Cluster
from launcher.disk import require
from launcher.failure import Failure, explain
from launcher.place import CHECKOUT, DataFolder
from launcher.ports import HOST, Ports, WebPort
from launcher.progress import Progress
from launcher.supervisor import Child, Spec, StopRequested, Supervisor

DEFAULT_PORT = 8000
LATER_MEGABYTES = 100
# What is loaded into a new database, and how.
DEMOS = {"small": ("load_demo",), "national": ("load_demo", "--national")}
NATIONAL_MEGABYTES = 5_000
SOURCES = ("qazvolunteer", "organizations", "projects", "volunteers", "frontoffice")
DATA_SUFFIXES = {".py", ".po", ".mo", ".csv", ".json", ".md", ".toml"}
# Two warnings that mean nothing here: no collected static files (DEBUG finds them), and tasks run as root by root.
QUIET = "ignore:No directory at:UserWarning,ignore:You're running the worker with superuser privileges"
RESTARTS = 5
WINDOW = 60.0
COLOURS = {"database": 34, "broker": 35, "web": 32, "worker": 33, "beat": 36}


def main(arguments: list[str]) -> int:
    """Parse the options and run; 0 after an orderly stop, 130 when stopped before it was ready."""
    options = _parser().parse_args(arguments)
    if options.port is not None and not 1 <= options.port <= 65535:
        raise Failure(f"{options.port} is not a port: choose one between 1024 and 65535.")
    platform = Platform(options, Progress())
    with platform.supervisor:
        try:
            platform.start()
            platform.serve()
        except StopRequested:
            platform.progress.line("Stopping …")
            platform.supervisor.stop_all()
            if platform.locked:
                platform.data.note("")
            platform.progress.line("Stopped.")
    return 0 if platform.ready else 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/run", description="Start the whole platform on this machine.")
    parser.add_argument("--port", type=int, help=f"the web port (default: {DEFAULT_PORT}, or the next free one)")
    parser.add_argument("--data-dir", type=Path, default=CHECKOUT / "var", help="where data is kept (default: var)")
    parser.add_argument(
        "--demo",
        choices=(*DEMOS, "none"),
        help="demonstration data for a new database: small (the default), national (a million volunteers and two "
        "million sign-ups: some minutes and 5 GB), or none",
    )
    parser.add_argument("--no-demo", dest="demo", action="store_const", const="none", help="the same as --demo none")
    parser.epilog = "DATABASE_URL and REDIS_URL in the environment switch to a PostgreSQL and a Redis of your own."
    return parser


class Platform:
    """All processes of one installation."""

    def __init__(self, options: argparse.Namespace, progress: Progress) -> None:
        self.options = options
        self.progress = progress
        self.supervisor = Supervisor()
        self.locked = self.ready = False
        self.restarts: dict[str, list[float]] = {}
        self.starters: dict[str, Callable[[], Child]] = {}

    # --- Starting -------------------------------------------------------------------------------------

    def start(self) -> None:
        """Everything in order, each waited for: environment, database, broker, preparation, web, worker, beat."""
        self.progress.line("Qazvolunteer")
        folder = self.options.data_dir.expanduser().absolute()
        has_environment = (CHECKOUT / ".venv" / ".finished").exists()
        needs = [(folder, LATER_MEGABYTES if any(folder.glob("postgresql-*")) else database.MEGABYTES)]
        require(needs + ([] if has_environment else [(CHECKOUT, environment.MEGABYTES)]))
        self.data = DataFolder(folder)
        self.data.lock()
        self.locked = True
        self.web_port = WebPort.reserve(self.options.port, DEFAULT_PORT, patience=5.0 if self.data.left_behind else 0.0)
        if self.options.port is None and self.web_port.number != DEFAULT_PORT:
            self.progress.line(f"  Port {DEFAULT_PORT} is taken, so this one uses {self.web_port.number}.")
        self.url = f"http://{HOST}:{self.web_port.number}"
        self.data.note(self.url)
        made = environment.Environment(self.supervisor, self.progress)
        made.make(environment.RUNTIME)
        self.python = str(made.python)
        self.env = self._base_env()
        self._start_stores(made.folder)
        self._prepare()
        with self.progress.step("Starting the web server"):
            self.starters["web"] = self._start_web
            self._start_web()
        for name in ("worker", "beat"):
            self.starters[name] = lambda name=name: self._start_celery(name)  # type: ignore[misc]
            self.starters[name]()
        self._announce()
        self.ready = True

    def _base_env(self) -> dict[str, str]:
        env = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}}
        mail = self.data.private("mail")
        for key, value in {
            "DEBUG": "1",
            "EMAIL_URL": mail.as_uri(),
            "SITE_URL": self.url,
            "DATA_DIR": str(self.data.path),
        }.items():
            env.setdefault(key, value)
        if not env.get("SECRET_KEY"):
            env["SECRET_KEY"] = self.data.secret("secret-key")
        env["DJANGO_SETTINGS_MODULE"] = "qazvolunteer.settings"
        env["PYTHONUNBUFFERED"] = "1"
        env.setdefault("PYTHONWARNINGS", QUIET)
        return env

    def _start_stores(self, folder: Path) -> None:
        ports = Ports(self.data.path / "ports.json")
        for name in ("DATABASE_URL", "REDIS_URL"):
            if self.env.get(name):
                external.require_reachable(name, self.env[name])
        if not self.env.get("DATABASE_URL"):
            cluster = Cluster(self.supervisor, folder, self.data)
            if not cluster.exists:
                require([(cluster.home, database.MEGABYTES)])
                with self.progress.step("Making the database"):
                    cluster.make()
            else:
                cluster.make()
            where = "" if cluster.home == self.data.path else f", data in {cluster.home}"
            with self.progress.step(f"Starting PostgreSQL {cluster.version}{where}"):
                cluster.start(ports.pick("database"), self._sink("database"))
            self.starters["database"] = lambda: cluster.start(cluster.port, self._sink("database"))
            self.env["DATABASE_URL"] = cluster.url
        if not self.env.get("REDIS_URL"):
            broker = Broker(self.supervisor, folder, self.data)
            with self.progress.step("Starting Valkey"):
                broker.start(ports.pick("broker"), self._sink("broker"))
            self.starters["broker"] = lambda: broker.start(broker.port, self._sink("broker"))
            self.env["REDIS_URL"] = broker.url

    # --- Preparing ------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        """Migrate and load, unless code, data and database are the ones that were prepared last."""
        marker = self.data.path / "prepared"
        demo = self.data.path / f"demo-accounts-{self._database_name()}.txt"
        size = self._demo_size(demo)
        if size is None and marker.exists() and marker.read_text() == self._fingerprint():
            return
        marker.unlink(missing_ok=True)
        self._manage("Compiling the translations", "compile_catalogues")
        self._manage("Bringing the database up to date", "migrate", "--no-input")
        self._manage("Loading regions, programmes and organizations", "load_reference")
        if size is not None:
            self._manage("Loading demonstration data", *DEMOS[size])
            accounts = self._manage("Listing the demonstration accounts", "demo_accounts")
            demo.with_suffix(".size").write_text(size + "\n", encoding="utf-8")
            partial = demo.with_suffix(".partial")
            partial.write_text(accounts + "\n", encoding="utf-8")
            partial.replace(demo)
        marker.write_text(self._fingerprint())

    def _demo_size(self, demo: Path) -> str | None:
        """Which demonstration data to load now: None when there is some already, or none is wanted."""
        wanted = self.options.demo
        if not demo.exists():
            if wanted == "national":
                require([(self.data.path, NATIONAL_MEGABYTES)])
            return None if wanted == "none" else wanted or "small"
        size = demo.with_suffix(".size")
        there = size.read_text(encoding="utf-8").strip() if size.exists() else "small"
        if wanted in DEMOS and wanted != there:
            raise Failure(
                f"{self.data.path} holds the {there} demonstration data already: "
                f"for the {wanted} one choose a new folder with --data-dir."
            )
        return None

    def _manage(self, text: str, *command: str) -> str:
        """Run a management command; what it says is shown as the step's detail. Raises Failure with its last words."""
        with self.progress.step(text):
            child = self.supervisor.run(
                self._spec(
                    "manage", [self.python, "manage.py", *command], lambda line: self.progress.detail(line.strip())
                )
            )
            if child.process.returncode != 0 and child.output.strip().count("\n") == 0 and child.output.strip():
                raise Failure(child.output.strip())
            if child.process.returncode != 0:
                raise explain(
                    f"'manage.py {' '.join(command)}' failed (exit code {child.process.returncode}).", child.output
                )
        return child.output

    def _database_name(self) -> str:
        return hashlib.sha256(self.env["DATABASE_URL"].rpartition("@")[2].rpartition("/")[2].encode()).hexdigest()[:8]

    def _fingerprint(self) -> str:
        """Changes whenever code, translations, reference data, packages or the database's address do."""
        digest = hashlib.sha256(self.env["DATABASE_URL"].rpartition("@")[2].rpartition("/")[2].encode())
        digest.update((CHECKOUT / "requirements.txt").read_bytes())
        for folder in SOURCES:
            for place, folders, files in os.walk(CHECKOUT / folder):
                folders[:] = sorted(name for name in folders if name != "__pycache__")
                for name in sorted(files):
                    file = Path(place, name)
                    if file.suffix in DATA_SUFFIXES:
                        facts = file.stat()
                        digest.update(f"{file} {facts.st_size} {facts.st_mtime_ns}\n".encode())
        return digest.hexdigest()

    # --- Processes ------------------------------------------------------------------------------------

    def _start_web(self) -> Child:
        """Start the web server, which finishes open requests when it is asked to stop, and wait until it serves."""
        command = [self.python, "-m", "gunicorn", "--bind", f"{HOST}:{self.web_port.number}", "--log-level", "warning"]
        command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--keep-alive", "75"]
        command += ["--graceful-timeout", "20", "--no-control-socket", "qazvolunteer.wsgi:application"]
        spec = self._spec("web", command)
        # One heap for all threads: each by itself would keep what the others could use.
        spec.env = {**spec.env, "MALLOC_ARENA_MAX": "1"}
        spec.stop_seconds = 25
        child = self.supervisor.start(spec)
        self.supervisor.wait_for(child, self._answers, seconds=90, what="The web server")
        return child

    def _start_celery(self, name: str) -> Child:
        command = [self.python, "-m", "celery", "-q", "-A", "qazvolunteer", name, "--loglevel", "warning"]
        if name == "worker":
            command += ["--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        else:
            command += ["--schedule", str(self.data.private("beat") / "schedule"), "--pidfile="]
        return self.supervisor.start(self._spec(name, command))

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.web_port.number, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _announce(self) -> None:
        say = self.progress.line
        say()
        say("Qazvolunteer is running.")
        say(f"    Site   {self.url}/")
        if self.env["DEBUG"] == "1":
            say(f"    Mail   {self.url}/dev/mail/")
        for accounts in sorted(self.data.path.glob(f"demo-accounts-{self._database_name()}.txt")):
            say("    Demonstration accounts")
            for line in accounts.read_text(encoding="utf-8").splitlines():
                say(f"      {line}")
        say("Ctrl-C stops it.")
        say()

    # --- Serving --------------------------------------------------------------------------------------

    def serve(self) -> None:
        """Watch until somebody asks to stop. A process that ends by itself is started again, a few times a minute."""
        while True:
            self.supervisor.pump(0.5)
            for child in self.supervisor.ended():
                self._restart(child)

    def _restart(self, child: Child) -> None:
        name, code = child.spec.name, child.process.returncode
        recent = [moment for moment in self.restarts.get(name, []) if time.monotonic() - moment < WINDOW]
        if len(recent) >= RESTARTS:
            raise explain(
                f"{name} ended {RESTARTS + 1} times within a minute, so everything was stopped.", child.output
            )
        self.restarts[name] = [*recent, time.monotonic()]
        self.progress.line(f"{name} ended (code {code}) and is started again.")
        pause = time.monotonic() + min(0.2 * 2 ** len(recent), 5)
        while time.monotonic() < pause:
            self.supervisor.pump(0.1)
        self.starters[name]()

    # --- Inside ---------------------------------------------------------------------------------------

    def _spec(self, name: str, command: list[str], sink: Callable[[str], None] | None = None) -> Spec:
        return Spec(name, command, self.env, cwd=str(CHECKOUT), sink=sink or self._sink(name))

    def _sink(self, name: str) -> Callable[[str], None]:
        """Log lines of one process, each behind its name."""
        prefix = f"{name:<8} | "
        if self.progress.moving and "NO_COLOR" not in os.environ:
            prefix = f"\x1b[{COLOURS.get(name, 37)}m{prefix}\x1b[0m"
        return lambda line: self.progress.line(prefix + line) if line.strip() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
