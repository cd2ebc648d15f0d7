"""Events and their wire form: CloudEvents 1.0 JSON with Linli's extension attributes."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import typing
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, dump, load
from linli.errors import Invalid

SPEC_VERSION = "1.0"


@dataclass(frozen=True, kw_only=True)
class Event:
    """What every event says of its aggregate: which one, where, its sequence after the change, and when it happened.

    `sequence` counts the aggregate's events from 1, without gaps. `occurred_at` is aware.
    """

    source: ClassVar[str]
    name: ClassVar[str]
    version: ClassVar[int]
    external: ClassVar[bool] = False
    """Consumed outside Linli's own services, or by screens only: needs no queue to be delivered to."""

    subject: UUID
    area_code: AreaCode
    sequence: int
    occurred_at: datetime

    @classmethod
    def wire_type(cls) -> str:
        """The CloudEvents type, which is also the routing key: stable for ever."""
        return f"linli.{cls.source}.{cls.name}.v{cls.version}"

    @classmethod
    def data_schema(cls) -> str:
        """The CloudEvents dataschema, a URN."""
        return f"urn:linli:{cls.source}:{cls.name}:{cls.version}"


_ATTRIBUTES = frozenset(field.name for field in dataclasses.fields(Event))
REGISTRY: dict[str, type[Event]] = {}
E = TypeVar("E", bound=Event)


def event(source: str, name: str, *, version: int = 1, external: bool = False) -> Callable[[type[E]], type[E]]:
    """Register a frozen dataclass as the event `name` of `source`; raises TypeError when the type is taken."""

    def register(cls: type[E]) -> type[E]:
        cls.source, cls.name, cls.version, cls.external = source, name, version, external
        if cls.wire_type() in REGISTRY:
            raise TypeError(f"{cls.wire_type()} is declared twice: {REGISTRY[cls.wire_type()]} and {cls}")
        REGISTRY[cls.wire_type()] = cls
        return cls

    return register


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """An event with what the plumbing adds: its own id and the chain it belongs to."""

    id: UUID
    event: Event
    correlation_id: UUID
    causation_id: UUID | None = None
    traceparent: str | None = None

    def encode(self) -> str:
        """The CloudEvents 1.0 JSON text."""
        return self._text

    @functools.cached_property
    def _text(self) -> str:
        said = dump(self.event)
        body = {
            "specversion": SPEC_VERSION,
            "id": str(self.id),
            "source": f"/linli/{self.event.source}",
            "type": self.event.wire_type(),
            "time": said["occurred_at"],
            "subject": said["subject"],
            "datacontenttype": "application/json",
            "dataschema": self.event.data_schema(),
            "correlationid": str(self.correlation_id),
            "areacode": said["area_code"],
            "sequence": f"{self.event.sequence:010d}",
            "data": {name: value for name, value in said.items() if name not in _ATTRIBUTES},
        }
        if self.causation_id:
            body["causationid"] = str(self.causation_id)
        if self.traceparent:
            body["traceparent"] = self.traceparent
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _undecodable(reason: str) -> Invalid:
    return Invalid("undecodable_event", f"This is not an event: {reason}.", "无法解析该事件。", {"event": [reason]})


def _event(cls: type[Event], said: dict[str, Any]) -> Event:
    try:
        return load(cls, said, tolerant=True)
    except Invalid as error:
        raise _undecodable(f"wrong or missing {', '.join(sorted(error.fields))}") from error


@functools.lru_cache(maxsize=512)
def decode(body: bytes | str) -> Envelope:
    """The envelope of a wire text, read once where several want it.

    Unknown fields are ignored; raises `Invalid` (`undecodable_event`) for the rest.
    """
    try:
        wire = json.loads(body)
        cls = REGISTRY.get(wire["type"])
        if cls is None:
            raise _undecodable(f"unknown type {ascii(wire['type'])[:80]}")
        if not isinstance(wire.get("traceparent"), str | None):
            raise _undecodable("traceparent is no text")
        said = {
            **wire["data"],
            "subject": wire["subject"],
            "area_code": wire["areacode"],
            "sequence": int(wire["sequence"]),
            "occurred_at": wire["time"],
        }
        return Envelope(
            id=UUID(wire["id"]),
            event=_event(cls, said),
            correlation_id=UUID(wire["correlationid"]),
            causation_id=UUID(wire["causationid"]) if wire.get("causationid") else None,
            traceparent=wire.get("traceparent"),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise _undecodable(f"{type(error).__name__} while reading it") from error


def fingerprint(cls: type[Any]) -> str:
    """Twelve hex digits that change when a released contract's fields, types or bounds change."""
    hints = typing.get_type_hints(cls, include_extras=True)
    lines = [f"{f.name}:{_hint_text(hints[f.name])}:{_default_text(f)}" for f in dataclasses.fields(cls)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def _default_text(item: dataclasses.Field[Any]) -> str:
    missing = item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
    return "required" if missing else "optional"


def _hint_text(hint: Any) -> str:
    if dataclasses.is_dataclass(hint):
        return f"{{{fingerprint(typing.cast(type, hint))}}}"
    if isinstance(hint, validate.Validator):
        return _bounds(hint)
    args = typing.get_args(hint)
    if args:
        return f"{getattr(typing.get_origin(hint), '__name__', 'union')}[{','.join(_hint_text(a) for a in args)}]"
    if isinstance(hint, type) and hasattr(hint, "__members__"):
        return "|".join(sorted(str(member.value) for member in hint))  # type: ignore[attr-defined]
    return hint.__name__ if isinstance(hint, type) else str(hint)


def _bounds(validator: validate.Validator) -> str:
    """What a validator allows, without the wording of its error."""
    if isinstance(validator, validate.And):
        return "&".join(_bounds(typing.cast(validate.Validator, one)) for one in validator.validators)
    if isinstance(validator, validate.Regexp):
        return f"Regexp({validator.regex.pattern!s})"
    bounds = {name: value for name, value in vars(validator).items() if name in ("min", "max", "equal", "choices")}
    return f"{type(validator).__name__}({bounds})"
