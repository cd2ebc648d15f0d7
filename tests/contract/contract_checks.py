"""The checks of contracts, each a function of what it checks, so that a contract gone wrong can be planted into it."""

from __future__ import annotations

import ast
import dataclasses
import json
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from linli.calls import Call
from linli.contracts.envelope import Event, decode
from linli.contracts.release import Lock
from linli.errors import Invalid
from tests.contract.gateway_calls import MadeCall

ROOT = Path(__file__).parents[2]
PERSONAL = frozenset(
    [
        *("phone", "mobile", "tel", "telephone", "email", "mail", "address", "street", "house", "location"),
        *("name", "contact", "citizen", "person", "identity", "idcard", "card", "photo", "birth", "birthday"),
        *("gender", "age", "latitude", "longitude", "title", "description", "text", "note", "reason", "result"),
    ]
)
"""Words of field names that would carry personal data, or text in which somebody may have written it."""
PERSONAL_PHRASES = frozenset({"id_number", "id_card", "source_ref"})


def broken_promises(code: Lock, released: Lock) -> list[str]:
    """What the code no longer keeps of the release, or has not yet released."""
    told = []
    for section in sorted({*code, *released}):
        now, then = code.get(section, {}), released.get(section, {})
        for name in sorted({*now, *then}):
            if name not in then:
                told.append(f"{section}: {name} is new; run `python -m linli.contracts.release`")
            elif name not in now:
                told.append(f"{section}: {name} was released and is gone; renaming or removing it is a migration")
            elif now[name] != then[name]:
                told.append(f"{section}: {name} was released and is different now; make a new version beside it")
    return told


def personal_fields(cls: type, seen: tuple[type, ...] = ()) -> Iterator[str]:
    """The fields, nested ones too, whose names say that they carry personal data or free text."""
    hints = typing.get_type_hints(cls)
    for item in dataclasses.fields(cls):
        if item.name in PERSONAL_PHRASES or PERSONAL & set(item.name.split("_")):
            yield item.name
        for inner in _dataclasses_in(hints[item.name]):
            if inner not in seen:
                yield from (f"{item.name}.{name}" for name in personal_fields(inner, (*seen, cls)))


def _dataclasses_in(hint: Any) -> Iterator[type]:
    if dataclasses.is_dataclass(hint):
        yield typing.cast(type, hint)
    for inner in typing.get_args(hint):
        yield from _dataclasses_in(inner)


def publisher_files(source: str) -> list[Path]:
    """Where the events of a source may be made: a service's domain and use cases, anywhere in the gateway."""
    if source == "network":
        return sorted((ROOT / "gateway").rglob("*.py"))
    here = ROOT / "services" / source
    patterns = ("domain.py", "domain/*.py", "usecases.py", "usecases/*.py")
    return sorted(file for pattern in patterns for file in here.glob(pattern))


def names_used(files: Iterable[Path]) -> set[str]:
    """Every name these modules use, imports alone not counted."""
    found = [one for file in files for one in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    return {one.id for one in found if isinstance(one, ast.Name)} | {
        one.attr for one in found if isinstance(one, ast.Attribute)
    }


def orphans(registry: Mapping[str, type[Event]], bound: Mapping[str, list[str]]) -> list[str]:
    """Events that nobody publishes, or that nobody receives although they are not external."""
    received = {one for types in bound.values() for one in types}
    told = [
        f"{name}: nobody publishes it" for name, cls in registry.items() if cls.__name__ not in _published(cls.source)
    ]
    return told + [
        f"{name}: nobody receives it; handle it or declare it external"
        for name, cls in registry.items()
        if name not in received and not cls.external
    ]


@cache
def _published(source: str) -> set[str]:
    return names_used(publisher_files(source))


def missing_calls(made: Iterable[MadeCall], offered: Mapping[str, Mapping[str, Call]]) -> list[str]:
    """Calls of the gateway that no service answers, or answers to another command."""
    return [f"{one.place}: {one.service}.{one.method}({one.command})" for one in made if not _answered(one, offered)]


def _answered(made: MadeCall, offered: Mapping[str, Mapping[str, Call]]) -> bool:
    services = offered.values() if made.service is None else [offered.get(made.service, {})]
    answers = [calls[made.method] for calls in services if made.method in calls]
    return any(one.command.__name__ == made.command for one in answers)


def unanswered_timers(files: Iterable[Path], answered: Collection[str]) -> list[str]:
    """Where a timer is put or cancelled that no method answers to, or that is not named on the spot."""
    return [
        f"{file.name}:{one.lineno}: {name or 'not named on the spot'}"
        for file in files
        for one, name in _timers_in(file)
        if name not in answered
    ]


def _timers_in(file: Path) -> Iterator[tuple[ast.Call, str | None]]:
    """The calls `timers.put(session, "name", …)` and `timers.cancel(…)` of a module, each with the name."""
    for one in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(one, ast.Call) and ast.unparse(one.func) in ("timers.put", "timers.cancel"):
            name = one.args[1] if len(one.args) > 1 else None
            yield one, name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else None


def round_trip_faults(text: str) -> list[str]:
    """What is lost when a sample is read and written again."""
    envelope = decode(text)
    again = json.loads(envelope.encode())
    wire = json.loads(text)
    if decode(envelope.encode()) != envelope:
        return ["reading what was written gives another event"]
    return [name for name in sorted({*wire, *again}) if wire.get(name) != again.get(name)]


def unknown_fields_that_matter(text: str, read: Callable[[str], object] = decode) -> list[str]:
    """Where in a message an added field is not ignored."""
    expected = read(text)
    wire = json.loads(text)
    places = [(), ("data",), *(("data", name) for name, one in wire["data"].items() if isinstance(one, dict))]
    return [".".join(place) for place in places if _read(read, _with_a_field_at(text, place)) != expected]


def _with_a_field_at(text: str, place: tuple[str, ...]) -> str:
    wire = part = json.loads(text)
    for name in place:
        part = part[name]
    part["added_later"] = {"more": 1}
    return json.dumps(wire)


def _read(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except Invalid as refused:
        return refused


def fields_not_missed(cls: type[Event], text: str, read: Callable[[str], object] = decode) -> list[str]:
    """Required fields without which a message is still taken."""
    found = []
    for path in _required(cls):
        wire = json.loads(text)
        _remove(wire, path)
        if not isinstance(_read(read, json.dumps(wire)), Invalid):
            found.append(".".join(path))
    return found


ATTRIBUTES = {"subject": "subject", "area_code": "areacode", "sequence": "sequence", "occurred_at": "time"}


def _required(cls: type[Event]) -> list[tuple[str, ...]]:
    """Where the required fields stand in the wire form."""
    paths: list[tuple[str, ...]] = [("id",), ("type",), ("correlationid",), ("data",)]
    for names in _required_names(cls):
        paths.append((ATTRIBUTES[names[0]],) if names[0] in ATTRIBUTES else ("data", *names))
    return paths


def _required_names(cls: type) -> Iterator[tuple[str, ...]]:
    hints = typing.get_type_hints(cls)
    for item in dataclasses.fields(cls):
        if item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING:
            yield (item.name,)
        for inner in _dataclasses_in(hints[item.name]):
            yield from ((item.name, *rest) for rest in _required_names(inner))


def _remove(wire: dict[str, Any], path: tuple[str, ...]) -> None:
    for name in path[:-1]:
        wire = wire[name][0] if isinstance(wire[name], list) else wire[name]
    del wire[path[-1]]
