"""The virtual environment: made, kept, remade when half-made, and mended or explained when Python lacks venv."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from launcher import environment
from launcher.environment import Environment
from launcher.failure import Failure
from launcher.progress import Progress
from launcher.supervisor import Supervisor

from tests.ground.conftest import CHECKOUT

BASE = getattr(sys, "_base_executable", sys.executable)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that needs no package, so that making its environment needs no network."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "requirements.txt").write_text("# nothing\n")
    return folder


def python_without_venv(folder: Path) -> Path:
    """A Python like Debian's: no ensurepip until the file ``mended`` lies beside it, and no pip."""
    folder.mkdir(exist_ok=True)
    program = folder / "python3"
    program.write_text(f"""#!/bin/sh
case "$*" in
    *"import pip"*) exit 1 ;;
    *ensurepip*) [ -f "{folder}/mended" ] || exit 1 ;;
esac
exec "{BASE}" "$@"
""")
    program.chmod(0o755)
    return program


def make(supervisor: Supervisor, checkout: Path, base: str = BASE) -> Environment:
    made = Environment(supervisor, Progress(io.StringIO()), checkout=checkout, base=base)
    made.make(environment.RUNTIME)
    return made


def test_it_is_made_once_and_remade_when_it_was_cut_off(supervisor: Supervisor, checkout: Path) -> None:
    first = make(supervisor, checkout)
    assert subprocess.run([first.python, "-c", "import sys; sys.exit(sys.prefix == sys.base_prefix)"]).returncode == 0
    (first.folder / "witness").touch()

    make(supervisor, checkout)
    assert (first.folder / "witness").exists()

    (checkout / "requirements.txt").write_text("# changed\n")
    make(supervisor, checkout)
    assert (first.folder / "witness").exists()

    (first.folder / ".making").touch()
    make(supervisor, checkout)
    assert not (first.folder / "witness").exists()
    assert not (first.folder / ".making").exists()


def test_an_environment_whose_python_is_gone_is_remade(supervisor: Supervisor, checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
    made = make(supervisor, checkout)
    assert subprocess.run([made.python, "-c", "pass"]).returncode == 0


def test_a_lock_file_that_cannot_be_had_is_one_sentence(supervisor: Supervisor, checkout: Path) -> None:
    (checkout / "requirements.txt").write_text("no-such-package==1 --hash=sha256:" + "0" * 64 + "\n")
    broken = Environment(supervisor, Progress(io.StringIO()), checkout=checkout)
    broken._run = lambda command, sink=None: supervisor.run(  # type: ignore[method-assign]
        environment.Spec(
            "pip", [*command, "--no-index"] if "install" in command else command, dict(os.environ), sink=sink
        )
    )
    with pytest.raises(Failure, match=r"^The packages could not be installed: check that this machine reaches"):
        broken.make(environment.RUNTIME)
    assert not (checkout / ".venv" / ".finished").exists()


def test_an_ordinary_user_is_told_what_to_install(
    supervisor: Supervisor, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment.os, "geteuid", lambda: 1000)
    base = python_without_venv(tmp_path / "debian")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    with pytest.raises(Failure, match=rf"comes without 'venv'.*'sudo apt-get install python{version}-venv'"):
        make(supervisor, checkout, str(base))


def test_root_has_it_installed(
    supervisor: Supervisor, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    debian = tmp_path / "debian"
    base = python_without_venv(debian)
    (debian / "apt-get").write_text(
        f'#!/bin/sh\necho "$*" >> "{debian}/asked"\n[ "$1" = update ] || touch "{debian}/mended"\n'
    )
    (debian / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{debian}:{os.environ['PATH']}")
    monkeypatch.setattr(environment.os, "geteuid", lambda: 0)
    made = make(supervisor, checkout, str(base))
    assert (debian / "asked").read_text().splitlines()[0] == "update"
    assert f"python{sys.version_info[0]}.{sys.version_info[1]}-venv" in (debian / "asked").read_text()
    assert subprocess.run([made.python, "-m", "pip", "--version"], capture_output=True).returncode == 0


@pytest.mark.parametrize("command", ["run", "test"])
def test_a_machine_without_a_fitting_python_is_one_sentence(tmp_path: Path, command: str) -> None:
    shutil.copytree(CHECKOUT / "bin", tmp_path / "bin")
    programs = tmp_path / "path"
    programs.mkdir()
    (programs / "dirname").symlink_to(shutil.which("dirname") or "/usr/bin/dirname")
    (programs / "python3").write_text("#!/bin/sh\nexit 1\n")
    (programs / "python3").chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", str(tmp_path / "bin" / command)], env={"PATH": str(programs)}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Qazvolunteer needs Python 3.11 or newer, and none was found in PATH")
    assert done.stderr.count("\n") == 1


def test_the_launcher_uses_the_standard_library_alone() -> None:
    """It runs before any package is there."""
    program = (
        "import importlib, launcher, pkgutil\n"
        "for module in pkgutil.iter_modules(launcher.__path__): importlib.import_module('launcher.' + module.name)"
    )
    done = subprocess.run(
        [BASE, "-S", "-c", program], env={"PYTHONPATH": str(CHECKOUT / "bin")}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
