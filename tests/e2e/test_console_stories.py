"""A story for each role in a real browser, on `linli run` with its real requests, by the passwords it printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.consoles import DESKTOP, TELEPHONE, Desk, built, signed_in
from tests.e2e.asking import Json, Person
from tests.e2e.trial import PATIENCE, Runs
from tests.platforms import DISTRICT, Platform
from tests.polling import poll

pytestmark = [pytest.mark.browser, pytest.mark.node, pytest.mark.timeout(900)]
CODE = re.compile(r"([0-9A-Z]{5}-[0-9A-Z]{5})")
PHONE = "13912340077"


@dataclass(frozen=True)
class Town:
    """The platform as whoever tries it has it: accounts with passwords, real requests, cells."""

    platform: Platform
    accounts: dict[str, tuple[str, str]]
    chromium: Browser
    administrator: Person

    def sign_in(self, role: str, size: ViewportSize = DESKTOP) -> Any:
        """A browser in which the demonstration account of the role is signed in."""
        return signed_in(self.chromium, self.platform.url, role, self.accounts[role][0], size)

    def area(self, role: str) -> str:
        return self.accounts[role][1]

    def requests(self, **query: str) -> list[Json]:
        """Requests as the lists have them."""
        asked = "&".join(f"{name}={value}" for name, value in {"area": DISTRICT, "limit": "200", **query}.items())
        return list(self.administrator.seen(f"/api/hotline/requests?{asked}")["items"])

    def open(self, area: str, title: str, **more: Any) -> Json:
        """A request that somebody recorded before the story begins."""
        body = {"area_code": area, "category": "noise.residential", "title": title, **more}
        made = self.administrator.ask("POST", "/api/hotline/requests", body)
        assert made.status_code == 201, made.text
        found: Json = made.json()
        return found

    def state(self, request_id: str) -> str:
        return str(self.administrator.seen(f"/api/hotline/requests/{request_id}")["request"]["state"])


@pytest.fixture(scope="module")
def town(runs: Runs, chromium: Browser) -> Town:
    built()
    found = re.findall(r"^  ([a-z_]+) +([-\w]{16}) +(\d{6,12})$", runs.log, re.MULTILINE)
    made = Town(
        runs.platform,
        {login: (password, area) for login, password, area in found},
        chromium,
        Person(runs.platform, runs.platform.token()),
    )
    poll(partial(_has_cells, made), PATIENCE, "the district's cells")
    return made


def _has_cells(town: Town) -> bool:
    return len(town.administrator.seen(f"/api/grid/outlines?area={DISTRICT}")["items"]) == 111


def told(desk: Desk, text: str) -> None:
    expect(desk.page.get_by_role("status").filter(has_text=text)).to_be_visible()
    desk.rest()


def act(desk: Desk, action: str, **fields: str) -> None:
    """Do something with the order on the screen."""
    desk.page.get_by_role("button", name=action, exact=True).click()
    dialog = desk.page.get_by_role("dialog")
    for label, value in fields.items():
        dialog.get_by_label(label).fill(value)
    dialog.get_by_role("button", name=action, exact=True).click()
    told(desk, f"{action}：已完成")


def shows_figures(town: Town, page: Page, area: str) -> None:
    """The first page has the figures that the API counts."""
    counted = town.administrator.figures(area)
    expect(page.locator(".tile strong").first).to_have_text(str(counted["open"]))
    expect(page.locator(".tile strong").nth(2)).to_have_text(str(counted["closed"]))


def test_an_operator_takes_down_what_a_caller_tells_with_help_from_what_others_told(town: Town) -> None:
    before = town.requests(open="true")[0]
    title = town.administrator.seen(f"/api/hotline/requests/{before['id']}")["title"]
    with town.sign_in("operator") as desk:
        shows_figures(town, desk.page, DISTRICT)
        desk.go("/operator", "坐席台")
        desk.page.locator("[data-field=title]").fill(title)
        desk.page.locator("[data-field=category]").select_option(before["category"])
        helping = desk.page.get_by_role("region", name="边录边查")
        expect(helping.get_by_role("button").filter(has_text="Alt 1")).to_be_visible()
        desk.page.get_by_role("button", name="登记并派单").click()
        told(desk, "已登记")
        desk.page.get_by_role("link", name="查看工单").click()
        expect(desk.page.get_by_role("heading", level=1)).to_have_text(title)
        assert town.state(desk.page.url.rpartition("/")[2]) in ("dispatched", "pending_dispatch")


def test_a_dispatcher_sees_the_district_on_the_map_and_sends_what_waits(town: Town) -> None:
    waits = [town.open("210103005003", f"待派{number}", hold=True) for number in (1, 2)]
    with town.sign_in("dispatcher") as desk:
        desk.go("/dispatch", "派单台")
        desk.page.get_by_role("tab", name="全部未结").click()
        desk.rest()
        expect(desk.page.locator("tbody tr")).to_have_count(len(town.requests(open="true")))
        desk.page.get_by_role("tab", name="待派单").click()
        desk.page.get_by_role("button", name="地图", exact=True).click()
        group = desk.page.locator(".groups li").filter(has_text="待派1")
        expect(group).to_contain_text("永顺社区")
        desk.picture("story-dispatcher")
        group.get_by_role("button", name="选中这些").click()
        desk.page.get_by_role("button", name="按规则批量派单").click()
        told(desk, "完成 2 件，未完成 0 件")
    assert [town.state(one["id"]) for one in waits] == ["dispatched", "dispatched"]


def test_a_handler_settles_an_order_of_the_street_on_a_telephone(town: Town) -> None:
    title = "楼道堆物阻塞通道"
    request = town.open(f"{town.area('handler')}003", title)
    with town.sign_in("handler", TELEPHONE) as desk:
        desk.go("/handling", "我的工单")
        desk.page.get_by_role("link", name=title).click()
        expect(desk.page.get_by_role("heading", level=1)).to_have_text(title)
        act(desk, "签收")
        act(desk, "开始办理")
        act(desk, "办结", 办理结果="已清理楼道，并在单元门口张贴告知。")
        desk.page.get_by_role("tab", name="全链条").click()
        expect(desk.page.get_by_role("list", name="全链条")).to_contain_text("立案网格")
    assert town.state(request["id"]) == "settled"


def test_a_supervisor_goes_from_a_figure_to_its_order_and_presses_for_it(town: Town) -> None:
    request = town.open("210103005003", "久拖未决的路面塌陷")
    with town.sign_in("supervisor") as desk:
        desk.go("/network", "三级网络")
        desk.page.get_by_role("button", name="查看所计工单: 数据质量").click()
        expect(desk.page.get_by_role("link", name="久拖未决的路面塌陷").first).to_be_visible()
        desk.page.get_by_role("link", name="久拖未决的路面塌陷").first.click()
        act(desk, "督办", 督办要求="今日到场围护，三日内修复并反馈。")
        desk.go("/dispatch", "派单台")
        desk.page.get_by_role("tab", name="督办中").click()
        expect(desk.page.get_by_role("link", name="久拖未决的路面塌陷")).to_be_visible()
    seen = town.administrator.seen(f"/api/hotline/requests/{request['id']}")
    assert seen["request"]["supervised_at"]


def test_an_auditor_looks_everywhere_and_changes_nothing(town: Town) -> None:
    closed = next(one for one in town.requests(open="false") if one["ended_at"])
    with town.sign_in("auditor") as desk:
        shows_figures(town, desk.page, DISTRICT)
        desk.go(f"/orders/{closed['id']}")
        expect(desk.page.get_by_text("您目前没有可办的操作")).to_be_visible()
        desk.page.get_by_role("tab", name="全链条").click()
        expect(desk.page.get_by_role("list", name="全链条")).to_contain_text("结案")
        desk.go("/dispatch", "此页面不属于您当前的岗位")


def test_an_administrator_sees_every_service_do_well_and_lets_somebody_in(town: Town) -> None:
    with town.sign_in("administrator") as desk:
        desk.go("/admin?tab=health", "系统管理")
        for service in ("热线", "救助", "志愿", "网格"):
            expect(desk.page.get_by_role("row").filter(has_text=service)).to_contain_text("正常")
        desk.page.get_by_role("tab", name="区划").click()
        desk.rest()
        expect(desk.page.locator("tbody tr")).to_have_count(11)
        desk.page.get_by_role("tab", name="账号与角色").click()
        desk.page.get_by_role("button", name="新建账号").click()
        dialog = desk.page.get_by_role("dialog")
        for label, value in (("登录名", "story.handler"), ("姓名", "孙七"), ("密码", "a-long-password-for-seven")):
            dialog.get_by_label(label).fill(value)
        dialog.get_by_label("角色").select_option("handler")
        dialog.get_by_role("button", name="新建账号").click()
        told(desk, "已新建账号 story.handler")
    with signed_in(town.chromium, town.platform.url, "story.handler", "a-long-password-for-seven") as desk:
        desk.go("/handling", "我的工单")


OTHERS = {
    "aid_surveyor": ("救助", "assistance"),
    "aid_approver": ("救助", "assistance"),
    "aid_payer": ("救助", "assistance"),
    "coordinator": ("志愿", "volunteer"),
    "patrol_leader": ("网格", "grid"),
    "grid_worker": ("网格", "grid"),
}


@pytest.mark.parametrize("role", OTHERS)
def test_who_works_in_a_service_sees_their_area_and_the_whole_chain_of_its_orders(town: Town, role: str) -> None:
    name, service = OTHERS[role]
    area = town.area(role)
    ended = [one for one in town.requests(area=area, service=service) if one["ended_at"]]
    with town.sign_in(role) as desk:
        shows_figures(town, desk.page, area)
        desk.go("/network", "三级网络")
        known = ended[0] if ended else town.open(area, "社区里还没有的诉求")
        desk.go(f"/orders/{known['id']}")
        desk.page.get_by_role("tab", name="全链条").click()
        chain = desk.page.get_by_role("list", name="全链条")
        expect(chain).to_contain_text("登记热线")
        expect(chain).to_contain_text(name)
        allowed = desk.page.get_by_role("navigation", name="主导航").get_by_role("link")
        for number in range(allowed.count()):
            allowed.nth(number).click()
            desk.rest()
            expect(desk.page.get_by_role("heading", level=1)).not_to_have_text("此页面不属于您当前的岗位")


def test_a_citizen_files_follows_adds_and_rates_after_the_matter_is_done(town: Town) -> None:
    context = town.chromium.new_context(viewport=TELEPHONE, locale="zh-CN", base_url=town.platform.url)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="我是市民：提交或查询诉求").click()
    page.locator("#category").select_option("noise.residential")
    page.locator("#street").select_option(label="滨河街道")
    page.locator("#community").select_option(label="永顺社区")
    page.locator("#title").fill("夜间施工噪声")
    page.locator("#contact_phone").fill(PHONE)
    page.locator("#file-form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text(CODE)
    code = CODE.search(page.locator("main").inner_text())
    assert code is not None
    found = next(one for one in town.requests(area="210103005003") if _code(town, one["id"]) == code[1])
    _follow(page, code[1])
    page.locator("#comment").fill("楼下也听得见")
    page.locator("#comment-form button[type=submit]").click()
    expect(page.locator("#updates")).to_contain_text("楼下也听得见")
    path = f"/api/hotline/requests/{found['id']}"
    steps: list[tuple[str, Json]] = [("sign", {}), ("start", {}), ("settle", {"result": "已责令停工"})]
    for step, body in (*steps, ("verify", {"accepted": True})):
        done = town.administrator.ask("POST", f"{path}/{step}", body)
        assert done.status_code == 200, done.text
    _follow(page, code[1])
    expect(page.locator("#result")).to_have_text("已责令停工")
    page.locator("#levels input").first.check()
    page.locator("#rate-form button[type=submit]").click()
    expect(page.locator("#rating")).not_to_be_empty()
    context.close()


def _follow(page: Page, code: str) -> None:
    page.goto("/")
    page.goto("/citizen#follow")
    page.locator("#code").fill(code)
    page.locator("#tail").fill(PHONE[-4:])
    page.locator("#follow-form button[type=submit]").click()


def _code(town: Town, request_id: str) -> str:
    return str(town.administrator.seen(f"/api/hotline/requests/{request_id}")["tracking_code"])


def test_every_role_that_an_account_may_hold_has_a_story(town: Town) -> None:
    told_of = {"operator", "dispatcher", "handler", "supervisor", "auditor", "administrator", *OTHERS}
    assert told_of == set(town.accounts)
    assert Path(__file__).read_text(encoding="utf-8").count("def test_") >= 8
