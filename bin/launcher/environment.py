"""The virtual environment: made once from the hash-locked requirements, kept while they stay the same.

``.finished`` inside it holds what it was made from. ``.making`` is there while something is being
installed; found at a start, it means that the last attempt was cut off, and the folder is remade.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import sys
from pathlib import Path

from launcher.disk import require
from launcher.failure import Failure, explain
from launcher.place import CHECKOUT
from launcher.progress import Progress
from launcher.supervisor import Child, Spec, Supervisor

MEGABYTES = 800
RUNTIME = ("requirements.txt",)
TEST = ("requirements.txt", "requirements-test.txt")


class Environment:
    """The environment of one checkout. ``make`` returns quickly when there is nothing to do."""

    def __init__(
        self, supervisor: Supervisor, progress: Progress, *, checkout: Path = CHECKOUT, base: str = ""
    ) -> None:
        self.supervisor = supervisor
        self.progress = progress
        self.checkout = checkout
        self.folder = checkout / ".venv"
        self.python = self.folder / "bin" / "python"
        self.base = base or getattr(sys, "_base_executable", "") or sys.executable

    def make(self, files: tuple[str, ...]) -> None:
        """Bring the environment to the state of the lock files. Raises Failure with one sentence."""
        wanted = {name: self._digest(name) for name in files}
        if self._finished(wanted):
            return
        require([(self.checkout, MEGABYTES)])
        folder = self.checkout / "var"
        folder.mkdir(exist_ok=True)
        with (folder / ".environment-lock").open("w", encoding="ascii") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError:
                    self.supervisor.pump(0.3)
            if not self._finished(wanted):
                self._make(wanted)

    # --- Inside ---------------------------------------------------------------------------------------

    def _make(self, wanted: dict[str, str]) -> None:
        if (self.folder / ".making").exists() or not self._works():
            self._remove()
        installer = [str(self.python), "-m", "pip"]
        if not self.folder.exists():
            with self.progress.step("Making the Python environment"):
                installer = self._create()
        elif self._run([*installer, "--version"]).process.returncode != 0:
            self._remove()
            return self._make(wanted)
        (self.folder / ".making").touch()
        (self.folder / ".finished").unlink(missing_ok=True)
        with self.progress.step("Installing the packages"):
            self._install(installer, list(wanted))
        finished = self.folder / ".finished.new"
        finished.write_text(json.dumps({"python": self._version(), **wanted}) + "\n")
        finished.replace(self.folder / ".finished")
        (self.folder / ".making").unlink()
        return None

    def _finished(self, wanted: dict[str, str]) -> bool:
        try:
            made_from = json.loads((self.folder / ".finished").read_text())
        except (OSError, ValueError):
            return False
        if (self.folder / ".making").exists() or not os.access(self.python, os.X_OK):
            return False
        return {**made_from, "python": made_from.get("python")} == {**made_from, "python": self._version(), **wanted}

    def _version(self) -> str:
        return f"{sys.version_info[0]}.{sys.version_info[1]}"

    def _digest(self, name: str) -> str:
        return hashlib.sha256((self.checkout / name).read_bytes()).hexdigest()

    def _works(self) -> bool:
        """True when the folder holds an interpreter of this very version that starts."""
        if not os.access(self.python, os.X_OK):
            return False
        tried = self._run([str(self.python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
        return tried.process.returncode == 0 and tried.output.strip() == self._version()

    def _remove(self) -> None:
        if self.folder.exists():
            aside = self.folder.with_name(f".venv-old-{os.getpid()}")
            self.folder.replace(aside)
            shutil.rmtree(aside, ignore_errors=True)

    def _create(self) -> list[str]:
        """Make the folder; return the command that installs into it. Mends a Python without ensurepip where it can."""
        if self._run([self.base, "-c", "import ensurepip, venv"]).process.returncode != 0:
            pip = [self.base, "-m", "pip", "--python", str(self.python)]
            if (
                self._run(
                    [self.base, "-c", "import pip, venv; assert int(pip.__version__.split('.')[0]) >= 23"]
                ).process.returncode
                == 0
            ):
                self._checked(
                    [self.base, "-m", "venv", "--without-pip", str(self.folder)],
                    "The Python environment could not be made.",
                )
                return pip
            self._mend()
        self._checked([self.base, "-m", "venv", str(self.folder)], "The Python environment could not be made.")
        return [str(self.python), "-m", "pip"]

    def _mend(self) -> None:
        """Install Debian's missing package when root; otherwise say what to type."""
        package = f"python{self._version()}-venv"
        sentence = (
            f"The Python at {self.base} comes without 'venv': on Debian or Ubuntu run "
            f"'sudo apt-get install {package}' and start this again."
        )
        apt = shutil.which("apt-get")
        if os.geteuid() != 0 or apt is None:
            raise Failure(sentence)
        self.progress.detail(f"installing {package}")
        self._run([apt, "update"])
        installed = self._run([apt, "install", "-y", "--no-install-recommends", package])
        if installed.process.returncode != 0:
            raise explain(sentence, installed.output)
        if self._run([self.base, "-c", "import ensurepip, venv"]).process.returncode != 0:
            raise Failure(sentence)

    def _install(self, installer: list[str], files: list[str]) -> None:
        total = sum(len(re.findall(r"(?m)^[A-Za-z0-9]", (self.checkout / name).read_text())) for name in files)
        seen = 0

        def follow(line: str) -> None:
            nonlocal seen
            if line.startswith(("Collecting ", "Requirement already satisfied: ")):
                seen += 1
                self.progress.advance(seen, total, line.removeprefix("Requirement already satisfied: ").split()[-1])
            elif line.startswith("Installing collected packages"):
                self.progress.detail("unpacking")

        command = [*installer, "install", "--require-hashes", "--no-deps", "--no-input", "--progress-bar", "off"]
        command += [part for name in files for part in ("-r", str(self.checkout / name))]
        child = self._run(command, follow)
        if child.process.returncode != 0:
            raise explain(
                "The packages could not be installed: check that this machine reaches its Python package index, "
                "and start again.",
                child.output,
            )

    def _checked(self, command: list[str], sentence: str) -> None:
        child = self._run(command)
        if child.process.returncode != 0:
            raise explain(sentence, child.output)

    def _run(self, command: list[str], sink: object = None) -> Child:
        env = {
            key: value
            for key, value in os.environ.items()
            if key not in {"PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__"}
        }
        env |= {"DEBIAN_FRONTEND": "noninteractive", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUNBUFFERED": "1"}
        spec = Spec("environment", command, env, cwd=str(self.checkout), stop_seconds=3, sink=sink)  # type: ignore[arg-type]
        return self.supervisor.run(spec)
