"""Certificates, checks and insurances on a volunteer's record, and the reminders of their end."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from linli import timers
from linli.clock import LOCAL, local
from linli.contracts.volunteer.people import AddDocument, RevokeDocument, VolunteerView
from linli.errors import Invalid, existing
from linli.sealing import Sealer
from linli.work import Work
from services.volunteer.domain.people import Document
from services.volunteer.store import people as store
from services.volunteer.usecases.people import to_change, view

AT_NINE = time(9)


def add(work: Work, said: AddDocument, sealer: Sealer) -> VolunteerView:
    """Put a document on the record; raises `Invalid` for one that ends before it begins or is of a day to come."""
    volunteer = to_change(work, said.id, said.version)
    if said.valid_until is not None and said.valid_until < said.issued_on:
        text, zh = "It ends before it begins.", "有效期早于签发日期。"
        raise Invalid("bad_document", text, zh, {"valid_until": [f"{text} {zh}"]})
    if said.issued_on > local(work.now).date():
        text, zh = "It is issued on a day to come.", "签发日期不能晚于今天。"
        raise Invalid("bad_document", text, zh, {"issued_on": [f"{text} {zh}"]})
    number = sealer.seal(said.number, "document") if said.number else ""
    made = Document(uuid4(), volunteer.id, said.kind, said.code, number, said.issued_on, said.valid_until)
    store.save_document(work.session, made)
    _remind_later(work, made)
    work.emit(volunteer.changed(work.now))
    return view(work, volunteer, sealer)


def revoke(work: Work, said: RevokeDocument, sealer: Sealer) -> VolunteerView:
    """Take a document off the record."""
    volunteer = to_change(work, said.id, said.version)
    document = store.find_document(work.session, said.document_id)
    of_them = document if document is not None and document.volunteer_id == volunteer.id else None
    existing(of_them, "document", "证明材料").revoked = True
    timers.cancel(work.session, "document.reminder", said.document_id)
    work.session.flush()
    work.emit(volunteer.changed(work.now))
    return view(work, volunteer, sealer)


def remind(work: Work, document_id: UUID) -> None:
    """A document ends soon, or has ended."""
    document = store.find_document(work.session, document_id)
    if document is None or document.revoked:
        return
    volunteer = store.find_volunteer(work.session, document.volunteer_id, to_change=True)
    if volunteer is not None:
        work.emit(volunteer.document_ends(document, work.now, local(work.now).date()))
    _remind_later(work, document)


def _remind_later(work: Work, document: Document) -> None:
    """At nine in the morning of the next day to remind on."""
    day = document.next_reminder(local(work.now).date())
    if day is not None:
        due_at = datetime.combine(day, AT_NINE, LOCAL)
        timers.put(work.session, "document.reminder", document.id, max(due_at, work.now + timedelta(seconds=1)))
