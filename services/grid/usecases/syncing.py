"""What phones noted while they were on their own is taken over: each item for itself, once, whatever the order."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from linli.areas import covers, path_of
from linli.contracts.base import dump
from linli.contracts.grid.checkpoints import ScanMethod
from linli.contracts.grid.commitments import CheckCommitment
from linli.contracts.grid.findings import ReportFinding
from linli.contracts.grid.photos import AddPhoto, GetPhoto, PhotoNote
from linli.contracts.grid.rounds import (
    ItemKind,
    RefusedItem,
    Synced,
    SyncItem,
    SyncRounds,
)
from linli.db import take_turn
from linli.errors import Conflict, Invalid, LinliError, existing
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.grid.domain.checkpoint import Checkpoint
from services.grid.domain.folding import Item
from services.grid.store import field as store
from services.grid.store import parties
from services.grid.usecases import cases, commitments
from services.grid.usecases.checkpoints import read_payload
from services.grid.usecases.rounds import bring_up_all, view

AHEAD = timedelta(minutes=5)
"""How far a phone's clock may be ahead of ours."""
LONG_AGO = timedelta(days=31)
"""What is older was noted by a clock that is wrong."""
MOST_PHOTOS = 200
"""Photographs of one round or case."""


@dataclass
class _Batch:
    """A batch on its way: what it asks, what is known of it, what comes of it."""

    work: Work
    area_code: str
    secret: bytes
    known: dict[UUID, str]
    new: int = 0
    repeated: int = 0
    refused: list[RefusedItem] = field(default_factory=list)
    touched: set[UUID] = field(default_factory=set)


def sync(work: Work, said: SyncRounds, secret: bytes) -> Synced:
    """Take over the items; each that cannot be taken is named with its reason, and the rest is kept."""
    work.authorise(said.area_code, "area", "区域")
    for round_id in sorted({one.round_id for one in said.items}, key=lambda one: one.bytes[:8]):
        take_turn(work.session, round_id)
    batch = _Batch(work, said.area_code, secret, store.known_items(work.session, [one.id for one in said.items]))
    for index, item in enumerate(said.items):
        try:
            _take(batch, item)
        except LinliError as error:
            batch.refused.append(refusal(index, str(item.id), error))
    work.session.flush()
    rounds = bring_up_all(work, batch.touched)
    return Synced(
        new=batch.new,
        known=batch.repeated,
        refused=tuple(batch.refused),
        rounds=tuple(view(one) for one in rounds),
    )


def refusal(index: int, item_id: str, error: LinliError) -> RefusedItem:
    """An item that was not taken, as the phone is told of it."""
    return RefusedItem(index=index, id=item_id, code=error.code, message=error.message, message_zh=error.message_zh)


def _take(batch: _Batch, said: SyncItem) -> None:
    digest = hashlib.sha256(json.dumps(dump(said), sort_keys=True).encode()).hexdigest()
    if said.id in batch.known:
        if batch.known[said.id] != digest:
            raise Invalid("id_reused", "Another item has this id.", "该编号已用于其他内容。")
        batch.repeated += 1
        batch.touched.add(said.round_id)
        return
    _check_time(batch, said)
    _check_round(batch, said)
    item = _item(batch, said, digest)
    if said.kind is ItemKind.SCAN:
        _place(item, _scanned(batch, said), said)
    if said.kind is ItemKind.FINDING:
        cases.report(batch.work, _finding(batch, said))
    if said.kind is ItemKind.CHECK:
        _check(batch, said)
    batch.work.session.add(item)
    batch.known[said.id] = digest
    batch.new += 1
    batch.touched.add(said.round_id)


def _check_time(batch: _Batch, said: SyncItem) -> None:
    if said.at > batch.work.now + AHEAD:
        raise Invalid("clock_ahead", "The phone's clock is ahead; set it.", "手机时间超前，请校准。")
    if said.at < batch.work.now - LONG_AGO:
        raise Invalid("clock_behind", "This is more than 31 days ago; see the clock.", "时间早于31天前，请检查时钟。")


def _check_round(batch: _Batch, said: SyncItem) -> None:
    found = store.find_round(batch.work.session, said.round_id)
    if found is not None and not _related(batch.area_code, found.area_code):
        raise Invalid("unknown_round", "There is no such round in your area.", "您的辖区内没有该巡查任务。")
    if said.kind is ItemKind.START and said.route_id is not None:
        route = store.find_route(batch.work.session, said.route_id)
        if route is None or not _related(batch.area_code, route.area_code):
            raise Invalid("unknown_route", "There is no such route in your area.", "您的辖区内没有该路线。")
    if said.kind is ItemKind.PAUSE and not said.note.strip():
        raise Invalid("reason_missing", "Say why the round pauses.", "请填写暂停原因。")
    if (said.latitude is None) != (said.longitude is None):
        raise Invalid("half_a_position", "Give latitude and longitude, or neither.", "经纬度应同时填写。")


def _item(batch: _Batch, said: SyncItem, digest: str) -> Item:
    return Item(
        id=said.id,
        round_id=said.round_id,
        area_code=batch.area_code,
        path=path_of(batch.area_code),
        kind=said.kind,
        at=said.at,
        received_at=batch.work.now,
        by=caller_of(batch.work),
        digest=digest,
        note=said.note,
        route_id=said.route_id,
        latitude=said.latitude,
        longitude=said.longitude,
        accuracy_m=said.accuracy_m,
        photos=said.photos,
    )


def _check(batch: _Batch, said: SyncItem) -> None:
    """A look at a commitment. Raises `Invalid` for one that is not of the area."""
    found = parties.find_commitment(batch.work.session, said.commitment_id) if said.commitment_id else None
    if found is None or not _related(batch.area_code, found.area_code):
        raise Invalid("unknown_commitment", "There is no such commitment in your area.", "您的辖区内没有该承诺书。")
    looked = CheckCommitment(
        id=found.id, check_id=said.id, broken=said.broken, note=said.note, at=said.at, round_id=said.round_id
    )
    commitments.check(batch.work, looked)


def _finding(batch: _Batch, said: SyncItem) -> ReportFinding:
    return ReportFinding(
        id=said.id,
        area_code=batch.area_code,
        kind=said.case_kind or "",
        note=said.note,
        on_spot=said.on_spot,
        at=said.at,
        latitude=said.latitude,
        longitude=said.longitude,
        round_id=said.round_id,
    )


def _place(item: Item, checkpoint: Checkpoint, said: SyncItem) -> None:
    distance = checkpoint.distance_of(said)
    item.checkpoint_id, item.method = checkpoint.id, said.method
    item.distance_m = None if distance is None else round(distance)
    item.spot_marks = checkpoint.marks(said)


def _scanned(batch: _Batch, said: SyncItem) -> Checkpoint:
    """The checkpoint that was scanned; raises `Invalid` for one that nobody knows, or a code that is not good."""
    found = _read(batch, said)
    if found is None or not _related(batch.area_code, found.area_code):
        raise Invalid("unknown_checkpoint", "There is no such checkpoint in your area.", "您的辖区内没有该巡查点。")
    return found


def _read(batch: _Batch, said: SyncItem) -> Checkpoint | None:
    session = batch.work.session
    if said.method is ScanMethod.QR:
        checkpoint_id, generation = read_payload(said.read or "", batch.secret)
        found = store.find_checkpoint(session, checkpoint_id)
        if found is not None and found.generation != generation:
            raise Invalid("void_code", "This code was replaced; scan the new one.", "该二维码已作废，请扫描新码。")
        return found
    if said.method is ScanMethod.NFC:
        return store.with_tag(session, said.read or "")
    if said.method is None or said.checkpoint_id is None:
        raise Invalid("nothing_scanned", "Say how and what was scanned.", "请填写扫描方式和巡查点。")
    return store.find_checkpoint(session, said.checkpoint_id)


def _related(one: str, other: str) -> bool:
    return covers(one, other) or covers(other, one)


def add_photo(work: Work, said: AddPhoto) -> PhotoNote:
    """Note that a photograph is there; a repeat changes nothing. Raises `Conflict` for an id that another has."""
    work.authorise(said.area_code, "area", "区域")
    take_turn(work.session, said.record_id)
    known = store.find_photo(work.session, said.id)
    if known is not None:
        if (known.record_id, known.area_code) != (said.record_id, said.area_code):
            raise Conflict("photo_id_taken", "Another photograph has this id.", "该照片编号已被占用。")
        return known
    if store.photo_count(work.session, said.record_id) >= MOST_PHOTOS:
        raise Conflict("too_many_photos", f"At most {MOST_PHOTOS} photographs.", f"最多{MOST_PHOTOS}张照片。")
    store.keep_photo(work.session, said, {"by": caller_of(work), "received_at": work.now})
    bring_up_all(work, [said.record_id])
    return PhotoNote(id=said.id, record_id=said.record_id, area_code=said.area_code, received_at=work.now)


def get_photo(work: Work, said: GetPhoto) -> PhotoNote:
    """Whether the caller may see it; raises `NotFound`."""
    found = store.find_photo(work.session, said.id)
    known = existing(found if found and found.record_id == said.record_id else None, "photo", "照片")
    work.authorise(known.area_code, "photo", "照片")
    return known
