"""Routing and deadline rules: shown, changed, and tried on past requests."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any, TypeVar

from linli.areas import covers
from linli.clock import LOCAL, local
from linli.contracts.hotline.catalogue import RetireEntry
from linli.contracts.hotline.routing import (
    ChangeDeadlineRule,
    ChangeRoutingRule,
    CreateDeadlineRule,
    CreateRoutingRule,
    DeadlineRulesView,
    DeadlineRuleView,
    DryRunExample,
    DryRunMove,
    DryRunRouting,
    DryRunView,
    ListRules,
    RoutingRulesView,
    RoutingRuleView,
    UnitView,
)
from linli.errors import Invalid
from linli.work import Work
from services.hotline.domain.catalogue import Catalogue, Edition, Entry, EntryKind, definition_in
from services.hotline.domain.dry_run import Alike, Move, Outcome
from services.hotline.store import routing as store
from services.hotline.usecases.catalogue import change, create, current, refuse_faults, retire, view_of

V = TypeVar("V")
LONGEST = timedelta(days=366)


def list_routing(work: Work, said: ListRules) -> RoutingRulesView:
    """A page of routing rules."""
    items, cursor = _page(work, EntryKind.ROUTING, said, RoutingRuleView)
    return RoutingRulesView(items=items, next_cursor=cursor)


def list_deadlines(work: Work, said: ListRules) -> DeadlineRulesView:
    """A page of deadline rules."""
    items, cursor = _page(work, EntryKind.DEADLINE, said, DeadlineRuleView)
    return DeadlineRulesView(items=items, next_cursor=cursor)


def _page(work: Work, kind: EntryKind, said: ListRules, form: Callable[..., V]) -> tuple[tuple[V, ...], str | None]:
    work.authorised = True
    known = current(work)
    entries = known.on(said.at or local(work.now).date()).of_kind(kind)
    wanted = sorted((one for one in entries if _concerns(one, said.area_code)), key=lambda one: one.code)
    behind = [one for one in wanted if said.cursor is None or one.code > said.cursor]
    page = tuple(view_of(form, one, known) for one in behind[: said.limit])
    return page, behind[said.limit - 1].code if len(behind) > said.limit else None


def _concerns(entry: Entry, area_code: str | None) -> bool:
    """Whether a rule may decide for the area or for one within it."""
    mine: str | None = entry.definition.area_code
    return area_code is None or mine is None or covers(mine, area_code) or covers(area_code, mine)


def create_routing(work: Work, said: CreateRoutingRule) -> RoutingRuleView:
    """Add a routing rule."""
    return view_of(RoutingRuleView, create(work, EntryKind.ROUTING, said), current(work))


def change_routing(work: Work, said: ChangeRoutingRule) -> RoutingRuleView:
    """Say what a routing rule says from a day on."""
    return view_of(RoutingRuleView, change(work, EntryKind.ROUTING, said), current(work))


def retire_routing(work: Work, said: RetireEntry) -> RoutingRuleView:
    """End a routing rule on a day."""
    return view_of(RoutingRuleView, retire(work, EntryKind.ROUTING, said), current(work))


def create_deadline(work: Work, said: CreateDeadlineRule) -> DeadlineRuleView:
    """Add a deadline rule."""
    return view_of(DeadlineRuleView, create(work, EntryKind.DEADLINE, said), current(work))


def change_deadline(work: Work, said: ChangeDeadlineRule) -> DeadlineRuleView:
    """Say what a deadline rule says from a day on."""
    return view_of(DeadlineRuleView, change(work, EntryKind.DEADLINE, said), current(work))


def retire_deadline(work: Work, said: RetireEntry) -> DeadlineRuleView:
    """End a deadline rule on a day."""
    return view_of(DeadlineRuleView, retire(work, EntryKind.DEADLINE, said), current(work))


def dry_run(work: Work, said: DryRunRouting) -> DryRunView:
    """What proposed rules would have done to past requests; nothing is changed."""
    work.authorise(said.area_code, "area", "区域")
    known, today = current(work), local(work.now).date()
    return compared(work, said, known.on(today), _proposed(known, said, today).on(today))


def _proposed(known: Catalogue, said: DryRunRouting, day: date) -> Catalogue:
    added = [
        Entry(EntryKind.ROUTING, one.code, 1, 0, day, None, definition_in(EntryKind.ROUTING, one)) for one in said.rules
    ]
    here = known.on(day)
    missing = [code for code in said.retired if here.entry(EntryKind.ROUTING, code) is None]
    if missing:
        text = f"There is no routing rule {', '.join(missing)}. 没有该派单规则。"
        raise Invalid("unknown_rule", text, "没有该派单规则。", {"retired": [text]})
    ended = [Entry(EntryKind.ROUTING, code, 1, 0, day, day, None) for code in said.retired]
    then = known.with_versions([*ended, *added])
    refuse_faults(added, then, day)
    return then


def compared(work: Work, said: DryRunRouting, now: Edition, then: Edition) -> DryRunView:
    """Where the requests of the area and the period go by one catalogue and by another."""
    since, until = _period(said, local(work.now).date())
    moments = _begin(since), _begin(until)
    outcome = Outcome()
    for page in store.alike(work.session, said.area_code, *moments):
        outcome.add(page, now, then)
        time.sleep(0)  # under eventlet the other calls of this process get their turn
    items = [_move(work, said, *one, moments) for one in outcome.largest(said.pairs)]
    return DryRunView(
        since=since,
        until=until,
        requests=outcome.requests,
        changed=outcome.changed,
        moves=len(outcome.moves),
        items=tuple(items),
    )


def _period(said: DryRunRouting, today: date) -> tuple[date, date]:
    """The days asked for; last month unless given. Raises `Invalid` for none, or for more than a year."""
    first = today.replace(day=1)
    until = said.until or (first if said.since is None else today + timedelta(days=1))
    since = said.since or (until - timedelta(days=1)).replace(day=1)
    if not timedelta() < until - since <= LONGEST:
        text = "Give a period of one to 366 days. 请填写1至366天的期间。"
        raise Invalid("bad_period", text, "请填写1至366天的期间。", {"until": [text]})
    return since, until


def _begin(day: date) -> datetime:
    return datetime.combine(day, clock_time(), LOCAL)


def _move(
    work: Work, said: DryRunRouting, move: Move, groups: list[Alike], moments: tuple[datetime, datetime]
) -> DryRunMove:
    found: list[Any] = []
    for one in groups[: said.examples]:
        found += store.examples(work.session, one.case, *moments, said.examples - len(found))
    return DryRunMove(
        source=UnitView(area_code=move.source.area_code, department=move.source.department),
        target=UnitView(area_code=move.target.area_code, department=move.target.department),
        rule=move.rule,
        requests=sum(one.requests for one in groups),
        examples=tuple(
            DryRunExample(id=one.id, tracking_code=one.tracking_code, area_code=one.area_code, category=one.category)
            for one in found
        ),
    )
