"""A formula as an expression of SQL over many households at once, saying what the interpreter says of each.

Numbers are whole numbers of their last decimal place in 64 bits, as `tree.MOST_PLACES` has it; what is unknown is NULL,
whose logic the interpreter follows. A formula whose numbers might not fit is not written in SQL (`TooLarge`).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func, literal, null, or_

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
    Kind,
    Node,
    Unary,
)

_COMPARED = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_WHERE = re.compile(r"at=\d+")
"""Where a part stands in its formula: parts that differ by this alone are reckoned once."""
LIMIT = 2**63 - 1
MOST_MEMBERS = 1000
"""No household has more members; the bounds of sums are reckoned with it."""


class TooLarge(Exception):
    """A number of the formula might need more than 64 bits."""


@dataclass(frozen=True)
class Said:
    """A part in SQL: a number has its places and what its whole number is at most."""

    sql: ColumnElement[Any]
    kind: Kind
    places: int = 0
    most: int = 1

    def at(self, places: int) -> ColumnElement[Any]:
        """The number counted in a smaller unit."""
        if places == self.places:
            return self.sql
        _fits(self.most * 10 ** (places - self.places))
        return self.sql * _whole(10 ** (places - self.places))


def _fits(most: int) -> int:
    if most > LIMIT:
        raise TooLarge
    return most


def _whole(value: int) -> ColumnElement[Any]:
    return cast(literal(value), BigInteger)


@dataclass
class Writer:
    """Writes formulas in SQL: `facts` of the household, `members` of one member, `dialect` of the database.

    What is asked of all members is gathered in `gathered`, a column of a query grouped by household each; in the
    formula stands what `column` makes of its name.
    """

    facts: Mapping[str, Said]
    members: Mapping[str, Said]
    dialect: str
    column: Callable[[str], ColumnElement[Any]]
    gathered: dict[str, tuple[str, ColumnElement[Any]]] = field(default_factory=dict)

    def write(self, formula: Formula) -> Said:
        """The whole formula; raises `TooLarge`."""
        return self._said(formula.root, inside=False)

    def _said(self, node: Node, *, inside: bool) -> Said:
        match node:
            case Constant(value):
                return _constant(value)
            case Fact(name):
                return (self.members if inside and name in self.members else self.facts)[name]
            case Unary(sign, of):
                said = self._said(of, inside=inside)
                return Said(~said.sql if sign == "not" else -said.sql, said.kind, said.places, said.most)
            case Binary(sign, left, right):
                return _joined(sign, self._said(left, inside=inside), self._said(right, inside=inside))
            case Choice(condition, then, other):
                return self._choice(*(self._said(one, inside=inside) for one in (condition, then, other)))
            case Call(name, arguments):
                if name in OVER_MEMBERS:
                    return self._over_members(node, name, arguments[0])
                return self._call(node, [self._said(one, inside=inside) for one in arguments])

    def _choice(self, condition: Said, then: Said, other: Said) -> Said:
        places, most = _alike(then, other)
        chosen = case((condition.sql, _at(then, places)), (~condition.sql, _at(other, places)))
        return Said(chosen, then.kind, places, most)

    def _call(self, node: Call, said: list[Said]) -> Said:
        if node.name == "known":
            return Said(said[0].sql.is_not(None), Kind.TRUTH)
        if node.name in ROUNDING:
            return _rounded(said[0], places_of(node), up=node.name == "round_up")
        places, most = _alike(*said)
        parts = [_at(one, places) for one in said]
        if node.name == "default":
            return Said(func.coalesce(*parts), said[0].kind, places, most)
        return Said(self._extreme(node.name, parts), Kind.NUMBER, places, most)

    def _extreme(self, name: str, parts: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
        """The least or greatest, unknown if one of them is: SQLite says so itself."""
        if self.dialect == "sqlite":
            return (func.min if name == "min" else func.max)(*parts)
        found = (func.least if name == "min" else func.greatest)(*parts)
        return case((and_(*(one.is_not(None) for one in parts)), found))

    def _over_members(self, node: Call, name: str, of: Node) -> Said:
        said = self._said(of, inside=True)
        alike = _WHERE.sub("", repr(node))
        if alike not in self.gathered:
            self.gathered[alike] = f"m{len(self.gathered)}", _gathered(name, said)
        column = self.column(self.gathered[alike][0])
        if name == "sum":
            return Said(
                func.coalesce(column, _nobody(self, 0)), Kind.NUMBER, said.places, _fits(said.most * MOST_MEMBERS)
            )
        if name == "count":
            return Said(func.coalesce(column, _nobody(self, 0)), Kind.NUMBER, 0, MOST_MEMBERS)
        return Said(func.coalesce(column, _nobody(self, int(name == "all"))) == 1, Kind.TRUTH)


def _nobody(writer: Writer, value: int) -> ColumnElement[Any]:
    """What stands for a household without members: nothing is gathered of it."""
    return case((writer.column("size").is_(None), _whole(value)))


def _constant(value: Decimal | bool | str) -> Said:
    if isinstance(value, bool):
        return Said(literal(1) == literal(int(value)), Kind.TRUTH)
    if isinstance(value, str):
        return Said(literal(value), Kind.TEXT)
    places = max(0, -int(value.as_tuple().exponent))
    whole = int(value.scaleb(places))
    return Said(_whole(whole), Kind.NUMBER, places, _fits(max(abs(whole), 1)))


def _alike(*said: Said) -> tuple[int, int]:
    places = max(one.places for one in said)
    return places, max(_fits(one.most * 10 ** (places - one.places)) for one in said)


def _at(said: Said, places: int) -> ColumnElement[Any]:
    return said.at(places) if said.kind is Kind.NUMBER else said.sql


def _joined(sign: str, left: Said, right: Said) -> Said:
    if sign in ("and", "or"):
        return Said((and_ if sign == "and" else or_)(left.sql, right.sql), Kind.TRUTH)
    if sign == "*":
        most = _fits(left.most * right.most)
        return Said(left.sql * right.sql, Kind.NUMBER, left.places + right.places, most)
    places, most = _alike(left, right)
    one, other = _at(left, places), _at(right, places)
    if sign in ("+", "-"):
        return Said(one + other if sign == "+" else one - other, Kind.NUMBER, places, _fits(most * 2))
    if left.kind is Kind.TRUTH:
        one, other = _as_number(one), _as_number(other)
    return Said(_COMPARED[sign](one, other), Kind.TRUTH)


def _as_number(truth: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((truth, 1), (~truth, 0))


def _rounded(said: Said, places: int, *, up: bool) -> Said:
    """Half up, away from nothing, or up to the next: as `decimal` has ROUND_HALF_UP and ROUND_CEILING."""
    if said.places <= places:
        return Said(said.at(places), Kind.NUMBER, places, _fits(said.most * 10 ** (places - said.places)))
    unit = 10 ** (said.places - places)
    _fits(said.most + unit)
    whole = _whole(unit)
    above, below = (unit - 1, 0) if up else (unit // 2, unit // 2)
    positive = cast(said.sql + _whole(above), BigInteger).op("/")(whole)
    negative = -(cast(-said.sql + _whole(below), BigInteger).op("/")(whole))
    rounded = case((said.sql >= 0, positive), (said.sql < 0, negative))
    return Said(rounded, Kind.NUMBER, places, said.most // unit + 1)


def _gathered(name: str, said: Said) -> ColumnElement[Any]:
    """A sum, a count or a judgement over the members of a group; unknown where an unknown one could change it."""
    known = func.count() == func.count(said.sql if said.kind is not Kind.TRUTH else _as_number(said.sql))
    if name == "sum":
        return case((known, cast(func.sum(said.sql), BigInteger)))
    number = _as_number(said.sql)
    if name == "count":
        return case((known, cast(func.sum(number), BigInteger)))
    decisive = int(name == "any")
    found = (func.max if name == "any" else func.min)(number)
    return case((found == decisive, _whole(decisive)), (known, _whole(1 - decisive)))


def number_of(value: int | Decimal | None, places: int = 0, most: int = LIMIT) -> Said:
    """A number that is the same for all households, in its smallest unit; NULL where nobody knows it."""
    return Said(cast(null(), BigInteger) if value is None else _whole(int(value)), Kind.NUMBER, places, most)
