"""The id and the tracking code of a request, derived from who opens it and under which key: the same for a repeat."""

from __future__ import annotations

from uuid import UUID

from linli.sealing import derive

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
PATROL_ACCOUNT = UUID(int=0x6_121D)
"""Stands for the grid where it has the hotline open a request."""


def identity_of(secret: bytes, account_id: UUID, key: str) -> tuple[UUID, str]:
    """The id and the tracking code (50 bits) of the request that this account opens under this idempotency key."""
    said = derive(secret, f"request|{account_id}|{key}", 23)
    return UUID(bytes=said[:16], version=4), _code(int.from_bytes(said[16:], "big") >> 6)


def _code(number: int) -> str:
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(45, -1, -5))
    return f"{letters[:5]}-{letters[5:]}"
