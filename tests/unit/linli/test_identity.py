"""A role holds at its area and everywhere below, and travels unchanged with a call."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from linli.identity import EVERY_ROLE, Grant, Principal, Role, principal_from_wire
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, person

CELL = "10002121010300500301"
"""A grid cell of `COMMUNITY`."""


@pytest.mark.parametrize("below", [DISTRICT, STREET, COMMUNITY, CELL])
def test_a_role_reaches_every_area_below_its_own(below: str) -> None:
    assert person(Role.HANDLER).roles_at(below) == {Role.HANDLER}


@pytest.mark.parametrize("outside", [DISTRICT, ELSEWHERE, "210103006", "210103006001"])
def test_a_role_at_a_street_reaches_neither_above_nor_beside(outside: str) -> None:
    assert person(Role.HANDLER, at=STREET).roles_at(outside) == frozenset()


def test_roles_at_several_areas_add_up_where_both_reach() -> None:
    both = Principal(uuid4(), (Grant(Role.OPERATOR, DISTRICT), Grant(Role.HANDLER, STREET)))
    assert both.roles_at(COMMUNITY) == {Role.OPERATOR, Role.HANDLER}
    assert both.roles_at(DISTRICT) == {Role.OPERATOR}


def test_areas_within_another_are_left_out() -> None:
    grants = [(Role.OPERATOR, COMMUNITY), (Role.HANDLER, DISTRICT), (Role.AUDITOR, ELSEWHERE), (Role.HANDLER, STREET)]
    who = Principal(uuid4(), tuple(Grant(role, area) for role, area in grants))
    assert who.areas() == (ELSEWHERE, DISTRICT)
    assert who.areas(frozenset({Role.OPERATOR})) == (COMMUNITY,)
    assert who.areas(frozenset({Role.AID_PAYER})) == ()


def test_an_account_without_grants_reaches_nothing() -> None:
    nobody = Principal(uuid4(), ())
    assert (nobody.roles_at(DISTRICT), nobody.areas()) == (frozenset(), ())


def test_a_principal_arrives_as_it_left_through_json() -> None:
    who = Principal(uuid4(), tuple(Grant(role, STREET) for role in sorted(EVERY_ROLE)))
    assert principal_from_wire(json.loads(json.dumps(who.to_wire()))) == who


@pytest.mark.parametrize(
    "wire",
    [
        {},
        {"account_id": str(uuid4())},
        {"account_id": "someone", "grants": []},
        {"account_id": str(uuid4()), "grants": [["emperor", DISTRICT]]},
        {"account_id": str(uuid4()), "grants": [["operator"]]},
        {"account_id": str(uuid4()), "grants": 5},
    ],
)
def test_anything_else_is_no_principal(wire: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        principal_from_wire(wire)
