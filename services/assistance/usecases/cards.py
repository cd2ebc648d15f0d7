"""Aid cards issued, loaded, blocked and closed; purchases taken in, also late and again; merchants settled.

Vouchers are spent, blocked and settled as cards are; how they come and go is in `vouchers.py`.
"""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from linli.contracts.assistance.cards import (
    BlockCard,
    CardPage,
    CardState,
    CardView,
    CloseCard,
    GetCard,
    IssueCard,
    IssuedCard,
    ListCards,
    ListMerchants,
    LoadCard,
    MerchantList,
    MerchantView,
    RedeemCards,
    Redemption,
    RedemptionOutcome,
    RedemptionRefusal,
    RedemptionResult,
    RedemptionResults,
    RegisteredMerchant,
    RegisterMerchant,
    SettlementView,
    SettleMerchant,
    UndoRedemption,
)
from linli.contracts.assistance.money import BankAccount
from linli.errors import Conflict, Invalid
from linli.ledger import book
from linli.ledger.entry import NOTHING, Account, Move
from linli.sealing import Sealer, masked_phone
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.assistance.domain import cards as rules
from services.assistance.domain.cards import UNIT, Card, Merchant
from services.assistance.domain.funds import source_account
from services.assistance.store import cards as store
from services.assistance.store import funds as fund_store
from services.assistance.store import vouchers
from services.assistance.usecases.payment_eyes import check_apart
from services.assistance.usecases.people import reached

CODE = "card-code"
NAME, NUMBER = "merchant-account-name", "merchant-account-number"
"""The contexts under which a card's code and a merchant's bank account are sealed; a trader's account is their own."""


def issue(work: Work, said: IssueCard, sealer: Sealer) -> IssuedCard:
    """Make a card; its code is told this once."""
    person = reached(work, said.person_id)
    fund = fund_store.fund_of(work.session, said.fund_id)
    if not person.area_code.startswith(fund.area_code):
        text, zh = "The fund is not one of the person's area or above it.", "该资金不属于本人所在区域或其上级。"
        raise Invalid("other_fund", text, zh, {"fund_id": [f"{text} {zh}"]})
    code = rules.new_code()
    card = Card(
        id=uuid4(),
        area_code=person.area_code,
        path=person.path,
        label=said.label,
        code=sealer.seal(code, CODE),
        person_id=person.id,
        fund_id=fund.id,
        source=said.source,
        scope=tuple(dict.fromkeys(said.scope)),
        expires_on=said.expires_on,
        issued_at=work.now,
        issued_by=caller_of(work),
    )
    work.emit(card.issue(work.now))
    store.save(work.session, card)
    open_account(work, card.id, "card", card.area_code, fund.id)
    return IssuedCard(card=view(work, card, sealer), code=code)


def load(work: Work, said: LoadCard, sealer: Sealer) -> CardView:
    """Put value on a card out of its fund.

    Raises `Forbidden` (`four_eyes`, `related_to_household`, `staff_unregistered`), `Conflict` (`overdraft`,
    `voucher_used`).
    """
    card = _to_change(work, said.id, said.version)
    by = caller_of(work)
    told = card.load(by == card.issued_by, work.now)
    check_apart(work, [card.person_id], card.issued_by, by)
    move = Move(from_id=source_account(card.fund_id, card.source), to_id=card.id, amount=said.amount)
    _post(work, "card_load", f"card:{card.id}:{said.voucher}", move)
    if told is not None:
        work.emit(told)
    return view(work, card, sealer)


def block(work: Work, said: BlockCard, sealer: Sealer) -> CardView:
    """Nothing is paid with the card from now on; what tills report of before still is."""
    card = _to_change(work, said.id, said.version)
    work.emit(card.block(said.reason, work.now))
    return view(work, card, sealer)


def close(work: Work, said: CloseCard, sealer: Sealer) -> CardView:
    """End the card; what is left goes back to its source once no till can report a purchase of before any more."""
    card = _to_change(work, said.id, said.version)
    stopped = card.stopped_at
    if stopped is None or work.now - stopped < rules.LATEST:
        text = f"Block it first, and close it {rules.LATEST.days} days later: tills may still report purchases."
        zh = f"请先挂失停用，{rules.LATEST.days}天后再销卡：商户可能尚有离线消费未上报。"
        raise Conflict("still_reported", text, zh)
    work.emit(card.close(said.reason, work.now))
    _return_left(work, card, "close")
    return view(work, card, sealer)


def get_card(work: Work, said: GetCard, sealer: Sealer) -> CardView:
    """One card."""
    card = store.card_of(work.session, said.id)
    work.authorise(card.area_code, "card", "博爱卡")
    return view(work, card, sealer)


def list_cards(work: Work, said: ListCards, sealer: Sealer) -> CardPage:
    """The cards of an area."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.page(work.session, said)
    return CardPage(items=tuple(view(work, one, sealer) for one in found), next_cursor=cursor)


def register_merchant(work: Work, said: RegisterMerchant, sealer: Sealer) -> RegisteredMerchant:
    """Let a shop take cards; the token of its till is told this once."""
    work.authorise(said.area_code, "area", "区域")
    token = secrets.token_urlsafe(32)
    merchant = Merchant(
        id=uuid4(),
        area_code=said.area_code,
        name=said.name,
        scope=tuple(dict.fromkeys(said.scope)),
        account_name=sealer.seal(said.account.name, NAME),
        account_number=sealer.seal(said.account.number, NUMBER),
        bank=said.account.bank,
        token_digest=rules.digest_of(token),
        registered_at=work.now,
    )
    store.save(work.session, merchant)
    open_account(work, merchant.id, "merchant", merchant.area_code, merchant.id)
    open_account(work, rules.settled_account(merchant.id), "settled", merchant.area_code, merchant.id)
    return RegisteredMerchant(merchant=merchant_view(work, merchant, sealer), token=token)


def list_merchants(work: Work, said: ListMerchants, sealer: Sealer) -> MerchantList:
    """The merchants of an area, and what they are owed."""
    work.authorise(said.area_code, "area", "区域")
    found = store.merchants_at(work.session, said.area_code)
    return MerchantList(items=tuple(merchant_view(work, one, sealer) for one in found))


def redeem(work: Work, said: RedeemCards, sealer: Sealer) -> RedemptionResults:
    """Take in purchases, each once and judged as of its moment; what is refused says why and stops no other."""
    merchant = store.merchant_of(work.session, said.merchant_id, to_change=True)
    work.authorise(merchant.area_code, "merchant", "商户")
    merchant.check_token(said.token)
    codes = {one.id: sealer.seal(one.code, CODE) for one in said.items}
    cards = store.cards_by_code(work.session, set(codes.values()))
    results = []
    for one in sorted(said.items, key=lambda each: each.at):
        known = store.reported(work.session, merchant.id, [one.id]).get(one.id)
        if known is not None:
            results.append(_again(work, one, codes[one.id], cards.get(codes[one.id]), known))
            continue
        card = cards.get(codes[one.id])
        refusal = _buy(work, merchant, one, card)
        said_of = {"code": codes[one.id], "amount": one.amount, "at": one.at, "scope": one.scope, "refusal": refusal}
        store.note(work.session, {"merchant_id": merchant.id, "id": one.id, **said_of, "reported_at": work.now})
        results.append(_result(work, RedemptionOutcome.TAKEN, one, card, refusal))
    place = {one.id: number for number, one in enumerate(said.items)}
    results.sort(key=lambda one: place[one.id])
    return RedemptionResults(items=tuple(results), owed=book.balance(work.session, merchant.id))


def _again(work: Work, one: Redemption, code: str, card: Card | None, known: Any) -> RedemptionResult:
    """What is reported again is told as it was; other words under the same id are refused."""
    same = (known.code, known.amount, known.at, known.scope) == (code, one.amount, one.at, one.scope)
    refusal = known.refusal if same else RedemptionRefusal.DIFFERENT
    return _result(work, RedemptionOutcome.REPEATED, one, card, refusal)


def _result(
    work: Work, outcome: RedemptionOutcome, one: Redemption, card: Card | None, refusal: RedemptionRefusal | None
) -> RedemptionResult:
    if refusal is not None or card is None:
        return RedemptionResult(id=one.id, outcome=RedemptionOutcome.REFUSED, refusal=refusal, paid=NOTHING)
    return RedemptionResult(id=one.id, outcome=outcome, refusal=None, paid=_pays(work, card, one))


def _pays(work: Work, card: Card, one: Redemption) -> Decimal:
    """What of a purchase's price is paid: all of it with a card, at most its value with a voucher."""
    price = one.amount.quantize(NOTHING)
    return price if card.batch_id is None else vouchers.batch_of(work.session, card.batch_id).pays(price)


def _buy(work: Work, merchant: Merchant, one: Redemption, card: Card | None) -> RedemptionRefusal | None:
    if card is None:
        return RedemptionRefusal.UNKNOWN_CARD
    refusal = rules.untimely(one, work.now) or card.refusal(one, merchant)
    if refusal is None and card.batch_id is not None:
        refusal = vouchers.batch_of(work.session, card.batch_id).refusal(merchant)
    paid = _pays(work, card, one)
    if refusal is None and book.balance(work.session, card.id) < paid:
        refusal = RedemptionRefusal.SHORT
    if refusal is None:
        move = Move(from_id=card.id, to_id=merchant.id, amount=paid)
        _post(work, "card_pay", _purchase(merchant.id, one.id), move)
        card.spend()
    return refusal


def undo(work: Work, said: UndoRedemption, sealer: Sealer) -> MerchantView:
    """Give a purchase back by its opposite; what is on a card that has ended goes on to its source.

    Raises `Conflict` where the merchant was paid for it (`overdraft`).
    """
    merchant = store.merchant_of(work.session, said.merchant_id, to_change=True)
    work.authorise(merchant.area_code, "merchant", "商户")
    bought = store.purchase_of(work.session, merchant.id, said.redemption_id)
    card = store.cards_by_code(work.session, [bought.code])[bought.code]
    entry = book.find_entry(work.session, source=_purchase(merchant.id, said.redemption_id))
    assert entry is not None, "what was taken stands in the books"
    book.reverse(work.session, entry.id, work.now, caller_of(work), said.reason)
    card.restore(card.batch_id is not None and vouchers.batch_of(work.session, card.batch_id).ended)
    if card.state is CardState.CLOSED:
        _return_left(work, card, f"undo:{said.redemption_id.hex}")
    return merchant_view(work, merchant, sealer)


def settle(work: Work, said: SettleMerchant, sealer: Sealer) -> SettlementView:
    """Pay a merchant what it is owed; raises `Conflict` (`control_totals`, `voucher_used`).

    Asked again with the same voucher and total, it answers the same and pays nothing more.
    """
    merchant = store.merchant_of(work.session, said.id, to_change=True)
    work.authorise(merchant.area_code, "merchant", "商户")
    source = f"settle:{merchant.id}:{said.voucher}"
    paid = book.find_entry(work.session, source=source)
    if paid is not None and paid.moves[0].amount == said.total:
        return _settlement(work, merchant, said.voucher, paid.moves[0].amount, sealer)
    work.expect(said.version, merchant.sequence)
    owed = book.balance(work.session, merchant.id)
    if said.total != owed:
        text, zh = f"It is owed {owed} yuan; check before paying.", f"应付 {owed} 元，与所填总额不符，请核对。"
        raise Conflict("control_totals", text, zh, {"total": [f"{text} {zh}"]})
    move = Move(from_id=merchant.id, to_id=rules.settled_account(merchant.id), amount=owed)
    _post(work, "card_settle", source, move)
    merchant.sequence += 1
    return _settlement(work, merchant, said.voucher, owed, sealer)


def _settlement(work: Work, merchant: Merchant, voucher: str, total: Decimal, sealer: Sealer) -> SettlementView:
    name, number = sealer.open(merchant.account_name, NAME), sealer.open(merchant.account_number, NUMBER)
    payee = BankAccount(name=name, number=number, bank=merchant.bank)
    shown = merchant_view(work, merchant, sealer)
    return SettlementView(merchant=shown, voucher=voucher, total=total, payee=payee)


def _return_left(work: Work, card: Card, why: str) -> None:
    """What is left on a card goes back to the source it came from."""
    left = book.balance(work.session, card.id)
    if left > NOTHING:
        move = Move(from_id=card.id, to_id=source_account(card.fund_id, card.source), amount=left)
        _post(work, "card_close", f"card:{card.id}:{why}", move)


def _purchase(merchant_id: UUID, redemption_id: UUID) -> str:
    return f"redeem:{merchant_id}:{redemption_id}"


def open_account(work: Work, account_id: UUID, kind: str, area_code: str, owner: UUID) -> None:
    """Have an account of a card, a voucher or a merchant in the books."""
    account = Account(id=account_id, kind=kind, unit=UNIT, area_code=area_code, opened_at=work.now, owner=owner)
    book.open_account(work.session, account)


def _post(work: Work, kind: str, source: str, move: Move) -> None:
    if not book.post(work.session, book.entry_of(kind, source, work.now, caller_of(work), "", move), work.now):
        text, zh = "This voucher is noted already.", "该凭证已入账。"
        raise Conflict("voucher_used", text, zh, {"voucher": [f"{text} {zh}"]})


def _to_change(work: Work, card_id: UUID, version: int | None) -> Card:
    card = store.card_of(work.session, card_id, to_change=True)
    work.authorise(card.area_code, "card", "博爱卡")
    work.expect(version, card.sequence)
    return card


def view(work: Work, card: Card, sealer: Sealer) -> CardView:
    """A card as it is shown."""
    return CardView(
        id=card.id,
        version=card.sequence,
        kind=card.kind,
        batch_id=card.batch_id,
        area_code=card.area_code,
        label=card.label,
        code=rules.masked_code(sealer.open(card.code, CODE)),
        person_id=card.person_id,
        fund_id=card.fund_id,
        source=card.source,
        scope=card.scope,
        expires_on=card.expires_on,
        state=card.state,
        balance=book.balance(work.session, card.id),
        issued_at=card.issued_at,
        note=card.note,
    )


def merchant_view(work: Work, one: Merchant, sealer: Sealer) -> MerchantView:
    """A merchant as it is shown."""
    held = book.balances(work.session, [one.id, rules.settled_account(one.id)])
    return MerchantView(
        id=one.id,
        version=one.sequence,
        area_code=one.area_code,
        name=one.name,
        scope=one.scope,
        account_number=masked_phone(sealer.open(one.account_number, NUMBER)),
        owed=held[one.id],
        settled=held[rules.settled_account(one.id)],
    )
