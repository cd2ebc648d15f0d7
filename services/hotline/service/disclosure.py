"""The calls by which a request's contact is shown in full, and by which that is looked into."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.disclosure import (
    DiscloseContact,
    DisclosedContact,
    DisclosurePage,
    DisclosuresView,
    ListDisclosures,
    ReviewDisclosures,
)
from linli.identity import Role
from linli.work import Work
from services.hotline.service.desk import Desk
from services.hotline.service.updates import WRITING
from services.hotline.usecases import disclosure as usecases

REVIEWING = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR})


class DisclosureCalls(Desk):
    """Contacts shown in full."""

    @call(DiscloseContact, DisclosedContact, roles=WRITING, private=True)
    def disclose_contact(self, said: DiscloseContact, work: Work) -> DisclosedContact:
        """Show a request's contact, with a reason that is kept."""
        return usecases.disclose(work, said, self.sealer)

    @call(ListDisclosures, DisclosuresView, roles=REVIEWING, changes=False)
    def list_disclosures(self, said: ListDisclosures, work: Work) -> DisclosuresView:
        """Who had a request's contact shown."""
        return usecases.disclosures(work, said.id)

    @call(ReviewDisclosures, DisclosurePage, roles=REVIEWING, changes=False)
    def review_disclosures(self, said: ReviewDisclosures, work: Work) -> DisclosurePage:
        """Who had contacts of an area's requests shown."""
        return usecases.review(work, said)
