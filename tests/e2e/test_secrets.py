"""A hundred marked ID and telephone numbers are planted; databases, queues, logs and metrics hold none of them.

Nor do they hold the codes of cards and vouchers and the tokens of tills, which are told once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import amqp
import pytest
import requests
import sqlalchemy as sa

from linli.broker import Topology
from linli.clock import now
from linli.hosting.registry import SERVICES
from tests.e2e.aid import Office, advanced, id_number, office, referred
from tests.e2e.asking import Person
from tests.machine import connect_amqp
from tests.platforms import DATABASES, Platform
from tests.polling import poll

COMMUNITY = "210103005003"
REGISTER = "/api/assistance/register"
PEOPLE = 50
"""Each with an ID number and a telephone number: a hundred marks."""


def phone(serial: int) -> str:
    return f"1377013{serial:04}"


MARKS = [made(serial) for serial in range(1, PEOPLE + 1) for made in (id_number, phone)]


@contextlib.contextmanager
def tapped(platform: Platform) -> Iterator[list[bytes]]:
    """Every message on the exchange of events meanwhile, as it is on the wire; none where there is no broker."""
    taken: list[bytes] = []
    if "LINLI_AMQP_URL" not in platform.environment:
        yield taken
        return
    connection = connect_amqp(platform.environment["LINLI_AMQP_URL"])
    with contextlib.closing(connection):
        channel = connection.channel()
        queue = channel.queue_declare(exclusive=True).queue
        channel.queue_bind(queue, f"{platform.environment['LINLI_AMQP_PREFIX']}.events", "#")
        yield taken
        poll(lambda: _drained(channel, queue, taken), message="what was said has arrived")


def _drained(channel: Any, queue: str, taken: list[bytes]) -> bool:
    """Take what is there; whether the last steps of applications and of their referrals are among it."""
    while (message := channel.basic_get(queue, no_ack=True)) is not None:
        assert isinstance(message, amqp.Message)
        body = message.body
        taken.append(body if isinstance(body, bytes) else body.encode())
        taken.append(repr(message.properties).encode())
    wanted = {b"application.moved": 8, b"referral.moved": 2, b"vouchers.changed": 2}
    return all(sum(what in one for one in taken) >= many for what, many in wanted.items())


def planted(clerk: Person) -> list[str]:
    """The persons, entered, looked for by both numbers, and one with a number that is wrong; the last one applies."""
    ids = []
    for serial in range(1, PEOPLE + 1):
        said = {"area_code": COMMUNITY, "name": f"周{serial}", "id_number": id_number(serial), "phone": phone(serial)}
        facts = {"income": "100.00", "able_bodied": False, "disability_grade": 1}
        made = clerk.ask(
            "POST", f"{REGISTER}/persons", {**said, "facts": facts, "consents": ["assistance"], "agreed_how": "书面"}
        )
        assert made.status_code == 201, made.text
        ids.append(made.json()["id"])
        again = clerk.ask("POST", f"{REGISTER}/persons", {**said, "consents": ["assistance"], "agreed_how": "书面"})
        assert again.status_code in (409, 422), "the same number twice, and no facts"
        for sought in ({"id_number": id_number(serial)}, {"phone": phone(serial)}):
            found = clerk.ask("POST", f"{REGISTER}/persons/find", {"area_code": COMMUNITY, **sought})
            assert [one["id"] for one in found.json()["items"]] == [ids[-1]]
    wrong = clerk.ask(
        "POST", f"{REGISTER}/persons/find", {"area_code": COMMUNITY, "id_number": id_number(1)[:-1] + "?"}
    )
    assert wrong.status_code == 422
    assert id_number(1)[:-1] not in wrong.text
    home = {"area_code": COMMUNITY, "members": [{"person_id": ids[-1], "relation": "head"}]}
    household = clerk.ask("POST", f"{REGISTER}/households", home).json()["id"]
    account = {"name": "周五十", "number": id_number(2)[:17], "bank": "102221000018"}
    filing = {"household_id": household, "applicant_id": ids[-1], "programs": ["living", "old_age"], "payee": account}
    assert clerk.ask("POST", "/api/assistance/applications", filing).status_code == 201
    tip = {"area_code": COMMUNITY, "about": "有汽车", "informant": {"name": "周一", "phone": phone(3)}}
    given = clerk.ask("POST", "/api/assistance/tips", tip)
    assert (given.status_code, given.json()["informant_phone"]) == (201, "137******03")
    told = clerk.ask("POST", f"/api/assistance/tips/{given.json()['id']}/informant", {"reason": "反馈"})
    assert told.json()["phone"] == phone(3), "who answers sees whom"
    return ids


def aided(made: Office, ids: list[str]) -> list[str]:
    """Some of the persons get urgent aid, a referral, a card and vouchers; the codes and tokens that are told once."""
    fund = made.fund("9000.00")
    account = {"name": "周二", "number": id_number(4)[:17], "bank": "102221000018"}
    advanced(made, fund, *ids[:2], payee=account)
    one = referred(made, ids[2])
    answer = {"answer": "conclude", "text": "已改造", "reference": "沈残联〔2026〕9号"}
    made.did("department", f"{one}/answer", answer)
    given = {"fund_id": fund, "source": "budget", "scope": ["food"], "expires_on": "2090-12-31"}
    card = made.did("clerk", "cards", {**given, "person_id": ids[3]})["code"]
    said = {"area_code": COMMUNITY, "value": "20.00", "person_ids": ids[4:6]}
    batch = made.did("clerk", "vouchers", {**given, **said})
    codes = [one["code"] for one in batch["vouchers"]]
    made.did("approver", f"vouchers/{batch['batch']['id']}/release", {"count": 2, "total": "40.00"})
    trader = {"name": "周三", "number": id_number(5)[:17], "bank": "102221000018"}
    shop = {"area_code": COMMUNITY, "name": "便民超市", "scope": ["food"], "account": trader}
    merchant = made.did("boss", "cards/merchants", shop)
    at = {"at": now().isoformat(), "scope": "food", "amount": "30.00"}
    items = [{"id": str(uuid4()), "code": code, **at} for code in (*codes, card)]
    path = f"cards/merchants/{merchant['merchant']['id']}"
    told = made.did("clerk", f"{path}/redemptions", {"token": merchant["token"], "items": items})["items"]
    assert [one["refusal"] for one in told] == [None, None, "not_active"]
    paid = made.did("payer", f"{path}/settle", {"total": "40.00", "voucher": "S-1"})
    assert paid["payee"] == trader
    return [card, *codes, merchant["token"], account["number"], trader["number"]]


def everything_kept(platform: Platform) -> Iterator[tuple[str, bytes]]:
    """Every row of every table of every database, as text; and every file in the directory of data as it lies there."""
    for name in DATABASES:
        for table in sa.inspect(sa.create_engine(platform.database_urls[name])).get_table_names():
            for row in platform.rows(name, f'SELECT * FROM "{table}"'):
                yield f"{name}.{table}", repr(row).encode()
    for file in sorted(Path(platform.environment["LINLI_DATA"]).rglob("*")):
        if file.is_file():
            yield file.name, file.read_bytes()
    yield from left_in_queues(platform)


def left_in_queues(platform: Platform) -> Iterator[tuple[str, bytes]]:
    """What lies in the queues of every service, of events and of calls; it stays there."""
    if "LINLI_AMQP_URL" not in platform.environment:
        return
    topology = Topology(platform.environment["LINLI_AMQP_PREFIX"])
    with contextlib.closing(connect_amqp(platform.environment["LINLI_AMQP_URL"])) as connection:
        channel = connection.channel()
        for service in SERVICES:
            for queue in (topology.event_queue(service, ()).name, topology.call_queue(service).name):
                yield f"queue {queue}", b"asked"
                while (message := channel.basic_get(queue)) is not None:
                    body = message.body
                    yield f"queue {queue}", body if isinstance(body, bytes) else body.encode()


def everything_said(platform: Platform) -> Iterator[tuple[str, bytes]]:
    """Every log of every process, and its metrics."""
    for process in platform.processes.values():
        yield f"log of {process.name}", process.log.read_bytes()
        answer = requests.get(process.ready_url.replace("/health/ready", "/metrics"), timeout=10)
        if answer.status_code == 200:
            yield f"metrics of {process.name}", answer.content


def test_no_marked_number_is_found_outside_of_what_is_sealed(platform: Platform) -> None:
    clerk = Person(platform, platform.token())
    with tapped(platform) as wire:
        ids = planted(clerk)
        more = aided(office(platform, "secrets"), ids)
    asked = {"secret": "id_number", "reason": "核对"}
    told = clerk.ask("POST", f"{REGISTER}/persons/{ids[0]}/unmask", asked).json()["value"]
    assert told == id_number(1), "who may see a number sees it"
    places = [*everything_kept(platform), *everything_said(platform), *(("wire", one) for one in wire)]
    names = {name for name, _ in places}
    assert any(name == "assistance.person" for name in names)
    assert any(name.startswith("metrics") for name in names)
    assert ("wire" in names) is ("LINLI_AMQP_URL" in platform.environment)
    assert len({name for name in names if name.startswith("queue")}) in (0, 2 * len(SERVICES))
    assert any(ids[0].replace("-", "") in text.decode(errors="replace").replace("-", "") for _, text in places)
    found = {
        (name, mark) for name, text in places for mark in (*MARKS, *more, id_number(2)[:17]) if mark.encode() in text
    }
    assert not found, sorted({name for name, _ in found})


@pytest.fixture(autouse=True)
def _engines(platform: Platform) -> Iterator[None]:
    yield
    for engine in platform.engines.values():
        engine.dispose()
