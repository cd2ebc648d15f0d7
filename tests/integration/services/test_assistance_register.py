"""The register keeps persons sealed and masked, finds them by what is equal, and remembers who looked, and why."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from linli.clock import local, now
from linli.errors import Conflict, Forbidden, Invalid, NotFound
from linli.identity import Role
from services.assistance.tables import METADATA
from tests.factories.people import COMMUNITY, ELSEWHERE, STREET, person
from tests.factories.register import CLERK, household, id_number, registered, said_of
from tests.factories.running import HOSTINGS, RunningService, beside_commands, running
from tests.factories.unique import phone

AUDITOR = person(Role.AUDITOR)
APPROVER = person(Role.AID_APPROVER)
TODAY = local(now()).date()


@pytest.fixture(params=HOSTINGS)
def assistance(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningService]:
    with beside_commands("assistance", request, tmp_path, monkeypatch) as service:
        yield service


def test_a_person_is_shown_masked_and_unmasked_only_for_a_reason_that_stays(assistance: RunningService) -> None:
    number, line = id_number(), phone()
    made = registered(assistance, id_number=number, phone=line, name="欧阳小明")
    assert (made["name"], made["id_number"], made["phone"]) == (
        "欧***",
        f"210*************{number[-2:]}",
        f"139******{line[-2:]}",
    )
    assert (made["born_in"], made["facts"]["age"] >= 45) == (1980, True)
    assert isinstance(assistance.refusal(APPROVER, "unmask_person", id=made["id"], secret="phone", reason=" "), Invalid)
    full = assistance.ask(APPROVER, "unmask_person", key="k", id=made["id"], secret="id_number", reason="核对证件")
    assert full == {"value": number}
    (look,) = assistance.ask(AUDITOR, "list_looks", id=made["id"])["items"]
    assert (look["account_id"], look["secret"], look["reason"]) == (str(APPROVER.account_id), "id_number", "核对证件")
    assert isinstance(assistance.refusal(APPROVER, "list_looks", id=made["id"]), Forbidden)
    assert isinstance(
        assistance.refusal(AUDITOR, "unmask_person", id=made["id"], secret="name", reason="看看"), Forbidden
    )


def test_the_log_of_looks_and_who_staff_are_cannot_be_changed(assistance: RunningService) -> None:
    made = registered(assistance)
    assistance.ask(CLERK, "unmask_person", id=made["id"], secret="name", reason="核对")
    for statement in ("DELETE FROM register_look", "UPDATE register_look SET reason = 'x'"):
        with pytest.raises(DBAPIError, match="only added to"), assistance.database.transaction() as session:
            session.execute(text(statement))


def test_a_person_is_found_by_the_whole_number_and_only_in_reach(assistance: RunningService) -> None:
    number, line = id_number(), phone()
    made = registered(assistance, id_number=number, phone=line)
    for said in ({"id_number": number.lower()}, {"phone": f"+86 {line}"}):
        (found,) = assistance.ask(CLERK, "find_persons", area_code=COMMUNITY, **said)["items"]
        assert found["id"] == made["id"]
    beside = person(Role.AID_SURVEYOR, at=ELSEWHERE)
    assert assistance.ask(beside, "find_persons", area_code=ELSEWHERE, id_number=number)["items"] == []
    assert isinstance(assistance.refusal(beside, "get_person", id=made["id"]), NotFound)
    assert (
        assistance.refusal(CLERK, "find_persons", area_code=COMMUNITY, id_number=number, phone=line).code
        == "one_of_both"
    )


def test_an_id_number_is_registered_once_and_checked(assistance: RunningService) -> None:
    number = id_number()
    registered(assistance, id_number=number)
    twice = assistance.refusal(CLERK, "register_person", **said_of(id_number=number, name="李四"))
    assert (type(twice), twice.code) == (Conflict, "already_registered")
    wrong = number[:17] + ("0" if number[17] != "0" else "1")
    assert assistance.refusal(CLERK, "register_person", **said_of(id_number=wrong)).code == "bad_id_number"
    assert (
        assistance.refusal(CLERK, "register_person", **said_of(id_number=number, born="1970-01-01")).code
        == "birth_differs"
    )


def test_who_may_be_one_person_waits_for_a_human_who_decides_once(assistance: RunningService) -> None:
    line = phone()
    one = registered(assistance, phone=line, name="赵六")
    two = registered(assistance, phone=line, name="赵六", born="1980-02-14")
    registered(assistance, phone=phone(), name="赵六", born="1999-01-01")
    (pair,) = assistance.ask(APPROVER, "list_duplicates", area_code=STREET)["items"]
    assert (pair["score"], set(pair["reasons"])) == (100, {"phone", "name", "born"})
    assert (pair["one"]["id"], pair["other"]["id"]) == (one["id"], two["id"])
    decided = assistance.ask(APPROVER, "decide_duplicate", id=pair["id"], same=True, reason="户口簿核实")
    assert (decided["state"], decided["other"]["merged_into"]) == ("same", one["id"])
    again = assistance.refusal(APPROVER, "decide_duplicate", id=pair["id"], same=False, reason="再看")
    assert again.code == "already_decided"
    assert assistance.ask(APPROVER, "list_duplicates", area_code=STREET)["items"] == []


def test_members_come_and_go_and_the_household_of_a_past_day_stays(assistance: RunningService) -> None:
    head, son = registered(assistance), registered(assistance)
    home = household(assistance, head["id"])
    before = str(TODAY - timedelta(days=30))
    joined = assistance.ask(
        CLERK,
        "join_household",
        id=home["id"],
        version=1,
        member={"person_id": son["id"], "relation": "dependent_child", "since": str(TODAY)},
    )
    assert ([one["relation"] for one in joined["members"]], joined["version"]) == (["head", "dependent_child"], 2)
    assert assistance.ask(CLERK, "get_household", id=home["id"], at=before)["members"] == []
    stale = assistance.refusal(CLERK, "leave_household", id=home["id"], person_id=son["id"], reason="x", version=1)
    assert stale.code == "stale_version"
    headless = assistance.refusal(CLERK, "leave_household", id=home["id"], person_id=head["id"], reason="迁出")
    assert headless.code == "one_head"
    tomorrow = str(TODAY + timedelta(days=1))
    assistance.ask(CLERK, "leave_household", id=home["id"], person_id=son["id"], reason="成年", until=tomorrow)
    assert len(assistance.ask(CLERK, "get_household", id=home["id"])["members"]) == 2
    assert len(assistance.ask(CLERK, "get_household", id=home["id"], at=tomorrow)["members"]) == 1


def test_nobody_belongs_to_two_households_and_a_household_has_one_head(assistance: RunningService) -> None:
    head = registered(assistance)
    household(assistance, head["id"])
    twice = assistance.refusal(
        CLERK, "open_household", area_code=COMMUNITY, members=[{"person_id": head["id"], "relation": "head"}]
    )
    assert twice.code == "in_another_household"
    two = [{"person_id": registered(assistance)["id"], "relation": "head"} for _ in range(2)]
    assert assistance.refusal(CLERK, "open_household", area_code=COMMUNITY, members=two).code == "one_head"


def test_programs_are_proposed_for_a_household_whose_members_all_agreed(assistance: RunningService) -> None:
    old = registered(assistance, id_number=id_number("19350101"))
    home = household(assistance, old["id"])
    found = {one["program"]: one for one in assistance.ask(CLERK, "propose_programs", id=home["id"])["items"]}
    assert (found["old_age"]["tests"][0]["passed"], found["old_age"]["missing"]) == (
        True,
        ["standard.old_age_100", "standard.old_age_80", "standard.old_age_90"],
    )
    assistance.ask(CLERK, "set_consent", id=old["id"], purpose="assistance", given=False, how="口头撤回")
    refused = assistance.refusal(CLERK, "propose_programs", id=home["id"])
    assert (type(refused), refused.code) == (Forbidden, "consent_missing")
    back = assistance.ask(CLERK, "set_consent", id=old["id"], purpose="assistance", given=True, how="书面")
    assert [bool(one["withdrawn_at"]) for one in back["consents"]] == [True, False]
    assistance.ask(CLERK, "propose_programs", id=home["id"])


def test_an_account_is_one_person_for_good_and_nobody_registers_their_own(assistance: RunningService) -> None:
    boss = person(Role.ADMINISTRATOR)
    one, other = registered(assistance)["id"], registered(assistance)["id"]
    said: dict[str, Any] = {"area_code": COMMUNITY, "account_id": CLERK.account_id}
    assistance.ask(boss, "register_staff", **said, person_id=one)
    assistance.ask(boss, "register_staff", **said, person_id=one)
    assert assistance.refusal(boss, "register_staff", **said, person_id=other).code == "account_taken"
    own = assistance.refusal(boss, "register_staff", area_code=COMMUNITY, account_id=boss.account_id, person_id=one)
    assert own.code == "own_account"


def test_a_key_put_before_the_old_one_seals_anew_and_still_finds_and_opens_the_old(tmp_path: Path) -> None:
    number, (old, new) = id_number(), (b"o" * 32, b"n" * 32)
    with running("assistance", tmp_path, register_keys=(old,)) as service:
        made = registered(service, id_number=number)
    with running("assistance", tmp_path, register_keys=(new, old)) as service:
        (found,) = service.ask(CLERK, "find_persons", area_code=COMMUNITY, id_number=number)["items"]
        assert found["id"] == made["id"]
        assert service.refusal(CLERK, "register_person", **said_of(id_number=number)).code == "already_registered"
        registered(service)
        with service.database.reading() as session:
            keys = {one.partition(".")[0] for one in session.scalars(text("SELECT id_number FROM person"))}
        assert len(keys) == 2


def test_marked_numbers_are_in_no_table_event_or_log(
    assistance: RunningService, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    marks = [(id_number(), phone()) for _ in range(50)]
    for number, line in marks:
        made = assistance.ask(
            CLERK, "register_person", key=f"enter {made_key()}", **said_of(id_number=number, phone=line, name="赵钱孙")
        )
        assistance.ask(CLERK, "find_persons", area_code=COMMUNITY, id_number=number)
        assistance.ask(CLERK, "unmask_person", key=made_key(), id=made["id"], secret="id_number", reason="核对")
        assistance.refusal(CLERK, "register_person", key=made_key(), **said_of(id_number=number))
        assistance.refusal(CLERK, "register_person", key=made_key(), **said_of(id_number=number[:17] + "Y"))
    written = (
        dump(assistance) + caplog.text + "".join(capfd.readouterr()) + str([one.encode() for one in assistance.sent()])
    )
    assert "赵钱孙" not in written
    for number, line in marks:
        assert number[:17] not in written
        assert line not in written
    assert written.count("核对") == 50, "the search looks at what is there"


def made_key() -> str:
    return uuid4().hex


def dump(assistance: RunningService) -> str:
    """Every row of every table, plumbing too."""
    tables = [*METADATA.tables, "idempotency", "outbox", "inbox", "timer"]
    with assistance.database.reading() as session:
        return "\n".join(
            str(tuple(row)) for table in tables for row in session.execute(text(f'SELECT * FROM "{table}"'))
        )
