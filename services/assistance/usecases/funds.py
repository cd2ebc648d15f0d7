"""Funds opened, money received by source, receipts reversed, and what a fund holds."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal
from uuid import UUID, uuid4

from linli.clock import LOCAL, local
from linli.contracts.assistance.funds import (
    FundLine,
    FundLines,
    FundList,
    FundSource,
    FundStatement,
    FundView,
    GetFund,
    ListFunds,
    OpenFund,
    ReceiveMoney,
    ReverseReceipt,
    SourceBalance,
)
from linli.errors import Conflict, Invalid, existing
from linli.ledger import book, reading
from linli.ledger.entry import NOTHING, Account, Move
from linli.work import Work
from services.assistance.domain.funds import UNIT, Fund, origin_account, paid_account, source_account
from services.assistance.store import funds as store

SET_ASIDE = "set_aside"
"""The kind of the accounts that hold what is approved and not yet paid."""


def open_fund(work: Work, said: OpenFund) -> FundView:
    """Open a fund with its accounts; raises `Conflict` for a code that the area has."""
    work.authorise(said.area_code, "area", "区域")
    own = said.account
    bank = {"account_name": own.name, "account_number": own.number, "bank": own.bank}
    fund = Fund(id=uuid4(), area_code=said.area_code, code=said.code, name=said.name, opened_at=work.now, **bank)
    if not store.open_fund(work.session, fund):
        raise Conflict("fund_known", "This area has a fund of this code.", "该区域已有此代码的资金。")
    for source in FundSource:
        open_account(work, fund, source_account(fund.id, source), "fund")
        open_account(work, fund, origin_account(fund.id, source), "origin", bounded=False)
    open_account(work, fund, paid_account(fund.id), "paid")
    return view(work, fund)


def open_account(work: Work, fund: Fund, account_id: UUID, kind: str, *, bounded: bool = True) -> None:
    """Have an account of the fund in the books."""
    said = {"id": account_id, "kind": kind, "unit": UNIT, "area_code": fund.area_code, "opened_at": work.now}
    book.open_account(work.session, Account(owner=fund.id, bounded=bounded, **said))  # type: ignore[arg-type]


def receive(work: Work, said: ReceiveMoney) -> FundView:
    """Note money that came in; raises `Conflict` (`voucher_used`) for a voucher of this fund that was noted before."""
    fund = _reached(work, said.fund_id)
    if said.received_on > local(work.now).date():
        text, zh = "It lies in the future.", "日期不能晚于今天。"
        raise Invalid("in_the_future", text, zh, {"received_on": [f"{text} {zh}"]})
    at = datetime.combine(said.received_on, time(12), LOCAL).astimezone(UTC)
    move = Move(
        from_id=origin_account(fund.id, said.source), to_id=source_account(fund.id, said.source), amount=said.amount
    )
    made = book.entry_of("receipt", _cause(fund.id, said.voucher), at, work.by, "", move)
    if not book.post(work.session, made, work.now):
        text, zh = "This voucher is noted already.", "该凭证已入账。"
        raise Conflict("voucher_used", text, zh, {"voucher": [f"{text} {zh}"]})
    return view(work, fund)


def reverse_receipt(work: Work, said: ReverseReceipt) -> FundView:
    """Undo a receipt; raises `NotFound`, `Conflict` for one that is undone, or whose money is spent (`overdraft`)."""
    fund = _reached(work, said.fund_id)
    found = existing(book.find_entry(work.session, source=_cause(fund.id, said.voucher)), "receipt", "入账")
    book.reverse(work.session, found.id, work.now, work.by, said.reason)
    return view(work, fund)


def get_fund(work: Work, said: GetFund) -> FundView:
    """One fund."""
    return view(work, _reached(work, said.id))


def list_funds(work: Work, said: ListFunds) -> FundList:
    """The funds of an area and of those below."""
    work.authorise(said.area_code, "area", "区域")
    return FundList(items=tuple(view(work, one) for one in store.funds_at(work.session, said.area_code)))


def statement(work: Work, said: FundStatement) -> FundLines:
    """The postings of a source of a fund."""
    fund = _reached(work, said.fund_id)
    found, cursor = reading.lines(work.session, source_account(fund.id, said.source), said.cursor, said.limit)
    return FundLines(items=tuple(_line(one) for one in found), next_cursor=cursor)


def balances_of(work: Work, fund_id: UUID) -> dict[FundSource, Decimal]:
    """What is left of each source."""
    ids = {source: source_account(fund_id, source) for source in FundSource}
    held = book.balances(work.session, ids.values())
    return {source: held[account] for source, account in ids.items()}


def view(work: Work, fund: Fund) -> FundView:
    """A fund with what the books say of it."""
    own = book.accounts_of(work.session, fund.id)
    held = book.balances(work.session, [one.id for one in own])
    sources = tuple(
        SourceBalance(
            source=one,
            received=-held[origin_account(fund.id, one)],
            balance=held[source_account(fund.id, one)],
        )
        for one in FundSource
    )
    return FundView(
        id=fund.id,
        area_code=fund.area_code,
        code=fund.code,
        name=fund.name,
        bank=fund.bank,
        sources=sources,
        balance=sum((one.balance for one in sources), NOTHING),
        reserved=sum((held[one.id] for one in own if one.kind == SET_ASIDE), NOTHING),
        paid=held[paid_account(fund.id)],
    )


def _reached(work: Work, fund_id: UUID) -> Fund:
    fund = store.fund_of(work.session, fund_id)
    work.authorise(fund.area_code, "fund", "资金")
    return fund


def _cause(fund_id: UUID, voucher: str) -> str:
    return f"{fund_id.hex}:{voucher}"


def _line(one: reading.Line) -> FundLine:
    return FundLine(
        kind=one.kind,
        cause=one.source.partition(":")[2],
        reason=one.reason,
        happened_at=one.happened_at,
        recorded_at=one.recorded_at,
        amount=one.amount,
        balance=one.balance,
    )
