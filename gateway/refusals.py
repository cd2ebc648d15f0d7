"""Refusals that only the web side knows: not signed in, too many tries, no If-Match, a request that cannot be read."""

from __future__ import annotations

from linli.errors import LinliError


class Undecodable(LinliError):
    """The request cannot be read at all; the caller must send another."""

    kind = "undecodable"


class Unauthenticated(LinliError):
    """Nobody is signed in, or the token or session is not good (any more)."""

    kind = "unauthenticated"


class PreconditionRequired(LinliError):
    """A change must say in If-Match which version it is meant for (RFC 6585)."""

    kind = "precondition_required"


class TooMany(LinliError):
    """Too many requests or tries; `retry_after` seconds to wait."""

    kind = "too_many"

    def __init__(self, code: str, message: str, message_zh: str, retry_after: int) -> None:
        super().__init__(code, message, message_zh)
        self.retry_after = max(retry_after, 1)


def not_signed_in() -> Unauthenticated:
    """The one answer for no, wrong, expired and revoked credentials."""
    return Unauthenticated(
        "not_signed_in", "Sign in, or send a valid bearer token.", "请先登录，或提供有效的访问令牌。"
    )
