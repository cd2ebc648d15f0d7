"""The optimum of matching is that of an independent solver; no rule is broken; every choice is told in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import coo_array

from linli.clock import now
from linli.contracts.volunteer.engagements import MatchRule
from services.volunteer.domain.costs import (
    NOTHING_KNOWN,
    History,
    cost_of,
    probability,
    unserved_cost,
)
from services.volunteer.domain.eligibility import (
    NEVER,
    Candidate,
    Need,
    is_free_by_bits,
    metres_between,
    refusals,
)
from services.volunteer.domain.explaining import SAYS, explain
from services.volunteer.solving.assignment import assign, greedy
from services.volunteer.solving.market import made_up_market
from services.volunteer.solving.matching import match, weigh


def one_of_each() -> tuple[Need, Candidate]:
    """A place and a volunteer who fits it."""
    needs, candidates = made_up_market(1, 1, 1)
    need = replace(needs[0], skills=frozenset({"company"}), dangerous=False, span=0b1111)
    fits = replace(
        candidates[0], able={"company": date.max}, free=0b11111111, consents=True, birth=date(1980, 1, 1),
        latitude=need.latitude, longitude=need.longitude, radius=3000,
    )  # fmt: skip
    return need, fits


def against(need: Need, one: Candidate) -> list[MatchRule]:
    return list(refusals(need, one, metres_between(need, one), free=is_free_by_bits(need, one)))


def test_who_fits_has_no_rule_against_them() -> None:
    assert against(*one_of_each()) == []


@pytest.mark.parametrize(
    ("needed", "said", "rule"),
    [
        ({}, {"active": False}, MatchRule.ACTIVE),
        ({}, {"consents": False}, MatchRule.CONSENT),
        ({}, {"holds": True}, MatchRule.HOLDS),
        ({}, {"free": 0b111}, MatchRule.FREE),
        ({}, {"latitude": 42.5}, MatchRule.REACH),
        ({"area_code": "210102001001"}, {"latitude": None}, MatchRule.REACH),
        ({}, {"able": {}}, MatchRule.SKILL),
        ({}, {"able": {"company": NEVER}}, MatchRule.CERTIFICATE),
        ({"youngest": 60}, {}, MatchRule.AGE),
        ({"dangerous": True}, {"insured_until": NEVER}, MatchRule.INSURANCE),
        ({"check": "police"}, {}, MatchRule.CHECK),
        ({"gender": "female"}, {"gender": "male"}, MatchRule.GENDER),
        ({"language": "en"}, {}, MatchRule.LANGUAGE),
    ],
)
def test_each_rule_alone_keeps_a_volunteer_out_and_is_told_in_both_languages(
    needed: dict[str, Any], said: dict[str, Any], rule: MatchRule
) -> None:
    need, one = one_of_each()
    need, one = replace(need, **needed), replace(one, **said)
    assert against(need, one) == [rule]
    away = metres_between(need, one)
    told = explain(need, one, away, against(need, one), cost_of(need, one, away))
    assert not told.eligible
    assert told.refusals[0].zh in told.zh
    assert told.refusals[0].en in told.en
    assert "{" not in told.zh + told.en


def test_a_certificate_and_an_insurance_count_up_to_their_last_day() -> None:
    need, one = one_of_each()
    need = replace(need, dangerous=True)
    on_the_day = replace(one, able={"company": need.day}, insured_until=need.day)
    the_day_before = need.day - timedelta(days=1)
    too_late = replace(one, able={"company": the_day_before}, insured_until=the_day_before)
    assert against(need, on_the_day) == []
    assert against(need, too_late) == [MatchRule.CERTIFICATE, MatchRule.INSURANCE]


def test_who_was_asked_for_the_task_is_not_asked_again() -> None:
    need, one = one_of_each()
    assert against(replace(need, asked=frozenset({one.id})), one) == [MatchRule.ASKED]


def test_every_rule_has_its_words() -> None:
    assert set(SAYS) == set(MatchRule)


# ---- the cost --------------------------------------------------------------------------------------------------------


def test_nearer_less_loaded_likelier_and_known_costs_less() -> None:
    need, one = one_of_each()
    need = replace(need, beneficiary_id=one.id)
    base = cost_of(need, one, 500.0).total
    assert cost_of(need, one, 400.0).total < base
    assert cost_of(need, replace(one, load=one.load + 1), 500.0).total > base
    willing, unwilling = replace(one, offered=20, accepted=20), replace(one, offered=20, accepted=0)
    assert cost_of(need, willing, 500.0).total < cost_of(need, unwilling, 500.0).total
    assert (
        cost_of(need, replace(one, served={one.id: 3}), 500.0).total
        < cost_of(need, replace(one, served={}), 500.0).total
    )


def test_acceptance_is_learned_from_everybody_at_this_distance_and_from_ones_own_answers() -> None:
    _, one = one_of_each()
    newcomer = replace(one, offered=0, accepted=0)
    far_is_refused = History(offered={0: 100, 4: 100}, accepted={0: 90, 4: 10})
    near, far = probability(newcomer, 100.0, far_is_refused), probability(newcomer, 5000.0, far_is_refused)
    assert near == pytest.approx(0.886, abs=0.01)
    assert far == pytest.approx(0.124, abs=0.01)
    faithful = replace(one, offered=94, accepted=94)
    assert probability(faithful, 5000.0, far_is_refused) > 0.9
    assert 0 < probability(newcomer, None, NOTHING_KNOWN) < 1


def test_leaving_a_place_open_costs_more_than_any_match_and_more_the_longer_it_waits() -> None:
    need, one = one_of_each()
    dearest = cost_of(need, replace(one, load=10_000, offered=1000, accepted=0), 1e9).total
    assert dearest < unserved_cost(replace(need, waiting_hours=0, urgent=False))
    assert unserved_cost(replace(need, waiting_hours=0)) < unserved_cost(replace(need, waiting_hours=1))


# ---- the optimum -----------------------------------------------------------------------------------------------------


def optimum_by_linear_program(pairs: tuple[Any, Any, Any], open_costs: Any, volunteers: int) -> float:
    """The least sum by HiGHS: the linear program of the same matching, whose corners are whole."""
    rows, columns, costs = pairs
    places = len(open_costs)
    every = np.concatenate([costs, open_costs])
    number = len(every)
    own = np.arange(places)
    filled = coo_array((np.ones(number), (np.concatenate([rows, own]), np.arange(number))), shape=(places, number))
    once = coo_array((np.ones(len(costs)), (columns, np.arange(len(costs)))), shape=(volunteers, number))
    solved = linprog(every, A_eq=filled.tocsr(), b_eq=np.ones(places), A_ub=once.tocsr(), b_ub=np.ones(volunteers))
    assert solved.success, solved.message
    return float(solved.fun)


def total(pairs: tuple[Any, Any, Any], open_costs: Any, chosen: Any) -> float:
    """What a choice costs, counted from the pairs; a pair that is not there fails."""
    price = {(int(r), int(c)): float(p) for r, c, p in zip(*pairs, strict=True)}
    return sum(price[row, int(one)] if one >= 0 else float(open_costs[row]) for row, one in enumerate(chosen))


@pytest.mark.parametrize("seed", range(110))
def test_the_optimum_is_that_of_an_independent_solver(seed: int) -> None:
    needs, candidates = made_up_market(seed, 10 + seed, 5 + (seed * 7) % 90, span=0.02)
    found = weigh(needs, candidates, NOTHING_KNOWN)
    pairs = found.rows, found.columns, found.costs
    open_costs = np.array([unserved_cost(one) for one in needs], dtype=float)
    chosen = assign(pairs, open_costs, len(candidates))
    assert max(Counter(int(one) for one in chosen if one >= 0).values(), default=0) <= 1
    best = optimum_by_linear_program(pairs, open_costs, len(candidates))
    assert total(pairs, open_costs, chosen) == pytest.approx(best, abs=1e-3)
    assert best <= total(pairs, open_costs, greedy(pairs, len(needs))) + 1e-3


@pytest.mark.parametrize("seed", range(20))
def test_no_match_breaks_a_rule_and_nobody_is_matched_twice(seed: int) -> None:
    needs, candidates = made_up_market(seed, 60, 60)
    made = match(needs, candidates)
    assert made
    assert len({one.candidate.id for one in made}) == len(made)
    for one in made:
        assert against(one.need, one.candidate) == []
        assert one.cost == cost_of(one.need, one.candidate, metres_between(one.need, one.candidate))


@pytest.mark.parametrize("seed", range(10))
def test_the_eligible_that_are_weighed_are_all_of_them_while_they_are_few(seed: int) -> None:
    """Held against a look at every pair."""
    needs, candidates = made_up_market(seed, 20, 55)
    found = weigh(needs, candidates, NOTHING_KNOWN)
    for row, need in enumerate(needs):
        eligible = {number for number, one in enumerate(candidates) if not against(need, one)}
        assert {int(column) for at, column in zip(found.rows, found.columns, strict=True) if at == row} <= eligible
        if len(eligible) <= 30:
            assert {int(c) for at, c in zip(found.rows, found.columns, strict=True) if at == row} == eligible


@pytest.mark.parametrize("seed", range(10))
def test_the_costs_of_all_pairs_at_once_are_those_of_each_alone(seed: int) -> None:
    needs, candidates = made_up_market(seed, 30, 60)
    candidates = [replace(one, latitude=None) if number % 7 == 0 else one for number, one in enumerate(candidates)]
    history = History(offered={0: 10, 3: 30, 6: 5}, accepted={0: 9, 3: 10, 6: 1})
    found = weigh(needs, candidates, history)
    assert len(found.rows)
    for row, column, cost, away in zip(found.rows, found.columns, found.costs, found.metres, strict=True):
        assert abs(cost_of(needs[row], candidates[column], away, history).total - cost) <= 1


def test_nothing_to_match_and_nobody_to_match_are_no_error() -> None:
    needs, candidates = made_up_market(1, 5, 5)
    assert match([], candidates) == []
    assert match(needs, []) == []


def test_a_place_that_waits_longer_is_filled_before_another() -> None:
    need, one = one_of_each()
    other = replace(need, task_id=one.id, waiting_hours=need.waiting_hours + 48)
    (made,) = match([need, other], [one])
    assert made.need is other
    assert now() < need.begins
