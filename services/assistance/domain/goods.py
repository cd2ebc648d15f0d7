"""Goods 物资: needs, and sharing out what there is: a floor for everybody, then by urgency, within a class by need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from linli.contracts.assistance.goods import AllocationState, NeedState
from linli.errors import Conflict, Forbidden

MOST_NEEDS = 2000
"""Needs that one allocation serves, the most urgent and the oldest first."""


@dataclass(kw_only=True, eq=False)
class Warehouse:
    """A place with stock."""

    id: UUID
    area_code: str
    code: str
    name: str
    opened_at: datetime


@dataclass(kw_only=True, eq=False)
class Need:
    """What somebody needs of an item; `pieces` are still wanting."""

    id: UUID
    area_code: str
    beneficiary_id: UUID
    item: str
    pieces: int
    priority: int
    stated_at: datetime
    state: NeedState = NeedState.OPEN
    version: int = 1

    def withdraw(self) -> None:
        """It is none any more; raises `Conflict` for one that is met or withdrawn."""
        if self.state is not NeedState.OPEN:
            raise Conflict("need_over", "The need is met or withdrawn.", "该需求已满足或撤回。")
        self.state, self.version = NeedState.WITHDRAWN, self.version + 1

    def receive(self, pieces: int) -> None:
        """So much arrived."""
        self.pieces, self.version = max(self.pieces - pieces, 0), self.version + 1
        if self.pieces == 0 and self.state is NeedState.OPEN:
            self.state = NeedState.MET


@dataclass(kw_only=True, eq=False)
class Allocation:
    """Shares of one item of one warehouse: planned by one person, released by another."""

    id: UUID
    area_code: str
    warehouse_id: UUID
    item: str
    pieces: int
    floor: int
    planned_by: UUID
    planned_at: datetime
    state: AllocationState = AllocationState.PLANNED
    released_by: UUID | None = None
    version: int = 1

    def release(self, by: UUID) -> None:
        """Have it handed out; raises `Forbidden` (`four_eyes`) for who planned it."""
        if by == self.planned_by:
            raise Forbidden("four_eyes", "You planned this; someone else must release it.", "编制与审批须为不同人员。")
        self._must_be(AllocationState.PLANNED)
        self.state, self.released_by, self.version = AllocationState.RELEASED, by, self.version + 1

    def cancel(self) -> None:
        """Give it up before it is released."""
        self._must_be(AllocationState.PLANNED)
        self.state, self.version = AllocationState.CANCELLED, self.version + 1

    def arrive(self) -> None:
        """A share arrived."""
        self._must_be(AllocationState.RELEASED)
        self.version += 1

    def _must_be(self, state: AllocationState) -> None:
        if self.state is not state:
            raise Conflict("illegal_transition", f"The allocation is {self.state}.", "当前状态不允许该操作。")


@dataclass(frozen=True)
class Wanted:
    """One need as the sharing out sees it: how many pieces, and how urgent, 1 before 2."""

    key: str
    pieces: int
    priority: int


def allocate(available: int, wanted: Sequence[Wanted], floor: int) -> dict[str, int]:
    """How many whole pieces each gets of what is available.

    `floor` percent of it are spread evenly over all needs, none getting more than it needs, so that nobody is left
    with nothing for being less urgent. The rest fills the most urgent class first; the class that it does not fill is
    served in proportion to what each still needs, whole pieces by the largest remainder. All is given while anybody
    still needs some.
    """
    given = _evenly(available * floor // 100, wanted)
    rest = available - sum(given.values())
    for priority in sorted({one.priority for one in wanted}):
        still = {one.key: one.pieces - given[one.key] for one in wanted if one.priority == priority}
        for key, pieces in _in_proportion(rest, still).items():
            given[key] += pieces
            rest -= pieces
    return given


def _evenly(pool: int, wanted: Sequence[Wanted]) -> dict[str, int]:
    """The pool in equal parts, what one does not need going to the others: the smallest needs are served first."""
    given, left = {}, pool
    ordered = sorted(wanted, key=lambda one: (one.pieces, one.key))
    for number, one in enumerate(ordered):
        given[one.key] = min(one.pieces, left // (len(ordered) - number))
        left -= given[one.key]
    return given


def _in_proportion(rest: int, still: dict[str, int]) -> dict[str, int]:
    total = sum(still.values())
    if total <= rest:
        return still
    given = {key: rest * pieces // total for key, pieces in still.items()}
    by_remainder = sorted(still, key=lambda key: (-(rest * still[key] % total), key))
    for key in by_remainder[: rest - sum(given.values())]:
        given[key] += 1
    return given


def stock_account(warehouse_id: UUID, item: str) -> UUID:
    """The account of what a warehouse has of an item."""
    return uuid5(warehouse_id, f"stock:{item}")


def outside_account(warehouse_id: UUID, item: str) -> UUID:
    """The account of the world outside, where goods come from."""
    return uuid5(warehouse_id, f"outside:{item}")


def gone_account(warehouse_id: UUID, item: str) -> UUID:
    """The account of what was handed out or written off."""
    return uuid5(warehouse_id, f"gone:{item}")
