"""Somebody at the console with a keyboard and no mouse: how often they press a key, and whether the focus is seen."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.consoles import STILL

NO_MOUSE = "window.__pointed = 0; window.addEventListener('pointerdown', () => { window.__pointed += 1 }, true)"
SEEN = """() => {
  const here = document.activeElement, look = getComputedStyle(here), box = here.getBoundingClientRect()
  const marked = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2
  return here === document.body || (marked && box.width > 0 && box.height > 0) ? '' : here.outerHTML.slice(0, 160)
}"""
"""Nothing when the focus shows where it is, else what it is on."""
MOST_STEPS = 90


class Hands:
    """Presses keys and counts them: a combination counts each of its keys. Text is written, not counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0
        page.evaluate(NO_MOUSE)

    def press(self, keys: str, times: int = 1) -> None:
        """Press a key or a combination."""
        for _ in range(times):
            self.page.keyboard.press(keys)
            self.pressed += len(keys.split("+"))

    def write(self, text: str) -> None:
        """Write text where the focus is."""
        self.page.keyboard.insert_text(text)

    def to(self, wanted: Locator, back: bool = False) -> None:
        """Press Tab until the focus is there; fails when it is never, or where it cannot be seen on the way."""
        expect(wanted.first).to_be_visible()
        for _ in range(MOST_STEPS):
            if wanted.first.evaluate("one => one === document.activeElement"):
                return
            self.press("Shift+Tab" if back else "Tab")
            hidden = self.page.evaluate(SEEN)
            assert not hidden, f"the focus cannot be seen on {hidden}"
        raise AssertionError(f"Tab does not reach {wanted}")

    def choose(self, wanted: Locator, value: str) -> None:
        """Come to a list and go down to the choice with this text."""
        self.to(wanted)
        texts: list[str] = wanted.evaluate("one => [...one.options].map((each) => each.text.trim())")
        at = next(number for number, text in enumerate(texts) if value in text)
        self.press("Home")
        self.press("ArrowDown", at)
        expect(wanted).to_have_js_property("selectedIndex", at)

    def date(self, wanted: Locator, value: str) -> None:
        """Come to a field of date and time and type it, in the order that this browser's language has for its parts."""
        year, month, day, hour, minute = value.replace("T", "-").replace(":", "-").split("-")
        self.page.evaluate(STILL)  # a dialog that has just opened still takes the focus to its first field
        for parts in ((month, day, year, "", hour, minute, "A"), (year, "", month, day, hour, minute)):
            self.to(wanted)
            for part in parts:
                if part:
                    self.page.keyboard.type(part)
                else:
                    self.press("ArrowRight")
            if wanted.input_value() == value:
                return
            wanted.evaluate("one => { one.blur(); one.value = '' }")
        raise AssertionError(f"{value} cannot be typed")

    def enter(self, wanted: Locator) -> None:
        """Come to a button or link and press it."""
        self.to(wanted)
        self.press("Enter")

    def desk(self, name: str) -> None:
        """Go to a desk by the navigation."""
        self.enter(self.page.get_by_role("navigation", name="主导航").get_by_role("link", name=name))
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(name)
        expect(self.page.locator(".loading, [aria-busy=true]")).to_have_count(0)

    def stops(self) -> list[str]:
        """What Tab reaches from the head of the page to its end, each as it is written."""
        found: list[str] = []
        self.page.evaluate("document.querySelector('.skip').focus()")
        for _ in range(MOST_STEPS * 2):
            self.press("Tab")
            hidden = self.page.evaluate(SEEN)
            assert not hidden, f"the focus cannot be seen on {hidden}"
            here: Any = self.page.evaluate(
                "() => document.activeElement === document.body ? '' : document.activeElement.outerHTML.slice(0, 200)"
            )
            if not here:
                break
            found.append(here)
        return found

    def used_no_mouse(self) -> bool:
        """Whether nothing was pointed at."""
        return int(self.page.evaluate("window.__pointed")) == 0
