"""The hotline knows of a caller's household what who agreed to it lets it know, and forgets it when they do not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from linli.clock import now
from linli.contracts.assistance.household_flags import HouseholdFlag, HouseholdFlagsChanged
from linli.identity import Role
from linli.timers import TIMER
from services.assistance.domain.household_flags import flags_of
from tests.factories.gateways import SECRET
from tests.factories.people import DISTRICT, person
from tests.factories.register import CLERK, PLAIN, household, id_number, registered
from tests.factories.running import RunningService, running
from tests.factories.unique import phone

BOTH = ["assistance", "hotline"]


class Pair:
    """The register, and the hotline that hears of it."""

    def __init__(self, register: RunningService, hotline: RunningService) -> None:
        self.register = register
        self.hotline = hotline
        self.told: list[HouseholdFlagsChanged] = []

    def settle(self) -> None:
        """What is due in the register is done, and what it told is heard."""
        while self.register.member.firing.fire_due():
            pass
        flags = [one for one in self.register.said() if isinstance(one, HouseholdFlagsChanged)]
        self.hotline.tell(*flags[len(self.told) :])
        self.told = flags

    def shown(self, number: str, area: str = DISTRICT) -> list[str]:
        """The flags of the screen-pop for this number."""
        who = person(Role.OPERATOR, at=area)
        found: list[str] = self.hotline.ask(who, "look_up_caller", area_code=area, number=number)["flags"]
        return found


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Both, with the secret of one installation."""
    with (
        running("assistance", tmp_path / "a", secret=SECRET) as register,
        running("hotline", tmp_path / "h", secret=SECRET) as hotline,
    ):
        yield Pair(register, hotline)


def old(pair: Pair, number: str | None, **more: Any) -> dict[str, Any]:
    """A disabled person of more than ninety."""
    said = {"consents": BOTH, "id_number": id_number("19300102"), "facts": {"disability_grade": 2}}
    return registered(pair.register, phone=number, **{**said, **more})


def test_the_screen_pop_tells_of_who_agreed_and_lives_alone(pair: Pair) -> None:
    number = phone()
    made = old(pair, number)
    household(pair.register, made["id"])
    pair.settle()
    assert pair.shown(number) == ["lives_alone", "aged", "disabled"]
    assert pair.shown(phone()) == []


def test_who_withdraws_the_consent_is_forgotten_and_the_event_tells_no_number(pair: Pair) -> None:
    number = phone()
    made = old(pair, number)
    pair.settle()
    assert pair.shown(number) == ["aged", "disabled"]
    pair.register.ask(CLERK, "set_consent", id=made["id"], purpose="hotline", given=False, how="电话撤回")
    pair.settle()
    assert pair.shown(number) == []
    assert [(one.sequence, one.caller is None) for one in pair.told] == [(1, False), (2, True)]
    bodies = [envelope.encode() for envelope in pair.register.sent()]
    assert all(number not in body for body in bodies)
    with pair.register.database.reading() as session:
        left = session.execute(select(TIMER).where(TIMER.c.name == "household.flags")).all()
    assert left == []


def test_without_the_consent_for_the_hotline_nothing_is_told(pair: Pair) -> None:
    number = phone()
    old(pair, number, consents=["assistance"])
    pair.settle()
    assert (pair.told, pair.shown(number)) == ([], [])


def test_another_number_takes_the_flags_along(pair: Pair) -> None:
    first, second = phone(), phone()
    made = old(pair, first)
    pair.settle()
    pair.register.ask(CLERK, "revise_person", id=made["id"], phone=second, facts={**PLAIN, "disability_grade": 2})
    pair.settle()
    assert (pair.shown(first), pair.shown(second)) == ([], ["aged", "disabled"])


def test_what_comes_late_changes_nothing(pair: Pair) -> None:
    number = phone()
    made = old(pair, number)
    pair.settle()
    pair.register.ask(CLERK, "set_consent", id=made["id"], purpose="hotline", given=False, how="电话撤回")
    while pair.register.member.firing.fire_due():
        pass
    first, second = [one for one in pair.register.said() if isinstance(one, HouseholdFlagsChanged)]
    pair.hotline.tell(second, first)
    assert pair.shown(number) == []


def test_a_birthday_is_seen_on_the_next_day(pair: Pair) -> None:
    number = phone()
    young = registered(pair.register, phone=number, consents=BOTH, id_number=id_number("19960101"))
    pair.settle()
    assert pair.shown(number) == []
    with pair.register.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE person SET born = 19400101")
        session.execute(
            update(TIMER).where(TIMER.c.name == "household.flags").values(due_at=now() - timedelta(hours=1))
        )
    pair.settle()
    assert pair.shown(number) == ["aged"]
    assert young["born_in"] == 1996


def test_another_district_is_told_nothing(pair: Pair) -> None:
    number = phone()
    old(pair, number)
    pair.settle()
    assert pair.shown(number, "210102") == []


# ---- the rule -------------------------------------------------------------------------------------------------------


def test_of_a_member_who_did_not_agree_nothing_is_told_and_aid_is_of_all() -> None:
    one, other = uuid4(), uuid4()
    members = {one: {"age": Decimal(50)}, other: {"age": Decimal(85), "self_care_failed": Decimal(4)}}
    assert flags_of(one, members, {one}, ["living"]) == ()
    assert flags_of(one, members, {one, other}, ["living", "education_referral"]) == (
        HouseholdFlag.AGED,
        HouseholdFlag.NEEDS_CARE,
        HouseholdFlag.LIVING_ALLOWANCE,
    )
    assert flags_of(other, members, {one}, ["living"]) == ()
    assert flags_of(one, {one: {"age": Decimal(50)}}, {one}, ["destitute"]) == (
        HouseholdFlag.LIVES_ALONE,
        HouseholdFlag.DESTITUTE,
    )
