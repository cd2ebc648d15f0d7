"""Requests of one matter are merged 并单, or parted again; those of related matters are linked."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from linli.contracts.hotline.handling import ReasonedMove
from linli.contracts.hotline.merging import LinkRequests, MergeRequests, RelatedRequestView, RelatedView, UnlinkRequests
from linli.errors import Invalid, StaleVersion, existing
from linli.work import Work
from services.hotline.domain.merging import check_distinct, check_merger, check_undoing
from services.hotline.domain.request import Request
from services.hotline.store import merging as store
from services.hotline.store import requests as requests_store
from services.hotline.usecases.history import tell
from services.hotline.usecases.requests import get_request, to_change


def merge(work: Work, said: MergeRequests) -> RelatedView:
    """Merge requests into the main one, all of them or none."""
    wanted = [one.id for one in said.requests]
    check_distinct(said.id, wanted)
    found = store.requests_to_change(work.session, {said.id, *wanted})
    main = _reached(work, found.get(said.id))
    work.expect(said.version, main.sequence)
    others = [_reached(work, found.get(one)) for one in wanted]
    _expect_each(said, others)
    check_merger(main, others)
    for other in others:
        tell(work, other.merge(work.now, main.id), note=said.reason)
    work.session.flush()
    return related(work, main)


def _reached(work: Work, found: Request | None) -> Request:
    request = existing(found, "request", "诉求")
    work.authorise(request.area_code, "request", "诉求")
    return request


def _expect_each(said: MergeRequests, others: Iterable[Request]) -> None:
    """Raises `StaleVersion` naming each request that has changed since the caller saw it."""
    fields = {
        f"requests.{at}.version": [f"Version {seen.version} is not the present {one.sequence}. 版本不一致。"]
        for at, (seen, one) in enumerate(zip(said.requests, others, strict=True))
        if seen.version not in (None, one.sequence)
    }
    if fields:
        text, zh = "Some requests have changed since; read them again.", "部分诉求已更新，请刷新后重试。"
        raise StaleVersion("stale_version", text, zh, fields)


def unmerge(work: Work, said: ReasonedMove) -> Request:
    """Undo a merger: the request goes on by itself."""
    request = to_change(work, said.id, said.version)
    check_undoing(request, work.now)
    tell(work, request.unmerge(work.now), note=said.reason)
    return request


def link(work: Work, said: LinkRequests) -> RelatedView:
    """Say that two requests are related."""
    one = _both(work, said)
    store.link(work.session, said.id, said.other_id, work.now, work.by, said.note)
    return related(work, one)


def unlink(work: Work, said: UnlinkRequests) -> RelatedView:
    """Take a link back."""
    one = _both(work, said)
    store.unlink(work.session, said.id, said.other_id)
    return related(work, one)


def _both(work: Work, said: LinkRequests | UnlinkRequests) -> Request:
    """The first of the two requests, when the caller reaches both and they are two."""
    if said.id == said.other_id:
        text = "A request is not linked with itself. 不能关联自身。"
        raise Invalid("linked_with_itself", text, "不能关联自身。", {"other_id": [text]})
    get_request(work, said.other_id)
    return get_request(work, said.id)


def related(work: Work, request: Request) -> RelatedView:
    """What has to do with the request, of the areas where the caller may look."""
    return RelatedView(
        id=request.id,
        version=request.sequence,
        merged_into=_named(work, request.merged_into),
        repeat_of=_named(work, request.repeat_of),
        merged=_seen(work, store.merged_into(work.session, request.id)),
        linked=_seen(work, store.linked_with(work.session, request.id)),
    )


def _named(work: Work, request_id: UUID | None) -> RelatedRequestView | None:
    found = requests_store.find_request(work.session, request_id) if request_id else None
    return next(iter(_seen(work, [found] if found else [])), None)


def _seen(work: Work, found: Iterable[Request]) -> tuple[RelatedRequestView, ...]:
    return tuple(_view(one) for one in found if work.reaches(one.area_code))


def _view(request: Request) -> RelatedRequestView:
    return RelatedRequestView(
        id=request.id,
        version=request.sequence,
        tracking_code=request.tracking_code,
        area_code=request.area_code,
        title=request.title,
        category=request.category,
        state=request.state,
        opened_at=request.opened_at,
    )
