"""``bin/bench``: the measures of tests/bench, on a database and broker of their own that are kept between runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from launcher import chromium, environment, external
from launcher.broker import Broker
from launcher.database import Cluster
from launcher.disk import require
from launcher.failure import Failure
from launcher.place import CHECKOUT, DataFolder
from launcher.ports import Ports
from launcher.progress import Progress
from launcher.supervisor import Spec, StopRequested, Supervisor

MEGABYTES = 8000
SMALL_MEGABYTES = 800
NEEDS_BROWSER = "page_weight"


def main(arguments: list[str]) -> int:
    """Make the environment, start the stores, hand over to ``python -m tests.bench``; its exit code is ours."""
    progress = Progress()
    asks = {"-h", "--help", "--list"} & set(arguments)
    code = 130
    try:
        with Supervisor() as supervisor:
            made = environment.Environment(supervisor, progress)
            made.make(environment.TEST)
            env = _base_env()
            if not asks:
                data = DataFolder(_folder(arguments))
                require([(data.path, SMALL_MEGABYTES if "--quick" in arguments else MEGABYTES)])
                data.lock()
                env |= _servers(supervisor, progress, made.folder, data)
                if _wants_browser(arguments):
                    env["CHROMIUM"] = chromium.provide(supervisor, progress, made.python)
            command = [str(made.python), "-m", "tests.bench", *arguments]
            spec = Spec("bench", command, env, cwd=str(CHECKOUT), inherit_output=True, stop_seconds=60)
            code = supervisor.run(spec).process.returncode
    except StopRequested:
        progress.line("Stopped.")
    return code


def _folder(arguments: list[str]) -> Path:
    """The value of ``--data-dir``, read here because the stores start before the other options matter."""
    for number, argument in enumerate(arguments):
        if argument.startswith("--data-dir="):
            return Path(argument.partition("=")[2]).expanduser().absolute()
        if argument == "--data-dir":
            if number + 1 == len(arguments):
                raise Failure("--data-dir needs a folder behind it.")
            return Path(arguments[number + 1]).expanduser().absolute()
    return CHECKOUT / "var" / "bench"


def _wants_browser(arguments: list[str]) -> bool:
    named = [argument for argument in arguments if not argument.startswith("-")]
    return not any("_" in name or name in {"search", "outbox", "memory", "start", "soak"} for name in named) or any(
        name.startswith(NEEDS_BROWSER) for name in named
    )


def _base_env() -> dict[str, str]:
    """As in production: no debugging, nothing of the caller's own site. The bench uses the launcher's parts too."""
    env = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}}
    for name in ("ALLOWED_HOSTS", "SITE_URL", "CSRF_TRUSTED_ORIGINS", "BEHIND_TLS_PROXY", "TRUSTED_PROXY_COUNT"):
        env.pop(name, None)
    env["PYTHONPATH"] = str(CHECKOUT / "bin")
    return env | {"DEBUG": "0", "DJANGO_SETTINGS_MODULE": "qazvolunteer.settings", "PYTHONUNBUFFERED": "1"}


def _servers(supervisor: Supervisor, progress: Progress, venv: Path, data: DataFolder) -> dict[str, str]:
    """Start PostgreSQL and Valkey as bin/run does, unless the environment names others; what the children need."""
    ports = Ports(data.path / "ports.json")
    env = {
        "SECRET_KEY": data.secret("secret-key"),
        "EMAIL_URL": data.private("mail").as_uri(),
        "DATA_DIR": str(data.path),
    }
    for name in ("DATABASE_URL", "REDIS_URL"):
        if os.environ.get(name):
            external.require_reachable(name, os.environ[name])
    if not os.environ.get("DATABASE_URL"):
        cluster = Cluster(supervisor, venv, data)
        with progress.step(f"Starting PostgreSQL {cluster.version}"):
            cluster.make()
            cluster.start(ports.pick("database"), _complaint(progress, "database"))
        env["DATABASE_URL"] = cluster.url
    if not os.environ.get("REDIS_URL"):
        with progress.step("Starting Valkey"):
            broker = Broker(supervisor, venv, data)
            broker.start(ports.pick("broker"), _complaint(progress, "broker"))
        env["REDIS_URL"] = broker.url
    return env


def _complaint(progress: Progress, name: str) -> object:
    return lambda line: progress.line(f"{name} | {line}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
