"""The calls about commitments 承诺书 of shops, landlords and owners, and a commitment as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, LongText, Note, ShortText
from linli.contracts.grid.checkpoints import Cursor, PageSize
from linli.contracts.grid.parties import MaskedParty, Party
from linli.contracts.hotline.words import Latitude, Longitude

Terms = Annotated[tuple[LongText, ...], validate.Length(1, 30)]
TermNumbers = Annotated[tuple[int, ...], validate.Length(max=30)]


class CommitmentKind(StrEnum):
    """Who commits themselves."""

    SHOP = "shop"
    LANDLORD = "landlord"
    OWNER = "owner"


class CommitmentState(StrEnum):
    """Where a commitment stands."""

    IN_FORCE = "in_force"
    RENEWED = "renewed"
    LAPSED = "lapsed"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class MakeCommitment:
    """Write down a commitment that was signed, under an id of one's own. It holds to the end of `valid_until`.

    It is checked every `check_days`, and `remind_days` before its end somebody is reminded to renew it.
    """

    id: UUID
    area_code: AreaCode
    kind: CommitmentKind
    party: Party
    terms: Terms
    signed_on: date
    valid_until: date
    check_days: Annotated[int, validate.Range(1, 366)] = 30
    remind_days: Annotated[int, validate.Range(0, 180)] = 30
    latitude: Latitude | None = None
    longitude: Longitude | None = None


@dataclass(frozen=True, kw_only=True)
class CheckCommitment:
    """Say which terms (counted from 1) were found broken, or none, under an id of one's own; a breach becomes a case
    under that id. A phone on a round sends checks with what else it noted.
    """

    id: UUID
    check_id: UUID
    broken: TermNumbers = ()
    note: Note = ""
    at: datetime | None = None
    round_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class RenewCommitment:
    """Sign it anew for another time, with other terms if so said."""

    id: UUID
    signed_on: date
    valid_until: date
    terms: Terms | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class EndCommitment:
    """Let it hold no longer, for instance because the shop has closed."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetCommitment:
    """Ask for a commitment with its checks."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListCommitments:
    """Ask for an area's commitments, the latest first; only of a kind or state, or those whose check is `due`."""

    area_code: AreaCode
    kind: CommitmentKind | None = None
    state: CommitmentState | None = None
    due: bool = False
    cursor: Cursor | None = None
    limit: PageSize = 50


@dataclass(frozen=True, kw_only=True)
class CheckView:
    """A check; what was broken became the case of the same id."""

    id: UUID
    at: datetime
    by: UUID
    broken: tuple[int, ...]
    note: str
    round_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class CommitmentView:
    """A commitment; `check_by` is when it is to be checked next, `renewed_from` the one before. The checks, the
    latest first, are there only when one is read.
    """

    id: UUID
    version: int
    area_code: AreaCode
    kind: CommitmentKind
    state: CommitmentState
    party: MaskedParty
    terms: tuple[str, ...]
    signed_on: date
    valid_until: date
    check_days: int
    remind_days: int
    check_by: datetime
    latitude: float | None
    longitude: float | None
    renewed_from: UUID | None
    note: str
    checks: tuple[CheckView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CommitmentPage:
    """A page of commitments."""

    items: tuple[CommitmentView, ...]
    next_cursor: str | None
