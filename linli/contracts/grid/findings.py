"""The calls about findings: what people in the field, or devices, noticed, and the kinds that there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import END, AreaCode, Note, ShortText
from linli.contracts.hotline.words import Category, Latitude, Longitude

KindCode = Annotated[
    str,
    validate.Length(max=60),
    validate.Regexp(rf"^[a-z0-9_]+(\.[a-z0-9_]+)*{END}", error="Give the code of a kind. 请填写案件类别代码。"),
]


class CaseClass(StrEnum):
    """What a kind of case is about."""

    PART = "part"
    EVENT = "event"
    PEOPLE = "people"


class CaseDepth(StrEnum):
    """What a kind of case has beside the cycle that all cases go through."""

    MEDIATION = "mediation"
    COMMITMENT = "commitment"


class CaseSource(StrEnum):
    """Where a case came from."""

    REQUEST = "request"
    PATROL = "patrol"
    DEVICE = "device"


@dataclass(frozen=True, kw_only=True)
class CaseKind:
    """A kind of case: hours to handle it from dispatch on, whether it may be settled on the `spot`, and whether who
    verifies it must have taken a `photo`. `hotline` is the category of the request that it is referred by;
    `depth` what belongs to such a case beside the cycle of all.
    """

    code: KindCode
    zh: ShortText
    en: ShortText
    part_of: CaseClass
    hours: Annotated[int, validate.Range(1, 8760)]
    hotline: Category
    spot: bool = False
    photo: bool = False
    depth: CaseDepth | None = None


@dataclass(frozen=True, kw_only=True)
class ListKinds:
    """Ask for every kind of case, at an area."""

    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class KindList:
    """Every kind of case."""

    items: tuple[CaseKind, ...]


@dataclass(frozen=True, kw_only=True)
class ReportFinding:
    """Report what was noticed, under an id of the reporter's own: reported again, it is the same.

    `on_spot`: the reporter settled it there and then, as `note` says. `at` is the moment it was noticed. Photographs
    are uploaded for the finding's id.
    """

    id: UUID
    area_code: AreaCode
    kind: KindCode
    note: Note = ""
    on_spot: bool = False
    at: datetime | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    round_id: UUID | None = None
