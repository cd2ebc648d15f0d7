"""Routing and deadline rules: what they say, the calls that show, change and try them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note
from linli.contracts.hotline.catalogue import DeadlineText, DepartmentCode, Priority, UnitTier, Validity
from linli.contracts.hotline.words import Category, Channel, Kind

Order = Annotated[int, validate.Range(0, 1_000_000)]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What a rule is for: an area and all below it, a category or a group, a kind, a channel, a priority; None: all."""

    area_code: AreaCode | None = None
    category: Category | None = None
    group: Category | None = None
    kind: Kind | None = None
    channel: Channel | None = None
    priority: Priority | None = None
    order: Order = 100
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class RoutedUnit:
    """Where a routing rule leads: to a tier above the request or one area, to a department; what is None stays."""

    tier: UnitTier | None = None
    area_code: AreaCode | None = None
    department: DepartmentCode | None = None


@dataclass(frozen=True, kw_only=True)
class RuleClocks:
    """The clocks that a deadline rule sets; what is None stays."""

    sign: DeadlineText | None = None
    answer: DeadlineText | None = None
    settle: DeadlineText | None = None


@dataclass(frozen=True, kw_only=True)
class RoutingDefinition(Condition):
    """What is said by a routing rule. Of all that fit, the most specific area decides, then the lowest order."""

    unit: RoutedUnit


@dataclass(frozen=True, kw_only=True)
class DeadlineDefinition(Condition):
    """What is said by a deadline rule; each clock is decided by itself, as routing is."""

    deadlines: RuleClocks


@dataclass(frozen=True, kw_only=True)
class ListRules:
    """Ask for the rules of a day (today, unless given) that concern an area; `cursor` is the last code seen."""

    at: date | None = None
    area_code: AreaCode | None = None
    cursor: Category | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class CreateRoutingRule(RoutingDefinition, Validity):
    """Add a routing rule."""

    code: Category


@dataclass(frozen=True, kw_only=True)
class ChangeRoutingRule(RoutingDefinition, Validity):
    """Say what a routing rule says from a day on; what was planned for it from then on falls away."""

    code: Category
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class CreateDeadlineRule(DeadlineDefinition, Validity):
    """Add a deadline rule."""

    code: Category


@dataclass(frozen=True, kw_only=True)
class ChangeDeadlineRule(DeadlineDefinition, Validity):
    """Say what a deadline rule says from a day on; what was planned for it from then on falls away."""

    code: Category
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RoutingRuleView(RoutingDefinition):
    """A routing rule, and when it holds (`valid_until` is the first day after)."""

    code: str
    version: int
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, kw_only=True)
class DeadlineRuleView(DeadlineDefinition):
    """A deadline rule, and when it holds (`valid_until` is the first day after)."""

    code: str
    version: int
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, kw_only=True)
class RoutingRulesView:
    """A page of routing rules in the order of their codes."""

    items: tuple[RoutingRuleView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class DeadlineRulesView:
    """A page of deadline rules in the order of their codes."""

    items: tuple[DeadlineRuleView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class ProposedRule(RoutingDefinition):
    """A routing rule to be tried; with the code of one that there is, in its place."""

    code: Category


@dataclass(frozen=True, kw_only=True)
class DryRunRouting:
    """Ask what proposed rules would have done to the requests of an area and a period, the last month unless given.

    `rules` are added, `retired` names rules that are taken away. Nothing is changed. `until` is the first day after.
    """

    area_code: AreaCode
    rules: Annotated[tuple[ProposedRule, ...], validate.Length(max=500)] = ()
    retired: Annotated[tuple[Category, ...], validate.Length(max=500)] = ()
    since: date | None = None
    until: date | None = None
    pairs: Annotated[int, validate.Range(1, 200)] = 50
    examples: Annotated[int, validate.Range(0, 10)] = 3


@dataclass(frozen=True, kw_only=True)
class UnitView:
    """A unit: a department at an area."""

    area_code: str
    department: str


@dataclass(frozen=True, kw_only=True)
class DryRunExample:
    """A request that would go elsewhere."""

    id: UUID
    tracking_code: str
    area_code: str
    category: str


@dataclass(frozen=True, kw_only=True)
class DryRunMove:
    """How many requests would go from one unit to another, by which rule (None: the category's own unit), with some."""

    source: UnitView
    target: UnitView
    rule: str | None
    requests: int
    examples: tuple[DryRunExample, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class DryRunView:
    """What would have happened: of how many requests how many would move, the moves with most requests first.

    `moves` is the number of different moves, of which `items` shows at most the `pairs` asked for.
    """

    since: date
    until: date
    requests: int
    changed: int
    moves: int
    items: tuple[DryRunMove, ...]
