"""The dispatcher's desk and the order's page in a real browser, on the real gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from linli.identity import Role
from tests.consoles import LOOKS, Desk, at_desk
from tests.factories.people import COMMUNITY, DISTRICT
from tests.integration.gateway.console.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.node]


def held(site: Site, title: str, **more: Any) -> dict[str, Any]:
    """A request that waits for a dispatcher."""
    return site.web.be(Role.OPERATOR).open(title=title, hold=True, **more)


def state_of(site: Site, request: dict[str, Any]) -> str:
    found = site.web.be().get(f"/api/hotline/requests/{request['id']}").json or {}
    return str(found["request"]["state"])


def moved(site: Site, request: dict[str, Any], step: str, body: dict[str, Any] | None = None) -> None:
    done = site.web.be().post(f"/api/hotline/requests/{request['id']}/{step}", body, If_Match="*")
    assert done.status_code == 200, done.text


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_queue_order_and_dialog_are_accessible(site: Site, language: str, theme: str) -> None:
    request = held(site, "万莲小区5号楼电梯异响")
    with at_desk(site.web, site.chromium, site.address, language=language, theme=theme) as desk:
        desk.go("/dispatch", "派单台" if language == "zh" else "Dispatch")
        expect(desk.page.get_by_role("link", name="万莲小区5号楼电梯异响").first).to_be_visible()
        assert desk.faults() == []
        desk.picture("dispatch")
        desk.go(f"/orders/{request['id']}", "万莲小区5号楼电梯异响")
        assert desk.faults() == []
        desk.picture("order")
        desk.page.get_by_role("button", name="派单" if language == "zh" else "Dispatch").click()
        expect(desk.page.get_by_role("dialog")).to_be_visible()
        assert desk.faults() == []
        desk.picture("order-dispatch")


def test_an_order_is_dispatched_as_the_rules_propose_with_the_keyboard_alone(site: Site) -> None:
    request = held(site, "键盘派单的诉求")
    with at_desk(site.web, site.chromium, site.address) as desk:
        desk.go("/dispatch", "派单台")
        desk.page.get_by_role("link", name="键盘派单的诉求").focus()
        desk.page.keyboard.press("Enter")
        expect(desk.page.get_by_role("heading", level=1)).to_have_text("键盘派单的诉求")
        desk.page.get_by_role("button", name="派单", exact=True).focus()
        desk.page.keyboard.press("Enter")
        expect(desk.page.get_by_role("radio", name="按规则派给 滨河街道 多福社区")).to_be_focused()
        desk.page.keyboard.press("Control+Enter")
        expect(desk.page.get_by_role("status").filter(has_text="派单：已完成")).to_be_visible()
        expect(desk.page.get_by_role("list", name="办理过程")).to_contain_text("派单")
    assert state_of(site, request) == "dispatched"


def test_another_unit_is_named(site: Site) -> None:
    request = held(site, "要派给街道的诉求")
    with at_desk(site.web, site.chromium, site.address) as desk:
        desk.go(f"/orders/{request['id']}", "要派给街道的诉求")
        desk.page.get_by_role("button", name="派单", exact=True).click()
        dialog = desk.page.get_by_role("dialog")
        dialog.get_by_role("radio", name="指定其他单位").check()
        dialog.get_by_role("button", name="派单").click()
        expect(dialog.locator(".fault")).to_have_text("请填写此项。")
        dialog.get_by_label("单位所在辖区").select_option(label="街道: 滨河街道")
        dialog.get_by_label("部门").select_option(index=1)
        dialog.get_by_role("button", name="派单").click()
        expect(desk.page.get_by_role("status").filter(has_text="已完成")).to_be_visible()
        expect(desk.page.locator("dl.facts")).to_contain_text("滨河街道 · ")


def test_many_are_dispatched_at_once_and_of_one_matter_are_merged(site: Site) -> None:
    together = [held(site, f"批量诉求{number}") for number in (1, 2)]
    alike = [held(site, f"同一噪声{number}") for number in (1, 2)]
    with at_desk(site.web, site.chromium, site.address) as desk:
        desk.go("/dispatch", "派单台")
        for one in together:
            desk.page.get_by_role("checkbox", name=str(one["title"])).check()
        desk.page.get_by_role("button", name="按规则批量派单").click()
        expect(desk.page.get_by_role("status").filter(has_text="完成 2 件，未完成 0 件")).to_be_visible()
        desk.rest()
        for one in alike:
            desk.page.get_by_role("checkbox", name=str(one["title"])).check()
        desk.page.get_by_role("button", name="并单").click()
        dialog = desk.page.get_by_role("dialog")
        dialog.get_by_label("并单理由").fill("同一住户的同一噪声")
        dialog.get_by_role("button", name="并单").click()
        expect(desk.page.get_by_role("status").filter(has_text="已并入")).to_be_visible()
    assert [state_of(site, one) for one in together] == ["dispatched", "dispatched"]
    assert sorted(state_of(site, one) for one in alike) == ["merged", "pending_dispatch"]


def test_a_change_by_somebody_else_is_shown_at_once_and_an_older_view_changes_nothing(site: Site) -> None:
    request = site.web.be(Role.OPERATOR).open(title="两人同时办理")
    with at_desk(site.web, site.chromium, site.address) as desk:
        desk.go(f"/orders/{request['id']}", "两人同时办理")
        moved(site, request, "sign")
        expect(desk.page.get_by_role("status").filter(has_text="他人刚更新了此工单")).to_be_visible()
        expect(desk.page.locator(".bar .tag").first).to_have_text("已签收")
        desk.page.get_by_role("button", name="退单").click()
        moved(site, request, "start")
        dialog = desk.page.get_by_role("dialog")
        dialog.get_by_label("退单原因").select_option("not_ours")
        dialog.get_by_label("理由").fill("非本单位职责，请改派")
        dialog.get_by_role("button", name="退单").click()
        expect(dialog.get_by_role("alert")).to_contain_text("他人已更新此内容")
        expect(dialog.get_by_label("理由")).to_have_value("非本单位职责，请改派")
    assert state_of(site, request) == "in_progress"


def test_a_dispute_is_decided_above(site: Site) -> None:
    request = site.web.be(Role.OPERATOR).open(title="责任有争议")
    moved(site, request, "dispute", {"reason": "不属本社区"})
    with at_desk(site.web, site.chromium, site.address) as desk:
        desk.go("/dispatch", "派单台")
        desk.page.get_by_role("tab", name="争议待裁").click()
        desk.page.get_by_role("link", name="责任有争议").click()
        desk.page.get_by_role("button", name="裁定争议").click()
        desk.page.get_by_role("dialog").get_by_label("理由").fill("由区级承办")
        desk.page.get_by_role("dialog").get_by_role("button", name="裁定争议").click()
        expect(desk.page.get_by_role("status").filter(has_text="已完成")).to_be_visible()
    assert state_of(site, request) == "dispatched"


def test_whoever_may_only_look_is_told_so(site: Site) -> None:
    request = site.web.be(Role.OPERATOR).open(title="只能查看")
    with at_desk(site.web, site.chromium, site.address, (Role.AUDITOR, DISTRICT)) as desk:
        desk.go(f"/orders/{request['id']}", "只能查看")
        expect(desk.page.get_by_text("您目前没有可办的操作")).to_be_visible()
        desk.go("/dispatch", "此页面不属于您当前的岗位")


def test_the_chain_shows_every_service(site: Site) -> None:
    request = site.web.be(Role.OPERATOR).open(title="全链条")
    with at_desk(site.web, site.chromium, site.address, (Role.DISPATCHER, COMMUNITY)) as desk:
        desk.go(f"/orders/{request['id']}", "全链条")
        desk.page.get_by_role("tab", name="全链条").click()
        chain = desk.page.get_by_role("list", name="全链条")
        expect(chain).to_contain_text("登记热线")
        expect(chain).to_contain_text("立案网格")
        _shows_all_tabs(desk)


def _shows_all_tabs(desk: Desk) -> None:
    """Each tab by the arrow keys, none with an error."""
    desk.page.get_by_role("tab", name="全链条").focus()
    for name in ("与市民往来", "协办", "关联诉求", "照片"):
        desk.page.keyboard.press("ArrowRight")
        expect(desk.page.get_by_role("tab", name=name)).to_be_focused()
        desk.rest()
        expect(desk.page.get_by_role("alert")).to_have_count(0)


def test_where_the_rules_would_send_is_looked_at_first_all_by_keys(site: Site) -> None:
    request = held(site, "先试算再派的诉求")
    with at_desk(site.web, site.chromium, site.address) as desk:
        desk.go("/dispatch", "派单台")
        desk.page.get_by_role("checkbox", name="先试算再派的诉求").check()
        desk.page.keyboard.press("Alt+p")
        dialog = desk.page.get_by_role("dialog")
        expect(dialog.get_by_role("row").filter(has_text="先试算再派的诉求")).to_contain_text("滨河街道 多福社区")
        assert state_of(site, request) == "pending_dispatch"
        dialog.get_by_role("button", name="按规则批量派单").click()
        expect(desk.page.get_by_role("status").filter(has_text="完成 1 件")).to_be_visible()
    assert state_of(site, request) == "dispatched"


def test_at_least_thirty_shortcuts_each_to_be_changed_and_kept(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address) as desk:
        desk.go("/dispatch", "派单台")
        desk.page.keyboard.press("?")
        dialog = desk.page.get_by_role("dialog", name="键盘快捷键")
        expect(dialog.get_by_role("row").nth(30)).to_be_visible()
        desk.page.get_by_role("button", name="更改: 切换到“已超期”队列").click()
        desk.page.keyboard.press("Alt+m")
        expect(dialog.get_by_role("status")).to_contain_text("已用于“并单”")
        desk.page.get_by_role("button", name="更改: 切换到“已超期”队列").click()
        desk.page.keyboard.press("Alt+j")
        expect(dialog.get_by_role("status")).to_contain_text("现在用 alt+j")
        desk.page.reload()
        expect(desk.page.get_by_role("tab", name="待派单")).to_have_attribute("aria-selected", "true")
        desk.page.keyboard.press("Alt+j")
        expect(desk.page.get_by_role("tab", name="已超期")).to_have_attribute("aria-selected", "true")


def test_a_list_is_exported_while_one_goes_on_and_fetched_after_a_reload(site: Site, tmp_path: Path) -> None:
    held(site, "要导出的诉求")
    with at_desk(site.web, site.chromium, site.address) as desk:
        desk.go("/dispatch", "派单台")
        desk.page.get_by_role("button", name="导出 CSV").click()
        expect(desk.page.get_by_role("heading", level=1)).to_have_text("导出")
        desk.page.reload()
        row = desk.page.get_by_role("row").filter(has_text="CSV")
        expect(row).to_contain_text("完成")
        with desk.page.expect_download() as started:
            row.get_by_role("link").click()
        started.value.save_as(tmp_path / "list.csv")
    assert "要导出的诉求" in (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
