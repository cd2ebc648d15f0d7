"""Home care: what the six items come to, plans and their visits, and when missed visits call for a re-check."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from uuid import UUID, uuid5

from linli.contracts.assistance.care import (
    CareBy,
    CareLine,
    CarePlanState,
    CareRecheckDue,
    CareService,
    SelfCareClass,
    SelfCareItem,
    VisitEvent,
    VisitMissed,
    VisitState,
    VisitSummary,
)
from linli.contracts.terms import zh
from linli.errors import Conflict, Invalid

AHEAD = timedelta(days=14)
"""Visits are planned, and offered, so long before."""
GRACE = timedelta(hours=2)
"""A visit that nobody has noted so long after its end was missed."""
IN_A_ROW = 2
"""Visits missed in a row that call for a re-check."""
V = VisitState
MOVES: Mapping[tuple[VisitState, VisitState], bool] = MappingProxyType(
    {(before, after): True for before in (V.PLANNED, V.TAKEN) for after in (V.DONE, V.MISSED, V.CANCELLED)}
    | {(V.PLANNED, V.TAKEN): True, (V.TAKEN, V.PLANNED): True, (V.MISSED, V.DONE): True}
)
"""What may become of a visit; one that was thought to be missed may turn out to have been given."""


def class_of(failed: Collection[SelfCareItem]) -> SelfCareClass:
    """What the items that fail come to (特困人员认定办法): none able, one to three partly, four and more unable."""
    count = len(set(failed))
    return SelfCareClass.ABLE if count == 0 else SelfCareClass.PARTLY if count <= 3 else SelfCareClass.UNABLE


@dataclass(kw_only=True, eq=False)
class Assessment:
    """An assessment, which stays as it is."""

    id: UUID
    person_id: UUID
    failed: tuple[SelfCareItem, ...]
    result: SelfCareClass
    assessed_at: datetime
    assessed_by: UUID
    assessors: list[str]
    note: str


@dataclass(kw_only=True, eq=False)
class Plan:
    """The care of a person. `made_until`: visits before it are planned; `missed` counts those missed in a row."""

    id: UUID
    person_id: UUID
    area_code: str
    path: str
    lines: tuple[CareLine, ...]
    planned_at: datetime
    made_until: datetime
    state: CarePlanState = CarePlanState.ACTIVE
    missed: int = 0
    note: str = ""
    sequence: int = 1

    def visits_of(self, place: int, moments: Iterable[datetime]) -> Iterator[Visit]:
        """The visits of a line that begin at these moments, always under the same ids."""
        line = self.lines[place]
        for begins in (one.astimezone(UTC) for one in moments):
            yield Visit(
                id=uuid5(self.id, f"{place}:{begins.isoformat()}"),
                plan_id=self.id,
                person_id=self.person_id,
                area_code=self.area_code,
                service=line.service,
                starts_at=begins,
                ends_at=begins + timedelta(minutes=line.minutes),
                by=line.by,
                provider=line.provider,
            )

    def count(self, *, missed: bool, at: datetime) -> CareRecheckDue | None:
        """A visit was missed, or given; the event of the re-check that falls due."""
        self.missed = self.missed + 1 if missed else 0
        self.sequence += 1
        if self.missed < IN_A_ROW or self.state is not CarePlanState.ACTIVE:
            return None
        self.state = CarePlanState.RECHECK
        return CareRecheckDue(
            subject=self.id, area_code=self.area_code, sequence=self.sequence, occurred_at=at, missed=self.missed
        )

    def recheck(self, finding: str) -> None:
        """Somebody went there; it goes on."""
        if self.state is not CarePlanState.RECHECK:
            raise Conflict("no_recheck", "No re-check is due.", "无待复核事项。")
        self.state, self.missed, self.note = CarePlanState.ACTIVE, 0, finding
        self.sequence += 1

    def end(self, reason: str) -> None:
        """It ends; raises `Conflict` when it has."""
        if self.state is CarePlanState.ENDED:
            raise Conflict("plan_ended", "The plan has ended already.", "该计划已结束。")
        self.state, self.note = CarePlanState.ENDED, reason
        self.sequence += 1


def check_lines(lines: Collection[CareLine], now: datetime) -> None:
    """Raises `Invalid` naming the field for providers left out or one too many, and for what lies in the past."""
    for place, line in enumerate(lines):
        if (line.by is CareBy.PROVIDER) is (line.provider is None):
            raise bad(f"lines.{place}.provider", "Name the provider, and only of its visits.", "请填写服务机构。")
        if line.starts_at < now - timedelta(days=1):
            raise bad(f"lines.{place}.starts_at", "It lies in the past.", "首次服务时间已过。")


def bad(name: str, text: str, text_zh: str) -> Invalid:
    """What is wrong with a plan or a visit, at which field."""
    return Invalid("bad_plan", text, text_zh, {name: [f"{text} {text_zh}"]})


@dataclass(kw_only=True, eq=False)
class Visit:
    """A visit of a plan; `sequence` counts its events and is its version."""

    id: UUID
    plan_id: UUID
    person_id: UUID
    area_code: str
    service: CareService
    starts_at: datetime
    ends_at: datetime
    by: CareBy
    provider: str | None = None
    state: VisitState = VisitState.PLANNED
    note: str = ""
    sequence: int = 0

    def become(self, state: VisitState, note: str, at: datetime) -> VisitEvent | None:
        """Where it stands now; the event of one that was missed. Raises `Conflict`, `Invalid` before it began."""
        if (self.state, state) not in MOVES:
            text = f"A visit that is {self.state} cannot become {state}."
            raise Conflict("illegal_transition", text, f"当前状态（{zh(self.state)}）不允许该操作。")
        if state in (VisitState.DONE, VisitState.MISSED) and at < self.starts_at:
            raise bad("state", "It has not begun.", "服务尚未开始。")
        self.state, self.note = state, note or self.note
        if state is VisitState.MISSED:
            return self.told(VisitMissed, at)
        self.sequence += 1
        return None

    def told(self, kind: type[VisitEvent], at: datetime) -> VisitEvent:
        """An event of it."""
        self.sequence += 1
        summary = VisitSummary(
            service=self.service,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            by=self.by,
            state=self.state,
            plan_id=self.plan_id,
            beneficiary_id=self.person_id,
        )
        return kind(subject=self.id, area_code=self.area_code, sequence=self.sequence, occurred_at=at, visit=summary)
