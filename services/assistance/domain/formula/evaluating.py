"""What a formula comes to for one household, with every step of the reckoning in Chinese and English.

What is unknown stays unknown (three-valued logic, as SQL has it): a sum with one unknown income is unknown, not less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal, Inexact

from linli.errors import Invalid
from services.assistance.domain.formula.checking import places_of
from services.assistance.domain.formula.tree import (
    OVER_MEMBERS,
    ROUNDING,
    Binary,
    Call,
    Choice,
    Constant,
    Fact,
    Formula,
    Node,
    Unary,
    Value,
    Vocabulary,
)
from services.assistance.domain.formula.wording import Both, said, sign_said, value_said

Facts = Mapping[str, Value]
_EXACT = Context(prec=60, traps=[Inexact])
_ROUNDING = Context(prec=60)


@dataclass(frozen=True)
class Household:
    """The facts of a household and of each of its members, by name; a name that is missing is unknown."""

    facts: Facts
    members: Sequence[Facts] = ()


@dataclass(frozen=True)
class Step:
    """One step of a reckoning: what it says, in Chinese and English, and what it comes to."""

    zh: str
    en: str
    value: Value


@dataclass
class Result:
    """What a formula comes to, and the steps that lead there, the last one being the whole."""

    value: Value = None
    steps: list[Step] = field(default_factory=list)


def evaluate(formula: Formula, household: Household, words: Vocabulary, *, explain: bool = True) -> Result:
    """What the formula comes to for this household; `explain` with its steps.

    Raises `Invalid` (`number_too_large`) where more than 60 digits would be needed.
    """
    run = _Run(household, words, explain)
    try:
        return Result(run.value(formula.root, household.facts), run.steps)
    except Inexact as error:
        text, zh = "A number has more than 60 digits.", "数值超过60位。"
        raise Invalid("number_too_large", text, zh, {"formula": [f"{text} {zh}"]}) from error


class _Run:
    """One evaluation, which writes its steps down as it goes; inside a sum over members it does not."""

    def __init__(self, household: Household, words: Vocabulary, explain: bool) -> None:
        self._household = household
        self._words = words
        self._explain = explain
        self.steps: list[Step] = []

    def value(self, node: Node, facts: Facts) -> Value:
        """What this part comes to."""
        match node:
            case Constant(value):
                return value
            case Fact(name):
                return facts.get(name)
            case Unary(sign, of):
                return self._unary(node, sign, self.value(of, facts))
            case Binary(sign, left, right):
                return self._binary(node, sign, self.value(left, facts), self.value(right, facts))
            case Choice(condition, then, other):
                return self._choice(node, self.value(condition, facts), then, other, facts)
            case Call(name, arguments):
                if name in OVER_MEMBERS:
                    return self._over_members(node, name, arguments[0], facts)
                return self._call(node, name, [self.value(one, facts) for one in arguments[: _reckoned(name)]])

    def _unary(self, node: Unary, sign: str, of: Value) -> Value:
        if of is None:
            made: Value = None
        else:
            made = not of if sign == "not" else _EXACT.minus(_number(of))
        zh, en = sign_said(sign)
        shown = self._shown(node.of, of)
        return self._note((f"{zh} {shown[0]}", f"{en} {shown[1]}"), made)

    def _binary(self, node: Binary, sign: str, left: Value, right: Value) -> Value:
        made = joined(sign, left, right)
        parts = [self._shown(node.left, left), sign_said(sign), self._shown(node.right, right)]
        return self._note((" ".join(one[0] for one in parts), " ".join(one[1] for one in parts)), made)

    def _choice(self, node: Choice, condition: Value, then: Node, other: Node, facts: Facts) -> Value:
        if condition is None:
            return self._note(("条件未知，结果未知", "the condition is unknown, so is the result"), None)
        chosen = then if condition else other
        zh, en = said(node.condition, self._words)
        holds = ("成立", "holds") if condition else ("不成立", "does not hold")
        made = self.value(chosen, facts)
        shown = self._shown(chosen, made)
        return self._note((f"“{zh}”{holds[0]}，取{shown[0]}", f"'{en}' {holds[1]}: take {shown[1]}"), made)

    def _call(self, node: Call, name: str, values: list[Value]) -> Value:
        made = _called(node, name, values)
        shown = [self._shown(one, value) for one, value in zip(node.arguments, values, strict=False)]
        lists = "、".join(one[0] for one in shown), ", ".join(one[1] for one in shown)
        zh, en = _NOTES[name]
        places = places_of(node) if name in ROUNDING else 0
        return self._note((zh.format(lists[0], places), en.format(lists[1], places)), made)

    def _over_members(self, node: Call, name: str, of: Node, facts: Facts) -> Value:
        inner = _Run(self._household, self._words, explain=False)
        values = [inner.value(of, {**facts, **one}) for one in self._household.members]
        made = gathered(name, values)
        zh, en = said(of, self._words)
        if name == "sum":
            listed = " + ".join(value_said(one)[0] for one in values) or "0"
            listed_en = " + ".join(value_said(one)[1] for one in values) or "0"
            return self._note((f"各成员“{zh}”合计：{listed}", f"sum of '{en}' over members: {listed_en}"), made)
        words = {
            "count": ("人数", "number of members"),
            "any": ("是否有成员", "any member"),
            "all": ("是否所有成员", "all"),
        }
        text_zh, text_en = words[name]
        return self._note((f"{text_zh}满足“{zh}”", f"{text_en} with '{en}'"), made)

    def _shown(self, node: Node, value: Value) -> Both:
        """A part with its value: facts by their name, what was reckoned before by its value alone."""
        zh, en = value_said(value)
        if isinstance(node, Fact):
            name_zh, name_en = said(node, self._words)
            return f"{name_zh} {zh}", f"{name_en} {en}"
        return (node.said, node.said) if isinstance(node, Constant) else (zh, en)

    def _note(self, told: Both, value: Value) -> Value:
        if self._explain:
            zh, en = value_said(value)
            self.steps.append(Step(f"{told[0]} = {zh}", f"{told[1]} = {en}", value))
        return value


_NOTES = {
    "min": ("{0} 中取小", "the least of {0}"),
    "max": ("{0} 中取大", "the greatest of {0}"),
    "round": ("{0} 四舍五入至{1}位小数", "{0} rounded to {1} places"),
    "round_up": ("{0} 向上取至{1}位小数", "{0} rounded up to {1} places"),
    "known": ("{0} 是否已知", "is {0} known"),
    "default": ("依次取 {0} 中已知者", "the first known of {0}"),
}


def _reckoned(name: str) -> int | None:
    return 1 if name in ROUNDING else None


def _number(value: Value) -> Decimal:
    assert isinstance(value, Decimal), "the formula was checked"
    return value


def joined(sign: str, left: Value, right: Value) -> Value:
    """Two values joined by a sign, with what is unknown as SQL has it."""
    if sign in ("and", "or"):
        decisive = sign == "or"
        if decisive in (left, right):
            return decisive
        return None if None in (left, right) else not decisive
    if left is None or right is None:
        return None
    if sign in ("=", "!="):
        return (left == right) is (sign == "=")
    one, other = _number(left), _number(right)
    match sign:
        case "+":
            return _EXACT.add(one, other)
        case "-":
            return _EXACT.subtract(one, other)
        case "*":
            return _EXACT.multiply(one, other)
        case "<":
            return one < other
        case "<=":
            return one <= other
        case ">":
            return one > other
    return one >= other


def gathered(name: str, values: Sequence[Value]) -> Value:
    """A sum, a count or a judgement over members; unknown where an unknown one could change it."""
    if name == "any":
        return True if True in values else (None if None in values else False)
    if name == "all":
        return False if False in values else (None if None in values else True)
    if None in values:
        return None
    if name == "count":
        return Decimal(sum(one is True for one in values))
    total = Decimal(0)
    for one in values:
        total = _EXACT.add(total, _number(one))
    return total


def _called(node: Call, name: str, values: list[Value]) -> Value:
    if name == "known":
        return values[0] is not None
    if name == "default":
        return values[0] if values[0] is not None else values[1]
    if None in values:
        return None
    numbers = [_number(one) for one in values]
    if name in ROUNDING:
        way = ROUND_HALF_UP if name == "round" else ROUND_CEILING
        return numbers[0].quantize(Decimal(1).scaleb(-places_of(node)), way, _ROUNDING)
    return min(numbers) if name == "min" else max(numbers)
