"""What other rules would have done to past requests: counted by groups of requests that rules cannot tell apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.hotline.domain.catalogue import Edition
from services.hotline.domain.routing import Case, Unit


@dataclass(frozen=True)
class Alike:
    """So many requests that are one case to every rule."""

    case: Case
    requests: int


@dataclass(frozen=True)
class Move:
    """From one unit to another, by a rule; None: by the category's own unit."""

    source: Unit
    target: Unit
    rule: str | None


@dataclass
class Outcome:
    """How many requests were looked at, and for each move those that would make it."""

    requests: int = 0
    moves: dict[Move, list[Alike]] = field(default_factory=dict)

    def add(self, groups: Iterable[Alike], now: Edition, then: Edition) -> None:
        """Count these groups too: what the rules in force say of each against what the proposed ones say."""
        for one in groups:
            self.requests += one.requests
            source, _ = now.unit_for(one.case)
            target, rule = then.unit_for(one.case)
            if source != target:
                self.moves.setdefault(Move(source, target, rule), []).append(one)

    @property
    def changed(self) -> int:
        """How many requests would change their unit."""
        return sum(one.requests for groups in self.moves.values() for one in groups)

    def largest(self, limit: int) -> list[tuple[Move, list[Alike]]]:
        """The moves of most requests, each with its groups, the largest first."""
        ranked = sorted(self.moves.items(), key=lambda one: (-sum(group.requests for group in one[1]), str(one[0])))
        return [(move, sorted(groups, key=lambda one: -one.requests)) for move, groups in ranked[:limit]]
