"""The rules of sampling for call-backs, read from `sampling.yaml` once."""

from __future__ import annotations

import functools
from decimal import Decimal
from pathlib import Path
from typing import Any

from linli import yaml_text
from linli.contracts.hotline.words import Kind
from services.hotline.domain.call_backs import WHOLE, Rule

FILE = Path(__file__).with_name("sampling.yaml")
_CONDITIONS = frozenset({"category", "kind", "urgent", "area"})


@functools.cache
def rules(file: Path = FILE) -> tuple[Rule, ...]:
    """The rules in their order; raises ValueError naming the rule that is not right."""
    written = yaml_text.read(file.read_text(encoding="utf-8"))["rules"]
    return tuple(_rule(one) for one in written)


def _rule(one: dict[str, Any]) -> Rule:
    conditions, share = one.get("for", {}), Decimal(str(one["percent"])) * WHOLE / 100
    if set(conditions) - _CONDITIONS or not 0 <= share <= WHOLE or share != int(share):
        raise ValueError(f"the rule {one['name']} of sampling is not right")
    kind = Kind(conditions["kind"]) if "kind" in conditions else None
    area = str(conditions["area"]) if "area" in conditions else None
    return Rule(one["name"], int(share), conditions.get("category"), kind, conditions.get("urgent"), area)
