"""The calls about checkpoints and patrol routes, and both as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import END, AreaCode, ShortText, text
from linli.contracts.hotline.words import Latitude, Longitude

Code = Annotated[
    str,
    validate.Length(max=40),
    validate.Regexp(rf"^[A-Za-z0-9][A-Za-z0-9._-]*{END}", error="Give letters and digits. 请填写字母和数字。"),
]
Tag = Annotated[
    str,
    validate.Length(max=32),
    validate.Regexp(rf"^[0-9A-F]+{END}", error="Give the tag's number in capital hexadecimal digits. 请填写标签编号。"),
]
Metres = Annotated[int, validate.Range(5, 1000)]
Minutes = Annotated[int, validate.Range(0, 1440)]
Cursor = Annotated[str, text(1, 200)]
PageSize = Annotated[int, validate.Range(1, 200)]


class ScanMethod(StrEnum):
    """How a visit to a checkpoint is shown."""

    QR = "qr"
    NFC = "nfc"
    GPS = "gps"
    PHOTO = "photo"


class StopOrder(StrEnum):
    """In which order the points of a route are walked."""

    FIXED = "fixed"
    FREE = "free"
    RANDOM = "random"


@dataclass(frozen=True, kw_only=True)
class CheckpointContent:
    """A checkpoint 巡查点: where it is (WGS 84), from how far a scan still counts as there, and how it is scanned.

    `tag` is the number of its NFC tag. A closed one is walked no more.
    """

    name: ShortText
    latitude: Latitude
    longitude: Longitude
    radius_m: Metres = 50
    methods: Annotated[tuple[ScanMethod, ...], validate.Length(min=1, max=4)] = (ScanMethod.QR,)
    tag: Tag | None = None
    closed: bool = False


@dataclass(frozen=True, kw_only=True)
class AddCheckpoint:
    """Add a checkpoint; its code is the only one of its area."""

    area_code: AreaCode
    code: Code
    content: CheckpointContent


@dataclass(frozen=True, kw_only=True)
class ReviseCheckpoint:
    """Say anew what a checkpoint is; `renew_code` makes its printed QR codes void, for they were copied or lost."""

    id: UUID
    content: CheckpointContent
    renew_code: bool = False
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListCheckpoints:
    """Ask for the checkpoints of an area, newest first."""

    area_code: AreaCode
    cursor: Cursor | None = None
    limit: PageSize = 50


@dataclass(frozen=True, kw_only=True)
class CheckpointView:
    """A checkpoint."""

    id: UUID
    version: int
    area_code: AreaCode
    code: str
    content: CheckpointContent
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class CheckpointPage:
    """A page of checkpoints."""

    items: tuple[CheckpointView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class PrintCodes:
    """Ask for the QR codes of an area's open checkpoints, by code; `after` is the last code of the sheet before."""

    area_code: AreaCode
    after: Code | None = None
    limit: Annotated[int, validate.Range(1, 12)] = 12


@dataclass(frozen=True, kw_only=True)
class PrintedCode:
    """What stands in one QR code, and the words below it."""

    code: str
    name: str
    payload: str


@dataclass(frozen=True, kw_only=True)
class CodeSheet:
    """The codes of one sheet; `next_after` is given while there are more."""

    area_code: AreaCode
    items: tuple[PrintedCode, ...]
    next_after: str | None


@dataclass(frozen=True, kw_only=True)
class RouteStop:
    """A point of a route; not to be visited before so many minutes after the round's beginning."""

    checkpoint_id: UUID
    not_before: Minutes = 0


@dataclass(frozen=True, kw_only=True)
class RouteContent:
    """A route 巡查路线: its points, their order, the minutes a round takes, and those of grace; no grace means 15."""

    name: ShortText
    stops: Annotated[tuple[RouteStop, ...], validate.Length(min=1, max=200)]
    order: StopOrder = StopOrder.FREE
    minutes: Annotated[int, validate.Range(5, 1440)] = 120
    grace: Annotated[int, validate.Range(0, 240)] = 0
    closed: bool = False


@dataclass(frozen=True, kw_only=True)
class AddPatrolRoute:
    """Add a route of an area; its checkpoints lie there or below."""

    area_code: AreaCode
    content: RouteContent


@dataclass(frozen=True, kw_only=True)
class RevisePatrolRoute:
    """Say anew what a route is; rounds that are planned keep the points they were planned with."""

    id: UUID
    content: RouteContent
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListPatrolRoutes:
    """Ask for the routes of an area, newest first."""

    area_code: AreaCode
    cursor: Cursor | None = None
    limit: PageSize = 50


@dataclass(frozen=True, kw_only=True)
class PatrolRouteView:
    """A route."""

    id: UUID
    version: int
    area_code: AreaCode
    content: RouteContent
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class PatrolRoutePage:
    """A page of routes."""

    items: tuple[PatrolRouteView, ...]
    next_cursor: str | None
