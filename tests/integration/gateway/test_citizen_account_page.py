"""The account on the citizens' page in a real browser: sign in on a telephone, one's own requests, profile, the end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.identity import Role
from tests.citizen_pages import TELEPHONE, Pages, telephone
from tests.citizen_pages import come as with_session
from tests.citizen_pages import sign_in as by_code
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.factories.residents import NUMBERS

pytestmark = pytest.mark.browser


@pytest.fixture
def page(citizens: Pages, chromium: Browser) -> Iterator[Page]:
    """The citizens' page, its categories there."""
    citizens.web.away.clear()
    with telephone(chromium, citizens.address, "/citizen") as opened:
        opened.locator("#category optgroup option").first.wait_for(state="attached")
        yield opened


def sign_in(site: Pages, page: Page) -> str:
    """Sign in by the form as somebody new; the number."""
    phone = str(next(NUMBERS))
    page.click("#mine-link")
    by_code(site, page, phone)
    _expect_nothing_yet(page)
    return phone


def come(site: Pages, page: Page) -> str:
    """Be signed in already as somebody new, at one's own requests; the number."""
    phone = str(next(NUMBERS))
    with_session(site, page, phone)
    page.click("#mine-link")
    _expect_nothing_yet(page)
    return phone


def _expect_nothing_yet(page: Page) -> None:
    expect(page.locator("#own-note")).to_have_text("还没有诉求。可以提交新的，或用查询码添加以前的。")


def open_part(page: Page, form: str) -> None:
    page.locator(f"details:has(> #{form}) > summary").click()


def test_a_resident_signs_in_files_follows_and_adds_an_earlier_request(citizens: Pages, page: Page) -> None:
    phone = sign_in(citizens, page)
    masked = f"138******{phone[-2:]}"
    open_part(page, "profile-form")
    page.fill("#my-name", "王小红")
    page.select_option("#my-district", DISTRICT)
    page.locator(f"#my-street option[value='{STREET}']").wait_for(state="attached")
    page.select_option("#my-street", STREET)
    page.locator(f"#my-community option[value='{COMMUNITY}']").wait_for(state="attached")
    page.select_option("#my-community", COMMUNITY)
    page.click("#profile-form button[type=submit]")
    expect(page.locator("#profile-note")).to_have_text("已保存。")
    page.reload()
    page.click("nav a[href='#file']")
    expect(page.locator("#community")).to_have_value(COMMUNITY)
    expect(page.locator("#contact_name")).to_have_value("王小红")
    expect(page.locator("#contact_phone")).to_be_hidden()
    expect(page.locator("#file .number")).to_have_text(masked)
    page.select_option("#category", "noise.residential")
    page.fill("#title", "楼上半夜装修")
    page.click("#file-form button[type=submit]")
    page.click("#filed-follow")
    expect(page.locator("#state")).to_have_text("已派单")
    expect(page.locator("#follow-form")).to_be_hidden()
    page.fill("#comment", "昨晚又响")
    page.click("#comment-form button[type=submit]")
    expect(page.locator("#updates .words")).to_have_text("昨晚又响")
    earlier = citizens.web.be(Role.OPERATOR).open(contact_phone=phone, title="电话里说的")["tracking_code"]
    page.click("#back a")
    expect(page.locator("#own strong")).to_have_text("楼上半夜装修")
    open_part(page, "add-form")
    page.fill("#add-tracking_code", earlier.lower())
    page.click("#add-form button[type=submit]")
    expect(page.locator("#own strong")).to_have_text(["电话里说的", "楼上半夜装修"])
    page.click("#own li >> nth=1 >> a")
    page.click("#withdraw-part summary")
    page.click("#withdraw-form button")
    expect(page.locator("#state")).to_have_text("已撤回")


def test_wrong_codes_and_numbers_are_said_beside_the_field(citizens: Pages, page: Page) -> None:
    page.click("#language")
    page.click("#mine-link")
    page.fill("#sign-in-phone", "024-2345 6789")
    page.click("#send-code")
    expect(page.locator("#sign-in-phone-fault")).to_have_text("Give a mobile number of 11 digits.")
    page.fill("#sign-in-phone", str(next(NUMBERS)))
    page.fill("#sign-in-code", "000000")
    page.keyboard.press("Enter")
    expect(page.locator("#sign-in-code-fault")).to_have_text("The code is wrong or good no more; ask for another.")
    expect(page.locator("#sign-in-code")).to_be_focused()


def test_the_data_is_downloaded_and_the_account_deleted(citizens: Pages, page: Page, tmp_path: Path) -> None:
    phone = come(citizens, page)
    page.click("details:has(#export) > summary")
    with page.expect_download() as started:
        page.click("#export")
    started.value.save_as(tmp_path / "data.json")
    assert json.loads((tmp_path / "data.json").read_text(encoding="utf-8"))["phone"] == phone
    open_part(page, "delete-form")
    page.click("#delete-form button")
    expect(page.locator("#sign-in-form")).to_be_visible()
    assert page.context.cookies() == []


@pytest.mark.parametrize("how", ["signed out", "signed in anew"])
def test_whose_session_ended_elsewhere_is_told_and_loses_nothing_written(citizens: Pages, page: Page, how: str) -> None:
    come(citizens, page)
    page.click("nav a[href='#file']")
    page.select_option("#category", "noise.residential")
    page.select_option("#district", DISTRICT)
    page.fill("#title", "楼上半夜装修")
    if how == "signed out":
        page.context.clear_cookies()
    else:
        page.evaluate("me.csrf_token = 'of the session before'")
    page.click("#file-form button[type=submit]")
    expect(page.locator("#problem")).to_have_text("登录已失效，请重新登录。您填写的内容仍在。")
    expect(page.locator("#title")).to_have_value("楼上半夜装修")
    expect(page.locator("#contact_phone")).to_be_visible()
    page.click("#mine-link")
    expect(page.locator("#sign-in-form")).to_be_visible()


def test_a_list_that_does_not_come_is_said_and_tried_again(citizens: Pages, page: Page) -> None:
    come(citizens, page)
    page.route("**/api/citizen/me/requests?*", lambda route: route.abort())
    page.click("nav a[href='#file']")
    page.click("#mine-link")
    expect(page.locator("#own-note")).to_contain_text("未能加载。")
    page.unroute("**/api/citizen/me/requests?*")
    page.click("#own-more")
    expect(page.locator("#own-note")).to_contain_text("还没有诉求。")
    page.click("#sign-out")
    expect(page.locator("#sign-in-form")).to_be_visible()
    expect(page.locator("#mine .number")).to_be_hidden()


def test_where_no_codes_can_be_sent_the_page_offers_no_sign_in(citizens: Pages, page: Page) -> None:
    citizens.web.away.add("hotline")
    page.reload()
    expect(page.locator("#mine-link")).to_be_hidden()
    page.goto("/citizen#mine")
    expect(page.locator("#no-sign-in")).to_be_visible()
    expect(page.locator("#sign-in-form")).to_be_hidden()


def test_the_account_fits_a_telephone_and_every_field_has_a_name(citizens: Pages, page: Page) -> None:
    page.click("#mine-link")
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    come(citizens, page)
    for summary in page.locator("#mine summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    unnamed = page.eval_on_selector_all(
        "#mine input, #mine select", "all => all.filter(one => !one.labels || !one.labels.length).map(one => one.id)"
    )
    assert unnamed == []
