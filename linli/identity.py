"""Who acts, where and as what: roles at areas, carried from the gateway to every service and checked in both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from linli.areas import covers


class Role(StrEnum):
    """What a person may be at an area; docs/glossary.md pairs each with its Chinese name."""

    OPERATOR = "operator"
    DISPATCHER = "dispatcher"
    HANDLER = "handler"
    SUPERVISOR = "supervisor"
    AID_SURVEYOR = "aid_surveyor"
    AID_APPROVER = "aid_approver"
    AID_PAYER = "aid_payer"
    COORDINATOR = "coordinator"
    PATROL_LEADER = "patrol_leader"
    GRID_WORKER = "grid_worker"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    CITIZEN = "citizen"


PUBLIC_ROLE = frozenset({Role.CITIZEN})
"""What the gateway alone acts as for the public; no account holds it."""
EVERY_ROLE = frozenset(Role) - PUBLIC_ROLE
"""Every role that an account may hold."""


@dataclass(frozen=True)
class Grant:
    """One role at one area, which reaches all areas below."""

    role: Role
    area_code: str


@dataclass(frozen=True)
class Principal:
    """The person or program that acts."""

    account_id: UUID
    grants: tuple[Grant, ...]

    def roles_at(self, area_code: str) -> frozenset[Role]:
        """The roles this principal holds at the area, by itself or from above."""
        return frozenset(grant.role for grant in self.grants if covers(grant.area_code, area_code))

    def areas(self, roles: frozenset[Role] = EVERY_ROLE) -> tuple[str, ...]:
        """The widest areas at which one of these roles is held; areas within another of them are left out."""
        codes = {grant.area_code for grant in self.grants if grant.role in roles}
        return tuple(sorted(c for c in codes if not any(o != c and covers(o, c) for o in codes)))

    def to_wire(self) -> dict[str, Any]:
        """The principal as it travels with a call."""
        return {
            "account_id": str(self.account_id),
            "grants": [[grant.role.value, grant.area_code] for grant in self.grants],
        }


def principal_from_wire(wire: Mapping[str, Any]) -> Principal:
    """The principal that `to_wire` wrote; raises KeyError, TypeError or ValueError for anything else."""
    grants = tuple(Grant(Role(role), str(area)) for role, area in wire["grants"])
    return Principal(UUID(wire["account_id"]), grants)
