"""The calls of the moral bank, and what the charity supermarket answers."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.assistance.charity_shop import GoodsCollected, GoodsEvent, GoodsGranted, GoodsRefused
from linli.contracts.volunteer.deeds import (
    ConvertHours,
    DecideDeed,
    DeedPage,
    DeedRuleList,
    DeedView,
    GetDeed,
    GetMyPoints,
    GetPoints,
    GetRedemption,
    ListDeedRules,
    ListDeeds,
    PointsView,
    RedeemPoints,
    RedemptionView,
    ReportDeed,
)
from linli.events import on
from linli.work import Work
from services.volunteer.service.desk import Desk
from services.volunteer.usecases import deeds as usecases
from services.volunteer.usecases.roles import COORDINATORS, READERS, REPORTERS


class DeedCalls(Desk):
    """Deeds, points, and what they buy."""

    @call(ListDeedRules, DeedRuleList, changes=False)
    def list_deed_rules(self, _said: ListDeedRules, work: Work) -> DeedRuleList:
        """The published rules 积分规则."""
        return usecases.list_rules(work)

    @call(ReportDeed, DeedView, roles=REPORTERS)
    def report_deed(self, said: ReportDeed, work: Work) -> DeedView:
        """Report a deed 填报善行."""
        return usecases.report(work, said)

    @call(DecideDeed, DeedView, roles=COORDINATORS)
    def decide_deed(self, said: DecideDeed, work: Work) -> DeedView:
        """Confirm or refuse it as a second person 第二人确认."""
        return usecases.decide(work, said)

    @call(GetDeed, DeedView, roles=REPORTERS, changes=False)
    def get_deed(self, said: GetDeed, work: Work) -> DeedView:
        """One deed 善行详情."""
        return usecases.get(work, said)

    @call(ListDeeds, DeedPage, roles=REPORTERS, changes=False)
    def list_deeds(self, said: ListDeeds, work: Work) -> DeedPage:
        """Deeds of an area 善行列表."""
        return usecases.list_deeds(work, said)

    @call(GetPoints, PointsView, roles=READERS, changes=False)
    def get_points(self, said: GetPoints, work: Work) -> PointsView:
        """What points somebody has 积分余额."""
        return usecases.points(work, said)

    @call(GetMyPoints, PointsView, changes=False)
    def get_my_points(self, _said: GetMyPoints, work: Work) -> PointsView:
        """What points the caller has 我的积分."""
        return usecases.my_points(work)

    @call(ConvertHours, PointsView, roles=COORDINATORS)
    def convert_hours(self, said: ConvertHours, work: Work) -> PointsView:
        """Make points of hours 时长兑换积分."""
        return usecases.convert(work, said)

    @call(RedeemPoints, RedemptionView, roles=COORDINATORS)
    def redeem_points(self, said: RedeemPoints, work: Work) -> RedemptionView:
        """Ask the supermarket for goods 积分兑换."""
        return usecases.redeem(work, said)

    @call(GetRedemption, RedemptionView, roles=COORDINATORS, changes=False)
    def get_redemption(self, said: GetRedemption, work: Work) -> RedemptionView:
        """One wish for goods 兑换申请."""
        return usecases.get_redemption(work, said)

    @on(GoodsGranted, GoodsRefused, GoodsCollected)
    def follow_supermarket(self, event: GoodsEvent, work: Work) -> None:
        """The supermarket has answered."""
        usecases.follow(work, event)
