"""Approved cases, entitlements and funds for tests about money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from linli.clock import now
from linli.contracts.assistance.entitlements import Rhythm
from linli.contracts.assistance.money import BankAccount
from linli.contracts.hotline.words import TaskService
from linli.identity import Principal, Role
from linli.observe import Chain
from linli.plumbing import TABLES
from linli.work import Work
from services.assistance.domain.entitlements import Terms
from services.assistance.tables import METADATA
from services.assistance.usecases.entitlements import grant
from tests.factories.emptying import empty_tables, referring_first
from tests.factories.people import COMMUNITY, DISTRICT, administrator, person
from tests.factories.register import registered
from tests.factories.requests import CalledRequest
from tests.factories.running import RunningService, running
from tests.machine import Scratch

CLERK = person(Role.AID_SURVEYOR)
APPROVER = person(Role.AID_APPROVER)
PAYER = person(Role.AID_PAYER)
ADMINISTRATOR = administrator()
ACCOUNT = {"name": "王芳", "number": "6222020200112233445", "bank": "102221000018"}
OWN_ACCOUNT = {"name": "沈河区民政局", "number": "21001401234567890", "bank": "105221001234"}
MONTH = date(2026, 3, 1)


def empty(database: Any) -> None:
    """Remove every row of a PostgreSQL database, also of what is only added to."""
    with database.transaction() as session:
        empty_tables(session, referring_first([*TABLES, *METADATA.sorted_tables]))


def module_assistance(scratch: Scratch, folder: Path, name: str) -> Iterator[RunningService]:
    """Assistance on PostgreSQL for a module's fixture."""
    with running("assistance", folder, scratch.database_url(name)) as service:
        yield service


def either_assistance(request: pytest.FixtureRequest, folder: Path) -> Iterator[RunningService]:
    """Assistance on the database that the fixture's parameter names; the module has a fixture `distributed`."""
    if request.param == "sqlite":
        with running("assistance", folder) as service:
            yield service
    else:
        service = request.getfixturevalue("distributed")
        empty(service.database)
        yield service


def approved_case(assistance: RunningService, amount: str = "800.50", at: str = COMMUNITY) -> UUID:
    """A case that was accepted, surveyed and approved."""
    request = CalledRequest(TaskService.ASSISTANCE, category="aid.rent", area_code=at)
    assistance.tell(request.dispatched())
    case = request.task_id()
    assistance.ask(CLERK, "accept_case", id=case)
    assistance.ask(CLERK, "survey_case", id=case, investigators=(uuid4(), uuid4()))
    assistance.ask(APPROVER, "decide_case", id=case, approve=True, amount=amount)
    return case


def granted(assistance: RunningService, **said: Any) -> dict[str, Any]:
    """An entitlement for an approved case, from `MONTH` on."""
    case = said.pop("case_id", None) or approved_case(assistance, said.pop("amount", "800.50"))
    what = {"beneficiary_id": uuid4(), "program": "living", "payee": ACCOUNT, "first_month": MONTH}
    return assistance.ask(CLERK, "grant_for_case", case_id=case, **{**what, **said})


def staffed(assistance: RunningService, *accounts: Principal) -> None:
    """Have these accounts be persons of the register, each another; clerk, approver and payer unless named."""
    for one in accounts or (CLERK, APPROVER, PAYER):
        person_id = registered(assistance, ADMINISTRATOR)["id"]
        said = {"area_code": COMMUNITY, "account_id": one.account_id, "person_id": person_id}
        assistance.ask(ADMINISTRATOR, "register_staff", **said)


def many_granted(assistance: RunningService, count: int, area: str = COMMUNITY, **said: Any) -> list[Decimal]:
    """So many entitlements granted as decided cases do, each with an amount and account of its own; the amounts."""
    amounts = [Decimal(100 + number) + Decimal("0.01") * (number % 100) for number in range(count)]
    with assistance.database.transaction() as session:
        work = Work(session, now(), Chain())
        for number, amount in enumerate(amounts):
            what = {"area_code": area, "beneficiary_id": uuid4(), "program": "living", "rhythm": Rhythm.MONTHLY}
            terms = Terms(**{**what, "amount": amount, "first_month": MONTH, **said})
            payee = BankAccount(name=f"户主{number}", number=f"62220202{number:011}", bank="102221000018")
            grant(work, terms, payee, assistance.member.service.sealer)
    return amounts


def fund(assistance: RunningService, **received: str) -> str:
    """A fund of the district that received these amounts, by source; its id."""
    said: dict[str, Any] = {
        "area_code": DISTRICT,
        "code": f"f{uuid4().hex[:8]}",
        "name": "低保资金",
        "account": OWN_ACCOUNT,
    }
    made = str(assistance.ask(ADMINISTRATOR, "open_fund", **said)["id"])
    for source, amount in received.items():
        receive(assistance, made, source, amount)
    return made


def receive(assistance: RunningService, fund_id: str, source: str, amount: str, voucher: str = "") -> dict[str, Any]:
    """Money that came in."""
    said = {"source": source, "amount": amount, "voucher": voucher or uuid4().hex, "received_on": "2026-03-02"}
    return assistance.ask(PAYER, "receive_money", fund_id=fund_id, **said)
