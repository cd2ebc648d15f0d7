"""Formulas as they are written, read into a tree by recursive descent: nothing is ever handed to Python to run."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from linli.errors import Invalid
from services.assistance.domain.formula.tree import (
    COMPARISONS,
    OVER_MEMBERS,
    ROUNDING,
    Binary,
    Call,
    Choice,
    Constant,
    Fact,
    Node,
    Unary,
)

LONGEST = 1000
DEEPEST = 40
FUNCTIONS = {"min": (2, 6), "max": (2, 6), "known": (1, 1), "default": (2, 2)}
"""How many arguments a function takes, at least and at most; those over members take one, the rounding ones two."""
FUNCTIONS |= dict.fromkeys(OVER_MEMBERS, (1, 1)) | dict.fromkeys(ROUNDING, (2, 2))
RESERVED = frozenset({"if", "then", "else", "and", "or", "not", "true", "false", *FUNCTIONS})
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,9}(?:\.[0-9]{1,6})?%?)|(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)"
    r"|(?P<text>'[^'\n]{0,60}')|(?P<sign><=|>=|!=|[-+*<>=(),]))",
    re.ASCII,
)
_HUNDREDTH = Decimal("0.01")


def fault(at: int, text: str, text_zh: str) -> Invalid:
    """What is wrong with a formula, and at which character of it (from 1)."""
    said = f"At character {at + 1}: {text} 第{at + 1}个字符：{text_zh}"
    return Invalid("bad_formula", f"At character {at + 1}: {text}", f"第{at + 1}个字符：{text_zh}", {"formula": [said]})


def read(text: str) -> Node:
    """The tree of a formula; raises `Invalid` (`bad_formula`) that says where and why it is none."""
    if len(text) > LONGEST:
        raise fault(LONGEST, f"A formula has at most {LONGEST} characters.", f"公式最多{LONGEST}个字符。")
    reader = _Reader(_tokens(text), len(text))
    root = reader.expression()
    reader.end()
    return root


_Token = tuple[str, str, int]


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise fault(at, f"{text[at]!r} is not understood.", f"无法识别“{text[at]}”。")
        kind = str(match.lastgroup)
        found.append((kind, match[kind], match.start(kind)))
        at = match.end()
    return found


class _Reader:
    """Reads tokens from left to right, the loosest-binding sign first."""

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self._tokens = tokens
        self._next = 0
        self._length = length
        self._depth = 0

    def expression(self) -> Node:
        """`if` reaches furthest, then `or`, `and`, `not`, a comparison, `+ -`, `*`, a sign before."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise fault(self._at(), "It is nested too deeply.", "嵌套过深。")
        made = self._choice() if self._here("if") else self._or()
        self._depth -= 1
        return made

    def end(self) -> None:
        """Nothing follows."""
        if self._next < len(self._tokens):
            raise fault(self._at(), f"'{self._tokens[self._next][1]}' is one too many.", "此处有多余内容。")

    def _choice(self) -> Node:
        at = self._take("if")
        condition = self.expression()
        self._take("then")
        then = self.expression()
        self._take("else")
        return Choice(condition, then, self.expression(), at)

    def _or(self) -> Node:
        return self._joined(self._and, ("or",))

    def _and(self) -> Node:
        return self._joined(self._not, ("and",))

    def _not(self) -> Node:
        if not self._here("not"):
            return self._compared()
        at = self._take("not")
        self._depth += 1
        if self._depth > DEEPEST:
            raise fault(at, "It is nested too deeply.", "嵌套过深。")
        made = Unary("not", self._not(), at)
        self._depth -= 1
        return made

    def _compared(self) -> Node:
        left = self._sum()
        if not self._here(*COMPARISONS):
            return left
        sign, at = self._any()
        made = Binary(sign, left, self._sum(), at)
        if self._here(*COMPARISONS):
            raise fault(self._at(), "Join two comparisons with 'and'.", "请用 and 连接两个比较。")
        return made

    def _sum(self) -> Node:
        return self._joined(self._product, ("+", "-"))

    def _product(self) -> Node:
        return self._joined(self._signed, ("*",))

    def _signed(self) -> Node:
        if self._here("-"):
            at = self._take("-")
            return Unary("-", self._atom(), at)
        return self._atom()

    def _joined(self, part: Callable[[], Node], signs: tuple[str, ...]) -> Node:
        made = part()
        while self._here(*signs):
            sign, at = self._any()
            made = Binary(sign, made, part(), at)
        return made

    def _atom(self) -> Node:
        if self._next >= len(self._tokens):
            raise fault(self._length, "Something is missing at the end.", "公式不完整。")
        kind, said, at = self._tokens[self._next]
        if kind == "name" and said in FUNCTIONS:
            return self._call(said, at)
        self._next += 1
        if kind == "number":
            value = Decimal(said[:-1]) * _HUNDREDTH if said.endswith("%") else Decimal(said)
            return Constant(value, said, at)
        if kind == "text":
            return Constant(said[1:-1], said, at)
        if said in ("true", "false"):
            return Constant(said == "true", said, at)
        if said == "(":
            inner = self.expression()
            self._take(")")
            return inner
        if kind == "name" and said not in RESERVED:
            return Fact(said, at)
        raise fault(at, f"A value is needed before '{said}'.", f"“{said}”之前缺少数值。")

    def _call(self, name: str, at: int) -> Node:
        self._next += 1
        self._take("(")
        arguments = [self.expression()]
        while self._here(","):
            self._next += 1
            arguments.append(self.expression())
        self._take(")")
        least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least}-{most}"
            raise fault(at, f"{name} takes {wanted} arguments.", f"{name} 需要 {wanted} 个参数。")
        return Call(name, tuple(arguments), at)

    def _at(self) -> int:
        return self._tokens[self._next][2] if self._next < len(self._tokens) else self._length

    def _here(self, *signs: str) -> bool:
        if self._next >= len(self._tokens):
            return False
        kind, said, _ = self._tokens[self._next]
        return kind in ("sign", "name") and said in signs

    def _any(self) -> tuple[str, int]:
        _, said, at = self._tokens[self._next]
        self._next += 1
        return said, at

    def _take(self, sign: str) -> int:
        if not self._here(sign):
            raise fault(self._at(), f"'{sign}' is needed here.", f"此处需要“{sign}”。")
        return self._any()[1]
