"""The figures are what plain counting of the events gives, and each opens to exactly what it counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateway.figures import facts
from gateway.figures.counting import Grouping, Scope, Share, counted, total
from gateway.figures.formulas import shipped
from gateway.figures.listing import Part, entries
from gateway.figures.tables import CALL_BACK_FACT, HANDLING_FACT
from gateway.projections.scopes import area_values
from gateway.projections.service import Network
from linli.areas import Tier, covers, tier_of
from linli.contracts.envelope import Event
from linli.contracts.hotline.call_backs import CallBackEnded
from linli.contracts.hotline.events import RequestEvent, RequestHelpersChanged, RequestRated
from linli.contracts.hotline.words import Kind
from linli.db import Database
from linli.observe import Chain
from linli.work import Work
from tests.factories.gateways import emptied, gateway_database, network_on
from tests.factories.histories import AREAS
from tests.factories.order_lives import BEGIN, CATEGORIES, SPAN, LifeMaker
from tests.figures_by_hand import Counted, everything_counted

# A seed does not shrink to anything simpler, so Hypothesis is not asked to try.
UNSHRUNK = settings(max_examples=4, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
NOW = BEGIN + SPAN - timedelta(days=3)
"""Some deadlines are still to come."""
SCOPES = ("210103", "210103005", "210103005003", "210103006001", "10002121010300500301", "210199")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('figures')}/gateway.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("scratch").database_url("figures")
    with gateway_database(url) as kept:
        yield kept


def told(network: Network, session: Session, event: Event) -> None:
    """Let the projections hear of an event past the inbox, which would keep duplicates away."""
    work = Work(session, NOW, Chain(causation_id=UUID(int=hash((event.subject, event.sequence)) % 2**128)))
    if isinstance(event, CallBackEnded):
        network.note_call_back(event, work)
    elif isinstance(event, RequestEvent):
        network.project_request(event, work)


def known_to(database: Database, lives: list[list[Event]], random: Random) -> None:
    """Let the gateway hear of these lives in any order, of some events twice."""
    network, _ = network_on(emptied(database))
    heard = [event for life in lives for event in life]
    heard += random.sample(heard, len(heard) // 5)
    random.shuffle(heard)
    with database.transaction() as session:
        for event in heard:
            told(network, session, event)


def scope_of(random: Random) -> Scope:
    """A scope as somebody might ask for."""
    first = BEGIN + random.random() * SPAN - timedelta(days=10)
    length = random.choice([timedelta(days=7), timedelta(days=31), timedelta(days=366)])
    chance = random.random
    return Scope(
        area=random.choice(SCOPES[:3] if chance() < 0.7 else SCOPES),
        since=first,
        until=first + length,
        now=NOW,
        own=chance() < 0.1,
        category=random.choice(CATEGORIES) if chance() < 0.2 else None,
        kind=random.choice(list(Kind)) if chance() < 0.2 else None,
        unit_tier=random.choice(list(Tier)) if chance() < 0.1 else None,
        unit_area=random.choice(AREAS[:4]) if chance() < 0.2 else None,
        department="CG" if chance() < 0.2 else None,
    )


def is_wanted(one: Counted, scope: Scope) -> bool:
    """Whether it lies in the scope."""
    return (
        (one.area == scope.area if scope.own else covers(scope.area, one.area))
        and scope.since <= one.at < scope.until
        and scope.category in (None, one.category)
        and scope.kind in (None, one.kind)
        and scope.unit_tier in (None, tier_of(one.unit[0]))
        and scope.unit_area in (None, one.unit[0])
        and scope.department in (None, one.unit[1])
    )


def key_of(one: Counted, area: str, by: Grouping) -> tuple[str | None, ...]:
    """The group that it is of."""
    match by:
        case Grouping.AREA:
            below = {Tier.DISTRICT: "street", Tier.STREET: "community"}.get(tier_of(area), "area_code")
            return (area_values(one.area)[below],)
        case Grouping.UNIT:
            return one.unit
        case Grouping.TIER:
            return (tier_of(one.unit[0]),)
        case Grouping.KIND:
            return (one.kind,)
        case Grouping.CATEGORY:
            return (one.category,)


def shares_of(wanted: list[Counted]) -> dict[str, Share]:
    counts = Counter(one.figure for one in wanted)
    reached = Counter(one.figure for one in wanted if one.reached)
    return {code: Share(reached[code], counts[code]) for code in counts}


Shown = tuple[UUID, int, datetime, bool]


def listed(session: Session, code: str, scope: Scope, part: Part) -> list[Shown]:
    """Every page of what is behind a figure."""
    found: list[Shown] = []
    cursor = None
    while True:
        shown = entries(session, shipped()[code], scope, part, cursor, 9)
        found += [(one.request_id, one.round, one.at, one.reached) for one in shown.rows]
        cursor = shown.next_cursor
        if cursor is None:
            return found


def check(session: Session, everything: list[Counted], scope: Scope) -> None:
    """Counts, groups and lists against what was counted by hand."""
    wanted = [one for one in everything if is_wanted(one, scope)]
    for by in Grouping:
        groups = counted(session, shipped().values(), scope, by)
        assert {code: one for code, one in total(groups).items() if one.counted} == shares_of(wanted)
        for key, shares in groups.items():
            mine = [one for one in wanted if key_of(one, scope.area, by) == key]
            assert {code: one for code, one in shares.items() if one.counted} == shares_of(mine)
    for code in shipped():
        behind = [(one.request_id, one.round, one.at, one.reached) for one in wanted if one.figure == code]
        shown = listed(session, code, scope, Part.COUNTED)
        assert Counter(shown) == Counter(behind), code
        assert [one[2] for one in shown] == sorted((one[2] for one in shown), reverse=True)
        parted = {part: listed(session, code, scope, part) for part in (Part.REACHED, Part.MISSED)}
        assert parted[Part.REACHED] == [one for one in shown if one[3]]
        assert parted[Part.MISSED] == [one for one in shown if not one[3]]


def test_figures_and_what_they_open_to_are_what_plain_counting_gives(database: Database) -> None:
    @UNSHRUNK
    @given(st.integers(0, 2**32))
    def holds(seed: int) -> None:
        maker = LifeMaker(seed)
        lives = [maker.life() for _ in range(40)]
        known_to(database, lives, maker.random)
        everything = everything_counted(lives, NOW)
        with database.reading() as session:
            for _ in range(2):
                check(session, everything, scope_of(maker.random))

    holds()


def test_the_lives_are_wild_enough_to_tell_something_of_every_figure() -> None:
    seen = Counter(
        (one.figure, one.reached) for one in everything_counted([LifeMaker(n).life() for n in range(400)], NOW)
    )
    assert all(seen[code, reached] >= 5 for code in shipped() for reached in (True, False)), seen


def test_an_event_that_changes_nothing_writes_nothing() -> None:
    """What a silent event says is what the event before it said, so nothing is missed by passing over it."""
    kinds: Counter[type[Event]] = Counter()
    no_session: Any = None
    for life in (LifeMaker(seed).life() for seed in range(400)):
        for before, event in pairwise(one for one in life if isinstance(one, RequestEvent)):
            if type(event) in facts.SILENT - {RequestRated}:
                kinds[type(event)] += 1
                was, is_now = (facts._handling(one, facts._place_of(before)) for one in (before, event))
                for name in set(facts._STANDING) - {"sequence"}:
                    assert was[name] == is_now[name], event
                facts.note_request(no_session, event)
    assert facts.SILENT - kinds.keys() == {RequestRated, RequestHelpersChanged}, "others were never seen"


def test_the_last_word_on_a_round_counts_whichever_comes_first(database: Database) -> None:
    """Satisfied on the call-back, dissatisfied when calling again before it is too late."""
    rounds = [[one for one in LifeMaker(n).life() if isinstance(one, CallBackEnded)] for n in range(800)]
    twice = [said for said in rounds if len(said) == 2 and said[0].round == said[1].round]
    assert len(twice) >= 3
    for said in twice:
        for heard in (said, said[::-1]):
            network, _ = network_on(emptied(database))
            with database.transaction() as session:
                for one in heard:
                    told(network, session, one)
                kept = session.execute(select(CALL_BACK_FACT)).one()
            last = said[1]
            assert (kept.at, kept.ending, kept.resolved, kept.level) == (
                last.occurred_at,
                last.ending,
                last.resolved,
                last.satisfaction or said[0].satisfaction,
            )


def test_each_handling_and_each_round_is_one_fact(database: Database) -> None:
    """Nothing is left over of what came out of order."""
    maker = LifeMaker(7)
    lives = [maker.life() for _ in range(60)]
    known_to(database, lives, maker.random)
    with database.reading() as session:
        unknown = HANDLING_FACT.c.sequence == 0
        assert session.scalar(select(func.count()).select_from(HANDLING_FACT).where(unknown)) == 0
        rounds = {(one.request_id, one.round) for life in lives for one in life if isinstance(one, CallBackEnded)}
        kept = {tuple(row) for row in session.execute(select(CALL_BACK_FACT.c.request_id, CALL_BACK_FACT.c.round))}
        assert rounds <= kept
