"""The embedded PostgreSQL: Cyrillic, passwords, half-made folders, several beside each other, kills."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from launcher import account, database
from launcher.database import Cluster
from launcher.failure import Failure
from launcher.place import DataFolder
from launcher.ports import Ports
from launcher.supervisor import Supervisor

from tests.ground.conftest import CHECKOUT, ENVIRONMENT, running, wait_until

DRIVER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from launcher.database import Cluster
from launcher.place import DataFolder
from launcher.ports import Ports
from launcher.supervisor import Supervisor
with Supervisor() as supervisor:
    folder = Path(sys.argv[2])
    cluster = Cluster(supervisor, Path(sys.prefix), DataFolder(folder), throw_away=True)
    cluster.make()
    child = cluster.start(Ports(folder / "ports.json").pick("database"))
    print(child.process.pid, cluster.url, flush=True)
    while True:
        supervisor.pump(1)
"""


def ask(url: str, sql: str) -> object:
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def test_trigrams_see_cyrillic_and_kazakh_letters(cluster: Cluster) -> None:
    ask(cluster.url, "CREATE EXTENSION pg_trgm")
    assert ask(cluster.url, "SELECT similarity('Өскемен қаласы', 'Өскемен')") > 0.4
    assert ask(cluster.url, "SELECT lower('ӘҒҚҢӨҰҮҺІ')") == "әғқңөұүһі"
    assert ask(cluster.url, "SHOW server_encoding") == "UTF8"


def test_it_listens_on_this_machine_only(cluster: Cluster) -> None:
    assert ask(cluster.url, "SHOW listen_addresses") == "127.0.0.1"
    assert ask(cluster.url, "SHOW unix_socket_directories") == ""
    assert cluster.port < 32768


def test_leftovers_of_a_cut_off_making_are_made_anew(supervisor: Supervisor, open_folder: Path) -> None:
    half = open_folder / "postgresql-18.unfinished"
    (half / "base").mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    made = Cluster(supervisor, ENVIRONMENT, DataFolder(open_folder), throw_away=True)
    made.make()
    made.start(Ports(open_folder / "ports.json").pick("database"))
    assert not half.exists()
    assert ask(made.url, "SELECT current_database()") == "qazvolunteer"


def test_an_empty_data_folder_is_made_anew(supervisor: Supervisor, open_folder: Path) -> None:
    (open_folder / "postgresql-18").mkdir()
    made = Cluster(supervisor, ENVIRONMENT, DataFolder(open_folder), throw_away=True)
    made.make()
    assert (made.folder / "global" / "pg_control").exists()


def test_a_damaged_data_folder_is_one_sentence_and_is_left_alone(supervisor: Supervisor, open_folder: Path) -> None:
    folder = open_folder / "postgresql-18"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("18\n")
    made = Cluster(supervisor, ENVIRONMENT, DataFolder(open_folder))
    with pytest.raises(Failure, match="is not a whole PostgreSQL data folder: move it away"):
        made.make()
    assert (folder / "PG_VERSION").exists()


def test_data_of_another_version_is_one_sentence(supervisor: Supervisor, open_folder: Path) -> None:
    (open_folder / "postgresql-15").mkdir()
    made = Cluster(supervisor, ENVIRONMENT, DataFolder(open_folder))
    with pytest.raises(Failure, match=r"another PostgreSQL \(postgresql-15\), and this version brings 18"):
        made.make()


def test_a_disk_that_fills_while_making_is_one_sentence(
    supervisor: Supervisor, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Cluster(supervisor, ENVIRONMENT, DataFolder(open_folder), throw_away=True)
    programs = open_folder / "programs" / "bin"
    programs.mkdir(parents=True)
    (programs / "initdb").write_text(
        "#!/bin/sh\necho 'initdb: error: could not write: No space left on device'\nexit 1\n"
    )
    (programs / "initdb").chmod(0o755)
    monkeypatch.setattr(made, "programs", programs.parent)
    with pytest.raises(Failure, match=r"^The disk is full: free some space"):
        made.make()
    assert not list(open_folder.glob("postgresql-*"))


def test_the_password_is_needed_and_private_and_mended_when_lost(supervisor: Supervisor, open_folder: Path) -> None:
    data = DataFolder(open_folder)
    made = Cluster(supervisor, ENVIRONMENT, data)
    made.make()
    child = made.start(Ports(open_folder / "ports.json").pick("database"))
    assert stat.S_IMODE(made.password_file.stat().st_mode) == 0o600
    assert not list(open_folder.glob("*.once"))
    first = made.url
    assert ask(first, "SELECT 1") == 1
    with pytest.raises(psycopg2.OperationalError):
        ask(first.replace(made.password, "wrong"), "SELECT 1")
    supervisor.stop(child)

    made.password_file.unlink()
    again = Cluster(supervisor, ENVIRONMENT, data)
    again.make()
    again.start(made.port)
    assert again.url != first
    assert ask(again.url, "SELECT 1") == 1


def test_two_data_folders_side_by_side(supervisor: Supervisor, open_folder: Path) -> None:
    urls = []
    for name in ("one", "two"):
        data = DataFolder(open_folder / name)
        made = Cluster(supervisor, ENVIRONMENT, data, throw_away=True)
        made.make()
        made.start(Ports(data.path / "ports.json").pick("database"))
        ask(made.url, f"CREATE TABLE only_in_{name} ()")
        urls.append(made.url)
    assert ask(urls[0], "SELECT to_regclass('only_in_two')") is None
    assert ask(urls[1], "SELECT to_regclass('only_in_two')") == "only_in_two"


def test_a_process_number_that_means_another_process_does_not_stop_the_start(
    supervisor: Supervisor, open_folder: Path
) -> None:
    made = Cluster(supervisor, ENVIRONMENT, DataFolder(open_folder), throw_away=True)
    made.make()
    stale = made.folder / "postmaster.pid"
    stale.write_text(f"{os.getppid()}\n{made.folder}\n1\n5432\n\n127.0.0.1\n")
    made._give_away(stale)
    made.start(Ports(open_folder / "ports.json").pick("database"))
    assert ask(made.url, "SELECT 1") == 1


def test_a_killed_parent_leaves_no_postgres_and_the_data_comes_back(supervisor: Supervisor, open_folder: Path) -> None:
    command = [sys.executable, "-c", DRIVER, str(CHECKOUT / "bin"), str(open_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        number, url = parent.stdout.readline().split()
        held = psycopg2.connect(url)
        ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
        ask(url, "CHECKPOINT")
        backends = [held.info.backend_pid]
        assert running(backends[0])
        parent.kill()
    assert wait_until(lambda: not running(int(number)) and not any(running(pid) for pid in backends), seconds=8)
    held.close()

    again = Cluster(supervisor, ENVIRONMENT, DataFolder(open_folder), throw_away=True)
    again.make()
    again.start(Ports(open_folder / "ports.json").pick("database"))
    assert ask(again.url, "SELECT answer FROM kept") == 42


def test_stopping_does_not_wait_for_clients(supervisor: Supervisor, cluster: Cluster) -> None:
    held = psycopg2.connect(cluster.url)
    child = next(child for child in supervisor.children if child.spec.name == "database")
    assert child.spec.stop_signal == signal.SIGINT
    child.spec.stop_seconds = 10
    supervisor.stop(child)
    assert child.process.returncode == 0
    held.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
def test_root_lends_nobody_the_programs_and_a_place(supervisor: Supervisor, tmp_path: Path, open_folder: Path) -> None:
    """A checkout inside a folder that only root may enter: programs and data move to a shared place."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "venv" / "lib").mkdir(parents=True)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    (closed / "venv" / "lib" / version).symlink_to(ENVIRONMENT / "lib" / version)
    made = Cluster(
        supervisor, closed / "venv", DataFolder(closed / "var"), throw_away=True, shared=open_folder / "shared"
    )
    assert made.programs.is_relative_to(open_folder / "shared")
    assert made.home.is_relative_to(open_folder / "shared")
    made.make()
    made.start(Ports(open_folder / "ports.json").pick("database"))
    assert ask(made.url, "SELECT 1") == 1
    assert made.folder.owner() == "nobody"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert not list(made.shared.glob("programs-*.*[0-9]/*unfinished*"))


def test_a_user_whom_the_machine_does_not_know_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account.os, "geteuid", lambda: 987654)
    with pytest.raises(Failure, match="number 987654 is not in its list of accounts"):
        account.for_database()


def test_missing_programs_are_one_sentence(supervisor: Supervisor, tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"missing from \.venv"):
        Cluster(supervisor, tmp_path, DataFolder(tmp_path / "var"))


def test_the_shared_place_is_the_systems_own(open_folder: Path) -> None:
    assert Path("/var/lib/qazvolunteer") == database.SHARED
