"""What the responsible unit does with a request, and what is done about it while it has it."""

from __future__ import annotations

from linli.calendar import WorkingCalendar
from linli.contracts.hotline.handling import (
    AnswerRequest,
    AskExtension,
    DecideExtension,
    MoveRequest,
    ReasonedMove,
    SuperviseRequest,
    WaitRequest,
)
from linli.work import Work
from services.hotline.domain.request import Action, Request, Terms
from services.hotline.usecases import updates
from services.hotline.usecases.deciding import check_held
from services.hotline.usecases.history import tell
from services.hotline.usecases.requests import to_change


def start(work: Work, said: MoveRequest) -> Request:
    """The unit begins to work on it."""
    request = to_change(work, said.id, said.version, Action.START)
    tell(work, request.start(work.now))
    return request


def answer(work: Work, said: AnswerRequest) -> Request:
    """The question is answered on the phone; that ends it."""
    request = to_change(work, said.id, said.version)
    tell(work, request.answer(work.now, said.answer), note=said.answer)
    return request


def reply(work: Work, said: AnswerRequest) -> Request:
    """The citizen is given an answer while the matter goes on."""
    request = to_change(work, said.id, said.version, Action.REPLY)
    tell(work, request.reply(work.now, said.answer), note=said.answer)
    updates.note_reply(work, request, said.answer)
    return request


def wait(work: Work, said: WaitRequest) -> Request:
    """The clock stands still while the unit waits for someone."""
    request = to_change(work, said.id, said.version, Action.WAIT)
    tell(work, request.wait(work.now, said.waiting_for), note=said.reason, reason=said.waiting_for)
    return request


def resume(work: Work, said: MoveRequest) -> Request:
    """The wait is over."""
    request = to_change(work, said.id, said.version, Action.RESUME)
    tell(work, request.resume(work.now))
    return request


def ask_extension(work: Work, said: AskExtension, terms: Terms) -> Request:
    """The unit applies for more time."""
    request = to_change(work, said.id, said.version, Action.ASK_EXTENSION)
    tell(work, request.ask_extension(work.now, said.until, terms), note=said.reason)
    return request


def decide_extension(work: Work, said: DecideExtension) -> Request:
    """The tier above the unit grants more time, or does not."""
    request = to_change(work, said.id, said.version)
    check_held(work, Action.DECIDE_EXTENSION, request.tier_above)
    decided = request.decide_extension(work.now, approved=said.approved)
    tell(work, decided, note=said.reason, reason="approved" if said.approved else "refused")
    return request


def supervise(work: Work, said: SuperviseRequest, terms: Terms, calendar: WorkingCalendar) -> Request:
    """A supervisor presses for it."""
    request = to_change(work, said.id, said.version)
    tell(work, request.supervise(work.now, work.by, said.settle_due_at, terms, calendar), note=said.instruction)
    return request


def exclude(work: Work, said: ReasonedMove) -> Request:
    """It is out of scope and counts against no unit."""
    request = to_change(work, said.id, said.version)
    tell(work, request.exclude(work.now), note=said.reason)
    return request
