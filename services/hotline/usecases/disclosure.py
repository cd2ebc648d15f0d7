"""The contact of a request shown in full, once it is on record who asked and what for."""

from __future__ import annotations

from uuid import UUID, uuid4

from linli.contracts.hotline.disclosure import (
    DiscloseContact,
    DisclosedContact,
    DisclosurePage,
    DisclosureRow,
    DisclosuresView,
    DisclosureView,
    ReviewDisclosures,
)
from linli.sealing import Sealer
from linli.work import Work
from services.hotline.domain.disclosure import Disclosure
from services.hotline.store import disclosure as store
from services.hotline.usecases.requests import get_request


def disclose(work: Work, said: DiscloseContact, sealer: Sealer) -> DisclosedContact:
    """Show the contact and keep that it was shown. Raises `NotFound`."""
    request = get_request(work, said.id)
    assert work.by is not None
    store.add(work.session, Disclosure(uuid4(), request.id, work.by, said.reason.strip(), work.now))
    return DisclosedContact(
        name=sealer.open(request.contact_name, "name") if request.contact_name else None,
        phone=sealer.open(request.contact_phone, "phone") if request.contact_phone else None,
    )


def disclosures(work: Work, request_id: UUID) -> DisclosuresView:
    """Every time the contact was shown. Raises `NotFound`."""
    request = get_request(work, request_id)
    found = store.disclosures_of(work.session, request.id)
    return DisclosuresView(
        items=tuple(DisclosureView(account_id=one.account_id, reason=one.reason, at=one.at) for one in found)
    )


def review(work: Work, said: ReviewDisclosures) -> DisclosurePage:
    """A page of all disclosures of an area."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.page(work.session, said.area_code, said.account_id, said.cursor, said.limit)
    return DisclosurePage(items=tuple(DisclosureRow(**row._mapping) for row in found), next_cursor=cursor)
