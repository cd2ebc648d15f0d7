"""An application through the national procedure (民发〔2021〕57号): its steps as one table, its clocks, its papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from linli.calendar import Deadline, WorkingCalendar
from linli.contracts.assistance.advances import AdvanceFate
from linli.contracts.assistance.applications import (
    ApplicationAction,
    ApplicationLate,
    ApplicationMoved,
    ApplicationRecounted,
    ApplicationState,
    ClockName,
    ProposedChange,
)
from linli.contracts.assistance.programs import ProfileDefinition, ProgramDefinition
from linli.contracts.terms import zh
from linli.errors import Conflict, Invalid
from services.assistance.domain.entitlements import Payee
from services.assistance.domain.procedure import BEGINS, STOPS, TRANSITIONS

A, S = ApplicationAction, ApplicationState


@dataclass(kw_only=True, eq=False)
class Application:
    """One household's application for one program. `clocks` are moments by name, `drawn` is None until forwarded.

    `advanced` was granted before the survey, `advance_id` is the entitlement by which that is paid, `fate` what becomes
    of it after a refusal, `recovered` what of it has come back.
    """

    calendar: ClassVar[WorkingCalendar] = WorkingCalendar(weekdays_after_published=True)

    id: UUID
    filing_id: UUID
    household_id: UUID
    applicant_id: UUID
    case_id: UUID | None
    program: str
    area_code: str
    path: str
    state: ApplicationState
    filed_at: datetime
    moved_at: datetime
    told_until: datetime
    staff_relative: bool
    accepted_at: datetime | None = None
    visited: bool = False
    drawn: bool | None = None
    tipped: bool = False
    extended: bool = False
    inquired: bool = False
    papers_asked: bool = False
    papers: list[str] = field(default_factory=list)
    clocks: dict[str, str] = field(default_factory=dict)
    recheck_at: datetime | None = None
    amount: Decimal | None = None
    reckoning: list[list[str]] = field(default_factory=list)
    proposed: ProposedChange | None = None
    decided_at: datetime | None = None
    payee_name: str | None = None
    payee_number: str | None = None
    payee_bank: str | None = None
    advanced: Decimal | None = None
    advance_id: UUID | None = None
    fate: AdvanceFate | None = None
    recovered: Decimal = Decimal("0.00")
    sequence: int = 0

    @property
    def visit_needed(self) -> bool:
        """Whether the district visits first: staff's relatives, who was drawn, whom a tip is about (art. 11, 20)."""
        return (self.staff_relative or self.tipped or bool(self.drawn)) and not self.visited

    @property
    def possible(self) -> list[ApplicationAction]:
        """What may be done now."""
        return [action for state, action in TRANSITIONS if state is self.state]

    def due(self, clock: ClockName) -> datetime | None:
        """When a clock runs out."""
        return datetime.fromisoformat(self.clocks[clock]) if clock in self.clocks else None

    def next_due(self, after: datetime | None = None) -> tuple[datetime, ClockName] | None:
        """The clock that runs out first, of those that run out after a moment."""
        running = [(datetime.fromisoformat(due), ClockName(name)) for name, due in self.clocks.items()]
        return min((one for one in running if after is None or one[0] > after), default=None)

    def start(self, clock: ClockName, time: str | None, at: datetime) -> None:
        """Let a clock run: `3wd` working days by the official calendar, `7d` days; none where the rule has none."""
        if time is not None:
            self.clocks = {**self.clocks, clock: Deadline.parse(time).due(at, self.calendar).isoformat()}

    def missing(self, program: ProgramDefinition) -> list[str]:
        """The papers that the program needs and nobody has handed in."""
        return [one.code for one in program.papers if one.code not in self.papers]

    def move(self, action: ApplicationAction, at: datetime) -> ApplicationMoved:
        """Take a step of the table; raises `Conflict` where the state does not allow it."""
        if (self.state, action) not in TRANSITIONS:
            allowed = ", ".join(self.possible) or "nothing more"
            raise Conflict(
                "illegal_transition",
                f"What is {self.state} cannot take '{action}'; possible: {allowed}.",
                f"当前状态（{zh(self.state)}）不允许该操作；可用操作：{allowed}。",
            )
        self.state = TRANSITIONS[self.state, action]
        stopped = STOPS.get(action, ())
        self.clocks = {name: due for name, due in self.clocks.items() if name not in stopped}
        self.moved_at = at
        return self.moved(action, at)

    def moved(self, action: ApplicationAction, at: datetime) -> ApplicationMoved:
        """The event of a step."""
        self.sequence += 1
        return ApplicationMoved(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            program=self.program,
            state=self.state,
            action=action,
        )

    def late(self, clock: ClockName, at: datetime) -> ApplicationLate:
        """A clock has run out."""
        self.sequence += 1
        return ApplicationLate(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            program=self.program,
            state=self.state,
            clock=clock,
        )

    def recount(self, steps: Iterable[Step], times: ProfileDefinition, at: datetime) -> ApplicationRecounted | None:
        """Count its clocks anew by the present calendar, from the steps that began them; None where none moves.

        What has run out stays so, and nobody is made late by a notice: a due moment that would have passed stays.
        """
        counted = self.counted_by(self.calendar, steps, times, at)
        if counted == self.clocks:
            return None
        self.clocks = counted
        self.sequence += 1
        return ApplicationRecounted(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            program=self.program,
            state=self.state,
        )

    def counted_by(
        self, calendar: WorkingCalendar, steps: Iterable[Step], times: ProfileDefinition, at: datetime
    ) -> dict[str, str]:
        """Its clocks as this calendar would have them at `at`; as `recount` says."""
        counted = dict(self.clocks)
        for clock, (begun, time) in self._begun(steps, times).items():
            due, by_then = self.due(clock), Deadline.parse(time).due(begun, calendar)
            if due is not None and due > at and by_then > at:
                counted[clock] = by_then.isoformat()
        return counted

    def _begun(self, steps: Iterable[Step], times: ProfileDefinition) -> dict[ClockName, tuple[datetime, str]]:
        """When each clock began last, and for how long."""
        begun: dict[ClockName, tuple[datetime, str]] = {}
        for step in steps:
            for clock in BEGINS.get(step.action, ()):
                time: str | None = getattr(times, clock)
                if time is not None:
                    begun[clock] = (step.at, time)
            if step.action is A.EXTEND and self.accepted_at is not None:
                begun[ClockName.WHOLE] = (self.accepted_at, times.extended)
        return begun

    def name_payee(self, payee: Payee) -> None:
        """Where the money goes."""
        self.payee_name, self.payee_number, self.payee_bank = payee.name, payee.number, payee.bank

    def ask_papers(self, program: ProgramDefinition, at: datetime) -> ApplicationMoved:
        """Tell all missing papers, at once and only once (art. 10)."""
        if not self.missing(program):
            raise Conflict("nothing_missing", "No paper is missing: accept it.", "材料齐全，请予受理。")
        if self.papers_asked:
            raise Conflict(
                "told_once",
                "What is missing was told before, all at once (art. 10).",
                "已一次性告知，不得再次要求补正。",
            )
        moved = self.move(A.ASK_PAPERS, at)
        self.papers_asked = True
        return moved

    def hand_in(self, papers: Iterable[str], at: datetime) -> ApplicationMoved:
        """Papers were handed in."""
        moved = self.move(A.HAND_IN, at)
        self.papers = list(dict.fromkeys([*self.papers, *papers]))
        return moved

    def accept(self, program: ProgramDefinition, times: ProfileDefinition, at: datetime) -> ApplicationMoved:
        """The papers are complete 受理, or come after the aid where it is urgent; the clocks run (art. 15-20)."""
        lacking = self.missing(program)
        if lacking and program.advance is None:
            text, zh_text = f"Papers are missing: {', '.join(lacking)}.", f"材料不齐：{'、'.join(lacking)}。"
            raise Conflict("papers_missing", text, zh_text, {"papers": [f"{text} {zh_text}"]})
        moved = self.move(A.ACCEPT, at)
        self.accepted_at = at
        self.run_survey(times, at)
        self.start(ClockName.WHOLE, times.whole, at)
        return moved

    def run_survey(self, times: ProfileDefinition, at: datetime) -> None:
        """The clocks of survey and information check."""
        self.start(ClockName.SURVEY, times.survey, at)
        self.start(ClockName.INQUIRY, times.inquiry, at)
        self.inquired = False

    def opine(
        self, times: ProfileDefinition, amount: Decimal | None, steps: list[list[str]], at: datetime
    ) -> ApplicationMoved:
        """The first opinion, which hangs out in the community (art. 19); it needs the information check (art. 16)."""
        if not self.inquired:
            raise Conflict("not_inquired", "The information check is still to come (art. 16).", "尚未完成信息核对。")
        moved = self.move(A.OPINE, at)
        self.amount, self.reckoning = amount, steps
        self.start(ClockName.POSTING, times.posting, at)
        return moved

    def forward(self, times: ProfileDefinition, at: datetime) -> ApplicationMoved:
        """The posting is over without an objection: the district decides next (art. 20)."""
        until = self.due(ClockName.POSTING)
        if until is not None and at < until:
            text, zh_text = f"It hangs out until {until.isoformat()} (art. 19).", f"公示至 {until.isoformat()}。"
            raise Conflict("still_posted", text, zh_text)
        moved = self.move(A.FORWARD, at)
        self.start(ClockName.CONFIRM, times.confirm, at)
        return moved

    def object(self, at: datetime, times: ProfileDefinition) -> ApplicationMoved:
        """Somebody objects to what hangs out (art. 19), while it does."""
        until = self.due(ClockName.POSTING)
        if until is not None and at >= until:
            raise Conflict(
                "posting_over", "The posting is over; report it instead (art. 37).", "公示期已过，可另行举报。"
            )
        moved = self.move(A.OBJECT, at)
        self.start(ClockName.OBJECTION, times.objection, at)
        return moved

    def extend(self, times: ProfileDefinition, at: datetime) -> ApplicationMoved:
        """More time for the whole, once, counted from acceptance (art. 20)."""
        if self.extended:
            raise Conflict("extended_before", "It was extended before.", "已延期一次。")
        moved = self.move(A.EXTEND, at)
        self.extended = True
        self.start(ClockName.WHOLE, times.extended, self.accepted_at or at)
        return moved

    def decide(self, *, approve: bool, reason: str, times: ProfileDefinition, at: datetime) -> ApplicationMoved:
        """Grant or refuse (art. 21-22); who is to be visited only after a visit of the district (art. 11, 20)."""
        if self.visit_needed:
            raise Conflict(
                "visit_needed",
                "A relative of staff, drawn by lot, or subject of a tip: the district visits first (art. 20).",
                "近亲属备案、随机抽查或被举报对象须先由区级入户核查。",
            )
        if not approve and not reason.strip():
            text = "Give the reason for refusing. 请说明不予批准的理由。"
            raise Invalid("reason_needed", text, "不予批准须说明理由。", {"reason": [text]})
        moved = self.move(A.GRANT if approve else A.REFUSE, at)
        self.decided_at = at
        if not approve:
            self.start(ClockName.REFUSAL, times.refusal, at)
        return moved

    def keep(self, at: datetime) -> ApplicationMoved:
        """What was proposed is not done: the aid goes on, or down, as it did."""
        moved = self.move(A.KEEP, at)
        if ClockName.STEP_DOWN in self.clocks:
            self.state = S.STEPPING_DOWN
            moved = replace(moved, state=self.state)
        return moved


def two_different(investigators: Sequence[UUID]) -> list[UUID]:
    """The investigators, at least two (art. 15); raises `Invalid`."""
    different = list(dict.fromkeys(investigators))
    if len(different) < 2:
        text = "Name at least two different investigators. 入户调查须由两名以上不同人员进行。"
        raise Invalid("two_investigators", text, "入户调查须由两名以上人员进行。", {"investigators": [text]})
    return different


@dataclass(kw_only=True, eq=False)
class Step:
    """A step that was taken, and who had a part in it: the account that did it and, of a survey, the investigators."""

    id: UUID
    application_id: UUID
    number: int
    action: ApplicationAction
    account_id: UUID
    others: list[str] = field(default_factory=list)
    note: str = ""
    at: datetime
