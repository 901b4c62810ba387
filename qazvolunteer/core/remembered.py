"""Markup that is made of a few values is made once: components, icons, the layout's parts.

The key holds every value the markup can show, each with its type, and the language. There is nothing to forget when
something changes (other values are another key), and nothing of one person can reach another: the markup is drawn out
of these values alone, without request, user or form token.

Thousands of drawings fit into a few megabytes because what is long is kept compressed, and of a key its digest.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import sys
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import wraps
from operator import attrgetter
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qazvolunteer.core.bounded import Bounded

Drawn = TypeVar("Drawn", bound=Callable[..., Any])

MOST = 9_000
MOST_BYTES = 4 * 1024 * 1024
# What is longer is kept compressed: Cyrillic markup shrinks to a tenth, and is back in microseconds.
LONG = 600
# A longer key is kept as its digest.
SHORT = 64
# A string that is safe and one that is not are equal, and so are 1 and True: the type belongs to the key.
PLAIN = frozenset({bool, float, type(None), dt.date, dt.datetime})

# Frozen dataclasses of plain values, each with what reads its fields.
_fields: dict[type, Callable[[Any], tuple[Any, ...]]] = {}
_numbers = itertools.count()

memory: Bounded[Any] = Bounded(MOST, MOST_BYTES, sys.getsizeof)


def write(values: Iterable[Any], out: list[str]) -> None:
    """Add values with their types to ``out``, in a form that no others have.

    Raises TypeError for what is not made of plain values: its look could change unseen.
    """
    for value in values:
        kind = value.__class__
        if kind is str:
            out.append(f"s{len(value)}:{value}")
        elif kind is int:
            out.append(f"i{value};")
        elif kind is SafeString:
            out.append(f"S{len(value)}:{value}")
        elif kind in PLAIN:
            out.append(f"{kind.__name__} {value!r};")
        elif kind in _fields:
            out.append(f"{kind.__qualname__}(")
            write(_fields[kind](value), out)
            out.append(")")
        elif isinstance(value, Promise | str):
            write(["".join(("", str(value)))], out)
        elif isinstance(value, Mapping):
            out.append("dict(")
            write(itertools.chain.from_iterable(value.items()), out)
            out.append(")")
        elif isinstance(value, Sequence):
            out.append("tuple(")
            write(value, out)
            out.append(")")
        elif is_dataclass(kind) and kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
            names = [field.name for field in fields(kind)]
            _fields[kind] = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)  # noqa: B023
            write([value], out)
        else:
            raise TypeError(f"Markup can be remembered by plain values, not by {kind.__name__}.")


def place() -> int:
    """The number of one more place that draws."""
    return next(_numbers)


def markup(where: int, values: Mapping[str, Any], draw: Callable[[], str]) -> SafeString:
    """What ``draw`` returns for these values in the active language: drawn now, or before. ``where`` is a ``place``."""
    return _once(where, (), values, lambda: SafeString(draw()))  # type: ignore[no-any-return]


def pure(function: Drawn) -> Drawn:
    """Remember what a function of plain values returns: markup, or an address."""
    where = place()

    @wraps(function)
    def asked(*args: Any, **kwargs: Any) -> Any:
        return _once(where, args, kwargs, lambda: function(*args, **kwargs))

    return asked  # type: ignore[return-value]


def _once(where: int, args: Iterable[Any], kwargs: Mapping[str, Any], draw: Callable[[], Any]) -> Any:
    out = [f"{where} {get_language()} "]
    write(args, out)
    for name, value in kwargs.items():
        out.append(f"{name}=")
        write((value,), out)
    key: str | bytes = "".join(out)
    if len(key) > SHORT:
        # The values of a list's filters are longer than what is drawn of them.
        key = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()  # type: ignore[union-attr]
    found = memory.get(key)
    if found is None:
        found = draw()
        is_long = isinstance(found, SafeString) and len(found) > LONG
        memory.put(key, zlib.compress(found.encode(), 1) if is_long else found)
    elif found.__class__ is bytes:
        found = SafeString(zlib.decompress(found).decode())
    return found
