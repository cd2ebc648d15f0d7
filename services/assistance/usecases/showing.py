"""Applications as they are shown, and read."""

from __future__ import annotations

from linli.clock import local
from linli.contracts.assistance.applications import (
    ApplicationAction,
    ApplicationClock,
    ApplicationPage,
    ApplicationStep,
    ApplicationView,
    ClockName,
    GetApplication,
    ListApplications,
    ListPostings,
    PostingList,
    PostingView,
)
from linli.contracts.assistance.programs import ReckoningStep
from linli.contracts.assistance.register import Secret
from linli.sealing import KeyRing
from linli.work import Work
from services.assistance.domain.application import Application
from services.assistance.domain.chain import Chain
from services.assistance.domain.programs import Program
from services.assistance.store import applications as store
from services.assistance.store import entitlements, register
from services.assistance.usecases import programs
from services.assistance.usecases.advances import owed
from services.assistance.usecases.chains import chain_of
from services.assistance.usecases.households import members_on
from services.assistance.usecases.people import opened, today


def get_application(work: Work, said: GetApplication) -> ApplicationView:
    """One application."""
    application = store.application_of(work.session, said.id)
    work.authorise(application.area_code, "application", "申请")
    return view(work, application)


def list_applications(work: Work, said: ListApplications) -> ApplicationPage:
    """A page of an area's applications."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.page(work.session, said, work.now)
    return ApplicationPage(items=tuple(view(work, one) for one in found), next_cursor=cursor)


def list_postings(work: Work, said: ListPostings, keys: KeyRing) -> PostingList:
    """What is published in the community: name, size and amount only (art. 19, 24)."""
    work.authorise(said.area_code, "area", "区域")
    found = store.published(work.session, said, work.now)
    people = register.persons_of(work.session, [one.applicant_id for one in found])
    return PostingList(
        items=tuple(
            PostingView(
                id=one.id,
                program=one.program,
                name=opened(people[one.applicant_id], Secret.NAME, keys) or "",
                size=len(members_on(work, one.household_id, today(work))),
                amount=one.amount,
                until=None if said.paid else one.due(ClockName.POSTING),
            )
            for one in found
        )
    )


def view(work: Work, one: Application) -> ApplicationView:
    """An application as it is shown."""
    here = programs.edition(work, local(one.accepted_at or work.now).date())
    program = here.programs.get(one.program)
    entitlement = entitlements.of_application(work.session, one.id)
    chain = chain_of(work, one)
    clocks = sorted((due, name) for name in ClockName if (due := one.due(name)) is not None)
    return ApplicationView(
        id=one.id,
        version=one.sequence,
        area_code=one.area_code,
        filing_id=one.filing_id,
        household_id=one.household_id,
        applicant_id=one.applicant_id,
        program=one.program,
        state=one.state,
        staff_relative=one.staff_relative,
        visit_needed=one.visit_needed,
        papers=tuple(one.papers),
        missing_papers=tuple(one.missing(program.said)) if program else (),
        clocks=tuple(ApplicationClock(name=name, due_at=due) for due, name in clocks),
        amount=one.amount,
        reckoning=tuple(ReckoningStep(zh=zh, en=en) for zh, en in one.reckoning),
        chain=chain.stations,
        advanced=one.advanced,
        advance_paid=one.advance_id is not None,
        to_recover=owed(work, one),
        payee_named=one.payee_number is not None,
        entitlement_id=None if entitlement is None else entitlement.id,
        proposed=one.proposed,
        possible=tuple(action for action in dict.fromkeys(one.possible) if _offered(work, one, action, chain, program)),
        steps=tuple(
            ApplicationStep(action=step.action, at=step.at, account_id=step.account_id, note=step.note)
            for step in store.steps_of(work.session, one.id)
        ),
    )


def _offered(work: Work, one: Application, action: ApplicationAction, chain: Chain, program: Program | None) -> bool:
    """Whether a step that the table allows is one of this program, and of how far it has come."""
    match action:
        case ApplicationAction.ADVANCE:
            return program is not None and program.said.advance is not None and one.advance_id is None
        case ApplicationAction.PAY_ADVANCE:
            return one.advanced is not None and one.advance_id is None
        case ApplicationAction.END:
            return one.advance_id is None
        case ApplicationAction.RECOVER:
            return owed(work, one) > 0
        case ApplicationAction.REFER:
            return chain.department is not None
        case ApplicationAction.PAY:
            return chain.department is None
        case ApplicationAction.TAKE_UP:
            return one.due(ClockName.RESULT) is None
        case ApplicationAction.LAPSE:
            return False
        case _:
            return True
