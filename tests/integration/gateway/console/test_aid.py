"""The assistance desk in a real browser: tips, visits and referrals, on the real gateway and service."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import expect

from linli.cli import main
from linli.identity import Role
from tests.consoles import Desk, at_desk
from tests.e2e.aid import Office, office, referred
from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.web import Web
from tests.integration.gateway.console.conftest import Site
from tests.platforms import Platform

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


@dataclass
class Here(Platform):
    """The site as an office asks it."""

    web: Web = field(kw_only=True)

    def linli(self, *arguments: str, patience: float = 300.0) -> str:
        assert main(list(arguments)) == 0, patience
        return ""

    def token(self, role: str = "administrator", area: str = DISTRICT, login: str | None = None) -> str:
        return self.web.token((Role(role), area))


@pytest.fixture(scope="module")
def aid(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("aid")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LINLI_DATA", str(site.web.settings.data))
        patch.delenv("LINLI_DATABASE_URL", raising=False)
        return office(Here(folder, {}, site.address, site.address, {}, web=site.web), "console")


def is_staff(aid: Office, desk: Desk) -> None:
    """Who sits at the desk is a person of the register."""
    me = desk.page.evaluate("() => fetch('/api/me').then((answer) => answer.json())")["account"]["id"]
    aid.did("boss", "register/staff", {"area_code": COMMUNITY, "account_id": me, "person_id": aid.registered()})


def test_two_check_a_tip_and_who_gave_it_is_answered(site: Site, aid: Office) -> None:
    informant = {"name": "孙举报", "phone": PHONE}
    made(site, "tips", {"area_code": COMMUNITY, "about": "已去世仍领补贴", "informant": informant})
    with at_desk(site.web, site.chromium, site.address, (Role.AID_SURVEYOR, DISTRICT)) as desk:
        is_staff(aid, desk)
        desk.go("/aid?tab=tips", "社会救助")
        row = desk.page.get_by_role("row").filter(has_text="已去世仍领补贴")
        dialog = desk.page.get_by_role("dialog")
        expect(row.get_by_role("button", name="反馈")).to_have_count(0)
        row.get_by_role("button", name="核查").click()
        dialog.get_by_label("核查结论").select_option("confirmed")
        dialog.get_by_label("核查情况").fill("上月去世，家属未报告")
        dialog.get_by_label("核查人一").fill(aid.surveyors[0])
        dialog.get_by_label("核查人二").fill(aid.surveyors[0])
        dialog.get_by_role("button", name="核查").click()
        expect(dialog.get_by_label("核查人二")).to_have_attribute("aria-invalid", "true")
        dialog.get_by_label("核查人二").fill(aid.surveyors[1])
        assert desk.faults() == []
        desk.picture("aid-tip-check")
        dialog.get_by_role("button", name="核查").click()
        expect(desk.page.locator("p[role=status]")).to_contain_text("核查结果已登记。")
        row.get_by_role("button", name="反馈").click()
        dialog.get_by_label("反馈方式与内容").fill("电话告知：属实，已停发")
        dialog.get_by_role("button", name="反馈").click()
        expect(desk.page.locator("p[role=status]")).to_contain_text("反馈已登记。")
        expect(row.get_by_role("button")).to_have_count(1)
        desk.picture("aid-tips")
    found = site.web.be().get(f"{AID}/tips?area={DISTRICT}").json or {}
    tip = next(one for one in found["items"] if "已去世" in one["about"])
    assert (tip["state"], tip["outcome"]) == ("answered", "confirmed")
    assert [step["action"] for step in tip["steps"]] == ["receive", "check", "answer"]


def test_a_department_takes_up_what_was_passed_on_to_it_and_says_the_result(site: Site, aid: Office) -> None:
    head = aid.registered(name="李申请", phone="13977770009", facts={"disability_grade": 1})
    one = referred(aid, head)
    with at_desk(site.web, site.chromium, site.address, (Role.HANDLER, DISTRICT)) as desk:
        is_staff(aid, desk)
        desk.go("/aid", "社会救助")
        expect(desk.page.get_by_role("tab")).to_have_text(["转办答复"])
        desk.page.get_by_label("部门", exact=True).select_option("education")
        expect(desk.page.get_by_text("没有转办事项。")).to_be_visible()
        desk.page.get_by_label("部门", exact=True).select_option("disabled_federation")
        row = desk.page.get_by_role("row").filter(has_text="barrier_free")
        expect(row).to_contain_text("李**")
        dialog = desk.page.get_by_role("dialog")
        row.get_by_role("button", name="查看申请人").click()
        dialog.get_by_label("查看事由").fill("上门量尺寸")
        dialog.get_by_role("button", name="查看申请人").click()
        expect(desk.page.locator("p[role=status]")).to_contain_text("13977770009")
        row.get_by_role("button", name="受理", exact=True).click()
        dialog.get_by_role("button", name="受理").click()
        expect(dialog.get_by_label("文号")).to_have_attribute("aria-invalid", "true")
        for act, label, text in (("受理", "由谁办理", "由康复部办理"), ("办结", "办理结果", "已改造卫生间")):
            if act == "办结":
                row.get_by_role("button", name=act).click()
            dialog.get_by_label(label).fill(text)
            dialog.get_by_label("文号").fill("沈残联〔2026〕8号")
            if act == "受理":
                assert desk.faults() == []
                desk.picture("aid-referral-answer")
            dialog.get_by_role("button", name=act).click()
            expect(desk.page.locator("p[role=status]")).to_contain_text("部门答复已登记。")
            expect(row).to_contain_text(text)
        expect(row).to_contain_text("部门已办结")
        assert "13977770009" not in desk.page.content()
        expect(row.get_by_role("button")).to_have_count(0)
        assert desk.faults() == []
        desk.picture("aid-referrals")
    assert aid.boss.seen(f"{AID}/{one}")["state"] == "settled"
