"""The gateway's web side in one process on SQLite: accounts with tokens, a client that says who it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from werkzeug.test import TestResponse

from gateway.accounts import store
from gateway.areas.tables import AREA
from gateway.backend import Backend
from gateway.stream.counting import Counting
from gateway.stream.hub import Hub
from gateway.wsgi import create_app
from linli.areas import parent_of, path_of, tier_of
from linli.config import Settings
from linli.db import Database
from linli.errors import Unavailable
from linli.hosting.embedded import EmbeddedHost
from linli.identity import Grant, Role
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET

STREET_BESIDE = "210103006"
COMMUNITY_BESIDE = "210103005004"
TREE = {
    DISTRICT: "沈河区",
    STREET: "滨河街道",
    STREET_BESIDE: "万莲街道",
    COMMUNITY: "多福社区",
    COMMUNITY_BESIDE: "文安社区",
    ELSEWHERE: "和平区",
}


@dataclass
class Web:
    """An application over running services; `away` names services that do not answer."""

    host: EmbeddedHost
    settings: Settings
    away: set[str] = field(default_factory=set)
    hub: Hub | None = None
    most_streams: int = 8

    def __post_init__(self) -> None:
        self.app = self.build(self.settings)
        self.tokens: dict[tuple[tuple[Role, str], ...], str] = {}

    def build(self, settings: Settings) -> Flask:
        """The application, with other settings."""
        backend = Backend(self.call, self.host.members["network"].receiver, settings)
        app = create_app(settings, self.database, backend, self.hub, most_streams=self.most_streams)
        app.testing = False
        return app

    @property
    def database(self) -> Database:
        return self.host.databases["gateway"]

    def call(self, service: str, wire: dict[str, Any]) -> dict[str, Any]:
        """Ask a service, unless it is away."""
        if service in self.away:
            raise Unavailable("service_away", "The service is away.", "服务暂不可用。")
        return self.host.call(service, wire)

    def account(self, *grants: tuple[Role, str], login: str = "", password: str | None = None) -> UUID:
        """A new account."""
        with self.database.transaction() as session:
            held = [Grant(role, area) for role, area in grants]
            return store.create_account(session, login or f"u-{uuid4().hex[:12]}", "测试", password, held).id

    def token(self, *grants: tuple[Role, str]) -> str:
        """A bearer token for these roles; the same for the same roles."""
        if grants not in self.tokens:
            account = self.account(*grants)
            with self.database.transaction() as session:
                self.tokens[grants] = store.issue_token(session, account, "bearer", timedelta(hours=1))
        return self.tokens[grants]

    def be(self, role: Role = Role.ADMINISTRATOR, area: str = DISTRICT) -> Caller:
        """A caller with this role at this area."""
        return Caller(self.app.test_client(use_cookies=False), self.token((role, area)))

    def anyone(self) -> FlaskClient:
        """A client that is nobody, with a jar for cookies."""
        return self.app.test_client()


@dataclass
class Caller:
    """A client with a bearer token."""

    client: FlaskClient
    token: str

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=self._headers(headers))

    def post(self, path: str, said: Any = None, **headers: str) -> TestResponse:
        """POST as JSON; header names with underscores for hyphens."""
        body = json.dumps({} if said is None else said)
        return self.client.post(path, data=body, headers=self._headers({"Content-Type": "application/json", **headers}))

    def raw(self, path: str, body: bytes, **headers: str) -> TestResponse:
        """POST these bytes."""
        return self.client.post(path, data=body, headers=self._headers({"Content-Type": "application/json", **headers}))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.token}", **named}

    def open(self, area: str = COMMUNITY, **more: Any) -> dict[str, Any]:
        """A new request, as the API answers with it."""
        found = self.post("/api/hotline/requests", request_body(area, **more))
        assert found.status_code == 201, found.text
        return dict(found.json or {})


def request_body(area: str = COMMUNITY, **more: Any) -> dict[str, Any]:
    """The body of a good request."""
    return {"area_code": area, "category": "noise.residential", "title": "楼上装修噪声", **more}


def load_tree(database: Database, codes: Sequence[str] = tuple(TREE)) -> None:
    """Put the small tree of areas there."""
    from datetime import date

    with database.transaction() as session:
        for code in codes:
            session.execute(
                insert(AREA).values(
                    code=code,
                    valid_from=date(2020, 1, 1),
                    name=TREE[code],
                    tier=tier_of(code).value,
                    parent_code=parent_of(code),
                    path=path_of(code),
                )
            )


@contextmanager
def web(folder: Path, *, started: bool = False, most_streams: int = 8, **changed: Any) -> Iterator[Web]:
    """The gateway on files in this folder; `started`: events move by themselves; further settings by name."""
    settings = replace(Settings(data=folder).as_embedded(), **changed)
    hub = Hub()
    host = EmbeddedHost(settings, [hub.publish])
    load_tree(host.databases["gateway"])
    if started:
        host.start(Counting(hub, host.databases["gateway"]).job())
    try:
        yield Web(host, settings, hub=hub, most_streams=most_streams)
    finally:
        host.stop()
