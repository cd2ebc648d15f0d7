"""The catalogue of skills as it comes with Linli, in YAML."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from linli import yaml_text
from linli.contracts.base import load
from linli.contracts.volunteer.people import Skill

SHIPPED = Path(__file__).with_name("catalogue.yaml")


@functools.cache
def skills() -> Mapping[str, Skill]:
    """Every skill by its code."""
    said = yaml_text.read(SHIPPED.read_text(encoding="utf-8"))["skills"]
    return MappingProxyType({one["code"]: load(Skill, one) for one in said})
