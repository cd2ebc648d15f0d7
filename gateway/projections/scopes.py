"""How an area code becomes a comparison with the column of its tier."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Table, and_

from linli.areas import Tier, ancestors, covers, tier_of


def area_values(area_code: str) -> dict[str, str | None]:
    """The area columns of a row at this area. Raises `Invalid` for what is no area code."""
    path = (*ancestors(area_code), area_code)
    district, street, community = (*path[:3], None, None)[:3]
    return {
        "area_code": area_code,
        "path": "/".join(path),
        "district": district,
        "street": street,
        "community": community,
    }


def within(table: Table, area_code: str) -> ColumnElement[bool]:
    """The rows at this area and below it. Raises `Invalid` for what is no area code."""
    tier = tier_of(area_code)
    if tier is Tier.CELL:
        return and_(table.c.community == ancestors(area_code)[-1], table.c.area_code == area_code)
    same: ColumnElement[bool] = table.c[tier.value] == area_code
    return same


def widest(scopes: Iterable[str]) -> list[str]:
    """The scopes without those that lie within another of them, so that no row is counted twice."""
    codes = sorted(set(scopes))
    return [code for code in codes if not any(other != code and covers(other, code) for other in codes)]
