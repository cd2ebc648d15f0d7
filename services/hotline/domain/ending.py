"""How a work order ends and begins again: verified 审核, called back 回访, closed, withdrawn 销单, merged, reopened."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.calendar import WorkingCalendar
from linli.contracts.envelope import Event
from linli.contracts.hotline.events import (
    RequestCalledBack,
    RequestClosed,
    RequestEvent,
    RequestMerged,
    RequestRefused,
    RequestReopened,
    RequestUnmerged,
    RequestVerified,
    RequestWithdrawn,
)
from linli.errors import Conflict
from services.hotline.domain.order import Order, Terms
from services.hotline.domain.routing import Category, Unit
from services.hotline.domain.transitions import Action


class Ending(Order):
    """The steps after the unit has reported it done, and those that end it without."""

    def accept(self, at: datetime) -> Event:
        """The report is found right 审核; the citizen is to be called back."""
        return self._take(Action.ACCEPT, RequestVerified, at)

    def refuse(self, at: datetime) -> Event:
        """The report is found wanting: the unit goes on 返工, and another task is asked for."""
        self._move(Action.REFUSE, at)
        self.reworks += 1
        self._ask_for_task()
        return self._caused(RequestRefused, at)

    def call_again(self, at: datetime) -> Event:
        """Nobody was reached; the call-back is to be tried again."""
        self._move(Action.CALL_AGAIN, at)
        self.call_backs += 1
        return self._caused(RequestCalledBack, at)

    def satisfied(self, at: datetime, satisfaction: int) -> Event:
        """The citizen was reached and has it as it should be; it ends."""
        self._move(Action.SATISFIED, at)
        self._rate(satisfaction)
        return self._caused(RequestClosed, at)

    def unsatisfied(
        self, at: datetime, satisfaction: int, category: Category, calendar: WorkingCalendar, terms: Terms
    ) -> Event:
        """The citizen is not satisfied: it begins again one tier up. Raises `Conflict` too long after its end."""
        self._check_reopening(Action.UNSATISFIED, at, terms)
        self._move(Action.UNSATISFIED, at)
        self._rate(satisfaction)
        return self._begin_again(at, self.unit.one_tier_up(), category, calendar)

    def close(self, at: datetime) -> Event:
        """The request ends."""
        return self._take(Action.CLOSE, RequestClosed, at)

    def reopen(self, at: datetime, category: Category, calendar: WorkingCalendar, terms: Terms) -> Event:
        """It begins again at the same unit, with new deadlines. Raises `Conflict` too long after its end."""
        self._check_reopening(Action.REOPEN, at, terms)
        self._move(Action.REOPEN, at)
        return self._begin_again(at, self.unit, category, calendar)

    def withdraw(self, at: datetime) -> Event:
        """The request is withdrawn 销单."""
        return self._take(Action.WITHDRAW, RequestWithdrawn, at)

    def merge(self, at: datetime, into: UUID) -> Event:
        """It goes on as part of another 并单. Whether that one can take it is the caller's to see to."""
        self._move(Action.MERGE, at)
        self.merged_into = into
        return self._caused(RequestMerged, at)

    def unmerge(self, at: datetime) -> Event:
        """The merger was wrong: its unit has it again. The time it was merged does not count."""
        self._move(Action.UNMERGE, at)
        self.merged_into = None
        self._hand_to(self.unit)
        return self._caused(RequestUnmerged, at)

    def _take(self, action: Action, event: type[RequestEvent], at: datetime) -> Event:
        self._move(action, at)
        return self._caused(event, at)

    def _rate(self, satisfaction: int) -> None:
        self.call_backs += 1
        self.satisfaction = satisfaction

    def _check_reopening(self, action: Action, at: datetime, terms: Terms) -> None:
        if self.ended_at is not None and self.may(action) and at - self.ended_at > terms.reopening:
            raise Conflict(
                "reopening_too_late",
                f"It ended more than {terms.reopening.days} days ago; open a new request.",
                f"结案已超过 {terms.reopening.days} 天，请另行登记。",
            )

    def _begin_again(self, at: datetime, unit: Unit, category: Category, calendar: WorkingCalendar) -> Event:
        self.reopenings += 1
        self.final = self.answered_at_once = False
        self.supervised_at = self.supervised_by = None
        self._begin_clocks(category, calendar, at)
        self._hand_to(unit)
        return self._caused(RequestReopened, at)
