"""The operator's desk in a real browser: a record by keyboard alone, help beside it, the telephone's calls."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from linli.identity import Role
from tests.consoles import LOOKS, at_desk
from tests.factories.people import COMMUNITY, DISTRICT
from tests.integration.gateway.console.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.node]
OPERATOR = (Role.OPERATOR, DISTRICT)
CODE = re.compile(r"查询码 ([0-9A-Z]{5}-[0-9A-Z]{5})")


def found(site: Site, code: str) -> dict[str, Any]:
    """The request with this tracking code, as everyone sees it."""
    return dict(site.web.anyone().get(f"/api/track/{code}").json or {})


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_desk_and_its_shortcuts_are_accessible(site: Site, language: str, theme: str) -> None:
    site.web.be(Role.OPERATOR).open(title="楼上半夜装修噪声", area=COMMUNITY)
    with at_desk(site.web, site.chromium, site.address, OPERATOR, language=language, theme=theme) as desk:
        desk.go("/operator", "坐席台" if language == "zh" else "Operator")
        desk.page.locator("[data-field=title]").fill("楼上半夜装修噪声太吵")
        expect(desk.page.locator("kbd", has_text="Alt 1")).to_be_visible()
        assert desk.faults() == []
        desk.picture("operator")
        desk.page.locator("h1").click()
        desk.page.keyboard.press("?")
        expect(desk.page.get_by_role("dialog")).to_be_visible()
        assert desk.faults() == []
        desk.picture("operator-keys")


def test_a_request_is_recorded_with_twelve_keys_and_text(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address, OPERATOR) as desk:
        desk.go("/operator", "坐席台")
        expect(desk.page.locator("[data-field=title]")).to_be_focused()
        desk.page.keyboard.insert_text("楼上半夜装修噪声太吵")
        expect(desk.page.locator("kbd", has_text="Alt 1")).to_be_visible()
        desk.page.keyboard.press("Alt+1")
        expect(desk.page.locator("[data-field=category]")).to_have_value("noise.residential")
        desk.page.keyboard.press("Control+Enter")
        told = desk.page.get_by_role("status").filter(has_text="已登记")
        expect(told).to_be_visible()
        code = CODE.search(told.inner_text())
        assert code is not None
        assert found(site, code[1])["state"] == "dispatched"
        expect(desk.page.locator("[data-field=title]")).to_have_value("")


def test_what_is_missing_is_focused_and_said(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address, OPERATOR) as desk:
        desk.go("/operator", "坐席台")
        expect(desk.page.locator("[data-field=title]")).to_be_focused()
        desk.page.keyboard.insert_text("没有类别")
        desk.page.keyboard.press("Control+Enter")
        expect(desk.page.locator("[data-field=category]")).to_be_focused()
        expect(desk.page.locator(".fault")).to_have_text("请填写此项。")


def test_an_answer_on_the_phone_closes_and_a_held_one_waits(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address, OPERATOR) as desk:
        desk.go("/operator", "坐席台")
        for button, state in (("当场答复并结案", "closed"), ("登记待派", "pending_dispatch")):
            desk.page.locator("[data-field=title]").fill(f"咨询噪声管理规定：{button}")
            desk.page.locator("[data-field=category]").select_option("noise.residential")
            desk.page.locator("[data-field=answer]").fill("夜间施工须有证明，可向城管反映。")
            desk.page.get_by_role("button", name=button).click()
            told = desk.page.get_by_role("status").filter(has_text="已登记")
            expect(told).to_be_visible()
            code = CODE.search(told.inner_text())
            assert code is not None
            assert found(site, code[1])["state"] == state
            desk.page.get_by_role("button", name="清空重填").click()


def test_a_caller_looked_up_shows_what_they_asked_for_and_duplicates_are_shown(site: Site) -> None:
    number = "13912349876"
    site.web.be(Role.OPERATOR).open(title="多福社区路灯不亮", contact_phone=number)
    with at_desk(site.web, site.chromium, site.address, OPERATOR) as desk:
        desk.go("/operator", "坐席台")
        expect(desk.page.locator("[data-field=title]")).to_be_focused()
        desk.page.keyboard.press("Alt+l")
        desk.page.keyboard.insert_text(number)
        desk.page.keyboard.press("Enter")
        caller = desk.page.get_by_role("region", name="来电人")
        expect(caller.get_by_role("link", name="多福社区路灯不亮").first).to_be_visible()
        expect(caller).not_to_contain_text(number)
        desk.page.locator("[data-field=title]").fill("多福社区路灯又不亮")
        desk.page.locator("[data-field=category]").select_option("noise.residential")
        desk.page.get_by_label("地点 街道").select_option(label="滨河街道")
        desk.page.get_by_label("地点 社区").select_option(label="多福社区")
        expect(
            desk.page.get_by_role("region", name="边录边查").get_by_role("link", name="多福社区路灯不亮")
        ).to_be_visible()
        assert number not in desk.page.url


def test_the_hotline_away_takes_the_record_all_the_same(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address, OPERATOR) as desk:
        desk.go("/operator", "坐席台")
        desk.page.locator("[data-field=title]").fill("热线服务中断时登记")
        desk.page.locator("[data-field=category]").select_option("noise.residential")
        site.web.away.add("hotline")
        try:
            desk.page.keyboard.press("Control+Enter")
            expect(desk.page.get_by_role("status").filter(has_text="已先行受理")).to_be_visible()
        finally:
            site.web.away.clear()
