"""The grid case 网格案件: reported, filed, dispatched, handled, verified, judged. Methods return their events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import ClassVar
from uuid import UUID

from linli.areas import path_of
from linli.contracts.grid.cases import (
    CaseAssigned,
    CaseCancelled,
    CaseConfirmed,
    CaseDismissed,
    CaseEvaluated,
    CaseExtended,
    CaseFiled,
    CaseHandled,
    CaseReferred,
    CaseRejected,
    CaseReported,
    CaseSettledOnSpot,
    CaseShelved,
    CaseStarted,
    CaseState,
    CaseTakenUp,
    CaseVerified,
)
from linli.contracts.grid.findings import CaseKind, CaseSource, ReportFinding
from linli.contracts.hotline.words import TaskService
from linli.contracts.task import TaskEvent
from linli.errors import Conflict, Forbidden, Invalid
from linli.tasks.aggregate import Task, Transitions

_S = CaseState
_AT_WORK = (_S.ASSIGNED, _S.IN_HAND)
_OPEN = (_S.REPORTED, _S.FILED, *_AT_WORK, _S.HANDLED, _S.SHELVED, _S.REFERRED)

TRANSITIONS: Transitions = MappingProxyType(
    {
        (_S.REPORTED, "file"): _S.FILED,
        (_S.REPORTED, "confirm"): _S.REPORTED,
        (_S.REPORTED, "dismiss"): _S.DISMISSED,
        (_S.REPORTED, "settle_on_spot"): _S.ON_SPOT,
        (_S.FILED, "assign"): _S.ASSIGNED,
        (_S.ASSIGNED, "assign"): _S.ASSIGNED,
        (_S.IN_HAND, "assign"): _S.ASSIGNED,
        (_S.ASSIGNED, "start"): _S.IN_HAND,
        (_S.ASSIGNED, "handle"): _S.HANDLED,
        (_S.IN_HAND, "handle"): _S.HANDLED,
        (_S.HANDLED, "verify"): _S.VERIFIED,
        (_S.HANDLED, "reject"): _S.ASSIGNED,
        (_S.HANDLED, "reject_referred"): _S.FILED,
        (_S.VERIFIED, "evaluate"): _S.VERIFIED,
        (_S.ON_SPOT, "evaluate"): _S.ON_SPOT,
        **{(state, "shelve"): _S.SHELVED for state in (_S.FILED, *_AT_WORK)},
        (_S.SHELVED, "take_up"): _S.FILED,
        **{(state, "extend"): state for state in (_S.FILED, *_AT_WORK)},
        (_S.FILED, "refer"): _S.REFERRED,
        (_S.REFERRED, "settle_referred"): _S.HANDLED,
        (_S.REFERRED, "return_referred"): _S.FILED,
        **{(state, "cancel"): _S.CANCELLED for state in _OPEN},
    }
)
"""The cycle of digital city management (GB/T 30428): collect, file, dispatch, handle, feed back, verify and close,
evaluate. Another worker may be sent; what nobody is responsible for hangs; what the hotline settles is verified."""


@dataclass(kw_only=True, eq=False)
class GridCase(Task):
    """One matter on the spot. `rework` counts failed verifications; `handled_by` is who reported it handled last."""

    service = TaskService.GRID
    transitions: ClassVar[Transitions] = TRANSITIONS
    first = CaseState.FILED
    opened = CaseFiled
    cancelled = CaseCancelled

    source: CaseSource = CaseSource.REQUEST
    worker_id: UUID | None = None
    handled_by: UUID | None = None
    verified_by: UUID | None = None
    found_by: UUID | None = None
    round_id: UUID | None = None
    found_latitude: float | None = None
    found_longitude: float | None = None
    referred_to: UUID | None = None
    commitment_id: UUID | None = None
    device_id: UUID | None = None
    confirmed_by: UUID | None = None
    rework: int = 0
    extensions: int = 0
    rating: int | None = None

    @classmethod
    def report(
        cls, said: ReportFinding, kind: CaseKind, by: UUID | None, source: CaseSource, at: datetime
    ) -> tuple[GridCase, list[TaskEvent]]:
        """A case for what was noticed. Settled on the spot it ends at once.

        Raises `Invalid` where the kind must not be, or nobody says how it was.
        """
        case = cls(
            id=said.id,
            area_code=said.area_code,
            path=path_of(said.area_code),
            request_id=None,
            request_sequence=0,
            category=kind.code,
            state=CaseState.REPORTED,
            opened_at=at,
            due_at=at + timedelta(hours=kind.hours),
            moved_at=at,
            note=said.note,
            source=source,
            found_by=by,
            round_id=said.round_id,
            found_latitude=said.latitude,
            found_longitude=said.longitude,
        )
        told = [case._caused(CaseReported, at)]
        if said.on_spot:
            case._check_spot(kind, said.note)
            told.append(case._step("settle_on_spot", CaseSettledOnSpot, at, outcome="settled_on_spot"))
        return case, told

    @staticmethod
    def _check_spot(kind: CaseKind, note: str) -> None:
        if not kind.spot:
            text, zh = "This kind must be filed as a case.", "此类问题须立案，不能现场处置结案。"
            raise Invalid("not_on_spot", text, zh, {"on_spot": [f"{text} {zh}"]})
        if not note.strip():
            text, zh = "Say how it was settled.", "请填写处置情况。"
            raise Invalid("note_missing", text, zh, {"note": [f"{text} {zh}"]})

    def file(self, at: datetime, note: str = "") -> TaskEvent:
        """What was reported becomes a case 立案; what a device reported not before a person has seen it."""
        if self.source is CaseSource.DEVICE and self.confirmed_by is None:
            text = "A person is to look first whether what the device reported is there."
            raise Conflict("not_confirmed", text, "设备上报的问题须先经人工核实。")
        return self._step("file", CaseFiled, at, note)

    def confirm(self, by: UUID, found: bool, at: datetime, note: str = "") -> TaskEvent:
        """A person looked whether what a device reported is there 人工核实; what is not is dismissed."""
        if self.source is not CaseSource.DEVICE:
            raise Conflict(
                "not_of_a_device", "A person found this; file or dismiss it.", "该问题由人员上报，无需核实。"
            )
        if self.confirmed_by is not None:
            raise Conflict("confirmed_already", "Somebody confirmed it already.", "该问题已核实。")
        if not found:
            return self.dismiss(at, note)
        told = self._step("confirm", CaseConfirmed, at, note)
        self.confirmed_by = by
        return told

    def dismiss(self, at: datetime, reason: str) -> TaskEvent:
        """What was reported becomes no case 不予立案."""
        return self._step("dismiss", CaseDismissed, at, reason, outcome="dismissed")

    def assign(self, worker_id: UUID, at: datetime, within: timedelta | None = None) -> TaskEvent:
        """Send one grid worker, or another in their place. Of a finding the clock (`within`) starts with the first."""
        self._check("assign", at)
        if within is not None and self.worker_id is None:
            self.due_at = at + within
        self.worker_id = worker_id
        return self._step("assign", CaseAssigned, at)

    def start(self, at: datetime, note: str = "") -> TaskEvent:
        """The worker is at it."""
        return self._step("start", CaseStarted, at, note)

    def handle(self, by: UUID, at: datetime, note: str = "") -> TaskEvent:
        """The matter is reported handled, by the worker or by who heard it from them."""
        handled = self._step("handle", CaseHandled, at, note)
        self.handled_by = by
        return handled

    def verify(self, by: UUID, at: datetime, note: str = "") -> TaskEvent:
        """Someone else saw on site that it is done 核查: the case ends."""
        self._by_another(by)
        verified = self._step("verify", CaseVerified, at, note, outcome="verified")
        self.verified_by = by
        return verified

    def reject(self, by: UUID, at: datetime, note: str = "") -> TaskEvent:
        """Someone else saw on site that it is not done: it is handled again 返工, or dispatched anew if referred."""
        self._by_another(by)
        again = "reject" if self.referred_to is None else "reject_referred"
        self._check(again, at)
        self.rework += 1
        self.referred_to = None
        return self._step(again, CaseRejected, at, note)

    def extend(self, due_at: datetime, at: datetime, reason: str) -> TaskEvent:
        """Give more time 延期; raises `Invalid` for a moment that is not later."""
        if due_at <= max(self.due_at, at):
            text, zh = "Give a moment after the present deadline.", "应晚于现有期限。"
            raise Invalid("not_later", text, zh, {"due_at": [f"{text} {zh}"]})
        self._check("extend", at)
        self.due_at, self.extensions = due_at, self.extensions + 1
        return self._step("extend", CaseExtended, at, reason)

    def shelve(self, at: datetime, reason: str) -> TaskEvent:
        """No unit is responsible: it hangs 挂账."""
        return self._step("shelve", CaseShelved, at, reason)

    def take_up(self, at: datetime, note: str = "") -> TaskEvent:
        """A unit was found: it is dispatched again."""
        taken = self._step("take_up", CaseTakenUp, at, note)
        self.worker_id = None
        return taken

    def refer(self, category: str, kind_zh: str, request_id: UUID, key: UUID, at: datetime) -> TaskEvent:
        """Ask the hotline to open a request for it; raises `Conflict` for a case that a request called for."""
        if self.request_id is not None:
            raise Conflict("from_hotline", "The hotline has a request for it already.", "该案件来自热线工单。")
        self._check("refer", at)
        self.state = self.transitions[(self.state, "refer")]
        self.moved_at, self.referred_to = at, request_id
        self.sequence += 1
        return CaseReferred(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            task=self.summary(),
            hotline_category=category,
            kind_zh=kind_zh,
            key=key,
        )

    def request_ended(self, at: datetime, settled: bool) -> TaskEvent | None:
        """The hotline's request for it is over: what it settled is verified on site, else it is dispatched again."""
        if self.state is not CaseState.REFERRED:
            return None
        moment = max(at, self.moved_at)
        if settled:
            return self._step("settle_referred", CaseHandled, moment)
        self.referred_to = None
        return self._step("return_referred", CaseTakenUp, moment)

    def evaluate(self, rating: int, at: datetime, note: str = "") -> TaskEvent:
        """Judge how it was handled 综合评价."""
        judged = self._step("evaluate", CaseEvaluated, at, note)
        self.rating = rating
        return judged

    def _by_another(self, by: UUID) -> None:
        """Supervision and command are separate: who handles does not verify."""
        if by in {self.worker_id, self.handled_by}:
            raise Forbidden(
                "verified_by_another",
                "You handled this case or were sent to; someone else must verify it.",
                "处置人员不得核查同一案件，请由他人核查。",
            )
