"""Vouchers issued in batches, released by another, withdrawn, and closed after their last day."""

from __future__ import annotations

from uuid import UUID, uuid4

from linli import timers
from linli.areas import covers, path_of
from linli.contracts.assistance.cards import CardState
from linli.contracts.assistance.vouchers import (
    GetVouchers,
    IssuedVouchers,
    IssueVouchers,
    ListVouchers,
    ReleaseVouchers,
    VoucherBatchPage,
    VoucherBatchView,
    VoucherCode,
    WithdrawVouchers,
)
from linli.errors import Invalid
from linli.ledger import book
from linli.ledger.entry import NOTHING, Move
from linli.sealing import Sealer
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.assistance.domain.cards import Card, new_code
from services.assistance.domain.funds import Fund, source_account
from services.assistance.domain.register import Person
from services.assistance.domain.vouchers import VoucherBatch
from services.assistance.store import cards as card_store
from services.assistance.store import funds as fund_store
from services.assistance.store import vouchers as store
from services.assistance.usecases.cards import CODE, open_account
from services.assistance.usecases.payment_eyes import check_apart
from services.assistance.usecases.people import reached


def issue(work: Work, said: IssueVouchers, sealer: Sealer) -> IssuedVouchers:
    """Make vouchers, `each` for every person; their codes are told this once."""
    work.authorise(said.area_code, "area", "区域")
    fund = fund_store.fund_of(work.session, said.fund_id)
    batch = VoucherBatch(
        id=uuid4(),
        area_code=said.area_code,
        path=path_of(said.area_code),
        label=said.label,
        fund_id=fund.id,
        source=said.source,
        value=said.value,
        count=len(set(said.person_ids)) * said.each,
        scope=tuple(dict.fromkeys(said.scope)),
        merchants=[str(one) for one in dict.fromkeys(said.merchants)],
        expires_on=said.expires_on,
        issued_at=work.now,
        issued_by=caller_of(work),
    )
    work.emit(batch.issue(work.now))
    persons = _reached_in_area(work, said, fund)
    card_store.save(work.session, batch)
    made = [_voucher(work, batch, one, sealer) for one in persons for _ in range(said.each)]
    card_store.save(work.session, *(card for card, _ in made))
    for card, _ in made:
        open_account(work, card.id, "voucher", card.area_code, batch.id)
    timers.put(work.session, "vouchers.close", batch.id, batch.closes_at)
    codes = tuple(VoucherCode(id=card.id, person_id=card.person_id, code=code) for card, code in made)
    return IssuedVouchers(batch=_view(batch, store.Sums()), vouchers=codes)


def _reached_in_area(work: Work, said: IssueVouchers, fund: Fund) -> list[Person]:
    """The persons, each once. They, fund and merchants must be those of the area.

    Raises `Invalid`, and `NotFound` for who is not there.
    """
    if not said.area_code.startswith(fund.area_code):
        text, zh = "The fund is not one of this area or above it.", "该资金不属于本区域或其上级。"
        raise Invalid("other_fund", text, zh, {"fund_id": [f"{text} {zh}"]})
    for one in said.merchants:
        if not covers(said.area_code[:6], card_store.merchant_of(work.session, one).area_code):
            text, zh = "A merchant is of another district.", "所选商户不在本区。"
            raise Invalid("other_district", text, zh, {"merchants": [f"{text} {zh}"]})
    persons = []
    for one in dict.fromkeys(said.person_ids):
        person = reached(work, one)
        if not covers(said.area_code, person.area_code):
            text, zh = "A person is of another area.", "所选人员不在该区域。"
            raise Invalid("other_area", text, zh, {"person_ids": [f"{text} {zh}"]})
        persons.append(person)
    return persons


def _voucher(work: Work, batch: VoucherBatch, person: Person, sealer: Sealer) -> tuple[Card, str]:
    code = new_code()
    card = Card(
        id=uuid4(),
        area_code=person.area_code,
        path=person.path,
        label=batch.label,
        code=sealer.seal(code, CODE),
        person_id=person.id,
        fund_id=batch.fund_id,
        source=batch.source,
        scope=batch.scope,
        expires_on=batch.expires_on,
        issued_at=work.now,
        issued_by=batch.issued_by,
        batch_id=batch.id,
        sequence=1,
    )
    return card, code


def release(work: Work, said: ReleaseVouchers) -> VoucherBatchView:
    """Put their value on the vouchers, out of the source of the fund.

    Raises `Forbidden` (`four_eyes`, `related_to_household`, `staff_unregistered`), `Conflict` (`control_totals`,
    `overdraft`).
    """
    batch = _to_change(work, said.id, said.version)
    by = caller_of(work)
    ready = [one for one in store.vouchers_of(work.session, batch.id) if one.state is CardState.ISSUED]
    work.emit(batch.release(len(ready), (said.count, said.total), by, work.now))
    check_apart(work, {one.person_id for one in ready}, batch.issued_by, by)
    source = source_account(batch.fund_id, batch.source)
    moves = [Move(from_id=source, to_id=one.id, amount=batch.value) for one in ready]
    book.post(work.session, book.entry_of(store.RELEASE, f"vouchers:{batch.id}", work.now, by, "", *moves), work.now)
    for one in ready:
        one.release()
    return view(work, batch)


def withdraw(work: Work, said: WithdrawVouchers) -> VoucherBatchView:
    """Give a batch up before it was released."""
    batch = _to_change(work, said.id, said.version)
    work.emit(batch.withdraw(said.reason, work.now))
    for one in store.vouchers_of(work.session, batch.id):
        one.expire()
    timers.cancel(work.session, "vouchers.close", batch.id)
    return view(work, batch)


def close(work: Work, batch_id: UUID) -> None:
    """End a batch once no till can report of its last day: what was not spent goes back to the source."""
    batch = store.find_batch(work.session, batch_id, to_change=True)
    event = None if batch is None else batch.close(work.now)
    if batch is None or event is None:
        return
    made = store.vouchers_of(work.session, batch.id)
    held = book.balances(work.session, [one.id for one in made])
    source = source_account(batch.fund_id, batch.source)
    moves = [Move(from_id=one.id, to_id=source, amount=held[one.id]) for one in made if held[one.id] > NOTHING]
    if moves:
        cause = f"vouchers:{batch.id}:close"
        book.post(work.session, book.entry_of("voucher_close", cause, work.now, None, "", *moves), work.now)
    for one in made:
        one.expire()
    work.emit(event)


def get_batch(work: Work, said: GetVouchers) -> VoucherBatchView:
    """One batch."""
    batch = store.batch_of(work.session, said.id)
    work.authorise(batch.area_code, "voucher batch", "救助券批次")
    return view(work, batch)


def list_batches(work: Work, said: ListVouchers) -> VoucherBatchPage:
    """The batches of an area."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.page(work.session, said)
    known = store.sums(work.session, [one.id for one in found])
    return VoucherBatchPage(items=tuple(_view(one, known[one.id]) for one in found), next_cursor=cursor)


def view(work: Work, batch: VoucherBatch) -> VoucherBatchView:
    """A batch as it is shown."""
    work.session.flush()
    return _view(batch, store.sums(work.session, [batch.id])[batch.id])


def _view(batch: VoucherBatch, known: store.Sums) -> VoucherBatchView:
    return VoucherBatchView(
        id=batch.id,
        version=batch.sequence,
        area_code=batch.area_code,
        label=batch.label,
        fund_id=batch.fund_id,
        source=batch.source,
        value=batch.value,
        count=batch.count,
        spent=known.spent,
        scope=batch.scope,
        merchants=tuple(UUID(one) for one in batch.merchants),
        expires_on=batch.expires_on,
        state=batch.state,
        released=known.released,
        paid=known.paid,
        left=known.left,
        returned=known.released - known.paid - known.left,
        issued_at=batch.issued_at,
        note=batch.note,
    )


def _to_change(work: Work, batch_id: UUID, version: int | None) -> VoucherBatch:
    batch = store.batch_of(work.session, batch_id, to_change=True)
    work.authorise(batch.area_code, "voucher batch", "救助券批次")
    work.expect(version, batch.sequence)
    return batch
