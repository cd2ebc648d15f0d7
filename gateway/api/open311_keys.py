"""The routes by which administrators give out and revoke the API keys of Open311."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from gateway import auth
from gateway.access import needs
from gateway.api.conventions import answer, idempotency_key, known_area, once, scopes
from gateway.api.routes import Routes, body_of
from gateway.open311 import keys
from gateway.open311.keys import ApiKey
from gateway.parts import parts
from linli.contracts.base import AreaCode, dump, schema_class, text
from linli.identity import Role

KEEPERS = frozenset({Role.ADMINISTRATOR})
ADMINISTRATORS = needs(KEEPERS)

routes = Routes("open311_keys", "/api/open311/keys", "API keys of Open311 接口密钥")


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """Whose program, and the area at which it files."""

    name: Annotated[str, text(1, 60)]
    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class MadeKey:
    """The key with its text, which is shown this once."""

    key: ApiKey
    api_key: str


@dataclass(frozen=True, kw_only=True)
class KeyList:
    """The keys of the caller's areas, oldest first."""

    items: tuple[ApiKey, ...]


@routes.get("", ADMINISTRATORS, schema_class(KeyList))
def list_keys() -> Response:
    """The keys of the administrator's areas 密钥列表"""
    with parts().database.reading() as session:
        return answer(KeyList(items=tuple(keys.of_areas(session, scopes(None, KEEPERS)))))


@routes.post("", ADMINISTRATORS, schema_class(MadeKey), body=body_of(NewKey), status=201)
def make_key(said: dict[str, Any]) -> Response:
    """Give out a key; its text is shown this once 新建密钥"""
    scopes(said["area_code"], KEEPERS)
    known_area(said["area_code"])
    idempotency_key()
    with parts().database.transaction() as session:
        made, shown = keys.make(session, said["name"], said["area_code"], auth.principal().account_id)
    return answer(MadeKey(key=made, api_key=shown), 201)


@routes.post("/<uuid:key_id>/revoke", ADMINISTRATORS, schema_class(ApiKey))
def revoke_key(key_id: UUID) -> Response:
    """Revoke a key at once 停用密钥"""

    def work(session: Session) -> tuple[dict[str, Any], int]:
        return dump(keys.revoke(session, key_id, scopes(None, KEEPERS))), 200

    return once(work, str(key_id))
