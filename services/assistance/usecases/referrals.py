"""Applications passed on to departments, answered by them, and passed on again where no answer came."""

from __future__ import annotations

from uuid import uuid4

from linli.areas import district_of
from linli.clock import local
from linli.contracts.assistance.applications import ApplicationAction, ClockName, MoveApplication
from linli.contracts.assistance.referrals import (
    AidReferralAnswer,
    AidReferralMoved,
    AidReferralPage,
    AidReferralState,
    AidReferralView,
    AnswerAidReferral,
    Applicant,
    ListAidReferrals,
    ShowApplicant,
)
from linli.contracts.assistance.register import Secret
from linli.contracts.terms import zh
from linli.errors import Conflict
from linli.messages.news import is_news
from linli.messages.posting import Citizen, Note, Post, Unit
from linli.sealing import KeyRing, masked_name
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.assistance.domain.application import Application
from services.assistance.domain.referrals import ACTIONS, OPEN, Referral
from services.assistance.domain.register import Look
from services.assistance.store import applications, register
from services.assistance.store import referrals as store
from services.assistance.usecases import programs
from services.assistance.usecases.applications import kept, to_change
from services.assistance.usecases.chains import chain_of
from services.assistance.usecases.people import opened

A = ApplicationAction
FACTS = frozenset({"program", "department", "said", "reference"})
"""What the texts may name."""
SAID = 40
"""Characters of a department's answer that a message repeats."""


def refer_application(work: Work, said: MoveApplication) -> Application:
    """Pass it on to the department that the program's chain ends with; its clock runs. Raises `Conflict`."""
    application, _, times = to_change(work, said, A.REFER)
    department = chain_of(work, application).department
    if department is None:
        text, zh_text = "No department comes after this program's chain.", "该项目无需转办。"
        raise Conflict("no_department", text, zh_text)
    moved = application.move(A.REFER, work.now)
    application.start(ClockName.ANSWER, times.answer, work.now)
    referral = Referral(
        id=uuid4(),
        application_id=application.id,
        program=application.program,
        department=department,
        area_code=application.area_code,
        path=application.path,
        sent_at=work.now,
        sent_by=caller_of(work),
    )
    work.emit(referral.sent())
    store.save(work.session, referral)
    return kept(work, application, A.REFER, moved, said.note)


def answer_referral(work: Work, said: AnswerAidReferral) -> Application:
    """What the department answers: it takes it up, and has its time for the result; or it is over."""
    action = ACTIONS[said.answer]
    application, _, times = to_change(work, said, action)
    moved = application.move(action, work.now)
    referral = store.open_of(work.session, application.id)
    work.emit(referral.answer(said.answer, said.text, said.reference, caller_of(work), work.now))
    if said.answer is AidReferralAnswer.TAKE_UP:
        application.start(ClockName.RESULT, times.result, work.now)
    store.save(work.session, referral)
    return kept(work, application, action, moved, f"{said.text} {said.reference}")


def lapse(work: Work, application: Application) -> None:
    """No answer came: the application goes back to be passed on again, and everybody concerned is told."""
    work.emit(application.move(A.LAPSE, work.now))
    referral = store.open_of(work.session, application.id)
    work.emit(referral.lapse(work.now))
    store.save(work.session, referral, application)


def show_applicant(work: Work, said: ShowApplicant, keys: KeyRing) -> Applicant:
    """Who applied, for the department that deals with it; who looked, and why, stays written down."""
    referral = store.referral_of(work.session, said.id)
    work.authorise(referral.area_code, "referral", "转办")
    if referral.state not in OPEN:
        raise Conflict("referral_over", "This referral is over.", "该转办已结束。")
    person = register.person_of(
        work.session, applications.application_of(work.session, referral.application_id).applicant_id
    )
    for secret in Secret:
        look = {"person_id": person.id, "account_id": caller_of(work), "reason": said.reason, "at": work.now}
        register.save(work.session, Look(id=uuid4(), secret=secret, **look))  # type: ignore[arg-type]  # as said above
    seen = {secret: opened(person, secret, keys) for secret in Secret}
    return Applicant(name=seen[Secret.NAME] or "", id_number=seen[Secret.ID_NUMBER], phone=seen[Secret.PHONE])


def list_referrals(work: Work, said: ListAidReferrals, keys: KeyRing) -> AidReferralPage:
    """A page of an area's referrals."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.page(work.session, said)
    return AidReferralPage(items=tuple(_view(work, one, keys) for one in found), next_cursor=cursor)


def _view(work: Work, one: Referral, keys: KeyRing) -> AidReferralView:
    application = applications.application_of(work.session, one.application_id)
    person = register.person_of(work.session, application.applicant_id)
    clock = ClockName.ANSWER if one.state is AidReferralState.SENT else ClockName.RESULT
    return AidReferralView(
        id=one.id,
        application_id=one.application_id,
        version=application.sequence,
        area_code=one.area_code,
        program=one.program,
        department=one.department,
        state=one.state,
        applicant=masked_name(opened(person, Secret.NAME, keys) or ""),
        sent_at=one.sent_at,
        due_at=application.due(clock) if one.state in OPEN else None,
        answered_at=one.answered_at,
        text=one.text,
        reference=one.reference,
    )


def tell_of_referral(work: Work, event: AidReferralMoved, post: Post, keys: KeyRing) -> None:
    """Tell who applied what became of it, and the department what was passed on to it or was not answered."""
    referral = store.referral_of(work.session, event.subject)
    if not is_news(event.occurred_at, work.now):
        return
    application = applications.application_of(work.session, referral.application_id)
    person = register.person_of(work.session, application.applicant_id)
    program = programs.edition(work, local(application.filed_at).date()).program(event.program).said
    facts = {"program": program.zh, "department": zh(event.department), "reference": referral.reference}
    facts["said"] = referral.text if len(referral.text) <= SAID else f"{referral.text[:SAID]}…"
    name = f"referral.{event.state}"
    to = Citizen(phone=opened(person, Secret.PHONE, keys))
    post.hand_in(work.session, work.now, to, Note(name, facts, referral.id, referral.area_code))
    if event.state in (AidReferralState.SENT, AidReferralState.UNANSWERED):
        unit = Unit(district_of(referral.area_code), event.department)
        note = Note(f"{name}.unit", facts, referral.id, referral.area_code, urgent=True)
        post.hand_in(work.session, work.now, unit, note)
