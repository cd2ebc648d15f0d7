"""Work for those who are aided: seekers registered and helped, places offered, refusals counted, shares stopped."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

from linli.contracts.assistance.employment import (
    AnswerWorkOffer,
    GetSeeker,
    GiveMeasure,
    LeaveWork,
    ListSeekers,
    MeasureView,
    OfferWork,
    RegisterSeeker,
    SeekerPage,
    SeekerState,
    SeekerView,
    WorkOfferView,
)
from linli.contracts.assistance.programs import ProgramDefinition
from linli.errors import Conflict
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.assistance.domain.employment import Measure, Seeker, WorkOffer, without_shares
from services.assistance.store import employment as store
from services.assistance.store import register
from services.assistance.usecases.households import members_on
from services.assistance.usecases.people import reached, today


def register_seeker(work: Work, said: RegisterSeeker) -> SeekerView:
    """Register who is able to work and has none (社会救助暂行办法 art. 44); raises `Conflict` for who is not able."""
    person = reached(work, said.person_id)
    if person.able_bodied is False:
        text, zh = "By the register this person is not able to work.", "底册显示该人员无劳动能力。"
        raise Conflict("not_able", text, zh, {"person_id": [f"{text} {zh}"]})
    if store.seekers_among(work.session, [person.id]):
        text, zh = "This person is registered as a seeker.", "该人员已登记求职。"
        raise Conflict("already_registered", text, zh, {"person_id": [f"{text} {zh}"]})
    made = Seeker(id=uuid4(), person_id=person.id, area_code=person.area_code, path=person.path, registered_at=work.now)
    store.save(work.session, made)
    return view(work, made)


def give_measure(work: Work, said: GiveMeasure) -> SeekerView:
    """Note how a seeker was helped (art. 42)."""
    seeker = _to_change(work, said.id, said.version)
    given = Measure(
        id=uuid4(),
        seeker_id=seeker.id,
        measure=said.measure,
        note=said.note,
        given_at=work.now,
        given_by=caller_of(work),
    )
    seeker.sequence += 1
    store.save(work.session, given)
    return view(work, seeker)


def offer_work(work: Work, said: OfferWork) -> SeekerView:
    """Offer a place that suits."""
    seeker = _to_change(work, said.id, said.version)
    seeker.must_seek()
    made = WorkOffer(
        id=uuid4(),
        seeker_id=seeker.id,
        employer=said.employer,
        post=said.post,
        suits=said.suits,
        offered_at=work.now,
        offered_by=caller_of(work),
    )
    seeker.sequence += 1
    store.save(work.session, made)
    return view(work, seeker)


def answer_offer(work: Work, said: AnswerWorkOffer) -> SeekerView:
    """Note what was answered; the third refusal in a row is told (art. 45), for two to decide about."""
    offer = store.offer_of(work.session, said.id)
    seeker = store.seeker_of(work.session, offer.seeker_id, to_change=True)
    work.authorise(seeker.area_code, "offer", "岗位推荐")
    work.expect(said.version, offer.sequence)
    seeker.must_seek()
    offer.answer(said.outcome, said.reason, caller_of(work), work.now)
    told = seeker.answer(said.outcome, _home(work, seeker), work.now)
    if told is not None:
        work.emit(told)
    work.session.flush()
    return view(work, seeker)


def leave_work(work: Work, said: LeaveWork) -> SeekerView:
    """Work was lost, or is looked for no more, or again."""
    seeker = _to_change(work, said.id, said.version)
    seeker.become(said.state)
    work.session.flush()
    return view(work, seeker)


def get_seeker(work: Work, said: GetSeeker) -> SeekerView:
    """One seeker."""
    seeker = store.seeker_of(work.session, said.id)
    work.authorise(seeker.area_code, "seeker", "求职者")
    return view(work, seeker)


def list_seekers(work: Work, said: ListSeekers) -> SeekerPage:
    """A page of an area's seekers."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.page(work.session, said)
    return SeekerPage(items=tuple(view(work, one) for one in found), next_cursor=cursor)


def stop_shares(work: Work, household_id: UUID, program: ProgramDefinition) -> None:
    """Own shares of those who refused three times are paid no more; raises `Conflict` where nobody did."""
    if not program.work_duty:
        text, zh = "This program has no duty to work.", "该项目不适用就业要求。"
        raise Conflict("no_work_duty", text, zh)
    due = [one for one in _seekers(work, household_id) if one.refused_thrice]
    if not due:
        text = "Nobody of the household refused work three times in a row (art. 45)."
        raise Conflict("nobody_refused", text, "无连续三次拒绝就业的成员（第45条）。")
    for one in due:
        one.share_stopped_at = one.share_stopped_at or work.now
    work.session.flush()


def restore_shares(work: Work, household_id: UUID) -> None:
    """The own shares of those who took work since are paid again."""
    for one in _seekers(work, household_id):
        if not one.refused_thrice:
            one.share_stopped_at = None
    work.session.flush()


def less_shares(work: Work, household_id: UUID, amount: Decimal) -> tuple[Decimal, list[list[str]]]:
    """The amount without the own shares that are stopped, and the step of the reckoning."""
    stopped = sum(one.share_stopped_at is not None for one in _seekers(work, household_id))
    if not stopped:
        return amount, []
    kept, told = without_shares(amount, len(members_on(work, household_id, today(work))), stopped)
    return kept, [list(told)]


def _seekers(work: Work, household_id: UUID) -> list[Seeker]:
    return list(store.seekers_among(work.session, members_on(work, household_id, today(work))))


def _to_change(work: Work, seeker_id: UUID, version: int | None) -> Seeker:
    seeker = store.seeker_of(work.session, seeker_id, to_change=True)
    work.authorise(seeker.area_code, "seeker", "求职者")
    work.expect(version, seeker.sequence)
    return seeker


def _home(work: Work, seeker: Seeker) -> UUID | None:
    return register.household_on(work.session, seeker.person_id, today(work))


def _zero_employment(work: Work, household_id: UUID | None) -> bool:
    """Whether nobody of the household who is able to work does (零就业家庭, art. 43)."""
    if household_id is None:
        return False
    members = register.persons_of(work.session, members_on(work, household_id, today(work)))
    able = {one.id for one in members.values() if one.able_bodied}
    seeking = {one.person_id for one in _seekers(work, household_id) if one.state is SeekerState.SEEKING}
    return bool(able) and able <= seeking


def view(work: Work, one: Seeker) -> SeekerView:
    """A seeker as they are shown."""
    home = _home(work, one)
    return SeekerView(
        id=one.id,
        version=one.sequence,
        area_code=one.area_code,
        person_id=one.person_id,
        household_id=home,
        state=one.state,
        refusals=one.refusals,
        refused_thrice=one.refused_thrice,
        share_stopped_at=one.share_stopped_at,
        zero_employment=_zero_employment(work, home),
        registered_at=one.registered_at,
        offers=tuple(
            WorkOfferView(
                id=each.id,
                version=each.sequence,
                employer=each.employer,
                post=each.post,
                suits=each.suits,
                offered_at=each.offered_at,
                outcome=each.outcome,
                reason=each.reason,
                answered_at=each.answered_at,
            )
            for each in store.offers_of(work.session, one.id)
        ),
        measures=tuple(
            MeasureView(measure=each.measure, note=each.note, given_at=each.given_at)
            for each in store.measures_of(work.session, one.id)
        ),
    )
