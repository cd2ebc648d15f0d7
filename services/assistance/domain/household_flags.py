"""Which words are told of a household: facts of the register, of people who agreed that the hotline uses them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from linli.contracts.assistance.household_flags import HouseholdFlag
from services.assistance.domain.formula.tree import Value

AGED = 80
"""Full years from which a person is of great age 高龄, as for the allowance of great age."""
UNABLE = 4
"""So many failed items of self-care at the least are unable 失能, as `SelfCareClass` has it."""
STANDING = {
    "living": HouseholdFlag.LIVING_ALLOWANCE,
    "single_person": HouseholdFlag.LIVING_ALLOWANCE,
    "destitute": HouseholdFlag.DESTITUTE,
}
"""What running aid by a program says; other programs say nothing of how somebody is to be met."""


def flags_of(
    person: UUID, members: Mapping[UUID, Mapping[str, Value]], agreed: Collection[UUID], programs: Sequence[str]
) -> tuple[HouseholdFlag, ...]:
    """The words for the household of a person: facts by member, who agreed, and the programs that it has aid by.

    Of a member who did not agree nothing is told, and of the household's aid only where all did: it is of all of them.
    """
    if person not in agreed:
        return ()
    known = [facts for one, facts in members.items() if one in agreed]
    found = {flag for facts in known for flag in _of_member(facts)}
    if len(members) == 1:
        found.add(HouseholdFlag.LIVES_ALONE)
    if set(members) <= set(agreed):
        found |= {STANDING[one] for one in programs if one in STANDING}
    return tuple(one for one in HouseholdFlag if one in found)


def _of_member(facts: Mapping[str, Value]) -> Iterator[HouseholdFlag]:
    for name, least, flag in (
        ("age", AGED, HouseholdFlag.AGED),
        ("disability_grade", 1, HouseholdFlag.DISABLED),
        ("self_care_failed", UNABLE, HouseholdFlag.NEEDS_CARE),
    ):
        value = facts.get(name)
        if isinstance(value, Decimal) and value >= least:
            yield flag
