"""The table of aid cases."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import JSON, Column, Table, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from linli.contracts.assistance.cases import AidState
from linli.tasks.tables import Hundredths, task_columns
from services.assistance.domain.case import AidCase
from services.assistance.tables.mapping import MAPPERS, METADATA


class Accounts(TypeDecorator[tuple[UUID, ...]]):
    """Some accounts, in the order given."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[UUID, ...] | None, dialect: Dialect) -> list[str]:
        return [str(one) for one in value or ()]

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[UUID, ...]:
        return tuple(UUID(one) for one in value or ())


AID_CASE = Table(
    "aid_case",
    METADATA,
    *task_columns(AidState),
    Column("amount", Hundredths),
    Column("investigators", Accounts, nullable=False),
    Column("accepted_by", Uuid),
    Column("surveyed_by", Uuid),
    Column("decided_by", Uuid),
)

MAPPERS.map_imperatively(AidCase, AID_CASE)
