"""Certificates and statements on paper, and the public address at which a certificate is checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from gateway.papers.sheets import Sheets
from linli.clock import local, now
from linli.identity import Role
from tests.factories.papers import text_of
from tests.factories.people import COMMUNITY, ELSEWHERE
from tests.factories.web import Web, web

HOURS = "/api/volunteer/hours"
TODAY = local(now()).date().isoformat()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("papers"), rate_limit="1000000/minute") as made:
        yield made


@pytest.fixture(scope="module")
def certificate(site: Web) -> dict[str, Any]:
    someone, who = uuid4(), site.be()
    service = {"area_code": COMMUNITY, "hours": "2.5", "served_on": TODAY, "reason": "社区清洁"}
    assert who.post(f"{HOURS}/{someone}/credit", service).status_code == 201
    said = {"area_code": COMMUNITY, "name": "张桂兰", "card_tail": "123X", "since": TODAY, "until": TODAY}
    made = who.post(f"{HOURS}/{someone}/certificates", said)
    assert made.status_code == 201, made.text
    return dict(made.json or {})


def test_the_certificate_is_printed_with_name_hours_issuer_and_the_address_of_its_check(
    site: Web, certificate: dict[str, Any]
) -> None:
    answer = site.be().get(f"/api/volunteer/certificates/{certificate['id']}/pdf")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert "no-store" in answer.headers["Cache-Control"]
    text = text_of(answer.get_data())
    address = f"/api/certificates/{certificate['code']}"
    for wanted in ("志愿服务记录证明", "张桂兰（身份证号后四位：123X）", "2.50 小时", "多福社区", address):
        assert wanted in text.replace("\n", ""), wanted


def test_anyone_checks_the_code_as_data_or_as_a_page(site: Web, certificate: dict[str, Any]) -> None:
    path = f"/api/certificates/{certificate['code'].lower()}"
    found = site.anyone().get(path)
    assert (found.status_code, (found.json or {})["valid"], (found.json or {})["name"]) == (200, True, "张**")
    page = site.anyone().get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.content_type.startswith("text/html")
    assert "有效" in page.text
    assert "张桂兰" not in page.text
    assert site.anyone().get("/api/certificates/210103-0000-0000-0000").status_code == 404
    assert site.anyone().get("/api/certificates/nonsense").status_code == 422


def test_a_statement_is_printed_for_who_may_see_the_account(site: Web, certificate: dict[str, Any]) -> None:
    path = f"{HOURS}/{certificate['volunteer_id']}/statement?since={TODAY}&until={TODAY}"
    text = text_of(site.be().get(path).get_data())
    code = re.search(r"210103(?:-[0-9A-Z]{4}){3}", text)
    assert code is not None
    again = text_of(site.be().get(path).get_data())
    assert code.group() in again, "the same lines have the same code"
    checked = site.anyone().get(f"/api/certificates/{code.group()}").json or {}
    assert [checked[name] for name in ("kind", "before", "hours", "services")] == ["statement", "0.00", "2.50", 1]
    page = site.anyone().get(f"/api/certificates/{code.group()}", headers={"Accept": "text/html"}).text
    assert "时长对账单" in page
    for wanted in ("对账单", "期初余额：0.00", "期末余额：2.50", "服务入账", "社区清洁"):
        assert wanted in text, wanted
    assert site.be(Role.ADMINISTRATOR, ELSEWHERE).get(path).status_code == 404
    assert site.be().get(f"/api/volunteer/my/hours/statement?since={TODAY}&until={TODAY}").status_code == 200
    assert site.be().get(f"/api/volunteer/my/hours/statement?since={TODAY}").status_code == 422


def test_a_long_table_goes_on_on_the_next_page_and_a_long_cell_is_cut() -> None:
    sheets = Sheets("表")
    for number in range(100):
        sheets.row((str(number), "很长的说明" * 40), (0.2, 0.8))
    made = sheets.response("x").get_data()
    text = text_of(made)
    assert "第 2 页" in text
    assert text.count("…") == 100
    assert made.count(b"/Type /Page\n") >= 2 or text.count("页") >= 2
