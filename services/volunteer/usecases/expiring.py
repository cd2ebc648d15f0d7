"""Hours that run out: warned of, then given to the fund, by a durable timer for each account."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from linli import timers
from linli.clock import LOCAL, local
from linli.contracts.volunteer.hours import HourEntryKind
from linli.ledger import book, reading
from linli.ledger.entry import Move
from linli.ledger.reading import Line
from linli.work import Work
from services.volunteer.domain import expiry
from services.volunteer.domain.expiry import Posted
from services.volunteer.domain.hours import own_account
from services.volunteer.store import people
from services.volunteer.usecases import hour_accounts as accounts

AT_NINE = time(9)


def watch(work: Work, owner: UUID, at: datetime) -> None:
    """Hours came to somebody: have them looked at when they are first to be warned of.

    What came earlier is looked at earlier, and puts the timer anew.
    """
    rule = accounts.rule_at(at)
    lot = expiry.lot_of(local(at).date(), rule.cap, rule)
    if lot is not None:
        timers.put_earlier(work.session, "hours.expiry", owner, _at_nine(max(lot.warned_on, local(work.now).date())))


def run_out(work: Work, owner: UUID) -> None:
    """A day on which hours of somebody are to be warned of, or are gone."""
    own, today = own_account(owner), local(work.now).date()
    account = book.find_account(work.session, own)
    if account is None:
        return
    fund = accounts.fund_account(work, account.area_code)
    book.lock(work.session, [own, fund])
    left = expiry.lots([_posted(one) for one in reading.all_lines(work.session, own)], accounts.published())
    gone = expiry.ended(left, today)
    if gone:
        move = Move(from_id=own, to_id=fund, amount=gone)
        made = accounts.entry(work, HourEntryKind.EXPIRY, f"expiry:{owner}:{today}", work.now, "", move)
        book.post(work.session, made, work.now)
    soon = expiry.warned(left, today)
    volunteer = people.find_volunteer(work.session, owner, to_change=True)
    if soon is not None and volunteer is not None:
        work.emit(volunteer.hours_end(soon.amount, soon.ends_on, work.now))
    following = expiry.next_day(left, today)
    if following is not None:
        timers.put(work.session, "hours.expiry", owner, _at_nine(following))


def _posted(line: Line) -> Posted:
    day = local(line.happened_at).date()
    return Posted(day=day, amount=line.amount, kind=line.kind, entry_id=line.entry_id, reverses=line.reverses)


def _at_nine(day: date) -> datetime:
    return datetime.combine(day, AT_NINE, LOCAL)
