"""Referrals of requests to providers: started, answered, passed on, finished, rated."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from linli import timers
from linli.calendar import WorkingCalendar
from linli.contracts.hotline.directory import ConvenienceService, SearchProviders
from linli.contracts.hotline.referrals import (
    AcceptReferral,
    AskedProvider,
    DeclineReferral,
    FinishReferral,
    GetReferral,
    ListReferrals,
    RateReferral,
    ReferralList,
    ReferralState,
    ReferralView,
    StartReferral,
    WithdrawReferral,
)
from linli.contracts.hotline.requests import SettleRequest
from linli.errors import Conflict, Invalid
from linli.work import Work
from services.hotline.domain.directory import Provider
from services.hotline.domain.referral import Attempt, Referral
from services.hotline.domain.request import Request
from services.hotline.domain.transitions import Action, roles_of
from services.hotline.store import directory
from services.hotline.store import referrals as store
from services.hotline.store.requests import request_of
from services.hotline.usecases import requests

MOST_CANDIDATES = 10
Change = AcceptReferral | DeclineReferral | FinishReferral | WithdrawReferral | RateReferral


def start(work: Work, said: StartReferral, calendar: WorkingCalendar) -> ReferralView:
    """Ask the first provider."""
    request = request_of(work.session, said.request_id)
    work.authorise(request.area_code, "request", "诉求")
    terms = _service(work, said.service)
    candidates = _candidates(work, said, request)
    codes = [str(one.id) for one in candidates]
    facts = (said.service, terms, codes, ReferralState.OFFERED, work.now)
    referral = Referral(uuid4(), request.id, request.area_code, *facts)
    store.save(work.session, referral)
    _ask_next(work, referral, calendar)
    store.present_attempt(work.session, referral).note = said.note
    return view(work, referral)


def accept(work: Work, said: AcceptReferral, calendar: WorkingCalendar) -> ReferralView:
    """The provider takes it on."""
    referral, attempt = _to_change(work, said)
    referral.accept(attempt, calendar, work.now, said.note)
    timers.cancel(work.session, "referral.answer_due", referral.id)
    return view(work, referral)


def decline(work: Work, said: DeclineReferral, calendar: WorkingCalendar) -> ReferralView:
    """The provider will not do it: the next one is asked."""
    referral, attempt = _to_change(work, said)
    referral.decline(attempt, work.now, said.reason)
    timers.cancel(work.session, "referral.answer_due", referral.id)
    _ask_next(work, referral, calendar)
    return view(work, referral)


def answer_due(work: Work, referral_id: UUID, calendar: WorkingCalendar) -> None:
    """The provider's time to answer is over: the next one is asked."""
    referral = store.find_referral(work.session, referral_id, to_change=True)
    if referral is None:
        return
    if referral.expire(store.present_attempt(work.session, referral), work.now):
        _ask_next(work, referral, calendar)


def finish(work: Work, said: FinishReferral) -> ReferralView:
    """The provider has done it; the request is settled with its result if that is wished, by who may settle it."""
    referral, attempt = _to_change(work, said)
    referral.finish(attempt, work.now, said.result)
    if said.settle:
        settling = replace(work, roles=roles_of(Action.SETTLE))
        result = f"{attempt.name}: {said.result}"[:4000]
        requests.settle(settling, SettleRequest(id=referral.request_id, result=result))
    return view(work, referral)


def withdraw(work: Work, said: WithdrawReferral) -> ReferralView:
    """No provider is needed any more."""
    referral, attempt = _to_change(work, said)
    referral.withdraw(attempt, work.now, said.reason)
    timers.cancel(work.session, "referral.answer_due", referral.id)
    return view(work, referral)


def rate(work: Work, said: RateReferral) -> ReferralView:
    """The resident's stars for who did it."""
    referral, attempt = _to_change(work, said)
    referral.rate(said.stars)
    directory.provider_of(work.session, attempt.provider_id, to_change=True).rate(said.stars)
    return view(work, referral)


def get(work: Work, said: GetReferral) -> ReferralView:
    """One referral."""
    referral = store.referral_of(work.session, said.id)
    work.authorise(referral.area_code, "referral", "转介")
    return view(work, referral)


def list_referrals(work: Work, said: ListReferrals) -> ReferralList:
    """The referrals of a request."""
    request = request_of(work.session, said.request_id)
    work.authorise(request.area_code, "request", "诉求")
    return ReferralList(items=tuple(view(work, one) for one in store.referrals_of(work.session, request.id)))


def _to_change(work: Work, said: Change) -> tuple[Referral, Attempt]:
    referral = store.referral_of(work.session, said.id, to_change=True)
    work.authorise(referral.area_code, "referral", "转介")
    work.expect(said.version, referral.sequence)
    return referral, store.present_attempt(work.session, referral)


def _service(work: Work, code: str) -> ConvenienceService:
    found = directory.services_named(work.session, [code]).get(code)
    if found is None:
        text, zh = "There is no such service in the directory.", "目录中没有该服务。"
        raise Invalid("unknown_service", text, zh, {"service": [f"{text} {zh}"]})
    return found


def _candidates(work: Work, said: StartReferral, request: Request) -> list[Provider]:
    """The providers named, or the best rated ones; all must offer the service at the request's area."""
    asked = SearchProviders(area_code=request.area_code, service=said.service)
    fitting = {one.id: one for one in directory.search(work.session, asked)}
    chosen = list(dict.fromkeys(said.providers)) or list(fitting)[:MOST_CANDIDATES]
    if unfit := [one for one in chosen if one not in fitting]:
        text, zh = f"{unfit[0]} does not offer this service here.", "该服务商在此区域不提供该服务。"
        raise Invalid("unfit_provider", text, zh, {"providers": [f"{text} {zh}"]})
    if not chosen:
        raise Conflict("no_provider", "Nobody offers this service here.", "该区域暂无服务商提供该服务。")
    return [fitting[one] for one in chosen]


def _ask_next(work: Work, referral: Referral, calendar: WorkingCalendar) -> None:
    """Ask the next provider that is still in the directory; without one the referral stays as it ended."""
    while (provider_id := referral.next_provider) is not None:
        provider = directory.provider_of(work.session, provider_id)
        attempt = referral.ask_next(provider.content.name, calendar, work.now)
        store.save(work.session, attempt)
        if not provider.closed:
            timers.put(work.session, "referral.answer_due", referral.id, referral.due_at or work.now)
            return
        referral.decline(attempt, work.now, "closed")


def view(work: Work, referral: Referral) -> ReferralView:
    """A referral as it is shown."""
    asked = store.attempts_of(work.session, referral)
    waiting = referral.candidates[referral.position + 1 :]
    over = referral.state in (ReferralState.DONE, ReferralState.WITHDRAWN)
    return ReferralView(
        id=referral.id,
        version=referral.sequence,
        request_id=referral.request_id,
        area_code=referral.area_code,
        service=referral.service,
        state=referral.state,
        due_at=referral.due_at,
        asked=tuple(_asked(one) for one in asked),
        waiting=() if over else tuple(map(UUID, waiting)),
        result=referral.result,
        stars=referral.stars,
    )


def _asked(attempt: Attempt) -> AskedProvider:
    return AskedProvider(
        provider_id=attempt.provider_id,
        name=attempt.name,
        asked_at=attempt.asked_at,
        answered_at=attempt.answered_at,
        outcome=attempt.outcome,
        note=attempt.note,
    )
