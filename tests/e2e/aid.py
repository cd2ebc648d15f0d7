"""An office of aid at a platform: accounts that are persons of the register, standards, a fund, households in need."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

from linli.clock import local, now
from services.assistance.domain.identity import check_digit
from tests.e2e.asking import Json, Person
from tests.platforms import DISTRICT, Platform
from tests.polling import poll

COMMUNITY, STREET = "210103005003", "210103005"
AID = "/api/assistance"
REGISTER = f"{AID}/register"
BY_TIMERS = 30.0
"""Seconds within which what a timer or an event does must be done."""
STANDARDS = """\
standards:
  - {code: living, kind: living, area_code: "210103", amount: "1100", source: 沈民发}
  - {code: barrier_free, kind: barrier_free, area_code: "210103", amount: "3000", source: 沈残联发}
"""
PAYEE = {"name": "王芳", "number": "6222020200112233445", "bank": "102221000018"}
OWN = {"name": "沈河区民政局", "number": "21001401234567890", "bank": "105221001234"}
_serial = count(101)


def id_number(serial: int) -> str:
    """An ID number of 沈河区 of this serial, with its check character."""
    first = f"21010319700101{serial:03}"
    return first + check_digit(first)


@dataclass
class Office:
    """Who prepares, approves and pays, and the department: four accounts, each a person of the register."""

    platform: Platform
    boss: Person
    staff: dict[str, Person] = field(default_factory=dict)
    surveyors: tuple[str, ...] = ()

    def did(self, who: str, path: str, body: Json | None = None) -> Json:
        """What somebody of the office is answered; anything but success is a failure."""
        answer = self.staff.get(who, self.boss).ask("POST", f"{AID}/{path}", body or {})
        assert answer.status_code in (200, 201), (path, answer.status_code, answer.text)
        found: Json = answer.json()
        return found

    def registered(self, **said: Any) -> str:
        """A person entered into the register; their id."""
        given = {"area_code": COMMUNITY, "name": "王小明", "consents": ["assistance"], "agreed_how": "书面签字"}
        identity = {} if "id_number" in said else {"id_number": id_number(next(_serial))}
        return str(self.did("boss", "register/persons", {**given, **identity, "facts": {}, **said})["id"])

    def household(self, facts: Json, *members: str) -> str:
        """A household of these persons; its id."""
        relations = ["head", *["supported"] * (len(members) - 1)]
        said = [{"person_id": one, "relation": how} for one, how in zip(members, relations, strict=True)]
        made = self.did("boss", "register/households", {"area_code": COMMUNITY, "members": said, "facts": facts})
        return str(made["id"])

    def filed(self, program: str, home: str, head: str, *papers: str, **said: Any) -> str:
        """An application; its path."""
        body = {"household_id": home, "applicant_id": head, "programs": [program], "papers": list(papers), **said}
        (one,) = self.did("clerk", "applications", body)["items"]
        return f"applications/{one['id']}"

    def surveyed(self, path: str) -> None:
        """Accepted or paid in advance it is surveyed by two, asked about, and given to who decides."""
        found = {"investigators": list(self.surveyors), "signed": True, "finding": "属实"}
        self.did("clerk", f"{path}/survey", found)
        self.did("clerk", f"{path}/inquiry", {"reason": "核对无异常"})
        self.did("clerk", f"{path}/opinion", {"reason": "符合条件"})
        self.did("clerk", f"{path}/forward")

    def fund(self, amount: str) -> str:
        """A fund of the district with so much of its budget; its id."""
        said = {"area_code": DISTRICT, "code": f"f{uuid4().hex[:8]}", "name": "救助资金", "account": OWN}
        made = str(self.did("boss", "funds", said)["id"])
        today = local(now()).date()
        receipt = {"source": "budget", "amount": amount, "voucher": uuid4().hex, "received_on": f"{today}"}
        self.did("payer", f"funds/{made}/receipts", receipt)
        return made

    def run(self, program: str, fund: str) -> Json:
        """A payment run by three people, released."""
        month = local(now()).date().replace(day=1)
        said = {"area_code": DISTRICT, "program": program, "month": f"{month}", "fund_id": fund, "sources": ["budget"]}
        begun = self.did("clerk", "payments/runs", said | {"limit_count": 9, "limit_total": "99999"})
        path = f"payments/runs/{begun['id']}"
        made = self.until(path, "prepared")
        self.did("approver", f"{path}/approve", {"count": made["count"], "total": made["total"]})
        self.until(path, "written")
        return self.did("payer", f"{path}/release")

    def until(self, path: str, state: str) -> Json:
        """The thing there, once timers or events have brought it to this state."""

        def there() -> Json | None:
            found = self.boss.seen(f"{AID}/{path}")
            return found if found["state"] == state else None

        found = poll(there, BY_TIMERS, f"{path} to be {state}")
        assert found
        return found


def office(platform: Platform, name: str) -> Office:
    """An office at this platform, its people registered by somebody else; each name has its own."""
    path = platform.directory / "standards.yaml"
    path.write_text(STANDARDS, encoding="utf-8")
    platform.linli("programs", "load", str(path))
    made = Office(platform, Person(platform, platform.token()))
    roles = {"clerk": "aid_surveyor", "approver": "aid_approver", "payer": "aid_payer", "department": "handler"}
    for who, role in roles.items():
        made.staff[who] = Person(platform, platform.token(role, login=f"{name}-{who}"))
    accounts = [one.seen("/api/me")["account"]["id"] for one in made.staff.values()]
    made.surveyors = (str(uuid4()), str(uuid4()))
    for account in (*accounts, *made.surveyors):
        person = made.registered()
        made.did("boss", "register/staff", {"area_code": COMMUNITY, "account_id": account, "person_id": person})
    return made


def advanced(made: Office, fund: str, *members: str, **said: Any) -> str:
    """Urgent aid paid to the household of these two before the survey, by a run; the path of the application."""
    facts = {"urgent": True, "sudden_loss": "4000.00", "savings": "0.00", "vehicles": 0, "dwellings": 1}
    one = made.filed("temporary_urgent", made.household(facts, *members), members[0], **{"payee": PAYEE, **said})
    made.did("clerk", f"{one}/accept")
    made.did("approver", f"{one}/advance", {"reason": "火灾后无处居住"})
    made.did("payer", f"{one}/advance/pay")
    released = made.run("temporary_urgent", fund)
    assert (released["count"], released["total"]) == (1, "2200.00")
    return one


def referred(made: Office, head: str) -> str:
    """Barrier-free conversion of the home of this person, granted and passed on; the path of the application."""
    home = made.household({"barrier_at_home": True, "dwellings": 1}, head)
    one = made.filed("barrier_free", home, head, "disability")
    made.did("clerk", f"{one}/accept")
    made.surveyed(one)
    made.did("approver", f"{one}/decide", {"approve": True})
    made.did("clerk", f"{one}/refer")
    return one
