"""The routes about the platform itself: how its services do, parked events and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from flask import Response

from gateway import auth
from gateway.api.accounts import ADMINISTRATORS
from gateway.api.conventions import answer, idempotency_key, reached_area
from gateway.api.queries import AreaRequired
from gateway.api.routes import Routes, body_of
from gateway.parts import parts
from linli.clock import now
from linli.contracts.base import schema_class
from linli.contracts.upkeep import (
    DiscardParked,
    ListParked,
    ParkedDecided,
    ParkedEvent,
    ReplayParked,
    ReportHealth,
    ServiceHealth,
)
from linli.errors import Unavailable, not_found
from linli.hosting.registry import SERVICES

PATIENCE = 2.0
"""Seconds that each service has to say how it does."""

routes = Routes("platform", "/api/platform", "The platform itself 平台运行")


@dataclass(frozen=True, kw_only=True)
class HealthCheckView:
    """One check of the gateway's own: its database, the broker."""

    name: str
    good: bool


@dataclass(frozen=True, kw_only=True)
class ServiceState:
    """How a service does: `good`; `waiting`: something is parked or has waited long; `away`: it does not answer."""

    service: str
    state: Literal["good", "waiting", "away"]
    health: ServiceHealth | None


@dataclass(frozen=True, kw_only=True)
class PlatformHealth:
    """How all processes do, as far as the gateway can see."""

    checks: tuple[HealthCheckView, ...]
    services: tuple[ServiceState, ...]


@dataclass(frozen=True, kw_only=True)
class ParkedAt:
    """A parked event and the service at which it is."""

    service: str
    event: ParkedEvent


@dataclass(frozen=True, kw_only=True)
class ParkedList:
    """Parked events of all services that answer; `away` names the others."""

    items: tuple[ParkedAt, ...]
    away: tuple[str, ...]


LATE = timedelta(minutes=5)
"""What waits longer is worth a look."""


def _state(health: ServiceHealth) -> Literal["good", "waiting"]:
    long_ago = now() - LATE
    moments = (health.oldest_unpublished_at, health.earliest_timer_at)
    stuck = health.parked or health.timers_parked or any(one and one < long_ago for one in moments)
    return "waiting" if stuck else "good"


def _service_state(service: str, area: str) -> ServiceState:
    try:
        said = _ask(service, "report_health", ReportHealth(area_code=area))
    except Unavailable:
        return ServiceState(service=service, state="away", health=None)
    health: ServiceHealth = schema_class(ServiceHealth)().load(said)
    return ServiceState(service=service, state=_state(health), health=health)


def _ask(service: str, method: str, command: Any, key: str | None = None) -> dict[str, Any]:
    return parts().backend.ask(service, method, command, auth.principal(), key, within=PATIENCE)


@routes.get("/health", ADMINISTRATORS, schema_class(PlatformHealth), query=AreaRequired)
def show_health(asked: dict[str, Any]) -> Response:
    """How the gateway and every service do 运行状态"""
    area = reached_area(asked["area"]).code
    checks = tuple(HealthCheckView(name=name, good=check()) for name, check in parts().checks.items())
    return answer(PlatformHealth(checks=checks, services=tuple(_service_state(one, area) for one in SERVICES)))


@routes.get("/parked", ADMINISTRATORS, schema_class(ParkedList), query=AreaRequired)
def list_parked_events(asked: dict[str, Any]) -> Response:
    """Events that failed too often and wait for a person, of an area and all below it 搁置事件"""
    area = reached_area(asked["area"]).code
    found: list[dict[str, Any]] = []
    away: list[str] = []
    for service in SERVICES:
        try:
            said = _ask(service, "list_parked", ListParked(area_code=area))
        except Unavailable:
            away.append(service)
            continue
        found += [{"service": service, "event": one} for one in said["items"]]
    return answer({"items": sorted(found, key=lambda one: str(one["event"]["received_at"])), "away": away})


def _decide(service: str, method: str, command: Any) -> Response:
    if service not in SERVICES:
        raise not_found("service", "服务")
    return answer(_ask(service, method, command, idempotency_key()))


_DECIDED = schema_class(ParkedDecided)


@routes.post(
    "/parked/<string:service>/<uuid:event_id>/replay", ADMINISTRATORS, _DECIDED, body=body_of(ReplayParked, "event_id")
)
def replay_parked_event(said: dict[str, Any], service: str, event_id: UUID) -> Response:
    """Give a parked event all its tries again 重试搁置事件"""
    return _decide(service, "replay_parked", ReplayParked(event_id=event_id, **said))


@routes.post(
    "/parked/<string:service>/<uuid:event_id>/discard",
    ADMINISTRATORS,
    _DECIDED,
    body=body_of(DiscardParked, "event_id"),
)
def discard_parked_event(said: dict[str, Any], service: str, event_id: UUID) -> Response:
    """Decide that a parked event is never handled; it stays on record 放弃搁置事件"""
    return _decide(service, "discard_parked", DiscardParked(event_id=event_id, **said))
