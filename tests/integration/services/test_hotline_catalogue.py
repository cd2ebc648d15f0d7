"""The catalogue lives in the database: established once, changed in versions with dates, noticed by every process."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select

from linli.clock import local, now
from linli.errors import Conflict, Forbidden, Invalid, NotFound, StaleVersion
from linli.identity import Role
from services.hotline.catalogue import shipped
from services.hotline.tables.catalogue import CATALOGUE_ENTRY, CATALOGUE_STAMP
from tests.factories.people import COMMUNITY, DISTRICT, STREET, administrator, person
from tests.factories.running import RunningService, running
from tests.factories.unique import tracking_code

OPERATOR = person(Role.OPERATOR)
ADMINISTRATOR = administrator()
TODAY = local(now()).date()
LAMP: dict[str, Any] = {
    "zh": "景观灯",
    "en": "Decorative lamp",
    "group": "road",
    "service": "grid",
    "unit": {"tier": "district", "department": "CG"},
    "deadlines": {"sign": "1h", "answer": "2h", "settle": "24h"},
    "keywords": ["景观灯"],
}


Pair = tuple[RunningService, RunningService]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two processes of the hotline on one database."""
    folder, url = tmp_path_factory.mktemp("catalogue"), None
    if request.param == "postgresql":
        url = request.getfixturevalue("scratch").database_url("catalogue")
    with running("hotline", folder, url) as first, running("hotline", folder, url) as second:
        yield first, second


@pytest.fixture
def pair(kept: Pair) -> Pair:
    """Two processes on a database without a catalogue."""
    with kept[0].database.transaction() as session:
        for table in (CATALOGUE_ENTRY, CATALOGUE_STAMP):
            session.execute(delete(table))
    return kept


@pytest.fixture
def hotline(pair: Pair) -> RunningService:
    return pair[0]


def opened(hotline: RunningService, category: str, **said: Any) -> dict[str, Any]:
    """Where a request of this category goes."""
    command: dict[str, Any] = {
        "id": uuid4(),
        "tracking_code": tracking_code(),
        "area_code": COMMUNITY,
        "title": "灯",
    }
    return dict(hotline.ask(OPERATOR, "open_request", category=category, **command, **said)["request"])


def entries(hotline: RunningService) -> int:
    with hotline.database.reading() as session:
        return session.scalar(select(func.count()).select_from(CATALOGUE_ENTRY)) or 0


def codes(hotline: RunningService, **said: Any) -> list[str]:
    return [one["code"] for one in hotline.ask(OPERATOR, "list_categories", **said)["categories"]]


def test_before_anything_is_written_the_shipped_catalogue_is_shown_and_the_first_request_establishes_it(
    hotline: RunningService,
) -> None:
    before = hotline.ask(OPERATOR, "list_categories")
    assert (len(before["categories"]) >= 100, entries(hotline)) == (True, 0)
    opened(hotline, "noise.residential")
    assert entries(hotline) == len(shipped().entries)
    assert hotline.ask(OPERATOR, "list_categories") == before


def test_processes_that_begin_at_once_establish_it_once(pair: Pair) -> None:
    both = Barrier(2, timeout=20)

    def begin(one: RunningService) -> str:
        both.wait()
        return str(opened(one, "noise.residential")["department"])

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(begin, pair)) == ["SQ", "SQ"]
    assert entries(pair[0]) == len(shipped().entries)


def test_a_new_category_is_used_at_once_and_by_every_process(pair: Pair) -> None:
    first, second = pair
    opened(second, "other")
    made = first.ask(ADMINISTRATOR, "create_category", code="road.deco", **LAMP)
    assert (made["version"], made["level"], made["valid_from"]) == (1, 3, TODAY.isoformat())
    for one in pair:
        assert opened(one, "road.deco")["unit_area"] == DISTRICT
        assert "road.deco" in one.ask(OPERATOR, "list_category_codes")["codes"]
    (found,) = second.ask(OPERATOR, "suggest_categories", text="景观灯", limit=1)["suggestions"]
    assert (found["code"], found["matched"]) == ("road.deco", ["景观灯"])


def test_a_change_holds_from_its_day_on_and_not_before(hotline: RunningService) -> None:
    later = TODAY + timedelta(days=10)
    hotline.ask(ADMINISTRATOR, "create_category", code="road.deco", **LAMP)
    street = {**LAMP, "unit": {"tier": "street", "department": "JT"}}
    changed = hotline.ask(ADMINISTRATOR, "change_category", code="road.deco", version=1, valid_from=later, **street)
    assert (changed["version"], changed["valid_from"]) == (2, later.isoformat())
    assert opened(hotline, "road.deco")["department"] == "CG"
    now_shown = hotline.ask(OPERATOR, "get_category", code="road.deco")
    then_shown = hotline.ask(OPERATOR, "get_category", code="road.deco", at=later)
    assert (now_shown["unit"]["department"], now_shown["valid_until"]) == ("CG", later.isoformat())
    assert then_shown["unit"]["department"] == "JT"
    assert now_shown["version"] == then_shown["version"] == 2, "the version to change it from"


def test_a_retired_category_takes_no_more_requests_and_may_come_back(hotline: RunningService) -> None:
    hotline.ask(ADMINISTRATOR, "create_category", code="road.deco", **LAMP)
    assert hotline.ask(ADMINISTRATOR, "retire_category", code="road.deco", version=1)["version"] == 2
    with pytest.raises(Invalid, match="unknown_category"):
        opened(hotline, "road.deco")
    assert "road.deco" not in codes(hotline)
    with pytest.raises(NotFound):
        hotline.ask(ADMINISTRATOR, "change_category", code="road.deco", **LAMP)
    assert hotline.ask(ADMINISTRATOR, "create_category", code="road.deco", **LAMP)["version"] == 3
    assert opened(hotline, "road.deco")["department"] == "CG"


def test_who_acts_on_an_old_version_is_told(hotline: RunningService) -> None:
    hotline.ask(ADMINISTRATOR, "change_category", code="other", version=1, **LAMP)
    for call, more in (("change_category", LAMP), ("retire_category", {})):
        assert isinstance(hotline.refusal(ADMINISTRATOR, call, code="other", version=1, **more), StaleVersion)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"group": "city"}, "group"),
        ({"unit": {"tier": "street", "department": "XX"}}, "unit.department"),
        ({"deadlines": {"sign": "soon", "answer": "2h", "settle": "24h"}}, "deadlines.sign"),
        ({"valid_from": date(2026, 1, 1)}, "valid_from"),
        ({"valid_until": TODAY}, "valid_until"),
        ({"fields": [{"name": "a", "zh": "甲", "en": "A"}] * 2}, "fields.1.name"),
    ],
    ids=lambda one: str(one)[:30],
)
def test_what_does_not_fit_is_refused_by_its_field_and_changes_nothing(
    hotline: RunningService, said: dict[str, Any], field: str
) -> None:
    refused = hotline.refusal(ADMINISTRATOR, "create_category", code="road.deco", **{**LAMP, **said})
    assert (type(refused), list(refused.fields)) == (Invalid, [field])
    assert entries(hotline) == 0


def test_a_code_is_taken_once_and_the_catch_all_stays(hotline: RunningService) -> None:
    assert hotline.refusal(ADMINISTRATOR, "create_category", code="other", **LAMP).code == "code_taken"
    assert hotline.refusal(ADMINISTRATOR, "retire_category", code="other").code == "catch_all"
    ending = {**LAMP, "valid_until": TODAY + timedelta(days=1)}
    assert isinstance(hotline.refusal(ADMINISTRATOR, "change_category", code="other", **ending), Conflict)


def test_only_administrators_of_a_district_change_the_catalogue(hotline: RunningService) -> None:
    for who, error in (
        (OPERATOR, Forbidden),
        (administrator(at=STREET), NotFound),
        (person(Role.ADMINISTRATOR, at=COMMUNITY), NotFound),
    ):
        refused = hotline.refusal(who, "create_category", code="road.deco", **LAMP)
        assert isinstance(refused, error), who


def test_a_word_finds_categories_by_code_name_group_and_keyword(hotline: RunningService) -> None:
    assert "road.lighting" in codes(hotline, q="路灯")
    assert "road.lighting" in codes(hotline, q="LAMP")
    assert "gas.leak" in codes(hotline, q="公用事业")
    assert codes(hotline, q="convenience.") == [code for code in codes(hotline) if code.startswith("convenience.")]
    assert codes(hotline, q="no such word") == []
