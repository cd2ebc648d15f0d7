"""While a request is recorded, those about the same matter are found: as reading every one would find them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, select, update

from linli.clock import now
from linli.errors import Forbidden, Invalid, NotFound
from linli.identity import Role
from linli.outbox import OUTBOX
from services.hotline.domain.duplicates import Matter, likeness
from services.hotline.domain.matter_keys import keys_to_ask
from services.hotline.store import duplicates as store
from services.hotline.tables.duplicates import MATTER_KEY
from services.hotline.tables.request import REQUEST
from tests.factories.matters import METRE_DEGREES, START, District
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, administrator, person
from tests.factories.recorded import record
from tests.factories.running import RunningService, running
from tests.factories.unique import tracking_code
from tests.machine import Scratch

OPERATOR = person(Role.OPERATOR)
PHONE = "13912345678"
LAMP: dict[str, Any] = {"area_code": COMMUNITY, "category": "road.lighting", "title": "文安路12号门口路灯不亮"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The service on both databases."""
    url = None
    if request.param == "postgresql":
        scratch: Scratch = request.getfixturevalue("scratch")
        url = scratch.database_url("duplicates")
    with running("hotline", tmp_path_factory.mktemp("duplicates"), url) as own:
        yield own


@pytest.fixture
def hotline(service: RunningService) -> RunningService:
    """The service with nothing recorded yet."""
    with service.database.transaction() as session:
        for table in (MATTER_KEY, REQUEST, OUTBOX):
            session.execute(delete(table))
    return service


def opened(hotline: RunningService, **said: Any) -> dict[str, Any]:
    """A request just recorded."""
    return hotline.ask(
        administrator(), "open_request", **{"id": uuid4(), "tracking_code": tracking_code(), **LAMP, **said}
    )


def suggested(hotline: RunningService, **said: Any) -> list[dict[str, Any]]:
    """What is suggested while this is recorded."""
    asked = {"area_code": COMMUNITY, **said}
    return list(hotline.ask(OPERATOR, "suggest_duplicates", **asked)["suggestions"])


def test_the_same_lamp_told_in_other_words_is_suggested_and_explained(hotline: RunningService) -> None:
    lamp = opened(hotline, contact_phone=PHONE, contact_name="王芳")
    (found,) = suggested(hotline, category="road.lighting", text="文安路12号前的路灯坏了", contact_phone=PHONE)
    assert (found["id"], found["version"], found["tracking_code"]) == (lamp["id"], 2, lamp["tracking_code"])
    assert found["score"] >= 0.66
    assert [(one["sign"], one["zh"]) for one in found["signs"] if one["sign"] != "wording"] == [
        ("address", "地址一致"),
        ("category", "类别相同"),
        ("caller", "同一来电人"),
    ]
    assert "contact_phone" not in found
    assert "王" not in str(found)


def test_nothing_alike_is_an_empty_list(hotline: RunningService) -> None:
    opened(hotline)
    assert suggested(hotline, category="home.leak", text="卫生间漏水") == []
    assert suggested(hotline) == []


def test_those_withdrawn_or_ended_a_month_ago_are_not_suggested_and_those_just_closed_are(
    hotline: RunningService,
) -> None:
    def still_found() -> bool:
        return bool(suggested(hotline, category="road.lighting", text=LAMP["title"]))

    lamp = opened(hotline)
    hotline.ask(administrator(), "settle_request", id=lamp["id"], result="换了灯泡")
    hotline.ask(administrator(), "close_request", id=lamp["id"])
    assert still_found()
    with hotline.database.transaction() as session:
        session.execute(update(REQUEST).values(ended_at=now() - timedelta(days=31)))
    assert not still_found()
    hotline.ask(administrator(), "withdraw_request", id=opened(hotline)["id"])
    assert not still_found()


def test_a_caller_sees_only_requests_of_their_own_areas(hotline: RunningService) -> None:
    opened(hotline, area_code=DISTRICT, contact_phone=PHONE)
    asked = {"area_code": STREET, "category": "road.lighting", "text": LAMP["title"], "contact_phone": PHONE}
    assert hotline.ask(person(Role.OPERATOR, at=STREET), "suggest_duplicates", **asked) == {"suggestions": []}
    assert len(hotline.ask(OPERATOR, "suggest_duplicates", **asked)["suggestions"]) == 1


def test_only_those_who_record_requests_may_ask_and_only_at_their_areas(hotline: RunningService) -> None:
    asked = {"area_code": COMMUNITY, "text": "路灯"}
    assert isinstance(hotline.refusal(person(Role.HANDLER), "suggest_duplicates", **asked), Forbidden)
    assert isinstance(hotline.refusal(administrator(ELSEWHERE), "suggest_duplicates", **asked), NotFound)
    assert isinstance(hotline.refusal(OPERATOR, "suggest_duplicates", area_code=COMMUNITY, text="路" * 5000), Invalid)


def test_the_sweep_forgets_only_requests_that_ended_long_ago(hotline: RunningService) -> None:
    long_ago = datetime(2025, 1, 6, tzinfo=UTC)
    old, still_open, late = (opened(hotline, at=long_ago.isoformat()) for _ in range(3))
    fresh = opened(hotline)
    with hotline.database.transaction() as session:
        for one, ended in ((old, long_ago), (late, now()), (fresh, now())):
            session.execute(update(REQUEST).values(ended_at=ended).where(REQUEST.c.id == UUID(one["id"])))
        last, steps = store.sweep(session, -(2**63), now() - timedelta(days=30)), 0
        while last is not None:
            last, steps = store.sweep(session, last, now() - timedelta(days=30)), steps + 1
        kept = set(session.scalars(select(MATTER_KEY.c.request_id)))
    assert kept == {UUID(one["id"]) for one in (still_open, late, fresh)}
    assert steps >= 1


# ---- the oracle: every request read and compared ---------------------------------------------------------------------

NUMBER = 600
QUESTIONS = 60


def test_the_search_finds_what_reading_every_request_finds(hotline: RunningService) -> None:
    """Of the ten most alike that the brute force finds, at least 98 in 100; 90 where the category is not known yet."""
    district, end = District(7, days=6, crowded=True), START + timedelta(days=6)
    kept = record(hotline, [replace(one, told_at=min(one.told_at, end)) for one in district.matters(NUMBER)])
    wanted, found = {True: 0, False: 0}, {True: 0, False: 0}
    for number, matter in enumerate(district.random.sample(list(kept.values()), QUESTIONS)):
        known = number % 2 == 0
        asked = replace(district.again(matter), told_at=end, category=matter.category if known else None)
        best = _most_alike(asked, kept)
        with hotline.database.reading() as session:
            candidates = {one.id for one in store.candidates(session, keys_to_ask(asked), START)}
        wanted[known] += len(best)
        found[known] += len(best & candidates)
    assert min(wanted.values()) > QUESTIONS
    assert found[True] / wanted[True] >= 0.98
    assert found[False] / wanted[False] >= 0.9


def _most_alike(asked: Matter, kept: Mapping[UUID, Matter]) -> set[UUID]:
    """The ten most alike of all, by reading all."""
    scores = {one: likeness(asked, other) for one, other in kept.items()}
    alike = [one for one, how in scores.items() if how.alike]
    return set(sorted(alike, key=lambda one: -scores[one].score)[:10])


def test_a_key_that_thousands_share_costs_no_more_than_its_newest(hotline: RunningService) -> None:
    flood = Matter("停水了", START, COMMUNITY, "water.supply", 41.8, 123.4)
    same = [replace(flood, told_at=START + timedelta(minutes=at)) for at in range(400)]
    record(hotline, [replace(one, longitude=123.4 + at * METRE_DEGREES / 10) for at, one in enumerate(same)])
    asked = replace(same[-1], longitude=123.4)
    with hotline.database.reading() as session:
        found = store.candidates(session, keys_to_ask(asked), START)
        kept = session.scalar(select(func.count()).select_from(MATTER_KEY))
    assert (kept or 0) > 400 * 5
    assert 0 < len(found) <= store.CANDIDATES
    assert max(one.opened_at for one in found) == same[-1].told_at
