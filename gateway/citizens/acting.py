"""Acting for a citizen: the one place where the role citizen is taken, for one area and one request."""

from __future__ import annotations

from uuid import UUID

from gateway import auth
from gateway.api.conventions import idempotency_key
from gateway.areas import store as areas
from gateway.parts import parts
from linli.clock import local, now
from linli.errors import Invalid, Unavailable
from linli.identity import Grant, Principal, Role
from linli.sealing import derive

SHORTEST_KEY = 16
"""Characters of the key of who gives no telephone number: two people must not come upon the same."""


def act_for_filer(area_code: str, phone: str | None) -> None:
    """Act for who files a request there, one and the same person under one telephone number.

    Raises `Invalid` when there is no number and the idempotency key is too short to be one person's own.
    """
    if phone is None and len(idempotency_key()) < SHORTEST_KEY:
        text = f"Give an Idempotency-Key of at least {SHORTEST_KEY} characters, or a telephone number."
        zh = f"请提供至少{SHORTEST_KEY}个字符的幂等键，或填写电话号码。"
        raise Invalid("short_key", text, zh, {"Idempotency-Key": [f"{text} {zh}"]})
    digits = "".join(one for one in phone or "" if one.isdigit())
    act(f"phone {digits}" if digits else "nobody", area_code)


def act_for_account(citizen_id: UUID, area_code: str) -> None:
    """Act for who is signed in."""
    act(f"account {citizen_id}", area_code)


def act_for_follower(code: str, area_code: str) -> None:
    """Act for who follows the request with this tracking code."""
    act(f"code {code}", area_code)


def first_district() -> str:
    """The installation's first district: where the gateway acts for who is tied to no area.

    Raises `Unavailable` before it has any.
    """
    with parts().database.reading() as session:
        found = areas.districts(session, local(now()).date())
    if not found:
        raise Unavailable("no_areas", "No areas are loaded yet.", "尚未导入区划。")
    return found[0].code


def act(who: str, area_code: str) -> None:
    """Answer this request of the public as a citizen at this area, known by `who`."""
    account = UUID(bytes=derive(parts().settings.secret, f"citizen|{who}", 16), version=4)
    auth.act_as(Principal(account, (Grant(Role.CITIZEN, area_code),)))
