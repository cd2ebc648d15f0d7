"""Checkpoints, routes and rounds of tests, and what phones note of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from linli.clock import now
from linli.identity import Role
from tests.factories.people import COMMUNITY, STREET, person
from tests.factories.running import RunningService, running

LEADER = person(Role.PATROL_LEADER, at=STREET)
WORKER = person(Role.GRID_WORKER, at=COMMUNITY)
OTHER_WORKER = person(Role.GRID_WORKER, at=COMMUNITY)
LATITUDE, LONGITUDE = 41.79, 123.45
NORTH = 0.001
"""A degree of latitude has about 111 km: so much is 111 m."""


@contextmanager
def grid_at(folder: Path, url: str | None = None) -> Iterator[RunningService]:
    """A grid service."""
    with running("grid", folder, url) as service:
        yield service


def content(number: int = 0, **more: Any) -> dict[str, Any]:
    """A checkpoint, each 111 m north of the one before."""
    return {"name": f"点{number}", "latitude": LATITUDE + number * NORTH, "longitude": LONGITUDE, **more}


def add_checkpoint(grid: RunningService, number: int = 0, **more: Any) -> str:
    """A new checkpoint; its id."""
    said: dict[str, Any] = {
        "area_code": COMMUNITY,
        "code": f"p{number}-{uuid4().hex[:6]}",
        "content": content(number, **more),
    }
    return str(grid.ask(LEADER, "add_checkpoint", **said)["id"])


def add_route(grid: RunningService, points: list[str], **more: Any) -> str:
    """A route over these points; its id."""
    stops = [{"checkpoint_id": one} for one in points]
    said: dict[str, Any] = {"name": "夜巡", "stops": stops, "minutes": 180, **more}
    return str(grid.ask(LEADER, "add_patrol_route", area_code=COMMUNITY, content=said)["id"])


def plan_round(grid: RunningService, route: str, starts_at: datetime | None = None) -> str:
    """A round that was to begin an hour ago; its id."""
    begins = starts_at or now() - timedelta(hours=1)
    said: dict[str, Any] = {"route_id": route, "officer_id": WORKER.account_id, "starts_at": begins.isoformat()}
    return str(grid.ask(LEADER, "plan_round", **said)["id"])


def item(kind: str, round_id: str | UUID, minutes_ago: float, **more: Any) -> dict[str, Any]:
    """Something that a phone noted."""
    at = (now() - timedelta(minutes=minutes_ago)).isoformat()
    return {"id": str(uuid4()), "kind": kind, "round_id": str(round_id), "at": at, **more}


def scan(round_id: str | UUID, checkpoint: str, minutes_ago: float, number: int = 0, **more: Any) -> dict[str, Any]:
    """A scan at the place itself, by position unless said otherwise."""
    here = {"latitude": LATITUDE + number * NORTH, "longitude": LONGITUDE, "accuracy_m": 8.0}
    said: dict[str, Any] = {"method": "gps", "checkpoint_id": checkpoint, **here, **more}
    return item("scan", round_id, minutes_ago, **said)


def sync(grid: RunningService, items: list[dict[str, Any]], who: Any = WORKER) -> dict[str, Any]:
    """Send these."""
    return grid.ask(who, "sync_rounds", area_code=COMMUNITY, items=items)
