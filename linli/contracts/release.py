"""Writes down what a release promises: a sample of every new event, and the lock on contracts and names on the wire.

Run `python -m linli.contracts.release` after adding a contract. It only ever adds: what is released stays as it is.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import pkgutil
import typing
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from linli import contracts
from linli.broker import Topology
from linli.calls import calls_of
from linli.contracts.envelope import REGISTRY, Envelope, Event, fingerprint
from linli.events import handlers_of
from linli.hosting.registry import SERVICES, service_class
from linli.timers import timers_of
from linli.upkeep import Upkeep

HERE = Path(__file__).parent
SAMPLES = HERE / "samples"
LOCK = HERE / "lock.json"
_MADE_FROM = UUID("0b9d3c1e-5a44-5d0b-9c55-3f1d1f6f2a10")
_MOMENT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
_TEXTS = {
    "area_code": "210103005001",
    "unit_area": "210103005",
    "dispute_area": "210103",
    "escalated_to": "210103005",
    "category": "noise.residential",
    "department": "SQ",
    "state": "done",
    "outcome": "done",
    "kind": "request",
}
_PLAIN: dict[Any, Any] = {
    int: 3,
    float: 41.79,
    bool: True,
    datetime: _MOMENT,
    date: _MOMENT.date(),
    Decimal: Decimal("12.50"),
}

Lock = dict[str, dict[str, str]]
"""Per section (`events`, `contracts`, `handlers`, `timers`, `calls`, `queues`) the names and what each stands for."""


def events() -> dict[str, type[Event]]:
    """Every event by its wire type, all contract modules loaded."""
    contract_modules()
    return dict(sorted(REGISTRY.items()))


def plain_contracts() -> dict[str, type]:
    """Every other contract, commands, resources and their parts, by its dotted name."""
    return {
        f"{one.__module__}.{one.__name__}": one
        for module in contract_modules()
        for one in vars(module).values()
        if _is_plain_contract(one) and one.__module__ == module.__name__
    }


def contract_modules() -> list[Any]:
    """The modules that declare contracts."""
    tools = ("base", "envelope", "release", "asyncapi", "documents")
    found = pkgutil.walk_packages(contracts.__path__, f"{contracts.__name__}.")
    names = [one.name for one in found if one.name.rpartition(".")[2] not in tools]
    return [importlib.import_module(name) for name in names]


def _is_plain_contract(one: Any) -> bool:
    return isinstance(one, type) and dataclasses.is_dataclass(one) and not issubclass(one, Event)


def present() -> Lock:
    """What the code promises at this moment."""
    return {
        "events": {wire_type: fingerprint(one) for wire_type, one in events().items()},
        "contracts": {name: fingerprint(one) for name, one in sorted(plain_contracts().items())},
        "handlers": _handlers(),
        "timers": _timers(),
        "calls": _calls(),
        "queues": _queues(),
    }


def _handlers() -> dict[str, str]:
    """Every handler; the inbox remembers events by the handler's name, so it stays while the table lives."""
    names = {f"{service}.{one.name}" for service in SERVICES for one in handlers_of(service_class(service))}
    return dict.fromkeys(sorted(names), "stable")


def _timers() -> dict[str, str]:
    """Every timer; those that wait in the databases carry its name."""
    names = {f"{service}.{name}" for service in SERVICES for name in timers_of(service_class(service))}
    return dict.fromkeys(sorted(names), "stable")


def _calls() -> dict[str, str]:
    """Every call with its command and answer; those that every service answers are named `every`."""
    offered = {"every": Upkeep, **{service: service_class(service) for service in SERVICES}}
    return {
        f"{name}.{one.name}": f"{one.command.__name__} -> {one.answer.__name__}"
        for name, offering in offered.items()
        for one in calls_of(offering).values()
    }


def _queues() -> dict[str, str]:
    """The names on the broker, with the usual prefix."""
    topology = Topology("linli")
    named = {"events": topology.events.name}
    for service in SERVICES:
        named[f"{service} events"] = topology.event_queue(service, ()).name
        named[f"{service} calls"] = topology.call_queue(service).name
    return named


def locked() -> Lock:
    """What was released."""
    return typing.cast(Lock, json.loads(LOCK.read_text(encoding="utf-8"))) if LOCK.exists() else {}


def sample_file(wire_type: str) -> Path:
    """Where the sample of an event is kept."""
    return SAMPLES / f"{wire_type}.json"


def make_sample(cls: type[Event]) -> Envelope:
    """An example of the event with every field filled, always the same."""
    name = cls.wire_type()
    return Envelope(
        id=uuid5(_MADE_FROM, name),
        event=_example(cls, name, name),
        correlation_id=uuid5(_MADE_FROM, f"{name} correlation"),
        causation_id=uuid5(_MADE_FROM, f"{name} causation"),
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    )


def _example(hint: Any, name: str, path: str) -> Any:
    """A value of this type for the field `name`."""
    args = [one for one in typing.get_args(hint) if one is not type(None)]
    if args:
        origin = typing.get_origin(hint)
        inner = _example(args[0], name, path)
        return origin([inner]) if origin in (tuple, list) else inner
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint, include_extras=True)
        made = {one.name: _example(hints[one.name], one.name, f"{path}.{one.name}") for one in dataclasses.fields(hint)}
        return typing.cast(type, hint)(**made)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if hint is UUID:
        return uuid5(_MADE_FROM, path)
    return _TEXTS.get(name, "example") if hint is str else _PLAIN[hint]


def release() -> list[str]:
    """Add what is new to the samples and the lock; the names of what was added. Nothing there is changed."""
    known, added = locked(), []
    for section, entries in present().items():
        for name, promise in entries.items():
            if name not in known.setdefault(section, {}):
                known[section][name] = promise
                added.append(f"{section}: {name}")
    for wire_type, cls in events().items():
        if not sample_file(wire_type).exists():
            text = json.dumps(json.loads(make_sample(cls).encode()), ensure_ascii=False, indent=2)
            sample_file(wire_type).write_text(text + "\n", encoding="utf-8")
            added.append(f"sample: {wire_type}")
    in_order = {section: dict(sorted(entries.items())) for section, entries in known.items()}
    LOCK.write_text(json.dumps(in_order, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return added


if __name__ == "__main__":
    for line in release() or ["nothing new"]:
        print(line)
