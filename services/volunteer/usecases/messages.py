"""Messages to volunteers, made from the service's own events; how each wants to be told."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import datetime
from uuid import UUID

from linli.clock import local
from linli.contracts.messages import MessageChannel, Notify
from linli.contracts.volunteer.attendance import HoursCorrected, VolunteerServed
from linli.contracts.volunteer.engagements import EngagementEnded, EngagementEvent, EngagementOffered
from linli.contracts.volunteer.people import DocumentExpiring, HoursExpiring, VolunteerEvent, VolunteerRefused
from linli.messages.news import is_news
from linli.messages.posting import Citizen, Note, Post
from linli.sealing import Sealer
from linli.work import Work
from services.volunteer.domain.engagements import Engagement
from services.volunteer.domain.messages import DOCUMENTS, TOLD_OF_TASKS, TOLD_OF_THEMSELVES, Facts, is_told, template_of
from services.volunteer.store import engagements as store
from services.volunteer.store import people, reaching
from services.volunteer.store.tasks import TASKS

FACTS = frozenset(one.name for one in fields(Facts))
ABOUT_TASKS = TOLD_OF_TASKS
ABOUT_THEMSELVES = TOLD_OF_THEMSELVES
TITLE, REASON = 12, 18
"""Characters of a task's title, and of a reason, that a message repeats: a Chinese SMS has 70."""


def tell_of_task(work: Work, event: EngagementEvent, post: Post) -> None:
    """Tell a volunteer of their part in a task; nothing of what is long past or is not so any more.

    What has an end, as an offer, is not sent after it.
    """
    engagement = store.find_engagement(work.session, event.subject)
    if engagement is None or not is_news(event.occurred_at, work.now) or not is_told(event, engagement):
        return
    task = TASKS.task_of(work.session, engagement.task_id)
    plan = task.planned()
    facts = _facts_of(engagement, _clipped(plan.title, TITLE))
    if isinstance(event, EngagementEnded):
        facts = replace(facts, reason=_clipped(engagement.note, REASON))
    if isinstance(event, VolunteerServed | HoursCorrected):
        facts = replace(facts, hours=f"{event.hours.normalize():f}", reason=_clipped(engagement.decision, REASON))
    ends = engagement.expires_at if isinstance(event, EngagementOffered) else None
    note = Note(template_of(event), asdict(facts), engagement.id, engagement.area_code, plan.urgent, ends)
    post.hand_in(work.session, work.now, volunteer_told(work, engagement.volunteer_id, post.sealer), note)


def _facts_of(engagement: Engagement, title: str) -> Facts:
    return Facts(
        title=title,
        starts=_moment(engagement.starts_at),
        ends=f"{local(engagement.ends_at):%H:%M}",
        until=_moment(engagement.expires_at) if engagement.expires_at else "",
    )


def tell_of_themselves(work: Work, event: VolunteerEvent, post: Post) -> None:
    """Tell a volunteer what became of their application, or that a document of theirs ends."""
    volunteer = people.find_volunteer(work.session, event.subject)
    if volunteer is None or not is_news(event.occurred_at, work.now):
        return
    to, facts = volunteer_told(work, volunteer.id, post.sealer), Facts()
    if isinstance(event, VolunteerRefused):
        facts = Facts(reason=_clipped(volunteer.note, REASON))
    if isinstance(event, DocumentExpiring):
        facts = Facts(document=DOCUMENTS[event.kind][to.language], days=str(event.days))
    if isinstance(event, HoursExpiring):
        facts = Facts(hours=f"{event.hours.normalize():f}", until=event.ends_on.isoformat())
    note = Note(template_of(event), asdict(facts), volunteer.id, volunteer.area_code)
    post.hand_in(work.session, work.now, to, note)


def volunteer_told(work: Work, volunteer_id: UUID, sealer: Sealer) -> Citizen:
    """A volunteer as they can and want to be reached; by nothing, where they want to hear nothing."""
    phone = sealer.open(people.volunteer_of(work.session, volunteer_id).phone, "phone")
    wish = reaching.wish_of(work.session, volunteer_id)
    if wish is None:
        return Citizen(phone=phone)
    if wish.notify is Notify.NONE:
        return Citizen(language=wish.language)
    email = sealer.open(wish.email, "email") if wish.email else None
    by = MessageChannel(wish.notify.value) if wish.notify else None
    return Citizen(phone=phone, email=email, language=wish.language, by=by)


def _moment(at: datetime) -> str:
    return f"{local(at):%m-%d %H:%M}"


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
