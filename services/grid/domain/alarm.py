"""Alarms 告警: raised once for each cause, climbing tier by tier until somebody takes them on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.areas import parent_of, path_of
from linli.contracts.grid.alarms import (
    AlarmEnded,
    AlarmEscalated,
    AlarmEvent,
    AlarmKind,
    AlarmRaised,
    AlarmState,
    AlarmSummary,
)
from linli.errors import Conflict

PATIENCE = {
    AlarmKind.PANIC: timedelta(minutes=2),
    AlarmKind.UNCOVERED: timedelta(hours=1),
    AlarmKind.FOLLOW_UP_DUE: timedelta(days=1),
    AlarmKind.CHECK_DUE: timedelta(days=1),
    AlarmKind.RENEWAL_DUE: timedelta(days=7),
}
"""How long an alarm waits at one tier; the others wait `USUAL`."""
USUAL = timedelta(minutes=15)
SILENCE = timedelta(minutes=30)
"""An officer on a round of whom nothing is heard for so long is silent."""


@dataclass(kw_only=True, eq=False)
class Alarm:
    """An alarm. `sequence` counts its events and is its version."""

    id: UUID
    area_code: str
    path: str
    kind: AlarmKind
    raised_at: datetime
    officer_id: UUID | None
    escalated_to: str
    round_id: UUID | None = None
    about: UUID | None = None
    latitude: float | None = None
    longitude: float | None = None
    state: AlarmState = AlarmState.OPEN
    acknowledged_by: UUID | None = None
    note: str = ""
    sequence: int = 0

    @classmethod
    def begin(
        cls,
        alarm_id: UUID,
        area_code: str,
        kind: AlarmKind,
        officer_id: UUID | None,
        at: datetime,
        about: UUID | None = None,
        round_id: UUID | None = None,
    ) -> tuple[Alarm, AlarmEvent]:
        """A new alarm, at its own area first; of an officer, or about something else."""
        made = cls(
            id=alarm_id,
            area_code=area_code,
            path=path_of(area_code),
            kind=kind,
            raised_at=at,
            officer_id=officer_id,
            escalated_to=area_code,
            round_id=round_id,
            about=about,
        )
        return made, made._caused(AlarmRaised, at)

    @property
    def patience(self) -> timedelta:
        """How long it waits at one tier."""
        return PATIENCE.get(self.kind, USUAL)

    def escalate(self, at: datetime) -> AlarmEvent | None:
        """Nobody took it on: one tier up; None when it is open no more or at the district already."""
        above = parent_of(self.escalated_to)
        if self.state is not AlarmState.OPEN or above is None:
            return None
        self.escalated_to = above
        return self._caused(AlarmEscalated, at)

    def acknowledge(self, by: UUID, note: str, at: datetime) -> AlarmEvent:
        """Somebody takes it on; raises `Conflict` when that was done."""
        if self.state is not AlarmState.OPEN:
            raise Conflict("alarm_over", "This alarm was taken on already.", "该告警已处理。")
        self.state, self.acknowledged_by, self.note = AlarmState.ACKNOWLEDGED, by, note
        return self._caused(AlarmEnded, at)

    def resolve(self, at: datetime) -> AlarmEvent | None:
        """Its cause is gone; None when it is open no more."""
        if self.state is not AlarmState.OPEN:
            return None
        self.state = AlarmState.RESOLVED
        return self._caused(AlarmEnded, at)

    def _caused(self, event: type[AlarmEvent], at: datetime) -> AlarmEvent:
        self.sequence += 1
        return event(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            alarm=AlarmSummary(
                kind=self.kind,
                state=self.state,
                raised_at=self.raised_at,
                escalated_to=self.escalated_to,
                round_id=self.round_id,
                about=self.about,
            ),
        )
