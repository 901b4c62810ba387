"""Ports, data folders, secrets and disks: each refusal is one clear sentence."""

from __future__ import annotations

import collections
import os
import shutil
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from launcher import disk, ports
from launcher.failure import Failure, sentence_for
from launcher.place import DataFolder, secret_in
from launcher.ports import Ports, WebPort, is_free

from tests.ground.conftest import CHECKOUT

Usage = collections.namedtuple("Usage", "total used free")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_named_port_that_is_taken_is_one_sentence(taken: int) -> None:
    with pytest.raises(Failure, match=f"^Port {taken} is taken by another program: choose another one with --port"):
        WebPort.reserve(taken, 8000)


def test_the_default_port_gives_way_to_the_next_free_one(taken: int) -> None:
    reserved = WebPort.reserve(None, taken)
    reserved.release()
    assert reserved.number > taken


def test_two_starts_never_share_a_port_before_the_server_listens() -> None:
    first = WebPort.reserve(None, 23456)
    second = WebPort.reserve(None, first.number)
    second.release()
    first.release()
    assert second.number != first.number


def test_ports_are_recorded_kept_and_replaced_when_taken(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    port = Ports(file).pick("database")
    assert ports.FIRST <= port <= ports.LAST < 32768
    assert Ports(file).pick("database") == port
    with socket.create_server(("127.0.0.1", port)):
        assert not is_free(port)
        replaced = Ports(file).pick("database")
    assert replaced != port
    assert Ports(file).pick("database") == replaced
    assert Ports(file).pick("broker") != replaced


def test_a_damaged_record_of_ports_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "ports.json").write_text("{not json")
    assert Ports(tmp_path / "ports.json").pick("database")


def test_a_second_start_from_the_same_folder_is_told_where_the_first_runs(tmp_path: Path) -> None:
    first = DataFolder(tmp_path)
    first.lock()
    first.note("http://127.0.0.1:8000")
    with pytest.raises(Failure, match=r"already runs from .* at http://127\.0\.0\.1:8000"):
        DataFolder(tmp_path).lock()
    first.release()
    second = DataFolder(tmp_path)
    second.lock()
    second.release()


def test_a_start_after_a_kill_knows_the_address_left_behind(tmp_path: Path) -> None:
    killed = DataFolder(tmp_path)
    killed.lock()
    killed.note("http://127.0.0.1:8000")
    killed.release()
    again = DataFolder(tmp_path)
    again.lock()
    again.release()
    assert again.left_behind == "http://127.0.0.1:8000"


def test_a_file_in_place_of_the_data_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(Failure, match="is a file: choose a folder with --data-dir"):
        DataFolder(tmp_path / "data")


def test_a_secret_is_made_once_and_private(tmp_path: Path) -> None:
    made = secret_in(tmp_path / "secret")
    assert len(made) >= 50
    assert secret_in(tmp_path / "secret") == made
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    (tmp_path / "secret").write_text("")
    assert secret_in(tmp_path / "secret") != made


def test_too_little_space_is_one_sentence_before_anything_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda place: Usage(0, 0, 300 * disk.MEGABYTE))
    disk.require([(tmp_path / "data", 300)])
    with pytest.raises(Failure, match="has 300 MB free and 500 MB are needed: free some space"):
        disk.require([(tmp_path / "data", 300), (tmp_path / "venv", 200)])


@pytest.mark.parametrize(
    ("number", "words"),
    [(28, "The disk is full"), (13, "cannot be written by this user"), (30, "cannot be written"), (5, "refused")],
)
def test_errors_of_the_operating_system_are_sentences(number: int, words: str) -> None:
    sentence = sentence_for(OSError(number, os.strerror(number), "/some/file"))
    assert words in sentence
    assert "/some/file" in sentence


def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The real ``bin/run``, as a person starts it."""
    command = [str(CHECKOUT / "bin" / "run"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env={**os.environ, **env})


def test_bin_run_says_that_the_port_is_taken_and_nothing_else(taken: int, tmp_path: Path) -> None:
    done = run("--port", str(taken), "--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {taken} is taken")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stdout + done.stderr


def test_bin_run_refuses_a_number_that_is_no_port(tmp_path: Path) -> None:
    done = run("--port", "70000", "--data-dir", str(tmp_path))
    assert (done.returncode, done.stderr) == (1, "70000 is not a port: choose one between 1024 and 65535.\n")


def test_bin_run_says_that_the_disk_is_full(tmp_path: Path) -> None:
    """A real small disk where mounting is allowed; elsewhere /proc, which has no room at all."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = [shutil.which("mount") or "/bin/false", "-t", "tmpfs", "-o", "size=30m", "tmpfs", str(place)]
    mounted = subprocess.run(mount, capture_output=True).returncode == 0
    if not mounted and not Path("/proc/self").exists():
        pytest.skip("no way to have a full disk here")
    try:
        done = run("--data-dir", str(place / "data") if mounted else "/proc/data")
    finally:
        if mounted:
            subprocess.run(["umount", str(place)], check=True)
    assert done.returncode == 1
    assert "MB are needed: free some space" in done.stderr
    assert done.stderr.count("\n") == 1
