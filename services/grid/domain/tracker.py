"""Trackers: the telephones and devices that send where an officer is, known by a key that only they have."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.areas import path_of
from linli.contracts.grid.positions import FixOutcome
from linli.errors import Conflict

AHEAD = timedelta(minutes=5)
"""By how much a tracker's clock may be ahead."""


@dataclass
class Tracker:
    """A tracker of an officer; of its key only the digest is kept. `sequence` counts its changes."""

    id: UUID
    area_code: str
    path: str
    officer_id: UUID
    label: str
    voluntary: bool
    digest: str
    ended: bool = False
    sequence: int = 1

    @classmethod
    def make(cls, tracker_id: UUID, area_code: str, officer_id: UUID, label: str, voluntary: bool, key: str) -> Tracker:
        """A new tracker."""
        return cls(tracker_id, area_code, path_of(area_code), officer_id, label, voluntary, digest_of(key))

    def end(self) -> None:
        """Take no more of its positions; raises `Conflict` when that is so already."""
        if self.ended:
            raise Conflict("tracker_ended", "The tracker has ended already.", "该定位设备已停用。")
        self.ended = True
        self.sequence += 1


def digest_of(key: str) -> str:
    """By what a key is known: it is random, so a plain digest tells nothing of it."""
    return hashlib.sha256(key.encode()).hexdigest()


def refusal(at: datetime, now: datetime, kept_for: timedelta) -> FixOutcome | None:
    """Why a position of this moment is not kept, if so: its clock is ahead, or it is older than what is kept."""
    if at > now + AHEAD:
        return FixOutcome.IN_THE_FUTURE
    return FixOutcome.TOO_OLD if at < now - kept_for else None
