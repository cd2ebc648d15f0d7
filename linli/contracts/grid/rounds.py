"""The calls about rounds and what phones send of them, a round as it is shown, and its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note, ShortText, text
from linli.contracts.envelope import Event, event
from linli.contracts.grid.checkpoints import Cursor, PageSize, ScanMethod
from linli.contracts.grid.commitments import TermNumbers
from linli.contracts.grid.findings import KindCode
from linli.contracts.hotline.words import Latitude, Longitude

LARGEST_BATCH = 500
"""Items that a phone sends at once."""
Accuracy = Annotated[float, validate.Range(0, 100_000)]


class RoundState(StrEnum):
    """Where a round stands."""

    PENDING = "pending"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class ItemKind(StrEnum):
    """What a phone tells of a round."""

    START = "start"
    SCAN = "scan"
    PAUSE = "pause"
    RESUME = "resume"
    FINISH = "finish"
    FINDING = "finding"
    CHECK = "check"


class ScanMark(StrEnum):
    """What is noted of a scan; of these only `photo_missing`, `not_there` and `too_early` keep it from counting."""

    OUT_OF_RADIUS = "out_of_radius"
    NOT_THERE = "not_there"
    NO_POSITION = "no_position"
    INACCURATE = "inaccurate"
    TOO_EARLY = "too_early"
    OUT_OF_ORDER = "out_of_order"
    REPEATED = "repeated"
    NOT_ON_ROUTE = "not_on_route"
    OTHER_METHOD = "other_method"
    PHOTO_MISSING = "photo_missing"
    WHILE_PAUSED = "while_paused"
    OUT_OF_TIME = "out_of_time"


@dataclass(frozen=True, kw_only=True)
class PlanRound:
    """Plan a round of a route for an officer; a random order is drawn now."""

    route_id: UUID
    officer_id: UUID
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class CancelRound:
    """Let a planned round not take place; one that has begun goes on."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class SyncItem:
    """One thing that a phone noted, under an id that the phone made: sent again, it is the same thing.

    `at` is the phone's time. A start of a round that nobody planned names its route, or none. A scan says what was
    read: the text of a QR code, the number of an NFC tag, or with `gps` and `photo` the checkpoint itself. A finding
    says its `case_kind` and in `note` what it is; it becomes a case under the same id. A check says
    the `commitment_id` and which of its terms are `broken`.
    """

    id: UUID
    kind: ItemKind
    round_id: UUID
    at: datetime
    route_id: UUID | None = None
    checkpoint_id: UUID | None = None
    method: ScanMethod | None = None
    read: Annotated[str, text(1, 200)] | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    accuracy_m: Accuracy | None = None
    photos: Annotated[tuple[UUID, ...], validate.Length(max=10)] = ()
    note: Note = ""
    case_kind: KindCode | None = None
    on_spot: bool = False
    commitment_id: UUID | None = None
    broken: TermNumbers = ()


@dataclass(frozen=True, kw_only=True)
class SyncRounds:
    """Take over what a phone noted at an area, in any order and however often; each item stands for itself."""

    area_code: AreaCode
    items: Annotated[tuple[SyncItem, ...], validate.Length(max=LARGEST_BATCH)]


@dataclass(frozen=True, kw_only=True)
class RefusedItem:
    """An item that was not taken, and why; `index` is its place in the batch."""

    index: int
    id: str
    code: str
    message: str
    message_zh: str


@dataclass(frozen=True, kw_only=True)
class PointView:
    """A point of a round and when it was visited."""

    checkpoint_id: UUID
    not_before: datetime
    visited_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class RoundView:
    """A round: what was planned, where it stands, which points it omitted so far.

    `late` began after its grace. Gaps are the seconds between one counted scan and the next: very short ones and very
    long ones are worth a look.
    """

    id: UUID
    version: int
    area_code: AreaCode
    route_id: UUID | None
    officer_id: UUID
    voluntary: bool
    state: RoundState
    starts_at: datetime
    ends_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    late: bool
    pause_reason: str
    points: tuple[PointView, ...]
    omitted: tuple[UUID, ...]
    scans: int
    marked: int
    shortest_gap_s: int | None
    longest_gap_s: int | None


@dataclass(frozen=True, kw_only=True)
class Synced:
    """What came of a batch: how many items are new, how many were known, which were refused, and the rounds now."""

    new: int
    known: int
    refused: tuple[RefusedItem, ...]
    rounds: tuple[RoundView, ...]


@dataclass(frozen=True, kw_only=True)
class GetRound:
    """Ask for one round."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListScans:
    """Ask for everything that was noted on a round, in the order of the phones' time."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ItemView:
    """One thing noted on a round, with the phone's time, the server's time, and what is to be noted of it."""

    id: UUID
    kind: ItemKind
    at: datetime
    received_at: datetime
    by: UUID
    checkpoint_id: UUID | None
    method: ScanMethod | None
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    distance_m: int | None
    counts: bool
    marks: tuple[ScanMark, ...]
    photos: tuple[UUID, ...]
    note: str


@dataclass(frozen=True, kw_only=True)
class ItemList:
    """What was noted on a round."""

    items: tuple[ItemView, ...]


@dataclass(frozen=True, kw_only=True)
class ListRounds:
    """Ask for the rounds of an area, the latest first; of an officer, or in a state, if so said."""

    area_code: AreaCode
    officer_id: UUID | None = None
    state: RoundState | None = None
    cursor: Cursor | None = None
    limit: PageSize = 50


@dataclass(frozen=True, kw_only=True)
class RoundPage:
    """A page of rounds."""

    items: tuple[RoundView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class RoundSummary:
    """Where a round stands after an event."""

    state: RoundState
    voluntary: bool
    starts_at: datetime
    ends_at: datetime
    late: bool
    omitted: int
    route_id: UUID | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RoundEvent(Event):
    """An event of a round; its `subject` is the round's id."""

    round: RoundSummary


@event("grid", "round.planned", external=True)
@dataclass(frozen=True, kw_only=True)
class RoundPlanned(RoundEvent):
    """A round was planned 巡查计划."""


@event("grid", "round.changed", external=True)
@dataclass(frozen=True, kw_only=True)
class RoundChanged(RoundEvent):
    """A round began, paused, went on, or what came in changed which points it visited."""


@event("grid", "round.ended", external=True)
@dataclass(frozen=True, kw_only=True)
class RoundEnded(RoundEvent):
    """A round is over: complete, incomplete or expired; what an offline phone sends later may say better."""
