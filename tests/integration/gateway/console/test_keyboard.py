"""The operator's, the dispatcher's and the handler's screens walked by the keyboard alone, from the first page on."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import FilePayload, expect

from linli.identity import Role
from tests.consoles import TELEPHONE, Desk, at_desk
from tests.factories.citizens import picture
from tests.factories.people import COMMUNITY, DISTRICT
from tests.hands import Hands
from tests.integration.gateway.console.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.node]
MOST_KEYS = 12
CODE = re.compile(r"查询码 ([0-9A-Z]{5}-[0-9A-Z]{5})")
REACHABLE = """() => [...document.querySelectorAll('main a[href], main button, main input, main select, main textarea')]
  .filter((one) => !one.disabled && one.tabIndex >= 0 && one.getClientRects().length && one.type !== 'radio').length"""


def held(site: Site, title: str, **more: Any) -> dict[str, Any]:
    """A request that waits for a dispatcher."""
    return site.web.be(Role.OPERATOR).open(title=title, hold=True, **more)


def shown(site: Site, request_id: str) -> dict[str, Any]:
    return dict(site.web.be().get(f"/api/hotline/requests/{request_id}").json or {})


def told(desk: Desk, text: str) -> None:
    """The page says so, and rests."""
    expect(desk.page.get_by_role("status").filter(has_text=text)).to_be_visible()
    desk.rest()


class Exchange:
    """A telephone system whose only seat is the person at this desk."""

    def __init__(self, site: Site, desk: Desk) -> None:
        self.site, self.extension = site, f"seat-{uuid4().hex[:8]}"
        line = site.web.be().post("/api/hotline/lines", {"name": "前台", "area_code": DISTRICT}).json or {}
        self.address = f"/api/cti/{line['token']}"
        account = desk.page.request.get("/api/me").json()["account"]["id"]
        seat = {"line_id": line["id"], "extension": self.extension}
        said = {"area_code": DISTRICT, "extensions": [seat], "queues": ["help"]}
        assert site.web.be().post(f"/api/hotline/agents/{account}", said).status_code == 200

    def connect(self, number: str) -> None:
        """A call comes in from this number and is taken at the seat."""
        call = {"from": number, "to": "96198", "direction": "in", "callId": uuid4().hex}
        for sign, more in (("newCall", {}), ("answer", {"user": self.extension, "answeringNumber": self.extension})):
            taken = self.site.web.anyone().post(self.address, json={"event": sign, **call, **more})
            assert taken.status_code == 200, taken.text


def test_a_known_callers_order_is_saved_with_at_most_twelve_keys_and_text(site: Site) -> None:
    """From the call on: who calls and where they live is there by itself; two combinations of keys do the rest."""
    number = "13977770001"
    site.web.be(Role.OPERATOR).open(title="楼道灯不亮", area=COMMUNITY, contact_phone=number)
    with at_desk(site.web, site.chromium, site.address, (Role.OPERATOR, DISTRICT)) as desk:
        exchange = Exchange(site, desk)
        desk.go("/operator", "坐席台")
        expect(desk.page.locator("[data-field=title]")).to_be_focused()
        hands = Hands(desk.page)
        exchange.connect(number)
        caller = desk.page.get_by_role("region", name="来电人")
        expect(caller.get_by_text("曾来电或登记过")).to_be_visible()
        hands.write("楼上半夜装修噪声太吵")
        expect(desk.page.locator("kbd", has_text="Alt 1")).to_be_visible()
        hands.press("Alt+1")
        expect(desk.page.locator("[data-field=category]")).to_have_value("noise.residential")
        hands.press("Control+Enter")
        told(desk, "已登记")
        assert hands.pressed <= MOST_KEYS
        assert hands.used_no_mouse()
        hands.enter(desk.page.get_by_role("link", name="查看工单"))
        expect(desk.page.get_by_role("heading", level=1)).to_have_text("楼上半夜装修噪声太吵")
        saved = shown(site, desk.page.url.rpartition("/")[2])
    assert (saved["area_code"], saved["request"]["state"]) == (COMMUNITY, "dispatched")
    asked = {"number": number, "area_code": DISTRICT}
    known = site.web.be(Role.OPERATOR).post("/api/hotline/callers/look-up", asked).json or {}
    assert saved["id"] in [one["id"] for one in known["open_requests"]], "the number of the call is the order's"


@pytest.mark.parametrize(
    ("role", "path", "heading"),
    [
        (Role.OPERATOR, "/operator", "坐席台"),
        (Role.DISPATCHER, "/dispatch", "派单台"),
        (Role.HANDLER, "/handling", "我的工单"),
    ],
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tab_reaches_everything_is_seen_everywhere_and_comes_out_again(
    site: Site, role: Role, path: str, heading: str, theme: str
) -> None:
    site.web.be(Role.OPERATOR).open(title="键盘可达的工单", hold=role is Role.DISPATCHER)
    area = COMMUNITY if role is Role.HANDLER else DISTRICT
    with at_desk(site.web, site.chromium, site.address, (role, area), theme=theme) as desk:
        desk.go(path, heading)
        hands = Hands(desk.page)
        reachable = int(desk.page.evaluate(REACHABLE))
        stops = hands.stops()
        inside = [one for one in stops if not one.startswith("<body")]
        assert len(inside) >= reachable > 3
        assert len(set(inside)) >= reachable * 0.8, "it goes round in a part of the page"


def test_an_operator_walks_from_the_first_page_to_a_held_order_and_an_answer(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address, (Role.OPERATOR, DISTRICT)) as desk:
        hands = Hands(desk.page)
        hands.desk("坐席台")
        page = desk.page
        expect(page.locator("[data-field=title]")).to_be_focused()
        hands.write("没有电梯的楼里老人下楼困难")
        hands.choose(page.get_by_label("类型"), "咨询")
        hands.to(page.locator("[data-field=description]"))
        hands.write("住六楼，每周要去医院两次。")
        hands.choose(page.locator("[data-field=category]"), "噪声")
        hands.choose(page.get_by_label("地点 街道"), "滨河街道")
        hands.choose(page.get_by_label("地点 社区"), "多福社区")
        hands.press("Alt+a")
        expect(page.locator("[data-field=answer]")).to_be_focused()
        hands.write("已告知社区助老服务的联系办法。")
        hands.enter(page.get_by_role("button", name="当场答复并结案"))
        told(desk, "已登记")
        code = CODE.search(page.get_by_role("status").filter(has_text="已登记").inner_text())
        assert code is not None
        found = site.web.anyone().get(f"/api/track/{code[1]}").json or {}
        assert found["state"] == "closed"
        assert hands.used_no_mouse()


def test_a_dispatcher_walks_through_queues_bulk_merge_dispute_and_supervision(site: Site) -> None:
    mark = uuid4().hex[:6]
    many = [held(site, f"键盘批量{mark}-{number}") for number in (1, 2)]
    alike = [held(site, f"键盘并单{mark}-{number}") for number in (1, 2)]
    disputed = site.web.be(Role.OPERATOR).open(title=f"键盘裁定{mark}")
    path = f"/api/hotline/requests/{disputed['id']}/dispute"
    assert site.web.be().post(path, {"reason": "不属本社区"}, If_Match="*").status_code == 200
    with at_desk(site.web, site.chromium, site.address, (Role.SUPERVISOR, DISTRICT)) as desk:
        hands, page = Hands(desk.page), desk.page
        hands.desk("派单台")
        for one in many:
            hands.to(page.get_by_role("checkbox", name=str(one["title"])))
            hands.press("Space")
        hands.press("Alt+p")
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("row").filter(has_text=f"键盘批量{mark}-1")).to_contain_text("滨河街道")
        hands.press("Escape")
        expect(dialog).to_be_hidden()
        hands.press("Control+Enter")
        told(desk, "完成 2 件，未完成 0 件")
        for one in alike:
            hands.to(page.get_by_role("checkbox", name=str(one["title"])))
            hands.press("Space")
        hands.press("Alt+m")
        hands.to(dialog.get_by_label("并单理由"))
        hands.write("同一住户的同一噪声")
        hands.enter(dialog.get_by_role("button", name="并单"))
        told(desk, "已并入")
        _decide_and_supervise(desk, hands, str(disputed["title"]))
        assert hands.used_no_mouse()
    assert [shown(site, one["id"])["request"]["state"] for one in many] == ["dispatched", "dispatched"]
    assert sorted(shown(site, one["id"])["request"]["state"] for one in alike) == ["merged", "pending_dispatch"]
    assert shown(site, disputed["id"])["request"]["supervised_at"] is not None


@pytest.mark.parametrize("wide", [True, False])
def test_a_handler_walks_from_signing_to_settling_with_a_photograph_helper_and_extension(
    site: Site, wide: bool
) -> None:
    """Also on a small screen with a keyboard, where the navigation is behind its button."""
    title = f"键盘办理{uuid4().hex[:6]}"
    request = site.web.be(Role.OPERATOR).open(title=title)
    size: Any = {"width": 1280, "height": 800} if wide else TELEPHONE
    with at_desk(site.web, site.chromium, site.address, (Role.HANDLER, COMMUNITY), size=size) as desk:
        hands, page = Hands(desk.page), desk.page
        if not wide:
            hands.enter(page.get_by_role("button", name="打开导航"))
        hands.desk("我的工单")
        hands.enter(page.get_by_role("link", name=title))
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        dialog = page.get_by_role("dialog")
        for action in ("签收", "开始办理"):
            hands.enter(page.get_by_role("button", name=action, exact=True))
            expect(dialog).to_be_visible()
            hands.enter(dialog.get_by_role("button", name=action))
            told(desk, f"{action}：已完成")
        _ask_for_more_time(desk, hands)
        _ask_for_help(desk, hands)
        _add_a_photograph(desk, hands)
        _release_the_helper(desk, hands)
        hands.to(page.get_by_role("button", name="办结", exact=True), back=True)
        hands.press("Enter")
        hands.to(dialog.get_by_label("办理结果"))
        hands.write("已上门劝阻，住户承诺夜间停工。")
        hands.press("Control+Enter")
        told(desk, "办结：已完成")
        assert hands.used_no_mouse()
    after = shown(site, request["id"])["request"]
    assert (after["state"], after["helpers_open"]) == ("settled", 0)


def _ask_for_more_time(desk: Desk, hands: Hands) -> None:
    dialog = desk.page.get_by_role("dialog")
    hands.enter(desk.page.get_by_role("button", name="申请延期", exact=True))
    hands.date(dialog.get_by_label("延期至"), "2027-03-01T10:00")
    hands.to(dialog.get_by_label("理由"))
    hands.write("等待物业提供图纸")
    hands.press("Control+Enter")
    told(desk, "申请延期：已完成")


def _ask_for_help(desk: Desk, hands: Hands) -> None:
    dialog = desk.page.get_by_role("dialog")
    hands.enter(desk.page.get_by_role("button", name="增加协办", exact=True))
    department = dialog.get_by_label("部门")
    hands.to(department)
    hands.press("ArrowDown")
    hands.to(dialog.get_by_label("理由"))
    hands.write("请派人一同上门")
    hands.press("Control+Enter")
    told(desk, "增加协办：已完成")


def _add_a_photograph(desk: Desk, hands: Hands) -> None:
    page = desk.page
    file: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": picture((90, 60), "PNG")}
    page.once("filechooser", lambda opened: opened.set_files(file))  # early: the browser takes its time
    hands.to(page.get_by_role("tab", name="办理过程"))
    hands.press("ArrowLeft")
    expect(page.get_by_role("tab", name="照片")).to_be_focused()
    hands.to(page.get_by_label("添加照片"))
    hands.press("Enter")
    told(desk, "已添加 1 张照片")


def _release_the_helper(desk: Desk, hands: Hands) -> None:
    page = desk.page
    hands.to(page.get_by_role("tab", name="照片"), back=True)
    hands.press("ArrowLeft", 2)
    expect(page.get_by_role("tab", name="协办")).to_be_focused()
    hands.enter(page.get_by_role("button", name="解除"))
    hands.to(page.get_by_role("dialog").get_by_label("解除理由"))
    hands.write("已自行办妥")
    hands.press("Control+Enter")
    expect(page.get_by_role("button", name="解除")).to_have_count(0)


def _decide_and_supervise(desk: Desk, hands: Hands, title: str) -> None:
    page, dialog = desk.page, desk.page.get_by_role("dialog")
    hands.to(page.get_by_role("tab", name="待派单"), back=True)
    hands.press("ArrowRight", 3)
    expect(page.get_by_role("tab", name="争议待裁")).to_be_focused()
    desk.rest()
    hands.enter(page.get_by_role("link", name=title))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    for action, label in (("裁定争议", "理由"), ("督办", "督办要求")):
        hands.enter(page.get_by_role("button", name=action, exact=True))
        expect(dialog).to_be_visible()
        hands.to(dialog.get_by_label(label))
        hands.write("请三日内办结并答复市民")
        hands.press("Control+Enter")
        told(desk, f"{action}：已完成")
