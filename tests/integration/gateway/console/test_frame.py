"""The console's frame in a real browser: signing in, language, theme, roles, the policy, accessibility."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from linli.identity import Role
from tests.consoles import TELEPHONE, at_desk
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.integration.gateway.console.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.node]


def test_a_wrong_password_is_told_and_the_missing_field_is_focused(site: Site) -> None:
    page = site.chromium.new_page(base_url=site.address, locale="zh-CN")
    page.goto("/")
    page.click("button[type=submit]")
    expect(page.locator("input[name=login]")).to_be_focused()
    page.fill("input[name=login]", "nobody")
    page.fill("input[name=password]", "not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("登录名或密码错误")
    page.close()


def test_a_person_signs_in_with_the_keyboard_alone(site: Site) -> None:
    site.web.account((Role.DISPATCHER, DISTRICT), login="zhang.san", password="a-password-for-tests")
    page = site.chromium.new_page(base_url=site.address, locale="zh-CN")
    page.goto("/")
    expect(page.locator("input[name=login]")).to_be_focused()
    page.keyboard.type("zhang.san")
    page.keyboard.press("Tab")
    page.keyboard.type("a-password-for-tests")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("您好")
    kept = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie")
    assert "zhang" not in kept
    page.close()


def test_language_and_theme_change_at_once_and_stay(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address) as desk:
        desk.page.get_by_role("button", name="English").click()
        expect(desk.page.get_by_role("heading", level=1)).to_contain_text("Hello")
        desk.page.get_by_role("button", name="Theme: Dark").click()
        desk.page.reload()
        expect(desk.page.get_by_role("heading", level=1)).to_contain_text("Hello")
        expect(desk.page.locator("html")).to_have_class("dark")


def test_who_has_several_roles_chooses_as_which_to_work(site: Site) -> None:
    roles = ((Role.DISPATCHER, DISTRICT), (Role.HANDLER, STREET))
    with at_desk(site.web, site.chromium, site.address, *roles) as desk:
        desk.page.get_by_label("岗位与辖区").select_option(f"handler@{STREET}")
        desk.go("/", "您好")
        expect(desk.page.locator("main")).to_contain_text("滨河街道")


def test_signing_out_ends_the_session(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address) as desk:
        desk.go("/profile", "我的账号")
        desk.page.get_by_role("button", name="退出登录").click()
        expect(desk.page.locator("input[name=login]")).to_be_visible()
        desk.page.reload()
        expect(desk.page.locator("input[name=login]")).to_be_visible()


def test_a_session_that_ended_by_itself_says_so(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address) as desk:
        desk.page.context.clear_cookies()
        desk.page.get_by_role("link", name="三级网络").first.click()
        expect(desk.page.get_by_role("status").filter(has_text="登录已过期")).to_be_visible()


LOADS: list[tuple[tuple[Role, str], ...]] = [((role, DISTRICT),) for role in (Role.OPERATOR, Role.ADMINISTRATOR)]


@pytest.mark.parametrize("grants", LOADS, ids=["operator", "administrator"])
def test_the_first_load_fetches_at_most_500_kilobytes_of_packed_script(
    site: Site, grants: tuple[tuple[Role, str], ...]
) -> None:
    """What the browser really fetched, parts that are loaded later included, up to a first screen with its figures."""
    with at_desk(site.web, site.chromium, site.address, *grants) as desk:
        expect(desk.page.locator(".tile strong").first).to_be_visible()
        fetched = desk.scripts()
        named = desk.page.eval_on_selector_all(
            "script[src], link[rel=modulepreload]", "all => all.map((one) => one.src || one.href)"
        )
        assert set(named) <= set(fetched), "what the page names is among it"
        assert 0 < sum(fetched.values()) <= 500_000, fetched
        assert all(fetched.values()), "from this address, so that sizes are told"


def test_the_policy_forbids_eval_and_inline_scripts(site: Site) -> None:
    answer = site.web.anyone().get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


def test_it_works_on_a_telephone(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address, (Role.HANDLER, COMMUNITY), size=TELEPHONE) as desk:
        desk.page.get_by_role("button", name="打开导航").click()
        desk.page.get_by_role("navigation", name="主导航").get_by_role("link", name="我的账号").click()
        expect(desk.page.get_by_role("heading", level=1)).to_have_text("我的账号")
        width = desk.page.evaluate("document.documentElement.scrollWidth")
        assert width <= TELEPHONE["width"]
        desk.picture("profile-telephone")


def test_the_stream_is_live_and_says_when_it_is_not(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address) as desk:
        mark = desk.page.locator(".live")
        expect(mark).to_have_text(re.compile("实时"))
        expect(mark).to_have_class(re.compile("live live"))
        before = desk.page.locator(".tile strong").first.inner_text()
        asked: list[str] = []
        desk.page.on("request", lambda one: asked.append(one.url) if "/api/" in one.url else None)
        site.web.be(Role.OPERATOR).open()
        expect(desk.page.locator(".tile strong").first).to_have_text(str(int(before) + 1))
        assert asked == [], "the stream told the figures"
        desk.page.context.set_offline(True)
        site.web.hub.resync() if site.web.hub else None
        expect(mark).to_contain_text("未实时更新")
        desk.page.context.set_offline(False)
        expect(mark).to_have_class(re.compile("live live"))
