"""Joint handling 协办: one unit leads, others help; the lead can report it done when all of them have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID, uuid5

from linli.contracts.envelope import Event
from linli.contracts.hotline.events import RequestHelpersChanged
from linli.contracts.hotline.words import HelperState
from linli.contracts.terms import zh
from linli.errors import Conflict, Invalid
from services.hotline.domain.order import Order
from services.hotline.domain.responsibility import check_unit
from services.hotline.domain.routing import Unit
from services.hotline.domain.transitions import Action

HELPER_TRANSITIONS: Mapping[tuple[HelperState, Action], HelperState] = MappingProxyType(
    {
        (HelperState.ASKED, Action.SIGN_HELP): HelperState.SIGNED,
        (HelperState.ASKED, Action.REPORT_HELP): HelperState.REPORTED,
        (HelperState.ASKED, Action.RELEASE_HELPER): HelperState.RELEASED,
        (HelperState.SIGNED, Action.REPORT_HELP): HelperState.REPORTED,
        (HelperState.SIGNED, Action.RELEASE_HELPER): HelperState.RELEASED,
    }
)
"""What may be done with a helper's part in which state; everything else is a conflict."""


@dataclass(kw_only=True, eq=False)
class Helper:
    """A helping unit's part of a work order, a sub-order 子工单: what it is asked for, by when, and what came of it."""

    id: UUID
    request_id: UUID
    number: int
    unit_area: str
    department: str
    state: HelperState
    asked_for: str
    asked_at: datetime
    due_at: datetime
    signed_at: datetime | None = None
    ended_at: datetime | None = None
    result: str | None = None

    def check(self, action: Action) -> None:
        """Raises `Conflict` where its state does not allow the action."""
        if (self.state, action) not in HELPER_TRANSITIONS:
            raise Conflict(
                "illegal_transition",
                f"A helping unit's part that is {self.state} cannot take '{action}'.",
                f"协办任务当前状态（{zh(self.state)}）不允许该操作。",
            )


class Joint(Order):
    """The steps of a request that one unit leads and others help with."""

    def add_helper(self, at: datetime, unit: Unit, asked_for: str, due_at: datetime | None) -> tuple[Helper, Event]:
        """Ask another unit to help. Raises `Invalid` for the lead itself, and for a moment that is past."""
        check_unit(unit, self.area_code)
        if unit == self.unit:
            text = "The responsible unit cannot help itself. 主办单位不能同时为协办单位。"
            raise Invalid("helper_is_lead", text, "主办单位不能同时为协办单位。", {"department": [text]})
        if due_at is not None and due_at <= at:
            text = "It lies in the past. 时限不能早于现在。"
            raise Invalid("due_in_the_past", text, "时限不能早于现在。", {"due_at": [text]})
        self._move(Action.ADD_HELPER, at)
        self.helpers += 1
        self.helpers_open += 1
        helper = Helper(
            id=uuid5(self.id, f"helper-{self.helpers}"),
            request_id=self.id,
            number=self.helpers,
            unit_area=unit.area_code,
            department=unit.department,
            state=HelperState.ASKED,
            asked_for=asked_for,
            asked_at=at,
            due_at=due_at or self.settle_due_at,
        )
        return helper, self._caused(RequestHelpersChanged, at)

    def sign_help(self, at: datetime, helper: Helper) -> Event:
        """The helping unit signs for its part."""
        self._help(Action.SIGN_HELP, at, helper)
        helper.signed_at = at
        return self._caused(RequestHelpersChanged, at)

    def report_help(self, at: datetime, helper: Helper, result: str) -> Event:
        """The helping unit reports its part done."""
        return self._end_help(Action.REPORT_HELP, at, helper, result)

    def release_helper(self, at: datetime, helper: Helper, reason: str) -> Event:
        """The helping unit need not do its part."""
        return self._end_help(Action.RELEASE_HELPER, at, helper, reason)

    def _help(self, action: Action, at: datetime, helper: Helper) -> None:
        helper.check(action)
        self._move(action, at)
        helper.state = HELPER_TRANSITIONS[(helper.state, action)]

    def _end_help(self, action: Action, at: datetime, helper: Helper, result: str) -> Event:
        self._help(action, at, helper)
        helper.ended_at, helper.result = at, result
        self.helpers_open -= 1
        return self._caused(RequestHelpersChanged, at)
