"""Aid cards 博爱卡: a value that a person may spend for a purpose, the merchants that take it, and what is not paid.

A voucher is a card that names its batch; what is another's with it is in `vouchers.py`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from linli.areas import covers
from linli.calendar import LOCAL
from linli.contracts.assistance.cards import CardChanged, CardKind, CardScope, CardState, Redemption, RedemptionRefusal
from linli.contracts.assistance.funds import FundSource
from linli.contracts.terms import zh
from linli.errors import Conflict, Forbidden, Invalid

LATEST = timedelta(days=30)
"""How long after a purchase a till may report it."""
AHEAD = timedelta(minutes=10)
"""How far a till's clock may be ahead."""
UNIT = "CNY"


def new_code() -> str:
    """A card's code: 15 digits by chance and one that checks them (Luhn, ISO/IEC 7812-1)."""
    first = "".join(secrets.choice("0123456789") for _ in range(15))
    return first + check_digit(first)


def check_digit(first: str) -> str:
    """The last digit of a code."""
    doubled = (int(one) * (2 - place % 2) for place, one in enumerate(reversed(first)))
    return str(-sum(divmod(one, 10)[0] + one % 10 for one in doubled) % 10)


def masked_code(code: str) -> str:
    """The code with all but its last four digits hidden."""
    return "*" * 12 + code[-4:]


@dataclass(kw_only=True, eq=False)
class Card:
    """A card of a person. Its value stands in the books under its id; `code` is sealed, `scope` what it pays for."""

    id: UUID
    area_code: str
    path: str
    label: str
    code: str
    person_id: UUID
    fund_id: UUID
    source: FundSource
    scope: tuple[CardScope, ...]
    expires_on: date
    issued_at: datetime
    issued_by: UUID
    batch_id: UUID | None = None
    state: CardState = CardState.ISSUED
    stopped_at: datetime | None = None
    note: str = ""
    sequence: int = 0

    def issue(self, at: datetime) -> CardChanged:
        """It is made; raises `Invalid` for a day that is past."""
        check_expiry(self.expires_on, at)
        return self._changed(at)

    @property
    def kind(self) -> CardKind:
        """Whether it is loaded again and again, or spent whole."""
        return CardKind.CARD if self.batch_id is None else CardKind.VOUCHER

    def load(self, by_same_person: bool, at: datetime) -> CardChanged | None:
        """Value is put on it by another than who issued it: four eyes; the event of the first time."""
        if by_same_person:
            text, zh_text = "You issued this card; someone else loads it.", "制卡人员不得充值，请由他人办理。"
            raise Forbidden("four_eyes", text, zh_text)
        if self.batch_id is not None:
            raise Conflict("is_voucher", "A voucher has the value of its batch.", "救助券面值固定，不得充值。")
        self._must(CardState.ISSUED, CardState.ACTIVE)
        if at.astimezone(LOCAL).date() > self.expires_on:
            raise Conflict("card_expired", "The card has expired.", "该卡已过期。")
        first, self.state = self.state is CardState.ISSUED, CardState.ACTIVE
        if first:
            return self._changed(at)
        self.sequence += 1
        return None

    def release(self) -> None:
        """A voucher is worth its value from now on."""
        self._must(CardState.ISSUED)
        self.state = CardState.ACTIVE
        self.sequence += 1

    def spend(self) -> None:
        """A voucher was spent, whole; a card may be spent again."""
        if self.batch_id is not None:
            self.state = CardState.SPENT
            self.sequence += 1

    def restore(self, ended: bool) -> None:
        """The purchase was given back: a voucher is as before it, or over where its batch has ended."""
        if self.state is CardState.SPENT:
            stopped = CardState.ACTIVE if self.stopped_at is None else CardState.BLOCKED
            self.state = CardState.CLOSED if ended else stopped
            self.sequence += 1

    def expire(self) -> None:
        """A voucher's batch has ended; one that was spent says so for ever."""
        if self.state is not CardState.SPENT:
            self.state = CardState.CLOSED
            self.sequence += 1

    def block(self, reason: str, at: datetime) -> CardChanged:
        """Nothing is paid with it from now on."""
        self._must(CardState.ISSUED, CardState.ACTIVE)
        self.state, self.note, self.stopped_at = CardState.BLOCKED, reason, at
        return self._changed(at)

    def close(self, reason: str, at: datetime) -> CardChanged:
        """It is ended."""
        self._must(CardState.ISSUED, CardState.ACTIVE, CardState.BLOCKED)
        self.state, self.note, self.stopped_at = CardState.CLOSED, reason, self.stopped_at or at
        return self._changed(at)

    def refusal(self, bought: Redemption, merchant: Merchant) -> RedemptionRefusal | None:
        """Why a purchase is not paid, judged as of its moment; None where it is."""
        if not covers(self.area_code[:6], merchant.area_code):
            return RedemptionRefusal.OTHER_DISTRICT
        if bought.scope not in self.scope or bought.scope not in merchant.scope:
            return RedemptionRefusal.OUT_OF_SCOPE
        if self.state is CardState.ISSUED or (self.stopped_at is not None and bought.at >= self.stopped_at):
            return RedemptionRefusal.NOT_ACTIVE
        if self.state is CardState.SPENT:
            return RedemptionRefusal.SPENT
        return RedemptionRefusal.EXPIRED if bought.at.astimezone(LOCAL).date() > self.expires_on else None

    def _must(self, *states: CardState) -> None:
        if self.state not in states:
            text = f"What is {self.state} does not allow this."
            raise Conflict("illegal_transition", text, f"当前状态（{zh(self.state)}）不允许该操作。")

    def _changed(self, at: datetime) -> CardChanged:
        self.sequence += 1
        return CardChanged(
            subject=self.id, area_code=self.area_code, sequence=self.sequence, occurred_at=at, state=self.state
        )


def check_expiry(expires_on: date, at: datetime) -> None:
    """Raises `Invalid` for a last day that is today or past."""
    if expires_on <= at.astimezone(LOCAL).date():
        text, zh_text = "It expires before it is of use.", "有效期须晚于今天。"
        raise Invalid("bad_expiry", text, zh_text, {"expires_on": [f"{text} {zh_text}"]})


def untimely(bought: Redemption, now: datetime) -> RedemptionRefusal | None:
    """Why a purchase is not taken in for its moment."""
    if bought.at > now + AHEAD:
        return RedemptionRefusal.IN_THE_FUTURE
    return RedemptionRefusal.TOO_OLD if bought.at < now - LATEST else None


@dataclass(kw_only=True, eq=False)
class Merchant:
    """A shop that takes cards. What it is owed stands in the books under its id; of the token only a digest is kept.

    Name and number of its bank account are sealed.
    """

    id: UUID
    area_code: str
    name: str
    scope: tuple[CardScope, ...]
    account_name: str
    account_number: str
    bank: str
    token_digest: str
    registered_at: datetime
    sequence: int = 1

    def check_token(self, token: str) -> None:
        """Raises `Forbidden` for another till's token."""
        if not hmac.compare_digest(digest_of(token), self.token_digest):
            raise Forbidden("wrong_token", "This is not the merchant's token.", "商户令牌不正确。")


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def settled_account(merchant_id: UUID) -> UUID:
    """The account of what a merchant was paid."""
    return uuid5(merchant_id, "settled")
