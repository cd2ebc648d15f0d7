"""The assistance desk in a real browser: tips, and households to be visited, on the real gateway and service."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from linli.identity import Role
from tests.consoles import at_desk
from tests.factories.people import COMMUNITY, DISTRICT
from tests.integration.gateway.console.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.node]
AID = "/api/assistance"
PHONE = "13977770002"


def made(site: Site, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = site.web.be().post(f"{AID}/{path}", body)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json or {})


def test_a_tip_is_taken_down_and_who_gave_it_is_seen_for_a_reason_only(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address, (Role.AID_SURVEYOR, DISTRICT)) as desk:
        desk.go("/aid?tab=tips", "社会救助")
        desk.page.get_by_role("button", name="登记线索").click()
        dialog = desk.page.get_by_role("dialog")
        dialog.get_by_role("button", name="登记线索").click()
        expect(dialog.get_by_label("线索内容")).to_have_attribute("aria-invalid", "true")
        dialog.get_by_label("线索内容").fill("领低保却有两辆汽车")
        dialog.get_by_label("举报人姓名").fill("钱举报")
        dialog.get_by_label("举报人电话").fill(PHONE)
        dialog.get_by_role("button", name="登记线索").click()
        expect(dialog).to_be_hidden()
        row = desk.page.get_by_role("row").filter(has_text="两辆汽车")
        expect(row).to_contain_text("139******02")
        assert PHONE not in desk.page.content()
        row.get_by_role("button", name="查看举报人").click()
        dialog.get_by_label("查看事由").fill("核查前联系")
        dialog.get_by_role("button", name="查看举报人").click()
        expect(desk.page.locator("p[role=status]")).to_contain_text(PHONE)
        assert desk.faults() == []
    found = site.web.be().get(f"{AID}/tips?area={DISTRICT}").json or {}
    tip = next(one for one in found["items"] if "两辆汽车" in one["about"])
    assert [step["action"] for step in tip["steps"]] == ["receive", "look"]
    assert tip["steps"][1]["note"] == "核查前联系"


def test_who_only_pays_reads_the_tips_and_takes_none_down(site: Site) -> None:
    made(site, "tips", {"area_code": COMMUNITY, "about": "匿名的线索"})
    with at_desk(site.web, site.chromium, site.address, (Role.AID_PAYER, DISTRICT), language="en") as desk:
        desk.go("/aid", "Assistance")
        expect(desk.page.get_by_role("row").filter(has_text="匿名的线索")).to_contain_text("Anonymous")
        expect(desk.page.get_by_role("button", name="Take down a tip")).to_have_count(0)
        expect(desk.page.get_by_role("button", name="Check")).to_have_count(0)
        desk.page.get_by_role("tab", name="To be visited").click()
        expect(desk.page.get_by_text("No application waits for a visit.")).to_be_visible()
        assert desk.faults() == []
