"""Marks on callers: set, lifted, listed, and heeded when one of them calls."""

from __future__ import annotations

from uuid import uuid4

from linli.areas import path_of
from linli.contracts.hotline.callers import LiftMark, ListMarks, MarkCaller, MarkPage, MarkView
from linli.sealing import Sealer, masked_phone
from linli.work import Work
from services.hotline.domain.caller_mark import CallerMark
from services.hotline.store import callers as store
from services.hotline.usecases.numbers import sealed_number


def mark_caller(work: Work, said: MarkCaller, sealer: Sealer) -> CallerMark:
    """Mark a number. Raises `Invalid` for a time that is over already."""
    work.authorise(said.area_code, "area", "区域")
    assert work.principal is not None
    mark = CallerMark(
        id=uuid4(),
        area_code=said.area_code,
        path=path_of(said.area_code),
        number=sealed_number(sealer, said.number),
        kind=said.kind,
        reason=said.reason,
        marked_by=work.principal.account_id,
        marked_at=work.now,
        until=said.until,
    )
    store.save(work.session, mark)
    return mark


def lift_mark(work: Work, said: LiftMark) -> CallerMark:
    """Take a mark away."""
    mark = store.mark_to_change(work.session, said.id)
    work.authorise(mark.area_code, "mark", "标记")
    work.expect(said.version, mark.version)
    assert work.principal is not None
    mark.lift(work.principal.account_id, work.now)
    return mark


def list_marks(work: Work, said: ListMarks, sealer: Sealer) -> MarkPage:
    """The marks of the areas asked for."""
    for area in said.areas:
        work.authorise(area, "area", "区域")
    found, cursor = store.list_marks(work.session, said, work.now)
    return MarkPage(items=tuple(view(one, sealer) for one in found), next_cursor=cursor)


def rejects(work: Work, number: str | None, area_code: str) -> bool:
    """Whether a call from this (sealed) number is to be rejected; it counts on the mark."""
    mark = store.rejecting(work.session, number, area_code, work.now) if number else None
    if mark is None:
        return False
    mark.rejected_calls += 1
    return True


def view(mark: CallerMark, sealer: Sealer) -> MarkView:
    """The mark as it is shown: with its number masked."""
    return MarkView(
        id=mark.id,
        version=mark.version,
        area_code=mark.area_code,
        number=masked_phone(sealer.open(mark.number, "phone")),
        kind=mark.kind,
        reason=mark.reason,
        until=mark.until,
        marked_by=mark.marked_by,
        marked_at=mark.marked_at,
        lifted_by=mark.lifted_by,
        lifted_at=mark.lifted_at,
        rejected_calls=mark.rejected_calls,
    )
