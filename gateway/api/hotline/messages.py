"""The routes of messages: the delivery log, and the notices to units."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields, validate

from gateway.access import needs
from gateway.api.conventions import answer, ask, read
from gateway.api.queries import AreaQuery, PageQuery
from gateway.api.routes import Routes
from linli.contracts.base import schema_class
from linli.contracts.messages import (
    DeliveryPage,
    DeliveryView,
    ListDeliveries,
    ListNotices,
    MessageChannel,
    MessageState,
    NoticePage,
    NoticeView,
    ReadNotice,
    RetryDelivery,
)
from linli.identity import Role

LOG = needs(frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR}))
UNIT = needs(frozenset({Role.HANDLER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR}))

routes = Routes("messages", "/api/hotline", "Messages to citizens and units 消息通知")


class LogQuery(AreaQuery, PageQuery):
    """Which messages a delivery log shows."""

    cursor = fields.String(validate=validate.Length(min=1, max=200), load_default=None)
    state = fields.Enum(MessageState, by_value=True, load_default=None)
    channel = fields.Enum(MessageChannel, by_value=True, load_default=None)


class DeliveryQuery(LogQuery):
    """Which messages the log shows; `request_id` is what they are about."""

    request_id = fields.UUID(load_default=None)


class NoticeQuery(AreaQuery, PageQuery):
    """Which notices a unit sees."""

    cursor = fields.String(validate=validate.Length(min=1, max=200), load_default=None)
    unread = fields.Boolean(load_default=False)


@routes.get("/deliveries", LOG, schema_class(DeliveryPage), query=DeliveryQuery)
def list_deliveries(asked: dict[str, Any]) -> Response:
    """What was sent to whom, masked, and what became of it, newest first 发送日志"""
    area, subject = asked.pop("area"), asked.pop("request_id")
    return read("hotline", "list_deliveries", ListDeliveries(area_code=area, subject_id=subject, **asked))


@routes.post("/deliveries/<uuid:message_id>/retry", LOG, schema_class(DeliveryView))
def retry_delivery(message_id: UUID) -> Response:
    """Send again what failed or had no channel 重新发送"""
    asked = RetryDelivery(id=message_id)
    return answer(ask("hotline", "retry_delivery", asked))


@routes.get("/notices", UNIT, schema_class(NoticePage), query=NoticeQuery)
def list_notices(asked: dict[str, Any]) -> Response:
    """What the units of one area, or of the caller's own areas, are told, newest first 单位通知"""
    return read("hotline", "list_notices", ListNotices(area_code=asked.pop("area"), **asked))


@routes.post("/notices/<uuid:notice_id>/read", UNIT, schema_class(NoticeView))
def read_notice(notice_id: UUID) -> Response:
    """Say that a notice was read, for the whole unit 标记已读"""
    asked = ReadNotice(id=notice_id)
    return answer(ask("hotline", "read_notice", asked))
