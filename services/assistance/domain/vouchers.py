"""Aid vouchers 救助券: cards of one value that are spent whole in one purchase and end with their day.

No change is given, in money or in goods on account: the merchant gets the price, at most the value; what the price
lacks is forfeited and goes back to the fund, what it exceeds the holder pays. So the vouchers of the farmers' markets
of the WIC programme have it (Conn. Gen. Stat. § 22-6m (b)(7): no cash or credit is returned on vouchers). A voucher is
somebody's, for named goods at registered merchants, and never money: nobody may issue tokens that circulate in the
place of the renminbi (中国人民银行法 art. 20).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from linli.calendar import LOCAL
from linli.contracts.assistance.cards import CardScope, RedemptionRefusal
from linli.contracts.assistance.funds import FundSource
from linli.contracts.assistance.vouchers import BATCH, VoucherBatchState, VouchersChanged
from linli.contracts.terms import zh
from linli.errors import Conflict, Forbidden, Invalid
from services.assistance.domain.cards import LATEST, Merchant, check_expiry

S = VoucherBatchState


@dataclass(kw_only=True, eq=False)
class VoucherBatch:
    """Vouchers of one value made together; each is a card that names its batch. `merchants` are ids; none: all."""

    id: UUID
    area_code: str
    path: str
    label: str
    fund_id: UUID
    source: FundSource
    value: Decimal
    count: int
    scope: tuple[CardScope, ...]
    merchants: list[str]
    expires_on: date
    issued_at: datetime
    issued_by: UUID
    state: VoucherBatchState = S.ISSUED
    released_by: UUID | None = None
    note: str = ""
    sequence: int = 0

    def issue(self, at: datetime) -> VouchersChanged:
        """They are made; raises `Invalid` for a day that is past, and for too many."""
        check_expiry(self.expires_on, at)
        if self.count > BATCH:
            text, text_zh = f"These are {self.count} vouchers; a batch has at most {BATCH}.", f"每批最多{BATCH}张。"
            raise Invalid("batch_too_large", text, text_zh, {"person_ids": [f"{text} {text_zh}"]})
        return self._changed(at)

    def release(self, ready: int, said: tuple[int, Decimal], by: UUID, at: datetime) -> VouchersChanged:
        """The `ready` ones are worth their value from now on, as another than who issued them says.

        Raises `Forbidden` (`four_eyes`), `Conflict` (`control_totals`) for another count or sum than those ready.
        """
        if by == self.issued_by:
            text, text_zh = "You issued these; someone else releases them.", "制券人员不得放行，请由他人办理。"
            raise Forbidden("four_eyes", text, text_zh)
        self._must(S.ISSUED)
        total = ready * self.value
        if said != (ready, total):
            text = f"There are {ready} vouchers of {total} yuan; check before releasing."
            text_zh = f"本批可用 {ready} 张、共 {total} 元，与所报控制总额不符，请核对。"
            raise Conflict("control_totals", text, text_zh, {"count": [f"{text} {text_zh}"]})
        if at.astimezone(LOCAL).date() > self.expires_on:
            raise Conflict("card_expired", "The vouchers have expired.", "救助券已过期。")
        self.state, self.released_by = S.ACTIVE, by
        return self._changed(at)

    def withdraw(self, reason: str, at: datetime) -> VouchersChanged:
        """They are given up before they were worth anything."""
        self._must(S.ISSUED)
        self.state, self.note = S.WITHDRAWN, reason
        return self._changed(at)

    def close(self, at: datetime) -> VouchersChanged | None:
        """Nothing can be reported of them any more; None where they were given up before."""
        if self.state not in {S.ISSUED, S.ACTIVE}:
            return None
        self.state = S.CLOSED
        return self._changed(at)

    @property
    def ended(self) -> bool:
        """Whether what is on a voucher goes back to the fund."""
        return self.state in {S.WITHDRAWN, S.CLOSED}

    @property
    def closes_at(self) -> datetime:
        """From when on no till can report a purchase of its last day any more."""
        return datetime.combine(self.expires_on + timedelta(days=1), time(), LOCAL) + LATEST

    def pays(self, price: Decimal) -> Decimal:
        """What the merchant gets for a purchase: the price, at most the value."""
        return min(price, self.value)

    def refusal(self, merchant: Merchant) -> RedemptionRefusal | None:
        """Why this merchant is not paid for them; None where it is."""
        named = not self.merchants or str(merchant.id) in self.merchants
        return None if named else RedemptionRefusal.OTHER_MERCHANT

    def _must(self, state: VoucherBatchState) -> None:
        if self.state is not state:
            text = f"What is {self.state} does not allow this."
            raise Conflict("illegal_transition", text, f"当前状态（{zh(self.state)}）不允许该操作。")

    def _changed(self, at: datetime) -> VouchersChanged:
        self.sequence += 1
        return VouchersChanged(
            subject=self.id, area_code=self.area_code, sequence=self.sequence, occurred_at=at, state=self.state
        )
