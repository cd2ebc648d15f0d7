"""How parts of a formula and their values are said to people, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from services.assistance.domain.formula.tree import (
    Binary,
    Call,
    Choice,
    Constant,
    Fact,
    Node,
    Unary,
    Value,
    Vocabulary,
)

SIGNS = {
    "*": ("×", "×"),
    "<=": ("≤", "≤"),
    ">=": ("≥", "≥"),
    "!=": ("≠", "≠"),
    "-": ("−", "−"),
    "and": ("且", "and"),
    "or": ("或", "or"),
    "not": ("并非", "not"),
}
FUNCTIONS = {
    "min": ("取小", "the least of"),
    "max": ("取大", "the greatest of"),
    "round": ("四舍五入", "rounded"),
    "round_up": ("向上取整", "rounded up"),
    "default": ("缺省", "or else"),
    "known": ("已知", "known"),
    "sum": ("成员合计", "the sum over members of"),
    "count": ("成员计数", "the number of members with"),
    "any": ("有成员", "any member with"),
    "all": ("所有成员", "all members with"),
}
Both = tuple[str, str]
"""A text in Chinese and in English."""


def value_said(value: Value) -> Both:
    """A value as it is shown; a number in full, never in powers of ten."""
    if value is None:
        return "未知", "unknown"
    if isinstance(value, bool):
        return ("是", "yes") if value else ("否", "no")
    return (f"{value:f}",) * 2 if isinstance(value, Decimal) else (value, value)


def sign_said(sign: str) -> Both:
    """A sign as it is shown."""
    return SIGNS.get(sign, (sign, sign))


def said(node: Node, words: Vocabulary) -> Both:
    """A part of a formula in words, without its values."""
    match node:
        case Constant(_, text):
            return text, text
        case Fact(name):
            word = words.words(inside=True)[name]
            return word.zh, word.en
        case Unary(sign, of):
            return _joined((sign_said(sign), said(of, words)), " ")
        case Binary(sign, left, right):
            return _joined((_inner(left, words), sign_said(sign), _inner(right, words)), " ")
        case Choice(condition, then, other):
            parts = [said(one, words) for one in (condition, then, other)]
            return (
                f"若{parts[0][0]}则{parts[1][0]}，否则{parts[2][0]}",
                f"if {parts[0][1]} then {parts[1][1]}, else {parts[2][1]}",
            )
        case Call(name, arguments):
            zh, en = _joined([said(one, words) for one in arguments], ", ")
            return f"{FUNCTIONS[name][0]}（{zh}）", f"{FUNCTIONS[name][1]} ({en})"


def _inner(node: Node, words: Vocabulary) -> Both:
    zh, en = said(node, words)
    return (f"（{zh}）", f"({en})") if isinstance(node, Binary | Choice) else (zh, en)


def _joined(parts: Sequence[Both], between: str) -> Both:
    zh, en = zip(*parts, strict=True)
    return between.join(zh), between.join(en)
