"""The accounts of hours as use cases reach them: opened where they are missing, for the caller's area, and as shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from linli.areas import district_of
from linli.clock import local
from linli.contracts.volunteer.hours import HourEntryKind, HourRule, HoursMoved, HoursView
from linli.errors import existing
from linli.ledger import book
from linli.ledger.entry import Account, Entry, Move, asked_as
from linli.work import Work
from services.volunteer.domain import deeds as points
from services.volunteer.domain import hours as rules
from services.volunteer.domain.people import Volunteer
from services.volunteer.rules_file import hour_rules
from services.volunteer.store import hours as store
from services.volunteer.store import people


def holder_of(work: Work, said: UUID) -> UUID:
    """Whose hours and points an id stands for: the volunteer's of the register, by their own id or by the account they
    sign in with. Who is not in the register is known by their account.
    """
    found = people.of_account(work.session, said)
    return found.id if found else said


def gather(work: Work, volunteer: Volunteer) -> None:
    """Bring to the volunteer what was credited to the account they sign in with before it was known to be theirs."""
    if volunteer.account_id is None:
        return
    for unit in (rules, points):
        before = book.find_account(work.session, unit.own_account(volunteer.account_id))
        if before is None:
            continue
        own = unit.own_account(volunteer.id)
        book.open_account(work.session, replace(before, id=own, owner=volunteer.id, opened_at=work.now))
        book.lock(work.session, [before.id, own])
        there = book.balance(work.session, before.id)
        if there:
            move = Move(from_id=before.id, to_id=own, amount=there)
            book.post(work.session, entry(work, HourEntryKind.MERGE, f"merge:{uuid4()}", work.now, "", move), work.now)
    store.bring_over(work.session, volunteer.account_id, volunteer.id)


def debt(work: Work, volunteer_id: UUID) -> Decimal:
    """What a volunteer owes."""
    return -book.balance(work.session, rules.debt_account(volunteer_id))


def view(work: Work, volunteer_id: UUID, account: Account | None) -> HoursView:
    """What somebody holds."""
    own = rules.own_account(volunteer_id)
    return HoursView(
        volunteer_id=volunteer_id,
        area_code=account.area_code if account else None,
        balance=book.balance(work.session, own),
        reserved=store.reserved_of(work.session, own),
        served=store.served(work.session, volunteer_id),
        owed=debt(work, volunteer_id),
        cap=rule_at(work.now).cap,
    )


def reached(work: Work, volunteer_id: UUID) -> Account:
    """The volunteer's account, for the caller's area."""
    own = rules.own_account(holder_of(work, volunteer_id))
    account = existing(book.find_account(work.session, own), "account", "账户")
    work.authorise(account.area_code, "account", "账户")
    return account


def own_account(work: Work, volunteer_id: UUID, area_code: str) -> UUID:
    """The account of a volunteer's hours, opened at this area where there is none."""
    return opened(work, rules.own_account(volunteer_id), "own", area_code, owner=volunteer_id)


def fund_account(work: Work, area_code: str) -> UUID:
    """The account of the fund of the area's district."""
    return opened(work, rules.fund_account(area_code), "fund", district_of(area_code))


def opened(
    work: Work, account_id: UUID, kind: str, area_code: str, *, owner: UUID | None = None, bounded: bool = True
) -> UUID:
    """The account, opened where it is missing."""
    said = {"kind": kind, "unit": rules.UNIT, "area_code": area_code, "opened_at": work.now}
    book.open_account(work.session, Account(id=account_id, owner=owner, bounded=bounded, **said))  # type: ignore[arg-type]
    return account_id


def held(work: Work, own: UUID) -> Decimal:
    """What counts against the cap: the balance and what is set aside."""
    return book.balance(work.session, own) + store.reserved_of(work.session, own)


def published() -> tuple[HourRule, ...]:
    """The published rules of hours, the earliest first."""
    return hour_rules()


def rule_at(at: datetime) -> HourRule:
    """The rule of hours of a moment."""
    return rules.rule_on(published(), local(at).date())


def entry(work: Work, kind: HourEntryKind, source: str, at: datetime, reason: str, *moves: Move) -> Entry:
    """An entry by who acts."""
    return book.entry_of(kind.value, source, at, work.by, reason, *moves)


def post(
    work: Work, kind: HourEntryKind, volunteer_id: UUID, reason: str, move: tuple[UUID, UUID, Decimal]
) -> HoursMoved:
    """Move hours by an entry of its own: out of which account, into which, how many."""
    from_id, to_id, amount = move
    moves = Move(from_id=from_id, to_id=to_id, amount=amount)
    made = entry(work, kind, f"{kind}:{uuid4()}", work.now, reason, moves)
    with asked_as("hours"):
        book.post(work.session, made, work.now)
    return moved(work, made.id, volunteer_id)


def moved(work: Work, entry_id: UUID, volunteer_id: UUID) -> HoursMoved:
    """What an entry led to for a volunteer."""
    account = book.find_account(work.session, rules.own_account(volunteer_id))
    return HoursMoved(entry_id=entry_id, hours=view(work, volunteer_id, account))


def reservation(work: Work, task_id: UUID) -> tuple[Account | None, int]:
    """What was last set aside for a task, if anything was, and how often something was."""
    last, number = None, 0
    while (found := book.find_account(work.session, rules.reservation_of(task_id, number + 1))) is not None:
        last, number = found, number + 1
    return last, number
