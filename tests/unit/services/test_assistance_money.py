"""Months, terms and ends of entitlements; which source of a fund pays first and gets back first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.assistance.entitlements import EndReason, EntitlementEnded, Rhythm
from linli.contracts.assistance.funds import FundSource
from linli.errors import Conflict, Invalid
from services.assistance.domain.entitlements import Entitlement, Payee, Terms, month_after, month_before, month_of
from services.assistance.domain.funds import draw, give_back
from tests.factories.people import COMMUNITY

AT = datetime(2026, 3, 5, tzinfo=UTC)
TERMS = Terms(
    area_code=COMMUNITY,
    beneficiary_id=UUID(int=1),
    program="living",
    rhythm=Rhythm.MONTHLY,
    amount=Decimal("800.50"),
    first_month=date(2026, 4, 1),
)
PAYEE = Payee(name="sealed", number="sealed", bank="102221000018")
SOURCES = list(FundSource)


def entitled(**said: Any) -> Entitlement:
    return Entitlement.grant(uuid4(), replace(TERMS, **said), PAYEE, AT, None)[0]


@given(st.dates(date(1950, 1, 1), date(2190, 12, 31)))
def test_the_month_after_and_the_month_before_undo_each_other(day: date) -> None:
    assert month_before(month_after(day)) == month_of(day)
    assert month_after(day) > day


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("-1")}, "amount"),
        ({"amount": Decimal("1.005")}, "amount"),
        ({"first_month": date(2026, 4, 2)}, "first_month"),
        ({"last_month": date(2026, 5, 31)}, "first_month"),
        ({"last_month": date(2026, 3, 1)}, "last_month"),
    ],
)
def test_terms_that_cannot_be_name_the_field(said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        entitled(**said)
    assert list(refused.value.fields) == [field]


def test_an_entitlement_ends_once_with_its_reason_and_not_before_it_began() -> None:
    one = entitled()
    with pytest.raises(Invalid):
        one.end(date(2026, 2, 1), EndReason.REVIEW, "复核", AT)
    ended = one.end(date(2026, 3, 1), EndReason.REVOKED, "重复核定", AT)
    assert isinstance(ended, EntitlementEnded)
    assert (ended.sequence, ended.entitlement.last_month) == (2, date(2026, 3, 1))
    with pytest.raises(Conflict):
        one.end(date(2026, 6, 1), EndReason.DEATH, "死亡", AT)


def test_what_ends_by_itself_is_not_prolonged_by_an_end() -> None:
    with pytest.raises(Invalid):
        entitled(last_month=date(2026, 6, 1)).end(date(2026, 7, 1), EndReason.REVIEW, "复核", AT)


def test_what_replaces_an_entitlement_goes_on_to_the_same_end_of_the_same_case() -> None:
    one = entitled(last_month=date(2026, 9, 1), case_id=UUID(int=7))
    terms = one.terms_from(date(2026, 6, 1), Decimal(900))
    assert terms == replace(
        TERMS,
        amount=Decimal(900),
        first_month=date(2026, 6, 1),
        last_month=date(2026, 9, 1),
        case_id=UUID(int=7),
        replaces=one.id,
    )
    with pytest.raises(Invalid):
        one.terms_from(date(2026, 4, 1), Decimal(900))
    with pytest.raises(Conflict):
        entitled(rhythm=Rhythm.ONCE).terms_from(date(2026, 6, 1), Decimal(900))


# ---- funds -----------------------------------------------------------------------------------------------------------

fen = st.integers(0, 10**6).map(lambda number: Decimal(number) / 100)
held = st.dictionaries(st.sampled_from(SOURCES), fen)


@given(held, st.permutations(SOURCES), fen)
def test_sources_give_in_their_order_and_never_more_than_they_have(
    balances: dict[FundSource, Decimal], order: list[FundSource], amount: Decimal
) -> None:
    if amount > sum(balances.values()):
        with pytest.raises(Conflict) as refused:
            draw(balances, order, amount)
        assert refused.value.code == "fund_short"
        return
    drawn = draw(balances, order, amount)
    assert sum(part for _, part in drawn) == amount
    assert [source for source, _ in drawn] == [one for one in order if one in dict(drawn)]
    assert all(0 < part <= balances[source] for source, part in drawn)
    assert all(part == balances[source] for source, part in drawn[:-1]), "a source was left before it was empty"


@given(held, st.lists(st.integers(0, 100), min_size=1, max_size=8))
def test_what_goes_back_in_parts_fills_the_sources_from_the_last_one_exactly(
    balances: dict[FundSource, Decimal], shares: list[int]
) -> None:
    drawn = draw(balances, SOURCES, sum(balances.values(), Decimal()))
    total = sum((part for _, part in drawn), Decimal())
    back: dict[FundSource, Decimal] = {}
    before = Decimal()
    for share in shares:
        amount = min(total - before, (total * share / 100).quantize(Decimal("0.01")))
        for source, part in give_back(drawn, before, amount):
            back[source] = back.get(source, Decimal()) + part
        before += amount
    assert sum(back.values(), Decimal()) == before
    assert all(part <= dict(drawn)[source] for source, part in back.items())
    touched = [source for source, _ in drawn if source in back]
    full = [source for source in touched if back[source] == dict(drawn)[source]]
    assert len(touched) - len(full) <= 1
    assert touched == [source for source, _ in drawn][len(drawn) - len(touched) :]


def test_more_than_was_drawn_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="more is given back"):
        give_back([(FundSource.BUDGET, Decimal(1))], Decimal(1), Decimal("0.01"))
