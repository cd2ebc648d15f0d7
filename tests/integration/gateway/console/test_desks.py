"""The handler's, the call-back and the network desks in a real browser, on the real gateway."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from linli.identity import Role
from tests.consoles import LOOKS, TELEPHONE, at_desk
from tests.factories.citizens import picture
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.integration.gateway.console.conftest import Site
from tests.polling import poll

pytestmark = [pytest.mark.browser, pytest.mark.node]
PHONE = "13912345678"


def moved(site: Site, request: dict[str, Any], step: str, body: dict[str, Any] | None = None) -> None:
    done = site.web.be().post(f"/api/hotline/requests/{request['id']}/{step}", body, If_Match="*")
    assert done.status_code == 200, done.text


def shown(site: Site, request: dict[str, Any]) -> dict[str, Any]:
    return dict((site.web.be().get(f"/api/hotline/requests/{request['id']}").json or {})["request"])


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_a_handler_signs_and_settles_on_a_telephone(site: Site, language: str, theme: str) -> None:
    title = f"电话上办理{language}"
    request = site.web.be(Role.OPERATOR).open(title=title)
    words = {"zh": ("我的工单", "签收", "办结", "办理结果"), "en": ("My orders", "Sign", "Settle", "What was done")}
    heading, sign, settle, result = words[language]
    who = (Role.HANDLER, COMMUNITY)
    with at_desk(site.web, site.chromium, site.address, who, language=language, theme=theme, size=TELEPHONE) as desk:
        desk.go("/handling", heading)
        expect(desk.page.get_by_role("link", name=title)).to_be_visible()
        assert desk.faults() == []
        desk.picture("handling-telephone")
        desk.page.get_by_role("link", name=title).click()
        for step, word in ((sign, None), (settle, result)):
            desk.page.get_by_role("button", name=step, exact=True).click()
            dialog = desk.page.get_by_role("dialog")
            if word:
                dialog.get_by_label(word).fill("已上门劝阻，住户承诺夜间停工。")
            dialog.get_by_role("button", name=step, exact=True).click()
            expect(dialog).to_be_hidden()
            desk.rest()
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
        assert desk.faults() == []
        desk.picture("order-telephone")
    assert shown(site, request)["state"] == "settled"


def test_a_handler_adds_a_photograph_and_has_the_number_shown_with_a_reason(site: Site) -> None:
    request = site.web.be(Role.OPERATOR).open(title="要拍照回电的工单", contact_phone=PHONE)
    who = (Role.HANDLER, COMMUNITY)
    with at_desk(site.web, site.chromium, site.address, who, size=TELEPHONE) as desk:
        desk.go(f"/orders/{request['id']}", "要拍照回电的工单")
        desk.page.get_by_role("tab", name="照片").click()
        file: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": picture((90, 60), "PNG")}
        desk.page.get_by_label("添加照片").set_input_files(file)
        expect(desk.page.get_by_role("img", name="第 1 张照片")).to_have_js_property("naturalWidth", 90)
        expect(desk.page.locator("dl.facts")).not_to_contain_text(PHONE)
        desk.page.get_by_role("button", name="查看号码").click()
        desk.page.get_by_label("查看事由").fill("上门前电话联系")
        desk.page.keyboard.press("Enter")
        expect(desk.page.locator("dl.facts")).to_contain_text(PHONE)
    with at_desk(site.web, site.chromium, site.address, (Role.AUDITOR, DISTRICT), language="en", theme="dark") as desk:
        desk.go("/disclosures", "Numbers shown")
        row = desk.page.get_by_role("row").filter(has_text="要拍照回电的工单")
        expect(row).to_contain_text("上门前电话联系")
        expect(desk.page.locator("main")).not_to_contain_text(PHONE)
        assert desk.faults() == []
        desk.picture("disclosures-rows")
        row.get_by_role("button", name="Only what").click()
        expect(desk.page.get_by_role("button", name="Only 测试")).to_be_visible()
        expect(row).to_be_visible()
    path = f"/api/hotline/requests/{request['id']}/contact/disclosures"
    kept = (site.web.be().get(path).json or {})["items"]
    assert [one["reason"] for one in kept] == ["上门前电话联系"]


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_a_citizen_is_called_back_and_a_bad_rating_begins_it_again(site: Site, language: str, theme: str) -> None:
    request = site.web.be(Role.OPERATOR).open(title=f"回访{language}", kind="complaint", contact_phone=PHONE)
    moved(site, request, "settle", {"result": "已处理"})
    moved(site, request, "verify", {"accepted": True})
    listed = partial(_listed, site, request["id"])
    poll(listed, message="the call-back")
    words = {
        "zh": ("回访台", "领取", "登记结果", "已接通", "保存", "已登记本次回访"),
        "en": ("Call-backs", "Take", "Record the call", "Reached", "Save", "The call was recorded"),
    }
    heading, take, _record, _reached, save, told = words[language]
    with at_desk(site.web, site.chromium, site.address, language=language, theme=theme) as desk:
        desk.go("/callbacks", heading)
        row = desk.page.get_by_role("row").filter(has_text=f"回访{language}")
        row.get_by_role("button", name=take).click()
        dialog = desk.page.get_by_role("dialog")
        expect(dialog).to_contain_text(PHONE)
        dialog.locator("input[name=result][value=reached]").check()
        dialog.locator("input[name=contacted]").first.check()
        dialog.locator("input[name=resolved]").last.check()
        dialog.locator("input[name=level][value='1']").check()
        dialog.locator("input[type=checkbox]").first.check()
        dialog.locator("textarea").fill("来了一次就没有下文")
        assert desk.faults() == []
        desk.picture("callback")
        dialog.get_by_role("button", name=save).click()
        expect(desk.page.get_by_role("status").filter(has_text=told)).to_be_visible()
        assert desk.faults() == []
    assert shown(site, request)["state"] == "dispatched"
    assert shown(site, request)["unit_area"] == STREET


def _listed(site: Site, request_id: str) -> bool:
    items = (site.web.be().get("/api/hotline/call-backs?limit=100").json or {})["items"]
    return any(one["request_id"] == request_id for one in items)


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_network_is_walked_down_to_the_order(site: Site, language: str, theme: str) -> None:
    title = f"三级网络{language}"
    site.web.be(Role.OPERATOR).open(title=title)
    with at_desk(site.web, site.chromium, site.address, language=language, theme=theme) as desk:
        desk.go("/network", "三级网络" if language == "zh" else "Network")
        expect(desk.page.locator("canvas")).to_be_visible()
        assert desk.faults() == []
        desk.picture("network")
        desk.page.get_by_role("link", name="滨河街道", exact=True).click()
        desk.page.get_by_role("link", name="多福社区", exact=True).click()
        desk.page.get_by_role("link", name=title).click()
        expect(desk.page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_figure_opens_to_the_orders_that_it_counted(site: Site) -> None:
    site.web.be(Role.OPERATOR).open(title="指标所计的工单")
    with at_desk(site.web, site.chromium, site.address) as desk:
        desk.go("/network", "三级网络")
        desk.page.get_by_role("button", name="查看所计工单: 数据质量").click()
        expect(desk.page.get_by_role("link", name="指标所计的工单").first).to_be_visible()


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_wallboard_fills_its_screen_and_follows_changes(site: Site, language: str, theme: str) -> None:
    wide: Any = {"width": 1920, "height": 1080}
    with at_desk(site.web, site.chromium, site.address, language=language, theme=theme, size=wide) as desk:
        desk.page.goto("/#/wall")
        expect(desk.page.locator("canvas")).to_be_visible()
        desk.rest()
        before = int(desk.page.locator(".tile strong").first.inner_text())
        site.web.be(Role.OPERATOR).open(title="大屏上的新诉求")
        expect(desk.page.locator(".tile strong").first).to_have_text(str(before + 1))
        assert desk.page.evaluate("document.documentElement.scrollHeight") <= 1080
        assert desk.faults() == []
        desk.picture("wall")
