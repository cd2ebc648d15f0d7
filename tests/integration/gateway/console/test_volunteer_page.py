"""The volunteers' page in both languages, themes and widths: nothing wrong by axe, nothing wider than the window."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import ViewportSize, expect

from linli.clock import local, now
from linli.identity import Role
from tests.consoles import DESKTOP, TELEPHONE, Desk
from tests.factories.people import COMMUNITY
from tests.factories.residents import session_cookie
from tests.factories.unique import phone
from tests.factories.volunteer_register import HERE
from tests.factories.volunteer_web import ROOT, in_register, made, offered
from tests.integration.gateway.console.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.node]
WEEK = [{"weekday": day, "begins": "18:00", "ends": "20:30"} for day in (1, 3, 5)]


def volunteer(site: Site) -> str:
    """Somebody in the register who has an offer, a task they took, some hours and a certificate; the number."""
    who, number, today = site.web.be(Role.COORDINATOR), phone(), local(now()).date().isoformat()
    own = in_register(site.web, number, weekly=WEEK, skills=["company", "it"])
    place: dict[str, Any] = {"latitude": HERE[0], "longitude": HERE[1], "reason": "本人愿意"}
    _, taken = offered(site.web, own, **place)
    made(who.post(f"{ROOT}/engagements/{taken}/accept", {}, If_Match="*"))
    offered(site.web, own, days=4, title="教老人用手机", **place)
    service = {"area_code": COMMUNITY, "hours": "3", "served_on": today, "reason": "社区清洁"}
    made(who.post(f"{ROOT}/hours/{own}/credit", service))
    certified = {"area_code": COMMUNITY, "name": "李雷", "since": today, "until": today}
    made(who.post(f"{ROOT}/hours/{own}/certificates", certified))
    return number


@pytest.mark.parametrize(
    ("language", "theme", "size"),
    [("zh", "light", TELEPHONE), ("en", "dark", TELEPHONE), ("en", "light", DESKTOP), ("zh", "dark", DESKTOP)],
)
def test_every_part_is_accessible_and_whole(site: Site, language: str, theme: str, size: ViewportSize) -> None:
    shape = "telephone" if size is TELEPHONE else "desktop"
    context = site.chromium.new_context(
        viewport=size,
        locale="zh-CN" if language == "zh" else "en-GB",
        color_scheme="dark" if theme == "dark" else "light",
        base_url=site.address,
    )
    page = context.new_page()
    desk = Desk(page, language, theme)
    page.on("pageerror", lambda error: desk.complaints.append(str(error)))
    wrong: list[str] = []

    def look(name: str) -> None:
        wrong.extend(f"{name}: {fault}" for fault in desk.faults())
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            wrong.append(f"{name}: wider than the window")
        desk.picture(f"volunteer-{name}-{shape}")

    page.goto("/citizen/volunteer")
    expect(page.locator("#enter-title")).to_be_visible()
    look("enter")
    context.add_cookies([session_cookie(site.web, phone())])  # type: ignore[list-item]
    page.reload()
    expect(page.locator("#skill-choices input").first).to_be_visible()
    look("apply")
    context.add_cookies([session_cookie(site.web, volunteer(site))])  # type: ignore[list-item]
    page.reload()
    expect(page.locator("#offers-list article")).to_have_count(2)
    look("offers")
    for name, there in (("free", "#week select"), ("hours", "#lines li"), ("me", "#about dd")):
        page.locator(f"nav a[href='#{name}']").click()
        expect(page.locator(there).first).to_be_visible()
        look(name)
    page.locator("#open-feed").click()
    expect(page.locator("#feed-address")).to_be_visible()
    wrong.extend(desk.faults())
    assert wrong == []
    assert desk.complaints == []
    context.close()
