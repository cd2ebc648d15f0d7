"""The calls about volunteers' hours."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.contracts.volunteer.hours import (
    CreditHours,
    DeclareRelative,
    DonateHours,
    GetHourFund,
    GetHours,
    GetMyHours,
    GiveMyHours,
    GrantHours,
    HourFundView,
    HourLinePage,
    HourRuleList,
    HoursMoved,
    HoursView,
    ListHourLines,
    ListHourRules,
    ListMyHourLines,
    RelativeView,
    ReleaseHours,
    ReserveHours,
    ReverseHours,
    TransferHours,
)
from linli.timers import timer
from linli.work import Work
from services.volunteer.service.desk import Desk
from services.volunteer.usecases import crediting
from services.volunteer.usecases import hours as usecases
from services.volunteer.usecases.expiring import run_out
from services.volunteer.usecases.roles import COORDINATORS, READERS


class HourCalls(Desk):
    """What volunteers hold, how it came to it, and what is done with it."""

    @call(GetHours, HoursView, roles=READERS, changes=False)
    def get_hours(self, said: GetHours, work: Work) -> HoursView:
        """What a volunteer holds 时长余额."""
        return usecases.get(work, said)

    @call(GetMyHours, HoursView, changes=False)
    def get_my_hours(self, _said: GetMyHours, work: Work) -> HoursView:
        """What the caller holds 我的时长."""
        return usecases.get_mine(work)

    @call(ListHourLines, HourLinePage, roles=READERS, changes=False)
    def list_hour_lines(self, said: ListHourLines, work: Work) -> HourLinePage:
        """A volunteer's statement 时长明细."""
        return usecases.lines(work, said)

    @call(ListMyHourLines, HourLinePage, changes=False)
    def list_my_hour_lines(self, said: ListMyHourLines, work: Work) -> HourLinePage:
        """The caller's own statement 我的时长明细."""
        return usecases.lines_of_mine(work, said)

    @call(ListHourRules, HourRuleList, changes=False)
    def list_hour_rules(self, _said: ListHourRules, work: Work) -> HourRuleList:
        """The published rules of hours 时长规则."""
        return usecases.list_rules(work)

    @call(CreditHours, HoursMoved, roles=COORDINATORS)
    def credit_hours(self, said: CreditHours, work: Work) -> HoursMoved:
        """Record service that no task shows 补录时长."""
        return crediting.credit_by_hand(work, said)

    @call(DeclareRelative, RelativeView, roles=COORDINATORS)
    def declare_relative(self, said: DeclareRelative, work: Work) -> RelativeView:
        """Note a relative of a volunteer 登记亲属."""
        return usecases.declare_relative(work, said)

    @call(TransferHours, HoursMoved, roles=COORDINATORS)
    def transfer_hours(self, said: TransferHours, work: Work) -> HoursMoved:
        """Give hours to a relative 转赠亲属."""
        return usecases.transfer(work, said)

    @call(GiveMyHours, HoursMoved)
    def give_my_hours(self, said: GiveMyHours, work: Work) -> HoursMoved:
        """Give one's own hours to a relative 转赠亲属（本人）."""
        return usecases.give_mine(work, said)

    @call(DonateHours, HoursMoved, roles=COORDINATORS)
    def donate_hours(self, said: DonateHours, work: Work) -> HoursMoved:
        """Give hours to the fund 捐赠时长."""
        return usecases.donate(work, said)

    @call(GrantHours, HoursMoved, roles=COORDINATORS)
    def grant_hours(self, said: GrantHours, work: Work) -> HoursMoved:
        """Give hours of the fund to somebody in need 发放时长."""
        return usecases.grant(work, said)

    @call(ReserveHours, HoursMoved, roles=COORDINATORS)
    def reserve_hours(self, said: ReserveHours, work: Work) -> HoursMoved:
        """Set hours aside for a task 预留时长."""
        return usecases.reserve(work, said)

    @call(ReleaseHours, HoursMoved, roles=COORDINATORS)
    def release_hours(self, said: ReleaseHours, work: Work) -> HoursMoved:
        """Give back what is set aside 解除预留."""
        return usecases.release(work, said)

    @call(ReverseHours, HoursMoved, roles=COORDINATORS)
    def reverse_hours(self, said: ReverseHours, work: Work) -> HoursMoved:
        """Undo an entry by a counter-entry 冲正."""
        return usecases.reverse(work, said)

    @timer("hours.expiry")
    def hours_end(self, subject: UUID, work: Work) -> None:
        """Hours of somebody are to be warned of, or have run out."""
        run_out(work, subject)

    @call(GetHourFund, HourFundView, roles=READERS, changes=False)
    def get_hour_fund(self, said: GetHourFund, work: Work) -> HourFundView:
        """What a district's fund holds 时长基金."""
        return usecases.fund(work, said)
