"""The delivery log of messages to volunteers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.access import needs
from gateway.api.conventions import answer, ask, read
from gateway.api.hotline.messages import LogQuery
from gateway.api.routes import Routes
from linli.contracts.base import schema_class
from linli.contracts.messages import DeliveryPage, DeliveryView, ListDeliveries, RetryDelivery
from linli.identity import Role

LOG = needs(frozenset({Role.COORDINATOR, Role.SUPERVISOR, Role.ADMINISTRATOR}))

routes = Routes("volunteer-messages", "/api/volunteer", "Messages to volunteers 志愿者通知")


class VolunteerDeliveryQuery(LogQuery):
    """Which messages the log shows; `subject_id` is an engagement or a volunteer."""

    subject_id = fields.UUID(load_default=None)


@routes.get("/deliveries", LOG, schema_class(DeliveryPage), query=VolunteerDeliveryQuery)
def list_deliveries(asked: dict[str, Any]) -> Response:
    """What was sent to which volunteer, masked, and what became of it, newest first 发送日志"""
    return read("volunteer", "list_deliveries", ListDeliveries(area_code=asked.pop("area"), **asked))


@routes.post("/deliveries/<uuid:message_id>/retry", LOG, schema_class(DeliveryView))
def retry_delivery(message_id: UUID) -> Response:
    """Send again what failed or had no channel 重新发送"""
    asked = RetryDelivery(id=message_id)
    return answer(ask("volunteer", "retry_delivery", asked))
