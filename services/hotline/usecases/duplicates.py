"""Requests that tell of one matter: found while one is being recorded, and counted when their caller is the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from linli.clock import now
from linli.contracts.hotline.duplicates import DuplicatesView, DuplicateView, Sign, SignView, SuggestDuplicates
from linli.contracts.hotline.requests import OpenRequest
from linli.db import Database
from linli.sealing import Sealer
from linli.work import Work
from services.hotline.domain.duplicates import WINDOW, Likeness, Matter, likeness, may_be_alike
from services.hotline.domain.matter_keys import keys_to_ask, keys_to_keep
from services.hotline.domain.repeats import REPEATED_WITHIN, is_repeat
from services.hotline.domain.request import Request
from services.hotline.store import duplicates as store
from services.hotline.usecases.numbers import sealed_number

START = -(2**63)
"""The least key there is."""
MOST = 10
"""So many suggestions can be read during a call."""


def remember(work: Work, request: Request) -> None:
    """Let a new request be found by those about the same matter."""
    store.keep(work.session, request, keys_to_keep(store.matter_of(request)))


def earlier_requests(work: Work, said: OpenRequest, phone: str | None, at: datetime) -> list[UUID]:
    """The caller's earlier requests about the matter of a new one, the last first."""
    if phone is None:
        return []
    told = Matter(
        text=f"{said.title} {said.description}",
        told_at=at,
        area_code=said.area_code,
        category=said.category,
        latitude=said.latitude,
        longitude=said.longitude,
        caller=phone,
    )
    found = store.requests_by(work.session, phone, said.category, at - REPEATED_WITHIN, at)
    return [one.id for one in found if is_repeat(told, store.matter_of(one))]


def sweep(database: Database, after: int) -> int:
    """Forget the next part of what is too old to be found; the place to go on from."""
    with database.transaction() as session:
        last = store.sweep(session, after, now() - WINDOW)
    return START if last is None else last


def forget_all(work: Work) -> None:
    """Remove every key: nothing is found until `reindex` has been through."""
    store.forget_all(work.session)


def reindex(work: Work, after: UUID | None, limit: int) -> tuple[list[UUID], int]:
    """Make the keys that are missing of requests that can be found, those after the id `after`, by id.

    Which were looked at, none when there are no more, and how many keys were made.
    """
    found = store.to_be_found(work.session, work.now - WINDOW, after, limit)
    made = store.keep_missing(work.session, [(one, keys_to_keep(store.matter_of(one))) for one in found])
    return [one.id for one in found], made


def suggest(work: Work, said: SuggestDuplicates, sealer: Sealer) -> DuplicatesView:
    """The requests most like what is being recorded, of those the caller may see."""
    work.authorise(said.area_code, "area", "区域")
    told = Matter(
        text=said.text,
        told_at=work.now,
        area_code=said.area_code,
        category=said.category,
        latitude=said.latitude,
        longitude=said.longitude,
        caller=sealed_number(sealer, said.contact_phone) if said.contact_phone else None,
    )
    found = store.candidates(work.session, keys_to_ask(told), work.now - WINDOW)
    alike = sorted(_alike(work, told, found), key=lambda one: (-one[1].score, one[0].opened_at, one[0].id))
    return DuplicatesView(suggestions=tuple(_view(request, how) for request, how in alike[:MOST]))


def _alike(work: Work, told: Matter, found: Iterable[store.Found]) -> Iterator[tuple[store.Found, Likeness]]:
    for request in found:
        matter = store.matter_of(request)
        if may_be_alike(told, matter) and work.reaches(request.area_code):
            how = likeness(told, matter)
            if how.alike:
                yield request, how


def _view(request: store.Found, how: Likeness) -> DuplicateView:
    return DuplicateView(
        id=request.id,
        version=request.sequence,
        tracking_code=request.tracking_code,
        area_code=request.area_code,
        title=request.title,
        category=request.category,
        state=request.state,
        opened_at=request.opened_at,
        metres=None if how.metres is None else round(how.metres),
        score=round(how.score, 2),
        signs=tuple(_told(sign, value, how) for sign, value in how.signs.items()),
    )


def _told(sign: Sign, value: float, how: Likeness) -> SignView:
    zh, en = _words(sign, value, how)
    return SignView(sign=sign, value=round(value, 2), zh=zh, en=en)


def _words(sign: Sign, value: float, how: Likeness) -> tuple[str, str]:
    """The sign as an operator reads it."""
    match sign:
        case Sign.WORDING:
            percent = round(value**2 * 100)
            return f"描述相似{percent}%", f"{percent} % of the wording in common"
        case Sign.PLACE:
            metres = round(how.metres or 0)
            return f"相距约{metres}米", f"about {metres} m apart"
        case Sign.ADDRESS:
            return ("地址一致", "the same address") if value else ("地址不同", "another address")
        case Sign.CATEGORY:
            if value == 1:
                return "类别相同", "the same category"
            return ("同类不同项", "a category of the same group") if value else ("类别不同", "another category")
        case Sign.CALLER:
            return "同一来电人", "the same caller"
