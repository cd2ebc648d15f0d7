"""`linli bench assistance`: programs decide of made-up households; a month is prepared, approved, written, and timed.

It works in a database of its own beside that of assistance. Killed and started again with the same numbers it goes on
where it was: what it asks for has the same idempotency keys, and what is due is kept as timers.
"""

from __future__ import annotations

import argparse
import importlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy.engine import make_url

from linli import db
from linli.calls import Ask
from linli.clock import now
from linli.config import installation
from linli.errors import Unavailable, from_wire
from linli.hosting.member import Member
from linli.identity import Grant, Principal, Role
from linli.observe import Chain
from linli.sealing import Sealer

DISTRICT = "210103"
MONTH = date(2026, 3, 1)
PARTS = ("all", "eligibility", "payments")
ENTERED = 5_000
"""Households entered in one transaction."""
RECEIPT = Decimal(999_999_999)
"""The yuan that the fund receives at a time, as often as it takes to pay all."""


def add_assistance(kinds: Any) -> None:
    """Declare `linli bench assistance`."""
    made = kinds.add_parser("assistance", help="programs and a payment run of made-up households")
    made.add_argument("--households", type=int, default=100_000, metavar="N", help="how many (default 100000)")
    made.add_argument("--seed", type=int, default=1, metavar="N", help="chooses their amounts (default 1)")
    made.add_argument("--month", type=_month, default=MONTH, metavar="YYYY-MM", help="the month paid (default 2026-03)")
    made.add_argument("--part", choices=PARTS, default="all", help="measure only this (default all)")
    made.set_defaults(run=run_assistance)


def _month(written: str) -> date:
    month = date.fromisoformat(f"{written}-01")
    if month < MONTH:
        raise ValueError("nobody is entitled to anything before")
    return month


def run_assistance(asked: argparse.Namespace) -> int:
    """Measure; 1 when what was paid is not what was due, or the database decides other than the interpreter."""
    with _member() as member:
        wrong = 0
        if asked.part != "payments":
            eligibility = importlib.import_module("services.assistance.bench.eligibility")
            wrong = eligibility.measure(member.database, member.settings.secret, asked.households, asked.seed)
        if asked.part != "eligibility":
            wrong |= Bench(member, asked.households, asked.seed, asked.month).run()
        return wrong


@contextmanager
def _member() -> Iterator[Member]:
    chosen = installation()
    own = make_url(chosen.database("assistance"))
    beside = own.set(database=f"{own.database}_bench").render_as_string(hide_password=False)
    db.ensure_exists(beside)
    database = db.Database(beside, "assistance")
    try:
        db.migrate(database)
        yield Member("assistance", replace(chosen, database_url=beside), database, _nobody)
    finally:
        database.close()


def _nobody(service: str, _wire: dict[str, Any]) -> dict[str, Any]:
    raise Unavailable("alone", f"There is no {service} here.", "该服务单独运行。")


@dataclass
class Bench:
    """One month for so many households; a later one finds the payments of those before it in its way."""

    member: Member
    households: int
    seed: int
    month: date = MONTH

    def __post_init__(self) -> None:
        self.name = f"bench_{self.seed}_{self.households}"
        self.roll = importlib.import_module("services.assistance.seeding.roll")
        self.due = sum((self.roll.amount_of(self.seed, one) for one in range(self.households)), Decimal())

    def run(self) -> int:
        """All of it, each step timed."""
        self._enter()
        print("begins", flush=True)
        fund = self._fund()
        self._register()
        began = time.perf_counter()
        run = self._prepare(fund)
        prepared = time.perf_counter()
        self._say("prepared", prepared - began)
        run = self._approve(run)
        written = time.perf_counter()
        self._say("approved, files written", written - prepared)
        self._ask("release_run", Role.AID_PAYER, mark=f"{self.month}", id=run["id"])
        self._take_files(run)
        taken = time.perf_counter()
        self._say("released, files taken in both forms", taken - written)
        self._say("prepared, approved and written", written - began)
        print(f"paid {run['count']} of {self.households} payments, {run['total']} of {self.due} yuan", flush=True)
        return int((run["count"], Decimal(run["total"])) != (self.households, self.due))

    def _say(self, what: str, seconds: float) -> None:
        print(f"{what}: {seconds:.1f} s, {self.households / seconds:,.0f} a second", flush=True)

    def _enter(self) -> None:
        """The entitlements; not part of what is measured."""
        sealer = Sealer(self.member.settings.secret)
        for first in range(0, self.households, ENTERED):
            numbers = range(first, min(first + ENTERED, self.households))
            with self.member.database.transaction() as session:
                if self.roll.entered(session, self.name, numbers[-1]):
                    continue
                self.roll.enter(session, sealer, self.seed, numbers, self.name, DISTRICT, MONTH, now())
        db.count_up(self.member.database)

    def _fund(self) -> str:
        account = {"name": "测试资金", "number": "21001401234567890", "bank": "105221001234"}
        said: dict[str, Any] = {"area_code": DISTRICT, "code": self.name, "name": "测试资金", "account": account}
        fund = self._ask("open_fund", Role.ADMINISTRATOR, **said)
        receipt = {"source": "budget", "amount": f"{RECEIPT}", "voucher": "bench", "received_on": "2026-03-01"}
        for number in range(1, int(self.due // RECEIPT) + 2):
            self._ask(
                "receive_money",
                Role.AID_PAYER,
                fund_id=fund["id"],
                **{**receipt, "voucher": f"bench-{self.month}-{number}"},
            )
        return str(fund["id"])

    def _register(self) -> None:
        """Who prepares, approves and pays are three persons of the register."""
        for number, role in enumerate((Role.AID_SURVEYOR, Role.AID_APPROVER, Role.AID_PAYER), 1):
            said: dict[str, Any] = {"area_code": DISTRICT, "name": f"经办{number}", "born": f"198{number}-02-14"}
            said |= {"facts": {}, "consents": ["assistance"], "agreed_how": "书面"}
            made = self._ask("register_person", Role.ADMINISTRATOR, mark=role, **said)
            whose: dict[str, Any] = {"account_id": str(self._account(role)), "person_id": made["id"]}
            self._ask("register_staff", Role.ADMINISTRATOR, mark=role, area_code=DISTRICT, **whose)

    def _account(self, role: Role) -> UUID:
        return uuid5(NAMESPACE_OID, f"{self.name}:{role}")

    def _prepare(self, fund: str) -> dict[str, Any]:
        said: dict[str, Any] = {"area_code": DISTRICT, "program": self.name, "fund_id": fund}
        said["month"] = mark = f"{self.month}"
        limits: dict[str, Any] = {"limit_count": self.households, "limit_total": f"{self.due}"}
        return self._fired(self._ask("prepare_run", Role.AID_SURVEYOR, mark=mark, **said, **limits))

    def _approve(self, run: dict[str, Any]) -> dict[str, Any]:
        said = {"id": run["id"], "count": run["count"], "total": run["total"]}
        return self._fired(self._ask("approve_run", Role.AID_APPROVER, mark=f"{self.month}", **said))

    def _fired(self, run: dict[str, Any]) -> dict[str, Any]:
        while self.member.firing.fire_due():
            pass
        return self._ask("get_run", Role.AUDITOR, id=run["id"])

    def _take_files(self, run: dict[str, Any]) -> None:
        """Every part of the bank's files, as the payer takes them, to a directory that is removed."""
        with tempfile.TemporaryDirectory() as folder:
            for part in range(1, run["parts"] + 1):
                for form in ("csv", "pain001"):
                    made = self._ask("get_bank_file", Role.AID_PAYER, id=run["id"], part=part, format=form)
                    (Path(folder) / made["name"]).write_text(made["body"], encoding="utf-8")

    def _ask(self, method: str, role: Role, mark: str = "", **said: Any) -> dict[str, Any]:
        """The answer of assistance; a change has the same key each time the bench is run with these numbers."""
        who = Principal(self._account(role), (Grant(role, DISTRICT),))
        key = None if method.startswith("get_") else f"{self.name}:{method}:{said.get('voucher', mark)}"
        reply = self.member.answerer.answer(Ask(method, said, who, Chain(), key).to_wire())
        if "error" in reply:
            raise from_wire(reply["error"])
        return dict(reply["ok"])
