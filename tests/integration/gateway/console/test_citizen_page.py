"""The citizens' page, reached from the sign-in, in both languages, themes and widths: nothing wrong, nothing cut."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from linli.identity import Role
from tests.consoles import DESKTOP, TELEPHONE, Desk
from tests.integration.gateway.console.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.node]
PHONE = "13912340011"
WORDS = {
    "zh": ("我是市民：提交或查询诉求", "已派单"),
    "en": ("For citizens: file or follow a request", "Passed to a unit"),
}


@pytest.mark.parametrize(
    ("language", "theme", "size"),
    [("zh", "light", TELEPHONE), ("en", "dark", TELEPHONE), ("en", "light", DESKTOP), ("zh", "dark", DESKTOP)],
)
def test_whoever_is_not_signed_in_reaches_a_page_that_everybody_can_use(
    site: Site, language: str, theme: str, size: ViewportSize
) -> None:
    code = site.web.be(Role.OPERATOR).open(contact_phone=PHONE)["tracking_code"]
    context = site.chromium.new_context(
        viewport=size,
        locale="zh-CN" if language == "zh" else "en-GB",
        color_scheme="dark" if theme == "dark" else "light",
        base_url=site.address,
    )
    page = context.new_page()
    desk = Desk(page, language, theme)
    page.on("pageerror", lambda error: desk.complaints.append(str(error)))
    page.goto("/")
    page.get_by_role("link", name=WORDS[language][0]).click()
    expect(page.locator("#category optgroup option").first).to_be_attached()
    shape = "telephone" if size is TELEPHONE else "desktop"
    _look(desk, f"citizen-file-{shape}", size)
    page.locator("nav a[href='#follow']").click()
    page.locator("#code").fill(code)
    page.locator("#tail").fill(PHONE[-4:])
    page.locator("#follow-form button[type=submit]").click()
    expect(page.locator("#request-title")).to_be_visible()
    expect(page.locator("#state")).to_have_text(WORDS[language][1])
    _look(desk, f"citizen-follow-{shape}", size)
    assert desk.complaints == []
    context.close()


def _look(desk: Desk, name: str, size: ViewportSize) -> None:
    assert desk.faults() == []
    assert _width(desk.page) <= size["width"]
    desk.picture(name)


def _width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))
