"""Every question about checkpoints, routes, rounds, what phones noted, and the photographs of both."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from linli.contracts.grid.checkpoints import ListCheckpoints, ListPatrolRoutes, PrintCodes
from linli.contracts.grid.photos import AddPhoto, PhotoNote
from linli.contracts.grid.rounds import ListRounds, RoundState
from linli.db import for_change, get
from linli.errors import existing
from linli.paging import below, page_of
from services.grid.domain.checkpoint import Checkpoint, PatrolRoute
from services.grid.domain.folding import Item
from services.grid.domain.round import Round
from services.grid.tables.field import CHECKPOINT, FIELD_PHOTO, PATROL_ROUTE, ROUND, ROUND_ITEM


def checkpoint_of(session: Session, checkpoint_id: UUID, *, to_change: bool = False) -> Checkpoint:
    """The checkpoint; raises `NotFound`."""
    return existing(get(session, Checkpoint, checkpoint_id, to_change=to_change), "checkpoint", "巡查点")


def find_checkpoint(session: Session, checkpoint_id: UUID) -> Checkpoint | None:
    """The checkpoint, if there is one."""
    return session.get(Checkpoint, checkpoint_id)


def with_tag(session: Session, tag: str) -> Checkpoint | None:
    """The checkpoint whose NFC tag has this number."""
    return session.scalar(select(Checkpoint).where(CHECKPOINT.c.tag == tag))


def with_code(session: Session, area_code: str, code: str) -> Checkpoint | None:
    """The area's checkpoint of this code."""
    wanted = select(Checkpoint).where(CHECKPOINT.c.area_code == area_code, CHECKPOINT.c.code == code)
    return session.scalar(wanted)


def checkpoints_of(session: Session, ids: Collection[UUID]) -> list[Checkpoint]:
    """Those of these checkpoints that there are."""
    return list(session.scalars(select(Checkpoint).where(CHECKPOINT.c.id.in_(set(ids)))))


def checkpoint_page(session: Session, asked: ListCheckpoints) -> tuple[list[Checkpoint], str | None]:
    """A page of an area's checkpoints, newest first."""
    columns = CHECKPOINT.c
    wanted = select(Checkpoint).where(below(columns.path, asked.area_code))
    return page_of(session, wanted, (columns.made_at, columns.id), asked.cursor, asked.limit)


def codes_to_print(session: Session, asked: PrintCodes) -> tuple[list[Checkpoint], str | None]:
    """The area's own open checkpoints by code, and the code after which there are more."""
    columns = CHECKPOINT.c
    wanted = select(Checkpoint).where(columns.area_code == asked.area_code, columns.code > (asked.after or ""))
    found = [one for one in session.scalars(wanted.order_by(columns.code)) if not one.content.closed]
    more = len(found) > asked.limit
    return found[: asked.limit], found[asked.limit - 1].code if more else None


def route_of(session: Session, route_id: UUID, *, to_change: bool = False) -> PatrolRoute:
    """The route; raises `NotFound`."""
    return existing(get(session, PatrolRoute, route_id, to_change=to_change), "route", "巡查路线")


def find_route(session: Session, route_id: UUID) -> PatrolRoute | None:
    """The route, if there is one."""
    return session.get(PatrolRoute, route_id)


def route_page(session: Session, asked: ListPatrolRoutes) -> tuple[list[PatrolRoute], str | None]:
    """A page of an area's routes, newest first."""
    columns = PATROL_ROUTE.c
    wanted = select(PatrolRoute).where(below(columns.path, asked.area_code))
    return page_of(session, wanted, (columns.made_at, columns.id), asked.cursor, asked.limit)


def round_of(session: Session, round_id: UUID) -> Round:
    """The round; raises `NotFound`."""
    return existing(session.get(Round, round_id), "round", "巡查任务")


def round_to_change(session: Session, round_id: UUID) -> Round:
    """The round, kept from others until the transaction ends; raises `NotFound`."""
    return existing(find_round(session, round_id, to_change=True), "round", "巡查任务")


def rounds_to_change(session: Session, ids: Collection[UUID]) -> dict[UUID, Round]:
    """Those of these rounds that there are, kept from others until the transaction ends, locked by id."""
    wanted = for_change(select(Round).where(ROUND.c.id.in_(list(ids))).order_by(ROUND.c.id))
    return {one.id: one for one in session.scalars(wanted)}


def rounds_of_plan(session: Session, plan_id: UUID) -> list[Round]:
    """The rounds that were made of a plan."""
    return list(session.scalars(select(Round).where(ROUND.c.plan_id == plan_id)))


def has_round_between(session: Session, officer_id: UUID, since: datetime, until: datetime) -> bool:
    """Whether the officer has a planned round, begun or not, that overlaps this span."""
    columns = ROUND.c
    overlaps = (columns.officer_id == officer_id, columns.starts_at < until, columns.ends_at > since)
    going = columns.state.in_((RoundState.PENDING, RoundState.RUNNING, RoundState.PAUSED))
    return session.scalar(select(columns.id).where(*overlaps, going, ~columns.voluntary).limit(1)) is not None


def open_checkpoints(session: Session, area_code: str) -> list[Checkpoint]:
    """The checkpoints of an area that are walked, by code."""
    columns = CHECKPOINT.c
    found = session.scalars(select(Checkpoint).where(below(columns.path, area_code)).order_by(columns.code, columns.id))
    return [one for one in found if not one.content.closed]


def find_round(session: Session, round_id: UUID, *, to_change: bool = False) -> Round | None:
    """The round, if there is one."""
    return get(session, Round, round_id, to_change=to_change)


def round_page(session: Session, asked: ListRounds) -> tuple[list[Round], str | None]:
    """A page of an area's rounds, the latest first."""
    columns = ROUND.c
    wanted = select(Round).where(below(columns.path, asked.area_code))
    if asked.officer_id is not None:
        wanted = wanted.where(columns.officer_id == asked.officer_id)
    if asked.state is not None:
        wanted = wanted.where(columns.state == asked.state)
    return page_of(session, wanted, (columns.starts_at, columns.id), asked.cursor, asked.limit)


def items_of(session: Session, round_id: UUID) -> list[Item]:
    """Everything that was noted on a round."""
    return list(session.scalars(select(Item).where(ROUND_ITEM.c.round_id == round_id)))


def known_items(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Those of these items that are here, each with its digest."""
    wanted = select(ROUND_ITEM.c.id, ROUND_ITEM.c.digest).where(ROUND_ITEM.c.id.in_(set(ids)))
    return {row.id: row.digest for row in session.execute(wanted)}


def photos_of(session: Session, record_id: UUID) -> set[UUID]:
    """The photographs of a round or a case that have arrived."""
    return set(session.scalars(select(FIELD_PHOTO.c.id).where(FIELD_PHOTO.c.record_id == record_id)))


def has_photo_by(session: Session, record_id: UUID, account_id: UUID) -> bool:
    """Whether this account has a photograph of the round or case there."""
    wanted = select(FIELD_PHOTO.c.id).where(FIELD_PHOTO.c.record_id == record_id, FIELD_PHOTO.c.by == account_id)
    return session.scalar(wanted.limit(1)) is not None


def photo_count(session: Session, record_id: UUID) -> int:
    """How many they are."""
    return session.scalar(select(func.count()).where(FIELD_PHOTO.c.record_id == record_id)) or 0


def find_photo(session: Session, photo_id: UUID) -> PhotoNote | None:
    """What is known of a photograph."""
    columns = (FIELD_PHOTO.c.id, FIELD_PHOTO.c.record_id, FIELD_PHOTO.c.area_code, FIELD_PHOTO.c.received_at)
    row = session.execute(select(*columns).where(FIELD_PHOTO.c.id == photo_id)).one_or_none()
    return PhotoNote(**row._mapping) if row else None


def keep_photo(session: Session, said: AddPhoto, more: Mapping[str, object]) -> None:
    """Note a photograph."""
    session.execute(insert(FIELD_PHOTO).values(id=said.id, record_id=said.record_id, area_code=said.area_code, **more))


def save(session: Session, *made: Checkpoint | PatrolRoute | Round | Item) -> None:
    """Keep what is new."""
    session.add_all(made)
    session.flush()
