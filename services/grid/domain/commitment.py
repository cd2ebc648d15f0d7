"""The commitment 承诺书 of a shop, landlord or owner: its terms, how long it holds, when it is checked and renewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from linli.areas import path_of
from linli.contracts.grid.commitments import (
    CheckCommitment,
    CommitmentKind,
    CommitmentState,
    MakeCommitment,
    RenewCommitment,
)
from linli.errors import Conflict, Invalid
from services.grid.domain.visits import day_begins


@dataclass(kw_only=True, eq=False)
class Commitment:
    """A commitment; its party is sealed. `check_by`: when it is to be checked next. `sequence` is its version."""

    id: UUID
    area_code: str
    path: str
    kind: CommitmentKind
    party: str
    terms: tuple[str, ...]
    signed_on: date
    valid_until: date
    check_days: int
    remind_days: int
    check_by: datetime
    made_at: datetime
    latitude: float | None = None
    longitude: float | None = None
    renewed_from: UUID | None = None
    state: CommitmentState = CommitmentState.IN_FORCE
    note: str = ""
    sequence: int = 1

    @classmethod
    def make(cls, said: MakeCommitment, party: str, at: datetime) -> Commitment:
        """A new one. Raises `Invalid` for a time that is none or over."""
        made = cls(
            id=said.id,
            area_code=said.area_code,
            path=path_of(said.area_code),
            kind=said.kind,
            party=party,
            terms=said.terms,
            signed_on=said.signed_on,
            valid_until=said.valid_until,
            check_days=said.check_days,
            remind_days=said.remind_days,
            check_by=at,
            made_at=at,
            latitude=said.latitude,
            longitude=said.longitude,
        )
        made._begin(at)
        return made

    def _begin(self, at: datetime) -> None:
        if not self.signed_on < self.valid_until or self.lapses_at <= at:
            text, zh = "Give a day after it was signed that is not over.", "应晚于签订日期，且不早于今日。"
            raise Invalid("bad_period", text, zh, {"valid_until": [f"{text} {zh}"]})
        self.check_by = max(at, day_begins(self.signed_on)) + timedelta(days=self.check_days)

    @property
    def lapses_at(self) -> datetime:
        """The moment from which it holds no longer."""
        return day_begins(self.valid_until + timedelta(days=1))

    @property
    def remind_at(self) -> datetime:
        """When somebody is reminded to renew it."""
        return self.lapses_at - timedelta(days=self.remind_days)

    @property
    def in_force(self) -> bool:
        """Whether it holds."""
        return self.state is CommitmentState.IN_FORCE

    def checked(self, broken: tuple[int, ...], at: datetime) -> None:
        """It was looked at. Raises `Conflict` when it does not hold, `Invalid` for a term that there is not."""
        self._must_hold()
        if any(not 1 <= one <= len(self.terms) for one in broken):
            text, zh = f"Number the terms from 1 to {len(self.terms)}.", f"条款编号应为1至{len(self.terms)}。"
            raise Invalid("unknown_term", text, zh, {"broken": [f"{text} {zh}"]})
        self.check_by = max(self.check_by, at + timedelta(days=self.check_days))
        self.sequence += 1

    def renew(self, said: RenewCommitment, at: datetime) -> Commitment:
        """The one that takes its place; raises as `make`, and `Conflict` when it was ended or renewed."""
        if self.state not in (CommitmentState.IN_FORCE, CommitmentState.LAPSED):
            raise _over()
        made = Commitment(
            id=uuid5(self.id, "renewed"),
            area_code=self.area_code,
            path=self.path,
            kind=self.kind,
            party=self.party,
            terms=said.terms or self.terms,
            signed_on=said.signed_on,
            valid_until=said.valid_until,
            check_days=self.check_days,
            remind_days=self.remind_days,
            check_by=at,
            made_at=at,
            latitude=self.latitude,
            longitude=self.longitude,
            renewed_from=self.id,
        )
        made._begin(at)
        self._become(CommitmentState.RENEWED)
        return made

    def end(self, reason: str) -> None:
        """It holds no longer; raises `Conflict` when that is so already."""
        self._must_hold()
        self.note = reason
        self._become(CommitmentState.ENDED)

    def lapse(self) -> None:
        """Its time is over."""
        if self.in_force:
            self._become(CommitmentState.LAPSED)

    def _become(self, state: CommitmentState) -> None:
        self.state = state
        self.sequence += 1

    def _must_hold(self) -> None:
        if not self.in_force:
            raise _over()


def _over() -> Conflict:
    return Conflict("commitment_over", "This commitment holds no longer.", "该承诺书已失效。")


@dataclass(kw_only=True, eq=False)
class Check:
    """A look at a commitment, by whom; its id is that of the case that a breach became."""

    id: UUID
    commitment_id: UUID
    at: datetime
    by: UUID
    broken: tuple[int, ...]
    note: str
    round_id: UUID | None

    @classmethod
    def of(cls, said: CheckCommitment, by: UUID, at: datetime) -> Check:
        """The check that somebody told of."""
        return cls(
            id=said.check_id,
            commitment_id=said.id,
            at=at,
            by=by,
            broken=said.broken,
            note=said.note,
            round_id=said.round_id,
        )
