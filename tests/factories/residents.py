"""A resident who signs in at the gateway: a telephone that takes SMS, a browser that keeps cookies."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway.accounts.store import Kind
from gateway.auth import CITIZEN_COOKIE, CITIZEN_PATH
from gateway.citizen_accounts import store
from linli.contracts.messages import Language
from linli.sealing import Sealer
from tests.factories.people import COMMUNITY
from tests.factories.receiver import Receiver
from tests.factories.web import Web

NUMBERS = itertools.count(13_800_000_001)
OWN = "/me/requests"


def deliver(web: Web) -> None:
    """Send the messages that are due."""
    while web.host.members["hotline"].service.deliver_messages():
        pass


def codes_of(web: Web, sms: Receiver, phone: str) -> list[str]:
    """The codes that this telephone was sent, oldest first."""
    deliver(web)
    texts = [one.said["text"] for one in sms.received if one.said["to"] == phone]
    return [found for text in texts for found in re.findall(r"(?<![0-9])[0-9]{6}(?![0-9])", text)]


def session_cookie(web: Web, phone: str) -> dict[str, Any]:
    """The cookie of a session of who has this number, for a browser on this machine."""
    with web.database.transaction() as session:
        citizen_id = store.with_phone(session, Sealer(web.settings.secret), phone, Language.ZH)
        token, _csrf = store.issue(session, citizen_id, Kind.SESSION)
    return {"name": CITIZEN_COOKIE, "value": token, "domain": "127.0.0.1", "path": CITIZEN_PATH, "httpOnly": True}


@dataclass
class Resident:
    """Somebody with a mobile telephone, nobody's number before, at a network address of their own."""

    web: Web
    sms: Receiver
    phone: str = field(default_factory=lambda: str(next(NUMBERS)))
    csrf: str | None = None

    def __post_init__(self) -> None:
        self.client: FlaskClient = self.web.anyone()
        self.address = f"10.{uuid4().int % 250}.{uuid4().int % 250}.{uuid4().int % 250}"

    def get(self, path: str, **headers: str) -> TestResponse:
        base = {"REMOTE_ADDR": self.address}
        return self.client.get(f"/api/citizen{path}", headers=headers, environ_base=base)

    def post(self, path: str, said: Any = None, **headers: str) -> TestResponse:
        """POST as JSON with the session's CSRF token; header names with underscores for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        token = {"X-CSRF-Token": self.csrf} if self.csrf else {}
        base = {"REMOTE_ADDR": self.address}
        path, said = f"/api/citizen{path}", {} if said is None else said
        return self.client.post(path, json=said, headers={**token, **named}, environ_base=base)

    def ask_code(self, **more: Any) -> TestResponse:
        return self.post("/sign-in/code", {"phone": self.phone, **more})

    def code(self) -> str:
        """A code just sent."""
        asked = self.ask_code()
        assert asked.status_code == 202, asked.text
        return codes_of(self.web, self.sms, self.phone)[-1]

    def give(self, code: str, **more: Any) -> TestResponse:
        """Try to sign in with this code."""
        done = self.post("/sign-in", {"phone": self.phone, "code": code, **more})
        if done.status_code == 200:
            self.csrf = (done.json or {})["csrf_token"]
        return done

    def sign_in(self) -> Resident:
        """Signed in."""
        done = self.give(self.code())
        assert done.status_code == 200, done.text
        return self

    def profile(self, **said: Any) -> TestResponse:
        """Say anew who one is, whatever was said before."""
        return self.post("/me", said, If_Match="*")

    def file(self, key: str | None = None, **more: Any) -> TestResponse:
        said = {"area_code": COMMUNITY, "category": "noise.residential", "title": "半夜装修", **more}
        return self.post(OWN, said, Idempotency_Key=key or str(uuid4()))

    def filed(self, **more: Any) -> str:
        """The tracking code of a request just filed."""
        done = self.file(**more)
        assert done.status_code == 201, done.text
        return str((done.json or {})["tracking_code"])

    def listed(self) -> list[dict[str, Any]]:
        """One's own requests."""
        return list((self.get(OWN).json or {})["items"])
