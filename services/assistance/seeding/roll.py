"""A made-up roll of entitlements to measure payments with: the same for the same seed, entered once."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from random import Random
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from linli.contracts.assistance.entitlements import Rhythm
from linli.db import insert_new
from linli.sealing import Sealer
from services.assistance.tables.entitlements import ENTITLEMENT

STREETS = 11
NAME, NUMBER = "payee-name", "payee-number"


def amount_of(seed: int, number: int) -> Decimal:
    """What the household of this number is entitled to a month: from 20.00 to 3,000.00 yuan."""
    return Decimal(Random(f"{seed}:{number}").randint(2_000, 300_000)) / 100  # made-up people


def entered(session: Session, program: str, number: int) -> bool:
    """Whether the household of this number is entitled to the program."""
    wanted = select(ENTITLEMENT.c.id).where(ENTITLEMENT.c.id == entitlement_id(program, number))
    return session.scalar(wanted) is not None


def entitlement_id(program: str, number: int) -> UUID:
    """The entitlement of a number."""
    return uuid5(NAMESPACE_OID, f"{program}:{number}")


def enter(
    session: Session, sealer: Sealer, seed: int, numbers: range, program: str, district: str, month: date, at: datetime
) -> None:
    """Entitle the households of these numbers to a program from a month on; those entered before stay as they are."""
    rows = [_row(sealer, seed, number, program, district, month, at) for number in numbers]
    session.execute(insert_new(ENTITLEMENT, session.get_bind().dialect.name), rows)


def _row(
    sealer: Sealer, seed: int, number: int, program: str, district: str, month: date, at: datetime
) -> dict[str, object]:
    return {
        "id": entitlement_id(program, number),
        "area_code": f"{district}{number % STREETS + 1:03}{number % 10 + 1:03}",
        "beneficiary_id": uuid5(NAMESPACE_OID, f"household:{seed}:{number}"),
        "program": program,
        "rhythm": Rhythm.MONTHLY,
        "amount": amount_of(seed, number),
        "first_month": month,
        "last_month": None,
        "case_id": None,
        "replaces": None,
        "payee_name": sealer.seal(f"户主{number}", NAME),
        "payee_number": sealer.seal(f"6222{seed:05}{number:010}", NUMBER),
        "payee_bank": "102221000018",
        "granted_at": at,
        "granted_by": None,
        "end_reason": None,
        "end_note": "",
        "reckoning": [],
        "sequence": 1,
    }
