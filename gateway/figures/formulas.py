"""The formulas of the figures, data in YAML: those that come with Linli, and those of a district in their place."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from marshmallow import validate

from gateway.figures.conditions import VOCABULARIES, Subject, Vocabulary
from linli.contracts.base import END, ShortText, text
from linli.errors import Invalid, existing
from linli.yaml_lists import at_line, read_lists

SHIPPED = Path(__file__).with_name("formulas.yaml")
Code = Annotated[str, validate.Regexp(rf"^[a-z][a-z0-9_]{{0,39}}{END}", error="Give a code. 请填写代码。")]
Said = Annotated[str, text(1, 400)]
Names = Annotated[tuple[ShortText, ...], validate.Length(min=1, max=20)]


class Better(StrEnum):
    """Which way a figure is good."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A figure: `of` the facts placed in the period by the moment `by`, those are counted that meet all of `counted`,
    and those reach it that meet all of `reached` too. Its value is reached / counted. `source`: where it is from.
    """

    code: Code
    zh: ShortText
    en: ShortText
    says_zh: Said
    says_en: Said
    source: Said
    of: Subject
    by: ShortText
    counted: Names
    reached: Names
    better: Better = Better.HIGHER

    @property
    def vocabulary(self) -> Vocabulary:
        """The words that it is written in."""
        return VOCABULARIES[self.of]


Formulas = Mapping[str, Formula]
"""By code, in the order in which they are shown."""


def read(file: Path) -> Formulas:
    """The formulas of a file. Raises `Invalid` (`bad_file`) with the file and the line of each fault."""
    found = read_lists(file, {"figures": Formula})["figures"]
    faults = [at_line(file, line, fault) for line, fault in _faults(found)]
    if faults:
        raise Invalid("bad_file", " ".join(one.message for one in faults), "".join(one.message_zh for one in faults))
    return MappingProxyType({one.code: one for _, one in found})


def _faults(found: Sequence[tuple[int, Formula]]) -> Iterator[tuple[int, Invalid]]:
    first: dict[str, int] = {}
    for line, one in found:
        if first.setdefault(one.code, line) != line:
            yield line, _fault("code", f"{one.code} stands on line {first[one.code]} already", f"{one.code} 重复")
        if one.by not in one.vocabulary.moments:
            known = ", ".join(one.vocabulary.moments)
            yield line, _fault("by", f"{one.by} is no moment of {one.of}; there are {known}", f"没有时间 {one.by}")
        for field in ("counted", "reached"):
            for name in getattr(one, field):
                if not one.vocabulary.knows(name):
                    known = ", ".join(one.vocabulary.conditions)
                    text, zh = f"{name} is no condition of {one.of}; there are {known}", f"没有条件 {name}"
                    yield line, _fault(field, text, zh)


def _fault(field: str, text: str, zh: str) -> Invalid:
    return Invalid("bad_formula", text, zh, {field: [f"{text}. {zh}。"]})


@functools.cache
def shipped() -> Formulas:
    """The formulas that come with Linli."""
    return read(SHIPPED)


def effective(own: Path | None) -> Formulas:
    """The shipped formulas; a district's own take the place of those with their code, or are added. Raises `Invalid`
    for a file that is not right.
    """
    return MappingProxyType({**shipped(), **(read(own) if own else {})})


def formula_of(formulas: Formulas, code: str) -> Formula:
    """The formula with this code; raises `NotFound`."""
    return existing(formulas.get(code), "figure", "指标")
