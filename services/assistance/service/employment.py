"""The calls about work for those who are aided."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.assistance.employment import (
    AnswerWorkOffer,
    GetSeeker,
    GiveMeasure,
    LeaveWork,
    ListSeekers,
    OfferWork,
    RegisterSeeker,
    SeekerPage,
    SeekerView,
)
from linli.work import Work
from services.assistance.service.applications import PREPARERS, READERS
from services.assistance.usecases import employment as usecases


class EmploymentCalls:
    """Seekers, measures and offers of work (社会救助暂行办法 art. 42-45)."""

    @call(RegisterSeeker, SeekerView, roles=PREPARERS)
    def register_seeker(self, said: RegisterSeeker, work: Work) -> SeekerView:
        """Register a seeker 求职登记 (art. 44)."""
        return usecases.register_seeker(work, said)

    @call(GiveMeasure, SeekerView, roles=PREPARERS)
    def give_measure(self, said: GiveMeasure, work: Work) -> SeekerView:
        """Note a measure 就业扶持 (art. 42)."""
        return usecases.give_measure(work, said)

    @call(OfferWork, SeekerView, roles=PREPARERS)
    def offer_work(self, said: OfferWork, work: Work) -> SeekerView:
        """Offer a place 推荐岗位 (art. 44-45)."""
        return usecases.offer_work(work, said)

    @call(AnswerWorkOffer, SeekerView, roles=PREPARERS)
    def answer_offer(self, said: AnswerWorkOffer, work: Work) -> SeekerView:
        """Note the answer to an offer 岗位答复 (art. 45)."""
        return usecases.answer_offer(work, said)

    @call(LeaveWork, SeekerView, roles=PREPARERS)
    def leave_work(self, said: LeaveWork, work: Work) -> SeekerView:
        """Work was lost, or is looked for no more 求职状态变更."""
        return usecases.leave_work(work, said)

    @call(GetSeeker, SeekerView, roles=READERS, changes=False)
    def get_seeker(self, said: GetSeeker, work: Work) -> SeekerView:
        """Show a seeker 求职者详情."""
        return usecases.get_seeker(work, said)

    @call(ListSeekers, SeekerPage, roles=READERS, changes=False)
    def list_seekers(self, said: ListSeekers, work: Work) -> SeekerPage:
        """Seekers of an area 求职者列表."""
        return usecases.list_seekers(work, said)
