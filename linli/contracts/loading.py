"""From the wire form to a contract instance, in a quarter of the time its marshmallow schema takes.

For what is as it should be. Of anything else it raises something, and the schema then says what is wrong.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

Loader = Callable[[Any], Any]


class Odd(Exception):
    """The schema may think otherwise: ask it."""


@functools.cache
def loader(cls: type, tolerant: bool) -> Loader:
    """What makes an instance of the dataclass from its wire form; made once, by its type hints.

    What it makes is what the schema makes, `tolerant` or not as there. Raises any exception where that may refuse.
    """
    hints = typing.get_type_hints(cls, include_extras=True)
    parts = {one.name: _field(hints[one.name], tolerant) for one in dataclasses.fields(cls)}

    def load(said: Any) -> Any:
        if type(said) is not dict:
            raise Odd
        found = {name: part(said[name]) for name, part in parts.items() if name in said}
        if not tolerant and len(found) != len(said):
            raise Odd
        return cls(**found)

    return load


def _field(hint: Any, tolerant: bool) -> Loader:
    """As `_of`; what is hinted as a tuple is one."""
    bare = typing.get_args(hint)[0] if typing.get_origin(hint) is Annotated else hint
    inner = _of(hint, tolerant)
    return (lambda value: tuple(inner(value))) if typing.get_origin(bare) is tuple else inner


def _of(hint: Any, tolerant: bool) -> Loader:
    """As `base._field` has it."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _checked(_of(args[0], tolerant), args[1:])
    if origin in (typing.Union, types.UnionType):
        (inner,) = [arg for arg in args if arg is not type(None)]
        read = _of(inner, tolerant)
        return lambda value: None if value is None else read(value)
    if origin is Literal:
        return _one_of(args)
    if origin in (list, tuple):
        return _listed(_of(args[0], tolerant))
    if origin is dict:
        return _mapped(_of(args[0], False), _of(args[1], False))
    if dataclasses.is_dataclass(hint):
        return _nested(typing.cast(type, hint), tolerant)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _word(hint)
    return _PLAIN[hint]


def _checked(inner: Loader, validators: tuple[Any, ...]) -> Loader:
    def load(value: Any) -> Any:
        found = inner(value)
        if found is not None:
            for validate in validators:
                validate(found)
        return found

    return load


def _one_of(words: tuple[Any, ...]) -> Loader:
    def load(value: Any) -> Any:
        if type(value) is not str or value not in words:
            raise Odd
        return value

    return load


def _listed(inner: Loader) -> Loader:
    def load(values: Any) -> Any:
        if type(values) is not list:
            raise Odd
        return [inner(value) for value in values]

    return load


def _mapped(key: Loader, inner: Loader) -> Loader:
    def load(values: Any) -> Any:
        if type(values) is not dict:
            raise Odd
        return {key(name): inner(value) for name, value in values.items()}

    return load


def _nested(cls: type, tolerant: bool) -> Loader:
    return lambda value: loader(cls, tolerant)(value)


def _word(kind: type[Enum]) -> Loader:
    known = {one.value: one for one in kind}

    def load(value: Any) -> Any:
        if type(value) is not str:
            raise Odd
        return known[value]

    return load


def _exactly(kind: type) -> Loader:
    def load(value: Any) -> Any:
        if type(value) is not kind:
            raise Odd
        return value

    return load


def _id(value: Any) -> UUID:
    if type(value) is not str:
        raise Odd
    return UUID(value)


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None or not 1900 <= found.year < 9999:
        raise Odd
    return found


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise Odd
    return float(value)


def _decimal(value: Any) -> Decimal:
    if type(value) is not str:
        raise Odd
    found = Decimal(value)
    if not found.is_finite():
        raise Odd
    return found


_PLAIN: dict[Any, Loader] = {
    str: _exactly(str),
    int: _exactly(int),
    bool: _exactly(bool),
    float: _number,
    UUID: _id,
    datetime: _moment,
    date: date.fromisoformat,
    Decimal: _decimal,
}
