"""From a contract instance to its wire form: the same that its marshmallow schema gives, in less than half the time.

Each event, call and page is written so, some of them many times; what is read from outside goes through the schema.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Annotated, Any, Literal
from uuid import UUID

Dumper = Callable[[Any], Any]


@functools.cache
def dumper(cls: type) -> Dumper:
    """What makes the wire form (JSON-ready) of an instance of the dataclass; made once, by its type hints."""
    hints = typing.get_type_hints(cls, include_extras=True)
    names = [one.name for one in dataclasses.fields(cls)]
    if not names:
        return lambda _instance: {}
    parts = [(name, _of(hints[name])) for name in names]
    values: Dumper = attrgetter(*names) if len(names) > 1 else lambda instance: (getattr(instance, names[0]),)

    def dump(instance: Any) -> dict[str, Any]:
        return {name: part(value) for (name, part), value in zip(parts, values(instance), strict=True)}

    return dump


def _of(hint: Any) -> Dumper:
    """As `base._field` has it for reading; None is None, whatever the hint."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _of(args[0])
    if origin in (typing.Union, types.UnionType):
        (inner,) = [arg for arg in args if arg is not type(None)]
        return _of(inner)
    if origin is Literal:
        return _text
    if origin in (list, tuple):
        return _listed(_of(args[0]))
    if origin is dict:
        return _mapped(_of(args[0]), _of(args[1]))
    return _plain(hint)


def _plain(hint: Any) -> Dumper:
    if dataclasses.is_dataclass(hint):
        return _nested(typing.cast(type, hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda value: None if value is None else value.value
    return _PLAIN[hint]


def _nested(cls: type) -> Dumper:
    return lambda value: None if value is None else dumper(cls)(value)


def _listed(inner: Dumper) -> Dumper:
    return lambda values: None if values is None else [inner(value) for value in values]


def _mapped(key: Dumper, inner: Dumper) -> Dumper:
    return lambda values: None if values is None else {key(name): inner(value) for name, value in values.items()}


def _text(value: Any) -> Any:
    return value if type(value) is str or value is None else str(value)


def _moment(value: Any) -> Any:
    return None if value is None else value.isoformat()


_PLAIN: dict[Any, Dumper] = {
    str: _text,
    UUID: _text,
    int: lambda value: value if type(value) is int or value is None else int(value),
    float: lambda value: value if type(value) is float or value is None else float(value),
    bool: lambda value: value,
    Decimal: lambda value: None if value is None else format(value, "f"),
    datetime: _moment,
    date: _moment,
}
