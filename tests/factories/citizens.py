"""A citizen at the gateway's public routes: no account, a telephone, photographs."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from PIL import Image
from werkzeug.test import TestResponse

from tests.factories.people import COMMUNITY
from tests.factories.web import Web

PHONE = "13912345678"
TAIL = PHONE[-4:]


def picture(size: tuple[int, int] = (40, 30), kind: str = "JPEG") -> bytes:
    """A photograph."""
    written = io.BytesIO()
    Image.new("RGB", size, "green").save(written, kind)
    return written.getvalue()


@dataclass
class Citizen:
    """Somebody without an account at this network address."""

    web: Web
    address: str = field(default_factory=lambda: f"10.{uuid4().int % 250}.{uuid4().int % 250}.{uuid4().int % 250}")

    def get(self, path: str) -> TestResponse:
        return self.web.anyone().get(path, environ_base={"REMOTE_ADDR": self.address})

    def post(self, path: str, said: Any, key: str | None = None) -> TestResponse:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key or str(uuid4())}
        return self.send(path, json.dumps(said).encode(), headers)

    def send(self, path: str, body: bytes, headers: dict[str, str] | None = None) -> TestResponse:
        base = {"REMOTE_ADDR": self.address}
        return self.web.anyone().post(f"/api/citizen{path}", data=body, headers=headers, environ_base=base)

    def upload(self, body: bytes | None = None) -> str:
        """The id of a photograph just uploaded."""
        done = self.send("/photos", picture() if body is None else body, {"Content-Type": "image/jpeg"})
        assert done.status_code == 201, done.text
        return str((done.json or {})["id"])

    def file(self, key: str | None = None, **more: Any) -> TestResponse:
        """File a request, with a telephone number unless told otherwise."""
        said = {"area_code": COMMUNITY, "category": "noise.residential", "title": "半夜装修", "contact_phone": PHONE}
        given = {name: value for name, value in {**said, **more}.items() if value is not None}
        return self.post("/requests", given, key)

    def filed(self, **more: Any) -> str:
        """The tracking code of a request just filed."""
        done = self.file(**more)
        assert done.status_code == 201, done.text
        return str((done.json or {})["tracking_code"])

    def ask(self, code: str, what: str = "follow", tail: str = TAIL, **said: Any) -> TestResponse:
        """Follow, comment, withdraw or rate."""
        return self.post(f"/requests/{code}/{what}", {"phone_tail": tail, **said})
