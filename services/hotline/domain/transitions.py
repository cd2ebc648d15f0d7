"""The table of a work order 工单: what may be done in which state, by whom, what it must carry, where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from types import MappingProxyType

from linli.contracts.hotline.words import RequestState
from linli.identity import Role

_S = RequestState
INTAKE = frozenset({Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})
UNIT = frozenset({Role.HANDLER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})
DISPATCHERS = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})
SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
NOBODY: frozenset[Role] = frozenset()
"""For what no person does: a clock does it."""

AT_WORK = frozenset({_S.SIGNED, _S.IN_PROGRESS})
WITH_UNIT = AT_WORK | {_S.DISPATCHED, _S.WAITING}
UNDONE = WITH_UNIT | {_S.PENDING_DISPATCH, _S.DISPUTED}


class Action(StrEnum):
    """What may be done to a work order."""

    HOLD = "hold"
    ROUTE = "route"
    ANSWER = "answer"
    DISPATCH = "dispatch"
    SIGN = "sign"
    START = "start"
    REPLY = "reply"
    WAIT = "wait"
    RESUME = "resume"
    RETURN = "return"
    DISPUTE = "dispute"
    DECIDE_DISPUTE = "decide_dispute"
    TAKE_UP = "take_up"
    ASK_EXTENSION = "ask_extension"
    DECIDE_EXTENSION = "decide_extension"
    SUPERVISE = "supervise"
    EXCLUDE = "exclude"
    ADD_HELPER = "add_helper"
    SIGN_HELP = "sign_help"
    REPORT_HELP = "report_help"
    RELEASE_HELPER = "release_helper"
    SETTLE = "settle"
    ACCEPT = "accept"
    REFUSE = "refuse"
    CALL_AGAIN = "call_again"
    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    UNMERGE = "unmerge"
    REFER = "refer"
    KEEP = "keep"
    TAKE_BACK = "take_back"


class HeldAt(Enum):
    """At which area (or above it) the role for an action must be held."""

    REQUEST = auto()
    UNIT = auto()
    HELPER = auto()
    TIER_ABOVE = auto()


@dataclass(frozen=True)
class Rule:
    """One action: the states it starts from, the one it leads to (None: it stays), its roles, what it must carry.

    `held_at`: the roles must be held where the request is, or at the responsible unit, at the helping unit, at the tier
    above the responsible unit (the district, if there is none).
    """

    of: frozenset[RequestState]
    to: RequestState | None
    roles: frozenset[Role]
    carries: tuple[str, ...] = ()
    held_at: HeldAt = HeldAt.REQUEST


def _of(*states: RequestState) -> frozenset[RequestState]:
    return frozenset(states)


RULES: Mapping[Action, Rule] = MappingProxyType(
    {
        Action.HOLD: Rule(_of(_S.RECORDED), _S.PENDING_DISPATCH, INTAKE),
        Action.ROUTE: Rule(_of(_S.RECORDED), _S.DISPATCHED, INTAKE),
        Action.ANSWER: Rule(_of(_S.RECORDED, _S.PENDING_DISPATCH), _S.CLOSED, INTAKE, ("answer",)),
        Action.DISPATCH: Rule(AT_WORK | {_S.PENDING_DISPATCH, _S.DISPATCHED}, _S.DISPATCHED, DISPATCHERS),
        Action.SIGN: Rule(_of(_S.DISPATCHED), _S.SIGNED, UNIT, held_at=HeldAt.UNIT),
        Action.START: Rule(_of(_S.SIGNED), _S.IN_PROGRESS, UNIT, held_at=HeldAt.UNIT),
        Action.REPLY: Rule(AT_WORK | {_S.WAITING}, None, UNIT, ("answer",), held_at=HeldAt.UNIT),
        Action.WAIT: Rule(AT_WORK, _S.WAITING, UNIT, ("waiting_for", "reason"), held_at=HeldAt.UNIT),
        Action.RESUME: Rule(_of(_S.WAITING), _S.IN_PROGRESS, UNIT, held_at=HeldAt.UNIT),
        Action.RETURN: Rule(WITH_UNIT, _S.DISPATCHED, UNIT, ("reason",), held_at=HeldAt.UNIT),
        Action.DISPUTE: Rule(WITH_UNIT, _S.DISPUTED, UNIT, ("reason",), held_at=HeldAt.UNIT),
        Action.DECIDE_DISPUTE: Rule(
            _of(_S.DISPUTED), _S.DISPATCHED, DISPATCHERS, ("reason",), held_at=HeldAt.TIER_ABOVE
        ),
        Action.TAKE_UP: Rule(_of(_S.DISPUTED), _S.DISPATCHED, NOBODY),
        Action.ASK_EXTENSION: Rule(AT_WORK, None, UNIT, ("until", "reason"), held_at=HeldAt.UNIT),
        Action.DECIDE_EXTENSION: Rule(WITH_UNIT, None, DISPATCHERS, ("approved", "reason"), held_at=HeldAt.TIER_ABOVE),
        Action.SUPERVISE: Rule(UNDONE, None, SUPERVISORS, ("instruction",)),
        Action.EXCLUDE: Rule(UNDONE | {_S.SETTLED, _S.CALL_BACK, _S.CLOSED}, None, SUPERVISORS, ("reason",)),
        Action.ADD_HELPER: Rule(WITH_UNIT, None, UNIT, ("unit_area", "department", "reason"), held_at=HeldAt.UNIT),
        Action.SIGN_HELP: Rule(WITH_UNIT | {_S.DISPUTED}, None, UNIT, ("helper_id",), held_at=HeldAt.HELPER),
        Action.REPORT_HELP: Rule(WITH_UNIT | {_S.DISPUTED}, None, UNIT, ("helper_id", "result"), held_at=HeldAt.HELPER),
        Action.RELEASE_HELPER: Rule(
            WITH_UNIT | {_S.DISPUTED}, None, UNIT, ("helper_id", "reason"), held_at=HeldAt.UNIT
        ),
        Action.SETTLE: Rule(WITH_UNIT | {_S.DISPUTED}, _S.SETTLED, UNIT, ("result",), held_at=HeldAt.UNIT),
        Action.ACCEPT: Rule(_of(_S.SETTLED), _S.CALL_BACK, DISPATCHERS, ("accepted",)),
        Action.REFUSE: Rule(_of(_S.SETTLED), _S.IN_PROGRESS, DISPATCHERS, ("accepted", "reason")),
        Action.CALL_AGAIN: Rule(_of(_S.CALL_BACK), None, INTAKE, ("outcome",)),
        Action.SATISFIED: Rule(_of(_S.SETTLED, _S.CALL_BACK), _S.CLOSED, INTAKE, ("outcome", "satisfaction")),
        Action.UNSATISFIED: Rule(
            _of(_S.SETTLED, _S.CALL_BACK, _S.CLOSED), _S.DISPATCHED, INTAKE, ("outcome", "satisfaction", "reason")
        ),
        Action.CLOSE: Rule(_of(_S.SETTLED, _S.CALL_BACK), _S.CLOSED, INTAKE),
        Action.REOPEN: Rule(_of(_S.CLOSED), _S.DISPATCHED, INTAKE, ("reason",)),
        Action.WITHDRAW: Rule(UNDONE, _S.WITHDRAWN, INTAKE),
        Action.MERGE: Rule(UNDONE, _S.MERGED, INTAKE, ("into",)),
        Action.UNMERGE: Rule(_of(_S.MERGED), _S.DISPATCHED, INTAKE, ("reason",)),
        Action.REFER: Rule(UNDONE, _S.REFERRED, INTAKE, ("line", "reference", "reason", "three_party")),
        Action.KEEP: Rule(UNDONE, None, INTAKE, ("line", "reason", "three_party")),
        Action.TAKE_BACK: Rule(_of(_S.REFERRED), _S.PENDING_DISPATCH, INTAKE, ("reason",)),
    }
)
"""Everything that may be done to a work order; what is not here is a conflict."""

TRANSITIONS: Mapping[tuple[RequestState, Action], RequestState] = MappingProxyType(
    {(state, action): rule.to or state for action, rule in RULES.items() for state in sorted(rule.of)}
)
"""The same by state and action, and the state it leads to."""


def roles_of(*actions: Action) -> frozenset[Role]:
    """Who may do one of these."""
    return frozenset[Role]().union(*(RULES[action].roles for action in actions))


def possible(state: RequestState) -> tuple[Action, ...]:
    """What a person may do in this state, in the table's order."""
    return tuple(action for action, rule in RULES.items() if state in rule.of and rule.roles)
