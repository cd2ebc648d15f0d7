"""The calls by which a request goes from unit to unit and through its handling to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, LongText, Note, ShortText, text
from linli.contracts.hotline.words import CallBackOutcome, EmergencyLine, WaitingFor

Department = Annotated[str, validate.Length(1, 20), validate.Regexp(r"^[A-Za-z0-9_-]+$(?!\n)", error="Give a code.")]
Satisfaction = Annotated[int, validate.Range(1, 5)]


@dataclass(frozen=True, kw_only=True)
class MoveRequest:
    """What every one of these says: which request, and the version that the caller saw (None for any)."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class DispatchRequest(MoveRequest):
    """Make a unit responsible 派单, the one of the routing rules unless given; also for another unit 改派."""

    unit_area: AreaCode | None = None
    department: Department | None = None
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class AnswerRequest(MoveRequest):
    """Give the citizen the answer: it ends a request that is not dispatched, and is the first answer of any other."""

    answer: LongText


@dataclass(frozen=True, kw_only=True)
class WaitRequest(MoveRequest):
    """Stop the clock while the unit waits for someone else, with the reason."""

    waiting_for: WaitingFor
    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class ReasonedMove(MoveRequest):
    """A change that needs nothing but its reason."""

    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class DecideDispute(MoveRequest):
    """Say, finally, which unit is responsible; the district's, when none is named 兜底."""

    reason: ShortText
    unit_area: AreaCode | None = None
    department: Department | None = None


@dataclass(frozen=True, kw_only=True)
class AskExtension(MoveRequest):
    """Apply for more time to settle 延期, before the present deadline is past."""

    until: datetime
    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class DecideExtension(MoveRequest):
    """Approve or refuse the application for more time, with the reason."""

    approved: bool
    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class SuperviseRequest(MoveRequest):
    """Press for a request 督办: the instruction, and by when it is to be settled, when that is to be earlier."""

    instruction: ShortText
    settle_due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class VerifyRequest(MoveRequest):
    """Accept what the unit reported done 审核, or send it back to the unit 返工 with the reason."""

    accepted: bool
    reason: Note = ""


@dataclass(frozen=True, kw_only=True)
class RecordCallBack(MoveRequest):
    """What a call-back 回访 found; `satisfaction` from 1 to 5 unless nobody was reached.

    A citizen who is not satisfied has the request begun again one tier up, with the reason.
    """

    outcome: CallBackOutcome
    satisfaction: Satisfaction | None = None
    reason: Note = ""


@dataclass(frozen=True, kw_only=True)
class ReferRequest(MoveRequest):
    """Refer a request to 110, 119 or 120, with the reason.

    With the line's `reference` for the incident the line has taken it over. Without one it is unclear whose it is: the
    first receiver keeps it 首接负责. `three_party`: citizen, line and operator spoke together.
    """

    line: EmergencyLine
    reason: ShortText
    three_party: bool
    reference: Annotated[str, text(1, 60)] | None = None
