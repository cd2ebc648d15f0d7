"""The hotline's events of requests and what each carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.contracts.base import AreaCode
from linli.contracts.envelope import Event, event
from linli.contracts.hotline.clocks import Stage
from linli.contracts.hotline.words import (
    Channel,
    EmergencyLine,
    Gap,
    Kind,
    Level,
    RequestState,
    ReturnReason,
    TaskService,
    UpdateKind,
    WaitingFor,
)


@dataclass(frozen=True, kw_only=True)
class RequestSummary:
    """Where a request stands after the event: all that another service or a list needs, nothing personal.

    `dispatches`: how many tasks were asked for so far, `task_id` being the latest (none was, while it is 0). Counted
    too: `returns` by units 退单, `reworks` after a verification 返工, `reopenings`, approved `extensions` 延期,
    `call_backs` 回访, `helpers` 协办 and those of them not done. `satisfaction` is 1 to 5 好差评. `excluded` requests
    count against no unit. `repeats`: how many earlier requests of the caller were about the same matter 重复诉求.
    `gaps`: what its record lacks 数据质量.
    `stage` is how far the furthest of its three clocks has run; what is breached has climbed to `escalated_to`.
    """

    state: RequestState
    kind: Kind
    category: str
    channel: Channel
    urgent: bool
    unit_area: AreaCode
    department: str
    service: TaskService
    task_id: UUID
    opened_at: datetime
    sign_due_at: datetime
    answer_due_at: datetime
    settle_due_at: datetime
    signed_at: datetime | None = None
    settled_at: datetime | None = None
    ended_at: datetime | None = None
    first_answered_at: datetime | None = None
    answered_at_once: bool = False
    dispatches: int = 1
    returns: int = 0
    returned_for: ReturnReason | None = None
    reworks: int = 0
    reopenings: int = 0
    waiting_since: datetime | None = None
    waiting_for: WaitingFor | None = None
    dispute_due_at: datetime | None = None
    dispute_area: AreaCode | None = None
    extension_asked_at: datetime | None = None
    extensions: int = 0
    supervised_at: datetime | None = None
    helpers: int = 0
    helpers_open: int = 0
    call_backs: int = 0
    satisfaction: int | None = None
    referred_to: EmergencyLine | None = None
    merged_into: UUID | None = None
    excluded: bool = False
    repeats: int = 0
    gaps: tuple[Gap, ...] = ()
    stage: Stage = Stage.ON_TIME
    escalated_to: AreaCode | None = None


@dataclass(frozen=True, kw_only=True)
class RequestEvent(Event):
    """An event of a request; its `subject` is the request's id."""

    request: RequestSummary


@event("hotline", "request.opened")
@dataclass(frozen=True, kw_only=True)
class RequestOpened(RequestEvent):
    """A citizen's request was recorded and has its deadlines."""


@event("hotline", "request.dispatched")
@dataclass(frozen=True, kw_only=True)
class RequestDispatched(RequestEvent):
    """A unit was made responsible, and the service that the category calls for is asked for the task `task_id`."""


@event("hotline", "request.signed")
@dataclass(frozen=True, kw_only=True)
class RequestSigned(RequestEvent):
    """The responsible unit signed for the request 签收."""


@event("hotline", "request.returned")
@dataclass(frozen=True, kw_only=True)
class RequestReturned(RequestEvent):
    """The unit sent the request back 退单, or its task was given up; the unit one tier up is responsible now."""


@event("hotline", "request.settled")
@dataclass(frozen=True, kw_only=True)
class RequestSettled(RequestEvent):
    """The unit reported the matter done 办结."""


@event("hotline", "request.closed")
@dataclass(frozen=True, kw_only=True)
class RequestClosed(RequestEvent):
    """The request is closed."""


@event("hotline", "request.withdrawn")
@dataclass(frozen=True, kw_only=True)
class RequestWithdrawn(RequestEvent):
    """The request was withdrawn 销单; its task is not needed any more."""


@event("hotline", "request.held")
@dataclass(frozen=True, kw_only=True)
class RequestHeld(RequestEvent):
    """The request waits for a dispatcher to say which unit is responsible 待派单."""


@event("hotline", "request.started")
@dataclass(frozen=True, kw_only=True)
class RequestStarted(RequestEvent):
    """The unit began to work on the request 办理中."""


@event("hotline", "request.replied")
@dataclass(frozen=True, kw_only=True)
class RequestReplied(RequestEvent):
    """The citizen was given an answer while the matter goes on 首次答复."""


@event("hotline", "request.waiting")
@dataclass(frozen=True, kw_only=True)
class RequestWaiting(RequestEvent):
    """The unit waits for the citizen or a third party: the clock stands still."""


@event("hotline", "request.resumed")
@dataclass(frozen=True, kw_only=True)
class RequestResumed(RequestEvent):
    """The wait is over; the deadlines moved by as long as it took."""


@event("hotline", "request.disputed")
@dataclass(frozen=True, kw_only=True)
class RequestDisputed(RequestEvent):
    """A unit disputes that the request is its own; the level above decides by `dispute_due_at`."""


@event("hotline", "request.extension_asked")
@dataclass(frozen=True, kw_only=True)
class RequestExtensionAsked(RequestEvent):
    """The unit applied for more time to settle 延期."""


@event("hotline", "request.extension_decided")
@dataclass(frozen=True, kw_only=True)
class RequestExtensionDecided(RequestEvent):
    """The application for more time was approved, and `settle_due_at` moved, or refused."""

    approved: bool = False


@event("hotline", "request.supervised")
@dataclass(frozen=True, kw_only=True)
class RequestSupervised(RequestEvent):
    """A supervisor presses for the request 督办, by an earlier `settle_due_at` if that was set."""


@event("hotline", "request.excluded")
@dataclass(frozen=True, kw_only=True)
class RequestExcluded(RequestEvent):
    """The request is out of scope and counts against no unit."""


@event("hotline", "request.helpers_changed")
@dataclass(frozen=True, kw_only=True)
class RequestHelpersChanged(RequestEvent):
    """A helping unit was asked, signed, reported or was released 协办."""


@event("hotline", "request.verified")
@dataclass(frozen=True, kw_only=True)
class RequestVerified(RequestEvent):
    """The report was found right 审核; the citizen is to be called back."""


@event("hotline", "request.refused")
@dataclass(frozen=True, kw_only=True)
class RequestRefused(RequestEvent):
    """The report was found wanting 返工: the unit goes on, and another task is asked for."""


@event("hotline", "request.called_back")
@dataclass(frozen=True, kw_only=True)
class RequestCalledBack(RequestEvent):
    """The citizen was called back in vain 回访."""


@event("hotline", "request.reopened")
@dataclass(frozen=True, kw_only=True)
class RequestReopened(RequestEvent):
    """The request begins again with new deadlines, and another task is asked for."""


@event("hotline", "request.merged")
@dataclass(frozen=True, kw_only=True)
class RequestMerged(RequestEvent):
    """The request was merged into `merged_into`, which goes on for both; its task is not needed any more."""


@event("hotline", "request.unmerged")
@dataclass(frozen=True, kw_only=True)
class RequestUnmerged(RequestEvent):
    """The merger was undone: the request goes on by itself, and another task is asked for."""


@event("hotline", "request.referred")
@dataclass(frozen=True, kw_only=True)
class RequestReferred(RequestEvent):
    """An emergency line took the request over; its task is not needed any more."""


@event("hotline", "request.kept")
@dataclass(frozen=True, kw_only=True)
class RequestKept(RequestEvent):
    """An emergency line was asked and it stayed unclear whose the request is: the first receiver keeps it 首接负责."""


@event("hotline", "request.taken_back")
@dataclass(frozen=True, kw_only=True)
class RequestTakenBack(RequestEvent):
    """The emergency line gave the request back; it waits for a dispatcher."""


@event("hotline", "request.warned")
@dataclass(frozen=True, kw_only=True)
class RequestWarned(RequestEvent):
    """One of the request's clocks has used four fifths of its time 预警."""


@event("hotline", "request.breached")
@dataclass(frozen=True, kw_only=True)
class RequestBreached(RequestEvent):
    """One of the request's clocks is past its due moment 超期."""


@event("hotline", "request.escalated")
@dataclass(frozen=True, kw_only=True)
class RequestEscalated(RequestEvent):
    """What is breached has climbed to `escalated_to` 升级, which must see to it; the unit stays responsible."""


@event("hotline", "request.recounted")
@dataclass(frozen=True, kw_only=True)
class RequestRecounted(RequestEvent):
    """Its due moments were counted anew, for the calendar of working days had changed."""


@event("hotline", "request.updated")
@dataclass(frozen=True, kw_only=True)
class RequestUpdated(RequestEvent):
    """The citizen wrote something on the request, or its unit replied; the words stay with the hotline."""

    kind: UpdateKind


@event("hotline", "request.rated")
@dataclass(frozen=True, kw_only=True)
class RequestRated(RequestEvent):
    """The citizen rated, from 1 to 5, how the request was dealt with."""

    level: Level


REQUEST_EVENTS: tuple[type[RequestEvent], ...] = tuple(RequestEvent.__subclasses__())
"""Every event of a request."""
ASKING_EVENTS = (RequestDispatched, RequestReturned, RequestRefused, RequestReopened, RequestUnmerged)
"""Those that ask a service for the task `task_id`."""
ENDING_EVENTS = (RequestSettled, RequestWithdrawn, RequestMerged, RequestReferred)
"""Those after which its task is not needed any more."""
