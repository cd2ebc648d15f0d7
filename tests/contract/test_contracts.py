"""What the services say to each other stays true: a walk over every event, command, handler, call and queue.

Each check is a function of what it checks, so that a contract gone wrong can be planted into it.
"""

from __future__ import annotations

import ast
import dataclasses
import json
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest

from linli.calls import Call, calls_of
from linli.contracts import hotline
from linli.contracts.base import AreaCode, ShortText
from linli.contracts.envelope import REGISTRY, Envelope, Event, decode, fingerprint
from linli.contracts.release import (
    LOCK,
    SAMPLES,
    Lock,
    events,
    locked,
    make_sample,
    plain_contracts,
    present,
    release,
    sample_file,
)
from linli.errors import Invalid
from linli.hosting.member import SERVICES, bindings, service_class
from tests.contract.gateway_calls import MadeCall, calls_in

ROOT = Path(__file__).parents[2]
EVENTS = events()
PERSONAL = frozenset(
    [
        *("phone", "mobile", "tel", "telephone", "email", "mail", "address", "street", "house", "location"),
        *("name", "contact", "citizen", "person", "identity", "idcard", "card", "photo", "birth", "birthday"),
        *("gender", "age", "latitude", "longitude", "title", "description", "text", "note", "reason", "result"),
    ]
)
"""Words of field names that would carry personal data, or text in which somebody may have written it."""
PERSONAL_PHRASES = frozenset({"id_number", "id_card", "source_ref"})


# ---- the checks ------------------------------------------------------------------------------------------------------


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
    return [*sorted(here.glob("domain.py")), *sorted(here.glob("domain/*.py")), *sorted(here.glob("usecases.py"))]


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


def _published(source: str) -> set[str]:
    return names_used(publisher_files(source))


def missing_calls(made: Iterable[MadeCall], offered: Mapping[str, Mapping[str, Call]]) -> list[str]:
    """Calls of the gateway that no service answers, or answers to another command."""
    return [f"{one.place}: {one.service}.{one.method}({one.command})" for one in made if not _answered(one, offered)]


def _answered(made: MadeCall, offered: Mapping[str, Mapping[str, Call]]) -> bool:
    services = offered.values() if made.service is None else [offered.get(made.service, {})]
    answers = [calls[made.method] for calls in services if made.method in calls]
    return any(one.command.__name__ == made.command for one in answers)


def round_trip_faults(text: str) -> list[str]:
    """What is lost when a sample is read and written again."""
    envelope = decode(text)
    again = json.loads(envelope.encode())
    wire = json.loads(text)
    if decode(envelope.encode()) != envelope:
        return ["reading what was written gives another event"]
    return [name for name in sorted({*wire, *again}) if wire.get(name) != again.get(name)]


# ---- the checks hold -------------------------------------------------------------------------------------------------


def test_everything_on_the_wire_is_as_it_was_released() -> None:
    assert broken_promises(present(), locked()) == []


@pytest.mark.parametrize("wire_type", EVENTS)
def test_every_event_has_a_sample_that_survives_reading_and_writing(wire_type: str) -> None:
    text = sample_file(wire_type).read_text(encoding="utf-8")
    assert json.loads(text)["type"] == wire_type
    assert round_trip_faults(text) == []


@pytest.mark.parametrize("file", sorted(SAMPLES.rglob("*.json")), ids=lambda file: file.stem)
def test_samples_of_every_released_version_still_load(file: Path) -> None:
    decode(file.read_bytes())


@pytest.mark.parametrize("wire_type", EVENTS)
def test_unknown_fields_are_ignored_on_receipt(wire_type: str) -> None:
    wire = json.loads(sample_file(wire_type).read_text(encoding="utf-8"))
    expected = decode(json.dumps(wire))
    wire["later"] = wire["data"]["later"] = {"added": 1}
    for nested in [one for one in wire["data"].values() if isinstance(one, dict)]:
        nested["added_later"] = 1
    assert decode(json.dumps(wire)) == expected


@pytest.mark.parametrize("wire_type", EVENTS)
def test_missing_fields_are_refused_on_receipt(wire_type: str) -> None:
    text = sample_file(wire_type).read_text(encoding="utf-8")
    for path in _required(EVENTS[wire_type]):
        wire = json.loads(text)
        _remove(wire, path)
        with pytest.raises(Invalid):
            decode(json.dumps(wire))


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
        wire = wire[name]
    del wire[path[-1]]


@pytest.mark.parametrize("wire_type", EVENTS)
def test_no_event_carries_personal_data(wire_type: str) -> None:
    assert list(personal_fields(EVENTS[wire_type])) == []


def test_every_event_is_published_by_its_source_and_received_by_somebody() -> None:
    assert orphans(EVENTS, bindings()) == []


def test_every_event_says_in_one_sentence_what_happened() -> None:
    unsaid = [name for name, cls in EVENTS.items() if not (cls.__doc__ or "").strip().endswith(".")]
    assert unsaid == []


def test_every_call_of_the_gateway_is_answered_with_that_command() -> None:
    made = calls_in(sorted((ROOT / "gateway").rglob("*.py")))
    assert missing_calls(made, {name: calls_of(service_class(name)) for name in SERVICES}) == []


def test_every_call_that_a_service_offers_is_made_by_the_gateway() -> None:
    made = {(one.service, one.method) for one in calls_in(sorted((ROOT / "gateway").rglob("*.py")))}
    offered = {(name, method) for name in SERVICES for method in calls_of(service_class(name))}
    assert offered - made == set()


def test_nothing_but_the_known_services_has_handlers() -> None:
    files = [*ROOT.glob("services/*/*.py"), *ROOT.glob("gateway/**/*.py")]
    with_handlers = {str(one.relative_to(ROOT)) for one in files if "\n    @on(" in one.read_text(encoding="utf-8")}
    known = {f"{place.partition(':')[0].replace('.', '/')}.py" for place in SERVICES.values()}
    assert with_handlers <= known


# ---- a contract gone wrong is found ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Somebody who called."""

    contact_phone: str


@dataclass(frozen=True, kw_only=True)
class LeakyEvent(Event):
    """An event that tells too much, declared by hand so that the registry stays clean."""

    source: ClassVar[str] = "hotline"
    name: ClassVar[str] = "request.leaked"
    version: ClassVar[int] = 1
    title: ShortText
    callers: tuple[Caller, ...]


def test_a_personal_field_is_found_also_in_a_nested_part() -> None:
    assert list(personal_fields(LeakyEvent)) == ["title", "callers.contact_phone"]


def test_an_event_that_nobody_publishes_or_receives_is_found() -> None:
    assert orphans({"linli.hotline.request.leaked.v1": LeakyEvent}, {"grid": []}) == [
        "linli.hotline.request.leaked.v1: nobody publishes it",
        "linli.hotline.request.leaked.v1: nobody receives it; handle it or declare it external",
    ]


def test_an_event_that_is_only_imported_is_not_published(tmp_path: Path) -> None:
    file = tmp_path / "domain.py"
    file.write_text("from linli.contracts.hotline import RequestOpened\n", encoding="utf-8")
    assert "RequestOpened" not in names_used([file])


@pytest.mark.parametrize(
    ("section", "name", "promise", "told"),
    [
        ("events", "linli.hotline.request.opened.v1", "000000000000", "make a new version"),
        ("contracts", "linli.contracts.hotline.OpenRequest", "000000000000", "make a new version"),
        ("calls", "hotline.sign_request", "GetRequest -> RequestView", "make a new version"),
        ("queues", "hotline events", "linli.hotline.queue", "make a new version"),
        ("handlers", "hotline.settled_by_task", "stable", "renaming or removing it is a migration"),
        ("handlers", "hotline.settle_by_task", None, "run `python -m linli.contracts.release`"),
    ],
)
def test_a_change_of_what_is_released_is_found(section: str, name: str, promise: str | None, told: str) -> None:
    released = {key: dict(entries) for key, entries in present().items()}
    if promise is None:
        del released[section][name]
    else:
        released[section][name] = promise
    (found,) = broken_promises(present(), released)
    assert found.startswith(f"{section}: {name} ")
    assert told in found


def test_a_new_field_or_type_changes_the_fingerprint() -> None:
    @dataclass(frozen=True, kw_only=True)
    class First:
        id: UUID
        area_code: AreaCode

    made = {First: fingerprint(First)}
    for fields in (
        [("id", UUID), ("area_code", str)],
        [("id", UUID)],
        [("id", UUID), ("area_code", AreaCode | None)],
        [("id", UUID), ("area_code", AreaCode), ("more", int)],
        [("id", UUID), ("area_code", AreaCode, dataclasses.field(default=""))],
    ):
        cls = dataclasses.make_dataclass("First", fields, frozen=True, kw_only=True)
        made[cls] = fingerprint(cls)
    assert len(set(made.values())) == len(made)


def test_a_sample_that_does_not_survive_is_found() -> None:
    wire = json.loads(make_sample(hotline.RequestOpened).encode())
    wire["data"]["request"]["urgent"] = None
    with pytest.raises(Invalid):
        round_trip_faults(json.dumps(wire))
    wire = json.loads(make_sample(hotline.RequestOpened).encode())
    wire["time"] = "2026-03-02T09:30:00+08:00"
    wire["dataschema"] = "urn:linli:hotline:request.opened:2"
    assert "dataschema" in round_trip_faults(json.dumps(wire))


def test_a_sample_of_a_version_that_nobody_knows_any_more_does_not_load() -> None:
    wire = json.loads(make_sample(hotline.RequestOpened).encode())
    wire["type"] = "linli.hotline.request.opened.v0"
    with pytest.raises(Invalid):
        decode(json.dumps(wire))


PLANTED_CALLS = '''
move = changes("grid")

def wrong(said, command: GetTask):
    read("hotline", "get_requests", GetRequest(id=said))
    parts().backend.ask("hotline", "get_request", command, caller)
    move("verify_case", AssignCase, said, {})
    move("verify_case", VerifyCase, said, {})
    asked = OpenRequest(**said)
    backend.ask("hotline", "open_request", asked, caller)
    Ask("open_request", dump(asked), caller)
    Ask("reopen_request", dump(asked), caller)
'''


def test_calls_that_nobody_answers_are_found(tmp_path: Path) -> None:
    file = tmp_path / "planted.py"
    file.write_text(PLANTED_CALLS, encoding="utf-8")
    offered = {name: calls_of(service_class(name)) for name in SERVICES}
    assert missing_calls(calls_in([file]), offered) == [
        "planted.py:5: hotline.get_requests(GetRequest)",
        "planted.py:6: hotline.get_request(GetTask)",
        "planted.py:7: grid.verify_case(AssignCase)",
        "planted.py:12: None.reopen_request(OpenRequest)",
    ]


def test_an_event_declared_twice_is_refused() -> None:
    from linli.contracts.envelope import event

    with pytest.raises(TypeError, match="declared twice"):
        event("hotline", "request.opened")(LeakyEvent)
    assert REGISTRY["linli.hotline.request.opened.v1"] is hotline.RequestOpened


def test_a_release_adds_what_is_new_and_touches_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import linli.contracts.release as module

    samples, lock = tmp_path / "samples", tmp_path / "lock.json"
    samples.mkdir()
    monkeypatch.setattr(module, "SAMPLES", samples)
    monkeypatch.setattr(module, "LOCK", lock)
    old = {"events": {"linli.hotline.request.opened.v1": "000000000000", "linli.gone.v1": "111111111111"}}
    lock.write_text(json.dumps(old), encoding="utf-8")
    kept = samples / "linli.hotline.request.opened.v1.json"
    kept.write_text("as it was", encoding="utf-8")
    added = release()
    assert release() == []
    assert "sample: linli.hotline.request.signed.v1" in added
    assert kept.read_text(encoding="utf-8") == "as it was"
    after = json.loads(lock.read_text(encoding="utf-8"))
    assert after["events"].items() > old["events"].items()
    assert set(after["contracts"]) == set(plain_contracts())


def test_the_lock_is_written_as_the_release_would_write_it() -> None:
    written = json.dumps(locked(), ensure_ascii=False, indent=2) + "\n"
    assert LOCK.read_text(encoding="utf-8") == written


def test_a_sample_is_the_same_whenever_it_is_made() -> None:
    first: Envelope = make_sample(hotline.RequestClosed)
    assert first == make_sample(hotline.RequestClosed)
