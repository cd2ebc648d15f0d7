"""Templates are kept in versions, listed where they hold, and filled with what is known of a request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from linli.clock import local, now
from linli.errors import Forbidden, Invalid, NotFound, StaleVersion
from linli.identity import Role
from tests.factories.databases import BOTH, either_hotline, module_hotline
from tests.factories.knowledge import EDITOR, WRITER
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, administrator, person
from tests.factories.running import RunningService
from tests.machine import Scratch


@pytest.fixture(scope="module")
def distributed(scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    yield from module_hotline(scratch, tmp_path_factory.mktemp("templates"), "templates")


@pytest.fixture(params=BOTH)
def hotline(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    yield from either_hotline(request, tmp_path)


def content(**said: Any) -> dict[str, Any]:
    return {"name": "受理", "use": "answer", "text": "您的诉求{tracking_code}（{category}）已受理。", **said}


def write(service: RunningService, area: str = DISTRICT, **said: Any) -> dict[str, Any]:
    return service.ask(EDITOR, "write_template", area_code=area, content=content(**said))


def test_a_template_is_filled_in_both_languages_and_says_what_is_missing(hotline: RunningService) -> None:
    text_en = "{tracking_code} ({category}) on {today}: {result}"
    made = write(hotline, text_en=text_en)
    request_id = uuid4()
    said = {"id": request_id, "tracking_code": "7K3QX-9M2TB", "area_code": COMMUNITY, "title": "Loud"}
    hotline.ask(WRITER, "open_request", category="noise.residential", **said)  # type: ignore[arg-type]  # no key in it
    filled = hotline.ask(WRITER, "fill_template", id=made["id"], request_id=request_id)
    assert filled["text"] == "您的诉求7K3QX-9M2TB（居民生活噪声）已受理。"
    assert filled["text_en"] == f"7K3QX-9M2TB (Noise from a home) on {local(now()):%Y-%m-%d}: {{result}}"
    assert filled["missing"] == ["result"]
    foreign = write(hotline, "210103006")
    refused = hotline.refusal(WRITER, "fill_template", id=foreign["id"], request_id=request_id)
    assert isinstance(refused, NotFound)


def test_lists_show_what_is_in_use_at_the_area_or_above_by_use_and_category(hotline: RunningService) -> None:
    write(hotline, name="区")
    write(hotline, STREET, name="街道", category="noise.place")
    write(hotline, "210103006", name="别处")
    write(hotline, name="退单", use="return")
    hotline.ask(EDITOR, "retire_template", id=write(hotline, name="停用")["id"])
    write(hotline, name="停车", category="parking.illegal")

    def names(**asked: Any) -> list[str]:
        return [one["content"]["name"] for one in hotline.ask(WRITER, "list_templates", **asked)["items"]]

    assert names(area_code=COMMUNITY) == ["停车", "退单", "街道", "区"]
    assert names(area_code=COMMUNITY, use="answer", category="noise.place") == ["街道", "区"]
    assert names(area_code=DISTRICT, limit=1) == ["停车"]


def test_an_old_version_is_still_there(hotline: RunningService) -> None:
    made = write(hotline)
    revised = hotline.ask(EDITOR, "revise_template", id=made["id"], content=content(text="{today}"), version=1)
    assert (revised["number"], revised["placeholders"]) == (2, ["today"])
    old = hotline.ask(WRITER, "get_template", id=made["id"], number=1)
    assert (old["newest"], old["placeholders"]) == (2, ["tracking_code", "category"])


def test_who_may_write_and_read_templates(hotline: RunningService) -> None:
    made = write(hotline, STREET)
    cases: list[tuple[Any, str, dict[str, Any], type]] = [
        (administrator(ELSEWHERE), "get_template", {}, NotFound),
        (person(Role.AUDITOR, at="210103006"), "get_template", {}, NotFound),
        (WRITER, "retire_template", {}, Forbidden),
        (EDITOR, "retire_template", {"version": 9}, StaleVersion),
        (EDITOR, "revise_template", {"content": content(text="{name}")}, Invalid),
        (EDITOR, "revise_template", {"content": content(category="no.such")}, Invalid),
    ]
    for who, method, more, kind in cases:
        assert type(hotline.refusal(who, method, id=made["id"], **more)) is kind
    assert hotline.ask(WRITER, "get_template", id=made["id"])["version"] == 1
