"""Vouchers: whole in one purchase and no change, released by another with control totals, over with their day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.assistance.cards import CardKind, CardScope, CardState, Redemption, RedemptionRefusal
from linli.contracts.assistance.funds import FundSource
from linli.contracts.assistance.vouchers import BATCH, VoucherBatchState
from linli.errors import LinliError
from services.assistance.domain.cards import LATEST, Card, Merchant, untimely
from services.assistance.domain.vouchers import VoucherBatch
from tests.factories.people import COMMUNITY, DISTRICT

AT = datetime(2026, 3, 5, 4, tzinfo=UTC)
ISSUER, OTHER = UUID(int=1), UUID(int=2)
S = VoucherBatchState


def batch(**said: Any) -> VoucherBatch:
    what: dict[str, Any] = {"area_code": COMMUNITY, "path": COMMUNITY, "label": "救助券", "count": 3}
    what |= {"fund_id": uuid4(), "source": FundSource.DONATIONS, "value": Decimal("100.00"), "issued_by": ISSUER}
    what |= {"scope": (CardScope.FOOD,), "merchants": [], "expires_on": date(2026, 3, 31), "issued_at": AT}
    return VoucherBatch(id=uuid4(), **what | said)


def voucher(state: CardState = CardState.ACTIVE, **said: Any) -> Card:
    what: dict[str, Any] = {"area_code": COMMUNITY, "path": COMMUNITY, "label": "救助券", "code": "sealed"}
    what |= {"fund_id": uuid4(), "source": FundSource.DONATIONS, "issued_by": ISSUER, "person_id": uuid4()}
    what |= {"scope": (CardScope.FOOD,), "expires_on": date(2026, 3, 31), "issued_at": AT, "batch_id": uuid4()}
    return Card(id=uuid4(), state=state, **what | said)


def shop() -> Merchant:
    said: dict[str, Any] = {"area_code": DISTRICT, "name": "便民超市", "scope": (CardScope.FOOD,), "token_digest": "-"}
    said |= {"account_name": "便民超市", "account_number": "21001401234567890", "bank": "105221001234"}
    return Merchant(id=uuid4(), registered_at=AT, **said)


def bought(at: datetime = AT) -> Redemption:
    return Redemption(id=uuid4(), code="4" * 16, amount=Decimal(30), at=at, scope=CardScope.FOOD)


def refused(step: Any, *said: Any) -> str:
    with pytest.raises(LinliError) as caught:
        step(*said)
    return caught.value.code


@given(st.decimals("0.01", "1000000", places=2), st.decimals("0.01", "1000000", places=2))
def test_the_merchant_gets_the_price_and_never_more_than_the_value(price: Decimal, value: Decimal) -> None:
    paid = batch(value=value).pays(price)
    assert paid in (price, value)
    assert paid <= price
    assert paid <= value


def test_a_batch_is_released_by_another_with_its_count_and_sum() -> None:
    one = batch()
    assert refused(one.release, 3, (3, Decimal(300)), ISSUER, AT) == "four_eyes"
    assert refused(one.release, 3, (2, Decimal(300)), OTHER, AT) == "control_totals"
    assert refused(one.release, 3, (3, Decimal("299.99")), OTHER, AT) == "control_totals"
    assert one.state is S.ISSUED
    assert one.release(3, (3, Decimal(300)), OTHER, AT).state is S.ACTIVE
    assert refused(one.release, 3, (3, Decimal(300)), OTHER, AT) == "illegal_transition"


@pytest.mark.parametrize("state", S)
def test_what_may_be_done_with_a_batch_in_each_state(state: VoucherBatchState) -> None:
    open_, early = state in (S.ISSUED, S.ACTIVE), state is S.ISSUED
    assert (refused(batch(state=state).withdraw, "错", AT) == "illegal_transition") if not early else True
    assert early is (state is S.ISSUED and batch(state=state).withdraw("错", AT).state is S.WITHDRAWN)
    assert (batch(state=state).close(AT) is not None) is open_
    assert batch(state=state).ended is not open_


def test_a_batch_is_neither_too_large_nor_over_before_it_begins() -> None:
    assert refused(batch(count=BATCH + 1).issue, AT) == "batch_too_large"
    assert refused(batch(expires_on=date(2026, 3, 5)).issue, AT) == "bad_expiry"
    late = datetime(2026, 3, 31, 16, tzinfo=UTC)
    assert refused(batch().release, 3, (3, Decimal(300)), OTHER, late) == "card_expired"
    assert batch().release(3, (3, Decimal(300)), OTHER, late - timedelta(seconds=1))


def test_a_batch_closes_when_no_purchase_of_its_last_day_can_be_reported_any_more() -> None:
    """The last day ends at midnight in Shanghai, 16:00 UTC."""
    closes = batch().closes_at
    last = datetime(2026, 3, 31, 15, 59, 59, 999999, tzinfo=UTC)
    assert closes == datetime(2026, 3, 31, 16, tzinfo=UTC) + LATEST
    assert voucher().refusal(bought(last), shop()) is None
    assert voucher().refusal(bought(last + timedelta(seconds=1)), shop()) is RedemptionRefusal.EXPIRED
    assert untimely(bought(last), closes) is RedemptionRefusal.TOO_OLD
    assert untimely(bought(last), last + LATEST) is None


def test_only_the_merchants_named_take_a_voucher() -> None:
    here = shop()
    assert batch().refusal(here) is None
    assert batch(merchants=[str(here.id)]).refusal(here) is None
    assert batch(merchants=[str(uuid4())]).refusal(here) is RedemptionRefusal.OTHER_MERCHANT


def test_a_voucher_is_spent_once_and_a_card_again_and_again() -> None:
    one, card = voucher(), voucher(batch_id=None)
    assert (one.kind, card.kind) == (CardKind.VOUCHER, CardKind.CARD)
    one.spend()
    card.spend()
    assert one.refusal(bought(), shop()) is RedemptionRefusal.SPENT
    assert card.refusal(bought(), shop()) is None
    assert refused(one.block, "遗失", AT) == "illegal_transition"
    assert refused(voucher().load, False, AT) == "is_voucher"


@pytest.mark.parametrize(
    ("stopped", "ended", "state"),
    [(None, False, CardState.ACTIVE), (AT, False, CardState.BLOCKED), (None, True, CardState.CLOSED)],
)
def test_a_purchase_given_back_leaves_the_voucher_as_it_was(
    stopped: datetime | None, ended: bool, state: CardState
) -> None:
    one = voucher(stopped_at=stopped)
    one.spend()
    one.restore(ended)
    assert one.state is state


def test_what_was_spent_says_so_after_its_day_too() -> None:
    spent, open_ = voucher(CardState.SPENT), voucher()
    spent.expire()
    open_.expire()
    assert (spent.state, open_.state) == (CardState.SPENT, CardState.CLOSED)
