"""What an operator is told of a caller's household 家庭标识: a few words, of who agreed to it, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linli.contracts.envelope import Event, event


class HouseholdFlag(StrEnum):
    """A word about the household of a person: what an operator heeds when one of it calls."""

    LIVES_ALONE = "lives_alone"
    AGED = "aged"
    DISABLED = "disabled"
    NEEDS_CARE = "needs_care"
    LIVING_ALLOWANCE = "living_allowance"
    DESTITUTE = "destitute"


@event("assistance", "household_flags.changed")
@dataclass(frozen=True, kw_only=True)
class HouseholdFlagsChanged(Event):
    """What may be told of a person's household is other words now; its `subject` is the person's id.

    `caller` is a mark of their number (`linli.sealing.Sealer.mark`), by which nobody finds the number; None with no
    words: there is no number, or they do not agree any more that the hotline uses their data.
    """

    caller: str | None
    flags: tuple[HouseholdFlag, ...]
