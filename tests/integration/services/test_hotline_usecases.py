"""A request is recorded once, moved by its officers, and settled or returned by what becomes of its task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from linli.contracts.grid.cases import CaseCancelled, CaseState, CaseVerified
from linli.contracts.hotline.events import RequestDispatched
from linli.contracts.task import TaskSummary
from linli.errors import Conflict, Forbidden, Invalid, NotFound, StaleVersion
from linli.identity import Role
from linli.sealing import masked_phone
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, administrator, person
from tests.factories.running import RunningService, running

OPERATOR = person(Role.OPERATOR)
HANDLER = person(Role.HANDLER, at=STREET)
PHONE = "13912345678"


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[RunningService]:
    with running("hotline", tmp_path) as service:
        yield service


def command(**said: Any) -> dict[str, Any]:
    """What an operator records."""
    given = {"id": uuid4(), "tracking_code": "7K3QX-9M2TB", "area_code": COMMUNITY, "category": "noise.residential"}
    return {**given, "title": "Loud music", **said}


@pytest.fixture
def request_id(hotline: RunningService) -> UUID:
    """A request that was just recorded."""
    return UUID(hotline.ask(OPERATOR, "open_request", **command(contact_name="王芳", contact_phone=PHONE))["id"])


def asked_task(hotline: RunningService) -> RequestDispatched:
    """The event by which the request asks for its task."""
    return next(event for event in hotline.said() if isinstance(event, RequestDispatched))


def verified(asked: RequestDispatched, at: datetime) -> CaseVerified:
    """The task's end."""
    summary = asked.request
    task = TaskSummary(
        state=CaseState.VERIFIED,
        category=summary.category,
        opened_at=summary.opened_at,
        due_at=summary.settle_due_at,
        request_id=asked.subject,
        ended_at=at,
        outcome="verified",
    )
    return CaseVerified(subject=summary.task_id, area_code=asked.area_code, sequence=4, occurred_at=at, task=task)


def given_up(asked: RequestDispatched) -> CaseCancelled:
    """The task given up by its officers."""
    done = verified(asked, asked.occurred_at)
    task = replace(done.task, state=CaseState.CANCELLED, outcome="given_up")
    values = {"area_code": done.area_code, "sequence": 2, "occurred_at": done.occurred_at}
    return CaseCancelled(subject=done.subject, task=task, **values)  # type: ignore[arg-type]


def test_a_request_is_recorded_dispatched_and_shown_with_its_contact_masked(
    hotline: RunningService, request_id: UUID
) -> None:
    shown = hotline.ask(HANDLER, "get_request", id=request_id)
    assert (shown["contact_name"], shown["contact_phone"]) == ("王*", masked_phone(PHONE))
    assert (shown["version"], shown["request"]["service"], shown["request"]["unit_area"]) == (2, "grid", COMMUNITY)
    assert hotline.names() == ["request.opened", "request.dispatched"]


def test_the_same_id_or_source_record_is_recorded_once(hotline: RunningService) -> None:
    said = command(source_ref="nyc311:1")
    first = hotline.ask(OPERATOR, "open_request", **said)
    assert hotline.ask(OPERATOR, "open_request", **said) == first
    assert hotline.ask(OPERATOR, "open_request", **{**said, "id": uuid4(), "tracking_code": "7K3QX-9M2TC"}) == first
    assert hotline.names() == ["request.opened", "request.dispatched"]


def test_a_request_is_signed_settled_and_closed(hotline: RunningService, request_id: UUID) -> None:
    hotline.ask(HANDLER, "sign_request", id=request_id, version=2)
    settled = hotline.ask(HANDLER, "settle_request", id=request_id, result="music turned down", version=3)
    assert settled["result"] == "music turned down"
    closed = hotline.ask(OPERATOR, "close_request", id=request_id, version=4)
    assert (closed["request"]["state"], closed["version"]) == ("closed", 5)
    assert [event.sequence for event in hotline.said()] == [1, 2, 3, 4, 5]


def test_a_done_task_settles_its_request_once(hotline: RunningService, request_id: UUID) -> None:
    asked = asked_task(hotline)
    done = verified(asked, asked.occurred_at + timedelta(seconds=1))
    hotline.tell(done, done)
    shown = hotline.ask(HANDLER, "get_request", id=request_id)
    assert (shown["request"]["state"], shown["result"], shown["version"]) == ("settled", "grid: verified", 3)


def test_a_given_up_task_sends_its_request_one_tier_up_with_another_task(
    hotline: RunningService, request_id: UUID
) -> None:
    asked = asked_task(hotline)
    hotline.tell(given_up(asked), given_up(asked))
    shown = hotline.ask(HANDLER, "get_request", id=request_id)
    assert (shown["request"]["unit_area"], shown["version"]) == (STREET, 3)
    assert shown["request"]["task_id"] != str(asked.request.task_id)


def test_a_task_that_the_request_wants_no_more_moves_nothing(hotline: RunningService, request_id: UUID) -> None:
    asked = asked_task(hotline)
    hotline.ask(HANDLER, "return_request", id=request_id, reason="not ours")
    hotline.tell(verified(asked, asked.occurred_at))
    assert hotline.names() == ["request.opened", "request.dispatched", "request.returned"]
    assert hotline.waiting() == (0, 0)


def test_a_task_done_before_the_unit_signed_still_settles_its_request(
    hotline: RunningService, request_id: UUID
) -> None:
    asked = asked_task(hotline)
    hotline.ask(HANDLER, "sign_request", id=request_id)
    hotline.tell(verified(asked, asked.occurred_at))
    assert hotline.waiting() == (0, 0)
    assert hotline.ask(HANDLER, "get_request", id=request_id)["request"]["state"] == "settled"


def test_another_body_under_a_used_key_is_refused(hotline: RunningService, request_id: UUID) -> None:
    hotline.ask(HANDLER, "sign_request", key="k", id=request_id)
    hotline.ask(HANDLER, "sign_request", key="k", id=request_id)
    assert hotline.names()[2:] == ["request.signed"]
    with pytest.raises(Conflict, match="idempotency_key_reused"):
        hotline.ask(HANDLER, "sign_request", key="k", id=request_id, note="again")


def test_out_of_scope_is_not_found_a_missing_role_forbidden_and_an_old_version_stale(
    hotline: RunningService, request_id: UUID
) -> None:
    cases = [
        (administrator(ELSEWHERE), {}, NotFound),
        (person(Role.AUDITOR), {}, Forbidden),
        (HANDLER, {"version": 1}, StaleVersion),
    ]
    for who, more, kind in cases:
        assert type(hotline.refusal(who, "sign_request", id=request_id, **more)) is kind
    assert isinstance(hotline.refusal(administrator(), "sign_request", id=uuid4()), NotFound)
    assert hotline.names() == ["request.opened", "request.dispatched"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"category": "noise.martians"}, "category"),
        ({"area_code": "12"}, "area_code"),
        ({"title": " "}, "title"),
        ({"contact_phone": "call me"}, "contact_phone"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_request_that_is_not_right_names_the_field_and_is_not_recorded(
    hotline: RunningService, said: dict[str, Any], field: str
) -> None:
    refused = hotline.refusal(administrator(DISTRICT), "open_request", **command(**said))
    assert (type(refused), list(refused.fields)) == (Invalid, [field])
    assert hotline.said() == []
