"""Messages to the citizen and the unit, made from the hotline's own events."""

from __future__ import annotations

from dataclasses import asdict, fields

from linli.clock import local
from linli.contracts.hotline.bookings import AppointmentEvent
from linli.contracts.hotline.call_backs import CallBackEnded, CallBackEnding
from linli.contracts.hotline.events import RequestEvent
from linli.contracts.hotline.requests import OpenRequest
from linli.contracts.messages import Audience, Language, MessageChannel, Notify
from linli.messages.news import is_news
from linli.messages.posting import Citizen, Note, Post, Recipient, Unit
from linli.sealing import Sealer
from linli.work import Work
from services.hotline.domain.booking import Appointment
from services.hotline.domain.messages import (
    APPOINTMENTS,
    COMPLAINTS,
    SHARED,
    TOLD,
    AppointmentFacts,
    Facts,
    is_told,
    template_of,
    unit_told,
)
from services.hotline.domain.request import Request
from services.hotline.store import bookings, directory
from services.hotline.store import messages as wishes
from services.hotline.store import requests as store
from services.hotline.store.merging import merged_into
from services.hotline.usecases.catalogue import named

FACTS = frozenset(one.name for kind in (Facts, AppointmentFacts) for one in fields(kind))
TOLD_EVENTS = tuple(TOLD)
TOLD_APPOINTMENTS = APPOINTMENTS
TITLE = 30
"""Characters of a request's title that a message repeats."""
NAME = 16
"""Characters of a provider's name that a message repeats."""


def tell(work: Work, event: RequestEvent, post: Post) -> None:
    """Write down what is to be told of this event; nothing of what is long past."""
    if not is_news(event.occurred_at, work.now):
        return
    request = store.request_of(work.session, event.subject)
    for audience in sorted(TOLD[type(event)]):
        if is_told(audience, event, request.answered_at_once):
            _tell_one(work, audience, event, request, post)
    if isinstance(event, SHARED):
        for part in merged_into(work.session, request.id):
            _tell_one(work, Audience.CITIZEN, event, part, post)


def _tell_one(work: Work, audience: Audience, event: RequestEvent, request: Request, post: Post) -> None:
    to, language = _told(work, audience, event, request, post.sealer)
    facts = _facts(work, request, language)
    due = f"{local(event.request.settle_due_at):%Y-%m-%d %H:%M}"
    urgent = event.request.urgent or event.request.supervised_at is not None
    note = Note(template_of(audience, event), {**facts, "due": due}, request.id, request.area_code, urgent)
    post.hand_in(work.session, work.now, to, note)


def _told(
    work: Work, audience: Audience, event: RequestEvent, request: Request, sealer: Sealer
) -> tuple[Recipient, Language]:
    """Who of this audience, and in which language."""
    if audience is Audience.CITIZEN:
        citizen = citizen_of(work, request, sealer)
        return citizen, citizen.language
    unit = unit_told(event)
    return Unit(unit.area_code, unit.department), Language.ZH


def tell_of_rating(work: Work, event: CallBackEnded, post: Post) -> None:
    """Tell the unit whose work was rated badly what the citizen complains of."""
    if event.ending is not CallBackEnding.UNSATISFIED or not is_news(event.occurred_at, work.now):
        return
    request = store.request_of(work.session, event.request_id)
    complaints = "、".join(COMPLAINTS[one] for one in event.complaints)
    facts = {**_facts(work, request, Language.ZH), "complaints": complaints}
    note = Note(event.name, facts, request.id, request.area_code, request.urgent)
    post.hand_in(work.session, work.now, Unit(event.unit_area, event.department), note)


def tell_of_appointment(work: Work, event: AppointmentEvent, post: Post) -> None:
    """Tell the resident when and where, or that it will not be."""
    said = event.appointment
    if not is_news(event.occurred_at, work.now):
        return
    appointment = bookings.appointment_of(work.session, event.subject)
    to = _resident(work, appointment, post.sealer)
    provider = directory.provider_of(work.session, said.provider_id).content
    service = directory.services_named(work.session, [said.service]).get(said.service)
    name = said.service if service is None else service.zh if to.language is Language.ZH else service.en
    starts = f"{local(said.starts_at):%Y-%m-%d %H:%M}"
    facts = AppointmentFacts(name, _clipped(provider.name, NAME), provider.address or "", starts)
    post.hand_in(work.session, work.now, to, Note(event.name, asdict(facts), appointment.id, appointment.area_code))


def _resident(work: Work, appointment: Appointment, sealer: Sealer) -> Citizen:
    """Who booked, by the telephone they booked with, as the request they booked for says that they want to be told."""
    wish = wishes.wish_of(work.session, appointment.request_id) if appointment.request_id else None
    if wish is not None and wish.notify is Notify.NONE:
        return Citizen()
    language = wish.language if wish else Language.ZH
    return Citizen(phone=sealer.open(appointment.contact_phone, "phone"), language=language)


def remember_wish(work: Work, said: OpenRequest, sealer: Sealer) -> None:
    """Keep how the citizen of a new request wants to be told, where they said more than a telephone number."""
    if said.contact_email is None and said.language is Language.ZH and said.notify is None:
        return
    email = sealer.seal(said.contact_email, "email") if said.contact_email else None
    wishes.add_wish(work.session, request_id=said.id, email=email, language=said.language, notify=said.notify)


def citizen_of(work: Work, request: Request, sealer: Sealer) -> Citizen:
    """Who made the request, as they can and want to be reached; by nothing, where they want to hear nothing."""
    wish = wishes.wish_of(work.session, request.id)
    phone = sealer.open(request.contact_phone, "phone") if request.contact_phone else None
    if wish is None:
        return Citizen(phone=phone)
    if wish.notify is Notify.NONE:
        return Citizen()
    email = sealer.open(wish.email, "email") if wish.email else None
    by = MessageChannel(wish.notify.value) if wish.notify else None
    return Citizen(phone=phone, email=email, language=wish.language, by=by)


def _facts(work: Work, request: Request, language: Language) -> dict[str, str]:
    category = named(work, request.category)
    facts = Facts(
        code=request.tracking_code,
        title=_clipped(request.title, TITLE),
        category=category.zh if language is Language.ZH else category.en,
        due=f"{local(request.settle_due_at):%Y-%m-%d %H:%M}",
    )
    return asdict(facts)


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
