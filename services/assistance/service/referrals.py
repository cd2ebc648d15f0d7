"""The calls about referrals to departments, and the messages that they cause."""

from __future__ import annotations

from pathlib import Path

from linli.calls import call
from linli.context import Context
from linli.contracts.assistance.applications import ApplicationView, MoveApplication
from linli.contracts.assistance.referrals import (
    AidReferralMoved,
    AidReferralPage,
    AnswerAidReferral,
    Applicant,
    ListAidReferrals,
    ShowApplicant,
)
from linli.contracts.messages import (
    DeliveryPage,
    DeliveryView,
    ListDeliveries,
    ListNotices,
    NoticePage,
    NoticeView,
    ReadNotice,
    RetryDelivery,
)
from linli.events import on
from linli.identity import Role
from linli.messages import usecases as messages
from linli.messages.sending import Sending
from linli.work import Work
from services.assistance.service.applications import APPROVERS, PREPARERS, READERS
from services.assistance.service.desk import Desk
from services.assistance.usecases import referrals as usecases
from services.assistance.usecases.showing import view

DEPARTMENTS = frozenset({Role.HANDLER, Role.ADMINISTRATOR})
"""Who acts for a department of the district."""
LOG = PREPARERS | APPROVERS
TEMPLATES = Path(__file__).parents[1] / "messages.yaml"


class ReferralCalls(Desk, Sending):
    """What other departments give is passed on to them (社会救助暂行办法 art. 4)."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.open_post(context, self.sealer, TEMPLATES, usecases.FACTS)

    @call(MoveApplication, ApplicationView, roles=PREPARERS)
    def refer_application(self, said: MoveApplication, work: Work) -> ApplicationView:
        """Pass it on to the department 转办."""
        return view(work, usecases.refer_application(work, said))

    @call(AnswerAidReferral, ApplicationView, roles=DEPARTMENTS | PREPARERS)
    def answer_referral(self, said: AnswerAidReferral, work: Work) -> ApplicationView:
        """What the department answers 部门答复."""
        return view(work, usecases.answer_referral(work, said))

    @call(ShowApplicant, Applicant, roles=DEPARTMENTS, private=True)
    def show_applicant(self, said: ShowApplicant, work: Work) -> Applicant:
        """Who applied, for a reason that stays 查看申请人（留痕）."""
        return usecases.show_applicant(work, said, self.keys)

    @call(ListAidReferrals, AidReferralPage, roles=DEPARTMENTS | READERS, changes=False)
    def list_referrals(self, said: ListAidReferrals, work: Work) -> AidReferralPage:
        """Referrals of an area 转办列表."""
        return usecases.list_referrals(work, said, self.keys)

    @on(AidReferralMoved)
    def tell_of_referral(self, event: AidReferralMoved, work: Work) -> None:
        """A referral was sent, answered or not: who applied is told, and the department."""
        usecases.tell_of_referral(work, event, self.post, self.keys)

    @call(ListDeliveries, DeliveryPage, roles=LOG, changes=False)
    def list_deliveries(self, said: ListDeliveries, work: Work) -> DeliveryPage:
        """Show the delivery log 发送日志."""
        return messages.list_deliveries(work, said, self.sealer)

    @call(RetryDelivery, DeliveryView, roles=LOG)
    def retry_delivery(self, said: RetryDelivery, work: Work) -> DeliveryView:
        """Try again what was not sent 重新发送."""
        return messages.retry_delivery(work, said, self.post)

    @call(ListNotices, NoticePage, roles=DEPARTMENTS, changes=False)
    def list_notices(self, said: ListNotices, work: Work) -> NoticePage:
        """Show what departments are told 部门通知."""
        return messages.list_notices(work, said, self.sealer)

    @call(ReadNotice, NoticeView, roles=DEPARTMENTS)
    def read_notice(self, said: ReadNotice, work: Work) -> NoticeView:
        """Take note of a notice 标记已读."""
        return messages.read_notice(work, said, self.sealer)
