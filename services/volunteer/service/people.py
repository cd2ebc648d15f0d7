"""The calls about volunteers and their documents."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.contracts.volunteer.people import (
    AddDocument,
    ApplicationTaken,
    ApplyAsVolunteer,
    CalendarText,
    ContactView,
    GetCalendar,
    GetVolunteer,
    ListSkills,
    ListVolunteers,
    MoveVolunteer,
    ReadCalendar,
    RegisterVolunteer,
    RevealContact,
    ReviewApplication,
    ReviseProfile,
    RevokeDocument,
    SetAvailability,
    SetContactWish,
    SkillList,
    VolunteerPage,
    VolunteerView,
)
from linli.identity import PUBLIC_ROLE
from linli.timers import timer
from linli.work import Work
from services.volunteer import catalogue
from services.volunteer.service.desk import Desk
from services.volunteer.usecases import documents
from services.volunteer.usecases import people as usecases
from services.volunteer.usecases.roles import COORDINATORS, REGISTER_READERS


class PeopleCalls(Desk):
    """The register of volunteers."""

    @call(ApplyAsVolunteer, ApplicationTaken, roles=PUBLIC_ROLE)
    def apply_as_volunteer(self, said: ApplyAsVolunteer, work: Work) -> ApplicationTaken:
        """Take an application from the public."""
        return usecases.apply(work, said, self.sealer)

    @call(RegisterVolunteer, VolunteerView, roles=COORDINATORS)
    def register_volunteer(self, said: RegisterVolunteer, work: Work) -> VolunteerView:
        """Take somebody into the register at once."""
        return usecases.register(work, said, self.sealer)

    @call(ReviewApplication, VolunteerView, roles=COORDINATORS)
    def review_application(self, said: ReviewApplication, work: Work) -> VolunteerView:
        """Decide on an application."""
        return usecases.review(work, said, self.sealer)

    @call(MoveVolunteer, VolunteerView, roles=COORDINATORS)
    def move_volunteer(self, said: MoveVolunteer, work: Work) -> VolunteerView:
        """Pause a volunteer, have them back, let them go."""
        return usecases.move(work, said, self.sealer)

    @call(ReviseProfile, VolunteerView, roles=COORDINATORS)
    def revise_profile(self, said: ReviseProfile, work: Work) -> VolunteerView:
        """Change what a volunteer is matched by."""
        return usecases.revise(work, said, self.sealer)

    @call(SetContactWish, VolunteerView, roles=COORDINATORS)
    def set_contact_wish(self, said: SetContactWish, work: Work) -> VolunteerView:
        """Say how a volunteer wants to be told."""
        return usecases.set_wish(work, said, self.sealer)

    @call(SetAvailability, VolunteerView, roles=COORDINATORS)
    def set_availability(self, said: SetAvailability, work: Work) -> VolunteerView:
        """Say when a volunteer may be asked."""
        return usecases.set_availability(work, said, self.sealer)

    @call(ReadCalendar, VolunteerView, roles=COORDINATORS)
    def read_calendar(self, said: ReadCalendar, work: Work) -> VolunteerView:
        """Say it by an iCalendar text."""
        return usecases.read_calendar(work, said, self.sealer)

    @call(GetCalendar, CalendarText, roles=REGISTER_READERS, changes=False)
    def get_calendar(self, said: GetCalendar, work: Work) -> CalendarText:
        """Show a volunteer's availability as iCalendar."""
        return usecases.get_calendar(work, said)

    @call(GetVolunteer, VolunteerView, roles=REGISTER_READERS, changes=False)
    def get_volunteer(self, said: GetVolunteer, work: Work) -> VolunteerView:
        """Show one volunteer."""
        return usecases.get(work, said, self.sealer)

    @call(ListVolunteers, VolunteerPage, roles=REGISTER_READERS, changes=False)
    def list_volunteers(self, said: ListVolunteers, work: Work) -> VolunteerPage:
        """Show the volunteers of an area."""
        return usecases.list_volunteers(work, said, self.sealer)

    @call(RevealContact, ContactView, roles=COORDINATORS)
    def reveal_contact(self, said: RevealContact, work: Work) -> ContactView:
        """Show name and number, for a reason."""
        return usecases.reveal(work, said, self.sealer)

    @call(AddDocument, VolunteerView, roles=COORDINATORS)
    def add_document(self, said: AddDocument, work: Work) -> VolunteerView:
        """Put a document on the record."""
        return documents.add(work, said, self.sealer)

    @call(RevokeDocument, VolunteerView, roles=COORDINATORS)
    def revoke_document(self, said: RevokeDocument, work: Work) -> VolunteerView:
        """Take a document off the record."""
        return documents.revoke(work, said, self.sealer)

    @call(ListSkills, SkillList, changes=False)
    def list_skills(self, _said: ListSkills, work: Work) -> SkillList:
        """Show the skills there are."""
        work.authorised = True
        return SkillList(items=tuple(catalogue.skills().values()))

    @timer("document.reminder")
    def document_ends(self, subject: UUID, work: Work) -> None:
        """A document ends soon, or has ended."""
        documents.remind(work, subject)
