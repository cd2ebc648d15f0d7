"""The console where every process runs by itself and no proxy stands before them, as `make up` has it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from linli.config import Settings
from linli.hosting import processes
from tests.consoles import built, signed_in
from tests.e2e.asking import Person
from tests.platforms import DISTRICT, Platform

pytestmark = [pytest.mark.browser, pytest.mark.node]
COMMUNITY = "210103005003"
PASSWORD = "a-long-password-for-tests"


@pytest.mark.servers
@pytest.mark.parametrize("platform", ["distributed"], indirect=True)
def test_the_console_at_the_process_of_the_stream_is_live_and_works(platform: Platform, chromium: Browser) -> None:
    """It reads and changes through RabbitMQ there as well, and shows at once what changed elsewhere."""
    built()
    administrator = Person(platform, platform.token())
    grants = [{"role": "dispatcher", "area_code": DISTRICT}]
    made = {"login": "live.one", "display_name": "钱二", "password": PASSWORD, "grants": grants}
    assert administrator.ask("POST", "/api/accounts", made).status_code == 201
    with signed_in(chromium, platform.stream_url, "live.one", PASSWORD) as desk:
        expect(desk.page.locator(".live.live")).to_contain_text("实时")
        opened = desk.page.locator(".tile strong").first
        before = int(opened.inner_text())
        body = {"area_code": COMMUNITY, "category": "noise.residential", "title": "他处登记的诉求", "hold": True}
        assert administrator.ask("POST", "/api/hotline/requests", body).status_code == 201
        expect(opened).to_have_text(str(before + 1))
        desk.go("/dispatch", "派单台")
        desk.page.get_by_role("checkbox", name="他处登记的诉求").check()
        desk.page.get_by_role("button", name="按规则批量派单").click()
        expect(desk.page.get_by_role("status").filter(has_text="完成 1 件，未完成 0 件")).to_be_visible()


def test_whoever_starts_all_processes_is_told_where_the_console_is_live(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LINLI_STREAM_PORT", "8765")
    monkeypatch.setattr("threading.Event.wait", lambda *_: True)
    processes.run_all(Settings(data=tmp_path, secret=b"x" * 64), ())
    assert "http://127.0.0.1:8765/" in capsys.readouterr().out
