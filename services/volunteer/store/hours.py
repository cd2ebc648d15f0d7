"""Questions about volunteers' hours that the books answer, and about relatives."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from linli.contracts.volunteer.hours import Relation
from linli.db import insert_if_new
from linli.ledger import book
from linli.ledger.book import RESERVED
from linli.ledger.entry import NOTHING
from linli.ledger.tables import ACCOUNT, ENTRY
from services.volunteer.tables.certificates import CERTIFICATE
from services.volunteer.tables.deeds import DEED, REDEMPTION
from services.volunteer.tables.hours import RELATIVE, SERVICE_RECORD

_OWNED = (
    (SERVICE_RECORD, ("volunteer_id",)),
    (CERTIFICATE, ("volunteer_id",)),
    (RELATIVE, ("volunteer_id", "relative_id")),
    (DEED, ("doer_id",)),
    (REDEMPTION, ("owner_id",)),
)
"""What is noted of an owner of hours and points, outside the books."""


def reserved_of(session: Session, own_id: UUID) -> Decimal:
    """What of this account is set aside."""
    wanted = select(ACCOUNT.c.id).where(ACCOUNT.c.of_id == own_id, ACCOUNT.c.kind == RESERVED)
    return sum(book.balances(session, session.scalars(wanted)).values(), NOTHING)


@dataclass(frozen=True, kw_only=True)
class ServiceRecord:
    """A service that somebody gave."""

    entry_id: UUID
    volunteer_id: UUID
    area_code: str
    task_id: UUID | None
    hours: Decimal
    served_at: datetime


def record(session: Session, made: ServiceRecord) -> None:
    """Note a service under its entry in the books."""
    session.execute(insert(SERVICE_RECORD), asdict(made))


def records(
    session: Session, volunteer_id: UUID, since: datetime | None = None, until: datetime | None = None
) -> list[ServiceRecord]:
    """The services somebody gave from one moment until before another and that were not undone, the earliest first."""
    undone = select(ENTRY.c.id).where(ENTRY.c.reverses == SERVICE_RECORD.c.entry_id)
    wanted = select(SERVICE_RECORD).where(SERVICE_RECORD.c.volunteer_id == volunteer_id, ~undone.exists())
    if since is not None:
        wanted = wanted.where(SERVICE_RECORD.c.served_at >= since)
    if until is not None:
        wanted = wanted.where(SERVICE_RECORD.c.served_at < until)
    rows = session.execute(wanted.order_by(SERVICE_RECORD.c.served_at, SERVICE_RECORD.c.entry_id))
    return [ServiceRecord(**row._mapping) for row in rows]


def bring_over(session: Session, account_id: UUID, volunteer_id: UUID) -> None:
    """What was noted under the account somebody signs in with is the volunteer's of the register from now on."""
    for table, columns in _OWNED:
        for name in columns:
            held = table.c[name] == account_id
            session.execute(update(table).where(held).values({name: volunteer_id}))


def served(session: Session, volunteer_id: UUID) -> Decimal:
    """All hours of service somebody gave, also those that went to the fund."""
    return sum((one.hours for one in records(session, volunteer_id)), NOTHING)


def record_of(session: Session, entry_id: UUID) -> ServiceRecord | None:
    """The service that an entry credits, if it credits one."""
    row = session.execute(select(SERVICE_RECORD).filter_by(entry_id=entry_id)).first()
    return None if row is None else ServiceRecord(**row._mapping)


def declare(
    session: Session, volunteer_id: UUID, relative_id: UUID, relation: Relation, at: datetime, by: UUID
) -> datetime:
    """Note a relative; one that is noted stays. When it was noted."""
    pair = {"volunteer_id": volunteer_id, "relative_id": relative_id}
    insert_if_new(session, RELATIVE, {**pair, "relation": relation, "declared_at": at, "declared_by": by})
    noted: datetime = session.execute(select(RELATIVE.c.declared_at).filter_by(**pair)).scalar_one()
    return noted


def is_relative(session: Session, volunteer_id: UUID, relative_id: UUID) -> bool:
    """Whether the volunteer may give hours to this one."""
    wanted = select(RELATIVE.c.relation).filter_by(volunteer_id=volunteer_id, relative_id=relative_id)
    return session.scalar(wanted) is not None
