"""A volunteer's calendar (RFC 5545): what they took and are asked, read at an address that nobody can guess."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from datetime import timedelta

from linli import ical
from linli.clock import LOCAL
from linli.contracts.volunteer.engagements import EngagementState
from linli.contracts.volunteer.own import CloseFeed, FeedOpened, OpenFeed, OwnVolunteer, ReadFeed
from linli.contracts.volunteer.people import CalendarText
from linli.errors import NotFound
from linli.ical import Entry
from linli.sealing import Sealer
from linli.work import Work
from services.volunteer.domain.engagements import Engagement
from services.volunteer.store import engagements as store
from services.volunteer.store import people, reaching
from services.volunteer.store.tasks import TASKS
from services.volunteer.usecases.own import view, volunteer_with

SHOWN = timedelta(days=60)
"""How far back a calendar goes."""
_SHOWN = (EngagementState.OFFERED, EngagementState.ACCEPTED, EngagementState.PRESENT, EngagementState.SERVED)


def open_feed(work: Work, said: OpenFeed, sealer: Sealer) -> FeedOpened:
    """Have one's calendar read at a new address; the one before is good no more. The token is kept nowhere."""
    volunteer, token = volunteer_with(work, said.phone, sealer, to_change=True), secrets.token_urlsafe(32)
    reaching.open_feed(work.session, volunteer.id, _digest(token), work.now)
    return FeedOpened(token=token)


def close_feed(work: Work, said: CloseFeed, sealer: Sealer) -> OwnVolunteer:
    """Have one's calendar read at no address."""
    volunteer = volunteer_with(work, said.phone, sealer, to_change=True)
    reaching.close_feed(work.session, volunteer.id)
    return view(work, volunteer, sealer)


def read_feed(work: Work, said: ReadFeed) -> CalendarText:
    """The calendar at an address; raises `NotFound` for one that is none, or of somebody who has left."""
    work.authorised = True  # who has the token may read: there is nothing else to check
    found = reaching.of_feed(work.session, _digest(said.token))
    volunteer = people.find_volunteer(work.session, found) if found else None
    if volunteer is None or volunteer.claim is None:
        raise NotFound("unknown_calendar", "There is no calendar at this address.", "该日历地址无效。")
    engaged = store.engagements_since(work.session, volunteer.id, work.now - SHOWN, _SHOWN)
    return CalendarText(calendar=ical.write(_entries(work, engaged), work.now, LOCAL, "邻里志愿服务"))


def _entries(work: Work, engaged: Iterable[Engagement]) -> Iterator[Entry]:
    for one in engaged:
        plan = TASKS.task_of(work.session, one.task_id).planned()
        asked = one.state is EngagementState.OFFERED
        yield Entry(
            uid=f"{one.id}@linli",
            begins=one.starts_at,
            ends=one.ends_at,
            summary=f"{'待答复 To answer: ' if asked else ''}{plan.title}",
            geo=(plan.latitude, plan.longitude) if plan.latitude is not None and plan.longitude is not None else None,
            tentative=asked,
            revision=one.sequence,
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
