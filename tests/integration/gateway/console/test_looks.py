"""Every screen in both languages and themes: nothing wrong by axe, nothing wider than the window, no text missing.

With `LINLI_SCREENS=docs/screens` a picture of each is written there, of each language in each theme.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from gateway.frontend.sources import CONSOLE
from linli.identity import Role
from tests.consoles import DESKTOP, PICTURED, at_desk
from tests.factories.people import DISTRICT
from tests.integration.gateway.console.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.node]
TABS = ("accounts", "areas", "catalogue", "routing", "calendar", "parked", "health")
ADDRESSES = {
    "home": "/",
    "operator": "/operator",
    "dispatch": "/dispatch",
    "handling": "/handling",
    "callbacks": "/callbacks",
    "network": "/network",
    "aid-tips": "/aid?tab=tips",
    "aid-visits": "/aid?tab=visits",
    "exports": "/exports",
    "disclosures": "/disclosures",
    "profile": "/profile",
    **{f"admin-{tab}": f"/admin?tab={tab}" for tab in TABS},
}
"""Each screen by the name of its picture; the order's page has an address of its own each time."""


def test_every_desk_is_among_them() -> None:
    listed = set(re.findall(r"path: '(/[a-z]*)", (CONSOLE / "src" / "frame" / "desks.ts").read_text(encoding="utf-8")))
    assert listed == {one.partition("?")[0] for one in ADDRESSES.values()} | {"/orders", "/wall"}


@pytest.mark.parametrize(("language", "theme"), PICTURED)
def test_every_screen_is_accessible_whole_and_translated(site: Site, language: str, theme: str) -> None:
    request = site.web.be(Role.OPERATOR).open(title="万莲小区5号楼电梯异响", hold=True)
    who = (Role.ADMINISTRATOR, DISTRICT)
    wrong: list[str] = []
    with at_desk(site.web, site.chromium, site.address, who, language=language, theme=theme) as desk:
        for name, address in {**ADDRESSES, "order": f"/orders/{request['id']}"}.items():
            desk.page.goto(f"/#{address}")
            expect(desk.page.locator("main")).to_have_attribute("data-page", name.partition("-")[0])
            expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
            desk.rest()
            wrong += [f"{name}: {fault}" for fault in desk.faults()]
            if desk.page.evaluate("document.documentElement.scrollWidth") > DESKTOP["width"]:
                wrong.append(f"{name}: wider than the window")
            desk.picture(name)
    assert wrong == []
