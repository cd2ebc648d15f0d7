"""Working days are set in a real browser, after one has seen what that means; in two languages and themes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from linli.identity import Role
from tests.consoles import PICTURED, at_desk
from tests.factories.people import DISTRICT
from tests.integration.gateway.console.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.node]
ADMINISTRATOR = (Role.ADMINISTRATOR, DISTRICT)
SETTING = {
    "zh": (
        "系统管理",
        "年份",
        "日期",
        "安排为",
        "休息",
        "加入清单",
        "试算影响",
        "确认生效",
        "工作日历已修改",
        "管理员设置",
    ),
    "en": (
        "Administration",
        "Year",
        "Day",
        "Is to be",
        "Rest",
        "Add to the list",
        "See what it means",
        "Put into force",
        "The calendar was changed",
        "Set here",
    ),
}


@pytest.mark.parametrize(("language", "theme"), PICTURED)
def test_a_day_is_set_after_one_has_seen_what_it_means_for_open_deadlines(
    site: Site, language: str, theme: str
) -> None:
    """Nothing changes by looking; what somebody else set meanwhile is told, and then it is set."""
    heading, year, day, as_, rest, add, look, apply, done, here = SETTING[language]
    number = list(SETTING).index(language) * 2 + (theme == "dark")
    chosen = f"2031-06-{2 + number:02}"  # Monday to Thursday, in a year of no other test
    site.web.be(Role.OPERATOR).open(title="时限随工作日历变动")
    with at_desk(site.web, site.chromium, site.address, ADMINISTRATOR, language=language, theme=theme) as desk:
        desk.go("/admin?tab=calendar", heading)
        desk.page.get_by_label(year, exact=True).fill("2031")
        desk.page.get_by_label(year, exact=True).press("Enter")
        form = desk.page.locator("main form").first
        form.get_by_label(day, exact=True).fill(chosen)
        form.get_by_label(as_).select_option(label=rest)
        form.get_by_role("button", name=add).click()
        expect(form.get_by_role("row").filter(has_text=chosen)).to_be_visible()
        form.get_by_role("button", name=look).click()
        dialog = desk.page.get_by_role("dialog")
        expect(dialog).to_contain_text(chosen)
        assert desk.faults() == []
        desk.picture("admin-calendar-preview")
        shown = site.web.be().get("/api/platform/calendar?year=2031").json or {}
        assert chosen not in [one["day"] for one in shown["here"]], "nothing was changed yet"
        other = {"area_code": DISTRICT, "year": 2032, "days": [{"day": chosen.replace("2031", "2032"), "worked": True}]}
        assert site.web.be().post("/api/platform/calendar/change", other, If_Match="*").status_code == 200
        dialog.get_by_role("button", name=apply).click()
        expect(dialog.get_by_role("alert")).to_be_visible()
        dialog.get_by_role("button", name=apply).click()
        expect(desk.page.get_by_role("status").filter(has_text=done)).to_be_visible()
        row = desk.page.get_by_role("row").filter(has_text=chosen)
        expect(row).to_contain_text(here)
        assert desk.faults() == []
