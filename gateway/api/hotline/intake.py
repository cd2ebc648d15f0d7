"""The routes of requests that were accepted while the hotline was away and then refused by it: seen, mended, resent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from gateway import intaking
from gateway.access import needs
from gateway.api.conventions import answer, once, scopes
from gateway.api.routes import Routes, body_of
from gateway.intake import refused
from gateway.intaking import RECORDERS
from gateway.parts import parts
from linli.contracts.base import AreaCode, dump, schema_class
from linli.contracts.hotline.words import Category

routes = Routes("intake", "/api/hotline/intake", "Requests that the hotline refused 退回的受理")


@dataclass(frozen=True, kw_only=True)
class RefusedView:
    """An accepted request that the hotline did not take; `error` is its reason's code.

    Category and title are null when it was sealed under another secret than the present one.
    """

    request_id: UUID
    tracking_code: str
    area_code: AreaCode
    category: str | None
    title: str | None
    error: str
    kept_at: datetime


@dataclass(frozen=True, kw_only=True)
class RefusedList:
    """The oldest of them; `more` when there are others behind."""

    items: tuple[RefusedView, ...]
    more: bool


@dataclass(frozen=True, kw_only=True)
class Mend:
    """What to change before it is delivered again."""

    category: Category


@routes.get("/refused", needs(RECORDERS), schema_class(RefusedList))
def list_refused() -> Response:
    """Accepted requests that the hotline refused, oldest first: somebody must mend them 被拒收的诉求"""
    with parts().database.reading() as session:
        found, more = refused.oldest(session, parts().sealer, scopes(None, RECORDERS))
    return answer(RefusedList(items=tuple(_view(one) for one in found), more=more))


@routes.post("/refused/<uuid:request_id>/deliver", needs(RECORDERS), None, body=body_of(Mend), status=202)
def deliver_refused(said: dict[str, Any], request_id: UUID) -> Response:
    """Deliver one again under another category 改正后重新提交"""
    intaking.check_category(said["category"])

    def work(session: Session) -> tuple[dict[str, Any], int]:
        mended = refused.deliver_again(session, parts().sealer, request_id, scopes(None, RECORDERS), said["category"])
        return dump(_view(mended)), 202

    return once(work, f"{request_id} {said['category']}")


def _view(one: refused.Refused) -> RefusedView:
    return RefusedView(
        request_id=one.request_id,
        tracking_code=one.tracking_code,
        area_code=one.area_code,
        category=one.command.get("category"),
        title=one.command.get("title"),
        error=one.error,
        kept_at=one.kept_at,
    )
