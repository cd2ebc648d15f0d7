"""What a formula is made of, and what it may speak about.

A formula says a number, a truth or a text over one household: its facts by name, sums and counts over its members.
There is no division, so every number has a finite number of decimal places and is exact: per-head incomes are compared
as household sums (民发〔2021〕57号 art. 23 writes the gap as standard × persons − income).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a formula or a part of it says."""

    NUMBER = "number"
    TRUTH = "truth"
    TEXT = "text"


Value = Decimal | bool | str | None
"""A value; None is what nobody knows yet, which is neither nothing nor false."""


@dataclass(frozen=True)
class Word:
    """A fact that formulas may name: its kind, how people call it, and for a number its decimal places."""

    kind: Kind
    zh: str
    en: str
    places: int = 0


@dataclass(frozen=True)
class Vocabulary:
    """The facts of a household, and those of each of its members (named only inside `sum`, `count`, `any`, `all`)."""

    household: Mapping[str, Word]
    member: Mapping[str, Word]

    def words(self, *, inside: bool) -> Mapping[str, Word]:
        """What may be named: inside a sum over members their facts and the household's, outside only the latter."""
        return {**self.household, **self.member} if inside else self.household


@dataclass(frozen=True)
class Constant:
    """A number, a text in quotes, `true` or `false`; `said` is how it was written."""

    value: Decimal | bool | str
    said: str
    at: int


@dataclass(frozen=True)
class Fact:
    """A fact by its name."""

    name: str
    at: int


@dataclass(frozen=True)
class Unary:
    """`-x` or `not x`."""

    sign: str
    of: Node
    at: int


@dataclass(frozen=True)
class Binary:
    """Two parts and what joins them: `+ - *`, a comparison, `and`, `or`."""

    sign: str
    left: Node
    right: Node
    at: int


@dataclass(frozen=True)
class Choice:
    """`if … then … else …`."""

    condition: Node
    then: Node
    other: Node
    at: int


@dataclass(frozen=True)
class Call:
    """A function of its arguments; those of `OVER_MEMBERS` are asked of each member."""

    name: str
    arguments: tuple[Node, ...]
    at: int


Node = Constant | Fact | Unary | Binary | Choice | Call

COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")
OVER_MEMBERS = frozenset({"sum", "count", "any", "all"})
ROUNDING = frozenset({"round", "round_up"})
MOST_PLACES = 6
"""Decimal places a number may come to have: what is counted in whole numbers of the last place fits in 64 bits."""


@dataclass(frozen=True)
class Formula:
    """A formula that was read and checked: its text, its tree, what it says, and the decimal places of its number."""

    text: str
    root: Node
    kind: Kind
    places: int
