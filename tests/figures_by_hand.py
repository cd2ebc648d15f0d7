"""The hotline's figures counted by hand: plain loops over the events, without the formulas, the facts or SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.contracts.envelope import Event
from linli.contracts.hotline import events as told
from linli.contracts.hotline.call_backs import CallBackEnded, CallBackEnding
from linli.contracts.hotline.events import RequestEvent, RequestSummary
from linli.contracts.hotline.words import Channel, Kind, ReturnReason


@dataclass
class Held:
    """A request in the hands of one unit; `said` is the last that was told of it meanwhile."""

    request_id: UUID
    area: str
    round: int
    got_at: datetime | None
    said: RequestSummary
    left_at: datetime | None = None
    left_for_reopening: bool = False
    returned: bool = False
    reworked: bool = False
    extended: bool = False
    excluded: bool = False

    def stood_until(self, now: datetime) -> datetime:
        """Until when a clock ran about which nothing was done."""
        return self.said.ended_at or self.said.waiting_since or self.left_at or now

    @property
    def stayed(self) -> bool:
        """Whether the unit handed it to no other."""
        return self.left_at is None or self.left_for_reopening


@dataclass
class Verdict:
    """What the citizen said of a round of a request."""

    request_id: UUID
    area: str
    round: int
    category: str
    kind: Kind
    unit: tuple[str, str]
    at: datetime
    call: CallBackEnded | None = None
    level: int | None = None
    excluded: bool = False


@dataclass(frozen=True)
class Counted:
    """One thing that a figure counted."""

    figure: str
    request_id: UUID
    round: int
    area: str
    unit: tuple[str, str]
    category: str
    kind: Kind
    at: datetime
    reached: bool


def everything_counted(lives: Iterable[list[Event]], now: datetime) -> list[Counted]:
    """All that any figure counts at any time, as of now."""
    found: list[Counted] = []
    for life in lives:
        requests = [one for one in life if isinstance(one, RequestEvent)]
        excluded = requests[-1].request.excluded
        for held in _held(requests):
            held.excluded = excluded
            found += _of_handling(held, now)
        for verdict in _verdicts(life):
            verdict.excluded = excluded
            found += _of_verdict(verdict)
    return found


def _held(requests: list[RequestEvent]) -> list[Held]:
    found: list[Held] = []
    for event in requests:
        gets = isinstance(
            event, told.RequestDispatched | told.RequestReturned | told.RequestReopened | told.RequestUnmerged
        )
        again = isinstance(event, told.RequestReopened)
        if not found or again or (gets and found[-1].got_at is not None):
            if found:
                _leave(found[-1], event)
            round_ = found[-1].round + again if found else 0
            got_at = event.occurred_at if gets else None
            found.append(Held(event.subject, event.area_code, round_, got_at, event.request))
        held = found[-1]
        if gets and held.got_at is None:
            held.got_at = event.occurred_at
        held.said = event.request
        held.returned = held.returned or isinstance(event, told.RequestDisputed)
        held.reworked = held.reworked or isinstance(event, told.RequestRefused)
        held.extended = held.extended or (isinstance(event, told.RequestExtensionDecided) and event.approved)
    return found


def _leave(held: Held, event: RequestEvent) -> None:
    held.left_at = event.occurred_at
    held.left_for_reopening = isinstance(event, told.RequestReopened)
    by_unit = isinstance(event, told.RequestReturned) and event.request.returned_for != ReturnReason.TASK_GIVEN_UP
    held.returned = held.returned or by_unit


def _of_handling(held: Held, now: datetime) -> Iterator[Counted]:
    said, stood = held.said, held.stood_until(now)

    def one(figure: str, at: datetime | None, reached: bool) -> Iterator[Counted]:
        unit = (said.unit_area, said.department)
        if at is not None:
            yield Counted(figure, held.request_id, held.round, held.area, unit, said.category, said.kind, at, reached)

    counts = not held.excluded
    if held.left_at is None:
        yield from one("data_quality", said.opened_at, not said.gaps)
        if counts:
            yield from one("repeats", said.opened_at, said.repeats > 0)
        if counts and said.channel is Channel.PHONE:
            yield from one("first_call_resolution", said.opened_at, said.answered_at_once)
    if held.got_at is None or not counts:
        return
    yield from one("returns", held.got_at, held.returned)
    yield from one("rework", held.got_at, held.reworked)
    yield from one("extensions", held.got_at, held.extended)
    signed = said.signed_at or said.settled_at
    if signed or stood > said.sign_due_at:
        yield from one("on_time_signing", said.sign_due_at, bool(signed and signed <= said.sign_due_at))
    if held.stayed and (said.settled_at or stood > said.settle_due_at):
        in_time = bool(said.settled_at and said.settled_at <= said.settle_due_at)
        yield from one("on_time_closing", said.settle_due_at, in_time)
    answered = said.first_answered_at
    if held.stayed and held.round == 0 and (answered or stood > said.answer_due_at):
        yield from one("response", said.answer_due_at, bool(answered and answered <= said.answer_due_at))


def _verdicts(life: list[Event]) -> list[Verdict]:
    found: dict[int, Verdict] = {}
    for event in life:
        if isinstance(event, CallBackEnded):
            unit = (event.unit_area, event.department)
            new = Verdict(
                event.request_id, event.area_code, event.round, event.category, event.kind, unit, event.occurred_at
            )
            verdict = found.setdefault(event.round, new)
            verdict.at, verdict.unit, verdict.call = event.occurred_at, unit, event
            verdict.level = event.satisfaction or verdict.level
        elif isinstance(event, told.RequestRated):
            said = event.request
            unit = (said.unit_area, said.department)
            new = Verdict(
                event.subject, event.area_code, said.reopenings, said.category, said.kind, unit, event.occurred_at
            )
            verdict = found.setdefault(said.reopenings, new)
            verdict.at, verdict.unit, verdict.level = event.occurred_at, unit, event.level
    return list(found.values())


def _of_verdict(verdict: Verdict) -> Iterator[Counted]:
    if verdict.excluded:
        return

    def one(figure: str, reached: bool) -> Counted:
        who = (verdict.request_id, verdict.round, verdict.area, verdict.unit)
        return Counted(figure, *who, verdict.category, verdict.kind, verdict.at, reached)

    call = verdict.call
    if verdict.level is not None:
        yield one("satisfaction", verdict.level >= 3)
    if call is None:
        return
    if call.resolved is not None:
        yield one("resolution", call.resolved)
    if call.contacted is not None:
        yield one("contact", call.contacted)
    spoken = call.ending in (CallBackEnding.SATISFIED, CallBackEnding.UNSATISFIED)
    if spoken or call.ending in (CallBackEnding.DECLINED, CallBackEnding.WRONG_NUMBER, CallBackEnding.NOT_REACHED):
        yield one("valid_call_backs", spoken)
