"""How a unit handles a work order 办理: signs, works, answers, waits, asks for more time, reports it done."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.calendar import WorkingCalendar
from linli.contracts.envelope import Event
from linli.contracts.hotline.events import (
    RequestExcluded,
    RequestExtensionAsked,
    RequestExtensionDecided,
    RequestReplied,
    RequestResumed,
    RequestSettled,
    RequestSigned,
    RequestStarted,
    RequestSupervised,
    RequestWaiting,
)
from linli.contracts.hotline.words import WaitingFor
from linli.errors import Conflict, Invalid
from services.hotline.domain.order import Order, Terms
from services.hotline.domain.transitions import Action


class Handled(Order):
    """The steps of the responsible unit, and of who presses it."""

    def sign(self, at: datetime) -> Event:
        """The responsible unit signs for it 签收."""
        self._move(Action.SIGN, at)
        self.signed_at = at
        return self._caused(RequestSigned, at)

    def start(self, at: datetime) -> Event:
        """The unit begins to work on it 办理."""
        self._move(Action.START, at)
        return self._caused(RequestStarted, at)

    def reply(self, at: datetime, answer: str) -> Event:
        """The citizen is given an answer while the matter goes on; the first one stops the clock for it."""
        self._move(Action.REPLY, at)
        self.first_answered_at = self.first_answered_at or at
        self.result = answer
        return self._caused(RequestReplied, at)

    def wait(self, at: datetime, waiting_for: WaitingFor) -> Event:
        """The unit can do nothing until someone else has: the clock stands still."""
        self._move(Action.WAIT, at)
        self.waiting_since, self.waiting_for = at, waiting_for
        return self._caused(RequestWaiting, at)

    def resume(self, at: datetime) -> Event:
        """The wait is over: the time it took is given back."""
        self._move(Action.RESUME, at)
        return self._caused(RequestResumed, at)

    def settle(self, at: datetime, result: str) -> Event:
        """The matter is reported done 办结. Raises `Conflict` while a helping unit has not reported."""
        if self.helpers_open and self.may(Action.SETTLE):
            raise Conflict(
                "helpers_open",
                f"{self.helpers_open} helping units have not reported yet; wait for them or release them.",
                f"尚有 {self.helpers_open} 个协办单位未反馈，请等待反馈或予以解除。",
            )
        self._move(Action.SETTLE, at)
        self.settled_at, self.result = at, result
        self.first_answered_at = self.first_answered_at or at
        return self._caused(RequestSettled, at)

    def ask_extension(self, at: datetime, until: datetime, terms: Terms) -> Event:
        """The unit applies for more time 延期, before its time is up and as often as the terms allow.

        Raises `Conflict` when it is too late, was granted as often as that, or is asked for already.
        """
        if until <= self.settle_due_at:
            text = f"It is not later than the present deadline ({self.settle_due_at.isoformat()}). 应晚于现办结时限。"
            raise Invalid("not_an_extension", text, "应晚于现办结时限。", {"until": [text]})
        self._check_extension(at, terms)
        self._move(Action.ASK_EXTENSION, at)
        self.extension_asked_at, self.extension_until = at, until
        return self._caused(RequestExtensionAsked, at)

    def _check_extension(self, at: datetime, terms: Terms) -> None:
        if not self.may(Action.ASK_EXTENSION):
            return
        if at >= self.settle_due_at:
            text = "The deadline is past; an extension is asked for before it."
            raise Conflict("extension_too_late", text, "已超过办结时限，延期须在到期前申请。")
        if self.extension_asked_at is not None:
            raise Conflict("extension_pending", "An extension is asked for already.", "已有待审批的延期申请。")
        if self.extensions >= terms.extensions:
            text = f"No more than {terms.extensions} extensions are granted."
            raise Conflict("extensions_used_up", text, f"最多可延期 {terms.extensions} 次。")

    def decide_extension(self, at: datetime, *, approved: bool) -> Event:
        """The tier above grants more time, until the moment asked for, or does not."""
        if self.may(Action.DECIDE_EXTENSION) and self.extension_until is None:
            raise Conflict("no_extension_asked", "No extension is asked for.", "没有待审批的延期申请。")
        self._move(Action.DECIDE_EXTENSION, at)
        if approved and self.extension_until is not None:
            self.settle_due_at = max(self.settle_due_at, self.extension_until)
            self.extensions += 1
        self.extension_asked_at = self.extension_until = None
        return self._caused(RequestExtensionDecided, at, approved=approved)

    def supervise(
        self, at: datetime, by: UUID | None, due_at: datetime | None, terms: Terms, calendar: WorkingCalendar
    ) -> Event:
        """A supervisor presses for it 督办: it is due at `due_at`, or after the terms' time, never later than it was.

        Raises `Invalid` for a moment that is past or later than the present deadline.
        """
        if due_at is not None and not at < due_at <= self.settle_due_at:
            text = (
                f"Give a moment from now to the present deadline ({self.settle_due_at.isoformat()}). 应不晚于现时限。"
            )
            raise Invalid("not_a_shorter_clock", text, "应晚于现在且不晚于现办结时限。", {"settle_due_at": [text]})
        self._move(Action.SUPERVISE, at)
        self.settle_due_at = min(self.settle_due_at, due_at or terms.supervised.due(at, calendar))
        self.supervised_at, self.supervised_by = at, by
        return self._caused(RequestSupervised, at)

    def exclude(self, at: datetime) -> Event:
        """It is out of scope: it counts against no unit."""
        self._move(Action.EXCLUDE, at)
        self.excluded = True
        return self._caused(RequestExcluded, at)
