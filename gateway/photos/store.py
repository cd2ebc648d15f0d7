"""Every question asked of the photographs, and their keeping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from gateway.photos.images import Photo
from gateway.photos.tables import PHOTO
from linli.clock import now
from linli.db import insert_if_new
from linli.errors import Conflict, Invalid

MOST = 5
"""Photographs of one request that citizens name."""
MOST_OF_STAFF = 20
"""Photographs of one request, the units' among them."""
UNCLAIMED = timedelta(days=1)
"""How long a photograph waits for its request."""


@dataclass(frozen=True, kw_only=True)
class PhotoView:
    """A photograph and where it can be had."""

    id: UUID
    width: int
    height: int
    uploaded_at: datetime


def keep(session: Session, photo: Photo) -> PhotoView:
    """Keep a photograph until a request names it."""
    kept = PhotoView(id=uuid4(), width=photo.width, height=photo.height, uploaded_at=now())
    session.execute(insert(PHOTO).values(**vars(kept), content=photo.content))
    return kept


def check(session: Session, ids: Sequence[UUID], request_id: UUID | None = None) -> None:
    """Raises `Invalid` (field `photos`) unless these are at most `MOST` photographs that no other request has."""
    wanted = set(ids)
    free = or_(PHOTO.c.record_id.is_(None), PHOTO.c.record_id == request_id)
    found = session.scalar(select(func.count()).where(PHOTO.c.id.in_(wanted), free)) if wanted else 0
    if len(wanted) > MOST or found != len(wanted):
        text, zh = f"Name at most {MOST} photographs that were just uploaded.", f"最多填写{MOST}张刚上传的照片。"
        raise Invalid("bad_photos", text, zh, {"photos": [f"{text} {zh}"]})


def claim(session: Session, ids: Sequence[UUID], request_id: UUID) -> None:
    """The request has these from now on; a repeat changes nothing. Raises `Invalid` beyond `MOST` of one request."""
    check(session, ids, request_id)
    if not ids:
        return
    session.execute(update(PHOTO).where(PHOTO.c.id.in_(set(ids))).values(record_id=request_id))
    if len(of_request(session, request_id)) > MOST:
        text, zh = f"A request has at most {MOST} photographs.", f"每件诉求最多{MOST}张照片。"
        raise Invalid("too_many_photos", text, zh, {"photos": [f"{text} {zh}"]})


def keep_of_request(session: Session, photo: Photo, request_id: UUID) -> PhotoView:
    """Keep a unit's photograph of a request. Raises `Invalid` (`too_many_photos`) beyond `MOST_OF_STAFF`."""
    if len(of_request(session, request_id)) >= MOST_OF_STAFF:
        text, zh = f"A request has at most {MOST_OF_STAFF} photographs.", f"每件诉求最多{MOST_OF_STAFF}张照片。"
        raise Invalid("too_many_photos", text, zh, {"photos": [f"{text} {zh}"]})
    kept = keep(session, photo)
    session.execute(update(PHOTO).where(PHOTO.c.id == kept.id).values(record_id=request_id))
    return kept


def keep_of_record(session: Session, photo: Photo, photo_id: UUID, record_id: UUID) -> PhotoView:
    """Keep a photograph of a record under an id that is not ours; a repeat keeps the first.

    Raises `Conflict` (`photo_id_taken`) when a photograph of something else has the id.
    """
    kept = PhotoView(id=photo_id, width=photo.width, height=photo.height, uploaded_at=now())
    values = {**vars(kept), "content": photo.content, "record_id": record_id}
    if not insert_if_new(session, PHOTO, values) and content(session, photo_id, record_id) is None:
        raise Conflict("photo_id_taken", "Another photograph has this id.", "该照片编号已被占用。")
    return kept


def of_request(session: Session, request_id: UUID) -> list[PhotoView]:
    """The request's photographs, oldest first, without their content."""
    columns = (PHOTO.c.id, PHOTO.c.width, PHOTO.c.height, PHOTO.c.uploaded_at)
    wanted = select(*columns).where(PHOTO.c.record_id == request_id).order_by(PHOTO.c.uploaded_at, PHOTO.c.id)
    return [PhotoView(**row._mapping) for row in session.execute(wanted)]


def content(session: Session, photo_id: UUID, request_id: UUID | None = None) -> bytes | None:
    """The JPEG of a photograph that belongs to a request (this one, if given)."""
    belongs = PHOTO.c.record_id.is_not(None) if request_id is None else PHOTO.c.record_id == request_id
    return session.scalar(select(PHOTO.c.content).where(PHOTO.c.id == photo_id, belongs))


def remove_unclaimed(session: Session) -> None:
    """Remove what no request has named for a day."""
    session.execute(delete(PHOTO).where(PHOTO.c.record_id.is_(None), PHOTO.c.uploaded_at < now() - UNCLAIMED))
