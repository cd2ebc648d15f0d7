"""What the services say to each other stays true: a walk over every event, command, handler, call and queue."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest

from linli.calls import calls_of
from linli.contracts.base import AreaCode, ShortText
from linli.contracts.envelope import REGISTRY, Envelope, Event, decode, event, fingerprint
from linli.contracts.hotline.events import RequestClosed, RequestOpened
from linli.contracts.network import RecordChanged
from linli.contracts.release import (
    LOCK,
    SAMPLES,
    events,
    locked,
    make_sample,
    plain_contracts,
    present,
    release,
    sample_file,
)
from linli.errors import Invalid
from linli.hosting.member import bindings
from linli.hosting.registry import SERVICES, service_class
from linli.timers import timers_of
from tests.contract.contract_checks import (
    broken_promises,
    fields_not_missed,
    missing_calls,
    names_used,
    orphans,
    personal_fields,
    round_trip_faults,
    unanswered_timers,
    unknown_fields_that_matter,
)
from tests.contract.gateway_calls import calls_in

ROOT = Path(__file__).parents[2]
EVENTS = events()


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
    assert unknown_fields_that_matter(sample_file(wire_type).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("wire_type", EVENTS)
def test_missing_fields_are_refused_on_receipt(wire_type: str) -> None:
    text = sample_file(wire_type).read_text(encoding="utf-8")
    assert fields_not_missed(EVENTS[wire_type], text) == []


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


@pytest.mark.parametrize("service", SERVICES)
def test_every_timer_that_a_service_puts_is_answered_by_it(service: str) -> None:
    where = "gateway" if service == "network" else f"services/{service}"
    assert unanswered_timers(sorted((ROOT / where).rglob("*.py")), timers_of(service_class(service))) == []


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
    file.write_text("from linli.contracts.hotline.events import RequestOpened\n", encoding="utf-8")
    assert "RequestOpened" not in names_used([file])


@pytest.mark.parametrize(
    ("section", "name", "promise", "told"),
    [
        ("events", "linli.hotline.request.opened.v1", "000000000000", "make a new version"),
        ("contracts", "linli.contracts.hotline.requests.OpenRequest", "000000000000", "make a new version"),
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

    made: dict[type, str] = {First: fingerprint(First)}
    variants: tuple[list[Any], ...] = (
        [("id", UUID), ("area_code", str)],
        [("id", UUID)],
        [("id", UUID), ("area_code", AreaCode | None)],
        [("id", UUID), ("area_code", AreaCode), ("more", int)],
        [("id", UUID), ("area_code", AreaCode, dataclasses.field(default=""))],
    )
    for fields in variants:
        cls = dataclasses.make_dataclass("First", fields, frozen=True, kw_only=True)
        made[cls] = fingerprint(cls)
    assert len(set(made.values())) == len(made)


def test_a_sample_that_does_not_survive_is_found() -> None:
    wire = json.loads(make_sample(RequestOpened).encode())
    wire["data"]["request"]["urgent"] = None
    with pytest.raises(Invalid):
        round_trip_faults(json.dumps(wire))
    wire = json.loads(make_sample(RequestOpened).encode())
    wire["time"] = "2026-03-02T09:30:00+08:00"
    wire["dataschema"] = "urn:linli:hotline:request.opened:2"
    assert "dataschema" in round_trip_faults(json.dumps(wire))


def test_a_reader_that_minds_unknown_fields_or_makes_up_missing_ones_is_found() -> None:
    text = make_sample(RecordChanged).encode()
    known = decode(text)

    def strict(wire: str) -> object:
        return None if "added_later" in wire else decode(wire)

    assert unknown_fields_that_matter(text, strict) == ["", "data"]
    assert "data.state" in fields_not_missed(RecordChanged, text, lambda _: known)


def test_a_sample_of_a_version_that_nobody_knows_any_more_does_not_load() -> None:
    wire = json.loads(make_sample(RequestOpened).encode())
    wire["type"] = "linli.hotline.request.opened.v0"
    with pytest.raises(Invalid):
        decode(json.dumps(wire))


PLANTED_CALLS = """
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
"""


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


def test_a_timer_that_nobody_answers_is_found(tmp_path: Path) -> None:
    file = tmp_path / "planted.py"
    named = 'timers.put(session, "request.due", id, at)\ntimers.cancel(session, "request.gone", id)\n'
    file.write_text(f"{named}timers.put(session, name, id, at)\n", encoding="utf-8")
    told = ["planted.py:2: request.gone", "planted.py:3: not named on the spot"]
    assert unanswered_timers([file], {"request.due"}) == told


def test_an_event_declared_twice_is_refused() -> None:
    with pytest.raises(TypeError, match="declared twice"):
        event("hotline", "request.opened")(LeakyEvent)
    assert REGISTRY["linli.hotline.request.opened.v1"] is RequestOpened


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
    first: Envelope = make_sample(RequestClosed)
    assert first == make_sample(RequestClosed)
