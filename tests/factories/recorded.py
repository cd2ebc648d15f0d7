"""Requests put straight into the hotline's tables, many at a time, each as opening it would have left it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select

from linli.identity import Role
from services.hotline.domain.duplicates import Matter
from services.hotline.domain.matter_keys import keys_to_keep
from services.hotline.tables.duplicates import MATTER_KEY
from services.hotline.tables.request import REQUEST
from tests.factories.people import COMMUNITY, person
from tests.factories.running import RunningService


def template(hotline: RunningService) -> dict[str, Any]:
    """The row of a request as the service leaves it; the request itself is taken away again."""
    said: dict[str, Any] = {
        "id": uuid4(),
        "tracking_code": "7K3QX-9M2TB",
        "area_code": COMMUNITY,
        "category": "other",
        "title": "x",
    }
    hotline.ask(person(Role.ADMINISTRATOR), "open_request", **said)
    with hotline.database.transaction() as session:
        row = dict(session.execute(select(REQUEST).where(REQUEST.c.id == said["id"])).mappings().one())
        session.execute(delete(MATTER_KEY).where(MATTER_KEY.c.request_id == said["id"]))
        session.execute(delete(REQUEST).where(REQUEST.c.id == said["id"]))
    return row


def row_of(row: dict[str, Any], matter: Matter) -> dict[str, Any]:
    """The row of a request about this matter, its moments moved to when it was told."""
    request_id, moved = uuid4(), matter.told_at - row["opened_at"]
    moments = {name: value + moved for name, value in row.items() if name.endswith("_at") and value is not None}
    told = {"title": matter.text, "latitude": matter.latitude, "longitude": matter.longitude}
    place = {"area_code": matter.area_code, "path": matter.area_code, "unit_area": matter.area_code}
    own = {"id": request_id, "tracking_code": request_id.hex[:11], "task_id": uuid4(), "category": matter.category}
    return {**row, **moments, **told, **place, **own, "contact_phone": matter.caller}


def key_rows(request_id: UUID, matter: Matter) -> Iterator[dict[str, Any]]:
    """The keys that the request is kept under."""
    told_at = int(matter.told_at.timestamp())
    return ({"key": key, "told_at": told_at, "request_id": request_id} for key in keys_to_keep(matter))


def record(hotline: RunningService, matters: Iterable[Matter]) -> dict[UUID, Matter]:
    """Record these matters; each by the id of its request."""
    like = template(hotline)
    rows = {(row := row_of(like, matter))["id"]: (row, matter) for matter in matters}
    keys = [key for one, (_, matter) in rows.items() for key in key_rows(one, matter)]
    with hotline.database.transaction() as session:
        session.execute(insert(REQUEST), [row for row, _ in rows.values()])
        session.execute(insert(MATTER_KEY), keys)
    return {one: matter for one, (_, matter) in rows.items()}
