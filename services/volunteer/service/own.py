"""The calls of volunteers themselves, made by the gateway for who has shown by a code that a number is theirs."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.volunteer.certificates import CertificatePage, CertificateView, HourStatement
from linli.contracts.volunteer.hours import HourLinePage, HoursView
from linli.contracts.volunteer.own import (
    AnswerOwnOffer,
    CheckOwn,
    CloseFeed,
    DisputeOwnHours,
    FeedOpened,
    GetOwnCertificate,
    GetOwnHours,
    GetOwnStatement,
    GetOwnVolunteer,
    ListOwnCertificates,
    ListOwnHourLines,
    ListOwnOffers,
    ListOwnSkills,
    MoveOwn,
    OpenFeed,
    OwnOffer,
    OwnOfferPage,
    OwnVolunteer,
    ReadFeed,
    ReadOwnCalendar,
    SetOwnAvailability,
    SetOwnWish,
)
from linli.contracts.volunteer.people import CalendarText, SkillList
from linli.identity import PUBLIC_ROLE
from linli.work import Work
from services.volunteer import catalogue
from services.volunteer.service.desk import Desk
from services.volunteer.usecases import feeds
from services.volunteer.usecases import own as usecases


class OwnCalls(Desk):
    """What volunteers see and do of their own."""

    @call(GetOwnVolunteer, OwnVolunteer, roles=PUBLIC_ROLE, changes=False)
    def get_own_volunteer(self, said: GetOwnVolunteer, work: Work) -> OwnVolunteer:
        """Show what the register says of the caller."""
        return usecases.get(work, said, self.sealer)

    @call(MoveOwn, OwnVolunteer, roles=PUBLIC_ROLE)
    def move_own(self, said: MoveOwn, work: Work) -> OwnVolunteer:
        """Pause, be asked again, or leave."""
        return usecases.move(work, said, self.sealer)

    @call(ListOwnSkills, SkillList, roles=PUBLIC_ROLE, changes=False)
    def list_own_skills(self, _said: ListOwnSkills, work: Work) -> SkillList:
        """Show the skills there are."""
        work.authorised = True
        return SkillList(items=tuple(catalogue.skills().values()))

    @call(SetOwnAvailability, OwnVolunteer, roles=PUBLIC_ROLE)
    def set_own_availability(self, said: SetOwnAvailability, work: Work) -> OwnVolunteer:
        """Say when one may be asked."""
        return usecases.set_availability(work, said, self.sealer)

    @call(ReadOwnCalendar, OwnVolunteer, roles=PUBLIC_ROLE)
    def read_own_calendar(self, said: ReadOwnCalendar, work: Work) -> OwnVolunteer:
        """Say it by an iCalendar text."""
        return usecases.read_calendar(work, said, self.sealer)

    @call(SetOwnWish, OwnVolunteer, roles=PUBLIC_ROLE)
    def set_own_wish(self, said: SetOwnWish, work: Work) -> OwnVolunteer:
        """Say how one wants to be told."""
        return usecases.set_wish(work, said, self.sealer)

    @call(ListOwnOffers, OwnOfferPage, roles=PUBLIC_ROLE, changes=False)
    def list_own_offers(self, said: ListOwnOffers, work: Work) -> OwnOfferPage:
        """Show one's offers and engagements."""
        return usecases.list_offers(work, said, self.sealer)

    @call(AnswerOwnOffer, OwnOffer, roles=PUBLIC_ROLE)
    def accept_own_offer(self, said: AnswerOwnOffer, work: Work) -> OwnOffer:
        """Take an offered place."""
        return usecases.accept(work, said, self.sealer)

    @call(AnswerOwnOffer, OwnOffer, roles=PUBLIC_ROLE)
    def decline_own_offer(self, said: AnswerOwnOffer, work: Work) -> OwnOffer:
        """Decline it, or say that one cannot come."""
        return usecases.decline(work, said, self.sealer)

    @call(CheckOwn, OwnOffer, roles=PUBLIC_ROLE)
    def check_in_own(self, said: CheckOwn, work: Work) -> OwnOffer:
        """Say that one is there."""
        return usecases.check_in(work, said, self.sealer, self.secret)

    @call(CheckOwn, OwnOffer, roles=PUBLIC_ROLE)
    def check_out_own(self, said: CheckOwn, work: Work) -> OwnOffer:
        """Say that one is leaving."""
        return usecases.check_out(work, said, self.sealer, self.secret)

    @call(DisputeOwnHours, OwnOffer, roles=PUBLIC_ROLE)
    def dispute_own_hours(self, said: DisputeOwnHours, work: Work) -> OwnOffer:
        """Say that the recorded hours are not right."""
        return usecases.dispute(work, said, self.sealer)

    @call(GetOwnHours, HoursView, roles=PUBLIC_ROLE, changes=False)
    def get_own_hours(self, said: GetOwnHours, work: Work) -> HoursView:
        """Show what one holds."""
        return usecases.get_hours(work, said, self.sealer)

    @call(ListOwnHourLines, HourLinePage, roles=PUBLIC_ROLE, changes=False)
    def list_own_hour_lines(self, said: ListOwnHourLines, work: Work) -> HourLinePage:
        """Show one's own statement."""
        return usecases.list_lines(work, said, self.sealer)

    @call(GetOwnStatement, HourStatement, roles=PUBLIC_ROLE, private=True)
    def get_own_statement(self, said: GetOwnStatement, work: Work) -> HourStatement:
        """Make one's own statement."""
        return usecases.statement(work, said, self.sealer, self.secret)

    @call(ListOwnCertificates, CertificatePage, roles=PUBLIC_ROLE, changes=False)
    def list_own_certificates(self, said: ListOwnCertificates, work: Work) -> CertificatePage:
        """Show one's own certificates."""
        return usecases.list_certificates(work, said, self.sealer)

    @call(GetOwnCertificate, CertificateView, roles=PUBLIC_ROLE, changes=False)
    def print_own_certificate(self, said: GetOwnCertificate, work: Work) -> CertificateView:
        """Show one of one's own certificates, to be printed."""
        return usecases.get_certificate(work, said, self.sealer)

    @call(OpenFeed, FeedOpened, roles=PUBLIC_ROLE, private=True)
    def open_feed(self, said: OpenFeed, work: Work) -> FeedOpened:
        """Have one's calendar read at a new address."""
        return feeds.open_feed(work, said, self.sealer)

    @call(CloseFeed, OwnVolunteer, roles=PUBLIC_ROLE)
    def close_feed(self, said: CloseFeed, work: Work) -> OwnVolunteer:
        """Have one's calendar read at no address."""
        return feeds.close_feed(work, said, self.sealer)

    @call(ReadFeed, CalendarText, roles=PUBLIC_ROLE, changes=False)
    def read_feed(self, said: ReadFeed, work: Work) -> CalendarText:
        """Show the calendar at an address."""
        return feeds.read_feed(work, said)
