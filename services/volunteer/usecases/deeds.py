"""The moral bank: deeds reported and decided, points credited, made of hours, and spent at the charity supermarket."""

from __future__ import annotations

from uuid import UUID, uuid4

from linli.areas import district_of, path_of
from linli.clock import local
from linli.contracts.assistance.charity_shop import GoodsEvent
from linli.contracts.volunteer.deeds import (
    ConvertHours,
    DecideDeed,
    DeedPage,
    DeedRuleList,
    DeedView,
    GetDeed,
    GetPoints,
    GetRedemption,
    ListDeeds,
    PointsView,
    RedeemPoints,
    RedemptionState,
    RedemptionView,
    ReportDeed,
)
from linli.contracts.volunteer.hours import HourEntryKind
from linli.errors import Conflict, Invalid, existing
from linli.events import NotYet
from linli.ledger import book
from linli.ledger.entry import HUNDREDTH, Account, Entry, Move, asked_as
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.volunteer.domain import deeds as rules
from services.volunteer.domain import hours as hour_rules
from services.volunteer.domain.deeds import Deed, Redemption
from services.volunteer.rules_file import deed_rules
from services.volunteer.store import deeds as store
from services.volunteer.store.hours import reserved_of
from services.volunteer.usecases import hour_accounts as hours
from services.volunteer.usecases.hours import mine


def list_rules(work: Work) -> DeedRuleList:
    """The published rules."""
    mine(work)
    return DeedRuleList(items=deed_rules())


def report(work: Work, said: ReportDeed) -> DeedView:
    """Report a deed, which a second person decides."""
    work.authorise(said.area_code, "area", "区域")
    if said.done_on > local(work.now).date():
        text, zh = "It lies in the future.", "日期不能晚于今天。"
        raise Invalid("in_the_future", text, zh, {"done_on": [f"{text} {zh}"]})
    rule = rules.rule_of(deed_rules(), said.code, said.done_on)
    doer = hours.holder_of(work, said.doer_id)
    book.lock(work.session, [_own(work, doer, said.area_code)])
    if store.counted(work.session, doer, said.code, said.done_on.year) >= rule.most_a_year:
        text, zh = (
            f"This kind counts at most {rule.most_a_year} times a year.",
            f"该善行每年最多计 {rule.most_a_year} 次。",
        )
        raise Conflict("most_a_year", text, zh, {"code": [f"{text} {zh}"]})
    where = (doer, said.area_code, path_of(said.area_code))
    made = Deed(
        uuid4(), *where, said.code, rule.points.quantize(HUNDREDTH), said.done_on, said.text, work.now, caller_of(work)
    )
    store.save(work.session, made)
    return _view(made)


def decide(work: Work, said: DecideDeed) -> DeedView:
    """Confirm a deed, which credits its points, or refuse it."""
    deed = store.deed_of(work.session, said.id, to_change=True)
    work.authorise(deed.area_code, "deed", "善行")
    work.expect(said.version, deed.sequence)
    by = caller_of(work)
    told = deed.decide(said.confirmed, by, hours.holder_of(work, by), said.note, work.now)
    if told is not None:
        _credit(work, deed)
        work.emit(told)
    return _view(deed)


def get(work: Work, said: GetDeed) -> DeedView:
    """One deed."""
    deed = store.deed_of(work.session, said.id)
    work.authorise(deed.area_code, "deed", "善行")
    return _view(deed)


def list_deeds(work: Work, said: ListDeeds) -> DeedPage:
    """Deeds of an area and below."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.deeds_in(work.session, said)
    return DeedPage(items=tuple(_view(one) for one in found), next_cursor=cursor)


def points(work: Work, said: GetPoints) -> PointsView:
    """What points somebody has."""
    return _points(work, hours.holder_of(work, said.owner_id), _reached(work, said.owner_id))


def my_points(work: Work) -> PointsView:
    """What points the caller has."""
    own = mine(work)
    return _points(work, own, book.find_account(work.session, rules.own_account(own)))


def convert(work: Work, said: ConvertHours) -> PointsView:
    """Make points of hours, in one entry of both."""
    account = hours.reached(work, said.owner_id)
    amount, owner = rules.worth(hours.rule_at(work.now), said.hours), hours.holder_of(work, said.owner_id)
    where = account.area_code
    used = hours.opened(work, hour_rules.converted_account(where), "converted", district_of(where))
    moves = (
        Move(from_id=account.id, to_id=used, amount=said.hours),
        Move(from_id=_issuing(work, where), to_id=_own(work, owner, where), amount=amount),
    )
    made = hours.entry(work, HourEntryKind.CONVERSION, f"convert:{uuid4()}", work.now, "", *moves)
    with asked_as("hours"):
        book.post(work.session, made, work.now)
    return _points(work, owner, book.find_account(work.session, rules.own_account(owner)))


def redeem(work: Work, said: RedeemPoints) -> RedemptionView:
    """Ask the supermarket for goods; the points are set aside until it answers."""
    account = _reached(work, said.owner_id)
    owner, points = hours.holder_of(work, said.owner_id), said.points.quantize(HUNDREDTH)
    wish = (owner, account.area_code, said.good_id, said.quantity, points)
    made = Redemption(uuid4(), *wish, work.now)
    store.save(work.session, made)
    with asked_as("points"):
        book.reserve(work.session, made.id, account.id, _entry(work, "redemption", f"redeem:{made.id}"), said.points)
    work.emit(made.ask())
    return _redemption_view(made)


def follow(work: Work, event: GoodsEvent) -> None:
    """The supermarket has answered: the points pay the goods, or go back. Raises `NotYet` for an unknown wish."""
    redemption = store.find_redemption(work.session, event.subject)
    if redemption is None:
        raise NotYet(f"redemption {event.subject} is not here yet")
    if not redemption.follow(event):
        return
    spent = _open(work, rules.spent_account(redemption.area_code), "spent", district_of(redemption.area_code))
    paid = redemption.paid if redemption.state is not RedemptionState.REFUSED else None
    settled = _entry(work, "redemption", f"settle:{redemption.id}")
    if paid is None:
        book.settle(work.session, redemption.id, settled)
    else:
        book.settle(work.session, redemption.id, settled, spent, paid)


def get_redemption(work: Work, said: GetRedemption) -> RedemptionView:
    """One wish."""
    found = store.redemption_of(work.session, said.id)
    work.authorise(found.area_code, "wish for goods", "兑换申请")
    return _redemption_view(found)


def _credit(work: Work, deed: Deed) -> None:
    issuing, own = _issuing(work, deed.area_code), _own(work, deed.doer_id, deed.area_code)
    move = Move(from_id=issuing, to_id=own, amount=deed.points)
    book.post(work.session, _entry(work, "deed", f"deed:{deed.id}", move), work.now)


def _entry(work: Work, kind: str, source: str, *moves: Move) -> Entry:
    return book.entry_of(kind, source, work.now, work.by, "", *moves)


def _own(work: Work, owner_id: UUID, area_code: str) -> UUID:
    return _open(work, rules.own_account(owner_id), "own", area_code, owner=owner_id)


def _issuing(work: Work, area_code: str) -> UUID:
    return _open(work, rules.issuing_account(area_code), "issued", area_code, bounded=False)


def _open(
    work: Work, account_id: UUID, kind: str, area_code: str, *, owner: UUID | None = None, bounded: bool = True
) -> UUID:
    made = Account(
        id=account_id,
        kind=kind,
        unit=rules.UNIT,
        area_code=area_code,
        opened_at=work.now,
        owner=owner,
        bounded=bounded,
    )
    book.open_account(work.session, made)
    return account_id


def _reached(work: Work, owner_id: UUID) -> Account:
    own = rules.own_account(hours.holder_of(work, owner_id))
    account = existing(book.find_account(work.session, own), "account", "账户")
    work.authorise(account.area_code, "account", "账户")
    return account


def _points(work: Work, owner_id: UUID, account: Account | None) -> PointsView:
    own = rules.own_account(owner_id)
    return PointsView(
        owner_id=owner_id,
        area_code=account.area_code if account else None,
        balance=book.balance(work.session, own),
        reserved=reserved_of(work.session, own),
    )


def _view(deed: Deed) -> DeedView:
    return DeedView(
        id=deed.id,
        version=deed.sequence,
        doer_id=deed.doer_id,
        area_code=deed.area_code,
        code=deed.code,
        zh=next((one.zh for one in deed_rules() if one.code == deed.code), deed.code),
        points=deed.points,
        done_on=deed.done_on,
        text=deed.text,
        state=deed.state,
        reported_at=deed.reported_at,
        reported_by=deed.reported_by,
        decided_at=deed.decided_at,
        decided_by=deed.decided_by,
        note=deed.note,
    )


def _redemption_view(found: Redemption) -> RedemptionView:
    return RedemptionView(
        id=found.id,
        version=found.sequence,
        owner_id=found.owner_id,
        area_code=found.area_code,
        good_id=found.good_id,
        quantity=found.quantity,
        reserved=found.reserved,
        paid=found.paid,
        state=found.state,
        asked_at=found.asked_at,
        answered_at=found.answered_at,
        refusal=found.refusal,
    )
