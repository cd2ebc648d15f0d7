"""Disputes are mediated to an agreement that somebody looks after; commitments are checked, broken, renewed in time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from linli.clock import local, now
from linli.errors import Forbidden, Invalid, NotFound, StaleVersion
from linli.observe import Chain
from linli.timers import TIMER
from linli.work import Work
from services.grid.usecases import alarms, commitments, mediation
from tests.contract.grid_parties_walk import PARTIES, commitment
from tests.factories.patrols import LEADER, WORKER, grid_at, item, sync
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.factories.running import RunningService

TODAY = local(now()).date()
SESSION = {"at": now().isoformat(), "place": "调解室", "mediators": [str(WORKER.account_id)], "note": "张三噪声"}
AGREEMENT = {"agreed_on": str(TODAY), "written": False, "terms": [{"party": 2, "text": "夜间静音"}]}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def grid(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    url = request.getfixturevalue("scratch").database_url("gridparties") if request.param == "postgresql" else None
    with grid_at(tmp_path_factory.mktemp("grid"), url) as service:
        yield service


@pytest.fixture
def case(grid: RunningService) -> str:
    """A dispute that a worker has in hand."""
    own = str(uuid4())
    grid.ask(WORKER, "report_finding", id=own, area_code=COMMUNITY, kind="people.mediation", note="噪声")
    grid.ask(LEADER, "file_case", id=own)
    grid.ask(LEADER, "assign_case", id=own, worker_id=WORKER.account_id)
    return own


def held(grid: RunningService, case: str, *present: list[int]) -> dict[str, Any]:
    made = grid.ask(WORKER, "open_mediation", id=case, parties=PARTIES)
    for there in present:
        made = grid.ask(WORKER, "hold_session", id=case, version=made["version"], session={**SESSION, "present": there})
    return made


def agreed(grid: RunningService, case: str) -> dict[str, Any]:
    made = held(grid, case, [1], [2])
    day = TODAY + timedelta(days=7)
    return grid.ask(WORKER, "agree_mediation", id=case, version=made["version"], agreement=AGREEMENT, follow_up_on=day)


def fire(grid: RunningService, act: Any, subject: str) -> None:
    with grid.database.transaction() as session:
        act(Work(session, now(), Chain()), UUID(subject))


def due(grid: RunningService, subject: str) -> dict[str, datetime]:
    """The timers about it."""
    with grid.database.reading() as session:
        rows = session.execute(select(TIMER.c.name, TIMER.c.due_at).where(TIMER.c.subject == UUID(subject)))
        return {row.name: row.due_at for row in rows}


def alarms_about(grid: RunningService, subject: str) -> list[tuple[str, str]]:
    found = grid.ask(LEADER, "list_alarms", area_code=COMMUNITY, limit=200)["items"]
    return [(one["kind"], one["state"]) for one in found if one["about"] == subject]


def test_a_dispute_is_handled_only_when_its_mediation_has_come_to_an_end(grid: RunningService, case: str) -> None:
    assert grid.refusal(WORKER, "handle_case", id=case).code == "mediation_open"
    made = agreed(grid, case)
    assert (made["state"], made["held"]) == ("agreed", 2)
    assert made["confirm_until"] == str(TODAY + timedelta(days=30)), "People's Mediation Law, article 33"
    assert grid.ask(WORKER, "handle_case", id=case)["task"]["state"] == "handled"


def test_every_party_is_heard_before_there_is_an_agreement(grid: RunningService, case: str) -> None:
    made = held(grid, case, [1])
    said = {"id": case, "version": made["version"], "agreement": AGREEMENT, "follow_up_on": TODAY + timedelta(days=1)}
    assert grid.refusal(WORKER, "agree_mediation", **said).code == "party_not_heard"
    assert grid.refusal(WORKER, "hold_session", id=case, session={**SESSION, "present": [3]}).code == "unknown_party"
    assert type(grid.refusal(WORKER, "fail_mediation", id=case, reason="拒绝", told=False)) is Invalid
    assert type(grid.refusal(WORKER, "fail_mediation", id=case, version=9, reason="拒", told=True)) is StaleVersion
    assert grid.ask(WORKER, "fail_mediation", id=case, reason="拒绝", told=True)["state"] == "failed"
    assert grid.refusal(WORKER, "hold_session", id=case, session={**SESSION, "present": [1]}).code == "bad_transition"


def test_who_made_an_agreement_is_reminded_and_a_broken_one_is_mediated_anew(grid: RunningService, case: str) -> None:
    agreed(grid, case)
    morning = local(due(grid, case)["mediation.follow_up"])
    assert (morning.date(), morning.hour) == (TODAY + timedelta(days=7), 9)
    for _ in range(2):
        fire(grid, mediation.due, case)
    assert alarms_about(grid, case) == [("follow_up_due", "open")]
    again = grid.ask(WORKER, "follow_up_mediation", id=case, kept=True, again_on=TODAY + timedelta(days=30))
    assert (again["state"], again["follow_up_on"]) == ("agreed", str(TODAY + timedelta(days=30)))
    assert alarms_about(grid, case) == [("follow_up_due", "resolved")]
    assert grid.ask(WORKER, "follow_up_mediation", id=case, kept=False, note="仍有噪声")["state"] == "broken"
    assert "mediation.follow_up" not in due(grid, case)
    renewed = grid.ask(WORKER, "hold_session", id=case, session={**SESSION, "present": [1, 2]})
    assert renewed["state"] == "under_way"
    found = grid.ask(LEADER, "get_mediation", id=case)
    assert [one["kept"] for one in found["follow_ups"]] == [True, False]


def test_whom_it_is_about_is_sealed_masked_and_seen_for_a_reason(grid: RunningService, case: str) -> None:
    made = agreed(grid, case)
    assert [(one["name"], one["phone"]) for one in made["parties"]] == [("张*", "138******11"), ("李*", None)]
    assert made["sessions"] == [], "what is kept for a repeat has no word of it"
    own = grid.ask(WORKER, "make_commitment", **commitment())
    assert own["party"]["name"] == "王*"
    with grid.database.reading() as session:
        for table in ("mediation", "commitment", "idempotency", "outbox"):
            rows = json.dumps([list(map(str, row)) for row in session.execute(text(f"SELECT * FROM {table}"))])
            plain = rows.encode().decode("unicode_escape")
            assert not [word for word in ("13800001111", "13900002222", "张三", "王五") if word in rows + plain], table
    for record, names in ((case, ["张三", "李四"]), (own["id"], ["王五"])):
        seen = grid.ask(WORKER, "see_parties", id=record, reason="上门回访")
        assert [one["name"] for one in seen["items"]] == names
        looks = grid.ask(LEADER, "list_party_looks", id=record)["items"]
        assert [(one["account_id"], one["reason"]) for one in looks] == [(str(WORKER.account_id), "上门回访")]
    assert type(grid.refusal(WORKER, "list_party_looks", id=case)) is Forbidden


def test_a_check_on_a_round_is_made_once_and_a_breach_is_a_case(grid: RunningService) -> None:
    own = grid.ask(WORKER, "make_commitment", **commitment())
    round_id = uuid4()
    start, fine = item("start", round_id, 30), item("check", round_id, 20, commitment_id=own["id"])
    broken = item("check", round_id, 10, commitment_id=own["id"], broken=[2], note="隔断三间")
    strange = item("check", round_id, 10, commitment_id=str(uuid4()))
    wrong = item("check", round_id, 10, commitment_id=own["id"], broken=[9])
    for batch in ([start, fine], [broken, fine, strange, wrong], [start, broken]):
        answer = sync(grid, batch)
    assert answer["known"] == 2
    codes = [one["code"] for one in sync(grid, [strange, wrong])["refused"]]
    assert codes == ["unknown_commitment", "unknown_term"]
    checks = grid.ask(LEADER, "get_commitment", id=own["id"])["checks"]
    assert [(one["id"], one["broken"], one["round_id"]) for one in checks] == [
        (broken["id"], [2], str(round_id)),
        (fine["id"], [], str(round_id)),
    ]
    case = grid.ask(LEADER, "get_case", id=broken["id"])
    assert (case["commitment_id"], case["task"]["state"]) == (own["id"], "reported")
    assert case["note"] == "违反承诺第2条。隔断三间"
    assert type(grid.refusal(LEADER, "get_case", id=fine["id"])) is NotFound


def test_timers_remind_of_checks_and_renewal_until_they_are_done(grid: RunningService) -> None:
    said = commitment()
    own = grid.ask(WORKER, "make_commitment", **said)["id"]
    assert grid.ask(WORKER, "make_commitment", **said)["id"] == own, "a repeat is the same"
    put = due(grid, own)
    ends = local(put["commitment.lapse"])
    assert (str(ends.date() - timedelta(days=1)), ends.hour) == (said["valid_until"], 0)
    assert put["commitment.lapse"] - put["commitment.renew"] == timedelta(days=30)
    assert abs(put["commitment.check"] - now() - timedelta(days=30)) < timedelta(minutes=5)
    fire(grid, commitments.check_due, own)
    fire(grid, commitments.renewal_due, own)
    assert sorted(alarms_about(grid, own)) == [("check_due", "open"), ("renewal_due", "open")]
    grid.ask(WORKER, "check_commitment", id=own, check_id=uuid4())
    assert sorted(alarms_about(grid, own)) == [("check_due", "resolved"), ("renewal_due", "open")]
    until = TODAY + timedelta(days=700)
    renewed = grid.ask(WORKER, "renew_commitment", id=own, signed_on=TODAY, valid_until=until)
    assert (renewed["renewed_from"], renewed["terms"]) == (own, said["terms"])
    assert due(grid, own) == {}
    assert set(due(grid, renewed["id"])) == set(put)
    assert ("renewal_due", "resolved") in alarms_about(grid, own)
    assert grid.refusal(WORKER, "check_commitment", id=own, check_id=uuid4()).code == "commitment_over"
    fire(grid, commitments.lapse, renewed["id"])
    assert grid.ask(LEADER, "get_commitment", id=renewed["id"])["state"] == "lapsed"


def test_lists_show_what_is_due_and_bad_dates_are_refused(grid: RunningService) -> None:
    before = len(grid.ask(LEADER, "list_commitments", area_code=COMMUNITY, due=True)["items"])
    late = {**commitment(), "signed_on": str(TODAY - timedelta(days=10)), "check_days": 1}
    grid.ask(WORKER, "make_commitment", **late)
    kinds = grid.ask(LEADER, "list_commitments", area_code=COMMUNITY, kind="shop")["items"]
    assert kinds == []
    assert len(grid.ask(LEADER, "list_commitments", area_code=COMMUNITY, due=True)["items"]) == before
    over = {**commitment(), "signed_on": "2020-01-01", "valid_until": "2021-01-01"}
    assert list(grid.refusal(WORKER, "make_commitment", **over).fields) == ["valid_until"]


def test_a_reminder_climbs_tier_by_tier_by_the_day_until_somebody_takes_it_on(grid: RunningService) -> None:
    own = grid.ask(WORKER, "make_commitment", **commitment())["id"]
    fire(grid, commitments.check_due, own)
    found = grid.ask(LEADER, "list_alarms", area_code=COMMUNITY, limit=200)["items"]
    alarm = next(one for one in found if one["about"] == own)
    assert due(grid, alarm["id"])["alarm.escalate"] - datetime.fromisoformat(alarm["raised_at"]) == timedelta(days=1)
    for area in (STREET, DISTRICT, DISTRICT):
        fire(grid, alarms.escalate, alarm["id"])
        (now_at,) = [
            one["escalated_to"]
            for one in grid.ask(LEADER, "list_alarms", area_code=COMMUNITY, limit=200)["items"]
            if one["id"] == alarm["id"]
        ]
        assert now_at == area
    taken = grid.ask(LEADER, "acknowledge_alarm", id=alarm["id"], note="明日检查")
    assert (taken["state"], taken["officer_id"]) == ("acknowledged", None)
    assert due(grid, alarm["id"]) == {}
