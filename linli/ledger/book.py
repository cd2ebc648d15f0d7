"""Writing into the books: accounts opened, entries posted whole or not at all, amounts reserved, paid or given back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from linli.db import insert_if_new
from linli.errors import Conflict, existing
from linli.ledger.entry import NOTHING, Account, Entry, Move, refuse_overdraft
from linli.ledger.tables import ACCOUNT, ENTRY, POSTING, TRANSFER

RESERVED = "reserved"
"""The kind of the account that a reservation is."""

_LAST = (
    select(POSTING.c.balance)
    .where(POSTING.c.account_id == ACCOUNT.c.id)
    .order_by(POSTING.c.number.desc())
    .limit(1)
    .correlate(ACCOUNT)
    .scalar_subquery()
)


def open_account(session: Session, account: Account) -> None:
    """Have the account there; one that is known stays as it is."""
    insert_if_new(session, ACCOUNT, {one.name: getattr(account, one.name) for one in fields(account)})


def find_account(session: Session, account_id: UUID) -> Account | None:
    """The account, if there is one."""
    row = session.execute(select(ACCOUNT).where(ACCOUNT.c.id == account_id)).first()
    return None if row is None else Account(**row._mapping)


def accounts_of(session: Session, owner: UUID) -> list[Account]:
    """Every account of an owner, in the order they were opened, reservations among them."""
    wanted = select(ACCOUNT).where(ACCOUNT.c.owner == owner).order_by(ACCOUNT.c.opened_at, ACCOUNT.c.id)
    return [Account(**row._mapping) for row in session.execute(wanted)]


def balances(session: Session, account_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """What these accounts hold: the balance after the last posting of each."""
    wanted = select(ACCOUNT.c.id, _LAST).where(ACCOUNT.c.id.in_(set(account_ids)))
    return {account_id: balance or NOTHING for account_id, balance in session.execute(wanted)}


def balance(session: Session, account_id: UUID) -> Decimal:
    """What the account holds; nothing when there is no such account."""
    return balances(session, [account_id]).get(account_id, NOTHING)


def lock(session: Session, account_ids: Iterable[UUID]) -> dict[UUID, Account]:
    """These accounts, their balances kept from others until the transaction ends; always in the same order.

    Whoever decides by a balance what to post locks first. Raises `NotFound` for one that is not there.
    """
    wanted = select(ACCOUNT).where(ACCOUNT.c.id.in_(set(account_ids))).order_by(ACCOUNT.c.id)
    rows = session.execute(wanted.with_for_update(key_share=True))
    found = {row.id: Account(**row._mapping) for row in rows}
    for one in account_ids:
        existing(found.get(one), "account", "账户")
    return found


def post(session: Session, entry: Entry, at: datetime) -> bool:
    """Write the entry; False, with nothing written, where its source was written before.

    Raises `Conflict` (`overdraft`) when a bounded account has too little, `NotFound` for an account that is not there;
    then too nothing is written, once the transaction is undone.
    """
    touched = [one for move in entry.moves for one in (move.from_id, move.to_id)]
    known = lock(session, touched)
    values = {one.name: getattr(entry, one.name) for one in fields(entry) if one.name != "moves"}
    if not insert_if_new(session, ENTRY, {**values, "recorded_at": at}):
        return False
    bounded = [one.id for one in known.values() if one.bounded]
    refuse_overdraft(entry.moves, bounded, balances(session, touched))
    for line, move in enumerate(entry.moves, 1):
        said = {"from_id": move.from_id, "to_id": move.to_id, "amount": move.amount}
        session.execute(insert(TRANSFER), {"entry_id": entry.id, "line": line, **said})
    return True


def find_entry(session: Session, *, entry_id: UUID | None = None, source: str | None = None) -> Entry | None:
    """The entry with this id, or of this source, if there is one."""
    wanted = select(ENTRY).where(ENTRY.c.id == entry_id if entry_id else ENTRY.c.source == source)
    row = session.execute(wanted).first()
    if row is None:
        return None
    lines = select(TRANSFER).where(TRANSFER.c.entry_id == row.id).order_by(TRANSFER.c.line)
    moves = tuple(Move(from_id=m.from_id, to_id=m.to_id, amount=m.amount) for m in session.execute(lines))
    values = {name: value for name, value in row._mapping.items() if name != "recorded_at"}
    return Entry(**values, moves=moves)


def reverse(session: Session, entry_id: UUID, at: datetime, by: UUID | None, reason: str) -> Entry:
    """Undo an entry by its opposite; the first stays as it is.

    Raises `NotFound`, and `Conflict` for one that is reversed already, for a reversal, and where what was given is
    spent (`overdraft`).
    """
    wanted = existing(find_entry(session, entry_id=entry_id), "entry", "账目")
    made = wanted.reversal(at, by, reason)
    if not post(session, made, at):
        raise Conflict("reversed_already", "This entry is reversed already.", "该账目已冲正。")
    return made


def reserve(session: Session, reservation_id: UUID, from_id: UUID, entry: Entry, amount: Decimal) -> bool:
    """Set an amount of an account aside under an account of its own, whose id is the reservation's.

    `entry` says kind, source and cause; its moves are made here. As `post` in all else.
    """
    account = existing(find_account(session, from_id), "account", "账户")
    at = entry.happened_at
    open_account(session, replace(account, id=reservation_id, kind=RESERVED, of_id=from_id, opened_at=at, bounded=True))
    return post(session, replace(entry, moves=(Move(from_id=from_id, to_id=reservation_id, amount=amount),)), at)


def settle(
    session: Session, reservation_id: UUID, entry: Entry, to_id: UUID | None = None, paid: Decimal = NOTHING
) -> bool:
    """End a reservation: `paid` of it goes to another account, the rest back where it came from.

    False where nothing is reserved under this id any more. Raises `Conflict` (`overdraft`) for more than is reserved.
    """
    reserved = lock(session, [reservation_id])[reservation_id]
    there = balance(session, reservation_id)
    if there == NOTHING or reserved.of_id is None:
        return False
    moves = []
    if to_id is not None and paid > 0:
        moves.append(Move(from_id=reservation_id, to_id=to_id, amount=paid))
    if there > paid:
        moves.append(Move(from_id=reservation_id, to_id=reserved.of_id, amount=there - paid))
    return post(session, replace(entry, moves=tuple(moves)), entry.happened_at)


def entry_of(kind: str, source: str, at: datetime, by: UUID | None = None, reason: str = "", *moves: Move) -> Entry:
    """A new entry under an id of its own."""
    return Entry(id=uuid4(), kind=kind, source=source, moves=moves, happened_at=at, by=by, reason=reason)
