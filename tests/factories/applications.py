"""An office with everybody it takes to grant aid: staff who are registered persons, a poor household, standards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from linli.cli import main
from linli.clock import now
from linli.contracts.assistance.applications import ApplicationLate
from linli.errors import LinliError
from linli.identity import Principal, Role
from linli.observe import Chain
from linli.work import Work
from services.assistance.usecases.clocks import clock_due
from tests.factories.people import COMMUNITY, DISTRICT, person
from tests.factories.register import household, registered
from tests.factories.running import RunningService

STANDARDS = """\
standards:
  - {code: living, kind: living, area_code: "210103", amount: "1100", source: 沈民发}
  - {code: savings, kind: savings_per_person, area_code: "210103", amount: "20000", source: 沈民发}
"""
PAYEE = {"name": "王芳", "number": "6222020200112233445", "bank": "102221000018"}
PAPERS = ["identity", "authorisation", "income"]
BOSS = person(Role.ADMINISTRATOR)


class Clock:
    """The time of day in the service, moved by the test."""

    def __init__(self) -> None:
        self.moment = now()

    def __call__(self) -> datetime:
        return self.moment

    def pass_days(self, days: float) -> None:
        """So much later."""
        self.moment += timedelta(days=days)


@dataclass
class Office:
    """The service, its staff by what they do, a household that qualifies, and the clock."""

    service: RunningService
    clock: Clock
    staff: dict[str, Principal] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    head: str = ""
    home: str = ""

    def hire(
        self, name: str, *roles: Role, person_id: str | None = None, register: bool = True, at: str = DISTRICT
    ) -> Principal:
        """An account with these roles, registered as a person of its own unless said otherwise."""
        account = person(*roles, at=at)
        self.staff[name] = account
        if register:
            self.persons[name] = person_id or registered(self.service, BOSS)["id"]
            said: dict[str, Any] = {"area_code": COMMUNITY, "account_id": account.account_id}
            self.service.ask(BOSS, "register_staff", **said, person_id=self.persons[name])
        return account

    def id(self, name: str) -> UUID:
        """The account of somebody."""
        return self.staff[name].account_id

    def file(self, program: str = "living", **more: Any) -> dict[str, Any]:
        """An application of the household."""
        said: dict[str, Any] = {"household_id": self.home, "applicant_id": self.head, "papers": PAPERS, "payee": PAYEE}
        said |= {"programs": [program], **more}
        return dict(self.service.ask(self.staff["clerk"], "file_applications", **said)["items"][0])

    def do(self, who: str, method: str, one: dict[str, Any], **said: Any) -> dict[str, Any]:
        """A step by somebody."""
        return self.service.ask(self.staff[who], method, id=one["id"], **said)

    def refused(self, who: str, method: str, one: dict[str, Any], **said: Any) -> LinliError:
        """The error of a step that somebody may not take."""
        return self.service.refusal(self.staff[who], method, id=one["id"], **said)

    def load(self, folder: Path, text: str) -> None:
        """Load programs as a file says them."""
        path = folder / "more.yaml"
        path.write_text(text, encoding="utf-8")
        assert main(["programs", "load", str(path)]) == 0

    def ring(self, one: dict[str, Any]) -> list[str]:
        """Have an application's clocks looked at; every clock of any that has run out so far."""
        with self.service.database.transaction() as session:
            clock_due(Work(session, self.clock(), Chain()), UUID(one["id"]))
        return [str(late.clock) for late in self.service.said() if isinstance(late, ApplicationLate)]

    def survey(self, one: dict[str, Any], **said: Any) -> dict[str, Any]:
        """The survey by the two investigators, and the information check."""
        pair = [self.id("first"), self.id("second")]
        found = {"investigators": pair, "signed": True, "finding": "属实", **said}
        self.do("clerk", "survey_application", one, **found)
        return self.do("clerk", "record_inquiry", one, reason="核对无异常")

    def forwarded(self, **more: Any) -> dict[str, Any]:
        """An application that waits for the district."""
        one = self.file(**more)
        self.do("clerk", "accept_application", one)
        self.survey(one)
        self.do("clerk", "give_opinion", one, reason="符合条件")
        self.clock.pass_days(8)
        return self.do("clerk", "forward_application", one)

    def paying(self) -> dict[str, Any]:
        """Aid that is paid."""
        one = self.forwarded()
        self.do("approver", "decide_application", one, approve=True)
        return self.do("payer", "pay_application", one)


def office_of(service: RunningService, folder: Path, patch: pytest.MonkeyPatch) -> Office:
    """An office in the service; the standards are loaded by the command."""
    path = folder / "standards.yaml"
    path.write_text(STANDARDS, encoding="utf-8")
    assert main(["programs", "load", str(path)]) == 0
    made = Office(service, Clock())
    patch.setattr("linli.calls.now", made.clock)
    made.hire("clerk", Role.AID_SURVEYOR)
    made.hire("first", Role.AID_SURVEYOR)
    made.hire("second", Role.AID_SURVEYOR)
    made.hire("approver", Role.AID_APPROVER)
    made.hire("payer", Role.AID_PAYER)
    made.head = registered(service, BOSS, facts={"income": "300.00"})["id"]
    made.home = household(service, made.head, registered(service, BOSS)["id"], who=BOSS)["id"]
    return made
