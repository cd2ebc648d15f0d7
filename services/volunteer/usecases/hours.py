"""Volunteers' hours 服务时长: given to relatives, donated, granted, set aside for a task, undone."""

from __future__ import annotations

from uuid import UUID, uuid4

from linli.areas import district_of
from linli.contracts.volunteer.hours import (
    DeclareRelative,
    DonateHours,
    GetHourFund,
    GetHours,
    GiveMyHours,
    GrantHours,
    HourEntryKind,
    HourFundView,
    HourLine,
    HourLinePage,
    HourRuleList,
    HoursMoved,
    HoursView,
    ListHourLines,
    ListMyHourLines,
    RelativeView,
    ReleaseHours,
    ReserveHours,
    ReverseHours,
    TransferHours,
)
from linli.errors import Conflict, Invalid, existing
from linli.ledger import book, reading
from linli.ledger.entry import Account, asked_as
from linli.ledger.reading import Line
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.volunteer.domain import hours as rules
from services.volunteer.rules_file import hour_rules
from services.volunteer.store import hours as store
from services.volunteer.store.tasks import TASKS
from services.volunteer.usecases import hour_accounts as accounts
from services.volunteer.usecases.crediting import gather_owner
from services.volunteer.usecases.expiring import watch


def declare_relative(work: Work, said: DeclareRelative) -> RelativeView:
    """Note a relative of a volunteer."""
    pair = (_owner(accounts.reached(work, said.volunteer_id)), accounts.holder_of(work, said.relative_id))
    if pair[0] == pair[1]:
        raise Invalid(
            "same_account", "Nobody is their own relative.", "不能将本人登记为亲属。", {"relative_id": ["self"]}
        )
    at = store.declare(work.session, *pair, said.relation, work.now, caller_of(work))
    return RelativeView(volunteer_id=pair[0], relative_id=pair[1], relation=said.relation, declared_at=at)


def transfer(work: Work, said: TransferHours) -> HoursMoved:
    """Give hours to a declared relative, who may not come above the cap."""
    return give(work, accounts.reached(work, said.volunteer_id), said)


def give(work: Work, account: Account, said: TransferHours) -> HoursMoved:
    """As `transfer`, for whoever is let at the account."""
    owner, relative = _owner(account), accounts.holder_of(work, said.relative_id)
    if not store.is_relative(work.session, owner, relative):
        text, zh = "They are not noted as a relative of the volunteer.", "对方未登记为该志愿者的亲属。"
        raise Conflict("no_relative", text, zh, {"relative_id": [f"{text} {zh}"]})
    theirs = accounts.own_account(work, relative, account.area_code)
    book.lock(work.session, [account.id, theirs])
    rules.refuse_above_cap(accounts.rule_at(work.now), accounts.held(work, theirs), said.hours)
    watch(work, relative, work.now)
    return accounts.post(work, HourEntryKind.TRANSFER, owner, said.reason, (account.id, theirs, said.hours))


def _owner(account: Account) -> UUID:
    assert account.owner is not None, "the account of a volunteer is somebody's"
    return account.owner


def donate(work: Work, said: DonateHours) -> HoursMoved:
    """Give hours to the district's fund."""
    account = accounts.reached(work, said.volunteer_id)
    fund = accounts.fund_account(work, account.area_code)
    return accounts.post(work, HourEntryKind.DONATION, _owner(account), said.reason, (account.id, fund, said.hours))


def grant(work: Work, said: GrantHours) -> HoursMoved:
    """Give hours of the fund to somebody in need: for those who act at the district."""
    work.authorise(district_of(said.area_code), "fund", "时长基金")
    owner = accounts.holder_of(work, said.volunteer_id)
    own, fund = accounts.own_account(work, owner, said.area_code), accounts.fund_account(work, said.area_code)
    book.lock(work.session, [own, fund])
    rules.refuse_above_cap(accounts.rule_at(work.now), accounts.held(work, own), said.hours)
    watch(work, owner, work.now)
    return accounts.post(work, HourEntryKind.GRANT, owner, said.reason, (fund, own, said.hours))


def reserve(work: Work, said: ReserveHours) -> HoursMoved:
    """Set hours aside for a task that has not ended; one task is paid by one person."""
    task = TASKS.task_to_change(work.session, said.task_id)
    work.authorise(task.area_code, TASKS.what, TASKS.what_zh)
    owner = accounts.holder_of(work, said.volunteer_id)
    account = existing(book.find_account(work.session, rules.own_account(owner)), "account", "账户")
    if task.ended:
        raise Conflict("task_over", "The task is over.", "任务已结束。")
    before, number = accounts.reservation(work, task.id)
    if before is not None and book.balance(work.session, before.id):
        raise Conflict("reserved_already", "Hours are set aside for this task already.", "该任务已预留时长。")
    made = accounts.entry(work, HourEntryKind.RESERVATION, f"reserve:{uuid4()}", work.now, "")
    with asked_as("hours"):
        book.reserve(work.session, rules.reservation_of(task.id, number + 1), account.id, made, said.hours)
    return accounts.moved(work, made.id, owner)


def release(work: Work, said: ReleaseHours) -> HoursMoved:
    """Give back what is set aside for a task."""
    task = TASKS.task_of(work.session, said.task_id)
    work.authorise(task.area_code, TASKS.what, TASKS.what_zh)
    reservation = existing(accounts.reservation(work, task.id)[0], "reservation", "时长预留")
    owner = accounts.holder_of(work, said.volunteer_id)
    if reservation.owner is None or accounts.holder_of(work, reservation.owner) != owner:
        raise Conflict("reserved_by_another", "Somebody else set these hours aside.", "该预留属于他人。")
    made = accounts.entry(work, HourEntryKind.RELEASE, f"release:{uuid4()}", work.now, "")
    if not book.settle(work.session, reservation.id, made):
        raise Conflict("nothing_reserved", "Nothing is set aside for this task.", "该任务没有预留时长。")
    gather_owner(work, reservation)
    return accounts.moved(work, made.id, owner)


def reverse(work: Work, said: ReverseHours) -> HoursMoved:
    """Undo an entry, at every account that it touched."""
    wanted = existing(book.find_entry(work.session, entry_id=said.entry_id), "entry", "账目")
    touched = [book.find_account(work.session, one) for move in wanted.moves for one in (move.from_id, move.to_id)]
    own = [one for one in touched if one is not None and one.owner is not None and one.unit == rules.UNIT]
    owner = existing(own[0] if own else None, "entry", "账目").owner
    for one in own:
        work.authorise(one.area_code, "entry", "账目")
    made = book.reverse(work.session, said.entry_id, work.now, caller_of(work), said.reason)
    assert owner is not None
    return accounts.moved(work, made.id, owner)


def fund(work: Work, said: GetHourFund) -> HourFundView:
    """What a district's fund holds."""
    work.authorise(said.area_code, "fund", "时长基金")
    held = book.balance(work.session, rules.fund_account(said.area_code))
    return HourFundView(area_code=district_of(said.area_code), balance=held)


def mine(work: Work) -> UUID:
    """Whose hours the caller's are, who may see and give what is their own wherever they act."""
    assert work.principal is not None, "an event is not a caller"
    work.authorise(work.principal.areas()[0], "account", "账户")
    return accounts.holder_of(work, work.principal.account_id)


def list_rules(work: Work) -> HourRuleList:
    """The published rules, for anyone who is signed in."""
    mine(work)
    return HourRuleList(items=hour_rules())


def get(work: Work, said: GetHours) -> HoursView:
    """What a volunteer holds."""
    account = accounts.reached(work, said.volunteer_id)
    return accounts.view(work, _owner(account), account)


def get_mine(work: Work) -> HoursView:
    """What the caller holds."""
    own = mine(work)
    return accounts.view(work, own, book.find_account(work.session, rules.own_account(own)))


def give_mine(work: Work, said: GiveMyHours) -> HoursMoved:
    """The caller gives hours to a declared relative."""
    own = mine(work)
    account = existing(book.find_account(work.session, rules.own_account(own)), "account", "账户")
    wish = TransferHours(volunteer_id=own, relative_id=said.relative_id, hours=said.hours, reason=said.reason)
    return give(work, account, wish)


def lines(work: Work, said: ListHourLines) -> HourLinePage:
    """A page of a volunteer's statement."""
    return page_of(work, accounts.reached(work, said.volunteer_id).id, said.cursor, said.limit)


def lines_of_mine(work: Work, said: ListMyHourLines) -> HourLinePage:
    """A page of the caller's own statement."""
    return page_of(work, rules.own_account(mine(work)), said.cursor, said.limit)


def page_of(work: Work, account_id: UUID, cursor: str | None, limit: int) -> HourLinePage:
    """A page of the lines of an account."""
    found, following = reading.lines(work.session, account_id, cursor, limit)
    return HourLinePage(items=tuple(line_view(one) for one in found), next_cursor=following)


def line_view(line: Line) -> HourLine:
    """A line as it is shown."""
    cause, _, about = line.source.partition(":")
    return HourLine(
        number=line.number,
        entry_id=line.entry_id,
        kind=HourEntryKind(line.kind),
        amount=line.amount,
        balance=line.balance,
        happened_at=line.happened_at,
        recorded_at=line.recorded_at,
        reason=line.reason,
        task_id=UUID(about[:36]) if cause == "task" else None,
        reverses=line.reverses,
    )
