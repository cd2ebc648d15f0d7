"""Accounts that act in tests, and the areas at which they do."""

from __future__ import annotations

from uuid import UUID, uuid4

from linli.identity import Grant, Principal, Role

DISTRICT = "210103"
STREET = "210103005"
COMMUNITY = "210103005003"
ELSEWHERE = "210102"
"""A district beside `DISTRICT`."""


def person(*roles: Role, at: str = DISTRICT, account: UUID | None = None) -> Principal:
    """An account of its own (or `account`) that holds these roles at the area."""
    return Principal(account or uuid4(), tuple(Grant(role, at) for role in roles))


def administrator(at: str = DISTRICT) -> Principal:
    """Someone who may do everything at the area, and record the past there."""
    return person(Role.ADMINISTRATOR, at=at)
