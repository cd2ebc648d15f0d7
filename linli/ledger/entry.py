"""What is written into the books: entries of moves from one account to another, so that the sum is always zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from linli.errors import Conflict, Invalid

HUNDREDTH = Decimal("0.01")
NOTHING = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class Account:
    """A place where so much of one `unit` is kept. One that is `bounded` never holds less than nothing.

    Others, as the source that hours come from, may. `owner` is whose it is; `of_id` names the account that a
    reservation was taken from.
    """

    id: UUID
    kind: str
    unit: str
    area_code: str
    opened_at: datetime
    owner: UUID | None = None
    of_id: UUID | None = None
    bounded: bool = True


@dataclass(frozen=True, kw_only=True)
class Move:
    """So much out of one account and into another, in the unit of both, to the hundredth."""

    from_id: UUID
    to_id: UUID
    amount: Decimal

    def __post_init__(self) -> None:
        if self.amount <= 0 or self.amount != self.amount.quantize(HUNDREDTH):
            text, zh = "Give an amount above 0 with at most two decimals.", "请填写大于0且最多两位小数的数量。"
            raise Invalid("bad_amount", text, zh, {"amount": [f"{text} {zh}"]})
        if self.from_id == self.to_id:
            raise Invalid("same_account", "Both accounts are the same.", "转出与转入为同一账户。")

    def back(self) -> Move:
        """The same the other way round."""
        return Move(from_id=self.to_id, to_id=self.from_id, amount=self.amount)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Moves that are written together or not at all.

    `source` names what caused it, as `task:…`: the same source is written once. `by` is the account of the person who
    did it; `happened_at` when it came about; `reverses` the entry whose moves this one undoes.
    """

    id: UUID
    kind: str
    source: str
    moves: tuple[Move, ...]
    happened_at: datetime
    by: UUID | None = None
    reason: str = ""
    reverses: UUID | None = None

    def reversal(self, at: datetime, by: UUID | None, reason: str) -> Entry:
        """The entry that undoes this one, whose source says so; raises `Conflict` for one that undoes another."""
        if self.reverses is not None:
            text, zh = "A reversal is not reversed; write what is right anew.", "冲正不可再冲正，请重新记账。"
            raise Conflict("reversal_of_reversal", text, zh)
        moves = tuple(one.back() for one in reversed(self.moves))
        made = replace(self, id=uuid4(), kind="reversal", source=f"reversal:{self.id}", moves=moves)
        return replace(made, happened_at=at, by=by, reason=reason, reverses=self.id)


@contextmanager
def asked_as(field: str) -> Iterator[None]:
    """Within it an overdraft is said of the caller's field with this name, as `hours`."""
    try:
        yield
    except Conflict as refused:
        if refused.code != "overdraft":
            raise
        told = {field: refused.fields["amount"]}
        raise Conflict("overdraft", refused.message, refused.message_zh, told) from refused


def refuse_overdraft(moves: Iterable[Move], bounded: Iterable[UUID], balances: Mapping[UUID, Decimal]) -> None:
    """Raises `Conflict` (`overdraft`) where one of the moves, in order, takes more than a bounded account has."""
    held, limited = dict(balances), frozenset(bounded)
    for one in moves:
        left = held.get(one.from_id, NOTHING) - one.amount
        if one.from_id in limited and left < 0:
            there = held.get(one.from_id, NOTHING)
            text = f"The account holds {there}, less than {one.amount}."
            zh = f"账户余额 {there}，不足 {one.amount}。"
            raise Conflict("overdraft", text, zh, {"amount": [f"{text} {zh}"]})
        held[one.from_id] = left
        held[one.to_id] = held.get(one.to_id, NOTHING) + one.amount
