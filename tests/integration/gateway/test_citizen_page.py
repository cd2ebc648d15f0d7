"""The citizens' page in a real browser: a request is filed, followed, added to, rated and withdrawn on a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from gateway.pages import STATIC
from linli.identity import Role
from tests.browser import served
from tests.citizen_pages import TELEPHONE, telephone
from tests.factories.citizens import PHONE, TAIL, picture
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.factories.web import Web, web

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[tuple[Web, str, Any]]:
    with web(tmp_path_factory.mktemp("page")) as made, served(made.app) as address:
        yield made, address, chromium


@pytest.fixture
def page(site: tuple[Web, str, Any]) -> Iterator[Page]:
    """The page on a telephone in Chinese; whatever the browser complains of is a failure."""
    made, address, chromium = site
    made.away.clear()
    with telephone(chromium, address, "/citizen") as opened:
        opened.locator("#category optgroup option").first.wait_for(state="attached")
        yield opened


def write(page: Page, **more: str) -> None:
    """Fill the form in."""
    page.select_option("#category", "noise.residential")
    page.select_option("#district", DISTRICT)
    page.locator(f"#street option[value='{STREET}']").wait_for(state="attached")
    page.select_option("#street", STREET)
    page.locator(f"#community option[value='{COMMUNITY}']").wait_for(state="attached")
    page.select_option("#community", COMMUNITY)
    for name, text in {"title": "楼上半夜装修", "contact_phone": PHONE, **more}.items():
        page.fill(f"#{name}", text)


def send(page: Page) -> str:
    """Send the form; the tracking code."""
    page.click("#file-form button[type=submit]")
    expect(page.locator("#filed-code")).to_have_text(re.compile(r"^[0-9A-Z]{5}-[0-9A-Z]{5}$"))
    return page.inner_text("#filed-code")


def look(page: Page, code: str, tail: str) -> None:
    page.goto(f"/citizen#follow={code}")
    page.fill("#tail", tail)
    page.click("#follow-form button[type=submit]")


def test_a_request_with_a_photograph_is_filed_followed_and_withdrawn(site: tuple[Web, str, Any], page: Page) -> None:
    made = site[0]
    write(page, description="每晚十一点后")
    photo: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": picture((900, 600), "PNG")}
    page.set_input_files("#photos", photo)
    code = send(page)
    page.click("#filed-follow")
    page.click("#follow-form button[type=submit]")
    expect(page.locator("#state")).to_have_text("已派单")
    expect(page.locator("#steps li")).to_have_count(2)
    image = page.locator("#request-photos img")
    expect(image).to_have_js_property("complete", True)
    expect(image).to_have_js_property("naturalWidth", 900)
    page.fill("#comment", "<b>昨晚</b>又响")
    page.click("#comment-form button[type=submit]")
    expect(page.locator("#updates .words")).to_have_text("<b>昨晚</b>又响")
    page.click("#withdraw-part summary")
    page.click("#withdraw-form button")
    expect(page.locator("#state")).to_have_text("已撤回")
    expect(page.locator("#comment-form")).to_be_hidden()
    shown = made.anyone().get(f"/api/track/{code}").json or {}
    assert shown["state"] == "withdrawn"


def test_a_settled_request_is_rated_in_english(site: tuple[Web, str, Any], page: Page) -> None:
    made = site[0]
    opened = made.be(Role.OPERATOR).open(contact_phone=PHONE)
    path = f"/api/hotline/requests/{opened['id']}"
    made.be().post(f"{path}/settle", {"result": "已劝阻"}, If_Match="*")
    page.click("#language")
    look(page, opened["tracking_code"], TAIL)
    expect(page.locator("#state")).to_have_text("Done")
    page.check("input[name=level][value='2']")
    page.click("#rate-form button[type=submit]")
    expect(page.locator("#rating")).to_contain_text("Bad")
    expect(page.locator("#rate-form")).to_be_hidden()
    updates = made.be().get(f"{path}/updates").json or {}
    assert updates["rating"]["level"] == 2


def test_what_a_category_asks_is_asked_needed_and_sent(site: tuple[Web, str, Any], page: Page) -> None:
    write(page)
    found = site[0].anyone().get("/api/citizen/categories").json or {}
    asked = next(one for one in found["categories"] if any(field["required"] for field in one["fields"]))
    field = next(field for field in asked["fields"] if field["required"])
    page.select_option("#category", asked["code"])
    page.click("#file-form button[type=submit]")
    expect(page.locator(f"#answer-{field['name']}")).to_be_focused()
    page.fill(f"#answer-{field['name']}", "2030-01-02")
    send(page)


def test_what_is_missing_is_said_beside_the_field_and_focused(page: Page) -> None:
    page.click("#file-form button[type=submit]")
    expect(page.locator("#category")).to_be_focused()
    for name in ("category", "district", "title"):
        field = page.locator(f"#{name}")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(page.locator(f"#{field.get_attribute('aria-errormessage')}")).to_have_text("请填写此项。")


def test_what_the_server_refuses_is_said_beside_the_field(page: Page) -> None:
    write(page, contact_phone="电话")
    page.click("#file-form button[type=submit]")
    expect(page.locator("#contact_phone-fault")).to_contain_text("请填写电话号码")
    expect(page.locator("#contact_phone")).to_be_focused()


def test_without_the_digits_the_bare_state_is_shown_and_wrong_ones_are_refused(
    site: tuple[Web, str, Any], page: Page
) -> None:
    code = site[0].be(Role.OPERATOR).open(contact_phone=PHONE)["tracking_code"]
    look(page, code, "")
    expect(page.locator("#state")).to_have_text("已派单")
    expect(page.locator("#known")).to_be_hidden()
    look(page, code, "0000")
    expect(page.locator("#problem")).to_have_text("没有该查询码对应的诉求。")


def test_while_the_hotline_is_away_the_request_is_safe_and_the_page_says_so(
    site: tuple[Web, str, Any], page: Page
) -> None:
    write(page)
    site[0].away.add("hotline")
    send(page)
    expect(page.locator("#filed-later")).to_be_visible()


def test_the_page_fits_a_telephone_and_every_field_has_a_name(page: Page) -> None:
    for part in ("file", "follow"):
        page.click(f"nav a[href='#{part}']")
        assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    unnamed = page.eval_on_selector_all(
        "input, select, textarea", "all => all.filter(one => !one.labels || !one.labels.length).map(one => one.id)"
    )
    assert unnamed == []


def test_the_lure_for_programs_is_out_of_sight_and_out_of_the_way(page: Page) -> None:
    box = page.locator("#website").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] < 0
    assert page.get_attribute("#website", "tabindex") == "-1"


def test_the_page_is_light() -> None:
    """For a telephone on a slow line: less than 50 kB in all, before compression."""
    page = (STATIC / "citizen.html").read_text(encoding="utf-8")
    files = ["citizen.html", *re.findall(r'/static/([\w.-]+\.(?:js|css))"', page)]
    assert len(files) == 7
    assert sum((STATIC / one).stat().st_size for one in files) < 50_000
