"""What volunteers do themselves: each call reaches the volunteer with the caller's number, and nobody else."""

from __future__ import annotations

from linli.contracts.volunteer.attendance import CheckIn
from linli.contracts.volunteer.certificates import CertificatePage, CertificateView, HourStatement
from linli.contracts.volunteer.hours import HourLinePage, HoursView
from linli.contracts.volunteer.own import (
    AnswerOwnOffer,
    CheckOwn,
    DisputeOwnHours,
    GetOwnCertificate,
    GetOwnHours,
    GetOwnStatement,
    GetOwnVolunteer,
    ListOwnCertificates,
    ListOwnHourLines,
    ListOwnOffers,
    MoveOwn,
    OwnOffer,
    OwnOfferPage,
    OwnVolunteer,
    ReadOwnCalendar,
    SetOwnAvailability,
    SetOwnWish,
)
from linli.errors import NotFound, existing
from linli.ledger import book
from linli.messages.posting import Citizen
from linli.sealing import Sealer, masked_email
from linli.work import Work
from services.volunteer.domain import attendance as domain
from services.volunteer.domain.engagements import Engagement, actions
from services.volunteer.domain.hours import own_account
from services.volunteer.domain.people import Volunteer
from services.volunteer.domain.tasks import VolunteerTask
from services.volunteer.store import certificates as papers
from services.volunteer.store import engagements as store
from services.volunteer.store import people, reaching
from services.volunteer.store.tasks import TASKS
from services.volunteer.usecases import attendance, certificates, engagements, hours
from services.volunteer.usecases import hour_accounts as accounts
from services.volunteer.usecases.calendars import availability_in
from services.volunteer.usecases.messages import volunteer_told
from services.volunteer.usecases.people import check_reviewed, keep_wish, shown

Change = MoveOwn | SetOwnAvailability | ReadOwnCalendar | SetOwnWish
ChangeEngagement = AnswerOwnOffer | CheckOwn | DisputeOwnHours


def volunteer_with(work: Work, phone: str, sealer: Sealer, *, to_change: bool = False) -> Volunteer:
    """The volunteer with this number, which the gateway had shown to be the caller's; raises `NotFound`."""
    work.authorised = work.principal is not None and bool(work.principal.areas(work.roles))
    found = people.with_claim(work.session, sealer.seal(phone, "phone")) if work.authorised else None
    if found is None:
        text, zh = "This number is no volunteer's of the register.", "该号码未登记为志愿者。"
        raise NotFound("no_volunteer", text, zh)
    return people.volunteer_of(work.session, found, to_change=to_change)


def _to_change(work: Work, said: Change, sealer: Sealer) -> Volunteer:
    volunteer = volunteer_with(work, said.phone, sealer, to_change=True)
    work.expect(said.version, volunteer.sequence)
    return volunteer


def _engagement(work: Work, said: ChangeEngagement, sealer: Sealer) -> tuple[VolunteerTask, Engagement]:
    """One's own part in a task; another's is not found."""
    volunteer = volunteer_with(work, said.phone, sealer)
    found = store.find_engagement(work.session, said.id)
    own = found if found is not None and found.volunteer_id == volunteer.id else None
    return engagements.locked(work, existing(own, "engagement", "志愿者参与"), said.version)


def get(work: Work, said: GetOwnVolunteer, sealer: Sealer) -> OwnVolunteer:
    """What the register says of the caller."""
    return view(work, volunteer_with(work, said.phone, sealer), sealer)


def move(work: Work, said: MoveOwn, sealer: Sealer) -> OwnVolunteer:
    """Pause, be asked again, or leave; raises `Conflict` while one's application is not decided."""
    volunteer = _to_change(work, said, sealer)
    check_reviewed(volunteer)
    work.emit(volunteer.move(said.state, work.now, said.reason))
    return view(work, volunteer, sealer)


def set_availability(work: Work, said: SetOwnAvailability, sealer: Sealer) -> OwnVolunteer:
    """Say when one may be asked."""
    volunteer = _to_change(work, said, sealer)
    work.emit(volunteer.be_free(said.availability, work.now))
    return view(work, volunteer, sealer)


def read_calendar(work: Work, said: ReadOwnCalendar, sealer: Sealer) -> OwnVolunteer:
    """Say it by an iCalendar text."""
    volunteer = _to_change(work, said, sealer)
    work.emit(volunteer.be_free(availability_in(said.calendar, work.now), work.now))
    return view(work, volunteer, sealer)


def set_wish(work: Work, said: SetOwnWish, sealer: Sealer) -> OwnVolunteer:
    """Say how one wants to be told."""
    volunteer = _to_change(work, said, sealer)
    keep_wish(work, volunteer, said, sealer)
    return view(work, volunteer, sealer)


def list_offers(work: Work, said: ListOwnOffers, sealer: Sealer) -> OwnOfferPage:
    """A page of one's offers and engagements."""
    volunteer = volunteer_with(work, said.phone, sealer)
    since = work.now if said.open else None
    found, cursor = store.engagements_with(work.session, volunteer.id, since, said.cursor, said.limit)
    items = tuple(offer_view(work, TASKS.task_of(work.session, one.task_id), one) for one in found)
    return OwnOfferPage(items=items, next_cursor=cursor)


def accept(work: Work, said: AnswerOwnOffer, sealer: Sealer) -> OwnOffer:
    """Take an offered place."""
    task, engagement = _engagement(work, said, sealer)
    engagements.take(work, task, engagement)
    return offer_view(work, task, engagement)


def decline(work: Work, said: AnswerOwnOffer, sealer: Sealer) -> OwnOffer:
    """Decline it, or say that one cannot come; nothing comes of it (志愿服务条例 art. 22, 25)."""
    task, engagement = _engagement(work, said, sealer)
    engagements.give_back(work, task, engagement, said.note)
    return offer_view(work, task, engagement)


def check_in(work: Work, said: CheckOwn, sealer: Sealer, secret: bytes) -> OwnOffer:
    """Say that one is there."""
    task, engagement = _engagement(work, said, sealer)
    attendance.check_proof(task, _checking(said), secret)
    attendance.arrive(work, task, engagement, said.proof, engagement.volunteer_id)
    return offer_view(work, task, engagement)


def check_out(work: Work, said: CheckOwn, sealer: Sealer, secret: bytes) -> OwnOffer:
    """Say that one is leaving; the hours are credited."""
    task, engagement = _engagement(work, said, sealer)
    attendance.check_proof(task, _checking(said), secret)
    attendance.leave(work, task, engagement, said.proof, engagement.volunteer_id)
    return offer_view(work, task, engagement)


def _checking(said: CheckOwn) -> CheckIn:
    return CheckIn(id=said.id, proof=said.proof, code=said.code, latitude=said.latitude, longitude=said.longitude)


def dispute(work: Work, said: DisputeOwnHours, sealer: Sealer) -> OwnOffer:
    """Say that the recorded hours are not right."""
    task, engagement = _engagement(work, said, sealer)
    work.emit(domain.dispute(engagement, said.hours, said.reason, work.now, engagement.volunteer_id))
    return offer_view(work, task, engagement)


def get_hours(work: Work, said: GetOwnHours, sealer: Sealer) -> HoursView:
    """What one holds."""
    volunteer = volunteer_with(work, said.phone, sealer)
    return accounts.view(work, volunteer.id, book.find_account(work.session, own_account(volunteer.id)))


def list_lines(work: Work, said: ListOwnHourLines, sealer: Sealer) -> HourLinePage:
    """A page of one's own statement."""
    volunteer = volunteer_with(work, said.phone, sealer)
    return hours.page_of(work, own_account(volunteer.id), said.cursor, said.limit)


def statement(work: Work, said: GetOwnStatement, sealer: Sealer, secret: bytes) -> HourStatement:
    """What was written on one's own account."""
    volunteer = volunteer_with(work, said.phone, sealer)
    return certificates.statement_of(work, volunteer.id, said.since, said.until, secret)


def list_certificates(work: Work, said: ListOwnCertificates, sealer: Sealer) -> CertificatePage:
    """One's own certificates."""
    volunteer = volunteer_with(work, said.phone, sealer)
    found, cursor = papers.certificates(work.session, volunteer.id, said.cursor, said.limit)
    return CertificatePage(items=tuple(certificates.view(one, sealer) for one in found), next_cursor=cursor)


def get_certificate(work: Work, said: GetOwnCertificate, sealer: Sealer) -> CertificateView:
    """One of one's own certificates; another's is not found."""
    volunteer = volunteer_with(work, said.phone, sealer)
    found = papers.certificate_of(work.session, said.id)
    own = found if found.volunteer_id == volunteer.id else None
    return certificates.view(existing(own, "certificate", "证明"), sealer)


def view(work: Work, volunteer: Volunteer, sealer: Sealer) -> OwnVolunteer:
    """A volunteer as they see themselves."""
    work.session.flush()
    wish: Citizen = volunteer_told(work, volunteer.id, sealer)
    kept = reaching.wish_of(work.session, volunteer.id)
    return OwnVolunteer(
        **shown(work, volunteer, sealer),
        email=masked_email(wish.email) if wish.email else None,
        language=wish.language,
        notify=kept.notify if kept else None,
        calendar_since=reaching.feed_opened_at(work.session, volunteer.id),
    )


def offer_view(work: Work, task: VolunteerTask, one: Engagement) -> OwnOffer:
    """One's part in a task."""
    plan = task.planned()
    return OwnOffer(
        id=one.id,
        version=one.sequence,
        task_id=one.task_id,
        title=plan.title,
        area_code=one.area_code,
        role=one.role,
        state=one.state,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        latitude=plan.latitude,
        longitude=plan.longitude,
        dangerous=plan.dangerous,
        expires_at=one.expires_at,
        why_zh=one.why_zh,
        why_en=one.why_en,
        arrived_at=one.arrived_at,
        left_at=one.left_at,
        hours=one.hours,
        issue=one.issue,
        disputed_hours=one.disputed_hours,
        dispute=one.dispute,
        decision=one.decision,
        actions=actions(one, work.now),
    )
