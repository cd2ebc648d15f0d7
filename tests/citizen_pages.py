"""The pages of citizens and volunteers in a real browser: a gateway that sends SMS, a telephone, signing in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import served
from tests.factories.receiver import Receiver, receiver
from tests.factories.residents import codes_of, session_cookie
from tests.factories.web import Web, web

TELEPHONE: ViewportSize = {"width": 390, "height": 844}


class Pages(NamedTuple):
    """The gateway, the SMS gateway that takes its messages, and the address of the pages."""

    web: Web
    sms: Receiver
    address: str


@contextmanager
def pages(folder: Path) -> Iterator[Pages]:
    """A gateway on files in this folder, whose hotline sends codes."""
    with (
        receiver() as sms,
        web(folder, sms_url=sms.url, webhook_secret=bytes(16)) as made,
        served(made.app) as address,
    ):
        yield Pages(made, sms, address)


@contextmanager
def telephone(chromium: Browser, address: str, path: str, **more: Any) -> Iterator[Page]:
    """A page on a telephone in Chinese; whatever the browser complains of is a failure."""
    context = chromium.new_context(viewport=TELEPHONE, locale="zh-CN", base_url=address, **more)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: note(complaints, said.type, said.text))
    try:
        opened.goto(path)
        yield opened
        assert complaints == []
    finally:
        context.close()


def note(complaints: list[str], kind: str, text: str) -> None:
    """Keep what is wrong with a page; not that an answer was no success, which the page tells."""
    if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
        complaints.append(text)


def sign_in(site: Pages, page: Page, phone: str) -> None:
    """Sign in with a code, at the form that is shown."""
    page.fill("#sign-in-phone", f"+86 {phone[:3]}-{phone[3:7]}-{phone[7:]}")
    page.click("#send-code")
    expect(page.locator("#code-sent")).to_have_text("验证码已发送，5分钟内有效。")
    expect(page.locator("#send-code")).to_be_disabled()
    expect(page.locator("#sign-in-code")).to_be_focused()
    page.keyboard.type(codes_of(site.web, site.sms, phone)[-1])
    page.keyboard.press("Enter")
    expect(page.locator("#sign-in-form")).to_be_hidden()


def come(site: Pages, page: Page, phone: str) -> None:
    """Be signed in already, with a session that is there: where it does not matter how one signed in."""
    page.context.add_cookies([session_cookie(site.web, phone)])  # type: ignore[list-item]  # its TypedDict
    page.reload()
    expect(page.locator("#sign-in-form")).to_be_hidden()
