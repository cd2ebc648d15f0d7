"""The columns that every table of tasks begins with, and the exact number that two of them need."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, String, Text, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from linli.db import UtcDateTime, Word

HUNDREDTH = Decimal("0.01")


class Hundredths(TypeDecorator[Decimal]):
    """A decimal with two places, kept as a whole number of hundredths (fen 分 for yuan): exact on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Raises ValueError for a third place: a rule let through what would be rounded."""
        if value is None:
            return None
        if value != value.quantize(HUNDREDTH):
            raise ValueError("a number with more than two places reached the database")
        return int(value * 100)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) * HUNDREDTH


def task_columns(states: type[StrEnum], *, asked: bool = True) -> tuple[Column[Any], ...]:
    """The columns of `linli.tasks.aggregate.Task`, its state out of `states`; a change means three migrations.

    Where not all were `asked` for by requests, some have none.
    """
    return (
        Column("id", Uuid, primary_key=True),
        Column("area_code", String(20), nullable=False),
        Column("path", String(60), nullable=False),
        Column("request_id", Uuid, nullable=not asked, index=True),
        Column("request_sequence", Integer, nullable=False),
        Column("category", String(60), nullable=False),
        Column("state", Word(states), nullable=False),
        Column("opened_at", UtcDateTime, nullable=False),
        Column("due_at", UtcDateTime, nullable=False),
        Column("moved_at", UtcDateTime, nullable=False),
        Column("sequence", Integer, nullable=False),
        Column("note", Text, nullable=False),
        Column("ended_at", UtcDateTime),
        Column("outcome", String(40)),
    )
