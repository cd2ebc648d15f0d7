"""The console in a real browser: built once, a person signed in at a desk, everything the browser complains of told."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from gateway.accounts import store
from gateway.auth import COOKIE
from gateway.frontend import node
from gateway.frontend.building import build
from gateway.frontend.sources import CONSOLE
from linli.identity import Role
from tests.factories.people import DISTRICT
from tests.factories.web import Web

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
TELEPHONE: ViewportSize = {"width": 390, "height": 844}
expect.set_options(timeout=30_000)
"""Milliseconds in which a screen must show what is expected, on a machine that does much else at the same time."""
SCREENS = os.environ.get("LINLI_SCREENS")
"""Where pictures of the screens are written; nowhere, unless said."""
LOOKS = [("zh", "light"), ("en", "dark")]
"""Language and theme that a screen is looked at in: each of both once, for width is the one's matter and contrast the
other's."""
PICTURED = [*LOOKS, ("en", "light"), ("zh", "dark")] if SCREENS else LOOKS
"""The same for a screen of which there is a picture of every pair."""


COLOURS = 64
"""Of a picture: enough for a screen, a quarter of the size."""
STILL = """() => Promise.all(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished.catch(() => null)))"""
"""Waits for whatever fades in or out; a colour half there has no contrast."""


SCRIPTS = """() => performance.getEntriesByType('resource').map((one) => [one.name, one.encodedBodySize])
  .filter(([name]) => new URL(name).pathname.endsWith('.js'))"""


@cache
def missing_node() -> str | None:
    """Why nothing that needs Node can run here; None when it can."""
    return None if node.of_the_machine() else f"no Node {node.OLDEST} or newer is installed"


@cache
def built() -> None:
    """The console is built when this returns."""
    build()


@dataclass
class Desk:
    """A page of the console at which somebody is signed in; what the browser complained of."""

    page: Page
    language: str
    theme: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str, heading: str | None = None) -> None:
        """Go to a desk; with `heading`: until it is there."""
        self.page.goto(f"/#{path}")
        if heading is not None:
            expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        self.rest()

    def scripts(self) -> dict[str, int]:
        """Every script that the browser has fetched for this page, whoever asked for it: bytes as they were sent."""
        found: list[tuple[str, int]] = self.page.evaluate(SCRIPTS)
        return dict(found)

    def rest(self) -> None:
        """Wait until nothing is loading any more."""
        expect(self.page.locator(".loading, [aria-busy=true]")).to_have_count(0)

    def picture(self, name: str) -> None:
        """Write a picture of the screen where pictures are wanted."""
        if SCREENS:
            taken = Image.open(io.BytesIO(self.page.screenshot()))
            file = Path(SCREENS) / f"{name}.{self.language}.{self.theme}.png"
            taken.convert("RGB").quantize(COLOURS).save(file, optimize=True)

    def faults(self) -> list[str]:
        """What axe finds wrong with the page as it is, once nothing moves any more: rule and first place."""
        self.page.evaluate(STILL)
        self.page.evaluate((CONSOLE / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
        found: Any = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']}: {one['nodes'][0]['html'][:160]} {one['nodes'][0]['failureSummary'][:200]}"
            for one in found["violations"]
        ]


@contextmanager
def at_desk(
    web: Web,
    chromium: Browser,
    address: str,
    *grants: tuple[Role, str],
    language: str = "zh",
    theme: str = "light",
    size: ViewportSize = DESKTOP,
) -> Iterator[Desk]:
    """Somebody with these roles, signed in; fails when the browser complained of anything."""
    account = web.account(*(grants or ((Role.DISPATCHER, DISTRICT),)))
    with web.database.transaction() as session:
        token = store.issue_token(session, account, store.Kind.SESSION, timedelta(hours=1))
    cookie = {"name": COOKIE, "value": token, "url": address, "httpOnly": True, "sameSite": "Strict"}
    with _at_browser(chromium, address, language, theme, size) as desk:
        desk.page.context.add_cookies([cookie])  # type: ignore[list-item]  # a literal would be taken for its TypedDict
        desk.page.goto("/")
        expect(desk.page.locator("nav#side")).to_be_attached()
        desk.rest()
        yield desk


@contextmanager
def signed_in(
    chromium: Browser, address: str, login: str, password: str, size: ViewportSize = DESKTOP
) -> Iterator[Desk]:
    """Somebody who signed in by the form, in Chinese; fails when the browser complained of anything."""
    with _at_browser(chromium, address, "zh", "light", size) as desk:
        desk.page.goto("/")
        desk.page.locator("input[name=login]").fill(login)
        desk.page.locator("input[name=password]").fill(password)
        desk.page.keyboard.press("Enter")
        expect(desk.page.get_by_role("heading", level=1)).to_contain_text("您好")
        desk.rest()
        yield desk


@contextmanager
def _at_browser(chromium: Browser, address: str, language: str, theme: str, size: ViewportSize) -> Iterator[Desk]:
    """A browser in which nobody is signed in; fails when it complained of anything."""
    context = chromium.new_context(viewport=size, locale="zh-CN", base_url=address)
    chosen = json.dumps(json.dumps({"language": language, "theme": theme}))
    context.add_init_script(f"localStorage['linli.settings'] ??= {chosen}")
    desk = Desk(context.new_page(), language, theme)
    desk.page.on("pageerror", lambda error: desk.complaints.append(str(error)))
    desk.page.on("console", lambda said: _note(desk.complaints, said.type, said.text))
    try:
        yield desk
        assert not desk.complaints, desk.complaints
    finally:
        context.close()


def _note(complaints: list[str], kind: str, text: str) -> None:
    """Errors and warnings; not that an answer was no success, which the screen tells."""
    if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
        complaints.append(text)
