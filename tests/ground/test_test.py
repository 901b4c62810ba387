"""``bin/test`` itself: arguments and exit codes pass through, the last line tells, a Chromium is found or missed."""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path

import pytest
from launcher import chromium
from launcher import test as launcher_test
from launcher.failure import Failure
from launcher.place import DataFolder
from launcher.progress import Progress
from launcher.supervisor import Supervisor

from tests.ground.conftest import CHECKOUT

LOUD = "*** THE BROWSER TESTS WERE LEFT OUT (--no-browser): this run says nothing about them. ***"


def program(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


def run(test: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    env = {key: value for key, value in env.items() if not key.startswith(("PYTEST", "COV_"))}
    command = [str(CHECKOUT / "bin" / "test"), *arguments, "-n0", "-p", "no:cacheprovider", str(test)]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)


def test_pytests_exit_code_and_closing_line_come_last(tmp_path: Path) -> None:
    """Without DATABASE_URL: the throw-away servers are really there, and gone afterwards."""
    test = tmp_path / "test_some.py"
    test.write_text(
        "import os, psycopg2, redis\n"
        "def test_servers():\n"
        "    connection = psycopg2.connect(os.environ['DATABASE_URL'])\n"
        "    cursor = connection.cursor()\n"
        "    cursor.execute('SHOW fsync')\n"
        "    assert cursor.fetchone() == ('off',)\n"
        "    connection.close()\n"
        "    client = redis.Redis.from_url(os.environ['REDIS_URL'])\n"
        "    assert client.ping()\n"
        "    client.close()\n"
        "    assert os.environ['DEBUG'] == '0'\n"
        "    print('FOLDER', os.environ['DATA_DIR'])\n"
        "def test_fails():\n"
        "    assert 1 == 2\n"
    )
    others = in_use()
    done = run(test, "--no-browser", "-s")
    assert done.returncode == 1, done.stdout + done.stderr
    *_, closing, last = done.stdout.strip().splitlines()
    assert last == LOUD
    assert "1 failed, 1 passed" in closing
    # Its own folder is gone; the one of a run that goes on (this one, perhaps) is not.
    folder = next(line.split()[-1] for line in done.stdout.splitlines() if "FOLDER" in line)
    assert not Path(folder).exists()
    assert others <= set(Path(folder).parent.glob("qazvolunteer-test-*"))


def in_use() -> set[Path]:
    """The folder of the run that runs this test, when it is one of ``bin/test``."""
    folder = Path(os.environ.get("DATA_DIR", "/nowhere"))
    return {folder} if folder.name.startswith("qazvolunteer-test-") and folder.exists() else set()


def test_a_folder_in_use_is_kept_and_an_abandoned_one_removed(tmp_path: Path) -> None:
    used, left = DataFolder(tmp_path / "used"), DataFolder(tmp_path / "left")
    used.lock()
    left.lock()
    left.release()
    for folder in (used, left):
        launcher_test._remove_if_abandoned(folder.path)
    assert used.path.exists()
    assert not left.path.exists()
    used.release()


def test_help_names_the_options() -> None:
    done = subprocess.run([str(CHECKOUT / "bin" / "test"), "--help"], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0
    assert "--no-browser" in done.stdout


def test_a_named_chromium_is_taken_and_a_wrong_name_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", str(program(tmp_path / "bin", "mine", "exit 0")))
    assert chromium.find() == str(tmp_path / "bin" / "mine")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nothing"))
    with pytest.raises(Failure, match="that does not start: correct it or unset it"):
        chromium.find()


def test_a_chromium_that_does_not_start_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "MAC", ())
    program(tmp_path / "bin", "chromium", "exit 1")
    program(tmp_path / "bin", "google-chrome", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert chromium.find() == str(tmp_path / "bin" / "google-chrome")


def test_root_has_it_installed(supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "bin"
    none_anywhere(monkeypatch, folder)
    program(
        folder,
        "apt-get",
        f'echo "$*" >> {folder}/asked\n'
        f'[ "$1" = update ] || {{ printf "#!/bin/sh\\n" > {folder}/chromium; /bin/chmod 755 {folder}/chromium; }}',
    )
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 0)
    found = chromium.provide(supervisor, Progress(io.StringIO()), Path("/bin/false"))
    assert found == str(folder / "chromium")
    assert (folder / "asked").read_text().splitlines() == ["update", "install -y --no-install-recommends chromium"]


def test_none_to_be_had_is_a_failure_and_never_a_skip(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    none_anywhere(monkeypatch, tmp_path / "bin")
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 1000)
    with pytest.raises(Failure, match=r"^No Chromium was found and none could be installed.*--no-browser\.$"):
        chromium.provide(supervisor, Progress(io.StringIO()), Path("/bin/false"))


def none_anywhere(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "MAC", ())
    monkeypatch.setenv("PATH", str(folder))


def test_ci_runs_the_same_command() -> None:
    text = (CHECKOUT / ".ci" / "run").read_text()
    assert "bin/test" in text
    assert len([line for line in text.splitlines() if line and not line.startswith("#")]) == 1
    assert os.access(CHECKOUT / ".ci" / "run", os.X_OK)
