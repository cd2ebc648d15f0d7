"""What a citizen does with their own request, by whichever way they have reached it, and what they see then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from gateway import auth
from gateway.api.conventions import ask
from gateway.citizens import views
from gateway.citizens.following import Found, check_kept
from gateway.parts import parts
from gateway.photos import store as photos
from linli.contracts.hotline.citizens import FollowRequest, WithdrawOwnRequest
from linli.contracts.hotline.updates import CommentRequest, RateRequest
from linli.errors import Conflict


def check_is_at_hotline(found: Found) -> None:
    """Raises `Conflict` while it still waits for the hotline."""
    if found.kept:
        text, zh = "The hotline has not got it yet; try again soon.", "诉求正在受理中，请稍后再试。"
        raise Conflict("still_accepted", text, zh)


def check_photos(wanted: Sequence[UUID], request_id: UUID) -> None:
    """Before the hotline is asked; those that the request has already are good. Raises `Invalid`."""
    with parts().database.reading() as session:
        photos.check(session, wanted, request_id)


def claim(wanted: Sequence[UUID], request_id: UUID) -> None:
    """The request has these photographs from now on."""
    with parts().database.transaction() as session:
        photos.claim(session, wanted, request_id)


def follow(found: Found, said: Mapping[str, Any]) -> dict[str, Any]:
    """Where it stands and what was written on it."""
    if found.kept:
        return views.waiting(found, check_kept(found, said["phone_tail"]))
    command = FollowRequest(tracking_code=found.code, **said)
    return views.followed(parts().backend.ask("hotline", "follow_request", command, auth.principal()))


def comment(found: Found, said: Mapping[str, Any], wanted: Sequence[UUID]) -> dict[str, Any]:
    """Write on it, with photographs that were checked."""
    command = CommentRequest(tracking_code=found.code, **said)
    shown = ask("hotline", "comment_request", command)
    claim(wanted, found.id)
    return views.followed(shown)


def withdraw(found: Found, said: Mapping[str, Any]) -> dict[str, Any]:
    """It is needed no more."""
    command = WithdrawOwnRequest(tracking_code=found.code, **said)
    return views.followed(ask("hotline", "withdraw_own_request", command))


def rate(found: Found, said: Mapping[str, Any]) -> dict[str, Any]:
    """Say how it was dealt with."""
    command = RateRequest(tracking_code=found.code, **said)
    return views.followed(ask("hotline", "rate_request", command))
