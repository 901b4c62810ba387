"""Markup that is made of a few values is made once: components, icons, the layout's parts.

The key holds every value the markup can show, each with its type, and the language. There is nothing to forget when
something changes (other values are another key), and nothing of one person can reach another: the markup is drawn out
of these values alone, without request, user or form token.
"""

from __future__ import annotations

import datetime as dt
import sys
import zlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import wraps
from operator import attrgetter
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qazvolunteer.core.bounded import Bounded

Drawn = TypeVar("Drawn", bound=Callable[..., Any])

MOST = 4_000
MOST_BYTES = 3 * 1024 * 1024
# What is longer is kept compressed: Cyrillic markup shrinks to a tenth, and is back in microseconds.
LONG = 600
# A string that is safe and one that is not are equal, and so are 1 and True: the type belongs to the key.
PLAIN = frozenset({str, SafeString, int, bool, float, type(None), dt.date, dt.datetime})

# Frozen dataclasses of plain values, each with what reads its fields.
_fields: dict[type, Callable[[Any], tuple[Any, ...]]] = {}

memory: Bounded[Any] = Bounded(MOST, MOST_BYTES, sys.getsizeof)


def key_of(value: Any) -> Hashable:
    """A value with its type. Raises TypeError for what is not made of plain values: its look could change unseen."""
    kind = value.__class__
    if kind in PLAIN:
        return kind, value
    if kind in _fields:
        return kind, tuple([key_of(one) for one in _fields[kind](value)])
    if isinstance(value, Promise):
        return str, str(value)
    if isinstance(value, Mapping):
        return dict, tuple((key_of(name), key_of(one)) for name, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple, tuple([key_of(one) for one in value])
    if isinstance(value, str):
        return str, str(value)
    if is_dataclass(kind) and kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        names = [field.name for field in fields(kind)]
        _fields[kind] = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
        return key_of(value)
    raise TypeError(f"Markup can be remembered by plain values, not by {kind.__name__}.")


def markup(what: Hashable, values: Mapping[str, Any], draw: Callable[[], str]) -> SafeString:
    """What ``draw`` returns for these values in the active language: drawn now, or before."""
    key = (what, get_language(), *[(name, key_of(value)) for name, value in values.items()])
    found = memory.get(key)
    if isinstance(found, bytes):
        return SafeString(zlib.decompress(found).decode())
    if found is None:
        found = SafeString(draw())
        memory.put(key, zlib.compress(found.encode(), 1) if len(found) > LONG else found)
    return found


def pure(function: Drawn) -> Drawn:
    """Remember what a function of plain values returns: markup, or an address."""

    @wraps(function)
    def asked(*args: Any, **kwargs: Any) -> Any:
        key = (function, get_language(), *map(key_of, args), *[(name, key_of(one)) for name, one in kwargs.items()])
        found = memory.get(key)
        if found is None:
            found = function(*args, **kwargs)
            memory.put(key, found)
        return found

    return asked  # type: ignore[return-value]
