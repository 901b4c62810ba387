"""A memory of bounded size for one process: what was not asked for longest gives way. Safe for threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Bounded(Generic[Value]):
    """At most ``most`` values that weigh at most ``most_weight`` together."""

    def __init__(self, most: int, most_weight: int, weigh: Callable[[Value], int]) -> None:
        self.most, self.most_weight, self.weigh = most, most_weight, weigh
        self.weight = 0
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Hashable) -> Value | None:
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: Hashable, value: Value) -> None:
        with self._lock:
            kept = self._values.pop(key, None)
            if kept is not None:
                self.weight -= self.weigh(kept)
            self._values[key] = value
            self.weight += self.weigh(value)
            while len(self._values) > self.most or self.weight > self.most_weight:
                _, gone = self._values.popitem(last=False)
                self.weight -= self.weigh(gone)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self.weight = 0
