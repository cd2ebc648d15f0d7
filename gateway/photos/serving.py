"""Giving photographs out: only to who may see the request, as a picture and nothing else."""

from __future__ import annotations

import hmac
from uuid import UUID

from flask import Response

from gateway.parts import parts
from linli.clock import now
from linli.sealing import derive

LIFETIME = 900
"""Seconds that a link is good for."""
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def link(photo_id: UUID) -> str:
    """An address at which a browser can show the photograph for a quarter of an hour, without a token."""
    until = int(now().timestamp()) + LIFETIME
    return f"/api/citizen/photos/{photo_id}/{until}.{_signature(photo_id, until)}"


def is_good(photo_id: UUID, ticket: str) -> bool:
    """Whether this is the ticket of a link of ours that is still good."""
    until, _, signature = ticket.partition(".")
    if not (until.isascii() and until.isdigit()) or len(until) > 12:
        return False
    wanted = _signature(photo_id, int(until))
    return hmac.compare_digest(signature.encode("utf-8", "replace"), wanted.encode()) and int(until) > now().timestamp()


def _signature(photo_id: UUID, until: int) -> str:
    return derive(parts().settings.secret, f"photo|{photo_id}|{until}", 24).hex()


def shown(content: bytes) -> Response:
    """The picture, which no browser may take for anything else or run anything of."""
    response = Response(content, content_type="image/jpeg")
    response.headers["Content-Disposition"] = 'inline; filename="photo.jpg"'
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
