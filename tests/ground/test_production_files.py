"""The files for production: every service checked and without root, no secret written down, no name forgotten."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from tests.ground.conftest import CHECKOUT

COMPOSE = (CHECKOUT / "docker-compose.yml").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()
EXAMPLE = (CHECKOUT / ".env.example").read_text()


def test_the_services_are_all_there() -> None:
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web", "worker", "beat", "nginx"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_without_root_and_without_rights(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_a_service_is_asked_for_its_health(name: str) -> None:
    assert "test" in SERVICES[name].get("healthcheck", {}) or (name == "web" and "HEALTHCHECK" in DOCKERFILE)


def test_only_nginx_is_reachable_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert all(service["networks"] == ["inside"] for name, service in SERVICES.items() if name in {"postgres", "redis"})


def test_the_access_log_keeps_no_address_that_opens_a_page() -> None:
    nginx = (CHECKOUT / "docs/deploy/nginx.conf").read_text()
    assert nginx.count("access_log /var/log/nginx/access.log masked;") == len(re.findall(r"(?m)^server \{", nginx))
    format_ = re.search(r"log_format masked (.*?);", nginx, re.S)
    assert format_
    assert "$masked_uri" in format_[1]
    assert not re.search(r"\$(request|request_uri|uri|http_referer)\b", format_[1])
    secret = re.search(r'"~(\^\(\?<secret_page>.*)" "\$\{secret_page\}', nginx)
    assert secret
    for path in ("/kk/p/3HsX/", "/ru/s/12.abc/calendar.ics", "/calendar/3HsX.ics", "/u/abc/", "/en/guardian/abc/"):
        assert re.match(secret[1].replace("?<", "?P<"), path)


def test_the_database_is_made_with_a_locale_that_knows_cyrillic() -> None:
    assert "--locale=C.UTF-8" in SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_the_broker_keeps_every_acknowledged_write() -> None:
    command = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--appendfsync always" in command


def test_secrets_come_from_the_environment_and_their_absence_is_one_sentence() -> None:
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert re.search(rf"\$\{{{name}:\?Set {name} in \.env", COMPOSE)
        assert re.search(rf"(?m)^{name}=$", EXAMPLE)
        assert name not in DOCKERFILE or name == "SECRET_KEY"
    assert "ENV SECRET_KEY" not in DOCKERFILE


def test_every_name_that_compose_reads_is_in_the_example() -> None:
    wanted = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE))
    assert wanted == set(re.findall(r"(?m)^#?([A-Z_]+)=", EXAMPLE))


def test_debug_is_nowhere_turned_on() -> None:
    assert "DEBUG" not in COMPOSE + DOCKERFILE + EXAMPLE


def test_the_image_ends_as_an_ordinary_user_with_checked_packages() -> None:
    assert "--require-hashes" in DOCKERFILE
    last_user = re.findall(r"(?m)^USER (.+)$", DOCKERFILE)[-1]
    assert last_user == "10001:10001"
    assert DOCKERFILE.index("USER ") > DOCKERFILE.rindex("RUN ")


def test_the_static_files_can_be_collected_as_the_image_does(settings: Any, tmp_path: Path) -> None:
    """Every file that a style sheet names is there, or building the image would fail."""
    assert "collectstatic --no-input --verbosity 0 --ignore 'css/*/*'" in DOCKERFILE
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["css/*/*"])
    assert list(tmp_path.glob("css/site.*.css"))


def test_the_image_holds_every_part_of_the_program() -> None:
    ignored = (CHECKOUT / ".dockerignore").read_text()
    for part in (
        "manage.py",
        "qazvolunteer",
        "organizations",
        "projects",
        "volunteers",
        "frontoffice",
        "templates",
        "static",
    ):
        assert f"COPY {part} " in DOCKERFILE
        assert f"!{part}\n" in ignored
