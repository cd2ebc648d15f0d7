"""The volunteers' page in a real browser: apply, answer, check in and out, hours, papers, free hours and calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Locator, Page, expect

from gateway.pages import STATIC
from linli.clock import local, now
from linli.identity import Role
from tests.citizen_pages import TELEPHONE, Pages, come, sign_in, telephone
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.factories.residents import NUMBERS
from tests.factories.volunteer_register import HERE
from tests.factories.volunteer_web import ROOT, begin, in_register, offered

pytestmark = pytest.mark.browser
PLACE: dict[str, Any] = {"latitude": HERE[0], "longitude": HERE[1]}


@pytest.fixture
def page(citizens: Pages, chromium: Browser) -> Iterator[Page]:
    """The volunteers' page, on a telephone that knows its place."""
    citizens.web.away.clear()
    place = {"latitude": HERE[0], "longitude": HERE[1]}
    more = {"permissions": ["geolocation"], "geolocation": place}
    with telephone(chromium, citizens.address, "/citizen/volunteer", **more) as opened:
        expect(opened.locator("#sign-in-form")).to_be_visible()
        yield opened


def register(citizens: Pages) -> tuple[str, str]:
    """A volunteer of the register: number and id."""
    phone = str(next(NUMBERS))
    return phone, in_register(citizens.web, phone)


def code_of(citizens: Pages, task: str) -> dict[str, str]:
    return dict(citizens.web.be(Role.COORDINATOR).get(f"{ROOT}/tasks/{task}/attendance-code").json or {})


def tab(page: Page, name: str) -> None:
    page.click(f"nav a[href='#{name}']")
    expect(page.locator(f"#{name}")).to_be_visible()


def card(page: Page) -> Locator:
    return page.locator("#offers-list article")


def press(page: Page, text: str) -> None:
    card(page).get_by_role("button", name=text, exact=True).click()


def test_an_offer_is_taken_served_by_code_and_disputed(citizens: Pages, page: Page) -> None:
    phone, own = register(citizens)
    task, _ = offered(citizens.web, own, **PLACE)
    sign_in(citizens, page, phone)
    expect(card(page).locator("h3")).to_have_text("陪伴就医")
    expect(card(page).locator(".state")).to_have_text("待答复")
    expect(card(page)).to_contain_text("为什么邀请您")
    expect(card(page).locator("a")).to_have_attribute("href", re.compile(rf"^geo:{HERE[0]},{HERE[1]}"))
    press(page, "接受")
    expect(page.locator("#done")).to_have_text("感谢！到时见。")
    expect(card(page).locator(".state")).to_have_text("已接受")
    expect(card(page).locator("form")).to_have_count(0)
    begin(citizens.web, task, timedelta(hours=1))
    tab(page, "free")
    tab(page, "offers")
    card(page).locator("form input").fill("000000")
    press(page, "签到")
    expect(card(page).locator(".fault")).to_contain_text("签到码不正确")
    expect(card(page).locator("form input")).to_be_focused()
    card(page).locator("form input").fill(code_of(citizens, task)["code"])
    press(page, "签到")
    expect(card(page).locator(".state")).to_have_text("服务中")
    card(page).locator("form input").fill(code_of(citizens, task)["qr"])
    press(page, "签退")
    expect(page.locator("#offers-note")).to_have_text("现在没有邀请。")
    page.click("#earlier > summary")
    past = page.locator("#earlier-list article")
    expect(past.locator(".state")).to_have_text("已服务")
    past.locator("summary").click()
    past.locator("input").fill("2")
    past.locator("textarea").fill("一小时前就到了")
    past.locator("button[type=submit]").click()
    expect(past).to_contain_text("异议：应为（小时） 2.00：一小时前就到了")


def test_an_offer_is_declined_and_a_taken_one_given_back_without_a_reason(citizens: Pages, page: Page) -> None:
    phone, own = register(citizens)
    offered(citizens.web, own, **PLACE)
    come(citizens, page, phone)
    press(page, "谢绝")
    expect(page.locator("#done")).to_have_text("好的，没有关系。")
    expect(card(page)).to_have_count(0)
    offered(citizens.web, own, **PLACE, title="送餐")
    page.reload()
    press(page, "接受")
    press(page, "不能到场了")
    expect(card(page)).to_have_count(0)
    page.click("#earlier > summary")
    expect(page.locator("#earlier-list .state")).to_have_text(["已告知不能到场", "已谢绝"])


def test_one_checks_in_by_the_telephones_place_when_near(citizens: Pages, page: Page) -> None:
    phone, own = register(citizens)
    task, _ = offered(citizens.web, own, **PLACE)
    come(citizens, page, phone)
    press(page, "接受")
    expect(card(page).locator(".state")).to_have_text("已接受")
    begin(citizens.web, task, timedelta(hours=1))
    page.reload()
    page.context.set_geolocation({"latitude": HERE[0] + 0.01, "longitude": HERE[1]})
    press(page, "用手机位置")
    expect(page.locator("#problem")).to_contain_text("须在300米以内")
    page.context.set_geolocation({"latitude": HERE[0], "longitude": HERE[1]})
    press(page, "用手机位置")
    expect(card(page).locator(".state")).to_have_text("服务中")


def test_an_offer_that_was_taken_back_meanwhile_is_said_and_the_list_is_fresh(citizens: Pages, page: Page) -> None:
    phone, own = register(citizens)
    task, _ = offered(citizens.web, own, **PLACE)
    come(citizens, page, phone)
    expect(card(page)).to_have_count(1)
    who = citizens.web.be(Role.COORDINATOR)
    (offer,) = (who.get(f"{ROOT}/tasks/{task}/engagements").json or {})["items"]
    who.post(f"{ROOT}/engagements/{offer['id']}/withdraw", {"reason": "改期"}, If_Match="*")
    press(page, "接受")
    expect(page.locator("#problem")).to_contain_text("这件事刚刚有变化")
    expect(card(page)).to_have_count(0)


def test_hours_are_seen_and_their_statement_and_certificate_are_downloaded(
    citizens: Pages, page: Page, tmp_path: Path
) -> None:
    phone, own = register(citizens)
    who = citizens.web.be(Role.COORDINATOR)
    today = local(now()).date().isoformat()
    service = {"area_code": COMMUNITY, "hours": "3", "served_on": today, "reason": "社区清洁"}
    assert who.post(f"{ROOT}/hours/{own}/credit", service).status_code == 201
    said = {"area_code": COMMUNITY, "name": "李雷", "since": today, "until": today}
    issued = who.post(f"{ROOT}/hours/{own}/certificates", said).json or {}
    come(citizens, page, phone)
    tab(page, "hours")
    expect(page.locator("#held dd").first).to_have_text("3.00")
    expect(page.locator("#lines li")).to_contain_text("服务入账")
    expect(page.locator("#lines li strong")).to_have_text("+3.00")
    expect(page.locator("#papers .who")).to_have_text(issued["code"])
    for number, button in enumerate(("#statement-form button", "#papers button")):
        with page.expect_download() as started:
            page.click(button)
        started.value.save_as(tmp_path / f"{number}.pdf")
        assert (tmp_path / f"{number}.pdf").read_bytes()[:5] == b"%PDF-"
    page.fill("#statement-since", "2020-01-01")
    page.click("#statement-form button")
    expect(page.locator("#problem")).to_be_visible()


def test_free_hours_and_days_off_are_set_and_kept(citizens: Pages, page: Page) -> None:
    phone, own = register(citizens)
    come(citizens, page, phone)
    tab(page, "free")
    week = page.locator("#week fieldset")
    expect(week).to_have_count(7)
    for day in range(7):
        expect(week.nth(day).locator("select")).to_have_count(2)
    for day in range(7):
        week.nth(day).get_by_role("button", name=re.compile("^删除")).click()
    week.nth(2).get_by_role("button", name="添加时段 周三").click()
    week.nth(2).get_by_role("button", name="添加时段 周三").click()
    week.nth(2).locator("select").nth(1).select_option("10:30")
    page.fill("#off-day", "2030-02-01")
    page.click("#add-off")
    page.click("#free-form button[type=submit]")
    expect(page.locator("#done")).to_have_text("已保存。")
    shown = citizens.web.be(Role.COORDINATOR).get(f"{ROOT}/volunteers/{own}").json or {}
    assert shown["availability"]["weekly"] == [
        {"weekday": 3, "begins": "09:00", "ends": "10:30"},
        {"weekday": 3, "begins": "11:00", "ends": "13:00"},
    ]
    (off,) = shown["availability"]["exceptions"]
    assert (off["day"], off["begins"]) == ("2030-02-01", None)


def test_a_calendar_file_is_read_and_a_bad_one_is_refused(citizens: Pages, page: Page, tmp_path: Path) -> None:
    phone, _ = register(citizens)
    come(citizens, page, phone)
    tab(page, "free")
    page.locator("details:has(#calendar-form) > summary").click()
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VAVAILABILITY", "BEGIN:AVAILABLE", "UID:a"]
    lines += ["DTSTART;TZID=Asia/Shanghai:20260105T090000", "DTEND;TZID=Asia/Shanghai:20260105T111500"]
    lines += ["RRULE:FREQ=WEEKLY;BYDAY=MO", "END:AVAILABLE", "END:VAVAILABILITY", "END:VCALENDAR"]
    file = tmp_path / "free.ics"
    file.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
    page.set_input_files("#calendar", file)
    page.click("#calendar-form button")
    expect(page.locator("#done")).to_have_text("已读入日历。")
    selects = page.locator("#week select")
    expect(selects).to_have_count(2)
    expect(selects.nth(1)).to_have_value("11:15")
    file.write_text("no calendar", encoding="utf-8")
    page.set_input_files("#calendar", file)
    page.click("#calendar-form button")
    expect(page.locator("#calendar-form .fault")).to_be_visible()


def test_the_calendars_address_is_had_read_and_ended(citizens: Pages, page: Page) -> None:
    phone, own = register(citizens)
    offered(citizens.web, own, **PLACE)
    come(citizens, page, phone)
    tab(page, "me")
    expect(page.locator("#feed-note")).to_have_text("目前没有日历地址。")
    page.click("#open-feed")
    expect(page.locator("#feed-address")).to_have_value(re.compile(r"/api/calendars/[\w-]{43}\.ics$"))
    address = page.input_value("#feed-address")
    assert (page.get_attribute("#open-in-calendar", "href") or "").startswith("webcal://")
    (event,) = Calendar.from_ical(citizens.web.anyone().get(re.sub(r"^https?://[^/]+", "", address)).text).walk(
        "VEVENT"
    )
    assert "陪伴就医" in str(event["SUMMARY"])
    page.click("#close-feed")
    expect(page.locator("#feed-note")).to_have_text("目前没有日历地址。")
    assert citizens.web.anyone().get(re.sub(r"^https?://[^/]+", "", address)).status_code == 404


def test_one_says_how_to_be_told_pauses_comes_back_and_leaves(citizens: Pages, page: Page) -> None:
    phone, _ = register(citizens)
    come(citizens, page, phone)
    tab(page, "me")
    expect(page.locator("#about")).to_contain_text("陪伴聊天")
    page.select_option("#wish-notify", "email")
    page.click("#wish-form button")
    expect(page.locator("#wish-form .fault")).to_contain_text("邮箱")
    page.fill("#wish-email", "li.lei@example.org")
    page.click("#wish-form button")
    expect(page.locator("#wish-hint")).to_contain_text("l***@example.org")
    page.get_by_role("button", name="暂停接收邀请").click()
    expect(page.locator("#about")).to_contain_text("已暂停")
    tab(page, "offers")
    expect(page.locator("#paused")).to_be_visible()
    tab(page, "me")
    page.get_by_role("button", name="恢复接收邀请").click()
    expect(page.locator("#about")).to_contain_text("在册")
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="退出志愿者队伍").click()
    expect(page.locator("#apply")).to_be_visible()


def test_who_is_in_no_register_applies_and_is_let_in_when_taken(citizens: Pages, page: Page) -> None:
    phone, who = str(next(NUMBERS)), citizens.web.be(Role.COORDINATOR)
    sign_in(citizens, page, phone)
    expect(page.locator("#apply")).to_be_visible()
    page.fill("#name", "韩梅梅")
    page.fill("#birth_date", "2015-05-01")
    page.select_option("#district", DISTRICT)
    page.locator(f"#street option[value='{STREET}']").wait_for(state="attached")
    page.select_option("#street", STREET)
    page.locator(f"#community option[value='{COMMUNITY}']").wait_for(state="attached")
    page.select_option("#community", COMMUNITY)
    page.check("#skill-choices input[value=company]")
    page.click("#apply-form button[type=submit]")
    expect(page.locator("#problem")).to_contain_text("监护人")
    expect(page.locator("#guardian_consents")).to_be_focused()
    page.check("#guardian_consents")
    page.click("#apply-form button[type=submit]")
    expect(page.locator("#waiting")).to_be_visible()
    applied = (who.get(f"{ROOT}/volunteers?area={COMMUNITY}&state=applied").json or {})["items"]
    found = next(one for one in applied if one["name"].startswith("韩"))
    accepted = who.post(f"{ROOT}/volunteers/{found['id']}/review", {"accept": True}, If_Match="*")
    assert (accepted.status_code, (accepted.json or {})["profile"]["skills"]) == (200, ["company"])
    page.reload()
    expect(page.locator("#offers-note")).to_have_text("现在没有邀请。")


def test_whose_session_ended_is_asked_to_sign_in_and_sees_nothing_more(citizens: Pages, page: Page) -> None:
    phone, own = register(citizens)
    offered(citizens.web, own, **PLACE)
    come(citizens, page, phone)
    expect(card(page)).to_have_count(1)
    page.context.clear_cookies()
    press(page, "接受")
    expect(page.locator("#problem")).to_contain_text("登录已失效")
    expect(page.locator("#sign-in-form")).to_be_visible()
    expect(card(page)).to_have_count(0)
    come(citizens, page, phone)
    expect(card(page)).to_have_count(1)
    tab(page, "me")
    page.click("#sign-out")
    expect(page.locator("#sign-in-form")).to_be_visible()


def test_a_list_that_does_not_come_is_said_and_tried_again(citizens: Pages, page: Page) -> None:
    phone, own = register(citizens)
    offered(citizens.web, own, **PLACE)
    page.route("**/api/citizen/volunteer/offers?*", lambda route: route.abort())
    come(citizens, page, phone)
    expect(page.locator("#offers-note")).to_contain_text("未能加载。")
    page.unroute("**/api/citizen/volunteer/offers?*")
    page.click("#offers-more")
    expect(card(page)).to_have_count(1)


def test_the_page_fits_a_telephone_in_both_languages_and_every_field_has_a_name(citizens: Pages, page: Page) -> None:
    phone, own = register(citizens)
    offered(citizens.web, own, **PLACE, title="陪" * 60)
    come(citizens, page, phone)
    for _ in range(2):
        for name in ("offers", "free", "hours", "me"):
            tab(page, name)
            assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"], name
        page.click("#language")
    unnamed = page.eval_on_selector_all(
        "input, select, textarea",
        "all => all.filter(one => !(one.labels || []).length && !one.getAttribute('aria-label')).map(one => one.id)",
    )
    assert unnamed == []


def test_the_page_is_light() -> None:
    """For a telephone on a slow line: less than 64 kB in all, before compression."""
    page = (STATIC / "volunteer.html").read_text(encoding="utf-8")
    files = ["volunteer.html", *re.findall(r'/static/([\w.-]+\.(?:js|css))"', page)]
    assert len(files) == 9
    assert sum((STATIC / one).stat().st_size for one in files) < 64_000
