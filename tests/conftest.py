"""A strict session: whatever would be a surprise in production fails a test here.

The order is drawn (``--seed``); warnings are errors (pyproject.toml), naive datetimes among them; a log line of level
ERROR fails its test; nobody reaches another machine; a GET that writes fails; a template variable that is not there
fails; a row lock names its rows. Nothing is ever run again in the hope of better luck.
"""

from __future__ import annotations

import gc
import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.core.cache import caches
from django.db import connection
from django.template import engines
from django.test.utils import override_settings
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from projects.catalogue import upkeep
from tests.strictness import emptying, reading, row_locks, sockets, static_files, up_to_date
from tests.strictness.sharing import pytest_xdist_make_scheduler  # noqa: F401 - a hook
from tests.strictness.shuffling import (  # noqa: F401 - hooks
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_configure_node,
    pytest_report_header,
    pytest_terminal_summary,
)
from tests.strictness.shuffling import pytest_configure as draw_the_seed
from tests.strictness.template_variables import Strict

# The same examples in every run: a test that fails by chance is worse than none.
hypothesis_settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
hypothesis_settings.load_profile("repeatable")


def pytest_configure(config: pytest.Config) -> None:
    draw_the_seed(config)
    config.addinivalue_line("markers", "expects_errors: the test provokes log lines of level ERROR on purpose")
    config.addinivalue_line("markers", "lenient_templates: variables that are not there show nothing")


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector of garbage need not walk through it each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _strict_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What holds for the whole run."""
    from qazvolunteer.celery import app

    # Wake-ups of workers stay in the process; tests/failure has a broker of its own to kill.
    app.conf.update(broker_url="memory://", broker_transport_options={})
    folder = tmp_path_factory.mktemp("files")
    with (
        sockets.local_only(),
        reading.watched(),
        row_locks.named(),
        static_files.listed_once(),
        emptying.by_deleting(),
        override_settings(
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], MEDIA_ROOT=folder / "media"
        ),
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The database of the tests begins as a copy of one that is up to date."""
    configured.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = up_to_date.template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Nobody holds the database of the tests when it is dropped."""
    yield
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
        connection.close()
        up_to_date.end_sessions(name)


@pytest.fixture(autouse=True)
def _strict_templates(request: pytest.FixtureRequest) -> Iterator[None]:
    """Unresolved variables of our own templates fail, unless the test is marked ``lenient_templates``."""
    engine = engines["django"].engine  # type: ignore[attr-defined]
    engine.string_if_invalid = "" if request.node.get_closest_marker("lenient_templates") else Strict()
    yield
    engine.string_if_invalid = ""


@pytest.fixture(autouse=True)
def _fresh_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """No language, cached value or luck comes from the test before."""
    random.seed(f"{request.config.option.seed}:{request.node.nodeid}")
    translation.deactivate()
    upkeep.forget()
    prefix = f"test-{random.SystemRandom().getrandbits(64):x}"
    kept = configured.CACHES["default"].get("KEY_PREFIX", "")
    # Threads make their connections out of the settings, this one has made its own.
    configured.CACHES["default"]["KEY_PREFIX"] = caches["default"].key_prefix = prefix
    yield
    configured.CACHES["default"]["KEY_PREFIX"] = caches["default"].key_prefix = kept
    translation.deactivate()


@pytest.fixture(autouse=True)
def _content_types(request: pytest.FixtureRequest) -> None:
    """Read once before the test, so that numbers of queries do not depend on who came first."""
    if request.node.get_closest_marker("django_db") is None:
        return
    request.getfixturevalue("db")
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.get_for_models(*apps.get_models())


@pytest.fixture
def mail_folder(tmp_path: Path, settings: Any) -> Path:
    """Letters become files, as in the demo; the folder they land in."""
    settings.EMAIL_BACKEND = "qazvolunteer.core.mailbox.FolderBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def logged_errors(request: pytest.FixtureRequest) -> Iterator[list[logging.LogRecord]]:
    """The ERROR lines so far. A test that leaves any fails, unless it is marked ``expects_errors``."""
    handler = _Errors()
    logging.getLogger().addHandler(handler)
    yield handler.records
    logging.getLogger().removeHandler(handler)
    if handler.records and request.node.get_closest_marker("expects_errors") is None:
        pytest.fail("Logged: " + "; ".join(record.getMessage() for record in handler.records))
