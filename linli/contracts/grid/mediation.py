"""The calls about the mediation of a dispute 人民调解, and a mediation as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import LongText, Note, ShortText
from linli.contracts.grid.parties import MaskedParty, Party


class MediationState(StrEnum):
    """Where the mediation of a dispute stands."""

    UNDER_WAY = "under_way"
    AGREED = "agreed"
    FAILED = "failed"
    KEPT = "kept"
    BROKEN = "broken"


@dataclass(frozen=True, kw_only=True)
class MediationSession:
    """A session: where, led by which accounts, which parties (by number) were there, and what was said."""

    at: datetime
    place: ShortText
    mediators: Annotated[tuple[UUID, ...], validate.Length(1, 5)]
    present: Annotated[tuple[int, ...], validate.Length(1, 20)]
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class AgreedTerm:
    """What a party (by number) is to do, and by when."""

    party: int
    text: LongText
    due: date | None = None


@dataclass(frozen=True, kw_only=True)
class MediationAgreement:
    """What the parties agreed on; an oral agreement is written down by the mediator (People's Mediation Law, 30)."""

    agreed_on: date
    written: bool
    terms: Annotated[tuple[AgreedTerm, ...], validate.Length(1, 50)]


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """Somebody looked whether the agreement is kept."""

    at: datetime
    by: UUID
    kept: bool
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class MediationBook:
    """All that is written of a mediation; it is kept sealed as a whole."""

    parties: tuple[Party, ...]
    sessions: tuple[MediationSession, ...] = ()
    agreement: MediationAgreement | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    reason: Note = ""


@dataclass(frozen=True, kw_only=True)
class OpenMediation:
    """Begin to mediate the dispute that a case is about; its parties agree to that (People's Mediation Law, 3)."""

    id: UUID
    parties: Annotated[tuple[Party, ...], validate.Length(2, 20)]


@dataclass(frozen=True, kw_only=True)
class HoldSession:
    """Write a session down. After a broken agreement it begins anew."""

    id: UUID
    session: MediationSession
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class AgreeMediation:
    """Write the agreement down, and the day on which somebody is to look whether it is kept."""

    id: UUID
    agreement: MediationAgreement
    follow_up_on: date
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class FailMediation:
    """End it without an agreement. `told`: the parties were told of arbitration, the administration and the courts."""

    id: UUID
    reason: ShortText
    told: bool
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class FollowUpMediation:
    """Say whether the agreement is kept; `again_on`: look again on that day, the agreement is not fulfilled yet."""

    id: UUID
    kept: bool
    note: Note = ""
    again_on: date | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetMediation:
    """Ask for the mediation of a case."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class MediationView:
    """A mediation: its parties masked; what was written at sessions, agreed and found is there only when it is read.

    `confirm_until`: the last day on which the parties may together ask the court to confirm the agreement (People's
    Mediation Law, 33: within 30 days).
    """

    id: UUID
    version: int
    area_code: str
    state: MediationState
    parties: tuple[MaskedParty, ...]
    held: int
    follow_up_on: date | None
    confirm_until: date | None
    sessions: tuple[MediationSession, ...] = ()
    agreement: MediationAgreement | None = None
    follow_ups: tuple[FollowUp, ...] = ()
