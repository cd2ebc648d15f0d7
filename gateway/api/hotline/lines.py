"""The routes of telephone lines: connect a telephone system, set it up, disconnect it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from flask import Response
from marshmallow import validate
from sqlalchemy.orm import Session

from gateway import auth
from gateway.access import needs
from gateway.api.conventions import answer, idempotency_key, known_area, once, scopes, secret_digest
from gateway.api.queries import AreaQuery, PageQuery
from gateway.api.routes import Routes, body_of, page_of
from gateway.parts import parts
from gateway.telephone import lines
from gateway.telephone.lines import Line
from linli.areas import covers
from linli.clock import now
from linli.contracts.base import AreaCode, dump, schema_class, text
from linli.contracts.hotline.calls import QueueName
from linli.contracts.hotline.words import Phone
from linli.errors import not_found
from linli.identity import Role

ADMINISTRATION = frozenset({Role.ADMINISTRATOR})
ADMINISTRATORS = needs(ADMINISTRATION)
Destination = Annotated[str, validate.Length(1, 24), validate.Regexp(r"^\+?[0-9*]+\Z", error="Digits and *. 数字和*。")]

routes = Routes("lines", "/api/hotline/lines", "Telephone lines 话务线路")


@dataclass(frozen=True, kw_only=True)
class LineSettings:
    """How a line works.

    `caller_id` is what calls out show, `caller_ids` the same by destination (`4930*`). Missed calls are due after
    `call_back_minutes`. `trusts_clock`: the telephone system says `at` when things happened.
    """

    name: Annotated[str, text(1, 60)]
    queues: Annotated[tuple[QueueName, ...], validate.Length(max=50)] = ()
    caller_id: Phone | None = None
    caller_ids: dict[Destination, Phone] | None = None
    call_back_minutes: Annotated[int, validate.Range(1, 10080)] = 30
    trusts_clock: bool = False


@dataclass(frozen=True, kw_only=True)
class NewLine(LineSettings):
    """A line to connect, and the area it is for."""

    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class LineView:
    """A line; its token is not kept and cannot be shown again."""

    id: UUID
    name: str
    area_code: AreaCode
    queues: tuple[str, ...]
    caller_id: str | None
    caller_ids: dict[str, str]
    call_back_minutes: int
    trusts_clock: bool
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ConnectedLine(LineView):
    """A line that was just connected: the telephone system reports to `/api/cti/<token>`."""

    token: str


class LineQuery(AreaQuery, PageQuery):
    """A page of lines."""


def _view(line: Line) -> dict[str, Any]:
    return dump(LineView(**{name: getattr(line, name) for name in LineView.__dataclass_fields__}))


def _said(given: dict[str, Any]) -> dict[str, Any]:
    """All settings, those not given as they are by default."""
    asked = (NewLine if "area_code" in given else LineSettings)(**given)
    said = {name: getattr(asked, name) for name in asked.__dataclass_fields__}
    return {**said, "caller_ids": said["caller_ids"] or {}}


@routes.post("", ADMINISTRATORS, schema_class(ConnectedLine), body=body_of(NewLine), status=201)
def connect_line(said: dict[str, Any]) -> Response:
    """Connect a telephone system; its token is shown only now 接入话务线路"""
    area = scopes(said["area_code"], ADMINISTRATION)[0]
    known_area(area)
    owner = auth.principal().account_id
    token = (
        base64.urlsafe_b64encode(secret_digest("cti token", str(owner), idempotency_key())[:32]).decode().rstrip("=")
    )

    def work(session: Session) -> tuple[dict[str, Any], int]:
        return _view(lines.add(session, token, owner, now(), _said(said))), 201

    done = once(work, repr(sorted(said.items(), key=lambda item: item[0])))
    return answer({**(done.json or {}), "token": token}, done.status_code)


@routes.get("", ADMINISTRATORS, page_of(LineView), query=LineQuery)
def list_lines(asked: dict[str, Any]) -> Response:
    """The lines of the administrator's areas 话务线路列表"""
    where = scopes(asked["area"], ADMINISTRATION)
    with parts().database.reading() as session:
        found, cursor = lines.listed(session, where, asked["cursor"], asked["limit"])
    return answer({"items": [_view(one) for one in found], "next_cursor": cursor})


@routes.post("/<uuid:line_id>/set-up", ADMINISTRATORS, schema_class(LineView), body=body_of(LineSettings))
def set_up_line(said: dict[str, Any], line_id: UUID) -> Response:
    """Change how a line works 设置线路"""
    return _changed(line_id, repr(said), lambda session: lines.set_up(session, line_id, _said(said)))


@routes.post("/<uuid:line_id>/revoke", ADMINISTRATORS, schema_class(LineView))
def revoke_line(line_id: UUID) -> Response:
    """Disconnect a telephone system: its token is good no more 停用线路"""
    return _changed(line_id, "revoke", lambda session: lines.revoke(session, line_id, now()))


def _changed(line_id: UUID, fingerprint: str, change: Callable[[Session], None]) -> Response:
    """Make the change once and show the line. Raises `NotFound` for a line out of reach."""

    def work(session: Session) -> tuple[dict[str, Any], int]:
        line = lines.find(session, line_id)
        if line is None or not any(covers(one, line.area_code) for one in auth.principal().areas(ADMINISTRATION)):
            raise not_found("line", "线路")
        change(session)
        changed = lines.find(session, line_id)
        assert changed is not None
        return _view(changed), 200

    return once(work, f"{line_id} {fingerprint}")
