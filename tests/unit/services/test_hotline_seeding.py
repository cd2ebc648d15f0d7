"""What made-up requests are drawn from: callers and what they told before, and lives as far as they have come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from linli.config import Settings
from linli.contracts.hotline.words import RequestState
from linli.seeding import slots
from services.hotline.catalogue import shipped
from services.hotline.domain.duplicates import Matter
from services.hotline.domain.routing import Unit
from services.hotline.seeding import callers, lives, words
from services.hotline.seeding.callers import Earlier, Memory
from services.hotline.usecases.deciding import terms_of
from tests.factories.people import COMMUNITY

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
DAY = timedelta(days=1)
LAMP = Matter("文安小区12号楼路灯不亮", MONDAY, COMMUNITY, "road.lighting", caller="someone")


def cast() -> lives.Cast:
    """For a category of everyday matters."""
    category = shipped().on(MONDAY.date()).category("noise.residential")
    unit = Unit(slots.UNIT_AREAS[category.tier], slots.DEPARTMENT)
    return lives.Cast(replace(category, code=slots.CATEGORY), unit, terms_of(Settings()), "verified")


def earlier(days: float, **changes: object) -> Earlier:
    """The same matter, told so many days before."""
    told = replace(LAMP, told_at=MONDAY - days * DAY)
    return replace(Earlier(f"{days:g} days before", told, None), **changes)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("before", "counted"),
    [
        (earlier(10), True),
        (earlier(89.9), True),
        (earlier(90.1), False),
        (earlier(10, withdrawn_at=MONDAY - DAY), False),
        (earlier(10, withdrawn_at=MONDAY + DAY), True),
        (earlier(10, matter=replace(LAMP, told_at=MONDAY - DAY, category="road.surface")), False),
        (earlier(10, matter=replace(LAMP, told_at=MONDAY - DAY, caller="another")), False),
        (earlier(10, matter=replace(LAMP, told_at=MONDAY - DAY, text="团结小区3号楼路灯不亮")), False),
    ],
)
def test_a_caller_who_told_of_the_matter_before_repeats_it(before: Earlier, counted: bool) -> None:
    memory = Memory()
    memory.keep(before)
    assert (memory.repeats(LAMP) == [before.id]) is counted


def test_the_last_of_earlier_requests_comes_first() -> None:
    memory = Memory()
    for one in (earlier(30), earlier(20), earlier(10)):
        memory.keep(one)
    assert memory.repeats(LAMP) == ["10 days before", "20 days before", "30 days before"]


def test_no_two_callers_of_a_seeding_have_the_same_number() -> None:
    numbers = {number * callers.STRIDE % callers.NUMBERS for number in range(200_000)}
    assert len(numbers) == 200_000


def test_what_a_unit_says_when_it_sends_a_request_back_stays_until_it_is_settled() -> None:
    life = lives.Life("done", sent_back=timedelta(minutes=10), sign=timedelta(minutes=20))
    acted = lives.act(cast(), life, MONDAY, MONDAY + timedelta(minutes=30))
    assert acted.rows[0][1]["result"] == words.RETURNED
    assert acted.rows[0][1]["state"] is RequestState.SIGNED


@pytest.mark.parametrize("seed", range(60))
def test_a_request_that_is_open_has_come_no_further_than_its_age(seed: int) -> None:
    random, age = Random(seed), timedelta(hours=random_hours(seed))
    life = lives.cut_short(random, lives.draw(random, cast(), MONDAY, question=seed % 2 == 0), age)
    acted = lives.act(cast(), life, MONDAY, MONDAY + age)
    assert acted.rows[0][1]["ended_at"] is None
    assert all(event.occurred_at <= MONDAY + age for event in acted.events)
    assert [event.sequence for event in acted.events] == list(range(1, len(acted.events) + 1))


def random_hours(seed: int) -> float:
    """From an hour to some weeks."""
    return 1.0 + seed * seed / 5


def test_texts_are_various() -> None:
    random = Random(1)
    said = {words.told(random, "文安小区3号楼", ("电梯停运", "电梯困人"), "滨河社区") for _ in range(2000)}
    assert len(said) > 1500
