"""The calls about aid cards 博爱卡: value and scope, merchants, redemptions taken in late, settlement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.assistance.funds import FundSource
from linli.contracts.assistance.money import Amount, BankAccount, Voucher
from linli.contracts.base import END, AreaCode, ShortText, text
from linli.contracts.envelope import Event, event

CardCode = Annotated[
    str, validate.Regexp(rf"^[0-9]{{16}}{END}", error="Give the 16 digits of the card. 请填写16位卡号。")
]
MerchantToken = Annotated[str, text(20, 100)]


class CardScope(StrEnum):
    """What a card pays for."""

    FOOD = "food"
    MEDICINE = "medicine"
    CLOTHING = "clothing"
    MEALS = "meals"
    BATHING = "bathing"
    HAIRCUT = "haircut"
    CLEANING = "cleaning"


class CardKind(StrEnum):
    """A card is loaded and spent again and again, a voucher spent whole, once."""

    CARD = "card"
    VOUCHER = "voucher"


class CardState(StrEnum):
    """Where a card stands."""

    ISSUED = "issued"
    ACTIVE = "active"
    SPENT = "spent"
    BLOCKED = "blocked"
    CLOSED = "closed"


class RedemptionOutcome(StrEnum):
    """What became of a redemption that a till reported."""

    TAKEN = "taken"
    REPEATED = "repeated"
    REFUSED = "refused"


class RedemptionRefusal(StrEnum):
    """Why a redemption is not paid."""

    UNKNOWN_CARD = "unknown_card"
    NOT_ACTIVE = "not_active"
    EXPIRED = "expired"
    OUT_OF_SCOPE = "out_of_scope"
    OTHER_MERCHANT = "other_merchant"
    SHORT = "short"
    SPENT = "spent"
    TOO_OLD = "too_old"
    IN_THE_FUTURE = "in_the_future"
    OTHER_DISTRICT = "other_district"
    DIFFERENT = "different"


@dataclass(frozen=True, kw_only=True)
class IssueCard:
    """Make a card for a person, to be paid by a source of a fund; it has no value until somebody else loads it."""

    person_id: UUID
    fund_id: UUID
    source: FundSource
    scope: Annotated[tuple[CardScope, ...], validate.Length(min=1, max=7)]
    expires_on: date
    label: Annotated[str, text(1, 60)] = "博爱卡"


@dataclass(frozen=True, kw_only=True)
class LoadCard:
    """Put value on a card, out of its fund; another than who issued it. Each voucher counts once."""

    id: UUID
    amount: Amount
    voucher: Voucher
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class BlockCard:
    """Nothing is paid with the card from now on; what was bought before is."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class CloseCard:
    """End a card: what is left goes back to the source that it came from."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetCard:
    """Ask for one card."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListCards:
    """Ask for the cards and vouchers of an area, the latest first; those of one batch, or of one kind."""

    area_code: AreaCode
    state: CardState | None = None
    kind: CardKind | None = None
    batch_id: UUID | None = None
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class CardView:
    """A card, or a voucher with its batch; its code is masked."""

    id: UUID
    version: int
    kind: CardKind
    batch_id: UUID | None
    area_code: AreaCode
    label: str
    code: str
    person_id: UUID
    fund_id: UUID
    source: FundSource
    scope: tuple[CardScope, ...]
    expires_on: date
    state: CardState
    balance: Decimal
    issued_at: datetime
    note: str


@dataclass(frozen=True, kw_only=True)
class IssuedCard:
    """A card that was made: its code in full, this once, to be printed on it."""

    card: CardView
    code: str


@dataclass(frozen=True, kw_only=True)
class CardPage:
    """A page of cards."""

    items: tuple[CardView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class RegisterMerchant:
    """A shop that takes cards for what is in its scope, and the bank account it is paid to."""

    area_code: AreaCode
    name: Annotated[str, text(1, 100)]
    scope: Annotated[tuple[CardScope, ...], validate.Length(min=1, max=7)]
    account: BankAccount


@dataclass(frozen=True, kw_only=True)
class ListMerchants:
    """Ask for the merchants of an area."""

    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class MerchantView:
    """A merchant, and what it is owed; its bank account is masked."""

    id: UUID
    version: int
    area_code: AreaCode
    name: str
    scope: tuple[CardScope, ...]
    account_number: str
    owed: Decimal
    settled: Decimal


@dataclass(frozen=True, kw_only=True)
class RegisteredMerchant:
    """A merchant that was registered: the token of its till, this once."""

    merchant: MerchantView
    token: str


@dataclass(frozen=True, kw_only=True)
class MerchantList:
    """The merchants of an area."""

    items: tuple[MerchantView, ...]


@dataclass(frozen=True, kw_only=True)
class Redemption:
    """One purchase: `id` is the till's own, made when it happened (`at`), so that it may be reported again.

    `amount` is its price; a voucher pays of it at most what it is worth, and gives no change.
    """

    id: UUID
    code: CardCode
    amount: Amount
    at: datetime
    scope: CardScope


@dataclass(frozen=True, kw_only=True)
class RedeemCards:
    """Report purchases, also those made while the till was offline; each is judged as of the moment it was made."""

    merchant_id: UUID
    token: MerchantToken
    items: Annotated[tuple[Redemption, ...], validate.Length(min=1, max=500)]


@dataclass(frozen=True, kw_only=True)
class RedemptionResult:
    """What became of a purchase, and what of its price is paid; the rest is the buyer's."""

    id: UUID
    outcome: RedemptionOutcome
    refusal: RedemptionRefusal | None
    paid: Decimal


@dataclass(frozen=True, kw_only=True)
class RedemptionResults:
    """What became of the purchases, in their order, and what the merchant is owed now."""

    items: tuple[RedemptionResult, ...]
    owed: Decimal


@dataclass(frozen=True, kw_only=True)
class UndoRedemption:
    """A purchase was given back: the value goes back on the card, as long as the merchant was not paid for it."""

    merchant_id: UUID
    redemption_id: UUID
    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class SettleMerchant:
    """Pay a merchant what it is owed; the control total must be that to the fen."""

    id: UUID
    total: Amount
    voucher: Voucher
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class SettlementView:
    """What a merchant was paid, and the account in full to which, for the bank's order."""

    merchant: MerchantView
    voucher: str
    total: Decimal
    payee: BankAccount


@dataclass(frozen=True, kw_only=True)
class CardEvent(Event):
    """An event of a card; its `subject` is the card's id. Neither its code nor its value."""

    state: CardState


@event("assistance", "card.changed", external=True)
@dataclass(frozen=True, kw_only=True)
class CardChanged(CardEvent):
    """A card was issued, loaded for the first time, or as a voucher too blocked or closed 博爱卡状态变更."""
