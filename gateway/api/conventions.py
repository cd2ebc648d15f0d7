"""What all routes share: idempotency keys, versions by If-Match and ETag, areas in scope, pages, calls to services."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from flask import Response, g, request
from sqlalchemy.orm import Session

from gateway import auth
from gateway.api.replies import claim, remember
from gateway.areas import store as areas
from gateway.areas.store import Area
from gateway.parts import parts
from gateway.projections import store as projections
from gateway.projections.views import Page, RequestRow
from gateway.refusals import PreconditionRequired
from linli.areas import Tier, covers
from linli.clock import local, now
from linli.contracts.base import dump
from linli.errors import Forbidden, Invalid, StaleVersion, existing, not_found
from linli.identity import EVERY_ROLE, Role

KEY_HEADER = "Idempotency-Key"

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_ETAG = re.compile(r'"([\x21\x23-\x7e]*)"')
_VERSION = re.compile(r"0|[1-9][0-9]{0,8}")


def idempotency_key() -> str:
    """The key of this request, the caller's or a new one, which the answer echoes. Raises `Invalid`."""
    if "idempotency_key" not in g:
        given = request.headers.get(KEY_HEADER)
        if given is not None and not _KEY.fullmatch(given):
            text = "Give 1 to 200 visible ASCII characters without blanks."
            zh = "请填写1至200个不含空格的可见ASCII字符。"
            raise Invalid("bad_idempotency_key", text, zh, {KEY_HEADER: [f"{text} {zh}"]})
        g.idempotency_key = given or str(uuid4())
    return str(g.idempotency_key)


def seen_version() -> int | None:
    """The version named by If-Match, None for `*`.

    Raises `PreconditionRequired` without the header, `Invalid` for one that is no single entity tag, `StaleVersion`
    for a tag that no version has.
    """
    given = request.headers.get("If-Match")
    if given is None:
        text, zh = 'Send If-Match with the ETag you saw ("3") or *.', '请在 If-Match 中提供所见版本（如 "3"）或 *。'
        raise PreconditionRequired("if_match_missing", text, zh, {"If-Match": [f"{text} {zh}"]})
    if given.strip() == "*":
        return None
    tag = _ETAG.fullmatch(given.strip())
    if tag is None:
        text, zh = 'Give one strong entity tag such as "3", or *.', '请填写单个实体标签（如 "3"）或 *。'
        raise Invalid("bad_if_match", text, zh, {"If-Match": [f"{text} {zh}"]})
    if not _VERSION.fullmatch(tag[1]):
        text, zh = "No version has this tag; read it again.", "没有该版本，请刷新后重试。"
        raise StaleVersion("stale_version", text, zh, {"If-Match": [f"{text} {zh}"]})
    return int(tag[1])


def answer(said: Any, status: int = 200, *, version: int | None = None, location: str | None = None) -> Response:
    """A JSON answer; with `version` its ETag."""
    body = dump(said) if is_dataclass(said) and not isinstance(said, type) else said
    response = Response(json.dumps(body, ensure_ascii=False), status, content_type="application/json")
    if version is not None:
        response.headers["ETag"] = f'"{version}"'
    if location is not None:
        response.headers["Location"] = location
    return response


def page(found: Page[Any]) -> Response:
    """A page of rows and the cursor of the next."""
    return answer({"items": [dump(row) for row in found.rows], "next_cursor": found.next_cursor})


def read(service: str, method: str, command: Any) -> Response:
    """What a service answers to a question, with its ETag."""
    said = parts().backend.ask(service, method, command, auth.principal())
    return answer(said, version=said.get("version"))


def ask(service: str, method: str, command: Any) -> dict[str, Any]:
    """What a service answers to a change, which is made once for this request's key."""
    return parts().backend.ask(service, method, command, auth.principal(), idempotency_key())


def change(service: str, method: str, command: Callable[..., Any], thing: UUID, said: Mapping[str, Any]) -> Response:
    """Ask a service to move a thing on from the version the caller saw."""
    found = ask(service, method, command(id=thing, version=seen_version(), **said))
    return answer(found, version=found["version"])


def changes(service: str) -> Callable[..., Response]:
    """`change` for one service."""
    return partial(change, service)


def scopes(area: str | None, roles: frozenset[Role] = EVERY_ROLE) -> tuple[str, ...]:
    """The areas to look in: the caller's own, or the one asked for. Raises `NotFound` for one out of their reach."""
    own = auth.principal().areas(roles)
    if area is None:
        return own
    if not any(covers(one, area) for one in own):
        raise not_found("area", "区域")
    return (area,)


def only_area() -> str:
    """The area at which the caller acts, where none is named; raises `Invalid` when there are several."""
    own = auth.principal().areas()
    if len(own) != 1:
        text, zh = "You act at several areas: name one.", "您在多个辖区任职，请指定一个。"
        raise Invalid("area_missing", text, zh, {"area": [f"{text} {zh}"]})
    return own[0]


def known_area(code: str, *dates: date) -> Area:
    """The area with this code on the first of these dates (today, unless given) on which there was one.

    Raises `Invalid` naming `area_code`.
    """
    with parts().database.peeking() as session:
        asked = (areas.area(session, code, at) for at in dates or (local(now()).date(),))
        found = next((one for one in asked if one), None)
    if found is None:
        text, zh = "There is no such area at that date.", "该日期没有此区域。"
        raise Invalid("unknown_area", text, zh, {"area_code": [f"{text} {zh}"]})
    return found


def reached_request(session: Session, request_id: UUID) -> RequestRow:
    """Where the request stands, if the caller's areas reach it; raises `NotFound`."""
    row = projections.find_request_row(session, request_id)
    if row is None or not auth.principal().roles_at(row.area_code):
        raise not_found("request", "诉求")
    return row


def reached_area(code: str, at: date | None = None) -> Area:
    """The area at that date if the caller's areas reach it; raises `NotFound`."""
    (wanted,) = scopes(code)
    with parts().database.peeking() as session:
        return existing(areas.area(session, wanted, at or local(now()).date()), "area", "区域")


def district_to_administer(code: str, field: str = "area_code") -> str:
    """The district, for what holds for all of it, where the caller is its administrator.

    Raises `NotFound`, `Forbidden`, and `Invalid` (the field of the area) for one that is no district.
    """
    area = reached_area(code)
    if Role.ADMINISTRATOR not in auth.principal().roles_at(area.code):
        raise Forbidden("role_missing", "This needs the role administrator here.", "您不是此辖区的管理员。")
    if area.tier is not Tier.DISTRICT:
        text, zh = "This is done for a whole district.", "此项按整个区办理。"
        raise Invalid("no_district", text, zh, {field: [f"{text} {zh}"]})
    return area.code


def secret_digest(*said: str) -> bytes:
    """64 bytes that only this installation can derive from these texts."""
    return hmac.new(parts().settings.secret, "\x1f".join(said).encode(), hashlib.sha512).digest()


def new_id(what: str) -> UUID:
    """The id of what this caller makes under this request's key: a repeat makes the same."""
    said = secret_digest(what, str(auth.principal().account_id), idempotency_key())
    return UUID(bytes=said[:16], version=4)


def once(work: Callable[[Any], tuple[dict[str, Any], int]], fingerprint: str) -> Response:
    """Do a change of the gateway's own tables once per account and key; a repeat answers the same.

    The answer has an ETag where it says its version. Raises `Conflict` (`idempotency_key_reused`) when the key came
    with something else before.
    """
    owner, key = auth.principal().account_id, idempotency_key()
    print_of_it = secret_digest(request.path, fingerprint).hex()
    with parts().database.transaction() as session:
        known = claim(session, owner, key, print_of_it)
        if known is None:
            body, status = work(session)
            known = {"body": body, "status": status}
            remember(session, owner, key, known)
    return answer(known["body"], known["status"], version=known["body"].get("version"))
