"""Applications: filed for several programs at once, and moved step by step under four eyes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID, uuid4

from linli import timers
from linli.areas import district_of
from linli.calendar import WorkingCalendar
from linli.clock import local
from linli.contracts.assistance.advances import RecordRecovery
from linli.contracts.assistance.applications import (
    ApplicationAction,
    ApplicationEvent,
    ApplicationState,
    DecideApplication,
    FileApplications,
    HandInPapers,
    HearObjection,
    MoveApplication,
    NamePayee,
    ProposeChange,
    ReasonApplication,
    RecordSurvey,
)
from linli.contracts.assistance.programs import Cycle, ProfileDefinition, ProgramDefinition, Verdict
from linli.contracts.assistance.referrals import AnswerAidReferral
from linli.errors import Conflict, Invalid
from linli.sealing import Sealer
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.assistance.domain.advances import check_end
from services.assistance.domain.application import Application, Step, two_different
from services.assistance.domain.drawing import is_drawn
from services.assistance.domain.eyes import Eyes
from services.assistance.domain.facts import WORDS
from services.assistance.domain.formula.tree import Kind, Word
from services.assistance.domain.programs import Proposal, proposal
from services.assistance.store import applications as store
from services.assistance.store import register
from services.assistance.store.cases import CASES
from services.assistance.usecases import programs
from services.assistance.usecases.chains import check_station
from services.assistance.usecases.employment import less_shares
from services.assistance.usecases.entitlements import sealed
from services.assistance.usecases.households import facts_of, members_on, reached_home
from services.assistance.usecases.people import today

A = ApplicationAction
Command = (
    MoveApplication
    | RecordRecovery
    | AnswerAidReferral
    | ReasonApplication
    | HandInPapers
    | NamePayee
    | RecordSurvey
    | HearObjection
    | DecideApplication
    | ProposeChange
)


def run_by(calendar: WorkingCalendar) -> None:
    """From now on, let the clocks of all applications in this process run by the installation's calendar."""
    Application.calendar = calendar


def file_applications(work: Work, said: FileApplications, sealer: Sealer) -> list[Application]:
    """Apply for programs at once; one that is under way for the household is refused, and then all."""
    home = reached_home(work, said.household_id, to_change=True)
    if said.applicant_id not in members_on(work, home.id, today(work)):
        text, zh = "The applicant belongs to the household (art. 4).", "申请人须为家庭成员（第4条）。"
        raise Invalid("not_a_member", text, zh, {"applicant_id": [f"{text} {zh}"]})
    facts_of(work, home)
    here, filing = programs.edition(work), uuid4()
    made: list[Application] = []
    for code in dict.fromkeys(said.programs):
        once = here.program(code).said.cycle is Cycle.ONCE
        if store.open_for(work.session, home.id, code, once=once) is not None:
            raise Conflict("under_way", f"{code} is under way for this household.", f"该家庭的 {code} 正在办理。")
        made.append(
            Application(
                id=uuid4(),
                filing_id=filing,
                household_id=home.id,
                applicant_id=said.applicant_id,
                case_id=said.case_id if not made else None,
                program=code,
                area_code=home.area_code,
                path=home.path,
                state=ApplicationState.FILED,
                filed_at=work.now,
                moved_at=work.now,
                told_until=work.now,
                staff_relative=staff_near(work, home.id),
                papers=list(dict.fromkeys(said.papers)),
            )
        )
    if said.case_id is not None:
        case = CASES.task_of(work.session, said.case_id)
        work.authorise(case.area_code, CASES.what, CASES.what_zh)
    for one in made:
        if said.payee is not None:
            one.name_payee(sealed(said.payee, sealer))
        store.save(work.session, one)
        _keep(work, one, A.FILE, one.moved(A.FILE, work.now), said.note)
    return made


def near(work: Work, household_id: UUID) -> set[UUID]:
    """All who belong to a household, ever did, or are kin of who does, under all ids they have."""
    members = register.identities(
        work.session, [one.person_id for one in register.memberships(work.session, household_id)]
    )
    homes = {one.household_id for one in register.memberships_of(work.session, members)}
    living = {one.person_id for home in homes for one in register.memberships(work.session, home)}
    return register.identities(work.session, members | living | register.kin_of(work.session, members))


def staff_near(work: Work, household_id: UUID) -> bool:
    """Whether somebody near the household is staff: then it is registered apart (art. 11)."""
    return register.any_staff(work.session, near(work, household_id))


def eyes(work: Work, application: Application, accounts: Iterable[UUID]) -> Eyes:
    """What the register says of these accounts and of the household; persons under one of their ids."""
    known = register.staff_of(work.session, accounts)
    persons = {account: min(register.identities(work.session, [one.person_id])) for account, one in known.items()}
    around = near(work, application.household_id)
    return Eyes(persons, around)


def take_part(work: Work, application: Application, action: A, others: Sequence[UUID] = ()) -> None:
    """The caller (and others) may have this part by four eyes; raises `Forbidden`."""
    past: dict[A, set[UUID]] = {}
    for step in store.steps_of(work.session, application.id):
        past.setdefault(step.action, set()).update({step.account_id, *map(UUID, step.others)})
    acting = {caller_of(work), *others}
    found = eyes(work, application, acting.union(*past.values()))
    found.check(action, acting, past)


def to_change(
    work: Work, said: Command, action: A, others: Sequence[UUID] = ()
) -> tuple[Application, ProgramDefinition, ProfileDefinition]:
    """The application in the version the caller saw, the caller's part allowed, its program and clocks as accepted."""
    application = store.application_of(work.session, said.id, to_change=True)
    work.authorise(application.area_code, "application", "申请")
    work.expect(said.version, application.sequence)
    check_station(work, application, action)
    take_part(work, application, action, others)
    day = local(application.accepted_at or work.now).date()
    here = programs.edition(work, day)
    program = here.program(application.program).said
    return application, program, here.clocks_at(application.area_code, program.profile)


def kept(
    work: Work, application: Application, action: A, event: ApplicationEvent, note: str, others: Sequence[UUID] = ()
) -> Application:
    """The step is written down, told, and the next clock set."""
    _keep(work, application, action, event, note, others)
    return application


def _keep(
    work: Work, application: Application, action: A, event: ApplicationEvent, note: str, others: Sequence[UUID] = ()
) -> None:
    step = Step(
        id=uuid4(),
        application_id=application.id,
        number=application.sequence,
        action=action,
        account_id=caller_of(work),
        others=[str(one) for one in others],
        note=note,
        at=work.now,
    )
    store.save(work.session, application, step)
    work.emit(event)
    set_timer(work, application)


def set_timer(work: Work, application: Application) -> None:
    """Put the application's timer at its next clock, or take it away."""
    upcoming = application.next_due(work.now)
    if upcoming is None:
        timers.cancel(work.session, "application.clock", application.id)
    else:
        timers.put(work.session, "application.clock", application.id, upcoming[0])


def ask_papers(work: Work, said: MoveApplication) -> Application:
    """Tell all missing papers at once (art. 10)."""
    application, program, _ = to_change(work, said, A.ASK_PAPERS)
    lacking = ", ".join(application.missing(program))
    return kept(work, application, A.ASK_PAPERS, application.ask_papers(program, work.now), lacking)


def hand_in_papers(work: Work, said: HandInPapers) -> Application:
    """Papers were handed in."""
    application, _, _ = to_change(work, said, A.HAND_IN)
    return kept(work, application, A.HAND_IN, application.hand_in(said.papers, work.now), ", ".join(said.papers))


def accept_application(work: Work, said: MoveApplication) -> Application:
    """The papers are complete; the case that belongs to it is accepted with it."""
    application, program, times = to_change(work, said, A.ACCEPT)
    if application.case_id is not None:
        case = CASES.task_to_change(work.session, application.case_id)
        work.emit(case.accept(caller_of(work), work.now, ""))
    return kept(work, application, A.ACCEPT, application.accept(program, times, work.now), said.note)


def survey_application(work: Work, said: RecordSurvey) -> Application:
    """The household was surveyed by two who signed (art. 15)."""
    pair = two_different(said.investigators)
    application, _, _ = to_change(work, said, A.SURVEY, pair)
    if not said.signed:
        text, zh = "The investigators and the household sign the form (art. 15).", "调查表须签字（第15条）。"
        raise Invalid("not_signed", text, zh, {"signed": [f"{text} {zh}"]})
    if application.case_id is not None:
        case = CASES.task_to_change(work.session, application.case_id)
        if case.surveyed_by is None:
            work.emit(case.survey(caller_of(work), pair, work.now, ""))
    return kept(work, application, A.SURVEY, application.move(A.SURVEY, work.now), said.finding, pair)


def record_inquiry(work: Work, said: ReasonApplication) -> Application:
    """The information check is back (art. 16-17)."""
    application, _, _ = to_change(work, said, A.INQUIRE)
    moved = application.move(A.INQUIRE, work.now)
    application.inquired = True
    return kept(work, application, A.INQUIRE, moved, said.reason)


def reckon(work: Work, application: Application) -> Proposal:
    """What the program says of the household as the register has it now: nobody types an amount."""
    home = register.home_of(work.session, application.household_id)
    here = programs.edition(work)
    known = here.with_standards(home.area_code, facts_of(work, home))
    return proposal(here.program(application.program), known)


def reckoned(work: Work, application: Application, found: Proposal) -> tuple[Decimal | None, list[list[str]]]:
    """What the household would get and how that came about, without own shares that are stopped."""
    if found.amount is None:
        return None, []
    steps = [[one.zh, one.en] for one in found.reckoning.steps]
    if not found.program.said.work_duty:
        return found.amount, steps
    amount, less = less_shares(work, application.household_id, found.amount)
    return amount, [*steps, *less]


def granted(work: Work, application: Application) -> tuple[Decimal | None, list[list[str]]]:
    """The amount and how it came about; raises `Conflict` (`does_not_qualify`, `facts_missing`) else."""
    found, words = reckon(work, application), WORDS.words(inside=True)
    if found.verdict is Verdict.QUALIFIES:
        return reckoned(work, application, found)
    if found.missing:
        names = [words.get(name, Word(Kind.NUMBER, name, name)) for name in found.missing]
        text = (
            f"Not known yet: {', '.join(one.en for one in names)} ({', '.join(found.missing)}); enter or load it first."
        )
        raise Conflict("facts_missing", text, f"尚缺：{'、'.join(one.zh for one in names)}，请先录入或加载当地标准。")
    failed = [one.test.code for one in found.tests if one.result.value is not True]
    text = f"By the program they do not qualify: {', '.join([*failed, *found.missing])}."
    raise Conflict("does_not_qualify", text, f"按项目规则不符合条件：{'、'.join([*failed, *found.missing])}。")


def opine(work: Work, said: ReasonApplication) -> Application:
    """The first opinion, with what the program gives; it hangs out 7 days (art. 19)."""
    application, _, times = to_change(work, said, A.OPINE)
    found = reckon(work, application)
    amount, steps = reckoned(work, application, found)
    return kept(work, application, A.OPINE, application.opine(times, amount, steps, work.now), said.reason)


def object_to(work: Work, said: ReasonApplication) -> Application:
    """An objection to the posting."""
    application, _, times = to_change(work, said, A.OBJECT)
    return kept(work, application, A.OBJECT, application.object(work.now, times), said.reason)


def hear_objection(work: Work, said: HearObjection) -> Application:
    """A new survey by two, or a democratic review (art. 19)."""
    pair = list(said.investigators) if said.democratic_review else two_different(said.investigators)
    application, _, _ = to_change(work, said, A.HEAR, pair)
    moved = application.move(A.HEAR, work.now)
    return kept(work, application, A.HEAR, moved, said.finding, pair)


def forward_application(work: Work, said: MoveApplication) -> Application:
    """The posting is over: to the district, which visits those that its lot draws before it decides."""
    application, program, times = to_change(work, said, A.FORWARD)
    moved = application.forward(times, work.now)
    if application.drawn is None and program.checked_percent:
        others = store.drawn_of(work.session, application.program, district_of(application.area_code))
        application.drawn = is_drawn(program.checked_percent, *others, lot())
        application.visited = application.visited and not application.drawn
    return kept(work, application, A.FORWARD, moved, said.note)


def lot() -> int:
    """A number from 0 to 99 that nobody can foresee."""
    return secrets.randbelow(100)


def visit_household(work: Work, said: ReasonApplication) -> Application:
    """The district has visited (art. 20)."""
    application, _, _ = to_change(work, said, A.VISIT)
    moved = application.move(A.VISIT, work.now)
    application.visited = True
    return kept(work, application, A.VISIT, moved, said.reason)


def extend_application(work: Work, said: ReasonApplication) -> Application:
    """More time, once (art. 20)."""
    application, _, times = to_change(work, said, A.EXTEND)
    return kept(work, application, A.EXTEND, application.extend(times, work.now), said.reason)


def end_application(work: Work, said: ReasonApplication) -> Application:
    """Withdrawn, or nobody cooperates (art. 29)."""
    application, _, _ = to_change(work, said, A.END)
    check_end(application)
    return kept(work, application, A.END, application.move(A.END, work.now), said.reason)
