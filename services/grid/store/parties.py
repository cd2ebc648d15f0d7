"""Every question about mediations, commitments, their checks, and who saw their parties."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from linli.contracts.grid.commitments import CommitmentState, ListCommitments
from linli.contracts.grid.parties import PartyLookView
from linli.db import get
from linli.errors import existing
from linli.paging import below, page_of
from services.grid.domain.commitment import Check, Commitment
from services.grid.domain.mediation import Mediation
from services.grid.tables.parties import CHECK, COMMITMENT, PARTY_LOOK

MOST_CHECKS = 100
"""Checks that are shown of a commitment."""


def find_mediation(session: Session, case_id: UUID) -> Mediation | None:
    """The mediation of a case, if there is one."""
    return session.get(Mediation, case_id)


def mediation_of(session: Session, case_id: UUID, *, to_change: bool = False) -> Mediation:
    """The mediation of a case; raises `NotFound`."""
    return existing(get(session, Mediation, case_id, to_change=to_change), "mediation", "调解")


def find_commitment(session: Session, commitment_id: UUID, *, to_change: bool = False) -> Commitment | None:
    """The commitment, if there is one."""
    return get(session, Commitment, commitment_id, to_change=to_change)


def commitment_of(session: Session, commitment_id: UUID, *, to_change: bool = False) -> Commitment:
    """The commitment; raises `NotFound`."""
    return existing(find_commitment(session, commitment_id, to_change=to_change), "commitment", "承诺书")


def commitment_page(session: Session, asked: ListCommitments, now: datetime) -> tuple[list[Commitment], str | None]:
    """A page of an area's commitments, the latest first."""
    columns = COMMITMENT.c
    wanted = select(Commitment).where(below(columns.path, asked.area_code))
    if asked.kind is not None:
        wanted = wanted.where(columns.kind == asked.kind)
    if asked.state is not None:
        wanted = wanted.where(columns.state == asked.state)
    if asked.due:
        wanted = wanted.where(columns.state == CommitmentState.IN_FORCE, columns.check_by <= now)
    return page_of(session, wanted, (columns.made_at, columns.id), asked.cursor, asked.limit)


def find_check(session: Session, check_id: UUID) -> Check | None:
    """The check, if there is one."""
    return session.get(Check, check_id)


def checks_of(session: Session, commitment_id: UUID) -> list[Check]:
    """The last checks of a commitment, the latest first."""
    wanted = select(Check).where(CHECK.c.commitment_id == commitment_id).order_by(CHECK.c.at.desc(), CHECK.c.id)
    return list(session.scalars(wanted.limit(MOST_CHECKS)))


def note_look(session: Session, record_id: UUID, account_id: UUID, reason: str, at: datetime) -> None:
    """Write down who saw the parties of a record."""
    said = {"record_id": record_id, "account_id": account_id, "reason": reason, "at": at}
    session.execute(insert(PARTY_LOOK).values(id=uuid4(), **said))


def looks_at(session: Session, record_id: UUID) -> list[PartyLookView]:
    """Who has seen the parties of a record, the latest first."""
    columns = PARTY_LOOK.c
    wanted = select(columns.at, columns.account_id, columns.reason).where(columns.record_id == record_id)
    return [PartyLookView(**row._mapping) for row in session.execute(wanted.order_by(columns.at.desc()))]


def save(session: Session, *made: Mediation | Commitment | Check) -> None:
    """Keep what is new."""
    session.add_all(made)
    session.flush()
