"""What the record of a request lacks is judged by what its kind calls for."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from linli.contracts.hotline.requests import OpenRequest
from linli.contracts.hotline.words import Gap, Kind
from services.hotline.domain.quality import gaps_of
from tests.factories.people import COMMUNITY

WHOLE: dict[str, Any] = {"kind": Kind.HELP, "title": "青年大街12号路灯不亮", "contact_phone": "13912345678"}


def gaps(*required: str, **said: Any) -> set[str]:
    fixed = {"id": uuid4(), "tracking_code": "7K3QX-9M2TB", "area_code": COMMUNITY, "category": "road.lighting"}
    return {str(one) for one in gaps_of(OpenRequest(**{**fixed, **WHOLE, **said}), required)}


def test_a_record_with_an_address_and_a_number_lacks_nothing() -> None:
    assert gaps() == set()


@pytest.mark.parametrize(
    ("title", "placed"),
    [
        ("路灯不亮", False),
        ("市民反映路灯不亮，希望处理", False),
        ("万科家园3号楼电梯坏了", True),
        ("在文化路与五爱街交口", True),
        ("The lamp is out", False),
        ("Lamp out at 12 Youth Avenue", True),
        ("车辆占道 A 12345", False),
    ],
)
def test_a_part_of_an_address_is_a_place_and_the_plate_of_a_car_is_none(title: str, placed: bool) -> None:
    assert (Gap.PLACE not in gaps(title=title)) is placed


def test_an_address_may_stand_in_the_description_and_a_point_needs_none() -> None:
    assert gaps(title="路灯不亮", description="青年大街12号") == set()
    assert gaps(title="路灯不亮", latitude=41.8, longitude=123.4) == set()
    assert gaps(title="路灯不亮", latitude=41.8) == {Gap.PLACE}, "half a point is none"


@pytest.mark.parametrize("kind", list(Kind))
def test_a_place_is_asked_for_where_somebody_has_to_go(kind: Kind) -> None:
    somebody_goes = kind in (Kind.HELP, Kind.COMPLAINT, Kind.REPORT)
    assert gaps(kind=kind, title="随便说说") == ({Gap.PLACE} if somebody_goes else set())


@pytest.mark.parametrize("kind", list(Kind))
def test_who_waits_for_an_answer_must_be_reachable_and_others_may_be_anonymous(kind: Kind) -> None:
    waits = kind in (Kind.QUESTION, Kind.HELP, Kind.COMPLAINT)
    assert gaps(kind=kind, contact_phone=None) == ({Gap.CONTACT} if waits else set())
    assert gaps(kind=kind, contact_phone=None, contact_name="王女士") == {Gap.CONTACT}, "a name alone is not anonymous"
    assert gaps(kind=kind, contact_phone=None, contact_email="w@example.org") == set()


def test_who_had_the_answer_on_the_phone_need_not_be_reached() -> None:
    assert gaps(kind=Kind.QUESTION, contact_phone=None, answer="九点至十七点") == set()


def test_required_answers_must_be_there() -> None:
    assert gaps("floor", "since", answers={"floor": "3"}) == {Gap.ANSWERS}
    assert gaps("floor", answers={"floor": "3", "more": "x"}) == set()
