"""What is due is paid once a month by three people, set aside in the books, and comes back when the bank returns it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from linli.contracts.assistance.entitlements import Rhythm
from linli.errors import Conflict, Forbidden, Invalid, NotFound
from linli.identity import Role
from linli.ledger import reading
from services.assistance.domain import payments as rules
from services.assistance.store import payments as payment_store
from services.assistance.tables.payments import INSTRUCTION, PART, RESULT_LINE, RUN
from tests.factories.aid_money import (
    ACCOUNT,
    ADMINISTRATOR,
    APPROVER,
    CLERK,
    MONTH,
    PAYER,
    either_assistance,
    fund,
    granted,
    many_granted,
    module_assistance,
    staffed,
)
from tests.factories.databases import BOTH
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, administrator, person
from tests.factories.register import household, registered
from tests.factories.running import RunningService
from tests.machine import Scratch


@pytest.fixture(scope="module")
def distributed(scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    yield from module_assistance(scratch, tmp_path_factory.mktemp("pay"), "payments")


@pytest.fixture(params=BOTH)
def assistance(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningService]:
    """Chunks of three, so that a run has several."""
    for module in (rules, payment_store, payment_usecases()):
        monkeypatch.setattr(module, "CHUNK", 3)
    for service in either_assistance(request, tmp_path):
        staffed(service)
        yield service


def payment_usecases() -> Any:
    from services.assistance.usecases import payments

    return payments


def fire(assistance: RunningService) -> None:
    while assistance.member.firing.fire_due():
        pass


def prepare(assistance: RunningService, fund_id: str, **said: Any) -> dict[str, Any]:
    """A run whose gathering has ended."""
    what = {"area_code": DISTRICT, "program": "living", "month": MONTH, "fund_id": fund_id}
    limits = {"limit_count": 1000, "limit_total": "1000000"}
    made = assistance.ask(CLERK, "prepare_run", **{**what, **limits, **said})
    fire(assistance)
    return assistance.ask(CLERK, "get_run", id=made["id"])


def approve(assistance: RunningService, run: dict[str, Any], **said: Any) -> dict[str, Any]:
    totals = {"count": run["count"], "total": run["total"]}
    assistance.ask(APPROVER, "approve_run", id=run["id"], **{**totals, **said})
    fire(assistance)
    return assistance.ask(CLERK, "get_run", id=run["id"])


def released(assistance: RunningService, fund_id: str, **said: Any) -> dict[str, Any]:
    run = approve(assistance, prepare(assistance, fund_id, **said))
    return assistance.ask(PAYER, "release_run", id=run["id"])


def payments(assistance: RunningService, run: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = assistance.ask(PAYER, "list_instructions", id=run["id"], after=after, limit=2)
        found += page["items"]
        after = page["next_after"]
    return found


def result(*said: tuple[dict[str, Any], str]) -> str:
    lines = [
        f"{one['reference']},{outcome},{one['amount']},{'AC04' if outcome == 'returned' else ''}"
        for one, outcome in said
    ]
    return "\n".join(["reference,outcome,amount,code", *lines])


def take(assistance: RunningService, run: dict[str, Any], *said: tuple[dict[str, Any], str]) -> dict[str, Any]:
    return assistance.ask(PAYER, "take_result", id=run["id"], body=result(*said))


def held(assistance: RunningService, fund_id: str) -> tuple[str, str, str]:
    shown = assistance.ask(PAYER, "get_fund", id=fund_id)
    with assistance.database.reading() as session:
        assert reading.audit(session).faults == ()
    return shown["balance"], shown["reserved"], shown["paid"]


def test_a_month_is_paid_from_preparation_to_the_banks_result(assistance: RunningService) -> None:
    amounts = many_granted(assistance, 8)
    total = sum(amounts)
    own = fund(assistance, lottery="500", budget="1000")
    run = prepare(assistance, own, sources=["lottery", "budget"])
    assert (run["state"], run["count"], run["total"]) == ("prepared", 8, str(total))
    run = approve(assistance, run)
    assert (run["state"], run["parts"]) == ("written", 3)
    assert held(assistance, own) == (str(Decimal(1500) - total), str(total), "0.00")
    assistance.ask(PAYER, "release_run", id=run["id"], version=run["version"])
    paid = payments(assistance, run)
    assert sorted(Decimal(one["amount"]) for one in paid) == amounts
    taken = take(assistance, run, *((one, "settled") for one in paid[:6]))
    assert (taken["settled"], taken["run"]["state"]) == (6, "released")
    taken = take(assistance, run, (paid[6], "settled"), (paid[7], "returned"))
    assert taken["run"]["state"] == "closed"
    back = Decimal(paid[7]["amount"])
    assert held(assistance, own) == (str(Decimal(1500) - total + back), "0.00", str(total - back))
    names = [one for one in assistance.names() if one.startswith("payment_run")]
    assert names == [f"payment_run.{one}" for one in ("prepared", "approved", "written", "released", "closed")]


def test_nobody_is_paid_the_same_month_twice_and_what_came_back_is_paid_again(assistance: RunningService) -> None:
    many_granted(assistance, 4)
    own = fund(assistance, budget="5000")
    first = released(assistance, own)
    again = prepare(assistance, own)
    assert (again["state"], again["count"]) == ("prepared", 0)
    one, two, *rest = payments(assistance, first)
    take(assistance, first, (one, "returned"), *((other, "settled") for other in (two, *rest)))
    assistance.ask(CLERK, "change_payee", id=one["entitlement_id"], payee={**ACCOUNT, "name": "新户主"})
    second = released(assistance, own, reissues=first["id"])
    (issued,) = payments(assistance, second)
    assert (issued["entitlement_id"], issued["attempt"], issued["payee_name"]) == (one["entitlement_id"], 2, "新**")
    take(assistance, second, (issued, "settled"))
    assert prepare(assistance, own)["count"] == 0
    paid = sum(Decimal(other["amount"]) for other in (one, two, *rest))
    assert held(assistance, own) == (str(5000 - paid), "0.00", str(paid))


def test_a_payment_that_comes_back_after_it_was_settled_goes_back_to_its_source(assistance: RunningService) -> None:
    many_granted(assistance, 2)
    own = fund(assistance, dues="150", budget="900")
    run = released(assistance, own, sources=["dues", "budget"])
    one, two = payments(assistance, run)
    take(assistance, run, (one, "settled"), (two, "settled"))
    before = held(assistance, own)
    late = take(assistance, run, (two, "returned"))
    assert (late["returned"], late["run"]["state"], late["run"]["settled_count"]) == (1, "closed", 1)
    assert Decimal(held(assistance, own)[0]) == Decimal(before[0]) + Decimal(two["amount"])
    dues = next(o for o in assistance.ask(PAYER, "get_fund", id=own)["sources"] if o["source"] == "dues")
    assert Decimal(dues["balance"]) == max(Decimal(two["amount"]) - (201 + Decimal("0.01") - 150), Decimal(0))


def test_a_result_said_again_changes_nothing_and_a_wrong_one_nothing_either(assistance: RunningService) -> None:
    many_granted(assistance, 3)
    own = fund(assistance, budget="5000")
    run = released(assistance, own)
    one, two, three = payments(assistance, run)
    take(assistance, run, (one, "settled"), (two, "returned"))
    before = held(assistance, own)
    again = take(assistance, run, (one, "settled"), (two, "returned"))
    assert (again["settled"], again["returned"], again["known"]) == (0, 0, 2)
    wrong: list[dict[str, Any]] = [{**three, "amount": "1.00"}, {**three, "reference": "P1-2-0000001"}]
    wrong.append({**three, "reference": run["code"] + "-0000009"})
    for bad in wrong:
        refused = assistance.refusal(
            PAYER, "take_result", id=run["id"], body=result((three, "settled"), (bad, "settled"))
        )
        assert (type(refused), refused.code) == (Invalid, "bad_result")
    refused = assistance.refusal(PAYER, "take_result", id=run["id"], body=result((two, "settled")))
    assert "returned" in refused.fields["body"][0]
    assert held(assistance, own) == before
    assert [row["state"] for row in payments(assistance, run)] == ["settled", "returned", "ready"]


def test_what_exceeds_the_envelope_is_refused_whole(assistance: RunningService) -> None:
    total = sum(many_granted(assistance, 7))
    own = fund(assistance, budget="5000")
    for limits in ({"limit_count": 6}, {"limit_total": str(total - Decimal("0.01"))}):
        run = prepare(assistance, own, **limits)
        assert run["state"] == "exceeded"
        refused = assistance.refusal(APPROVER, "approve_run", id=run["id"], count=max(run["count"], 1), total="1")
        assert isinstance(refused, Conflict)
        assert {row["state"] for row in payments(assistance, run)} == {"void"}
    assert prepare(assistance, own, limit_count=7, limit_total=str(total))["state"] == "prepared"
    with pytest.raises(DBAPIError), assistance.database.transaction() as session:
        session.execute(update(RUN).where(RUN.c.state == "prepared").values(count=8))


def test_control_totals_and_the_funds_balance_hold_at_approval(assistance: RunningService) -> None:
    many_granted(assistance, 3)
    own = fund(assistance, budget="100", dues="100")
    run = prepare(assistance, own)
    said = {"id": run["id"], "count": run["count"], "total": run["total"]}
    assert assistance.refusal(APPROVER, "approve_run", **{**said, "total": "1.00"}).code == "control_totals"
    assert assistance.refusal(APPROVER, "approve_run", **said).code == "fund_short"
    assert held(assistance, own) == ("200.00", "0.00", "0.00")
    cancelled = assistance.ask(CLERK, "cancel_run", id=run["id"], reason="资金不足")
    assert cancelled["state"] == "cancelled"


def test_four_eyes_hold_whatever_roles_somebody_has(assistance: RunningService) -> None:
    """One person with every role, under every account they may use, gets no further than one step."""
    many_granted(assistance, 2)
    own = fund(assistance, budget="5000")
    everything = [Role.AID_SURVEYOR, Role.AID_APPROVER, Role.AID_PAYER, Role.ADMINISTRATOR]
    one, two = person(*everything), person(*everything)
    staffed(assistance, one, two)
    what: dict[str, Any] = {"area_code": DISTRICT, "program": "living", "month": MONTH, "fund_id": own}
    run = assistance.ask(one, "prepare_run", **what, limit_count=9, limit_total="9999")
    fire(assistance)
    run = assistance.ask(one, "get_run", id=run["id"])
    said = {"id": run["id"], "count": 2, "total": run["total"]}
    refused = assistance.refusal(one, "approve_run", **said)
    assert (type(refused), refused.code) == (Forbidden, "four_eyes")
    assistance.ask(two, "approve_run", **said)
    fire(assistance)
    for who in (one, two):
        assert assistance.refusal(who, "release_run", id=run["id"]).code == "four_eyes"
        assert assistance.refusal(who, "get_bank_file", id=run["id"], part=1, format="csv").code == "not_released"
    for column, who in (("approved_by", one), ("released_by", one), ("released_by", two)):
        with pytest.raises(DBAPIError), assistance.database.transaction() as session:
            session.execute(update(RUN).values({column: who.account_id}))
    three = person(*everything)
    assert assistance.refusal(three, "release_run", id=run["id"]).code == "staff_unregistered"
    staffed(assistance, three)
    assistance.ask(three, "release_run", id=run["id"])


def test_a_second_account_of_one_person_is_no_other_pair_of_eyes_over_a_run(assistance: RunningService) -> None:
    many_granted(assistance, 2)
    run = prepare(assistance, fund(assistance, budget="5000"))
    again, shown = person(Role.AID_APPROVER), registered(assistance, ADMINISTRATOR)["id"]
    first = person(Role.AID_SURVEYOR)
    for account in (again, first):
        said = {"area_code": DISTRICT, "account_id": account.account_id, "person_id": shown}
        assistance.ask(ADMINISTRATOR, "register_staff", **said)
    assistance.ask(CLERK, "cancel_run", id=run["id"], reason="重新编制")
    what = {"area_code": DISTRICT, "program": "living", "month": MONTH, "fund_id": run["fund_id"]}
    made = assistance.ask(first, "prepare_run", **what, limit_count=9, limit_total="9999")
    fire(assistance)
    run = assistance.ask(first, "get_run", id=made["id"])
    totals = {"count": run["count"], "total": run["total"]}
    assert assistance.refusal(again, "approve_run", id=run["id"], **totals).code == "four_eyes"


def test_nobody_approves_or_releases_a_run_that_pays_their_kin(assistance: RunningService) -> None:
    """The household is found by the register: kin of a member, under any entry of the member."""
    head = registered(assistance, ADMINISTRATOR)["id"]
    home = household(assistance, head, who=ADMINISTRATOR)["id"]
    granted(assistance, beneficiary_id=home)
    run = prepare(assistance, fund(assistance, budget="5000"))
    cousin = {Role.AID_APPROVER: person(Role.AID_APPROVER), Role.AID_PAYER: person(Role.AID_PAYER)}
    for account in cousin.values():
        own = registered(assistance, ADMINISTRATOR)["id"]
        said = {"area_code": DISTRICT, "account_id": account.account_id, "person_id": own}
        assistance.ask(ADMINISTRATOR, "register_staff", **said)
        assistance.ask(ADMINISTRATOR, "state_kin", id=own, other_id=head, kin="other")
    totals = {"count": run["count"], "total": run["total"]}
    refused = assistance.refusal(cousin[Role.AID_APPROVER], "approve_run", id=run["id"], **totals)
    assert (type(refused), refused.code) == (Forbidden, "related_to_household")
    assert assistance.refusal(PAYER, "release_run", id=run["id"]).code == "illegal_transition", "nobody approved it"
    run = approve(assistance, run)
    refused = assistance.refusal(cousin[Role.AID_PAYER], "release_run", id=run["id"])
    assert (type(refused), refused.code) == (Forbidden, "related_to_household")
    assert assistance.ask(PAYER, "release_run", id=run["id"])["state"] == "released"


def test_a_cancelled_run_gives_its_money_and_its_payments_back(assistance: RunningService) -> None:
    many_granted(assistance, 4)
    own = fund(assistance, budget="5000")
    run = approve(assistance, prepare(assistance, own))
    assistance.ask(APPROVER, "cancel_run", id=run["id"], reason="重新编制")
    assert held(assistance, own) == ("5000.00", "0.00", "0.00")
    new = released(assistance, own)
    assert (new["count"], [one["attempt"] for one in payments(assistance, new)]) == (4, [2] * 4)
    assert assistance.refusal(PAYER, "cancel_run", id=new["id"], reason="x").code == "illegal_transition"


def test_what_changed_after_it_was_gathered_is_not_paid(assistance: RunningService) -> None:
    many_granted(assistance, 3)
    own = fund(assistance, budget="5000")
    run = prepare(assistance, own)
    ended = payments(assistance, run)[0]["entitlement_id"]
    assistance.ask(APPROVER, "end_entitlement", id=ended, last_month="2026-02-01", reason="revoked", note="重复核定")
    said = {"id": run["id"], "count": run["count"], "total": run["total"]}
    assert assistance.refusal(APPROVER, "approve_run", **said).code == "run_changed"
    assistance.ask(CLERK, "cancel_run", id=run["id"], reason="重新编制")
    assert prepare(assistance, own)["count"] == 2


def test_only_what_is_due_in_the_month_of_the_program_at_the_area_is_gathered(assistance: RunningService) -> None:
    own = fund(assistance, budget="50000")
    many_granted(assistance, 1)
    many_granted(assistance, 1, program="urgent", rhythm=Rhythm.ONCE)
    many_granted(assistance, 1, last_month=date(2026, 4, 1))
    many_granted(assistance, 1, first_month=date(2026, 4, 1))
    many_granted(assistance, 1, rhythm=Rhythm.ONCE)
    many_granted(assistance, 1, area=f"{ELSEWHERE}001001")
    assert prepare(assistance, own)["count"] == 3
    april = prepare(assistance, own, month="2026-04-01", area_code=COMMUNITY)
    assert april["count"] == 3, "the one-time payment is on its way in March"
    assert prepare(assistance, own, month="2026-05-01")["count"] == 2
    other = assistance.refusal(
        administrator(ELSEWHERE),
        "prepare_run",
        area_code=ELSEWHERE,
        program="living",
        month=MONTH,
        fund_id=own,
        limit_count=1,
        limit_total="1",
    )
    assert list(other.fields) == ["fund_id"]
    assert isinstance(assistance.refusal(administrator(ELSEWHERE), "get_run", id=april["id"]), NotFound)


def test_the_banks_files_say_what_is_paid_and_stay_the_same(assistance: RunningService) -> None:
    amounts = many_granted(assistance, 5)
    run = released(assistance, fund(assistance, budget="5000"))
    body = ""
    for part in (1, 2):
        said = {"id": run["id"], "part": part, "format": "csv"}
        made = assistance.ask(PAYER, "get_bank_file", **said)
        assert made == assistance.ask(PAYER, "get_bank_file", **said)
        assert made["name"] == f"{run['code']}-000{part}.csv"
        body += made["body"]
    for number, amount in enumerate(amounts):
        assert f",户主{number},62220202{number:011},102221000018,{amount:.2f},CNY," in body
    xml = assistance.ask(PAYER, "get_bank_file", id=run["id"], part=2, format="pain001")
    assert xml["body"].count("<CdtTrfTxInf>") == 2
    assert isinstance(assistance.refusal(PAYER, "get_bank_file", id=run["id"], part=3, format="csv"), NotFound)
    assert isinstance(assistance.refusal(CLERK, "get_bank_file", id=run["id"], part=1, format="csv"), Forbidden)


def test_payment_records_are_kept_as_they_are(assistance: RunningService) -> None:
    many_granted(assistance, 2)
    run = released(assistance, fund(assistance, budget="5000"))
    take(assistance, run, (payments(assistance, run)[0], "settled"))
    for change in (
        delete(INSTRUCTION),
        update(INSTRUCTION).values(amount=Decimal(1)),
        update(INSTRUCTION).values(payee_number="x"),
        delete(RESULT_LINE),
        update(PART).values(count=1),
    ):
        with pytest.raises(DBAPIError), assistance.database.transaction() as session:
            session.execute(change)
    with assistance.database.reading() as session:
        assert len(session.execute(select(INSTRUCTION)).all()) == 2


def test_the_month_is_disclosed_in_counts_and_sums_alone(assistance: RunningService) -> None:
    amounts = many_granted(assistance, 3) + many_granted(assistance, 2, area="210103006001")
    own = fund(assistance, budget="5000")
    run = released(assistance, own)
    first, *others = payments(assistance, run)
    take(assistance, run, (first, "returned"), *((one, "settled") for one in others))
    said = assistance.ask(PAYER, "report_month", area_code=DISTRICT, month=MONTH)
    assert (said["count"], Decimal(said["total"])) == (4, sum(amounts) - Decimal(first["amount"]))
    assert {one["area_code"] for one in said["paid"]} == {COMMUNITY[:9], "210103006"}
    assert sum(one["returned_count"] for one in said["paid"]) == 1
    now_month = assistance.ask(PAYER, "get_run", id=run["id"])["prepared_at"][:7] + "-01"
    moved = assistance.ask(PAYER, "report_month", area_code=DISTRICT, month=now_month)["funds"]
    budget = next(one for one in moved if one["source"] == "budget")
    assert (budget["received"], Decimal(budget["spent"])) == ("5000.00", Decimal(said["total"]))
    assert Decimal(budget["balance"]) == 5000 - Decimal(said["total"])
    for one in payments(assistance, run):
        for personal in (one["beneficiary_id"], one["payee_name"], one["entitlement_id"]):
            assert personal not in str(said)
