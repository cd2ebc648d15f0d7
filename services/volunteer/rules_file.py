"""The published rules of hours and of the moral bank, read from `rules.yaml` once."""

from __future__ import annotations

import functools
from pathlib import Path

from linli.contracts.volunteer.deeds import DeedRule
from linli.contracts.volunteer.hours import HourRule
from linli.yaml_lists import read_lists
from services.volunteer.domain.deeds import checked
from services.volunteer.domain.hours import in_order

FILE = Path(__file__).with_name("rules.yaml")
KINDS = {"hours": HourRule, "deeds": DeedRule}


@functools.cache
def hour_rules() -> tuple[HourRule, ...]:
    """The rules of hours, the earliest first."""
    return read_hour_rules(FILE)


def read_hour_rules(file: Path) -> tuple[HourRule, ...]:
    """The rules of hours in a file; raises `Invalid` naming the file and the line at fault."""
    found = read_lists(file, KINDS)
    return in_order(one for _, one in found["hours"])


@functools.cache
def deed_rules() -> tuple[DeedRule, ...]:
    """The moral bank's published rules, in the file's order; raises `Invalid` as `read_hour_rules` does."""
    return checked(one for _, one in read_lists(FILE, KINDS)["deeds"])
