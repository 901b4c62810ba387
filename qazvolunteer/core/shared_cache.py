"""The cache that all processes share. It holds rate limits and wake-ups, nothing that could be lost."""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

log = logging.getLogger(__name__)


class SharedCache(RedisCache):
    """Redis, and while it is away a cache that forgets at once: people can still sign in.

    The limits per account are lifted for as long as that lasts; those of the proxy in front stay.
    """

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        try:
            return bool(super().add(key, value, timeout, version))
        except RedisError:
            _away()
            return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except RedisError:
            _away()
            return default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        try:
            super().set(key, value, timeout, version)
        except RedisError:
            _away()

    def delete(self, key: str, version: int | None = None) -> bool:
        try:
            return bool(super().delete(key, version))
        except RedisError:
            _away()
            return False

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError for a key that is not there, as every cache does."""
        try:
            return int(super().incr(key, delta, version))
        except RedisError:
            _away()
            raise ValueError(f"Key '{key}' not found") from None


def _away() -> None:
    log.warning("The shared cache cannot be reached; rate limits are lifted until it is back.")
