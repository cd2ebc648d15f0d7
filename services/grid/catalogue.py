"""Kinds of cases and formulas of figures as YAML files say them, those that come with Linli and others, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from linli import yaml_text
from linli.contracts.base import load
from linli.contracts.grid.evaluation import PatrolFormula
from linli.contracts.grid.findings import CaseKind
from linli.errors import Invalid, existing
from linli.yaml_files import Where, YamlFile, unreadable
from services.grid.domain.evaluation import strange_words

FILE = Path(__file__).with_name("catalogue.yaml")
FIGURES = Path(__file__).with_name("evaluation.yaml")
MOST = 500
"""Kinds in a file."""


@cache
def shipped() -> Mapping[str, CaseKind]:
    """Every kind that comes with Linli, by its code."""
    return {one.code: one for one in read_kinds([FILE])}


def read_kinds(paths: Sequence[Path]) -> list[CaseKind]:
    """The kinds that these files list; raises `Invalid` (`kind_faults`), its fields all faults by file and line."""
    found: dict[str, tuple[CaseKind, str]] = {}
    faults: list[str] = []
    for path in paths:
        try:
            file = YamlFile(path)
        except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
            faults.append(unreadable(path, error))
            continue
        faults += [file.fault(where, "It stands here twice. 重复。") for where in file.repeated]
        if not isinstance(file.said, list) or len(file.said) > MOST:
            faults.append(file.fault((), f"List the kinds, at most {MOST}. 应为类别列表，最多{MOST}项。"))
            continue
        for number, said in enumerate(file.said):
            faults += _read(file, (str(number),), said, found)
    if faults:
        raise faulty(faults)
    return [one for one, _ in found.values()]


def _read(file: YamlFile, where: Where, said: object, found: dict[str, tuple[CaseKind, str]]) -> list[str]:
    """Take one entry over; what is wrong with it."""
    try:
        one = load(CaseKind, said)
    except Invalid as error:
        parts = {name: () if name == "body" else tuple(name.split(".")) for name in error.fields}
        return [file.fault((*where, *parts[name]), " ".join(texts)) for name, texts in error.fields.items()]
    if one.code in found:
        place = found[one.code][1]
        return [file.fault((*where, "code"), f"{one.code} stands at {place} already. {one.code} 已在 {place} 定义。")]
    found[one.code] = one, f"{file.name}:{file.line(where)}"
    return []


def faulty(faults: Iterable[str]) -> Invalid:
    """The error with these faults, each as `place: text`."""
    fields: dict[str, list[str]] = {}
    for one in faults:
        place, _, text = one.partition(": ")
        fields.setdefault(place, []).append(text)
    text = "The kinds cannot be used; see 'fields' for each fault by file and line."
    return Invalid("kind_faults", text, "案件类别文件有误，请按文件与行号逐项修改。", fields)


@cache
def formulas() -> Mapping[str, PatrolFormula]:
    """Every formula by its code; raises `Invalid` naming the one that is not right."""
    found: dict[str, PatrolFormula] = {}
    for said in yaml_text.read(FIGURES.read_text(encoding="utf-8")):
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
