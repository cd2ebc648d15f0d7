"""An aid case is moved by its officers through calls, under four eyes and by role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from linli.contracts.hotline.words import TaskService
from linli.errors import Conflict, Forbidden, Invalid
from linli.identity import Role
from tests.factories.people import STREET, administrator, person
from tests.factories.requests import CalledRequest
from tests.factories.running import RunningService, running

WINDOW = person(Role.AID_SURVEYOR, at=STREET)
RECORDER = person(Role.AID_SURVEYOR, at=STREET)
APPROVER = person(Role.AID_APPROVER)
PAIR = (uuid4(), uuid4())


@pytest.fixture
def assistance(tmp_path: Path) -> Iterator[RunningService]:
    with running("assistance", tmp_path) as service:
        yield service


@pytest.fixture
def case(assistance: RunningService) -> UUID:
    """A case that was just received."""
    request = CalledRequest(TaskService.ASSISTANCE, category="aid.rent")
    assistance.tell(request.dispatched())
    return request.task_id()


@pytest.fixture
def surveyed(assistance: RunningService, case: UUID) -> UUID:
    """The same case, ready to be decided."""
    assistance.ask(WINDOW, "accept_case", id=case)
    assistance.ask(RECORDER, "survey_case", id=case, investigators=PAIR)
    return case


def test_a_case_is_accepted_surveyed_and_approved_with_its_amount(assistance: RunningService, surveyed: UUID) -> None:
    answer = assistance.ask(APPROVER, "decide_case", id=surveyed, approve=True, amount="800.5", version=3, note="gap")
    assert (answer["task"]["state"], answer["task"]["outcome"]) == ("approved", "approved")
    assert (answer["amount"], answer["version"], answer["note"]) == ("800.50", 4, "gap")
    shown = assistance.ask(WINDOW, "get_case", id=surveyed)
    assert shown == answer
    assert shown["investigators"] == [str(one) for one in PAIR]
    assert assistance.names() == ["case.opened", "case.accepted", "case.surveyed", "case.decided"]
    assert [event.sequence for event in assistance.said()] == [1, 2, 3, 4]


def test_a_case_is_refused_with_its_reason_and_without_an_amount(assistance: RunningService, surveyed: UUID) -> None:
    assert isinstance(assistance.refusal(APPROVER, "decide_case", id=surveyed, approve=False), Invalid)
    contrary = assistance.refusal(APPROVER, "decide_case", id=surveyed, approve=False, amount="1", note="no")
    assert list(contrary.fields) == ["amount"]
    answer = assistance.ask(APPROVER, "decide_case", id=surveyed, approve=False, note="income too high")
    assert (answer["task"]["outcome"], answer["note"], answer["amount"]) == ("refused", "income too high", None)


def test_four_eyes_hold_for_everyone_who_prepared_the_case_even_an_administrator(
    assistance: RunningService, case: UUID
) -> None:
    boss = administrator()
    assistance.ask(boss, "accept_case", id=case)
    assistance.ask(RECORDER, "survey_case", id=case, investigators=PAIR)
    for preparer in (boss.account_id, RECORDER.account_id, *PAIR):
        refused = assistance.refusal(
            person(Role.AID_APPROVER, Role.ADMINISTRATOR, account=preparer),
            "decide_case",
            id=case,
            approve=True,
            amount="1",
        )
        assert (type(refused), refused.code) == (Forbidden, "four_eyes")
    assert assistance.names()[-1] == "case.surveyed"
    assert assistance.ask(administrator(), "decide_case", id=case, approve=True, amount="1")["amount"] == "1.00"


@pytest.mark.parametrize(
    ("command", "field"),
    [
        ({"approve": True}, "amount"),
        ({"approve": True, "amount": "10.005"}, "amount"),
        ({"approve": True, "amount": "-1"}, "amount"),
        ({"approve": True, "amount": "NaN"}, "amount"),
        ({"approve": "yes", "amount": "1"}, "approve"),
        ({"amount": "1"}, "approve"),
        ({"approve": False, "note": "  "}, "note"),
        ({"approve": True, "amount": "1", "secret": "x"}, "secret"),
    ],
)
def test_a_decision_that_is_not_right_names_the_field_and_changes_nothing(
    assistance: RunningService, surveyed: UUID, command: dict[str, object], field: str
) -> None:
    refused = assistance.refusal(APPROVER, "decide_case", id=surveyed, **command)
    assert (type(refused), list(refused.fields)) == (Invalid, [field])
    assert assistance.ask(APPROVER, "get_case", id=surveyed)["version"] == 3


def test_one_investigator_named_twice_is_not_two(assistance: RunningService, case: UUID) -> None:
    assistance.ask(WINDOW, "accept_case", id=case)
    refused = assistance.refusal(RECORDER, "survey_case", id=case, investigators=(PAIR[0], PAIR[0]))
    assert (refused.code, list(refused.fields)) == ("two_investigators", ["investigators"])


def test_a_step_out_of_turn_is_a_conflict(assistance: RunningService, case: UUID) -> None:
    refused = assistance.refusal(APPROVER, "decide_case", id=case, approve=True, amount="1")
    assert (type(refused), refused.code) == (Conflict, "illegal_transition")


@pytest.mark.parametrize(
    ("method", "more", "roles"),
    [
        ("accept_case", {}, {Role.AID_SURVEYOR, Role.ADMINISTRATOR}),
        ("survey_case", {"investigators": PAIR}, {Role.AID_SURVEYOR, Role.ADMINISTRATOR}),
        ("decide_case", {"approve": True, "amount": "1"}, {Role.AID_APPROVER, Role.ADMINISTRATOR}),
        ("cancel_case", {"reason": "moved"}, {Role.AID_SURVEYOR, Role.AID_APPROVER, Role.ADMINISTRATOR}),
    ],
)
def test_each_call_is_forbidden_to_every_role_but_its_own(
    assistance: RunningService, case: UUID, method: str, more: dict[str, object], roles: set[Role]
) -> None:
    for role in set(Role) - roles:
        refused = assistance.refusal(person(role), method, id=case, **more)
        assert (type(refused), refused.code) == (Forbidden, "role_missing"), role
    for role in roles:
        refused_for = assistance.refusal(person(role), method, id=case, version=99, **more)
        assert refused_for.code == "stale_version", role
