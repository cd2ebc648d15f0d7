"""What is asked of the worker process that matches, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from linli.contracts.base import AreaCode


@dataclass(frozen=True, kw_only=True)
class MatchArea:
    """Find the optimum over all open places of a district."""

    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class ProposedMatch:
    """A volunteer for a place."""

    task_id: UUID
    role: str
    volunteer_id: UUID


@dataclass(frozen=True, kw_only=True)
class Matched:
    """What came of a cycle: how many matches were found, and how many of them still held and were offered."""

    area_code: AreaCode
    proposed: int
    offered: int
