"""The calls that refer requests to providers."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.contracts.hotline.referrals import (
    AcceptReferral,
    DeclineReferral,
    FinishReferral,
    GetReferral,
    ListReferrals,
    RateReferral,
    ReferralList,
    ReferralView,
    StartReferral,
    WithdrawReferral,
)
from linli.timers import timer
from linli.work import Work
from services.hotline.service.desk import Desk
from services.hotline.service.knowledge import ANSWERING
from services.hotline.usecases import referrals as usecases


class ReferralCalls(Desk):
    """Referrals: started, answered, finished, rated."""

    @call(StartReferral, ReferralView, roles=ANSWERING)
    def start_referral(self, said: StartReferral, work: Work) -> ReferralView:
        """Refer a request to providers 转介."""
        return usecases.start(work, said, self.calendar)

    @call(AcceptReferral, ReferralView, roles=ANSWERING)
    def accept_referral(self, said: AcceptReferral, work: Work) -> ReferralView:
        """The provider takes it on."""
        return usecases.accept(work, said, self.calendar)

    @call(DeclineReferral, ReferralView, roles=ANSWERING)
    def decline_referral(self, said: DeclineReferral, work: Work) -> ReferralView:
        """The provider will not do it."""
        return usecases.decline(work, said, self.calendar)

    @call(FinishReferral, ReferralView, roles=ANSWERING)
    def finish_referral(self, said: FinishReferral, work: Work) -> ReferralView:
        """The provider has done it."""
        return usecases.finish(work, said)

    @call(WithdrawReferral, ReferralView, roles=ANSWERING)
    def withdraw_referral(self, said: WithdrawReferral, work: Work) -> ReferralView:
        """No provider is needed any more."""
        return usecases.withdraw(work, said)

    @call(RateReferral, ReferralView, roles=ANSWERING)
    def rate_referral(self, said: RateReferral, work: Work) -> ReferralView:
        """The resident's stars 评价."""
        return usecases.rate(work, said)

    @call(GetReferral, ReferralView, changes=False)
    def get_referral(self, said: GetReferral, work: Work) -> ReferralView:
        """Show one referral."""
        return usecases.get(work, said)

    @call(ListReferrals, ReferralList, changes=False)
    def list_referrals(self, said: ListReferrals, work: Work) -> ReferralList:
        """The referrals of a request."""
        return usecases.list_referrals(work, said)

    @timer("referral.answer_due")
    def referral_unanswered(self, subject: UUID, work: Work) -> None:
        """A provider's time to answer is over."""
        usecases.answer_due(work, subject, self.calendar)
