"""Every question about volunteers and their documents."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from linli.contracts.volunteer.people import ListVolunteers
from linli.db import get
from linli.errors import existing
from linli.paging import below, page_of
from services.volunteer.domain.people import Document, Volunteer
from services.volunteer.tables.register import CONTACT_LOOK, DOCUMENT, SKILL, VOLUNTEER


def find_volunteer(session: Session, volunteer_id: UUID, *, to_change: bool = False) -> Volunteer | None:
    """The volunteer, if there is one."""
    return get(session, Volunteer, volunteer_id, to_change=to_change)


def volunteer_of(session: Session, volunteer_id: UUID, *, to_change: bool = False) -> Volunteer:
    """As `find_volunteer`; raises `NotFound`."""
    return existing(find_volunteer(session, volunteer_id, to_change=to_change), "volunteer", "志愿者")


def has_claim(session: Session, sealed_phone: str) -> bool:
    """Whether the number stands for somebody in the register already."""
    return with_claim(session, sealed_phone) is not None


def with_claim(session: Session, sealed_phone: str) -> UUID | None:
    """Whom the number stands for in the register, if anybody."""
    found: UUID | None = session.scalar(select(VOLUNTEER.c.id).where(VOLUNTEER.c.claim == sealed_phone))
    return found


def of_account(session: Session, account_id: UUID) -> Volunteer | None:
    """The volunteer whose account this is."""
    return session.scalars(select(Volunteer).where(VOLUNTEER.c.account_id == account_id)).one_or_none()


def save(session: Session, volunteer: Volunteer) -> None:
    """Keep a volunteer, new or changed, and what lists narrow them by."""
    session.add(volunteer)
    session.flush()
    session.execute(delete(SKILL).where(SKILL.c.volunteer_id == volunteer.id))
    rows = [{"skill": one, "volunteer_id": volunteer.id} for one in sorted(set(volunteer.profile.skills))]
    if rows:
        session.execute(insert(SKILL), rows)


def list_volunteers(session: Session, asked: ListVolunteers) -> tuple[list[Volunteer], str | None]:
    """A page of the volunteers of an area and below, the newest first."""
    wanted = select(Volunteer).where(below(VOLUNTEER.c.path, asked.area_code))
    if asked.state is not None:
        wanted = wanted.where(VOLUNTEER.c.state == asked.state)
    if asked.skill is not None:
        able = select(SKILL.c.volunteer_id).where(SKILL.c.skill == asked.skill)
        wanted = wanted.where(VOLUNTEER.c.id.in_(able))
    return page_of(session, wanted, (VOLUNTEER.c.registered_at, VOLUNTEER.c.id), asked.cursor, asked.limit)


def find_document(session: Session, document_id: UUID) -> Document | None:
    """The document, if there is one."""
    return session.get(Document, document_id)


def documents_of(session: Session, volunteer_ids: Collection[UUID]) -> dict[UUID, list[Document]]:
    """The documents of each that were not revoked, the oldest first."""
    found: dict[UUID, list[Document]] = {one: [] for one in volunteer_ids}
    wanted = select(Document).where(DOCUMENT.c.volunteer_id.in_(list(volunteer_ids)), ~DOCUMENT.c.revoked)
    for one in session.scalars(wanted.order_by(DOCUMENT.c.issued_on, DOCUMENT.c.id)):
        found[one.volunteer_id].append(one)
    return found


def save_document(session: Session, document: Document) -> None:
    """Keep a new document."""
    session.add(document)
    session.flush()


def note_look(session: Session, volunteer_id: UUID, account_id: UUID, at: datetime, reason: str) -> None:
    """Write down who saw a volunteer's name and number, and why."""
    values = {"id": uuid4(), "volunteer_id": volunteer_id, "account_id": account_id, "at": at, "reason": reason}
    session.execute(insert(CONTACT_LOOK), values)
