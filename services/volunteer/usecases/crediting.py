"""Hours credited for service that was given 时长入账, and what is set aside for a task given back."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal
from uuid import UUID, uuid4

from linli.clock import LOCAL, local
from linli.contracts.volunteer.hours import CreditHours, HourEntryKind, HoursMoved
from linli.errors import Conflict, Invalid, existing
from linli.ledger import book
from linli.ledger.entry import NOTHING, Account, Move
from linli.work import Work
from services.volunteer.domain import hours as rules
from services.volunteer.store import hours as store
from services.volunteer.store import people
from services.volunteer.store.hours import ServiceRecord
from services.volunteer.usecases import hour_accounts as accounts
from services.volunteer.usecases.expiring import watch


def credit_service(
    work: Work,
    volunteer_id: UUID,
    area_code: str,
    hours: Decimal,
    at: datetime,
    task_id: UUID | None,
    source: str,
    reason: str = "",
) -> UUID | None:
    """Credit the hours of a service that was given in an area: what the use cases of tasks and attendance call.

    Paid by what is set aside for the task, the rest issued by the area; what they owe is paid first, and what is above
    the cap goes to the fund. One `source` is credited once (`task:ID`, or `task:ID:…` where several serve). The id of
    the entry; None for a repeat.
    """
    volunteer_id = accounts.holder_of(work, volunteer_id)
    own, fund = accounts.own_account(work, volunteer_id, area_code), accounts.fund_account(work, area_code)
    issuing = accounts.opened(work, rules.issuing_account(area_code), "issued", area_code, bounded=False)
    reservation = accounts.reservation(work, task_id)[0] if task_id else None
    lent = [one for one in (reservation.id, reservation.of_id) if one is not None] if reservation else []
    book.lock(work.session, [own, fund, issuing, *lent])
    payers, back = [(issuing, hours)], []
    if reservation is not None and reservation.of_id is not None:
        there = book.balance(work.session, reservation.id)
        paid = min(there, hours)
        payers = [(reservation.id, paid), (issuing, hours - paid)]
        back = [Move(from_id=reservation.id, to_id=reservation.of_id, amount=there - paid)] if there > paid else []
    room = accounts.rule_at(at).cap - accounts.held(work, own)
    owed = rules.debt_account(volunteer_id), accounts.debt(work, volunteer_id)
    moves = rules.credit([one for one in payers if one[1]], own, fund, room, give_back=back, debt=owed)
    made = accounts.entry(work, HourEntryKind.SERVICE, source, at, reason, *moves)
    if not book.post(work.session, made, work.now):
        return None
    watch(work, volunteer_id, at)
    what = {"volunteer_id": volunteer_id, "area_code": area_code, "task_id": task_id, "hours": hours}
    store.record(work.session, ServiceRecord(entry_id=made.id, served_at=at, **what))  # type: ignore[arg-type]
    return made.id


def credit_by_hand(work: Work, said: CreditHours) -> HoursMoved:
    """Record service that no task shows."""
    work.authorise(said.area_code, "area", "区域")
    at = datetime.combine(said.served_on, time(12), LOCAL).astimezone(UTC)
    if said.served_on > local(work.now).date():
        text, zh = "It lies in the future.", "日期不能晚于今天。"
        raise Invalid("in_the_future", text, zh, {"served_on": [f"{text} {zh}"]})
    hours, owner = rules.in_quarters(said.hours), accounts.holder_of(work, said.volunteer_id)
    _refuse_long_day(work, said, owner, hours)
    source = f"by_hand:{uuid4()}"
    entry_id = credit_service(work, owner, said.area_code, hours, at, None, source, said.reason)
    assert entry_id is not None, "a source of its own was credited before"
    return accounts.moved(work, entry_id, owner)


def _refuse_long_day(work: Work, said: CreditHours, owner: UUID, hours: Decimal) -> None:
    """Nobody serves more than a day has, also by two records at once."""
    book.lock(work.session, [accounts.own_account(work, owner, said.area_code)])
    begins = datetime.combine(said.served_on, time(), LOCAL)
    day = store.records(work.session, owner, begins, begins.replace(hour=23, minute=59, second=59))
    if sum((one.hours for one in day), hours) > 24:
        text, zh = "With this the day would have more than 24 hours of service.", "该日服务时长将超过24小时。"
        raise Conflict("day_too_long", text, zh, {"hours": [f"{text} {zh}"]})


def take_back(work: Work, entry_id: UUID, volunteer_id: UUID, reason: str) -> None:
    """Undo the credit of a service by a counter-entry; what of it is spent stays owed, and later service pays it.

    Raises `Conflict` (`overdraft`) where the fund has given away what came to it above the cap.
    """
    wanted = existing(book.find_entry(work.session, entry_id=entry_id), "entry", "账目")
    owed, own = rules.debt_account(volunteer_id), rules.own_account(volunteer_id)
    there = book.lock(work.session, [own])[own]
    taken = sum((one.amount for one in wanted.moves if one.to_id == own), NOTHING)
    missing = taken - book.balance(work.session, own)
    if missing > 0:
        accounts.opened(work, owed, "owed", there.area_code, owner=volunteer_id, bounded=False)
        move = Move(from_id=owed, to_id=own, amount=missing)
        made = accounts.entry(work, HourEntryKind.DEBT, f"debt:{entry_id}", work.now, reason, move)
        book.post(work.session, made, work.now)
    book.reverse(work.session, entry_id, work.now, work.by, reason)


def release_task(work: Work, task_id: UUID, at: datetime) -> None:
    """A task was given up: what was set aside for it goes back."""
    reservation = accounts.reservation(work, task_id)[0]
    if reservation is not None:
        book.settle(
            work.session, reservation.id, accounts.entry(work, HourEntryKind.RELEASE, f"release:{uuid4()}", at, "")
        )
        gather_owner(work, reservation)


def gather_owner(work: Work, reservation: Account) -> None:
    """What went back to the account somebody signs in with is the volunteer's of the register."""
    volunteer = people.of_account(work.session, reservation.owner) if reservation.owner else None
    if volunteer is not None:
        accounts.gather(work, volunteer)
        watch(work, volunteer.id, work.now)
