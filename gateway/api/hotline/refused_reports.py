"""The routes of calls whose reports the hotline refused after it had been away: seen, called back, delivered again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from gateway.access import needs
from gateway.api.conventions import answer, once, scopes
from gateway.api.hotline.calls import ANSWERING
from gateway.api.routes import Routes, body_of
from gateway.parts import parts
from gateway.telephone import refused
from gateway.telephone.refused import RefusedReport
from linli.contracts.base import AreaCode, schema_class
from linli.contracts.hotline.calls import CallRef
from linli.contracts.hotline.telephone import CallDirection, CallSign

routes = Routes("refused-reports", "/api/hotline/calls/refused", "Calls that the hotline refused 被拒收的话务事件")


@dataclass(frozen=True, kw_only=True)
class RefusedReportView:
    """What a telephone system reported and the hotline did not take; `error` is its reason's code.

    `caller` is in full, for whoever called may have to be called back; it, `direction` and `told_at` are null when the
    report was sealed under another secret than the present one.
    """

    line_id: UUID
    line: str
    area_code: AreaCode
    call_ref: str
    sign: CallSign
    direction: CallDirection | None
    caller: str | None
    told_at: datetime | None
    error: str
    kept_at: datetime


@dataclass(frozen=True, kw_only=True)
class RefusedReports:
    """The oldest of them; `more` when there are others behind."""

    items: tuple[RefusedReportView, ...]
    more: bool


@dataclass(frozen=True, kw_only=True)
class WhichReport:
    """One report, as the list names it."""

    line_id: UUID
    call_ref: CallRef
    sign: CallSign


@routes.get("", needs(ANSWERING), schema_class(RefusedReports))
def list_refused_reports() -> Response:
    """Reports of calls that the hotline refused, oldest first 被拒收的话务事件"""
    with parts().database.reading() as session:
        found, more = refused.oldest(session, parts().sealer, scopes(None, ANSWERING))
    return answer(RefusedReports(items=tuple(_view(one) for one in found), more=more))


@routes.post("/deliver", needs(ANSWERING), None, body=body_of(WhichReport), status=202)
def deliver_refused_report(said: dict[str, Any]) -> Response:
    """Hand one over to the hotline again 重新提交话务事件"""

    def work(session: Session) -> tuple[dict[str, Any], int]:
        refused.deliver_again(session, **said, scopes=scopes(None, ANSWERING))
        return {}, 202

    return once(work, repr(sorted(said.items())))


def _view(one: RefusedReport) -> RefusedReportView:
    told_at = one.report.get("told_at")
    return RefusedReportView(
        line_id=one.line_id,
        line=one.line,
        area_code=one.area_code,
        call_ref=one.call_ref,
        sign=CallSign(one.sign),
        direction=CallDirection(one.report["direction"]) if one.report else None,
        caller=one.report.get("caller"),
        told_at=datetime.fromisoformat(told_at) if told_at else None,
        error=one.error,
        kept_at=one.kept_at,
    )
