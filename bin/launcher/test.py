"""``bin/test``: the tests, on a throw-away database and broker, with a real Chromium."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import tempfile
from pathlib import Path

from launcher import chromium, environment, external
from launcher.account import for_database
from launcher.broker import Broker
from launcher.database import SHARED, Cluster
from launcher.disk import require
from launcher.failure import Failure, explain
from launcher.place import CHECKOUT, DataFolder
from launcher.ports import Ports
from launcher.progress import Progress
from launcher.supervisor import Spec, StopRequested, Supervisor

PREFIX = "qazvolunteer-test-"
MEGABYTES = 400
HELP = """usage: bin/test [--no-browser] [pytest arguments]

Makes the environment, starts a throw-away PostgreSQL and Valkey, finds a Chromium and runs pytest.

  --no-browser   leave the browser tests out (said again, loudly, at the end)
  anything else  goes to pytest: bin/test tests/core -k folding -x

DATABASE_URL and REDIS_URL in the environment replace the throw-away servers; CHROMIUM names a browser.
Without -n, two processes share the tests.
"""
# Whole modules, in the order that tests/strictness gives them.
PARALLEL = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]


def main(arguments: list[str]) -> int:
    """Run the tests; the exit code is pytest's own, and pytest's closing line comes last."""
    if arguments[:1] in (["-h"], ["--help"]):
        print(HELP, end="")
        return 0
    browser = "--no-browser" not in arguments
    arguments = [argument for argument in arguments if argument != "--no-browser"]
    progress = Progress()
    data: DataFolder | None = None
    code = 130
    try:
        with Supervisor() as supervisor:
            made = environment.Environment(supervisor, progress)
            made.make(environment.TEST)
            data = _temporary_folder()
            env = _servers(supervisor, progress, made.folder, data)
            if browser:
                env["CHROMIUM"] = chromium.provide(supervisor, progress, made.python)
            _compile(supervisor, progress, made.python, env)
            code = _pytest(supervisor, made.python, env, arguments, browser=browser)
    except StopRequested:
        progress.line("Stopped.")
    finally:
        if data is not None:
            shutil.rmtree(data.path, ignore_errors=True)
            data.release()
    if not browser:
        print("*** THE BROWSER TESTS WERE LEFT OUT (--no-browser): this run says nothing about them. ***", flush=True)
    return code


def _servers(supervisor: Supervisor, progress: Progress, venv: Path, data: DataFolder) -> dict[str, str]:
    """Start what the environment does not name; return the environment for the tests."""
    ports = Ports(data.path / "ports.json")
    env = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}}
    env |= {
        "DEBUG": "0",
        "SECRET_KEY": "only-for-tests-" + "x" * 40,
        "EMAIL_URL": data.private("mail").as_uri(),
        "DATA_DIR": str(data.path),
        "DJANGO_SETTINGS_MODULE": "qazvolunteer.settings",
        "PYTHONUNBUFFERED": "1",
    }
    for name in ("ALLOWED_HOSTS", "SITE_URL", "CSRF_TRUSTED_ORIGINS", "BEHIND_TLS_PROXY", "TRUSTED_PROXY_COUNT"):
        env.pop(name, None)
    for name in ("DATABASE_URL", "REDIS_URL"):
        if env.get(name):
            external.require_reachable(name, env[name])
    if not env.get("DATABASE_URL"):
        with progress.step("Starting a throw-away PostgreSQL"):
            cluster = Cluster(supervisor, venv, data, throw_away=True)
            cluster.make()
            cluster.start(ports.pick("database"))
            env["DATABASE_URL"] = cluster.url
    if not env.get("REDIS_URL"):
        with progress.step("Starting a throw-away Valkey"):
            broker = Broker(supervisor, venv, data, throw_away=True)
            broker.start(ports.pick("broker"))
            env["REDIS_URL"] = broker.url
    return env


def _compile(supervisor: Supervisor, progress: Progress, python: Path, env: dict[str, str]) -> None:
    with progress.step("Compiling the translations"):
        child = supervisor.run(Spec("manage", [str(python), "manage.py", "compile_catalogues"], env, cwd=str(CHECKOUT)))
        if child.process.returncode != 0:
            raise explain("The translations could not be compiled.", child.output)


def _pytest(supervisor: Supervisor, python: Path, env: dict[str, str], arguments: list[str], *, browser: bool) -> int:
    command = [str(python), "-m", "pytest"]
    if not any(argument.startswith(("-n", "--numprocesses", "--dist", "--pdb")) for argument in arguments):
        command += PARALLEL
    if not browser:
        command += ["--ignore", "tests/browser"]
    spec = Spec("pytest", [*command, *arguments], env, cwd=str(CHECKOUT), inherit_output=True, stop_seconds=20)
    return supervisor.run(spec).process.returncode


def _temporary_folder() -> DataFolder:
    """A new folder that the database's account can reach, locked as long as it is in use.

    What killed runs left behind is removed first: their locks went with them.
    """
    account = for_database()
    places = [Path(tempfile.gettempdir()), Path("/var/tmp"), SHARED]
    if account is not None:
        SHARED.mkdir(parents=True, exist_ok=True)
    place = next((place for place in places if place.is_dir() and (account is None or account.can_enter(place))), None)
    if place is None:
        raise Failure(
            "No temporary folder can be reached by the account 'nobody': name one in TMPDIR, "
            "or start as an ordinary user."
        )
    require([(place, MEGABYTES)])
    for old in place.glob(f"{PREFIX}*"):
        _remove_if_abandoned(old)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    folder.chmod(0o755)
    data = DataFolder(folder)
    data.lock()
    return data


def _remove_if_abandoned(folder: Path) -> None:
    try:
        with (folder / ".lock").open(encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return  # in use, of another user, or only just made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
