"""How a contract is declared: a frozen dataclass whose marshmallow schema is derived from its type hints."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import re
import types
import typing
from collections.abc import Hashable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

import marshmallow as ma
from marshmallow import fields, validate

from linli.contracts.dumping import dumper
from linli.contracts.loading import loader
from linli.errors import Invalid

T = TypeVar("T")

END = r"$(?!\n)"
"""The end of a text, for Python (whose `$` lets a line end pass) and for the readers of the OpenAPI document alike."""
AREA_PATTERN = re.compile(r"\d{6}(\d{3}(\d{3}(\d{8})?)?)?", re.ASCII)

AreaCode = Annotated[
    str,
    validate.And(
        validate.Length(max=20),
        validate.Regexp(
            rf"^{AREA_PATTERN.pattern}{END}",
            flags=re.ASCII,
            error="Give 6 digits for a district, 9 for a street, 12 for a community or 20 for a grid cell. "
            "请填写6位区、9位街道、12位社区或20位网格代码。",
        ),
    ),
]


def text(least: int, most: int) -> validate.Validator:
    """A string of `least` to `most` characters that is more than blanks."""
    told = f"Give {least} to {most} characters. 请填写{least}至{most}个字符。"
    length = validate.Length(min=least, max=most, error=told)
    not_blank = validate.Regexp(r"^[\s\S]*\S", error="Give more than blanks. 不能只有空格。")
    no_nul = validate.Regexp(rf"^[^\x00]*{END}", error="Control character NUL is not allowed. 不允许空字符。")
    return validate.And(length, no_nul, *((not_blank,) if least else ()))


class Hundredths(validate.Validator):
    """A decimal with at most two places, as money and points have."""

    def __call__(self, value: Decimal) -> Decimal:
        if value != value.quantize(Decimal("0.01")):
            raise ma.ValidationError("Give at most two decimals. 最多两位小数。")
        return value


ShortText = Annotated[str, text(1, 200)]
LongText = Annotated[str, text(1, 4000)]
Note = Annotated[str, text(0, 2000)]


class StrictInteger(fields.Integer):
    """An integer that is one on the wire too: neither `"3"` nor `3.0` nor `true`."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class StrictBoolean(fields.Boolean):
    """A JSON true or false, no word or number in their place."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Moment(fields.AwareDateTime):
    """An aware moment from 1900 on, so that it has a form in UTC and in the database."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment = super()._deserialize(value, attr, data, **kwargs)
        if not 1900 <= moment.year < 9999:
            raise ma.ValidationError("Give a moment from 1900 to 9998. 请填写1900至9998年的时间。")
        return moment


class StrictFloat(fields.Float):
    """A JSON number, no text in its place."""

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


_FIELDS: dict[type, type[fields.Field[Any]]] = {
    str: fields.String,
    int: StrictInteger,
    float: StrictFloat,
    bool: StrictBoolean,
    UUID: fields.UUID,
    datetime: Moment,
    date: fields.Date,
}


def _field(hint: Any, **options: Any) -> fields.Field[Any]:
    """The marshmallow field for one type hint; raises TypeError for a hint no contract may use."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _field(args[0], validate=list(args[1:]), **options)
    if origin in (typing.Union, types.UnionType):
        (inner,) = [arg for arg in args if arg is not type(None)]
        return _field(inner, **{**options, "allow_none": True})
    if origin is Literal:
        return fields.String(validate=validate.OneOf(args), **options)
    if origin in (list, tuple):
        return fields.List(_field(args[0]), **options)
    if origin is dict:
        return fields.Dict(keys=_field(args[0]), values=_field(args[1]), **options)
    return _plain_field(hint, options)


def _plain_field(hint: Any, options: dict[str, Any]) -> fields.Field[Any]:
    if dataclasses.is_dataclass(hint):
        return fields.Nested(schema_class(typing.cast(type, hint)), **options)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return fields.Enum(hint, by_value=True, **options)
    if hint is Decimal:
        return fields.Decimal(as_string=True, allow_nan=False, **options)
    if hint in _FIELDS:
        return _FIELDS[hint](**options)
    raise TypeError(f"{hint!r} has no wire form; use one of {sorted(t.__name__ for t in _FIELDS)} or a dataclass")


class ContractSchema(ma.Schema):
    """Base of the derived schemas: unknown fields are refused, lists become tuples by the dataclass's own hints."""

    class Meta:
        unknown = ma.RAISE

    def __deepcopy__(self, _memo: dict[int, Any]) -> ContractSchema:
        """Itself: nobody changes one once it is made, and the API's description copies each many times over."""
        return self


def _as_hinted(hint: Any, value: Any) -> Any:
    if typing.get_origin(hint) is Annotated:
        hint = typing.get_args(hint)[0]
    return tuple(value) if typing.get_origin(hint) is tuple and value is not None else value


@functools.cache
def schema_class(cls: type) -> type[ma.Schema]:
    """The marshmallow schema of a contract dataclass; loading gives an instance of it."""
    hints = typing.get_type_hints(cls, include_extras=True)
    made: dict[str, Any] = {}
    for item in dataclasses.fields(cls):
        options: dict[str, Any] = {"metadata": {k: v for k, v in item.metadata.items() if isinstance(k, str)}}
        required = item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
        made[item.name] = _field(hints[item.name], required=required, **options)

    def make(self: ma.Schema, data: dict[str, Any], **_: Any) -> Any:
        return cls(**{name: _as_hinted(hints[name], value) for name, value in data.items()})

    made["make"] = ma.post_load(make)
    made["__doc__"] = cls.__doc__
    return type(cls.__name__, (ContractSchema,), made)


@functools.cache
def _schema(cls: Hashable, tolerant: bool) -> ma.Schema:
    made = schema_class(typing.cast(type, cls))(unknown=ma.EXCLUDE if tolerant else ma.RAISE)
    return _tolerate(made) if tolerant else made


def _tolerate(schema: ma.Schema) -> ma.Schema:
    """Ignore unknown fields in nested parts too."""
    for one in schema.fields.values():
        inner = one.inner if isinstance(one, fields.List) else one
        if isinstance(inner, fields.Nested):
            inner.unknown = ma.EXCLUDE
            _tolerate(inner.schema)
    return schema


def load(cls: type[T], data: Any, *, tolerant: bool = False) -> T:
    """An instance of `cls` from its wire form; `tolerant` ignores unknown fields (events), else they are refused.

    Raises `Invalid` with every field at fault.
    """
    with contextlib.suppress(Exception):  # whatever it was, the schema has the last word
        return typing.cast(T, loader(typing.cast(Hashable, cls), tolerant)(data))
    try:
        return typing.cast(T, _schema(typing.cast(Hashable, cls), tolerant).load(data))
    except ma.ValidationError as error:
        raise invalid_fields(error.messages) from error


def dump(instance: Any) -> dict[str, Any]:
    """The wire form (JSON-ready) of a contract instance."""
    return typing.cast("dict[str, Any]", dumper(typing.cast(Hashable, type(instance)))(instance))


def invalid_fields(messages: Any) -> Invalid:
    """The one `Invalid` for what a schema refused, nested names joined by dots."""
    return Invalid(
        "invalid_fields",
        "Some fields are not right; see 'fields' for each.",
        "部分字段有误，请查看 fields 中的说明。",
        _flat(messages),
    )


def _flat(messages: Any, prefix: str = "") -> dict[str, list[str]]:
    if not isinstance(messages, Mapping):
        return {prefix or "body": [str(one) for one in messages]}
    found: dict[str, list[str]] = {}
    for name, inner in messages.items():
        label = [] if name == "_schema" else [str(name)]
        found.update(_flat(inner, ".".join([prefix, *label] if prefix else label)))
    return found
