"""Taking a request in: by the hotline, or, while it is away, by the gateway's own book, to be delivered later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from gateway import auth, tracking
from gateway.api.conventions import idempotency_key, known_area
from gateway.intake import store
from gateway.intake.store import KeptRequest
from gateway.intake.tables import KeptState
from gateway.parts import parts
from linli import observe
from linli.areas import Tier, ancestors, covers, tier_of
from linli.calls import Ask
from linli.clock import local, now
from linli.contracts.base import dump
from linli.contracts.hotline.catalogue import ListCategoryCodes
from linli.contracts.hotline.citizens import FileRequest
from linli.contracts.hotline.requests import OpenRequest
from linli.errors import Forbidden, Invalid, Unavailable, not_found
from linli.identity import EVERY_ROLE, PUBLIC_ROLE, Role

RECORDERS = frozenset({Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})
ACCEPTED = "accepted"
"""The state of a request that still waits for the hotline."""


@dataclass(frozen=True)
class Taken:
    """What became of a request: 201 with the resource, or 202 while it waits."""

    status: int
    resource: dict[str, Any]


def open_request(said: dict[str, Any]) -> Taken:
    """Open the request under ids derived from account and idempotency key, so that a repeat is the same request.

    Raises `Invalid`, `NotFound` or `Forbidden` as the hotline does; `Unavailable` only when the gateway cannot even
    keep it.
    """
    caller, key = auth.principal(), idempotency_key()
    request_id, code = tracking.identity_of(parts().settings.secret, caller.account_id, key)
    command = OpenRequest(id=request_id, tracking_code=code, **said)
    _check_area(command)

    def send() -> dict[str, Any]:
        return parts().backend.ask("hotline", "open_request", command, caller, key)

    def keep() -> Taken:
        _check_past(command)
        _check_next(command)
        return _keep(Ask("open_request", dump(command), caller, observe.current_chain(), key, _deadline()))

    return _take(waiting_view(kept_request(request_id)), send, keep)


def file_request(said: dict[str, Any]) -> Taken:
    """File a citizen's own request, for whom the gateway acts; else as `open_request`."""
    caller, key = auth.principal(), idempotency_key()
    request_id, code = tracking.identity_of(parts().settings.secret, caller.account_id, key)
    command = FileRequest(id=request_id, tracking_code=code, **said)
    known_area(command.area_code)

    def send() -> dict[str, Any]:
        return parts().backend.ask("hotline", "file_request", command, caller, key)

    def keep() -> Taken:
        return _keep(Ask("file_request", dump(command), caller, observe.current_chain(), key, _deadline()))

    return _take(waiting_view(kept_request(request_id), PUBLIC_ROLE), send, keep)


def request_id() -> UUID:
    """The id that a request opened by this caller under this idempotency key has."""
    return tracking.identity_of(parts().settings.secret, auth.principal().account_id, idempotency_key())[0]


def _take(waiting: dict[str, Any] | None, send: Callable[[], dict[str, Any]], keep: Callable[[], Taken]) -> Taken:
    """Hand the request to the hotline, or keep it while that is away or an earlier copy still waits."""
    if waiting is not None:
        return keep()
    try:
        _learn_categories()
        resource = send()
    except Unavailable:
        return keep()
    with parts().database.transaction() as session:
        tracking.remember(session, resource["tracking_code"], UUID(resource["id"]))
    return Taken(201, resource)


def _deadline() -> datetime:
    return now() + timedelta(seconds=parts().settings.call_timeout)


def _learn_categories() -> None:
    """Ask for the catalogue's codes now and then, to know good categories when the hotline is away."""
    if parts().categories.are_old():
        found = parts().backend.ask("hotline", "list_category_codes", ListCategoryCodes(), auth.principal())
        parts().categories.learn(found["codes"])


def _check_area(command: OpenRequest) -> None:
    """The area must be in the tree on the day of the request or today, and the caller a recorder there.

    Today counts too, for the past may be recorded in a tree that was first loaded later. Grid cells
    are in no published list: the community that a cell lies in counts for it.
    """
    code = command.area_code
    listed = ancestors(code)[-1] if tier_of(code) is Tier.CELL else code
    today = local(now()).date()
    known_area(listed, today if command.at is None else local(command.at).date(), today)
    held = auth.principal().roles_at(code)
    if not held:
        raise not_found("area", "区域")
    if not held & RECORDERS:
        wanted = ", ".join(sorted(RECORDERS))
        text, zh = f"This needs one of these roles here: {wanted}.", f"此操作需要以下角色之一：{wanted}。"
        raise Forbidden("role_missing", text, zh)


def _keep(asked: Ask) -> Taken:
    """Keep the request until the hotline is back. What the hotline would surely refuse is refused at once."""
    said = asked.command
    check_category(said["category"])
    try:
        with parts().database.transaction() as session:
            request_id, code, key = UUID(said["id"]), said["tracking_code"], asked.key or ""
            kept = store.keep(session, parts().sealer, request_id, code, asked.to_wire(), key, now())
    except Exception:
        observe.INTAKE_ERRORS.inc()
        raise
    return Taken(202, _accepted(kept))


def _check_past(command: OpenRequest) -> None:
    """The hotline's rules for records of the past, which a kept request could not be told of any more."""
    if command.at is None and command.settle_due_at is None:
        return
    if Role.ADMINISTRATOR not in auth.principal().roles_at(command.area_code):
        text, zh = "Only an administrator may record the past.", "仅管理员可补录历史时间。"
        raise Forbidden("import_needs_administrator", text, zh, {"at": [f"{text} {zh}"]})
    if command.at is not None and command.at > now():
        text, zh = "It lies in the future.", "时间不能晚于现在。"
        raise Invalid("in_the_future", text, zh, {"at": [f"{text} {zh}"]})
    if command.settle_due_at is not None and command.settle_due_at < (command.at or now()):
        text, zh = "It lies before the request was opened.", "办结时限早于受理时间。"
        raise Invalid("due_before_opening", text, zh, {"settle_due_at": [f"{text} {zh}"]})


def _check_next(command: OpenRequest) -> None:
    if command.hold and command.answer is not None:
        text, zh = "What is answered on the phone is not held for a dispatcher.", "已答复的诉求无需待派单。"
        raise Invalid("held_and_answered", text, zh, {"hold": [f"{text} {zh}"]})


def check_category(code: str) -> None:
    """Raises `Invalid` for a category that the catalogue is known not to have."""
    if parts().categories.lack(code):
        text, zh = "There is no such category; GET /api/hotline/categories lists them.", "没有该类别。"
        raise Invalid("unknown_category", text, zh, {"category": [f"{text} {zh}"]})


def kept_request(request_id: UUID) -> KeptRequest | None:
    """The request as the gateway's book has it, waiting or not."""
    with parts().database.peeking() as session:
        return store.find(session, request_id)


def waiting_view(kept: KeptRequest | None, roles: frozenset[Role] = EVERY_ROLE) -> dict[str, Any] | None:
    """What is shown of a request while it waits for the hotline, to callers whose areas reach it."""
    if kept is None or kept.state is not KeptState.WAITING:
        return None
    reached = any(covers(scope, kept.area_code) for scope in auth.principal().areas(roles))
    return _accepted(kept) if reached else None


def _accepted(kept: KeptRequest) -> dict[str, Any]:
    return {"id": str(kept.request_id), "tracking_code": kept.tracking_code, "state": ACCEPTED}
