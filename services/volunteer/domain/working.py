"""What volunteers were asked, answered and did, counted for an area's indicators."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from linli.contracts.volunteer.engagements import EngagementState
from linli.contracts.volunteer.teams import ServiceWork

TAKEN = (
    EngagementState.ACCEPTED,
    EngagementState.PRESENT,
    EngagementState.SERVED,
    EngagementState.MISSED,
    EngagementState.CANCELLED,
)
"""Somebody said yes, whatever came after it."""
DONE, GIVEN_UP = "done", "given_up"
"""Outcomes of tasks; one whose request was withdrawn or settled without it is neither."""


@dataclass(frozen=True, kw_only=True)
class Worked:
    """What was counted: hours, offers by state, tasks by outcome."""

    hours: Decimal
    offers: Counter[EngagementState]
    tasks: Counter[str]


def work_of(counted: Worked) -> ServiceWork:
    """The counts and their shares; an offer that was withdrawn or may still be answered counts as neither."""
    taken = sum(counted.offers[state] for state in TAKEN)
    answered, unanswered = taken + counted.offers[EngagementState.DECLINED], counted.offers[EngagementState.EXPIRED]
    done, given_up = counted.tasks[DONE], counted.tasks[GIVEN_UP]
    return ServiceWork(
        hours=counted.hours,
        answered=answered,
        unanswered=unanswered,
        taken=taken,
        done=done,
        given_up=given_up,
        response=_share(answered, answered + unanswered),
        completion=_share(done, done + given_up),
    )


def _share(counted: int, of: int) -> float | None:
    return round(counted / of, 4) if of else None
