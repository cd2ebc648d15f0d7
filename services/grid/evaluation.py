"""The formulas of the figures of patrols that come with Linli, read from `evaluation.yaml` and checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from linli.contracts.base import load
from linli.contracts.grid.evaluation import PatrolFormula
from linli.errors import Invalid, existing
from services.grid.domain.evaluation import strange_words

FILE = Path(__file__).with_name("evaluation.yaml")


@cache
def formulas() -> Mapping[str, PatrolFormula]:
    """Every formula by its code; raises `Invalid` naming the one that is not right."""
    found: dict[str, PatrolFormula] = {}
    for said in yaml.safe_load(FILE.read_text(encoding="utf-8")):
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
