"""Questions to the books: the postings of an account page by page, and whether everything in them is true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, Table, and_, func, select
from sqlalchemy.orm import Session, aliased

from linli import cursors
from linli.ledger.entry import NOTHING
from linli.ledger.tables import ACCOUNT, ENTRY, POSTING, TRANSFER


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of an account's statement. `other_id` is the account on the other side."""

    number: int
    entry_id: UUID
    kind: str
    source: str
    reason: str
    by: UUID | None
    reverses: UUID | None
    happened_at: datetime
    recorded_at: datetime
    amount: Decimal
    balance: Decimal
    other_id: UUID


def lines(session: Session, account_id: UUID, cursor: str | None, limit: int) -> tuple[list[Line], str | None]:
    """A page of an account's postings, the latest first, and the cursor of what follows.

    Raises `Invalid` for a cursor that is none.
    """
    wanted = _lines(account_id).order_by(POSTING.c.number.desc()).limit(limit + 1)
    if cursor is not None:
        wanted = wanted.where(POSTING.c.number < cursors.read(cursor)[1].int)
    found = [Line(**row._mapping) for row in session.execute(wanted)]
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], cursors.write((last.recorded_at, UUID(int=last.number)))


def lines_between(session: Session, account_id: UUID, since: datetime, until: datetime) -> list[Line]:
    """The postings recorded from one moment until before another, the earliest first."""
    wanted = _lines(account_id).where(ENTRY.c.recorded_at >= since, ENTRY.c.recorded_at < until)
    return [Line(**row._mapping) for row in session.execute(wanted.order_by(POSTING.c.number))]


def all_lines(session: Session, account_id: UUID) -> list[Line]:
    """Every posting of an account, the earliest first."""
    return [Line(**row._mapping) for row in session.execute(_lines(account_id).order_by(POSTING.c.number))]


def balance_before(session: Session, account_id: UUID, moment: datetime) -> Decimal:
    """What the account held by what was recorded before a moment."""
    wanted = select(POSTING.c.balance).join(ENTRY, ENTRY.c.id == POSTING.c.entry_id)
    before = wanted.where(POSTING.c.account_id == account_id, ENTRY.c.recorded_at < moment)
    return session.scalar(before.order_by(POSTING.c.number.desc()).limit(1)) or NOTHING


def _lines(account_id: UUID) -> Select[tuple[object, ...]]:
    other = func.coalesce(func.nullif(TRANSFER.c.to_id, account_id), TRANSFER.c.from_id)
    told = (ENTRY.c.kind, ENTRY.c.source, ENTRY.c.reason, ENTRY.c.by, ENTRY.c.reverses)
    return (
        select(
            POSTING.c.number,
            POSTING.c.entry_id,
            *told,
            ENTRY.c.happened_at,
            ENTRY.c.recorded_at,
            POSTING.c.amount,
            POSTING.c.balance,
            other.label("other_id"),
        )
        .join(ENTRY, ENTRY.c.id == POSTING.c.entry_id)
        .join(TRANSFER, and_(TRANSFER.c.entry_id == POSTING.c.entry_id, TRANSFER.c.line == POSTING.c.line))
        .where(POSTING.c.account_id == account_id)
    )


@dataclass(frozen=True)
class Audit:
    """What the books say of themselves; they are right where `faults` is empty."""

    accounts: int
    entries: int
    postings: int
    faults: tuple[str, ...]


def audit(session: Session) -> Audit:
    """Count everything anew: no sum but zero, no balance but its postings', no side missing, none below its bound."""
    before = aliased(POSTING)
    broken = (
        select(POSTING.c.account_id)
        .outerjoin(before, and_(before.c.account_id == POSTING.c.account_id, before.c.number == POSTING.c.number - 1))
        .where(POSTING.c.balance != func.coalesce(before.c.balance, NOTHING) + POSTING.c.amount)
    )
    below = (
        select(POSTING.c.account_id)
        .join(ACCOUNT, ACCOUNT.c.id == POSTING.c.account_id)
        .where(ACCOUNT.c.bounded, POSTING.c.balance < NOTHING)
    )
    sides = select(TRANSFER.c.entry_id).outerjoin(
        POSTING, and_(POSTING.c.entry_id == TRANSFER.c.entry_id, POSTING.c.line == TRANSFER.c.line)
    )
    lame = sides.group_by(TRANSFER.c.entry_id, TRANSFER.c.line).having(func.count(POSTING.c.number) != 2)
    faults = [f"account {one}: a balance is not that of its postings" for one in session.scalars(broken.distinct())]
    faults += [f"account {one}: it was overdrawn" for one in session.scalars(below.distinct())]
    faults += [f"entry {one}: a side of it is missing" for one in session.scalars(lame)]
    accounts, entries, postings = (_count(session, one) for one in (ACCOUNT, ENTRY, POSTING))
    return Audit(accounts, entries, postings, (*faults, *_unbalanced(session)))


def _count(session: Session, table: Table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _unbalanced(session: Session) -> list[str]:
    sums = select(ACCOUNT.c.unit, func.sum(POSTING.c.amount)).join(ACCOUNT, ACCOUNT.c.id == POSTING.c.account_id)
    rows = session.execute(sums.group_by(ACCOUNT.c.unit))
    return [f"unit {unit}: the sum is {total}, not zero" for unit, total in rows if total]
