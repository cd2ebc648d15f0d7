"""A mark on a caller's number: set by somebody for a reason, until a moment or until somebody lifts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.contracts.hotline.callers import MarkKind
from linli.errors import Conflict, Invalid


@dataclass
class CallerMark:
    """One mark; the number is sealed."""

    id: UUID
    area_code: str
    path: str
    number: str
    kind: MarkKind
    reason: str
    marked_by: UUID
    marked_at: datetime
    until: datetime | None = None
    lifted_by: UUID | None = None
    lifted_at: datetime | None = None
    rejected_calls: int = 0
    version: int = 1

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.marked_at:
            text = "It is over already. 截止时间已过。"
            raise Invalid("in_the_past", text, "截止时间已过。", {"until": [text]})

    def counts(self, at: datetime) -> bool:
        """Whether it is in force at that moment."""
        until = self.lifted_at or self.until
        return until is None or at < until

    def lift(self, by: UUID, at: datetime) -> None:
        """Take it away. Raises `Conflict` when it counts no more."""
        if not self.counts(at):
            raise Conflict("mark_over", "This mark counts no more.", "该标记已失效。")
        self.lifted_by, self.lifted_at = by, at
        self.version += 1
