"""The responsible unit's steps are its own people's, and those's above it: nobody's below, nobody's elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from linli.errors import NotFound
from linli.identity import Role
from tests.factories.living_order import WHY, Order
from tests.factories.people import COMMUNITY, DISTRICT, STREET, person
from tests.factories.running import RunningService, running

HANDLER = person(Role.HANDLER, at=COMMUNITY)
DISPATCHER = person(Role.DISPATCHER)


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running("hotline", tmp_path_factory.mktemp("light")) as service:
        yield service


THE_UNITS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sign_request", {}),
    ("start_request", {}),
    ("reply_to_request", {"answer": "we come today"}),
    ("wait_request", {"waiting_for": "citizen", **WHY}),
    ("resume_request", {}),
    ("add_helper", {"unit_area": DISTRICT, "department": "GA", **WHY}),
    ("ask_extension", {"until": "2126-03-09T04:00:00+00:00", **WHY}),
    ("return_request", WHY),
    ("dispute_request", WHY),
    ("settle_request", {"result": "done"}),
)
"""Every step that is the responsible unit's alone, whatever the state."""


@pytest.mark.parametrize(("call", "said"), THE_UNITS, ids=lambda one: one if isinstance(one, str) else "")
def test_below_the_responsible_unit_nobody_takes_its_steps(
    light: RunningService, call: str, said: dict[str, Any]
) -> None:
    """The request lies in the handler's community, but the street has it."""
    order = Order(light)
    order.does(DISPATCHER, "dispatch_request", unit_area=STREET)
    assert order.refuses(HANDLER, call, **said).code == "responsible_unit_only"
    elsewhere = person(Role.HANDLER, at="210103006")
    assert isinstance(light.refusal(elsewhere, call, id=order.id, **said), NotFound)


def test_the_street_takes_the_steps_of_what_it_has_and_the_district_may(light: RunningService) -> None:
    order = Order(light)
    order.does(DISPATCHER, "dispatch_request", unit_area=STREET)
    assert order.does(person(Role.HANDLER, at=STREET), "sign_request")["state"] == "signed"
    assert order.does(person(Role.HANDLER), "settle_request", result="done")["state"] == "settled"
