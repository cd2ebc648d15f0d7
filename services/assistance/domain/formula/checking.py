"""Whether a formula that was read makes sense: names that there are, kinds that fit, places that stay exact."""

from __future__ import annotations

from services.assistance.domain.formula.reading import fault, read
from services.assistance.domain.formula.tree import (
    COMPARISONS,
    MOST_PLACES,
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
    Vocabulary,
)

Said = tuple[Kind, int]
"""The kind of a part and, for a number, its decimal places."""
_NAMES = {Kind.NUMBER: ("a number", "数值"), Kind.TRUTH: ("true or false", "真假"), Kind.TEXT: ("a text", "文字")}


def formula_of(text: str, vocabulary: Vocabulary, wanted: Kind) -> Formula:
    """The formula, read and checked to say what is wanted; raises `Invalid` (`bad_formula`) with the place in it."""
    root = read(text)
    kind, places = _Checker(vocabulary).said(root, inside=False)
    if kind is not wanted:
        raise _unfit(0, wanted, kind)
    return Formula(text, root, kind, places)


def names_in(node: Node) -> frozenset[str]:
    """Every fact that the formula needs; not those that it has something else for while they are unknown."""
    match node:
        case Fact(name):
            return frozenset({name})
        case Unary(_, of):
            return names_in(of)
        case Binary(_, left, right):
            return names_in(left) | names_in(right)
        case Choice(condition, then, other):
            return names_in(condition) | names_in(then) | names_in(other)
        case Call(name, arguments):
            needed = arguments[1:] if name in ("default", "known") else arguments
            return frozenset().union(*map(names_in, needed))
    return frozenset()


class _Checker:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def said(self, node: Node, *, inside: bool) -> Said:
        """What this part says; `inside` a sum over members."""
        match node:
            case Constant(value):
                return _of_constant(value)
            case Fact(name, at):
                return self._fact(name, at, inside)
            case Unary(sign, of):
                kind = Kind.TRUTH if sign == "not" else Kind.NUMBER
                return self._must(of, kind, inside)
            case Binary():
                return self._binary(node, inside)
            case Choice(condition, then, other, at):
                self._must(condition, Kind.TRUTH, inside)
                return self._alike([then, other], at, inside)
            case Call():
                return self._call(node, inside)

    def _fact(self, name: str, at: int, inside: bool) -> Said:
        word = self._vocabulary.words(inside=inside).get(name)
        if word is not None:
            return word.kind, word.places
        if name in self._vocabulary.member:
            text = f"{name} is a fact of members: write it inside sum, count, any or all."
            raise fault(at, text, f"{name} 是成员的事实，须写在 sum、count、any 或 all 之内。")
        known = ", ".join(sorted(self._vocabulary.words(inside=inside)))
        raise fault(at, f"There is no fact {name}; there are {known}.", f"没有事实 {name}。")

    def _binary(self, node: Binary, inside: bool) -> Said:
        if node.sign in ("and", "or"):
            self._must(node.left, Kind.TRUTH, inside)
            return self._must(node.right, Kind.TRUTH, inside)
        if node.sign in ("=", "!="):
            self._alike([node.left, node.right], node.at, inside)
            return Kind.TRUTH, 0
        left, right = (self._must(one, Kind.NUMBER, inside)[1] for one in (node.left, node.right))
        if node.sign in COMPARISONS:
            return Kind.TRUTH, 0
        return Kind.NUMBER, _exact(left + right if node.sign == "*" else max(left, right), node.at)

    def _call(self, node: Call, inside: bool) -> Said:
        first, at = node.arguments[0], node.at
        if node.name in OVER_MEMBERS:
            if inside:
                raise fault(at, f"{node.name} cannot stand inside another sum.", f"{node.name} 不能嵌套。")
            _, places = self._must(first, Kind.NUMBER if node.name == "sum" else Kind.TRUTH, inside=True)
            return (Kind.NUMBER, places) if node.name in ("sum", "count") else (Kind.TRUTH, 0)
        if node.name in ROUNDING:
            self._must(first, Kind.NUMBER, inside)
            return Kind.NUMBER, places_of(node)
        if node.name == "known":
            self.said(first, inside=inside)
            return Kind.TRUTH, 0
        if node.name in ("min", "max"):
            return Kind.NUMBER, max(self._must(one, Kind.NUMBER, inside)[1] for one in node.arguments)
        return self._alike(list(node.arguments), at, inside)

    def _alike(self, parts: list[Node], at: int, inside: bool) -> Said:
        said = [self.said(one, inside=inside) for one in parts]
        if len({kind for kind, _ in said}) > 1:
            names = " and ".join(_NAMES[kind][0] for kind, _ in said)
            raise fault(at, f"These are {names}, which do not fit together.", "两边类型不一致。")
        return said[0][0], max(places for _, places in said)

    def _must(self, node: Node, wanted: Kind, inside: bool) -> Said:
        kind, places = self.said(node, inside=inside)
        if kind is not wanted:
            raise _unfit(node.at, wanted, kind)
        return kind, places


def _of_constant(value: object) -> Said:
    if isinstance(value, bool):
        return Kind.TRUTH, 0
    if isinstance(value, str):
        return Kind.TEXT, 0
    return Kind.NUMBER, max(0, -int(value.as_tuple().exponent))  # type: ignore[attr-defined]


def places_of(node: Call) -> int:
    """The places that a rounding keeps, which stand there as a number; raises `Invalid` for anything else."""
    kept = node.arguments[1]
    if isinstance(kept, Constant) and not isinstance(kept.value, bool | str) and kept.said in ("0", "1", "2"):
        return int(kept.value)
    raise fault(kept.at, "Say how many places are kept: 0, 1 or 2.", "请写明保留的小数位数：0、1或2。")


def _exact(places: int, at: int) -> int:
    if places > MOST_PLACES:
        text = f"This has {places} decimal places, more than {MOST_PLACES}: round a part of it."
        raise fault(at, text, f"小数位数 {places} 超过 {MOST_PLACES}，请先取整。")
    return places


def _unfit(at: int, wanted: Kind, found: Kind) -> Exception:
    (wanted_en, wanted_zh), (found_en, found_zh) = _NAMES[wanted], _NAMES[found]
    return fault(at, f"This must say {wanted_en}, not {found_en}.", f"此处应为{wanted_zh}，而不是{found_zh}。")
