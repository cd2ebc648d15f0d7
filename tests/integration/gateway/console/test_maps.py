"""Maps from the outlines that the platform has, without tiles from elsewhere: the queue and the network."""

from __future__ import annotations

import io
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from linli.identity import Role
from tests.consoles import LOOKS, at_desk
from tests.factories.cells import SIDE, SOUTH, WEST, square
from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.web import COMMUNITY_BESIDE
from tests.integration.gateway.console.conftest import Site
from tests.polling import poll

pytestmark = [pytest.mark.browser, pytest.mark.node]
METRE = 1 / 111_320


@pytest.fixture(scope="module")
def ground(site: Site) -> None:
    """Two communities of one street have cells."""
    leader = site.web.be(Role.PATROL_LEADER)
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "MultiPolygon", "coordinates": square(column)},
        }
        for column, code in enumerate((COMMUNITY, COMMUNITY_BESIDE))
    ]
    said = {"area_code": DISTRICT, "geojson": {"type": "FeatureCollection", "features": features}}
    made = leader.post("/api/grid/cells/build", said)
    assert made.status_code == 202, made.text
    poll(lambda: (leader.get(made.headers["Location"]).json or {})["state"] == "done", message="the cells")


def drawn(page: Page) -> None:
    """The map is there and has more than its background."""
    expect(page.locator(".map canvas").first).to_be_visible()
    poll(partial(_painted, page), message="the map is drawn")


def _painted(page: Page) -> bool:
    picture = Image.open(io.BytesIO(page.locator(".map").screenshot())).convert("RGB")
    return len(picture.getcolors(1 << 20) or ()) > 3


@pytest.mark.usefixtures("ground")
@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_orders_near_each_other_are_seen_on_the_map_and_merged(site: Site, language: str, theme: str) -> None:
    mark = uuid4().hex[:6]
    lat, lon = SOUTH + SIDE / (3 if language == "zh" else 1.2), WEST + SIDE / 2
    for number, metres in enumerate((0, 120, 400)):
        place: dict[str, Any] = {"latitude": lat + metres * METRE * 0.3, "longitude": lon + metres * METRE}
        site.web.be(Role.OPERATOR).open(title=f"路面塌陷{mark}-{number}", hold=True, **place)
    site.web.be(Role.OPERATOR).open(title=f"没有位置{mark}", area=COMMUNITY_BESIDE, hold=True)
    words = {
        "zh": ("派单台", "地图", "选中这些", "并单理由", "已并入"),
        "en": ("Dispatch", "Map", "Select these", "Reason", "Merged into"),
    }
    heading, shown, choose, reason, told = words[language]
    with at_desk(site.web, site.chromium, site.address, language=language, theme=theme) as desk:
        desk.go("/dispatch", heading)
        desk.page.get_by_role("button", name=shown, exact=True).click()
        drawn(desk.page)
        desk.rest()
        group = desk.page.locator(".groups li").filter(has_text=f"路面塌陷{mark}-0")
        expect(group).to_contain_text(f"路面塌陷{mark}-1")
        expect(group).not_to_contain_text(f"路面塌陷{mark}-2")
        assert desk.faults() == []
        desk.picture("dispatch-map")
        group.get_by_role("button", name=choose).click()
        marked = desk.page.locator("tbody input[type=checkbox]:checked")
        expect(marked).to_have_count(2)
        desk.page.keyboard.press("Alt+m")
        dialog = desk.page.get_by_role("dialog")
        dialog.get_by_label(reason).fill("同一处塌陷")
        desk.page.keyboard.press("Control+Enter")
        expect(desk.page.get_by_role("status").filter(has_text=told)).to_be_visible()


@pytest.mark.usefixtures("ground")
@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_network_is_walked_down_on_the_map(site: Site, language: str, theme: str) -> None:
    site.web.be(Role.OPERATOR).open(title="地图上的未结")
    with at_desk(site.web, site.chromium, site.address, language=language, theme=theme) as desk:
        desk.go("/network", "三级网络" if language == "zh" else "Network")
        drawn(desk.page)
        assert desk.faults() == []
        desk.picture("network-map")
        desk.page.locator(".map").click()
        expect(desk.page.get_by_role("navigation").locator("[aria-current=page]").last).to_have_text("滨河街道")
        desk.rest()
        drawn(desk.page)


def test_without_outlines_the_map_says_what_to_do(site: Site) -> None:
    with at_desk(site.web, site.chromium, site.address, (Role.DISPATCHER, "210103006")) as desk:
        site.web.be(Role.OPERATOR).open(area="210103006", title="没有轮廓的街道", hold=True)
        desk.go("/dispatch", "派单台")
        desk.page.get_by_role("button", name="地图", exact=True).click()
        expect(desk.page.get_by_text("还没有区划轮廓")).to_be_visible()
