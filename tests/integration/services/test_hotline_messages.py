"""The citizen and the unit are told what becomes of a request; people see the log and the notices of their areas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from linli.clock import now
from linli.config import Settings
from linli.contracts.hotline.events import RequestClosed, RequestSettled
from linli.errors import Conflict, Forbidden, Invalid, NotFound
from linli.identity import Role
from linli.messages.quiet import NEVER_QUIET
from services.hotline.tables.messages import CONTACT_WISH
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, administrator, person
from tests.factories.receiver import Receiver, receiver
from tests.factories.running import RunningService, running

OPERATOR = person(Role.OPERATOR)
HANDLER = person(Role.HANDLER, at=COMMUNITY)
DISPATCHER = person(Role.DISPATCHER)
PHONE = "13912345678"
EMAIL = "wang@example.org"


@pytest.fixture
def gateway() -> Iterator[Receiver]:
    """The SMS gateway."""
    with receiver() as made:
        yield made


@pytest.fixture
def hotline(tmp_path: Path, gateway: Receiver) -> Iterator[RunningService]:
    """The hotline with an SMS gateway, at any hour of the day."""
    changed: dict[str, Any] = {"sms_url": gateway.url, "webhook_secret": bytes(16), "quiet_citizen": NEVER_QUIET}
    with running("hotline", tmp_path, **changed) as service:
        yield service


def opened(hotline: RunningService, who: Any = OPERATOR, **said: Any) -> UUID:
    """A new request, of which everybody has heard."""
    given = {"id": uuid4(), "tracking_code": "7K3QX-9M2TB", "area_code": COMMUNITY, "category": "noise.residential"}
    request = hotline.ask(who, "open_request", **{**given, "title": "楼上噪声", "contact_phone": PHONE, **said})
    hear(hotline)
    return UUID(request["id"])


def hear(hotline: RunningService) -> None:
    """Let the hotline hear all of its own events, also those it has heard: a repeat does nothing."""
    for envelope in hotline.sent():
        hotline.tell(envelope)
    assert hotline.waiting() == (0, 0)


def deliver(hotline: RunningService) -> None:
    """Send what is due."""
    while hotline.member.service.deliver_messages():
        pass


def log(hotline: RunningService, who: Any = DISPATCHER, **asked: Any) -> list[dict[str, Any]]:
    """The delivery log."""
    return list(hotline.ask(who, "list_deliveries", **asked)["items"])


def notices(hotline: RunningService, who: Any = HANDLER, **asked: Any) -> list[str]:
    """The templates of the unit's notices, newest first."""
    return [one["template"] for one in hotline.ask(who, "list_notices", **asked)["items"]]


def test_a_citizen_is_told_at_each_step_and_a_repeated_event_tells_nothing_twice(
    hotline: RunningService, gateway: Receiver
) -> None:
    request_id = opened(hotline)
    for call, said in (("sign_request", {}), ("settle_request", {"result": "done"}), ("close_request", {})):
        hotline.ask(administrator(), call, id=request_id, **said)
    hear(hotline)
    hear(hotline)
    deliver(hotline)
    told = [came.said for came in gateway.received]
    assert [one["template"] for one in told] == ["request.opened", "request.settled", "request.closed"]
    assert all(one["to"] == PHONE and "7K3QX-9M2TB" in one["text"] for one in told)


def test_a_citizen_is_told_of_more_time_that_was_granted_and_of_nothing_that_was_answered_on_the_phone(
    hotline: RunningService,
) -> None:
    opened(hotline, answer="九点至十七点")
    assert log(hotline) == []
    until = (now() + timedelta(days=30)).isoformat()
    for approved in (True, False):
        request_id = opened(hotline, tracking_code=f"7K3QX-9M2T{approved:d}", category="other")
        hotline.ask(administrator(), "sign_request", id=request_id)
        hotline.ask(administrator(), "ask_extension", id=request_id, until=until, reason="需专业设备")
        hotline.ask(administrator(), "decide_extension", id=request_id, approved=approved, reason="已核实")
        hear(hotline)
        told = [one["template"] for one in log(hotline, subject_id=request_id)]
        assert ("request.extension_decided" in told) is approved


def test_a_bad_rating_is_told_to_the_unit_it_is_about_and_the_unit_one_tier_up_that_it_begins_again(
    hotline: RunningService, gateway: Receiver
) -> None:
    request_id = opened(hotline)
    hotline.ask(administrator(), "settle_request", id=request_id, result="done")
    hotline.ask(administrator(), "verify_request", id=request_id, accepted=True)
    hear(hotline)
    (call_back,) = hotline.ask(OPERATOR, "list_call_backs")["items"]
    hotline.ask(OPERATOR, "claim_call_back", id=call_back["id"])
    rating: dict[str, Any] = {
        "contacted": True,
        "resolved": False,
        "satisfaction": 1,
        "complaints": ["slow", "attitude"],
    }
    hotline.ask(OPERATOR, "record_call", id=call_back["id"], result="reached", comment="依旧很吵", **rating)
    hear(hotline)
    assert notices(hotline) == ["call_back.ended", "request.dispatched"]
    (told, _) = hotline.ask(HANDLER, "list_notices")["items"]
    assert "服务态度差、办理太慢" in told["text"]
    assert notices(hotline, DISPATCHER, area_code=STREET) == ["request.reopened"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"contact_email": EMAIL}, [("sms", "zh", "139******78")]),
        ({"contact_email": EMAIL, "notify": "email"}, [("email", "zh", "w***@example.org")]),
        ({"contact_email": EMAIL, "contact_phone": None, "language": "en"}, [("email", "en", "w***@example.org")]),
        ({"language": "en"}, [("sms", "en", "139******78")]),
        ({"contact_email": EMAIL, "notify": "none"}, []),
        ({"notify": "email"}, [("sms", "zh", "139******78")]),
    ],
)
def test_the_citizen_is_told_as_they_wish(
    tmp_path: Path, gateway: Receiver, said: dict[str, Any], told: list[tuple[str, str, str]]
) -> None:
    mail: dict[str, Any] = {"smtp_url": "smtp://127.0.0.1:9", "mail_from": "noreply@linli.example"}
    with running("hotline", tmp_path, sms_url=gateway.url, webhook_secret=bytes(16), **mail) as hotline:
        opened(hotline, **said)
        assert [(one["channel"], one["language"], one["recipient"]) for one in log(hotline)] == told
        with hotline.database.reading() as session:
            kept = [str(value) for row in session.execute(select(CONTACT_WISH)) for value in row]
        assert EMAIL not in kept


@pytest.mark.parametrize("email", ["wang", "wang@", "wang@example", "a b@example.org", "wang@example.org\nBcc: x@y.z"])
def test_what_is_no_e_mail_address_is_refused(hotline: RunningService, email: str) -> None:
    given = {"id": uuid4(), "tracking_code": "7K3QX-9M2TB", "area_code": COMMUNITY, "category": "other", "title": "t"}
    refused = hotline.refusal(OPERATOR, "open_request", **given, contact_email=email)
    assert list(refused.fields) == ["contact_email"]


def test_who_has_just_rated_it_well_is_not_asked_to_rate_it(hotline: RunningService) -> None:
    request_id = opened(hotline)
    hotline.ask(administrator(), "settle_request", id=request_id, result="done")
    hotline.ask(OPERATOR, "record_call_back", id=request_id, outcome="satisfied", satisfaction=4)
    hear(hotline)
    assert sorted(one["template"] for one in log(hotline)) == ["request.opened", "request.settled"]


def test_the_unit_is_told_of_what_comes_and_goes(hotline: RunningService) -> None:
    request_id = opened(hotline)
    assert notices(hotline) == ["request.dispatched"]
    hotline.ask(HANDLER, "return_request", id=request_id, reason="不属本单位")
    hotline.ask(DISPATCHER, "withdraw_request", id=request_id)
    hear(hotline)
    assert notices(hotline) == ["request.dispatched"], "the unit that returned it is not told what becomes of it"
    assert notices(hotline, DISPATCHER, area_code=STREET) == ["request.withdrawn", "request.returned"]


def test_a_notice_names_the_request_and_is_read_for_the_whole_unit(hotline: RunningService) -> None:
    request_id = opened(hotline)
    page = hotline.ask(HANDLER, "list_notices")
    (notice,) = page["items"]
    assert (page["unread"], notice["subject_id"], notice["department"]) == (1, str(request_id), "SQ")
    assert "7K3QX-9M2TB" in notice["text"]
    read = hotline.ask(HANDLER, "read_notice", id=notice["id"])
    assert read["read_at"] is not None
    again = hotline.ask(person(Role.HANDLER, at=COMMUNITY), "read_notice", id=notice["id"])
    assert again == read, "the first to read it counts"
    assert hotline.ask(HANDLER, "list_notices", unread=True) == {"items": [], "next_cursor": None, "unread": 0}


def test_the_past_is_told_to_nobody(hotline: RunningService) -> None:
    opened(hotline, administrator(), at=now() - timedelta(days=3))
    assert log(hotline) == []
    assert notices(hotline) == []


def test_the_log_shows_how_and_to_whom_but_not_who_or_what(hotline: RunningService) -> None:
    request_id = opened(hotline)
    (entry,) = log(hotline)
    assert (entry["recipient"], entry["channel"], entry["state"]) == ("139******78", "sms", "waiting")
    assert (entry["template"], entry["subject_id"], entry["language"]) == ("request.opened", str(request_id), "zh")
    assert PHONE not in str(entry)
    assert "text" not in entry
    deliver(hotline)
    (entry,) = log(hotline, area_code=COMMUNITY, state="sent", channel="sms", subject_id=request_id)
    assert (entry["attempts"], entry["due_at"], entry["error"]) == (1, None, None)


def test_the_log_is_that_of_the_callers_areas_and_roles(hotline: RunningService) -> None:
    opened(hotline)
    opened(hotline, area_code=STREET, tracking_code="7K3QX-9M2TC")
    assert len(log(hotline)) == len(log(hotline, area_code=STREET)) == 2
    assert [one["area_code"] for one in log(hotline, area_code=COMMUNITY)] == [COMMUNITY]
    assert log(hotline, person(Role.DISPATCHER, at=ELSEWHERE)) == []
    assert log(hotline, person(Role.DISPATCHER, at=STREET), area_code=COMMUNITY) != []
    cell = f"010101{COMMUNITY[:6]}{COMMUNITY[6:12]}01"
    assert log(hotline, area_code=cell) == []
    refused = hotline.refusal(person(Role.DISPATCHER, at=COMMUNITY), "list_deliveries", area_code=STREET)
    assert isinstance(refused, NotFound)
    assert isinstance(hotline.refusal(HANDLER, "list_deliveries", area_code=COMMUNITY), Forbidden)
    assert log(hotline, person(Role.HANDLER)) == []


def test_the_log_and_the_notices_are_read_page_by_page(hotline: RunningService) -> None:
    for number in range(3):
        opened(hotline, tracking_code=f"7K3QX-9M2T{number}")
    for call, who in (("list_deliveries", DISPATCHER), ("list_notices", HANDLER)):
        pages: list[list[str]] = []
        cursor = None
        while not pages or cursor:
            page = hotline.ask(who, call, limit=2, **({"cursor": cursor} if cursor else {}))
            pages.append([one["id"] for one in page["items"]])
            cursor = page["next_cursor"]
        assert [len(one) for one in pages] == [2, 1]
        assert len({one for page in pages for one in page}) == 3
        assert isinstance(hotline.refusal(who, call, cursor="nonsense"), Invalid)


def test_what_failed_is_tried_again_when_somebody_asks(hotline: RunningService, gateway: Receiver) -> None:
    opened(hotline)
    gateway.status = 404
    deliver(hotline)
    (failed,) = log(hotline, state="failed")
    assert (failed["error"], failed["attempts"]) == ("http_404", 1)
    gateway.status = 200
    again = hotline.ask(DISPATCHER, "retry_delivery", id=failed["id"])
    assert (again["state"], again["attempts"], again["error"]) == ("waiting", 0, None)
    deliver(hotline)
    assert [one["state"] for one in log(hotline)] == ["sent"]
    assert isinstance(hotline.refusal(DISPATCHER, "retry_delivery", id=failed["id"]), Conflict)


def test_only_who_reaches_the_area_may_have_it_tried_again_or_read(hotline: RunningService) -> None:
    opened(hotline)
    (entry,) = log(hotline)
    (notice,) = hotline.ask(HANDLER, "list_notices")["items"]
    for call, thing in (("retry_delivery", entry), ("read_notice", notice)):
        assert isinstance(hotline.refusal(administrator(ELSEWHERE), call, id=thing["id"]), NotFound)
        assert isinstance(hotline.refusal(administrator(), call, id=uuid4()), NotFound)
    assert isinstance(hotline.refusal(DISPATCHER, "read_notice", id=entry["id"]), NotFound)
    assert isinstance(hotline.refusal(DISPATCHER, "retry_delivery", id=notice["id"]), Conflict)


def test_without_any_channel_messages_are_kept_and_shown_and_nothing_is_wrong(tmp_path: Path) -> None:
    with running("hotline", tmp_path) as hotline:
        opened(hotline)
        deliver(hotline)
        (entry,) = log(hotline)
        assert (entry["state"], entry["error"], entry["attempts"]) == ("no_channel", None, 0)
        assert hotline.refusal(DISPATCHER, "retry_delivery", id=entry["id"]).code == "no_channel"


def test_who_left_no_number_is_not_told(hotline: RunningService) -> None:
    opened(hotline, contact_phone="024-22345678")
    assert log(hotline) == []
    assert notices(hotline) == ["request.dispatched"]


def test_every_text_fits_and_is_filled_in_both_languages(tmp_path: Path) -> None:
    """A Chinese SMS has 70 characters; the longest category and a usual code and moment must fit."""
    from linli.contracts.hotline.call_backs import CallBackEnded
    from linli.contracts.messages import Audience, Language
    from services.hotline.catalogue import shipped
    from services.hotline.domain.catalogue import ALWAYS
    from services.hotline.domain.messages import APPOINTMENTS, TOLD, AppointmentFacts, Facts
    from services.hotline.usecases.codes import EMAIL_TEMPLATE, TEMPLATE

    with running("hotline", tmp_path) as hotline:
        templates = hotline.member.service.post.templates
    needed = {
        f"{event.name}.unit" if len(told) > 1 and one is Audience.UNIT else event.name
        for event, told in TOLD.items()
        for one in told
    }
    assert templates.names == needed | {CallBackEnded.name, TEMPLATE, EMAIL_TEMPLATE} | {
        one.name for one in APPOINTMENTS
    }
    for language, most in ((Language.ZH, 70), (Language.EN, 160)):
        longest = max((getattr(one, language.value) for one in shipped().on(ALWAYS).categories.values()), key=len)
        facts = vars(Facts("7K3QX-9M2TB", "题", longest, "2026-03-02 17:00", "办理太慢、问题未解决"))
        service = "助浴服务" if language is Language.ZH else "Bathing"
        booked = vars(AppointmentFacts(service, "站" * 17, "", "2026-03-02 17:00"))
        for name in templates.names:
            about = booked if name.startswith("appointment.") else facts
            worded = templates.worded(name, language, about)
            assert len(worded.short) <= most, (name, language)
            assert about.get("code", "2026-03-02 17:00") in worded.short
            assert "{" not in worded.short + worded.title + worded.text


def test_the_events_themselves_say_which_unit_is_told(hotline: RunningService) -> None:
    """The request may have moved on by the time its event is heard."""
    request_id = opened(hotline)
    hotline.ask(administrator(), "settle_request", id=request_id, result="done")
    hotline.ask(administrator(), "close_request", id=request_id)
    late = [one for one in hotline.sent() if isinstance(one.event, RequestSettled | RequestClosed)]
    for envelope in reversed(late):
        hotline.tell(envelope)
    assert sorted(one["template"] for one in log(hotline)) == ["request.closed", "request.opened", "request.settled"]


def told_at(hotline: RunningService, area_code: str) -> list[str]:
    """What the units of this very area were told, oldest first."""
    return list(reversed(notices(hotline, DISPATCHER, area_code=area_code)))


def test_a_unit_is_warned_and_told_of_its_breach_and_those_above_of_what_climbs_to_them(
    hotline: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock to sign runs out after an hour; after ten days the two others have, and are told of as one."""
    opened(hotline)
    start = now()
    for hours in (0.9, 1.1, 240):
        moment = start + timedelta(hours=hours)
        monkeypatch.setattr("linli.timers.now", lambda moment=moment: moment)
        monkeypatch.setattr("linli.firing.now", lambda moment=moment: moment)
        while hotline.member.firing.fire_due():
            pass
    hear(hotline)
    assert told_at(hotline, COMMUNITY) == [
        "request.dispatched",
        "request.warned",
        "request.breached",
        "request.breached",
    ]
    assert told_at(hotline, STREET) == ["request.escalated"]
    assert told_at(hotline, DISTRICT) == ["request.escalated"]


def test_who_decides_is_told_that_there_is_something_to_decide(hotline: RunningService) -> None:
    request_id = opened(hotline, category="other")
    hotline.ask(administrator(), "dispatch_request", id=request_id, unit_area=COMMUNITY)
    hotline.ask(HANDLER, "sign_request", id=request_id)
    until = (now() + timedelta(days=30)).isoformat()
    hotline.ask(HANDLER, "ask_extension", id=request_id, until=until, reason="需专业设备")
    hotline.ask(HANDLER, "dispute_request", id=request_id, reason="不在辖区")
    hear(hotline)
    assert told_at(hotline, STREET) == ["request.extension_asked", "request.disputed"]
    assert "request.disputed" not in told_at(hotline, COMMUNITY)


def test_settings_name_the_channels(tmp_path: Path) -> None:
    from linli.contracts.messages import MessageChannel
    from linli.messages.setup import channels_of

    none = Settings()
    assert channels_of(none) == {}
    everything = replace(
        none, smtp_url="smtp://mail", mail_from="a@b", sms_url="http://s", webhook_url="http://w", webhook_secret=b"x"
    )
    assert set(channels_of(everything)) == set(MessageChannel) - {MessageChannel.IN_APP}


def test_all_whose_requests_were_merged_are_told_of_the_end_with_their_own_code(
    hotline: RunningService, gateway: Receiver
) -> None:
    """Through any number of mergers, each once, in their own words; the others' steps are not told."""
    codes = ["7K3QX-9M2TB", "7K3QX-9M2TC", "7K3QX-9M2TD"]
    main, part, inner = (
        opened(hotline, tracking_code=code, contact_phone=f"1391234567{at}") for at, code in enumerate(codes)
    )
    for into, one in ((part, inner), (main, part)):
        hotline.ask(OPERATOR, "merge_requests", id=into, requests=[{"id": str(one)}], reason="同一户")
    hotline.ask(administrator(), "settle_request", id=main, result="done")
    hotline.ask(administrator(), "close_request", id=main)
    hear(hotline)
    hear(hotline)
    deliver(hotline)
    ends = [came.said for came in gateway.received if came.said["template"] in ("request.settled", "request.closed")]
    assert sorted((one["template"], one["to"][-1], codes[int(one["to"][-1])] in one["text"]) for one in ends) == [
        (template, str(at), True) for template in ("request.closed", "request.settled") for at in range(3)
    ]
