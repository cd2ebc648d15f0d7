"""Requests that go through the hotline's own use cases count as a statistician would count them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest

from gateway.figures.counting import Grouping, Scope, counted, total
from gateway.figures.formulas import shipped
from gateway.figures.listing import Part, entries
from linli.clock import now
from linli.contracts.hotline.call_backs import CallBackEnded
from linli.db import Database
from linli.events import Receiver
from linli.identity import Role
from tests.factories.gateways import gateway_database, network_on
from tests.factories.people import COMMUNITY, DISTRICT, STREET, administrator, person
from tests.factories.running import RunningService, running

OPERATOR, CHIEF = person(Role.OPERATOR), administrator()
CITIZEN = person(Role.CITIZEN, at=COMMUNITY)
GOOD: dict[str, Any] = {"result": "reached", "contacted": True, "resolved": True, "satisfaction": 5}
BAD: dict[str, Any] = {**GOOD, "resolved": False, "satisfaction": 1, "complaints": ["unresolved"], "comment": "依旧"}
NUMBERS = count(10_000)


class Desk:
    """The hotline with the gateway that hears of it, and the requests of the story by name."""

    def __init__(self, hotline: RunningService, gateway: Receiver, database: Database) -> None:
        self.hotline, self.gateway, self.database = hotline, gateway, database
        self.named: dict[str, UUID] = {}
        self.codes: dict[str, str] = {}

    def opens(self, name: str, **said: Any) -> None:
        number = next(NUMBERS)
        given = {
            "id": uuid4(),
            "tracking_code": f"7K3QX-{number}",
            "area_code": COMMUNITY,
            "category": "noise.residential",
            "title": "文安路12号楼上装修噪声",
            "contact_phone": f"139123{number}",
        }
        answer = self.hotline.ask(CHIEF, "open_request", **{**given, **said})
        self.named[name], self.codes[name] = UUID(answer["id"]), answer["tracking_code"]

    def does(self, name: str, method: str, **said: Any) -> None:
        self.hotline.ask(CHIEF, method, id=self.named[name], **said)

    def hear(self) -> None:
        """Let hotline and gateway hear of everything, of what that leads to as well."""
        heard = 0
        while heard < len(sent := self.hotline.sent()):
            for envelope in sent[heard:]:
                if envelope.event.wire_type() in self.hotline.member.receiver.types:
                    self.hotline.tell(envelope)
                if envelope.event.wire_type() in self.gateway.types:
                    self.gateway.receive(envelope.encode())
            heard = len(sent)

    def settles(self, *names: str) -> None:
        """They are reported done and found so."""
        for name in names:
            self.does(name, "settle_request", result="done")
            self.does(name, "verify_request", accepted=True)
        self.hear()

    def calls_back(self, name: str, **said: Any) -> None:
        items = self.hotline.ask(OPERATOR, "list_call_backs", limit=200)["items"]
        one = next(one for one in items if one["request_id"] == str(self.named[name]))
        claimed = self.hotline.ask(OPERATOR, "claim_call_back", id=one["id"])
        self.hotline.ask(OPERATOR, "record_call", id=one["id"], version=claimed["version"], **said)

    def figures(self, scope: Scope) -> dict[str, tuple[int, int]]:
        with self.database.reading() as session:
            found = total(counted(session, shipped().values(), scope, Grouping.AREA))
        return {code: (share.reached, share.counted) for code, share in found.items()}

    def behind(self, code: str, part: Part, scope: Scope) -> list[str]:
        """The names of the requests that a figure opens to."""
        with self.database.reading() as session:
            found = entries(session, shipped()[code], scope, part, None, 100).rows
        names = {one: name for name, one in self.named.items()}
        return sorted(names[one.request_id] for one in found)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The story, lived once."""
    folder = tmp_path_factory.mktemp("orders")
    with running("hotline", folder) as hotline, gateway_database(f"sqlite:///{folder}/gateway.db") as database:
        made = Desk(hotline, network_on(database)[1], database)
        live(made)
        yield made


def live(desk: Desk) -> None:
    """One request for each thing that may become of one."""
    for name in ("satisfied", "returned", "reworked", "extended", "begun again", "main", "part", "told", "rated"):
        desk.opens(name)
    desk.opens("excluded")
    desk.opens("late", at=now() - timedelta(days=60))
    desk.opens("answered", answer="请联系物业", kind="question")
    desk.opens("told again", contact_phone=f"139123{desk.codes['told'][-5:]}")
    desk.opens("unreachable", contact_phone=None, title="楼上装修噪声")
    for name in ("satisfied", "late", "reworked", "extended"):
        desk.does(name, "sign_request")
    desk.does("returned", "return_request", reason="不属本单位")
    desk.does("excluded", "return_request", reason="不属本单位")
    desk.does("excluded", "exclude_request", reason="不属本辖区")
    desk.does("reworked", "settle_request", result="done")
    desk.does("reworked", "verify_request", accepted=False, reason="现场未整改")
    desk.does("extended", "ask_extension", until=(now() + timedelta(days=30)).isoformat(), reason="需专业设备")
    desk.does("extended", "decide_extension", approved=True, reason="已核实")
    desk.does("main", "merge_requests", requests=[{"id": str(desk.named["part"])}], reason="同一事项")
    desk.hear()
    desk.settles("satisfied", "late", "begun again", "rated")
    desk.calls_back("satisfied", **GOOD)
    desk.calls_back("late", result="declined")
    desk.calls_back("begun again", **BAD)
    tail = f"139123{desk.codes['rated'][-5:]}"[-4:]
    desk.hotline.ask(CITIZEN, "rate_request", tracking_code=desk.codes["rated"], phone_tail=tail, level=4)
    desk.hear()


def scope(**said: Any) -> Scope:
    moment = now()
    since, until = moment - timedelta(days=90), moment + timedelta(days=200)
    return replace(Scope(area=DISTRICT, since=since, until=until, now=moment), **said)


def test_every_figure_of_the_story_is_what_was_lived(desk: Desk) -> None:
    """14 requests, one out of scope; two were handed to the street, so 14 dispatches count, and one was never sent."""
    assert desk.figures(scope()) == {
        "response": (4, 5),  # late was late; satisfied, reworked, begun again, rated in time
        "resolution": (1, 2),
        "satisfaction": (2, 3),
        "contact": (2, 2),
        "on_time_signing": (5, 6),
        "on_time_closing": (3, 4),  # the reworked one is under way again
        "first_call_resolution": (1, 13),
        "valid_call_backs": (2, 3),
        "returns": (1, 14),
        "rework": (1, 14),
        "extensions": (1, 14),
        "repeats": (1, 13),
        "data_quality": (13, 14),
    }


def test_each_opens_to_the_requests_that_it_tells_of(desk: Desk) -> None:
    expected = {
        ("returns", Part.REACHED): ["returned"],
        ("rework", Part.REACHED): ["reworked"],
        ("extensions", Part.REACHED): ["extended"],
        ("repeats", Part.REACHED): ["told again"],
        ("first_call_resolution", Part.REACHED): ["answered"],
        ("data_quality", Part.MISSED): ["unreachable"],
        ("on_time_signing", Part.COUNTED): ["begun again", "extended", "late", "rated", "reworked", "satisfied"],
        ("on_time_signing", Part.MISSED): ["late"],
        ("on_time_closing", Part.COUNTED): ["begun again", "late", "rated", "satisfied"],
        ("response", Part.MISSED): ["late"],
        ("resolution", Part.MISSED): ["begun again"],
        ("satisfaction", Part.REACHED): ["rated", "satisfied"],
        ("valid_call_backs", Part.MISSED): ["late"],
    }
    assert {asked: desk.behind(*asked, scope()) for asked in expected} == expected


def test_what_was_begun_again_one_tier_up_stays_on_the_account_of_the_unit_that_was_rated(desk: Desk) -> None:
    community = desk.figures(scope(unit_area=COMMUNITY, department="SQ"))
    street = desk.figures(scope(unit_area=STREET, department="SQ"))
    assert (community["satisfaction"], community["returns"]) == ((2, 3), (1, 12))
    assert (street.get("satisfaction", (0, 0)), street["returns"]) == ((0, 0), (0, 2))


def test_a_request_out_of_scope_counts_against_no_unit_whenever_it_was_marked(desk: Desk) -> None:
    for code in shipped():
        assert ("excluded" in desk.behind(code, Part.COUNTED, scope())) is (code == "data_quality"), code


def test_what_is_undone_is_late_once_its_time_is_past(desk: Desk) -> None:
    before = desk.figures(scope())["on_time_closing"]
    later = desk.figures(scope(now=now() + timedelta(days=20)))["on_time_closing"]
    undone = ["told", "told again", "main", "unreachable", "returned", "reworked", "begun again"]
    assert later == (before[0], before[1] + len(undone)), "the extended one has ten days left, the merged one is over"


def test_the_call_backs_were_told_once_each(desk: Desk) -> None:
    ended = [one for one in desk.hotline.said() if isinstance(one, CallBackEnded)]
    assert sorted(one.ending for one in ended) == ["declined", "otherwise", "satisfied", "unsatisfied"]
