"""Volunteers: they apply or are registered, are reviewed, paused, let go; profile, availability, contact."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from linli import ical
from linli.clock import LOCAL, local
from linli.contracts.messages import Language, Notify
from linli.contracts.volunteer.own import SetOwnWish
from linli.contracts.volunteer.people import (
    ApplicationTaken,
    ApplyAsVolunteer,
    CalendarText,
    ContactView,
    DocumentView,
    GetCalendar,
    GetVolunteer,
    ListVolunteers,
    MoveVolunteer,
    ReadCalendar,
    RegisterVolunteer,
    RevealContact,
    ReviewApplication,
    ReviseProfile,
    SetAvailability,
    SetContactWish,
    VolunteerPage,
    VolunteerRow,
    VolunteerView,
)
from linli.contracts.volunteer.words import VolunteerState
from linli.errors import Conflict, Invalid
from linli.phone import canonical
from linli.sealing import Sealer, masked_name, masked_phone
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.volunteer import catalogue
from services.volunteer.domain.people import Document, Volunteer, check_skills
from services.volunteer.store import people as store
from services.volunteer.store import reaching, teams
from services.volunteer.usecases.calendars import availability_in, entries_of
from services.volunteer.usecases.expiring import watch
from services.volunteer.usecases.hour_accounts import gather

Change = ReviewApplication | MoveVolunteer | ReviseProfile | SetAvailability | ReadCalendar


def apply(work: Work, said: ApplyAsVolunteer, sealer: Sealer) -> ApplicationTaken:
    """Take an application; the same number applies once."""
    work.authorised = True
    made = _new(work, said, sealer)
    return ApplicationTaken(id=made.id, state=made.state)


def register(work: Work, said: RegisterVolunteer, sealer: Sealer) -> VolunteerView:
    """Take somebody into the register whom a coordinator knows."""
    work.authorise(said.area_code, "area", "区域")
    made = _new(work, said, sealer)
    if said.account_id is not None:
        if store.of_account(work.session, said.account_id) is not None:
            text, zh = "This account is another volunteer's.", "该账号已关联其他志愿者。"
            raise Conflict("account_taken", text, zh, {"account_id": [f"{text} {zh}"]})
        made.account_id = said.account_id
        gather(work, made)
        watch(work, made.id, work.now)
    work.emit(made.move(VolunteerState.ACTIVE, work.now, said.note))
    work.session.flush()
    return view(work, made, sealer)


def _new(work: Work, said: ApplyAsVolunteer | RegisterVolunteer, sealer: Sealer) -> Volunteer:
    check_skills(said.profile.skills, catalogue.skills())
    number = canonical(said.phone)
    if number is None:
        text, zh = "This is no telephone number.", "电话号码有误。"
        raise Invalid("bad_phone", text, zh, {"phone": [f"{text} {zh}"]})
    contact = sealer.seal(said.name, "name"), sealer.seal(number, "phone")
    if store.has_claim(work.session, contact[1]):
        text, zh = "This number is in the register already.", "该电话号码已登记。"
        raise Conflict("registered_already", text, zh, {"phone": [f"{text} {zh}"]})
    made, event = Volunteer.apply(
        uuid4(), said.area_code, contact, said.profile, work.now, local(work.now).date(), said.note
    )
    store.save(work.session, made)
    work.emit(event)
    return made


def review(work: Work, said: ReviewApplication, sealer: Sealer) -> VolunteerView:
    """Take an applicant into the register, or refuse them; raises `Conflict` for who is no applicant."""
    volunteer = to_change(work, said.id, said.version)
    if volunteer.state is not VolunteerState.APPLIED:
        raise Conflict("no_application", "There is no application to decide on.", "没有待审核的申请。")
    state = VolunteerState.ACTIVE if said.accept else VolunteerState.REFUSED
    work.emit(volunteer.move(state, work.now, said.reason))
    return view(work, volunteer, sealer)


def move(work: Work, said: MoveVolunteer, sealer: Sealer) -> VolunteerView:
    """Pause a volunteer, have them back, let them go; an application is decided by `review` alone."""
    volunteer = to_change(work, said.id, said.version)
    check_reviewed(volunteer)
    if volunteer.state is VolunteerState.LEFT and store.has_claim(work.session, volunteer.phone):
        raise Conflict("registered_already", "The number is in the register already.", "该电话号码已登记。")
    work.emit(volunteer.move(said.state, work.now, said.reason))
    return view(work, volunteer, sealer)


def check_reviewed(volunteer: Volunteer) -> None:
    """Raises `Conflict` while an application is not decided."""
    if volunteer.state is VolunteerState.APPLIED:
        raise Conflict("not_reviewed", "The application must be decided first.", "请先审核申请。")


def revise(work: Work, said: ReviseProfile, sealer: Sealer) -> VolunteerView:
    """Change what a volunteer is matched by."""
    volunteer = to_change(work, said.id, said.version)
    check_skills(said.profile.skills, catalogue.skills())
    work.emit(volunteer.revise(said.profile, work.now, local(work.now).date()))
    store.save(work.session, volunteer)
    return view(work, volunteer, sealer)


def set_wish(work: Work, said: SetContactWish, sealer: Sealer) -> VolunteerView:
    """Say how a volunteer wants to be told."""
    volunteer = to_change(work, said.id, said.version)
    keep_wish(work, volunteer, said, sealer)
    return view(work, volunteer, sealer)


def keep_wish(work: Work, volunteer: Volunteer, said: SetContactWish | SetOwnWish, sealer: Sealer) -> None:
    """Keep how a volunteer wants to be told; raises `Invalid` for by e-mail without an address."""
    if said.notify is Notify.EMAIL and said.email is None:
        text, zh = "Give the e-mail address to be told at.", "选择邮件通知请填写邮箱。"
        raise Invalid("no_email", text, zh, {"email": [f"{text} {zh}"]})
    email = sealer.seal(said.email, "email") if said.email else None
    reaching.set_wish(work.session, volunteer.id, email, said.language, said.notify)
    work.emit(volunteer.changed(work.now))


def set_availability(work: Work, said: SetAvailability, sealer: Sealer) -> VolunteerView:
    """Say when a volunteer may be asked."""
    volunteer = to_change(work, said.id, said.version)
    work.emit(volunteer.be_free(said.availability, work.now))
    return view(work, volunteer, sealer)


def read_calendar(work: Work, said: ReadCalendar, sealer: Sealer) -> VolunteerView:
    """Say it by an iCalendar text."""
    volunteer = to_change(work, said.id, said.version)
    work.emit(volunteer.be_free(availability_in(said.calendar, work.now), work.now))
    return view(work, volunteer, sealer)


def get_calendar(work: Work, said: GetCalendar) -> CalendarText:
    """A volunteer's availability as iCalendar."""
    volunteer = _reached(work, said.id)
    text = ical.write(entries_of(volunteer.availability), work.now, LOCAL, "Linli 志愿服务可用时间")
    return CalendarText(calendar=text)


def get(work: Work, said: GetVolunteer, sealer: Sealer) -> VolunteerView:
    """One volunteer."""
    return view(work, _reached(work, said.id), sealer)


def list_volunteers(work: Work, said: ListVolunteers, sealer: Sealer) -> VolunteerPage:
    """A page of volunteers."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.list_volunteers(work.session, said)
    return VolunteerPage(items=tuple(_row(one, sealer) for one in found), next_cursor=cursor)


def reveal(work: Work, said: RevealContact, sealer: Sealer) -> ContactView:
    """Show name and number, and write down who saw them, and why."""
    volunteer = _reached(work, said.id)
    store.note_look(work.session, volunteer.id, caller_of(work), work.now, said.reason)
    name, phone = sealer.open(volunteer.name, "name"), sealer.open(volunteer.phone, "phone")
    return ContactView(id=volunteer.id, name=name, phone=phone)


def to_change(work: Work, volunteer_id: UUID, version: int | None) -> Volunteer:
    """The volunteer that a caller may change, in the version they saw."""
    volunteer = store.volunteer_of(work.session, volunteer_id, to_change=True)
    work.authorise(volunteer.area_code, "volunteer", "志愿者")
    work.expect(version, volunteer.sequence)
    return volunteer


def _reached(work: Work, volunteer_id: UUID) -> Volunteer:
    volunteer = store.volunteer_of(work.session, volunteer_id)
    work.authorise(volunteer.area_code, "volunteer", "志愿者")
    return volunteer


def view(work: Work, volunteer: Volunteer, sealer: Sealer) -> VolunteerView:
    """A volunteer as staff see them."""
    wish = reaching.wish_of(work.session, volunteer.id)
    return VolunteerView(
        **shown(work, volunteer, sealer),
        offered=volunteer.offered,
        accepted=volunteer.accepted,
        language=wish.language if wish else Language.ZH,
        notify=wish.notify if wish else None,
        account_id=volunteer.account_id,
    )


def shown(work: Work, volunteer: Volunteer, sealer: Sealer) -> dict[str, Any]:
    """What staff and the volunteer themselves see alike: name and number are masked."""
    documents = store.documents_of(work.session, [volunteer.id])[volunteer.id]
    return {
        "id": volunteer.id,
        "version": volunteer.sequence,
        "area_code": volunteer.area_code,
        "state": volunteer.state,
        "name": masked_name(sealer.open(volunteer.name, "name")),
        "phone": masked_phone(sealer.open(volunteer.phone, "phone")),
        "profile": volunteer.profile,
        "availability": volunteer.availability,
        "documents": tuple(document_view(work, one) for one in documents),
        "teams": teams.teams_of(work.session, volunteer.id),
        "note": volunteer.note,
        "registered_at": volunteer.registered_at,
    }


def document_view(work: Work, document: Document) -> DocumentView:
    """A document as it is shown, without its number."""
    return DocumentView(
        id=document.id,
        kind=document.kind,
        code=document.code,
        issued_on=document.issued_on,
        valid_until=document.valid_until,
        valid=document.valid_on(local(work.now).date()),
    )


def _row(volunteer: Volunteer, sealer: Sealer) -> VolunteerRow:
    return VolunteerRow(
        id=volunteer.id,
        area_code=volunteer.area_code,
        state=volunteer.state,
        name=masked_name(sealer.open(volunteer.name, "name")),
        skills=volunteer.profile.skills,
        registered_at=volunteer.registered_at,
    )
