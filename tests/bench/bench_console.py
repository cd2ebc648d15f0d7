"""How soon the console is usable and shows a change: `python -m tests.bench.bench_console [streams] [changes]`.

The distributed platform as it runs (gunicorn, the stream's gevent process, relay, RabbitMQ, PostgreSQL) with 500 open
streams: half at the district, the others at its streets. Measured is from the moment a request begins to be sent to
the gateway until each stream that covers it has the change; then until a real console shows it, the streams still open.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.browser import browser
from tests.consoles import DESKTOP, SCRIPTS, built
from tests.machine import Scratch
from tests.platforms import DATABASES, DISTRICT, Platform, distributed

STREETS = ("210103005", "210103006")
COMMUNITIES = {"210103005": "210103005003", "210103006": "210103006004"}
EVERY = 0.4
"""Seconds between two changes."""
WARM = 5
"""Changes before any is measured: the first ones after a start take longer, for statements and routes are made then."""
QUIET = 3.0
"""Seconds in which what was sent last has arrived, or counts as lost."""
LOADS = 9
SHOWN = 20
WATCH = """() => {
  const tile = document.querySelector('.tile strong')
  window.__shown = {}
  const note = () => { window.__shown[tile.textContent] ??= Date.now() }
  new MutationObserver(note).observe(tile, {subtree: true, characterData: true, childList: true})
}"""


@dataclass
class Screens:
    """Streams of one process: for each, when it had which change."""

    where: list[str]
    url: str
    token: str
    seen: list[dict[str, float]] = field(default_factory=list)
    opened: int = 0

    async def _follow(self, number: int) -> None:
        at = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(at.hostname, at.port, limit=1 << 20)
        area = self.where[number]
        asked = (
            f"GET /api/stream?area={area} HTTP/1.1\r\nHost: {at.netloc}\r\nAuthorization: Bearer {self.token}\r\n\r\n"
        )
        writer.write(asked.encode())
        while line := await reader.readline():
            if line.startswith(b"retry:"):
                self.opened += 1
            elif line.startswith(b"data: {"):
                told = json.loads(line[6:])
                self.seen[number].setdefault(told.get("id", ""), time.time())

    def start(self) -> None:
        """Open them all, some at a time; returns when every one is there."""
        self.seen = [{} for _ in self.where]
        threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True).start()
        until = time.monotonic() + 120
        while self.opened < len(self.where):
            assert time.monotonic() < until, f"{self.opened} of {len(self.where)} streams opened"
            time.sleep(0.1)

    async def _all(self) -> None:
        tasks = []
        for number in range(len(self.where)):
            tasks.append(asyncio.create_task(self._follow(number)))
            if number % 20 == 19:
                await asyncio.sleep(0.1)
        await asyncio.gather(*tasks)


class Clerk:
    """Somebody who records requests."""

    def __init__(self, platform: Platform) -> None:
        self.http = requests.Session()
        self.url = platform.url
        self.head = {"Authorization": f"Bearer {platform.token()}"}
        self.number = 0

    def open(self, street: str) -> tuple[str, float, float]:
        """Id of a new request, when it began to be sent, and how long the gateway took."""
        self.number += 1
        body = {"area_code": COMMUNITIES[street], "category": "noise.residential", "title": f"诉求{self.number}"}
        began = time.time()
        key = {"Idempotency-Key": f"bench-console-{self.number:08}"}
        made = self.http.post(f"{self.url}/api/hotline/requests", json=body, headers={**self.head, **key}, timeout=30)
        assert made.status_code == 201, made.text
        return str(made.json()["id"]), began, time.time() - began


def told(name: str, seconds: list[float]) -> None:
    """One line of figures."""
    ordered = sorted(seconds)
    p50, p99 = ordered[len(ordered) // 2], ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)]
    print(
        f"{name}: n {len(ordered)}, p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, most {ordered[-1] * 1000:.0f} ms"
    )


def streams(screens: Screens, clerk: Clerk, changes: int) -> None:
    """Changes in two streets, and when each stream that covers them had them."""
    made = []
    for number in range(changes):
        began = time.monotonic()
        street = STREETS[number % len(STREETS)]
        made.append((street, *clerk.open(street)))
        time.sleep(max(0.0, EVERY - (time.monotonic() - began)))
    time.sleep(QUIET)
    late, lost = [], 0
    for street, request_id, began, _ in made:
        for area, seen in zip(screens.where, screens.seen, strict=True):
            if street.startswith(area):
                if request_id in seen:
                    late.append(seen[request_id] - began)
                else:
                    lost += 1
            else:
                assert request_id not in seen, "a screen was told of another's area"
    told("gateway's answer", [took for *_, took in made])
    told(f"change to each of its streams ({len(screens.where)} open)", late)
    print(f"not told: {lost}")


@contextmanager
def signed_in(chromium: Browser, platform: Platform, login: str, password: str) -> Iterator[Page]:
    """A browser's first visit, at the process of the stream, as `make up` has it."""
    context = chromium.new_context(viewport=DESKTOP, locale="zh-CN", base_url=platform.stream_url)
    page = context.new_page()
    page.goto("/")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")
    expect(page.locator(".tile strong").first).to_be_visible()
    yield page
    context.close()


def shown(page: Page, clerk: Clerk) -> None:
    """Until the figure on a real console's first page is another."""
    expect(page.locator(".live.live")).to_be_visible()
    page.evaluate(WATCH)
    late = []
    for _ in range(SHOWN):
        wanted = str(int(page.locator(".tile strong").first.inner_text()) + 1)
        _, began, _ = clerk.open(STREETS[0])
        page.wait_for_function("wanted => window.__shown[wanted]", arg=wanted)
        late.append(float(page.evaluate("wanted => window.__shown[wanted]", wanted)) / 1000 - began)
        time.sleep(1.5)
    told("change to the figure on a real console", late)


def first_screen(chromium: Browser, platform: Platform, cookies: list[Any]) -> None:
    """Nothing cached: from going to the address until the first page has its figures."""
    late, scripts = [], 0
    for _ in range(LOADS):
        context = chromium.new_context(viewport=DESKTOP, locale="zh-CN", base_url=platform.url)
        context.add_cookies(cookies)
        page, began = context.new_page(), time.time()
        page.goto("/", wait_until="commit")
        page.locator(".tile strong").first.wait_for()
        late.append(time.time() - began)
        scripts = sum(size for _, size in page.evaluate(SCRIPTS))
        context.close()
    told("first screen usable, nothing cached", late)
    print(f"script that the first screen fetches: {scripts / 1000:.0f} kB packed")


def measure(platform: Platform, driver: Playwright, count: int, changes: int) -> None:
    """Streams first, then a console beside them, then first visits."""
    clerk = Clerk(platform)
    account = {"login": "bench.one", "display_name": "测", "password": "a-long-password-for-benches"}
    said = {**account, "grants": [{"role": "dispatcher", "area_code": DISTRICT}]}
    made = clerk.http.post(f"{platform.url}/api/accounts", json=said, headers=clerk.head)
    assert made.status_code == 201, made.text
    where = [DISTRICT if number % 2 else STREETS[number // 2 % 2] for number in range(count)]
    screens = Screens(where, platform.stream_url, clerk.head["Authorization"].split()[1])
    screens.start()
    for _ in range(WARM):
        clerk.open(STREETS[0])
    streams(screens, clerk, changes)
    chromium = driver.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
    with signed_in(chromium, platform, account["login"], account["password"]) as page:
        shown(page, clerk)
        kept = page.context.cookies()
    cookies: list[Any] = [{"name": one.get("name"), "value": one.get("value"), "url": platform.url} for one in kept]
    first_screen(chromium, platform, cookies)
    chromium.close()


def main() -> None:
    """All of it, one after the other."""
    count, changes = (int(one) for one in (*sys.argv[1:], *("500", "100")[len(sys.argv) - 1 :]))
    built()
    with tempfile.TemporaryDirectory() as folder, Scratch() as scratch, sync_playwright() as driver:
        urls = {service: scratch.database_url(f"console_{service}") for service in DATABASES}
        more = {"LINLI_WORKERS": "4", "LINLI_RATE_LIMIT": "100000/minute"}
        platform = distributed(Path(folder), scratch.amqp_url, urls, f"{scratch.name_prefix}linli-console", more)
        platform.start()
        try:
            measure(platform, driver, count, changes)
        finally:
            platform.stop()
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
