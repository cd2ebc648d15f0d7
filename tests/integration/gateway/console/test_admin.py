"""Administration in a real browser: accounts, routing with its dry run, parked events, health; own sessions."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import FilePayload, expect

from linli import inbox
from linli.contracts.release import sample_file
from linli.identity import Role
from tests.consoles import LOOKS, at_desk
from tests.factories.people import COMMUNITY, DISTRICT
from tests.integration.gateway.console.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.node]
ADMINISTRATOR = (Role.ADMINISTRATOR, DISTRICT)
SECOND_FIELD_AT_ONCE = """async (button) => {
  button.click()
  for (;;) {
    await new Promise((next) => setTimeout(next))
    const field = document.querySelectorAll('.el-dialog .input')[1]
    if (field?.getClientRects().length && document.activeElement?.closest('.el-dialog')) return field.focus(), field
  }
}"""
"""Opens a dialog, and takes its second field as soon as it is there."""
SIGNED = "linli.hotline.request.signed.v1"


def test_an_account_is_made_given_a_role_signed_out_and_closed(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address, ADMINISTRATOR) as desk:
        page = desk.page
        desk.go("/admin", "系统管理")
        page.get_by_role("button", name="新建账号").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="新建账号").click()
        expect(dialog.get_by_label("登录名")).to_be_focused()
        login = f"zhao.{uuid4().hex[:8]}"
        dialog.get_by_label("登录名").fill(login)
        dialog.get_by_label("姓名").fill("赵六")
        dialog.get_by_label("密码").fill("short")
        dialog.get_by_label("角色").select_option("handler")
        dialog.get_by_role("button", name="新建账号").click()
        expect(dialog.get_by_label("密码")).to_be_focused()
        dialog.get_by_label("密码").fill("a-long-enough-password")
        dialog.get_by_role("button", name="新建账号").click()
        expect(page.get_by_role("status").filter(has_text=f"已新建账号 {login}")).to_be_visible()
        row = page.get_by_role("row").filter(has_text=login)
        row.get_by_role("button", name="赵六").click()
        dialog.get_by_label("角色").select_option("auditor")
        dialog.get_by_role("button", name="授予").click()
        expect(dialog.get_by_role("button", name="撤销: 审计员")).to_be_visible()
        dialog.get_by_role("button", name="撤销: 承办人").click()
        expect(dialog.get_by_role("button", name="撤销: 承办人")).to_have_count(0)
        dialog.get_by_role("button", name="停用账号").click()
        expect(dialog.get_by_role("button", name="停用账号")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(row).to_contain_text("停用")
        assert site.web.anyone().post("/api/login", json={"login": login, "password": "x" * 12}).status_code == 401


def test_who_is_faster_than_a_dialog_stays_in_the_field_they_took(site: Site) -> None:
    """What is typed into the second field while the dialog still fades in does not end up in the first."""
    with at_desk(site.web, site.chromium, site.address, ADMINISTRATOR) as desk:
        desk.go("/admin", "系统管理")
        second = desk.page.get_by_role("button", name="新建账号").evaluate_handle(SECOND_FIELD_AT_ONCE)
        expect(desk.page.locator(".el-dialog header")).to_have_attribute("role", "presentation")
        assert second.evaluate("(one) => one === document.activeElement")


def test_a_rule_is_tried_on_past_requests_and_only_then_added(site: Site) -> None:
    request = site.web.be(Role.OPERATOR).open(title="试算所涉的诉求")
    with at_desk(site.web, site.chromium, site.address, ADMINISTRATOR) as desk:
        desk.go("/admin?tab=routing", "系统管理")
        form = desk.page.get_by_role("form", name="拟新增规则")
        form.get_by_label("规则代码").fill("test.noise")
        form.get_by_label("类别").select_option("noise.residential")
        form.get_by_label("层级").select_option("district")
        form.get_by_role("button", name="试算").click()
        expect(form.get_by_role("status")).to_contain_text("没有改动任何数据")
        rules = (site.web.be().get("/api/hotline/routing-rules?limit=200").json or {})["items"]
        assert "test.noise" not in [one["code"] for one in rules]
        form.get_by_role("button", name="新增规则").click()
        row = desk.page.get_by_role("row").filter(has_text="test.noise")
        expect(row).to_contain_text("区")
        row.get_by_role("button", name="停用: test.noise", exact=True).click()
        expect(desk.page.get_by_role("status").filter(has_text="已停用")).to_be_visible()
    assert request["request"]["state"] == "dispatched"


def test_a_parked_event_is_shown_and_tried_again(site: Site) -> None:
    event = uuid4()
    body = sample_file(SIGNED).read_text(encoding="utf-8").replace("210103", "999999")
    with site.web.host.databases["grid"].transaction() as session:
        inbox.park(session, event, "console_test", SIGNED, body, "ValueError: planted")
        inbox.park(session, event, "beyond_reach", SIGNED, body.replace("999999", "210103"), "ValueError: planted")
    with at_desk(site.web, site.chromium, site.address, ADMINISTRATOR) as desk:
        desk.go("/admin?tab=health", "系统管理")
        expect(desk.page.get_by_role("row").filter(has_text="网格")).to_contain_text("有积压")
        desk.page.get_by_role("tab", name="搁置事件").click()
        row = desk.page.get_by_role("row").filter(has_text="beyond_reach")
        expect(row).to_contain_text("热线 · 签收")
        row.get_by_role("button", name="放弃").click()
        expect(desk.page.get_by_role("status").filter(has_text="已放弃")).to_be_visible()
        expect(row).to_have_count(0)


def test_areas_catalogue_and_calendar_are_shown(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address, ADMINISTRATOR) as desk:
        desk.go("/admin?tab=areas", "系统管理")
        desk.page.get_by_role("button", name="滨河街道").click()
        expect(desk.page.get_by_role("row").filter(has_text="多福社区")).to_contain_text(COMMUNITY)
        desk.page.get_by_role("tab", name="诉求目录").click()
        desk.page.get_by_label("查找类别").fill("噪声")
        expect(desk.page.get_by_role("row").filter(has_text="noise.residential")).to_be_visible()
        desk.page.get_by_role("tab", name="工作日历").click()
        desk.page.get_by_label("年份").fill("2024")
        desk.page.get_by_label("年份").press("Enter")
        expect(desk.page.get_by_role("row").filter(has_text="2024-10-12")).to_contain_text("上班")


def test_only_administrators_see_it(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address) as desk:
        desk.go("/admin", "此页面不属于您当前的岗位")


def test_ones_sessions_are_listed_and_ended_everywhere(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address) as desk:
        desk.go("/profile", "我的账号")
        expect(desk.page.get_by_text("本会话", exact=True)).to_be_visible()
        desk.page.get_by_role("button", name="在所有设备上退出").click()
        expect(desk.page.locator("input[name=login]")).to_be_visible()


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_a_file_of_areas_is_taken_in_while_one_goes_elsewhere_and_a_bad_one_names_its_line(
    site: Site, language: str, theme: str
) -> None:
    heading, field, send, done, failed = TAKING_IN[language]
    code = f"21010300510{1 if language == 'zh' else 2}"
    head = "community_code12,community_name,street_code9,street_name,district_code6,district_name\n"
    good = f"{head}{code},新设{language}社区,210103005,滨河街道,210103,沈河区\n"
    with at_desk(site.web, site.chromium, site.address, ADMINISTRATOR, language=language, theme=theme) as desk:
        desk.go("/admin?tab=areas", heading)
        for name, text in (("good.csv", good), ("bad.csv", good + "210103005999,缺列\n")):
            file: FilePayload = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
            desk.page.get_by_role("button", name=field).and_(desk.page.locator("input")).set_input_files(file)
            desk.page.get_by_role("button", name=send, exact=True).click()
            expect(desk.page.get_by_role("row").filter(has_text=name)).to_be_visible()
            desk.page.reload()
        expect(desk.page.get_by_role("row").filter(has_text="good.csv")).to_contain_text(done)
        expect(desk.page.get_by_role("row").filter(has_text="bad.csv")).to_contain_text(failed)
        expect(desk.page.get_by_role("row").filter(has_text="bad.csv")).to_contain_text("bad.csv:3")
        assert desk.faults() == []
        desk.picture("admin-areas-import")
        desk.page.get_by_role("button", name="滨河街道").click()
        expect(desk.page.get_by_role("row").filter(has_text=code)).to_contain_text(f"新设{language}社区")


FILES = {
    "calendar": ("good.yaml", "2033-05-05: rest\n", "bad.yaml", "2033-05-06: rest\n2033-05-07: free\n", "bad.yaml:2"),
    "catalogue": (
        "good.yaml",
        "departments:\n  ZZ: {zh: 试验部门, en: Trial}\n",
        "bad.yaml",
        "departments:\n  ZZ: {zh: 试验部门}\n",
        "bad.yaml:2",
    ),
}
TAKING_IN = {
    "zh": ("系统管理", "文件", "导入", "完成", "失败"),
    "en": ("Administration", "File", "Take in", "Done", "Failed"),
}


@pytest.mark.parametrize(("language", "theme"), LOOKS)
@pytest.mark.parametrize("kind", FILES)
def test_files_of_working_days_and_of_the_catalogue_are_taken_in_as_those_of_areas(
    site: Site, kind: str, language: str, theme: str
) -> None:
    good, right, bad, wrong, where = FILES[kind]
    heading, field, send, done, failed = TAKING_IN[language]
    with at_desk(site.web, site.chromium, site.address, ADMINISTRATOR, language=language, theme=theme) as desk:
        desk.go(f"/admin?tab={kind}", heading)
        for name, text in ((good, right), (bad, wrong)):
            file: FilePayload = {"name": name, "mimeType": "application/yaml", "buffer": text.encode()}
            desk.page.get_by_role("button", name=field).and_(desk.page.locator("input")).set_input_files(file)
            desk.page.get_by_role("button", name=send, exact=True).click()
            expect(desk.page.get_by_role("row").filter(has_text=name)).to_be_visible()
            desk.page.reload()
        expect(desk.page.get_by_role("row").filter(has_text=good)).to_contain_text(done)
        expect(desk.page.get_by_role("row").filter(has_text=bad)).to_contain_text(failed)
        expect(desk.page.get_by_role("row").filter(has_text=bad)).to_contain_text(where)
        desk.page.get_by_role("row").filter(has_text=bad).scroll_into_view_if_needed()
        assert desk.faults() == []
        desk.picture(f"admin-{kind}-import")
