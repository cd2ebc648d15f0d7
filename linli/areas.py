"""What an area's code says by itself: its tier, its ancestors, its path, and whether it lies under another.

District, street and community carry the 6, 9 and 12 digits of the national statistical code (统计用区划代码), each
of which begins with the code of its parent. A grid cell carries the 20 digits of CJ/T 349-2010: 1-6 managed object,
7-12 county, 13-15 street, 16-18 community, 19-20 sequence; its community is therefore digits 7-18. (Where a cell area
merges several communities the standard numbers digits 16-18 from 601; that community is in no published list.)

A prefecture-level city without districts (东莞, 中山, 儋州) has in the published lists one code of 6 digits, ending in
00, at the place of a district: it is a district here. Codes are judged by form alone; which of them exist is for the
gateway's tables to say.
"""

from __future__ import annotations

import re
from enum import StrEnum

from linli.errors import Invalid


class Tier(StrEnum):
    """A level of the network, from the top: 区, 街道, 社区, 网格."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    CELL = "cell"


_TIERS = {6: Tier.DISTRICT, 9: Tier.STREET, 12: Tier.COMMUNITY, 20: Tier.CELL}
LENGTHS = {tier: length for length, tier in _TIERS.items()}
"""How many digits the codes of each tier have."""
_CODE = re.compile(r"[0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{20}")


def tier_of(code: str) -> Tier:
    """The tier of the area with this code; `Invalid` (`area_code_malformed`, field `area_code`) for other text."""
    if not _CODE.fullmatch(code):
        raise _malformed(code)
    return _TIERS[len(code)]


def ancestors(code: str) -> tuple[str, ...]:
    """The codes of the areas above, from the district down; none for a district. Raises as `tier_of`."""
    if tier_of(code) is Tier.CELL:
        return code[6:12], code[6:15], code[6:18]
    return tuple(code[:length] for length in (6, 9) if length < len(code))


def district_of(code: str) -> str:
    """The code of the district that an area lies in, or is. Raises as `tier_of`."""
    return next(iter(ancestors(code)), code)


def parent_of(code: str) -> str | None:
    """The code of the area directly above; `None` for a district. Raises as `tier_of`."""
    above = ancestors(code)
    return above[-1] if above else None


def path_of(code: str) -> str:
    """The codes from the district down to this one, joined with `/`, as `210103/210103005`. Raises as `tier_of`."""
    return "/".join((*ancestors(code), code))


def covers(scope_code: str, code: str) -> bool:
    """Whether the second area is the first or lies under it. Raises as `tier_of` for either."""
    tier_of(scope_code)
    return scope_code in (*ancestors(code), code)


def _malformed(code: str) -> Invalid:
    message = f"{code[:24]!r} is no area code: it has 6 (district), 9 (street), 12 (community) or 20 digits (cell)."
    message_zh = f"“{code[:24]}”不是区划代码：应为 6 位（区）、9 位（街道）、12 位（社区）或 20 位（网格）数字。"
    return Invalid("area_code_malformed", message, message_zh, {"area_code": [message]})
