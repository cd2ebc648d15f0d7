"""What administrators said of working days, in versions: at the gateway and in every service that counts by them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Integer, MetaData, Table, Uuid, func, select
from sqlalchemy.orm import Session

from linli.contracts.calendar import CalendarRules
from linli.db import Asked, ContractText, UtcDateTime, insert_if_new

CALENDAR_VERSION = Table(
    "calendar_version",
    MetaData(),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("rules", ContractText(CalendarRules), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", Uuid),
)
"""The same table at the gateway, where it is changed, and in every service that counts by it; the last row holds."""
_V = CALENDAR_VERSION.c


def rules_in_force(session: Asked) -> tuple[int, CalendarRules]:
    """What the installation says of working days, and its version: 0 when nothing was said yet."""
    found = session.execute(select(_V.sequence, _V.rules).order_by(_V.sequence.desc()).limit(1)).first()
    return (found.sequence, found.rules) if found else (0, CalendarRules())


def keep_rules(session: Session, sequence: int, rules: CalendarRules, at: datetime, by: UUID | None = None) -> bool:
    """Keep a version; False when it is there already."""
    values = {"sequence": sequence, "rules": rules, "changed_at": at, "changed_by": by}
    return insert_if_new(session, CALENDAR_VERSION, values)


def version_in_force(session: Asked) -> int:
    """The version of what the installation says; 0 when nothing was said yet."""
    return session.scalar(select(func.max(_V.sequence))) or 0
