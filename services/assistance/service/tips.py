"""The calls about tips."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.assistance.tips import (
    AnswerTip,
    CheckTip,
    GetTip,
    Informant,
    ListTips,
    ShowInformant,
    TakeTip,
    TipPage,
    TipView,
)
from linli.work import Work
from services.assistance.service.applications import APPROVERS, PREPARERS, READERS
from services.assistance.service.desk import Desk
from services.assistance.usecases import tips as usecases


class TipCalls(Desk):
    """Tips about aid that goes where it should not (民发〔2021〕57号 art. 37)."""

    @call(TakeTip, TipView, roles=PREPARERS | APPROVERS)
    def take_tip(self, said: TakeTip, work: Work) -> TipView:
        """Take down a tip 登记举报 (art. 37)."""
        return usecases.take_tip(work, said, self.sealer)

    @call(CheckTip, TipView, roles=PREPARERS | APPROVERS)
    def check_tip(self, said: CheckTip, work: Work) -> TipView:
        """What the check came to 核查结果 (art. 37)."""
        return usecases.check_tip(work, said, self.sealer)

    @call(AnswerTip, TipView, roles=PREPARERS | APPROVERS)
    def answer_tip(self, said: AnswerTip, work: Work) -> TipView:
        """Who gave a name was told 反馈举报人 (art. 37)."""
        return usecases.answer_tip(work, said, self.sealer)

    @call(ShowInformant, Informant, roles=PREPARERS | APPROVERS, private=True)
    def show_informant(self, said: ShowInformant, work: Work) -> Informant:
        """Who gave a tip, for a reason that stays 查看举报人（留痕）."""
        return usecases.show_informant(work, said, self.sealer)

    @call(GetTip, TipView, roles=READERS, changes=False)
    def get_tip(self, said: GetTip, work: Work) -> TipView:
        """Show a tip 举报详情."""
        return usecases.get_tip(work, said, self.sealer)

    @call(ListTips, TipPage, roles=READERS, changes=False)
    def list_tips(self, said: ListTips, work: Work) -> TipPage:
        """Tips of an area 举报列表."""
        return usecases.list_tips(work, said, self.sealer)
