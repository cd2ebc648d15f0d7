"""Writes docs/events.md, asyncapi.yaml, openapi.json, figures.md and glossary.md from contracts and running gateway.

Run `python -m linli.contracts.documents` after a change of a contract or a route. What stands in a document above the
line that says where the generated part begins is written by hand and kept.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import tempfile
import typing
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from linli import db
from linli.broker import Topology
from linli.config import Settings
from linli.contracts import asyncapi
from linli.contracts.asyncapi import is_required, sentence
from linli.contracts.base import AreaCode
from linli.contracts.envelope import Event
from linli.contracts.release import events
from linli.contracts.terms import Vocabulary, vocabularies
from linli.events import handlers_of
from linli.hosting.member import bindings
from linli.hosting.registry import SERVICES, service_class

DOCS = Path(__file__).parents[2] / "docs"
BEGINS = "<!-- generated from here on by `python -m linli.contracts.documents` -->"
_ATTRIBUTES = frozenset(one.name for one in dataclasses.fields(Event))
_WORDS = {
    "str": "text",
    "int": "whole number",
    "float": "number",
    "bool": "true or false",
    "UUID": "id",
    "datetime": "moment",
    "date": "day",
    "Decimal": "decimal as text",
}


def documents(docs: Path = DOCS) -> dict[Path, str]:
    """Every generated file with its text; the part written by hand is taken from what is in `docs`."""
    return {
        docs / "events.md": f"{_by_hand(docs / 'events.md')}{BEGINS}\n\n{events_text()}",
        docs / "asyncapi.yaml": _asyncapi_text(),
        docs / "openapi.json": _openapi_text(),
        docs / "figures.md": _figures_text(),
        docs / "glossary.md": f"{_by_hand(docs / 'glossary.md')}{BEGINS}\n\n{_glossary_text()}",
    }


def _by_hand(file: Path) -> str:
    return file.read_text(encoding="utf-8").partition(BEGINS)[0]


def _glossary_text() -> str:
    """A table for each enumeration."""
    return "\n".join(_vocabulary_text(one) for one in vocabularies().values())


def _vocabulary_text(vocabulary: Vocabulary) -> str:
    rows = "".join(f"| {one.zh} | `{one.code}` | {one.en} |\n" for one in vocabulary.words)
    note = f"{vocabulary.note}\n\n" if vocabulary.note else ""
    title = f"## {vocabulary.en} {vocabulary.zh}: `{vocabulary.name}`"
    return f"{title}\n\n{note}| 中文 | code | English |\n|---|---|---|\n{rows}"


def events_text() -> str:
    """The events per service, then the parts that several of them carry."""
    by_source: dict[str, list[type[Event]]] = {}
    for cls in events().values():
        by_source.setdefault(cls.source, []).append(cls)
    sections = [_source_text(source, found) for source, found in sorted(by_source.items(), key=_by_order)]
    return "\n".join([*sections, "## Parts\n", *(_part_text(part) for part in _parts())])


def _by_order(entry: tuple[str, object]) -> int:
    return list(SERVICES).index(entry[0])


def _source_text(source: str, found: list[type[Event]]) -> str:
    return f"## {source}\n\n" + "\n".join(_event_text(cls) for cls in found)


def _event_text(cls: type[Event]) -> str:
    said = [one for one in dataclasses.fields(cls) if one.name not in _ATTRIBUTES]
    lines = [f"### {cls.__name__}", "", f"`{cls.wire_type()}`: {sentence(cls)}", ""]
    lines += [*_table(cls, said), f"Published by {cls.source}. {_received_by(cls)}", ""]
    return "\n".join(lines)


def _received_by(cls: type[Event]) -> str:
    handlers = [
        f"`{service}.{one.name}`"
        for service in SERVICES
        for one in handlers_of(service_class(service))
        if one.event is cls
    ]
    outside = ["screens, through the event stream"] if cls.external else []
    return f"Received by {', '.join(handlers + outside)}."


def _table(cls: type, said: list[dataclasses.Field[Any]]) -> list[str]:
    hints = typing.get_type_hints(cls, include_extras=True)
    rows = [f"| `{one.name}` | {_words(hints[one.name])} | {'yes' if is_required(one) else 'no'} |" for one in said]
    return ["| field | type | always there |", "|---|---|---|", *rows, ""]


def _words(hint: Any) -> str:
    """A type as a reader of the documents names it."""
    if hint == AreaCode:
        return "area code"
    args = [one for one in typing.get_args(hint) if one is not type(None)]
    if args:
        many = typing.get_origin(hint) in (tuple, list)
        empty = type(None) in typing.get_args(hint)
        return f"{'list of ' if many else ''}{_words(args[0])}{' or null' if empty else ''}"
    if dataclasses.is_dataclass(hint):
        name = typing.cast(type, hint).__name__
        return f"[{name}](#{name.lower()})"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return ", ".join(f"`{one.value}`" for one in hint)
    return _WORDS[hint.__name__]


def _parts() -> list[type]:
    """Every dataclass that is nested in an event, once."""
    found = {part.__name__: part for cls in events().values() for part in _nested(cls)}
    return [part for _, part in sorted(found.items())]


def _nested(cls: type) -> Iterator[type]:
    for hint in typing.get_type_hints(cls).values():
        for one in (hint, *typing.get_args(hint)):
            if dataclasses.is_dataclass(one) and isinstance(one, type):
                yield one
                yield from _nested(one)


def _part_text(cls: type) -> str:
    return "\n".join([f"### {cls.__name__}", "", sentence(cls), "", *_table(cls, list(dataclasses.fields(cls)))])


def _asyncapi_text() -> str:
    made = asyncapi.document(events(), bindings(), _version(), Topology("linli").events.name)
    head = "# Generated by `python -m linli.contracts.documents`.\n"
    return head + yaml.dump(made, allow_unicode=True, sort_keys=False, width=120, Dumper=_Plain)


class _Plain(yaml.SafeDumper):
    """Writes what occurs twice twice, for readers."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _openapi_text() -> str:
    return json.dumps(_openapi(), ensure_ascii=False, indent=2) + "\n"


def _openapi() -> dict[str, Any]:
    """What the gateway answers at /api/openapi.json, from an application on an empty database of no further use."""
    gateway = importlib.import_module("gateway.wsgi")
    backend = importlib.import_module("gateway.backend")
    with tempfile.TemporaryDirectory() as data:
        chosen = replace(Settings(data=Path(data)).as_embedded(), secret=bytes(64))
        database = db.open_database("gateway", chosen)
        try:
            app = gateway.create_app(chosen, database, backend.Backend(_no_service, None, chosen))
            found: dict[str, Any] = app.test_client().get("/api/openapi.json").get_json()
        finally:
            database.close()
    return found


def _no_service(service: str, wire: dict[str, Any]) -> dict[str, Any]:
    raise NotImplementedError(f"{service} is not asked anything here")


def _figures_text() -> str:
    shipped = importlib.import_module("gateway.figures.formulas").shipped()
    return str(importlib.import_module("gateway.figures.document").text(shipped))


def _version() -> str:
    return str(importlib.import_module("gateway.openapi").linli_version())


def main() -> None:
    """Write every generated file."""
    for file, text in documents().items():
        file.write_text(text, encoding="utf-8")
        print(file)


if __name__ == "__main__":
    main()
