"""A volunteer signs in with the number of the register: own offers, hours, availability and calendar, nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from icalendar import Calendar

from linli.clock import now
from linli.identity import Role
from tests.factories.people import COMMUNITY
from tests.factories.receiver import Receiver, receiver
from tests.factories.residents import Resident
from tests.factories.volunteer_register import ALL_DAY
from tests.factories.volunteer_web import ROOT, begin, in_register, offered
from tests.factories.web import Web, web


@pytest.fixture(scope="module")
def sms() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, sms: Receiver) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("own"), sms_url=sms.url, webhook_secret=bytes(16)) as one:
        yield one


@pytest.fixture
def resident(api: Web, sms: Receiver) -> Resident:
    """A volunteer, signed in and free all day."""
    made = Resident(api, sms).sign_in()
    in_register(api, made.phone, weekly=[])
    assert say(made, "/volunteer/availability", {"availability": {"weekly": ALL_DAY}})["version"] > 1
    return made


def say(who: Resident, path: str, said: Any = None) -> dict[str, Any]:
    done = who.post(path, said, If_Match="*")
    assert done.status_code in (200, 201), done.text
    return dict(done.json or {})


def open_task(api: Web, volunteer_id: str) -> str:
    """A task whose place is offered to the volunteer; its id."""
    return offered(api, volunteer_id)[0]


def own_id(who: Resident) -> str:
    return str((who.get("/volunteer").json or {})["id"])


def offers(who: Resident) -> list[dict[str, Any]]:
    return list((who.get("/volunteer/offers?open=true").json or {})["items"])


def test_an_offer_is_seen_with_its_reason_taken_served_by_code_and_disputed(api: Web, resident: Resident) -> None:
    task = open_task(api, own_id(resident))
    (offer,) = offers(resident)
    assert (offer["title"], offer["state"], offer["actions"]) == ("陪伴就医", "offered", ["accept", "decline"])
    assert offer["why_zh"]
    path = f"/volunteer/offers/{offer['id']}"
    stale = resident.post(f"{path}/accept", {}, If_Match='"99"')
    assert stale.status_code == 412
    assert say(resident, f"{path}/accept")["actions"] == ["decline"]
    begin(api, task)
    assert offers(resident)[0]["actions"] == ["decline", "check_in"]
    code = (api.be(Role.COORDINATOR).get(f"{ROOT}/tasks/{task}/attendance-code").json or {})["code"]
    wrong = resident.post(f"{path}/check-in", {"proof": "code", "code": "none"}, If_Match="*")
    assert (wrong.json or {})["code"] == "wrong_code"
    by_word = resident.post(f"{path}/check-in", {"proof": "coordinator"}, If_Match="*")
    assert by_word.status_code == 422
    assert say(resident, f"{path}/check-in", {"proof": "code", "code": code})["actions"] == ["check_out"]
    gone = say(resident, f"{path}/check-out", {"proof": "code", "code": code})
    assert (gone["state"], gone["actions"]) == ("served", ["dispute"])
    disputed = say(resident, f"{path}/dispute", {"hours": "2", "reason": "全程在场"})
    assert (disputed["disputed_hours"], disputed["actions"]) == ("2.00", [])
    decided = api.be(Role.COORDINATOR).post(
        f"{ROOT}/engagements/{offer['id']}/decide", {"hours": "2", "reason": "核实"}, If_Match="*"
    )
    assert decided.status_code == 200, decided.text
    hours = resident.get("/volunteer/hours").json or {}
    assert (hours["volunteer_id"], hours["balance"], hours["served"]) == (own_id(resident), "2.00", "2.00")
    lines = (resident.get("/volunteer/hours/lines").json or {})["items"]
    assert [(one["kind"], one["amount"]) for one in lines] == [("service", "2.00")]


def test_who_declines_is_not_asked_for_a_reason_and_loses_nothing(api: Web, resident: Resident) -> None:
    open_task(api, own_id(resident))
    declined = say(resident, f"/volunteer/offers/{offers(resident)[0]['id']}/decline")
    assert (declined["state"], declined["actions"]) == ("declined", [])
    assert (resident.get("/volunteer").json or {})["state"] == "active"


def test_what_is_anothers_is_not_found(api: Web, sms: Receiver, resident: Resident) -> None:
    other = Resident(api, sms).sign_in()
    nobody = other.get("/volunteer")
    assert (nobody.status_code, (nobody.json or {})["code"]) == (404, "no_volunteer")
    in_register(api, other.phone)
    open_task(api, own_id(resident))
    path = f"/volunteer/offers/{offers(resident)[0]['id']}"
    for what, said in {
        "accept": {},
        "decline": {},
        "check-in": {"proof": "code", "code": "1"},
        "check-out": {"proof": "code", "code": "1"},
        "dispute": {"hours": "1", "reason": "x"},
    }.items():
        assert other.post(f"{path}/{what}", said, If_Match="*").status_code == 404
    assert offers(other) == []
    assert offers(resident)[0]["state"] == "offered"


def test_one_pauses_comes_back_and_leaves_without_a_reason(api: Web, resident: Resident) -> None:
    task = open_task(api, own_id(resident))
    assert say(resident, "/volunteer/state", {"state": "paused"})["state"] == "paused"
    matches = api.be(Role.COORDINATOR).get(f"{ROOT}/tasks/{task}/matches?volunteer_id={own_id(resident)}").json or {}
    assert "active" in [one["rule"] for one in matches["items"][0]["refusals"]]
    assert say(resident, "/volunteer/state", {"state": "active"})["state"] == "active"
    refused = resident.post("/volunteer/state", {"state": "refused"}, If_Match="*")
    assert refused.status_code == 422
    assert say(resident, "/volunteer/state", {"state": "left"})["state"] == "left"
    assert resident.get("/volunteer").status_code == 404


def test_availability_is_read_from_a_calendar(resident: Resident) -> None:
    text = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VAVAILABILITY
BEGIN:AVAILABLE
UID:a
DTSTART;TZID=Asia/Shanghai:20260105T090000
DTEND;TZID=Asia/Shanghai:20260105T110000
RRULE:FREQ=WEEKLY;BYDAY=MO
END:AVAILABLE
END:VAVAILABILITY
END:VCALENDAR
"""
    read = say(resident, "/volunteer/calendar", {"calendar": text})
    assert read["availability"]["weekly"] == [{"weekday": 1, "begins": "09:00", "ends": "11:00"}]


def test_a_calendar_is_read_at_its_address_until_that_is_closed(api: Web, resident: Resident) -> None:
    open_task(api, own_id(resident))
    first = say(resident, "/volunteer/feed")["token"]
    address = f"/api/calendars/{first}.ics"
    shown = api.anyone().get(address)
    assert shown.content_type == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(shown.text).walk("VEVENT")
    offer = offers(resident)[0]
    assert (str(event["UID"]), str(event["STATUS"])) == (f"{offer['id']}@linli", "TENTATIVE")
    say(resident, f"/volunteer/offers/{offer['id']}/accept")
    (event,) = Calendar.from_ical(api.anyone().get(address).text).walk("VEVENT")
    assert ("STATUS" in event, str(event["SUMMARY"])) == (False, "陪伴就医")
    second = say(resident, "/volunteer/feed")["token"]
    assert api.anyone().get(address).status_code == 404
    assert api.anyone().get(f"/api/calendars/{second}").status_code == 200
    assert say(resident, "/volunteer/feed/close")["calendar_since"] is None
    assert api.anyone().get(f"/api/calendars/{second}").status_code == 404
    assert api.anyone().get("/api/calendars/short").status_code == 422


def test_one_says_how_one_wants_to_be_told(resident: Resident) -> None:
    wish = {"email": "li.lei@example.org", "language": "en", "notify": "email"}
    shown = say(resident, "/volunteer/wish", wish)
    assert (shown["email"], shown["language"], shown["notify"]) == ("l***@example.org", "en", "email")


def test_ones_own_statement_and_certificates_are_papers(api: Web, resident: Resident) -> None:
    coordinator, own = api.be(Role.COORDINATOR), own_id(resident)
    today = now().date().isoformat()
    served = {"area_code": COMMUNITY, "hours": "3", "served_on": "2026-03-05", "reason": "学雷锋日"}
    assert coordinator.post(f"{ROOT}/hours/{own}/credit", served).status_code == 201
    said = {"area_code": COMMUNITY, "name": "李雷", "since": "2026-03-01", "until": "2026-03-31"}
    made = coordinator.post(f"{ROOT}/hours/{own}/certificates", said).json or {}
    (listed,) = (resident.get("/volunteer/certificates").json or {})["items"]
    assert (listed["code"], listed["hours"]) == (made["code"], "3.00")
    for path in (f"certificates/{made['id']}/pdf", f"hours/statement?since={today}&until={today}"):
        paper = resident.get(f"/volunteer/{path}")
        assert (paper.status_code, paper.data[:5]) == (200, b"%PDF-"), paper.text
    assert resident.get(f"/volunteer/certificates/{own}/pdf").status_code == 404
