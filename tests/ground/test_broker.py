"""The embedded Valkey answers like Redis and keeps what it acknowledged."""

from __future__ import annotations

from pathlib import Path

import redis
from launcher.broker import Broker
from launcher.place import DataFolder
from launcher.ports import Ports
from launcher.supervisor import Supervisor

from tests.ground.conftest import ENVIRONMENT, wait_until


def test_what_was_acknowledged_survives_a_kill(supervisor: Supervisor, tmp_path: Path) -> None:
    broker = Broker(supervisor, ENVIRONMENT, DataFolder(tmp_path))
    child = broker.start(Ports(tmp_path / "ports.json").pick("broker"))
    with redis.Redis.from_url(broker.url) as client:
        for number in range(200):
            client.rpush("kept", number)
    child.process.kill()
    assert wait_until(lambda: supervisor.ended() != [])
    broker.start(broker.port)
    with redis.Redis.from_url(broker.url) as client:
        assert client.llen("kept") == 200
        assert client.config_get("appendfsync") == {"appendfsync": "always"}
        assert client.config_get("bind") == {"bind": "127.0.0.1"}


def test_a_throw_away_broker_writes_nothing(supervisor: Supervisor, tmp_path: Path) -> None:
    broker = Broker(supervisor, ENVIRONMENT, DataFolder(tmp_path), throw_away=True)
    broker.start(Ports(tmp_path / "ports.json").pick("broker"))
    with redis.Redis.from_url(broker.url) as client:
        client.set("gone", 1)
    assert list((tmp_path / "broker").iterdir()) == []
