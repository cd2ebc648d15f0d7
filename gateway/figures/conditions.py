"""The words that formulas are made of: of what, by which moment, under which conditions; each compiles to SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, bindparam, false, func, not_, or_, select

from gateway.figures.tables import CALL_BACK_FACT, HANDLING_FACT
from gateway.projections.tables import REQUEST_ROW
from linli.contracts.hotline.call_backs import CallBackEnding
from linli.contracts.hotline.words import Channel, Kind, RequestState
from linli.db import UtcDateTime

GOOD = 3
"""The lowest of the levels of 好差评 that are good: 基本满意, 国办发〔2019〕51号."""
NEGATION = "not "
NOW = bindparam("now", type_=UtcDateTime)
"""The moment as of which is counted: what is not done yet is late only once its time is past."""

EXCLUDED = select(REQUEST_ROW.c.id).where(REQUEST_ROW.c.excluded).subquery("out_of_scope")
"""The requests out of scope 剔除考核, to be joined to the facts about them."""

_HANDLING = HANDLING_FACT.c
_CALL = CALL_BACK_FACT.c


class Subject(StrEnum):
    """What a figure counts."""

    HANDLINGS = "handlings"
    CALL_BACKS = "call_backs"


@dataclass(frozen=True)
class Condition:
    """What is so of a fact, in both languages, and as SQL; where that has no answer, it is not so."""

    zh: str
    en: str
    sql: ColumnElement[bool]


@dataclass(frozen=True)
class Vocabulary:
    """What may be said of one subject: by which moments it is placed in a period, and its conditions."""

    zh: str
    en: str
    table: Table
    moments: Mapping[str, tuple[Column[Any], str, str]]
    conditions: Mapping[str, Condition]

    def all_of(self, names: Sequence[str]) -> ColumnElement[bool]:
        """That every one of these conditions is so, those with `not ` before them not."""
        return and_(*(self._one(name) for name in names))

    def _one(self, name: str) -> ColumnElement[bool]:
        said = func.coalesce(self.conditions[name.removeprefix(NEGATION)].sql, false())
        return not_(said) if name.startswith(NEGATION) else said

    def knows(self, name: str) -> bool:
        """Whether there is such a condition, negated or not."""
        return name.removeprefix(NEGATION) in self.conditions


_STOPPED = func.coalesce(_HANDLING.ended_at, _HANDLING.waiting_since, _HANDLING.left_at, NOW)
"""Until when a clock of a handling has run that nothing was done about."""
_SIGNED = func.coalesce(_HANDLING.signed_at, _HANDLING.settled_at)


def _over(done: ColumnElement[Any], due: Column[Any]) -> ColumnElement[bool]:
    return or_(done.is_not(None), due < _STOPPED)


_EXCLUDED_SQL = EXCLUDED.c.id.is_not(None)
_OUT_OF_SCOPE = Condition(
    "不在考核范围（剔除考核）", "the request is out of scope: it counts against no unit", _EXCLUDED_SQL
)
_KINDS = {
    kind.value: (zh, f"its kind is {kind.value}")
    for kind, zh in {
        Kind.QUESTION: "咨询类",
        Kind.HELP: "求助类",
        Kind.COMPLAINT: "投诉类",
        Kind.REPORT: "举报类",
        Kind.SUGGESTION: "建议类",
        Kind.PRAISE: "表扬类",
    }.items()
}


def _of_kinds(table: Table) -> dict[str, Condition]:
    return {code: Condition(zh, en, table.c.kind == Kind(code)) for code, (zh, en) in _KINDS.items()}


HANDLINGS = Vocabulary(
    "承办（一件诉求由一个单位承办一次）",
    "handlings: a request in the hands of one unit, until another one has it or it begins again",
    HANDLING_FACT,
    MappingProxyType(
        {
            "opened": (_HANDLING.opened_at, "诉求受理时间", "when the request was recorded"),
            "dispatched": (_HANDLING.dispatched_at, "派单至该单位的时间", "when the unit got it"),
            "sign_due": (_HANDLING.sign_due_at, "应签收时间", "when it is due to be signed for"),
            "answer_due": (_HANDLING.answer_due_at, "应首次答复时间", "when the first answer is due"),
            "settle_due": (_HANDLING.settle_due_at, "应办结时间", "when it is due to be settled"),
            "settled": (_HANDLING.settled_at, "办结时间", "when it was reported done"),
            "ended": (_HANDLING.ended_at, "结案时间", "when the request ended"),
        }
    ),
    MappingProxyType(
        {
            "excluded": _OUT_OF_SCOPE,
            "dispatched": Condition("已派单", "it was dispatched to the unit", _HANDLING.dispatched_at.is_not(None)),
            "kept": Condition(
                "未转出（本轮最后承办）",
                "the unit did not hand it on: it is the last of the round",
                or_(_HANDLING.left_at.is_(None), _HANDLING.begun_again),
            ),
            "standing": Condition(
                "诉求当前承办（每件诉求一条）",
                "the request as it stands now, once for each request",
                _HANDLING.left_at.is_(None),
            ),
            "first_round": Condition("首轮办理（非重办）", "it was not begun again before", _HANDLING["round"] == 0),
            "by_phone": Condition("电话来源", "it came by telephone", _HANDLING.channel == Channel.PHONE),
            **_of_kinds(HANDLING_FACT),
            "sign_over": Condition(
                "已签收（或未签收直接办结），或应签收而逾期未签收",
                "signed for (or settled without), or past due without",
                _over(_SIGNED, _HANDLING.sign_due_at),
            ),
            "signed_in_time": Condition(
                "按时签收（或在签收时限内直接办结）",
                "signed for in time (or settled by then)",
                _HANDLING.sign_due_at >= _SIGNED,
            ),
            "answer_over": Condition(
                "已首次答复，或应答复而逾期未答复",
                "the citizen was given a first answer, or it is past due",
                _over(_HANDLING.first_answered_at, _HANDLING.answer_due_at),
            ),
            "answered_in_time": Condition(
                "按时首次答复",
                "the citizen was given the first answer in time",
                _HANDLING.first_answered_at <= _HANDLING.answer_due_at,
            ),
            "settle_over": Condition(
                "已办结，或应办结而逾期未办结",
                "reported done, or past due",
                _over(_HANDLING.settled_at, _HANDLING.settle_due_at),
            ),
            "settled": Condition("已办结", "reported done", _HANDLING.settled_at.is_not(None)),
            "settled_in_time": Condition(
                "按时办结", "reported done in time", _HANDLING.settled_at <= _HANDLING.settle_due_at
            ),
            "answered_at_once": Condition(
                "首次来电即时答复结案", "answered on the phone and closed", _HANDLING.answered_at_once
            ),
            "withdrawn": Condition("已销单", "withdrawn", _HANDLING.ended_as == RequestState.WITHDRAWN),
            "merged": Condition("已并单", "merged into another", _HANDLING.ended_as == RequestState.MERGED),
            "referred": Condition(
                "已转接紧急热线", "taken over by an emergency line", _HANDLING.ended_as == RequestState.REFERRED
            ),
            "returned": Condition(
                "该单位退单或提出争议（任务终止不计）",
                "the unit returned or disputed it (a task given up is no return)",
                _HANDLING.returned,
            ),
            "reworked": Condition("审核退回返工", "a report of the unit was refused", _HANDLING.reworked),
            "extended": Condition("经批准延期", "the unit was granted more time", _HANDLING.extended),
            "begun_again": Condition("办结后重办", "it was begun again after the unit's work", _HANDLING.begun_again),
            "repeated": Condition(
                "同一来电人重复反映", "its caller had told of the same matter before", _HANDLING.repeated
            ),
            "complete": Condition(
                "登记信息完整（地点、联系方式、必填表单）",
                "its record lacks neither place nor contact nor required answers",
                _HANDLING.complete,
            ),
        }
    ),
)

_SPOKEN = (CallBackEnding.SATISFIED, CallBackEnding.UNSATISFIED)
_CALLED = (*_SPOKEN, CallBackEnding.DECLINED, CallBackEnding.WRONG_NUMBER, CallBackEnding.NOT_REACHED)

CALL_BACKS = Vocabulary(
    "回访与评价（每件诉求每轮一条）",
    "call-backs: what the citizen said of a round of the request, to the caller or by rating it",
    CALL_BACK_FACT,
    MappingProxyType({"called_back": (_CALL.at, "回访或评价时间", "when the citizen last said something of it")}),
    MappingProxyType(
        {
            "excluded": _OUT_OF_SCOPE,
            **_of_kinds(CALL_BACK_FACT),
            "called": Condition(
                "已回访（抽中且有电话）",
                "the citizen was called: drawn, with a number, and not ended otherwise",
                _CALL.ending.in_(_CALLED),
            ),
            "spoken": Condition("回访接通并作答", "the citizen spoke and answered", _CALL.ending.in_(_SPOKEN)),
            "contact_told": Condition(
                "市民说明单位是否联系", "the citizen said whether the unit contacted them", _CALL.contacted.is_not(None)
            ),
            "contacted": Condition("市民确认单位已联系", "the unit contacted them", _CALL.contacted),
            "resolution_told": Condition(
                "市民说明是否解决", "the citizen said whether it is resolved", _CALL.resolved.is_not(None)
            ),
            "resolved": Condition("市民确认已解决", "it is resolved", _CALL.resolved),
            "rated": Condition("市民已评价（五级）", "the citizen rated it on five levels", _CALL.level.is_not(None)),
            "content": Condition(
                "评价为基本满意及以上", "the rating is one of the three good levels", _CALL.level >= GOOD
            ),
        }
    ),
)

VOCABULARIES: Mapping[Subject, Vocabulary] = MappingProxyType(
    {Subject.HANDLINGS: HANDLINGS, Subject.CALL_BACKS: CALL_BACKS}
)
