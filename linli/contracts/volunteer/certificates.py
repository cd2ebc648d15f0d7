"""The calls about certificates of service 志愿服务记录证明, the public check of their codes, and statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import END, AreaCode, ShortText, text
from linli.contracts.volunteer.hours import HourLine


class PaperKind(StrEnum):
    """What the code on a paper stands for."""

    CERTIFICATE = "certificate"
    STATEMENT = "statement"


CertificateCode = Annotated[
    str,
    validate.Regexp(
        r"^[0-9]{6}(-[0-9A-HJKMNP-TV-Z]{4}){3}" + END,
        error="Give the code as printed, such as 210103-0000-0000-0000. 请按证明上的格式填写编号。",
    ),
]


@dataclass(frozen=True, kw_only=True)
class IssueCertificate:
    """Certify the service that a volunteer gave from the first to the last day, both included, as it is recorded.

    `name` and the last four characters of the identity card are as the issuer saw them on it.
    """

    volunteer_id: UUID
    area_code: AreaCode
    name: Annotated[str, text(1, 60)]
    since: date
    until: date
    card_tail: Annotated[str, validate.Regexp(r"^[0-9]{3}[0-9X]" + END)] | None = None


@dataclass(frozen=True, kw_only=True)
class GetCertificate:
    """Ask for a certificate."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class RevokeCertificate:
    """Say that a certificate holds no more, with the reason."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListCertificates:
    """Ask for a volunteer's certificates, the latest first."""

    volunteer_id: UUID
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class CertificateView:
    """A certificate as its issuer sees it; `services` counts the services that `hours` add up."""

    id: UUID
    version: int
    code: CertificateCode
    volunteer_id: UUID
    area_code: AreaCode
    name: str
    card_tail: str | None
    since: date
    until: date
    hours: Decimal
    services: int
    issued_at: datetime
    revoked_at: datetime | None
    revoked_for: str


@dataclass(frozen=True, kw_only=True)
class CertificatePage:
    """A page of certificates."""

    items: tuple[CertificateView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class CheckCertificate:
    """Ask, as anyone who holds the paper, whether its code is good."""

    code: CertificateCode


@dataclass(frozen=True, kw_only=True)
class CertificateCheck:
    """What anyone is told who has the code: enough to hold against the paper. The name is masked.

    Of a statement `hours` is the balance after, `before` that before, and `services` the number of its lines.
    """

    code: CertificateCode
    kind: PaperKind
    valid: bool
    area_code: AreaCode
    name: str
    since: date
    until: date
    before: Decimal | None
    hours: Decimal
    services: int
    issued_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class GetHourStatement:
    """Ask for what was written from the first to the last day, both included: at most a year."""

    volunteer_id: UUID
    since: date
    until: date


@dataclass(frozen=True, kw_only=True)
class GetMyHourStatement:
    """The same of the caller's own account."""

    since: date
    until: date


@dataclass(frozen=True, kw_only=True)
class HourStatement:
    """What an account held before, what was written, the earliest first, and what it held after.

    The `code` is the same for the same lines; anyone may check it.
    """

    code: CertificateCode
    volunteer_id: UUID
    since: date
    until: date
    before: Decimal
    after: Decimal
    lines: tuple[HourLine, ...]
    made_at: datetime
