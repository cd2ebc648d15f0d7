"""The tables of teams and shifts, and of who is on duty when."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from linli.contracts.grid.teams import Certificate, PatrolTeamContent, PlaceState, SwapState
from linli.db import ContractText, UtcDateTime
from services.grid.domain.duty import Place, Shift, Team
from services.grid.tables.mapping import MAPPERS, METADATA


class ById(TypeDecorator[Any]):
    """Something for each id, as JSON."""

    impl = Text
    cache_ok = True

    def __init__(self, write: Callable[[Any], Any], read: Callable[[Any], Any]) -> None:
        super().__init__()
        self.write, self.read = write, read

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return json.dumps({key.hex: self.write(one) for key, one in value.items()}, ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return {UUID(key): self.read(one) for key, one in json.loads(value).items()}


def _write_held(held: tuple[Certificate, ...]) -> list[list[str]]:
    return [[one.kind, one.valid_until.isoformat()] for one in held]


def _read_held(said: list[list[str]]) -> tuple[Certificate, ...]:
    return tuple(Certificate(kind=kind, valid_until=date.fromisoformat(until)) for kind, until in said)


def _write_place(one: Place) -> list[str | None]:
    swap, swap_to = one.swap.value if one.swap else None, one.swap_to.hex if one.swap_to else None
    return [one.state.value, one.note, swap, swap_to]


def _read_place(said: list[Any]) -> Place:
    state, note, swap, swap_to = said
    return Place(PlaceState(state), note, swap and SwapState(swap), swap_to and UUID(swap_to))


TEAM = Table(
    "team",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("content", ContractText(PatrolTeamContent), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("members", ById(_write_held, _read_held), nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("team_newest", "path", "made_at", "id"),
)

SHIFT = Table(
    "shift",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("team_id", Uuid, ForeignKey("team.id"), nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("needed", Integer, nullable=False),
    Column("certificate", Text),
    Column("cancelled", Text, nullable=False),
    Column("places", ById(_write_place, _read_place), nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("shift_at", "starts_at", "path"),
)

DUTY = Table(
    "duty",
    METADATA,
    Column("shift_id", Uuid, ForeignKey("shift.id"), primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Index("duty_of_account", "account_id", "starts_at"),
)
"""The approved places of shifts that take place, for asking by person."""

MAPPERS.map_imperatively(Team, TEAM)
MAPPERS.map_imperatively(Shift, SHIFT)
