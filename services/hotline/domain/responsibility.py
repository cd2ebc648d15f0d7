"""Who is responsible for a work order: dispatched 派单, returned 退单, disputed 争议, referred, and always somebody."""

from __future__ import annotations

from datetime import datetime

from linli.areas import ancestors, covers
from linli.calendar import WorkingCalendar
from linli.contracts.envelope import Event
from linli.contracts.hotline.events import (
    RequestDispatched,
    RequestDisputed,
    RequestKept,
    RequestReferred,
    RequestReturned,
    RequestTakenBack,
)
from linli.contracts.hotline.words import EmergencyLine, ReturnReason
from linli.errors import Conflict, Invalid
from services.hotline.domain.order import Order, Terms
from services.hotline.domain.routing import Unit
from services.hotline.domain.transitions import Action


def check_unit(unit: Unit, area_code: str) -> None:
    """A unit can only have what lies in its own area. Raises `Invalid` naming `unit_area`."""
    if not covers(unit.area_code, area_code):
        text = "Its area must be the request's or one above it. 承办单位辖区须包含诉求所在区域。"
        raise Invalid("unit_out_of_reach", text, "承办单位辖区须包含诉求所在区域。", {"unit_area": [text]})


class Assigned(Order):
    """The steps that give a request to a unit, another one, or an emergency line."""

    def dispatch(self, at: datetime, unit: Unit) -> Event:
        """A dispatcher makes the unit responsible 派单, in another's place 改派 if there was one."""
        check_unit(unit, self.area_code)
        self._check_not_final(Action.DISPATCH)
        self._move(Action.DISPATCH, at)
        self._hand_to(unit)
        return self._caused(RequestDispatched, at)

    def send_back(self, at: datetime, reason: ReturnReason = ReturnReason.NOT_OURS) -> Event:
        """The unit returns it 退单: the same department one tier up is responsible, and a new task is asked for.

        Raises `Conflict` when a dispute was decided that it is the unit's.
        """
        self._check_not_final(Action.RETURN)
        self._move(Action.RETURN, at)
        self._count_return(reason)
        self._hand_to(self.unit.one_tier_up())
        return self._caused(RequestReturned, at)

    def give_up_task(self, at: datetime) -> Event:
        """Its task was given up: it goes one tier up, or stays where a dispute was decided to leave it."""
        self._move(Action.RETURN, at)
        self._count_return(ReturnReason.TASK_GIVEN_UP)
        self._hand_to(self.unit if self.final else self.unit.one_tier_up())
        return self._caused(RequestReturned, at)

    @property
    def returned_before(self) -> bool:
        """Whether this unit returned it once already, and there is a level above to decide: the second is a dispute."""
        return str(self.unit) in self.returned_by.split() and self.tier_above != self.unit_area

    def dispute(self, at: datetime, reason: ReturnReason, terms: Terms, calendar: WorkingCalendar) -> Event:
        """The unit says that it is not its own 争议: the level above decides, within the terms' time.

        Raises `Conflict` when that was decided, or when there is no level above: the district keeps it 兜底.
        """
        self._check_not_final(Action.DISPUTE)
        if self.may(Action.DISPUTE) and self.tier_above == self.unit_area:
            text = "There is no level above the district; it keeps what nobody else is responsible for."
            raise Conflict("district_keeps_it", text, "区级为最终兜底层级，不能再提出争议。")
        self._move(Action.DISPUTE, at)
        self._count_return(reason)
        self.dispute_area, self.dispute_due_at = self.tier_above, terms.dispute.due(at, calendar)
        return self._caused(RequestDisputed, at)

    def decide_dispute(self, at: datetime, unit: Unit | None) -> Event:
        """The level above says finally which unit is responsible; None: nobody is, so the district takes it 兜底."""
        chosen = unit or Unit((*ancestors(self.area_code), self.area_code)[0], self.department)
        check_unit(chosen, self.area_code)
        return self._end_dispute(Action.DECIDE_DISPUTE, at, chosen)

    def take_up(self, at: datetime) -> Event:
        """The time for the dispute is up: the level that did not decide has the request itself."""
        return self._end_dispute(Action.TAKE_UP, at, Unit(self.dispute_area or self.unit_area, self.department))

    def _end_dispute(self, action: Action, at: datetime, unit: Unit) -> Event:
        self._move(action, at)
        self.final = True
        self._hand_to(unit)
        return self._caused(RequestDispatched, at)

    def refer(self, at: datetime, line: EmergencyLine) -> Event:
        """An emergency line takes it over; it ends here."""
        self._move(Action.REFER, at)
        self.referred_to = line
        return self._caused(RequestReferred, at)

    def keep(self, at: datetime, line: EmergencyLine) -> Event:
        """A line was asked and it stayed unclear: the first receiver keeps it 首接负责."""
        self._move(Action.KEEP, at)
        self.referred_to = line
        return self._caused(RequestKept, at)

    def take_back(self, at: datetime) -> Event:
        """The line gives it back; a dispatcher says whose it is now. The time it was away does not count."""
        self._move(Action.TAKE_BACK, at)
        return self._caused(RequestTakenBack, at)

    def _count_return(self, reason: ReturnReason) -> None:
        self.returns += 1
        self.returned_for = reason
        units = [*self.returned_by.split(), str(self.unit)]
        self.returned_by = " ".join(dict.fromkeys(units))

    def _check_not_final(self, action: Action) -> None:
        if self.final and self.may(action):
            raise Conflict(
                "decision_final",
                "It was decided finally that this unit is responsible.",
                "争议已由上级裁定，承办单位不得变更或退单。",
            )
