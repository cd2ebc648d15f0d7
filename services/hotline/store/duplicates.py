"""Every question about requests that tell of one matter."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Subquery,
    bindparam,
    delete,
    desc,
    func,
    insert,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from linli.contracts.hotline.words import RequestState
from linli.db import insert_new, write
from services.hotline.domain.duplicates import Matter
from services.hotline.domain.request import Request
from services.hotline.tables.duplicates import MATTER_KEY
from services.hotline.tables.request import REQUEST

UNDER_ONE_KEY = 60
"""At most so many of the newest requests are looked at under one key, however many have it."""
CANDIDATES = 200
"""At most so many requests are compared in full."""
SWEPT = 20_000
"""So many keys are looked through for old ones at a time."""

KEPT = MATTER_KEY.c
_KEEP = insert(MATTER_KEY)
GONE = (RequestState.WITHDRAWN, RequestState.MERGED)
Found = Row[Any]
"""The columns of a request that are compared and shown."""
_NAMES = (
    "id sequence tracking_code area_code title description category state opened_at latitude longitude contact_phone"
)
_SHOWN: Select[Any] = select(*(REQUEST.c[name] for name in _NAMES.split()))


def matter_of(request: Request | Found) -> Matter:
    """What the request is about."""
    return Matter(
        text=f"{request.title} {request.description}",
        told_at=request.opened_at,
        area_code=request.area_code,
        category=request.category,
        latitude=request.latitude,
        longitude=request.longitude,
        caller=request.contact_phone,
    )


def keep(session: Session, request: Request, keys: Iterable[int]) -> None:
    """Keep a new request under its keys."""
    told_at = int(request.opened_at.timestamp())
    rows = [{"key": key, "told_at": told_at, "request_id": request.id} for key in sorted(keys)]
    write(session, _KEEP, *rows)


def candidates(session: Session, keys: Mapping[int, int], since: datetime) -> Sequence[Found]:
    """The requests that promise most: `keys` says how much a find under each is worth.

    Those withdrawn, merged, or ended before `since` are left out.
    """
    if not keys:
        return []
    named = {f"key_{at}": key for at, key in enumerate(keys)}
    worth = {f"worth_{at}": each for at, each in enumerate(keys.values())}
    found = session.scalars(_promising(len(keys)), named | worth).all()
    return session.execute(_SHOWN.where(REQUEST.c.id.in_(found), *_standing(since))).all()


def _standing(since: datetime) -> tuple[ColumnElement[bool], ...]:
    """What can be found: neither withdrawn, merged, nor ended before the moment."""
    return or_(REQUEST.c.ended_at.is_(None), REQUEST.c.ended_at >= since), REQUEST.c.state.not_in(GONE)


def to_be_found(session: Session, since: datetime, after: UUID | None, limit: int) -> Sequence[Found]:
    """Requests that can be found, by id, those after the id `after`."""
    wanted = _SHOWN.where(*_standing(since)).order_by(REQUEST.c.id).limit(limit)
    return session.execute(wanted if after is None else wanted.where(REQUEST.c.id > after)).all()


def keep_missing(session: Session, found: Iterable[tuple[Found, Iterable[int]]]) -> int:
    """Keep these requests under these keys, where they are not yet; how many keys were made."""
    rows = [
        {"key": key, "told_at": int(one.opened_at.timestamp()), "request_id": one.id}
        for one, keys in found
        for key in sorted(keys)
    ]
    if not rows:
        return 0
    new = insert_new(MATTER_KEY, session.get_bind().dialect.name).returning(KEPT.key)
    return len(session.scalars(new, rows).all())


def forget_all(session: Session) -> None:
    """Remove every key."""
    session.execute(delete(MATTER_KEY))


@functools.cache
def _promising(keys: int) -> Select[tuple[UUID]]:
    """The requests found under so many keys, the most promising first: a few of the newest under each, by its index."""
    found = union_all(*(select(_newest(at)) for at in range(keys))).subquery()
    promise = desc(func.sum(found.c.worth)), desc(func.max(found.c.told_at))
    return select(found.c.request_id).group_by(found.c.request_id).order_by(*promise).limit(CANDIDATES)


def _newest(at: int) -> Subquery:
    """The newest requests under one key."""
    worth = bindparam(f"worth_{at}", type_=Integer).label("worth")
    under = select(KEPT.request_id, KEPT.told_at, worth).where(KEPT.key == bindparam(f"key_{at}"))
    return under.order_by(desc(KEPT.told_at)).limit(UNDER_ONE_KEY).subquery()


_BY_CALLER = (
    _SHOWN.where(REQUEST.c.contact_phone == bindparam("phone"), REQUEST.c.category == bindparam("of_category"))
    .where(REQUEST.c.opened_at >= bindparam("since"), REQUEST.c.opened_at <= bindparam("before"))
    .where(REQUEST.c.state != RequestState.WITHDRAWN)
    .order_by(desc(REQUEST.c.opened_at))
    .limit(CANDIDATES)
)
"""Made once, for it is asked with every request that is opened."""


def requests_by(session: Session, phone: str, category: str, since: datetime, before: datetime) -> Sequence[Found]:
    """The caller's latest requests of this category within the time, the last first; withdrawn ones do not count."""
    told = {"phone": phone, "of_category": category, "since": since, "before": before}
    return session.execute(_BY_CALLER, told).all()


def sweep(session: Session, after: int, before: datetime) -> int | None:
    """Remove the next keys after `after` of requests that ended before that moment; the last key looked at.

    None at the end of the table. Needs no index but the key's own, and is the same however often it is done.
    """
    ahead = select(KEPT.key).where(KEPT.key > after).order_by(KEPT.key).limit(SWEPT).subquery()
    last = session.scalar(select(func.max(ahead.c.key)))
    if last is None:
        return None
    old = KEPT.key > after, KEPT.key <= last, KEPT.told_at < int(before.timestamp())
    ended = select(REQUEST.c.id).where(REQUEST.c.id == KEPT.request_id, REQUEST.c.ended_at < before)
    session.execute(delete(MATTER_KEY).where(*old, ended.exists()))
    return int(last)
