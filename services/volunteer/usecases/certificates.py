"""Certificates issued, revoked and checked, and statements made."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

from linli.areas import district_of
from linli.clock import LOCAL, local
from linli.contracts.volunteer.certificates import (
    CertificateCheck,
    CertificatePage,
    CertificateView,
    CheckCertificate,
    GetCertificate,
    GetHourStatement,
    GetMyHourStatement,
    HourStatement,
    IssueCertificate,
    ListCertificates,
    PaperKind,
    RevokeCertificate,
)
from linli.errors import Conflict
from linli.ledger import book, reading
from linli.ledger.entry import NOTHING
from linli.sealing import Sealer, derive, masked_name
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.volunteer.domain.certificates import LONGEST, Certificate, check_days, code_of
from services.volunteer.domain.hours import own_account
from services.volunteer.store import certificates as store
from services.volunteer.store import hours as records
from services.volunteer.store import people
from services.volunteer.usecases import hour_accounts as accounts
from services.volunteer.usecases.hours import line_view, mine


def issue(work: Work, said: IssueCertificate, sealer: Sealer) -> CertificateView:
    """Certify what is recorded for these days; refused where nothing is."""
    accounts.reached(work, said.volunteer_id)
    work.authorise(said.area_code, "area", "区域")
    check_days(said.since, said.until, local(work.now).date())
    owner = accounts.holder_of(work, said.volunteer_id)
    served = records.records(work.session, owner, *_moments(said.since, said.until))
    if not served:
        raise Conflict("nothing_served", "No service is recorded for these days.", "该期间没有服务记录。")
    made = Certificate(
        uuid4(),
        code_of(district_of(said.area_code), secrets.randbits(60)),
        owner,
        said.area_code,
        sealer.seal(said.name, "name"),
        sealer.seal(said.card_tail, "card") if said.card_tail else None,
        said.since,
        said.until,
        sum((one.hours for one in served), NOTHING),
        len(served),
        work.now,
        caller_of(work),
    )
    store.save(work.session, made)
    return view(made, sealer)


def get(work: Work, said: GetCertificate, sealer: Sealer) -> CertificateView:
    """One certificate."""
    found = store.certificate_of(work.session, said.id)
    work.authorise(found.area_code, "certificate", "证明")
    return view(found, sealer)


def list_certificates(work: Work, said: ListCertificates, sealer: Sealer) -> CertificatePage:
    """A volunteer's certificates."""
    accounts.reached(work, said.volunteer_id)
    owner = accounts.holder_of(work, said.volunteer_id)
    found, cursor = store.certificates(work.session, owner, said.cursor, said.limit)
    return CertificatePage(items=tuple(view(one, sealer) for one in found), next_cursor=cursor)


def revoke(work: Work, said: RevokeCertificate, sealer: Sealer) -> CertificateView:
    """Say that it holds no more."""
    found = store.certificate_of(work.session, said.id, to_change=True)
    work.authorise(found.area_code, "certificate", "证明")
    work.expect(said.version, found.sequence)
    found.revoke(work.now, said.reason)
    return view(found, sealer)


def check(work: Work, said: CheckCertificate, sealer: Sealer) -> CertificateCheck:
    """What anyone is told who has the code."""
    work.authorise(said.code[:6], "certificate", "证明")
    found = store.certificate_with(work.session, said.code)
    if found is None:
        return _check_statement(work, said.code, sealer)
    return CertificateCheck(
        code=found.code,
        kind=PaperKind.CERTIFICATE,
        valid=found.revoked_at is None,
        area_code=found.area_code,
        name=masked_name(sealer.open(found.name, "name")),
        since=found.since,
        until=found.until,
        before=None,
        hours=found.hours,
        services=found.services,
        issued_at=found.issued_at,
        revoked_at=found.revoked_at,
    )


def _check_statement(work: Work, code: str, sealer: Sealer) -> CertificateCheck:
    found = store.statement_with(work.session, code)
    volunteer = people.find_volunteer(work.session, found.volunteer_id)
    return CertificateCheck(
        code=code,
        kind=PaperKind.STATEMENT,
        valid=True,
        area_code=found.area_code,
        name=masked_name(sealer.open(volunteer.name, "name")) if volunteer else "",
        since=found.since,
        until=found.until,
        before=found.before,
        hours=found.after,
        services=found.lines,
        issued_at=found.made_at,
        revoked_at=None,
    )


def statement(work: Work, said: GetHourStatement, secret: bytes) -> HourStatement:
    """What was written on a volunteer's account."""
    accounts.reached(work, said.volunteer_id)
    return statement_of(work, accounts.holder_of(work, said.volunteer_id), said.since, said.until, secret)


def statement_of_mine(work: Work, said: GetMyHourStatement, secret: bytes) -> HourStatement:
    """What was written on the caller's own account."""
    return statement_of(work, mine(work), said.since, said.until, secret)


def statement_of(work: Work, volunteer_id: UUID, since: date, until: date, secret: bytes) -> HourStatement:
    """What was written on an account within these days, kept under a code that only this installation can make."""
    check_days(since, until, local(work.now).date(), LONGEST)
    account = own_account(volunteer_id)
    before = reading.balance_before(work.session, account, _moments(since, until)[0])
    lines = tuple(line_view(one) for one in reading.lines_between(work.session, account, *_moments(since, until)))
    after = lines[-1].balance if lines else before
    said = f"{volunteer_id}|{since}|{until}|{before}|{after}|{lines[-1].number if lines else 0}"
    number = int.from_bytes(derive(secret, f"statement|{said}", 8)) >> 4
    area_code = _area_of(work, account)
    code = code_of(district_of(area_code), number)
    kept = {"since": since, "until": until, "before": before, "after": after, "lines": len(lines)}
    what = {"code": code, "volunteer_id": volunteer_id, "area_code": area_code, "made_at": work.now}
    store.keep_statement(work.session, **what, **kept)
    return HourStatement(
        code=code,
        volunteer_id=volunteer_id,
        since=since,
        until=until,
        before=before,
        after=after,
        lines=lines,
        made_at=work.now,
    )


def _area_of(work: Work, account_id: UUID) -> str:
    """Where an account is kept; for one that is not opened yet, where the caller acts."""
    account = book.find_account(work.session, account_id)
    assert work.principal is not None, "an event is not a caller"
    return account.area_code if account else work.principal.grants[0].area_code


def _moments(since: date, until: date) -> tuple[datetime, datetime]:
    """From the first moment of the first day until that of the day after the last."""
    first, after = (datetime.combine(day, time(), LOCAL).astimezone(UTC) for day in (since, until + timedelta(days=1)))
    return first, after


def view(found: Certificate, sealer: Sealer) -> CertificateView:
    """A certificate as its issuer sees it."""
    return CertificateView(
        id=found.id,
        version=found.sequence,
        code=found.code,
        volunteer_id=found.volunteer_id,
        area_code=found.area_code,
        name=sealer.open(found.name, "name"),
        card_tail=sealer.open(found.card_tail, "card") if found.card_tail else None,
        since=found.since,
        until=found.until,
        hours=found.hours,
        services=found.services,
        issued_at=found.issued_at,
        revoked_at=found.revoked_at,
        revoked_for=found.revoked_for,
    )
