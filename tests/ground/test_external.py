"""Addresses of one's own and bad values: one clear sentence each, before and after Django reads them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from launcher.external import require_reachable
from launcher.failure import Failure, explain

from tests.ground.conftest import CHECKOUT

NEEDED = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")


@pytest.mark.parametrize(
    ("name", "url", "words"),
    [
        ("DATABASE_URL", "mysql://localhost/x", r"must look like postgres://user:password@host:5432/name\.$"),
        ("DATABASE_URL", "postgres:///x", "must look like"),
        ("REDIS_URL", "redis://localhost:notaport/0", "must look like redis://host:6379/0"),
        ("DATABASE_URL", "postgres://me:secret@127.0.0.1:1/x", r"names 127\.0\.0\.1:1, which cannot be reached"),
        ("REDIS_URL", "redis://:secret@127.0.0.1:1/0", r"names 127\.0\.0\.1:1, which cannot be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_sentence_without_its_password(name: str, url: str, words: str) -> None:
    with pytest.raises(Failure, match=words) as failure:
        require_reachable(name, url)
    assert "secret" not in str(failure.value)
    assert "\n" not in str(failure.value)


def test_bin_run_says_it_too(tmp_path: Path) -> None:
    env = {**os.environ, "DATABASE_URL": "postgres://me:secret@127.0.0.1:1/x"}
    command = [str(CHECKOUT / "bin" / "run"), "--data-dir", str(tmp_path), "--no-demo"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_URL names 127.0.0.1:1, which cannot be reached")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("missing", NEEDED)
def test_a_missing_value_is_one_sentence(missing: str) -> None:
    env = {key: value for key, value in os.environ.items() if key != missing}
    done = subprocess.run([sys.executable, "manage.py", "check"], env=env, cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Set {missing}: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("DEBUG", "maybe"), ("EMAIL_URL", "pigeon://roof"), ("DATABASE_URL", "x"), ("CONN_MAX_AGE", "-")],
)
def test_a_bad_value_is_one_sentence(name: str, value: str) -> None:
    env = {**os.environ, name: value}
    done = subprocess.run([sys.executable, "manage.py", "check"], env=env, cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith(name)
    assert done.stderr.count("\n") == 1


def test_a_known_error_of_a_child_is_told_by_its_own_words() -> None:
    trace = "Traceback (most recent call last):\n  File x\n"
    told = explain("failed", trace + "django.core.exceptions.ImproperlyConfigured: Set SECRET_KEY: a long text.\n")
    assert str(told) == "Set SECRET_KEY: a long text."
    told = explain("failed", trace + "django.db.utils.OperationalError: FATAL:  password authentication failed\n")
    assert str(told) == "The database cannot be used: FATAL:  password authentication failed"
