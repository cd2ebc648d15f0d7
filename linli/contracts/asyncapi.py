"""The events as an AsyncAPI 3.0 description: channels, messages with their schemas, who sends and who receives."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AREA_PATTERN
from linli.contracts.envelope import SPEC_VERSION, Event

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    Decimal: {"type": "string", "format": "decimal"},
}
_ID = _PLAIN[UUID]
_ATTRIBUTES = frozenset(one.name for one in dataclasses.fields(Event))


def schema_of(hint: Any, parts: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a type hint; dataclasses go into `parts` by their name. KeyError for what no contract uses."""
    args = [one for one in typing.get_args(hint) if one is not type(None)]
    if args:
        return _composed(hint, args, parts)
    if dataclasses.is_dataclass(hint):
        cls = typing.cast(type, hint)
        parts.setdefault(cls.__name__, object_schema(cls, parts))
        return {"$ref": f"#/components/schemas/{cls.__name__}"}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"type": "string", "enum": [one.value for one in hint]}
    return dict(_PLAIN[hint])


def _composed(hint: Any, args: Sequence[Any], parts: dict[str, Any]) -> dict[str, Any]:
    origin, inner = typing.get_origin(hint), schema_of(args[0], parts)
    if origin in (tuple, list):
        return {"type": "array", "items": inner}
    if hasattr(hint, "__metadata__"):
        rules = [rule for one in hint.__metadata__ for rule in getattr(one, "validators", [one])]
        return {**inner, **{name: value for rule in rules for name, value in _rule(rule).items()}}
    return {"oneOf": [inner, {"type": "null"}]} if "$ref" in inner else {**inner, "type": [inner["type"], "null"]}


def _rule(rule: Any) -> dict[str, Any]:
    if isinstance(rule, validate.Regexp):
        return {"pattern": rule.regex.pattern}
    if isinstance(rule, validate.Length):
        return {name: value for name, value in (("minLength", rule.min), ("maxLength", rule.max)) if value is not None}
    return {}


def object_schema(cls: type, parts: dict[str, Any], *without: str) -> dict[str, Any]:
    """The JSON Schema of a dataclass's fields."""
    hints = typing.get_type_hints(cls, include_extras=True)
    kept = [one for one in dataclasses.fields(cls) if one.name not in without]
    made: dict[str, Any] = {"type": "object", "description": sentence(cls)}
    made["properties"] = {one.name: schema_of(hints[one.name], parts) for one in kept}
    made["required"] = [one.name for one in kept if is_required(one)]
    return made


def is_required(item: dataclasses.Field[Any]) -> bool:
    """Whether a receiver may count on the field."""
    return item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING


def sentence(cls: type) -> str:
    """The docstring in one line."""
    return " ".join((cls.__doc__ or "").split())


def _payload(cls: type[Event], parts: dict[str, Any]) -> dict[str, Any]:
    """The CloudEvents text of one event."""
    properties = {
        "specversion": {"const": SPEC_VERSION},
        "id": _ID,
        "source": {"const": f"/linli/{cls.source}"},
        "type": {"const": cls.wire_type()},
        "time": _PLAIN[datetime],
        "subject": _ID,
        "datacontenttype": {"const": "application/json"},
        "dataschema": {"const": cls.data_schema()},
        "correlationid": _ID,
        "areacode": {"type": "string", "pattern": f"^{AREA_PATTERN.pattern}$"},
        "sequence": {"type": "string", "pattern": "^[0-9]{10}$"},
        "data": object_schema(cls, parts, *_ATTRIBUTES),
        "causationid": _ID,
        "traceparent": {"type": "string"},
    }
    required = [name for name in properties if name not in ("causationid", "traceparent")]
    return {"type": "object", "properties": properties, "required": required}


def document(
    events: Mapping[str, type[Event]], bindings: Mapping[str, Sequence[str]], version: str, exchange: str
) -> dict[str, Any]:
    """The whole description: `events` by wire type, and per service the types that it receives."""
    schemas: dict[str, Any] = {}
    messages = {
        name: {
            "name": name,
            "title": cls.__name__,
            "summary": sentence(cls),
            "contentType": "application/cloudevents+json",
            "payload": _payload(cls, schemas),
        }
        for name, cls in events.items()
    }
    described = "Events of Linli 邻里, CloudEvents 1.0. docs/events.md says what a handler promises."
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Linli 邻里", "version": version, "description": described},
        "defaultContentType": "application/cloudevents+json",
        "channels": {name: _channel(name, exchange) for name in events},
        "operations": {**_sendings(events), **_receivings(bindings)},
        "components": {"messages": messages, "schemas": dict(sorted(schemas.items()))},
    }


def _channel(name: str, exchange: str) -> dict[str, Any]:
    topic = {"name": exchange, "type": "topic", "durable": True}
    return {
        "address": name,
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        "bindings": {"amqp": {"is": "routingKey", "exchange": topic, "bindingVersion": "0.3.0"}},
    }


def _sendings(events: Mapping[str, type[Event]]) -> dict[str, Any]:
    return {
        f"{cls.source}.sends.{cls.name}.v{cls.version}": {"action": "send", "channel": {"$ref": f"#/channels/{name}"}}
        for name, cls in events.items()
    }


def _receivings(bindings: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {
        f"{service}.receives.{name.removeprefix('linli.')}": {
            "action": "receive",
            "channel": {"$ref": f"#/channels/{name}"},
        }
        for service, types in sorted(bindings.items())
        for name in types
    }
