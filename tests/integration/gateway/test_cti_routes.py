"""Telephone systems report as Zammad's generic CTI has it; a report is never lost, and nobody else gets in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from gateway.api.cti import PATIENCE
from gateway.telephone import keeping
from gateway.telephone.dialling import answer_to_outgoing
from gateway.telephone.lines import Line
from gateway.telephone.tables import CTI_LINE, KEPT_REPORT
from linli import observe
from linli.calls import IDEMPOTENCY
from linli.clock import now
from linli.contracts.network import RecordChanged
from linli.errors import Unavailable
from linli.identity import Role
from linli.outbox import OUTBOX
from linli.sealing import Sealer
from tests.factories.people import DISTRICT, ELSEWHERE, STREET
from tests.factories.web import Web, web

CHRISTOPHER, EMMA = "Christopher Miller", "Emma Taylor"
OUT = {
    "from": "493023125741",
    "to": "492214710334",
    "direction": "out",
    "callId": "f4ebd2be-7b9a-4d58-94c2-eb06a3c2ce76",
}
IN = {"from": "493023125741", "to": "492214710334", "direction": "in", "callId": "307fa962-de8d-4ffc-817b-7f6993204159"}
DOCUMENTED: dict[str, dict[str, Any]] = {
    "newCall out": {"event": "newCall", **OUT, "user": CHRISTOPHER},
    "newCall in": {"event": "newCall", **IN, "user": [CHRISTOPHER, EMMA]},
    "answer out": {"event": "answer", **OUT},
    "answer in": {"event": "answer", **IN, "user": EMMA, "answeringNumber": "emma@chrispresso.com"},
    "hangup out": {"event": "hangup", **OUT, "user": CHRISTOPHER, "cause": "cancel"},
    "hangup in": {
        "event": "hangup",
        **IN,
        "user": EMMA,
        "answeringNumber": "emma@chrispresso.com",
        "cause": "normalClearing",
    },
}
"""The examples of Zammad's documentation (docs.zammad.org, Generic CTI API), with the answer to the first."""
DIAL = {"action": "dial", "caller_id": "496990009111", "number": "492214710334"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("cti"), rate_limit="1000000/minute") as made:
        yield made


class System:
    """A telephone system on a line of its own."""

    def __init__(self, site: Web, area: str = DISTRICT, **settings: Any) -> None:
        self.site = site
        made = site.be().post("/api/hotline/lines", {"name": "前台", "area_code": area, **settings})
        assert made.status_code == 201, made.text
        self.line = dict(made.json or {})
        self.address = f"/api/cti/{self.line['token']}"

    def post(self, said: dict[str, Any], encoding: str = "json") -> Any:
        """Report in one of the three encodings."""
        if encoding == "json":
            return self.site.anyone().post(self.address, json=said)
        users = said.get("user", [])
        form = {**{name: value for name, value in said.items() if name != "user"}}
        form["user[]"] = users if isinstance(users, list) else [users]
        kind = {"form": "application/x-www-form-urlencoded", "multipart": "multipart/form-data"}[encoding]
        return self.site.anyone().post(self.address, data=form, content_type=kind)

    def calls(self) -> list[dict[str, Any]]:
        """This line's calls as an operator sees them, latest first."""
        listed = self.site.be(Role.OPERATOR).get("/api/hotline/calls?limit=200").json or {}
        return [one for one in listed["items"] if one["line_id"] == self.line["id"]]


@pytest.mark.parametrize("encoding", ["json", "form", "multipart"])
def test_the_documented_examples_are_taken_and_answered_as_documented(site: Web, encoding: str) -> None:
    system = System(site, caller_id="493023125877", caller_ids={"4989*": "498999998145", "49221*": "496990009111"})
    for name, said in DOCUMENTED.items():
        told = system.post(said, encoding)
        assert (told.status_code, told.json) == (200, DIAL if name == "newCall out" else {}), name
    by_direction = {one["direction"]: one for one in system.calls()}
    assert {name: one["outcome"] for name, one in by_direction.items()} == {"in": "answered", "out": "outgoing"}
    assert by_direction["in"]["extension"] == "emma@chrispresso.com"
    assert by_direction["out"]["extension"] == CHRISTOPHER
    assert (by_direction["in"]["number"], by_direction["in"]["own_number"]) == ("493*******41", "492214710334")


def test_numbers_for_texts_empty_fields_and_fields_of_others_are_taken(site: Web) -> None:
    system = System(site)
    odd = {
        "event": "newCall",
        "direction": "in",
        "from": 13912345678,
        "to": 96198,
        "callId": 17,
        "queue": "",
        "user": "",
    }
    assert system.post({**odd, "diversion": "none", "sipHeaders": {"a": [1]}, "at": "never"}).json == {}
    (call,) = system.calls()
    assert (call["number"], call["own_number"], call["queue"]) == ("139******78", "96198", None)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"event": "dtmf"}, "event"),
        ({"event": None}, "event"),
        ({"direction": "sideways"}, "direction"),
        ({"callId": ""}, "callId"),
        ({"callId": "x" * 251}, "callId"),
        ({"callId": "a\x00b"}, "callId"),
        ({"from": ["1", "2"]}, "from"),
        ({"from": True}, "from"),
        ({"queue": "q" * 61}, "queue"),
        ({"user": [{"name": "Emma"}]}, "user"),
        ({"recordingUrl": "javascript:alert(1)"}, "recordingUrl"),
    ],
)
def test_a_report_that_is_not_right_names_the_field_as_the_system_does(
    site: Web, said: dict[str, Any], field: str
) -> None:
    refused = System(site).post({"event": "newCall", **IN, **said})
    assert (refused.status_code, list((refused.json or {})["fields"])) == (422, [field])


@pytest.mark.parametrize("missing", ["event", "from", "to", "direction", "callId"])
@pytest.mark.parametrize("encoding", ["json", "form"])
def test_a_report_that_lacks_a_field_names_it(site: Web, missing: str, encoding: str) -> None:
    said = {name: value for name, value in DOCUMENTED["newCall in"].items() if name != missing}
    refused = System(site).post(said, encoding)
    assert (refused.status_code, list((refused.json or {})["fields"])) == (422, [missing])


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"[]", "application/json", 422),
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"event=newCall", "text/plain", 415),
        (b"", "", 415),
        (b'{"event": "' + b"x" * 1_000_001 + b'"}', "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(site: Web, body: bytes, kind: str, status: int) -> None:
    refused = site.anyone().post(System(site).address, data=body, content_type=kind)
    assert refused.status_code == status, refused.text


def test_a_token_that_no_line_has_and_a_revoked_one_are_refused(site: Web) -> None:
    system = System(site)
    assert site.be().post(f"/api/hotline/lines/{system.line['id']}/revoke").status_code == 200
    for address in (system.address, "/api/cti/none", f"/api/cti/{'x' * 3000}"):
        refused = site.anyone().post(address, json=DOCUMENTED["newCall in"])
        assert (refused.status_code, (refused.json or {})["code"]) == (401, "unknown_line")


def test_who_tries_tokens_is_stopped(site: Web) -> None:
    app = site.build(site.settings)
    codes = [app.test_client().post(f"/api/cti/{n}", json={}).status_code for n in range(62)]
    assert (codes[59], codes[60]) == (401, 429)


def test_the_clock_of_a_telephone_system_counts_only_on_a_line_that_trusts_it(site: Web) -> None:
    said = {**DOCUMENTED["newCall in"], "at": "2026-03-02T10:00:00+08:00"}
    moments = []
    for trusts in (True, False):
        system = System(site, trusts_clock=trusts)
        system.post(said)
        shown = site.be().get("/api/hotline/calls?limit=200").json or {}
        moments += [one["rang_at"] for one in shown["items"] if one["line_id"] == system.line["id"]]
    assert moments[0] == "2026-03-02T02:00:00+00:00"
    assert moments[1] > "2026-03-03"
    refused = System(site, trusts_clock=True).post({**said, "at": "yesterday"})
    assert (refused.status_code, list((refused.json or {})["fields"])) == (422, ["at"])


# ---- while the hotline is away ---------------------------------------------------------------------------------------


def waiting(site: Web) -> int:
    with site.database.reading() as session:
        return len(session.execute(select(KEPT_REPORT).where(KEPT_REPORT.c.next_at.is_not(None))).all())


def let_them_be_due(site: Web) -> None:
    with site.database.transaction() as session:
        session.execute(update(KEPT_REPORT).where(KEPT_REPORT.c.next_at.is_not(None)).values(next_at=now()))


def test_reports_are_kept_sealed_while_the_hotline_is_away_and_delivered_once_with_their_own_moments(site: Web) -> None:
    system, sealer = System(site), Sealer(site.settings.secret)
    site.away.add("hotline")
    try:
        for name in ("newCall in", "newCall in", "answer in"):
            assert (system.post(DOCUMENTED[name]).status_code, system.post(DOCUMENTED[name]).json) == (200, {})
        assert keeping.deliver_due(site.database, site.call, sealer) == 0
    finally:
        site.away.clear()
    assert system.post(DOCUMENTED["hangup in"]).json == {}, "reports queue behind those that wait"
    assert waiting(site) == 3
    with site.database.reading() as session:
        kept = session.execute(select(KEPT_REPORT).order_by(KEPT_REPORT.c.kept_at)).all()
    assert not any("493023125741" in str(row) for row in kept)
    keeping.measure(site.database)
    assert observe.CTI_WAITING._value.get() == 3
    let_them_be_due(site)
    assert keeping.deliver_due(site.database, site.call, sealer) == 3
    (call,) = system.calls()
    assert (call["state"], call["version"], waiting(site)) == ("ended", 3, 0)
    assert call["rang_at"] <= kept[0].kept_at.isoformat()


def _refusing(_service: str, _wire: dict[str, Any]) -> dict[str, Any]:
    return {"error": {"kind": "invalid", "code": "no_more", "message": "no", "message_zh": "否"}}


def test_a_kept_report_that_the_hotline_refuses_is_put_aside_and_holds_up_nobody(site: Web) -> None:
    system = System(site)
    site.away.add("hotline")
    system.post(DOCUMENTED["newCall in"])
    site.away.clear()
    let_them_be_due(site)
    assert keeping.deliver_due(site.database, _refusing, Sealer(site.settings.secret)) == 0
    assert waiting(site) == 0
    system.post(DOCUMENTED["answer in"])
    assert len(system.calls()) == 1


def test_a_refused_report_is_shown_with_its_caller_and_delivered_again(site: Web) -> None:
    """To those whose calls they are: their caller may have to be called back."""
    system, shown = System(site), "/api/hotline/calls/refused"
    site.away.add("hotline")
    system.post(DOCUMENTED["newCall in"])
    site.away.clear()
    let_them_be_due(site)
    keeping.deliver_due(site.database, _refusing, Sealer(site.settings.secret))
    keeping.measure(site.database)
    assert observe.CTI_REFUSED._value.get() >= 1
    operator, elsewhere = site.be(Role.OPERATOR), site.be(Role.OPERATOR, ELSEWHERE)
    (one,) = [row for row in (operator.get(shown).json or {})["items"] if row["line_id"] == system.line["id"]]
    assert {name: one[name] for name in ("caller", "error", "sign", "direction", "line")} == {
        "caller": DOCUMENTED["newCall in"]["from"],
        "error": "no_more",
        "sign": "newCall",
        "direction": "in",
        "line": system.line["name"],
    }
    assert not [row for row in (elsewhere.get(shown).json or {})["items"] if row["line_id"] == system.line["id"]]
    named = {name: one[name] for name in ("line_id", "call_ref", "sign")}
    assert elsewhere.post(f"{shown}/deliver", named).status_code == 404
    assert operator.post(f"{shown}/deliver", named).status_code == 202
    assert operator.post(f"{shown}/deliver", named).status_code == 404, "it waits now"
    assert keeping.deliver_due(site.database, site.call, Sealer(site.settings.secret)) == 1
    assert len(system.calls()) == 1


def test_a_report_waits_no_longer_for_the_hotline_than_a_telephone_may(site: Web) -> None:
    system, deadlines = System(site), []

    def slow(_service: str, wire: dict[str, Any]) -> dict[str, Any]:
        deadlines.append(wire["deadline"])
        raise Unavailable("no_answer", "no answer", "无响应")

    app = site.build(site.settings)
    object.__setattr__(app.extensions["linli_parts"].backend, "caller", slow)
    for name in ("newCall in", "answer in"):
        assert app.test_client().post(system.address, json=DOCUMENTED[name]).json == {}
    assert len(deadlines) == 1, "the second is not asked about, for the first waits"
    assert datetime.fromisoformat(deadlines[0]) <= now() + timedelta(seconds=PATIENCE)
    assert waiting(site) == 2
    let_them_be_due(site)
    keeping.deliver_due(site.database, site.call, Sealer(site.settings.secret))


# ---- lines -----------------------------------------------------------------------------------------------------------


def test_a_lines_token_is_shown_once_and_kept_as_a_digest(site: Web) -> None:
    said = {"name": "前台", "area_code": STREET, "queues": ["help"]}
    first, again = (site.be().post("/api/hotline/lines", said, Idempotency_Key="the-same-line") for _ in range(2))
    assert first.json == again.json
    made = dict(first.json or {})
    assert len(made["token"]) == 43
    with site.database.reading() as session:
        (row,) = session.execute(
            select(CTI_LINE).where(CTI_LINE.c.name == "前台", CTI_LINE.c.area_code == STREET)
        ).all()
        replies = [one for (one,) in session.execute(select(IDEMPOTENCY.c.reply))]
    assert made["token"] not in str([row, replies])
    listed = (site.be(area=STREET).get("/api/hotline/lines").json or {})["items"]
    assert [one["id"] for one in listed] == [made["id"]]
    assert "token" not in listed[0]
    other = site.be().post("/api/hotline/lines", said, Idempotency_Key="another-line").json or {}
    assert other["token"] != made["token"]


def test_lines_are_listed_by_pages_within_the_administrators_areas(site: Web) -> None:
    made = [System(site).line["id"] for _ in range(3)]
    found, cursor = [], ""
    while cursor is not None:
        shown = site.be().get(f"/api/hotline/lines?limit=2{cursor and f'&cursor={cursor}'}").json or {}
        found += [one["id"] for one in shown["items"]]
        cursor = shown["next_cursor"]
    assert found[:3] == list(reversed(made))
    assert len(found) == len(set(found))
    assert (site.be(area=ELSEWHERE).get("/api/hotline/lines").json or {})["items"] == []


def test_a_line_is_set_up_anew_and_works_so_at_once(site: Web) -> None:
    system = System(site)
    assert system.post(DOCUMENTED["newCall out"]).json == {}
    changed = site.be().post(
        f"/api/hotline/lines/{system.line['id']}/set-up", {"name": "夜班", "caller_id": "96198000"}
    )
    assert (changed.status_code, (changed.json or {})["name"]) == (200, "夜班")
    assert system.post({**DOCUMENTED["newCall out"], "callId": "2"}).json == {**DIAL, "caller_id": "96198000"}
    assert site.be(area=ELSEWHERE).post(f"/api/hotline/lines/{system.line['id']}/revoke").status_code == 404


@pytest.mark.parametrize(
    ("called", "shown"), [("498912345", "1"), ("4930123", "2"), ("49309", "3"), ("33123", "0"), ("", "0")]
)
def test_the_longest_rule_that_fits_says_what_a_call_out_shows(called: str, shown: str) -> None:
    rules = {"4989*": "1", "4930*": "2", "49309*": "3"}
    line = Line(id=uuid4(), name="l", area_code=DISTRICT, created_at=now(), caller_id="0", caller_ids=rules)
    assert answer_to_outgoing(line, called)["caller_id"] == shown


def test_screens_of_the_area_hear_that_a_call_rings_and_nothing_of_who_calls(site: Web) -> None:
    System(site).post({**DOCUMENTED["newCall in"], "callId": "heard"})
    with site.database.reading() as session:
        told = [
            body for (body,) in session.execute(select(OUTBOX.c.body).where(OUTBOX.c.type == RecordChanged.wire_type()))
        ]
    assert any('"kind":"call"' in one and '"state":"ringing"' in one for one in told)
    assert not any("493023125741" in one for one in told)


# ---- the desk --------------------------------------------------------------------------------------------------------


def test_a_rejected_caller_hears_the_busy_tone_and_one_who_was_missed_is_called_back(site: Web) -> None:
    system, desk = System(site), site.be(Role.OPERATOR)
    said = {"event": "newCall", "direction": "in", "to": "96198"}
    marked = {"area_code": DISTRICT, "number": "13700000001", "kind": "reject", "reason": "骚扰"}
    mark = site.be(Role.SUPERVISOR).post("/api/hotline/callers/marks", marked).json or {}
    assert system.post({**said, "from": "+8613700000001", "callId": "r"}).json == {"action": "reject", "reason": "busy"}
    lifted = site.be().post(f"/api/hotline/callers/marks/{mark['id']}/lift", If_Match=f'"{mark["version"]}"')
    assert lifted.status_code == 200, lifted.text
    assert system.post({**said, "from": "+8613700000001", "callId": "s"}).json == {}
    for sign in ("newCall", "hangup"):
        system.post({**said, "event": sign, "from": "13700000002", "callId": "m", "cause": "cancel"})
    listed = (desk.get("/api/hotline/return-calls?limit=200").json or {})["items"]
    (due,) = [one for one in listed if one["number"] == "137******02"]
    path = f"/api/hotline/return-calls/{due['id']}"
    claimed = desk.post(f"{path}/claim", If_Match=f'"{due["version"]}"')
    assert (claimed.json or {})["number"] == "13700000002"
    assert desk.post(f"{path}/claim", If_Match=f'"{due["version"]}"').status_code == 412
    assert site.be(Role.DISPATCHER).post(f"{path}/claim", If_Match="*").status_code == 409
    closed = desk.post(f"{path}/close", {"result": "reached"}, If_Match=claimed.headers["ETag"])
    assert (closed.json or {})["state"] == "done"


def test_an_account_becomes_an_agent_and_answers_the_calls_of_their_telephone(site: Web) -> None:
    system, account = System(site), site.account((Role.OPERATOR, DISTRICT), login="agent-one")
    seat = {"line_id": system.line["id"], "extension": "emma@chrispresso.com"}
    said = {"area_code": DISTRICT, "extensions": [seat], "queues": ["help"]}
    assert site.be().post(f"/api/hotline/agents/{account}", said).status_code == 200
    assert site.be().post(f"/api/hotline/agents/{uuid4()}", said).status_code == 422
    for name in ("newCall in", "answer in"):
        system.post(DOCUMENTED[name])
    (agent,) = (site.be(Role.OPERATOR).get("/api/hotline/agents?queue=help").json or {})["items"]
    assert (agent["id"], agent["state"]) == (str(account), "on_call")
    assert system.calls()[0]["agent_id"] == str(account)
