"""Goods come in by voucher, are shared out by two people, and what arrived is out of the stock and of the need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from linli.cli import main
from linli.errors import Forbidden, Invalid, NotFound
from linli.ledger import reading
from tests.factories.aid_money import (
    ADMINISTRATOR,
    APPROVER,
    CLERK,
    either_assistance,
    module_assistance,
)
from tests.factories.databases import BOTH
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, administrator
from tests.factories.running import RunningService
from tests.machine import Scratch


@pytest.fixture(scope="module")
def distributed(scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    yield from module_assistance(scratch, tmp_path_factory.mktemp("goods"), "goods")


@pytest.fixture(params=BOTH)
def assistance(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    yield from either_assistance(request, tmp_path)


def warehouse(assistance: RunningService, pieces: int = 0, area: str = DISTRICT) -> str:
    said = {"area_code": area, "code": f"w{uuid4().hex[:8]}", "name": "区捐赠物资库"}
    made = str(assistance.ask(administrator(area), "open_warehouse", **said)["id"])
    if pieces:
        taken: dict[str, Any] = {"item": "rice", "pieces": pieces, "voucher": "V1"}
        assistance.ask(administrator(area), "receive_goods", warehouse_id=made, **taken)
    return made


def need(assistance: RunningService, pieces: int, priority: int = 3) -> dict[str, Any]:
    said: dict[str, Any] = {"area_code": COMMUNITY, "beneficiary_id": uuid4(), "item": "rice"}
    return assistance.ask(CLERK, "state_need", pieces=pieces, priority=priority, **said)


def plan(assistance: RunningService, of: str, pieces: int, floor: int = 20) -> dict[str, Any]:
    return assistance.ask(CLERK, "plan_allocation", warehouse_id=of, item="rice", pieces=pieces, floor=floor)


def stock(assistance: RunningService, of: str) -> int:
    found = assistance.ask(CLERK, "list_warehouses", area_code=DISTRICT)["items"]
    with assistance.database.reading() as session:
        assert reading.audit(session).faults == ()
    return next((line["pieces"] for one in found if one["id"] == of for line in one["stock"]), 0)


def test_an_item_is_shared_out_handed_out_and_what_did_not_arrive_comes_back(assistance: RunningService) -> None:
    own = warehouse(assistance, 150)
    urgent, more, less = need(assistance, 60, 1), need(assistance, 90, 2), need(assistance, 30, 2)
    made = plan(assistance, own, 100)
    shares = {one["need_id"]: one["pieces"] for one in made["shares"]}
    assert shares == {urgent["id"]: 60, more["id"]: 28, less["id"]: 12}
    assert stock(assistance, own) == 50
    receipt = {"id": made["id"], "need_id": more["id"], "pieces": 20}
    assert assistance.refusal(CLERK, "confirm_goods", **receipt).code == "illegal_transition"
    assistance.ask(APPROVER, "release_allocation", id=made["id"], version=made["version"])
    assistance.ask(CLERK, "confirm_goods", **receipt)
    assert assistance.refusal(CLERK, "confirm_goods", **receipt).code == "confirmed_already"
    too_many = assistance.refusal(CLERK, "confirm_goods", id=made["id"], need_id=less["id"], pieces=13)
    assert list(too_many.fields) == ["pieces"]
    assistance.ask(CLERK, "confirm_goods", id=made["id"], need_id=urgent["id"], pieces=60)
    assert stock(assistance, own) == 58
    left = assistance.ask(CLERK, "list_needs", area_code=DISTRICT, item="rice")["items"]
    assert [(one["id"], one["pieces"]) for one in left] == [(more["id"], 70), (less["id"], 30)]


def test_what_is_planned_is_released_by_another_or_freed_again(assistance: RunningService) -> None:
    own = warehouse(assistance, 10)
    need(assistance, 8)
    made = plan(assistance, own, 10)
    assert (made["pieces"], stock(assistance, own)) == (8, 2)
    both = administrator()
    again = assistance.refusal(CLERK, "plan_allocation", warehouse_id=own, item="rice", pieces=2)
    assert again.code == "no_needs", "what is on its way is not planned twice"
    need(assistance, 9)
    over = assistance.refusal(CLERK, "plan_allocation", warehouse_id=own, item="rice", pieces=9)
    assert over.code == "overdraft"
    mine = assistance.ask(both, "plan_allocation", warehouse_id=own, item="rice", pieces=2, floor=0)
    refused = assistance.refusal(both, "release_allocation", id=mine["id"])
    assert (type(refused), refused.code) == (Forbidden, "four_eyes")
    assistance.ask(CLERK, "cancel_allocation", id=made["id"], version=1)
    assert stock(assistance, own) == 8


def test_stock_moves_by_voucher_and_never_below_nothing(assistance: RunningService) -> None:
    own, other = warehouse(assistance, 10), warehouse(assistance)
    moved: dict[str, Any] = {"warehouse_id": own, "to_id": other, "item": "rice", "pieces": 4, "voucher": "M1"}
    assistance.ask(CLERK, "move_goods", **moved)
    assert (stock(assistance, own), stock(assistance, other)) == (6, 4)
    assert assistance.refusal(CLERK, "move_goods", **moved).code == "voucher_used"
    lost: dict[str, Any] = {"warehouse_id": own, "item": "rice", "pieces": 7, "voucher": "L1", "reason": "受潮"}
    assert assistance.refusal(APPROVER, "write_off_goods", **lost).code == "overdraft"
    assistance.ask(APPROVER, "write_off_goods", **{**lost, "pieces": 6})
    assert stock(assistance, own) == 0
    assert isinstance(assistance.refusal(CLERK, "write_off_goods", **lost), Forbidden)
    assert isinstance(assistance.refusal(administrator(ELSEWHERE), "receive_goods", **_taken(own)), NotFound)
    assert isinstance(assistance.refusal(ADMINISTRATOR, "receive_goods", **{**_taken(own), "pieces": 0}), Invalid)


def _taken(own: str) -> dict[str, Any]:
    return {"warehouse_id": own, "item": "rice", "pieces": 1, "voucher": "V9"}


def test_a_need_that_is_withdrawn_gets_nothing(assistance: RunningService) -> None:
    own = warehouse(assistance, 10)
    gone = need(assistance, 5)
    assistance.ask(CLERK, "withdraw_need", id=gone["id"], version=1)
    refused = assistance.refusal(CLERK, "plan_allocation", warehouse_id=own, item="rice", pieces=5)
    assert refused.code == "no_needs"


def test_needs_of_a_file_are_shared_out_on_a_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "needs.csv"
    file.write_text(
        "hospital,item,needed\n一院,口罩,300\n二院,口罩,100\n二院,口罩,1\n三院,口罩,0\n三院,手套,9\n四院,口罩,\n",
        encoding="utf-8",
    )
    asked = ["goods", "share-out", str(file), "--item", "口罩", "--pieces", "200", "--floor", "20"]
    assert main([*asked, "--flags"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split() for line in told[:2]] == [["144", "of", "300", "一院"], ["56", "of", "100", "二院"]]
    assert told[2] == "2 needs of 400 pieces; 200 of 200 given; 1 flags left out"
    file.write_text("hospital,item,needed\n一院,口罩,many\n", encoding="utf-8")
    assert main(asked) == 1
    assert "line 2" in capsys.readouterr().err
