"""The kinds of cases and the formulas of figures that come with Linli, read from YAML files and checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from linli.contracts.base import load
from linli.contracts.grid.evaluation import PatrolFormula
from linli.contracts.grid.findings import CaseKind
from linli.errors import Invalid, existing
from services.grid.domain.evaluation import strange_words

FILE = Path(__file__).with_name("catalogue.yaml")
FIGURES = Path(__file__).with_name("evaluation.yaml")


@cache
def kinds() -> Mapping[str, CaseKind]:
    """Every kind by its code; raises `Invalid` naming the entry that is not right."""
    found: dict[str, CaseKind] = {}
    for number, said in enumerate(yaml.safe_load(FILE.read_text(encoding="utf-8")), 1):
        one = load(CaseKind, said)
        if one.code in found:
            raise Invalid("bad_catalogue", f"Entry {number} repeats {one.code}.", f"第{number}项编码重复。")
        found[one.code] = one
    return found


def kind_of(code: str) -> CaseKind:
    """The kind; raises `Invalid` (field `kind`) for a code that there is not."""
    found = kinds().get(code)
    if found is None:
        text, zh = "There is no such kind of case; see /api/grid/kinds.", "没有该案件类别，请查看类别列表。"
        raise Invalid("unknown_kind", text, zh, {"kind": [f"{text} {zh}"]})
    return found


@cache
def formulas() -> Mapping[str, PatrolFormula]:
    """Every formula by its code; raises `Invalid` naming the one that is not right."""
    found: dict[str, PatrolFormula] = {}
    for said in yaml.safe_load(FIGURES.read_text(encoding="utf-8")):
        one = load(PatrolFormula, said)
        strange = strange_words(one)
        if strange or one.code in found:
            wrong = ", ".join(strange) or "the code"
            raise Invalid("bad_formula", f"{one.code}: {wrong}.", f"{one.code}：{wrong}。")
        found[one.code] = one
    return found


def formula_of(code: str) -> PatrolFormula:
    """The formula; raises `NotFound`."""
    return existing(formulas().get(code), "figure", "指标")
