"""The routes of the register of persons and households; numbers to look for stand in bodies, never in addresses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from gateway.access import needs
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.queries import AreaRequired, DateQuery
from gateway.api.routes import Routes, body_of, change_of
from linli.contracts.assistance.programs import Proposals
from linli.contracts.assistance.register import (
    DecideDuplicate,
    FindPersons,
    GetHousehold,
    GetPerson,
    HouseholdView,
    JoinHousehold,
    Kept,
    LeaveHousehold,
    ListDuplicates,
    ListLooks,
    LookList,
    OpenHousehold,
    PersonDuplicates,
    PersonDuplicateView,
    PersonList,
    PersonView,
    ProposePrograms,
    RegisterPerson,
    RegisterStaff,
    ReviseHousehold,
    RevisePerson,
    SetConsent,
    StateKin,
    Unmask,
    Unmasked,
)
from linli.contracts.base import schema_class
from linli.identity import Role

_KEEPERS = frozenset({Role.AID_SURVEYOR, Role.ADMINISTRATOR})
KEEPERS = needs(_KEEPERS)
OFFICERS = needs(_KEEPERS | {Role.AID_APPROVER})
READERS = needs(_KEEPERS | {Role.AID_APPROVER, Role.AID_PAYER, Role.AUDITOR})
WATCHERS = needs(frozenset({Role.AUDITOR, Role.ADMINISTRATOR}))
ADMINISTRATORS = needs(frozenset({Role.ADMINISTRATOR}))

routes = Routes("register", "/api/assistance/register", "The register of persons and households 居民底册")
change = changes("assistance")

PERSON, HOUSEHOLD = schema_class(PersonView), schema_class(HouseholdView)
KEPT = schema_class(Kept)
BASE = "/api/assistance/register"


class DuplicateQuery(AreaRequired):
    """Which pairs are listed."""

    limit = fields.Integer(validate=validate.Range(1, 200), load_default=50)


def made(found: dict[str, Any], kind: str) -> Response:
    """A new thing of the register."""
    return answer(found, 201, version=found["version"], location=f"{BASE}/{kind}/{found['id']}")


def without_id(command: type) -> type[ma.Schema]:
    """The body of a change whose thing stands in the address."""
    return body_of(command, "id")


@routes.post("/persons", KEEPERS, PERSON, body=body_of(RegisterPerson), status=201)
def register_person(said: dict[str, Any]) -> Response:
    """Enter a person 登记人员"""
    known_area(said["area_code"])
    return made(ask("assistance", "register_person", RegisterPerson(**said)), "persons")


@routes.post("/persons/find", READERS, schema_class(PersonList), body=body_of(FindPersons))
def find_persons(said: dict[str, Any]) -> Response:
    """Find a person by a whole ID or telephone number 精确查找"""
    return read("assistance", "find_persons", FindPersons(**said))


@routes.get("/persons/<uuid:person_id>", READERS, PERSON)
def get_person(person_id: UUID) -> Response:
    """A person, masked 人员信息（脱敏）"""
    return read("assistance", "get_person", GetPerson(id=person_id))


@routes.post("/persons/<uuid:person_id>/revise", KEEPERS, PERSON, body=change_of(RevisePerson), versioned=True)
def revise_person(said: dict[str, Any], person_id: UUID) -> Response:
    """Say anew what is known of a person 更新信息"""
    return change("revise_person", RevisePerson, person_id, said)


@routes.post("/persons/<uuid:person_id>/unmask", OFFICERS, schema_class(Unmasked), body=without_id(Unmask))
def unmask_person(said: dict[str, Any], person_id: UUID) -> Response:
    """One secret of a person in full, for a reason that is written down 查看明文（留痕）"""
    return answer(ask("assistance", "unmask_person", Unmask(id=person_id, **said)))


@routes.get("/persons/<uuid:person_id>/looks", WATCHERS, schema_class(LookList))
def list_looks(person_id: UUID) -> Response:
    """Who has seen a person's secrets, and why 查看记录"""
    return read("assistance", "list_looks", ListLooks(id=person_id))


@routes.post("/persons/<uuid:person_id>/consents", KEEPERS, PERSON, body=without_id(SetConsent))
def set_consent(said: dict[str, Any], person_id: UUID) -> Response:
    """A person agrees to a purpose or withdraws it 授权同意"""
    return answer(ask("assistance", "set_consent", SetConsent(id=person_id, **said)))


@routes.post("/persons/<uuid:person_id>/kin", KEEPERS, KEPT, body=without_id(StateKin))
def state_kin(said: dict[str, Any], person_id: UUID) -> Response:
    """Two persons are related 亲属关系"""
    return answer(ask("assistance", "state_kin", StateKin(id=person_id, **said)))


@routes.post("/staff", ADMINISTRATORS, KEPT, body=body_of(RegisterStaff))
def register_staff(said: dict[str, Any]) -> Response:
    """Which person an account is, taken down by someone else 经办人员登记"""
    return answer(ask("assistance", "register_staff", RegisterStaff(**said)))


@routes.post("/households", KEEPERS, HOUSEHOLD, body=body_of(OpenHousehold), status=201)
def open_household(said: dict[str, Any]) -> Response:
    """Enter a household with its members 登记家庭"""
    known_area(said["area_code"])
    return made(ask("assistance", "open_household", OpenHousehold(**said)), "households")


@routes.get("/households/<uuid:household_id>", READERS, HOUSEHOLD, query=DateQuery)
def get_household(asked: dict[str, Any], household_id: UUID) -> Response:
    """A household as it is, or was on a day 家庭信息"""
    return read("assistance", "get_household", GetHousehold(id=household_id, at=asked["at"]))


@routes.post(
    "/households/<uuid:household_id>/revise", KEEPERS, HOUSEHOLD, body=change_of(ReviseHousehold), versioned=True
)
def revise_household(said: dict[str, Any], household_id: UUID) -> Response:
    """Say anew what is known of a household 更新家庭情况"""
    return change("revise_household", ReviseHousehold, household_id, said)


@routes.post("/households/<uuid:household_id>/join", KEEPERS, HOUSEHOLD, body=change_of(JoinHousehold), versioned=True)
def join_household(said: dict[str, Any], household_id: UUID) -> Response:
    """A person joins a household 加入家庭"""
    return change("join_household", JoinHousehold, household_id, said)


@routes.post(
    "/households/<uuid:household_id>/leave", KEEPERS, HOUSEHOLD, body=change_of(LeaveHousehold), versioned=True
)
def leave_household(said: dict[str, Any], household_id: UUID) -> Response:
    """A member leaves a household 移出家庭"""
    return change("leave_household", LeaveHousehold, household_id, said)


@routes.get("/households/<uuid:household_id>/proposals", OFFICERS, schema_class(Proposals))
def propose_programs(household_id: UUID) -> Response:
    """What every program says of a household, each step explained 应保尽保"""
    return read("assistance", "propose_programs", ProposePrograms(id=household_id))


@routes.get("/duplicates", OFFICERS, schema_class(PersonDuplicates), query=DuplicateQuery)
def list_duplicates(asked: dict[str, Any]) -> Response:
    """Entries of an area that may be one person, the likeliest first 疑似重复"""
    return read("assistance", "list_duplicates", ListDuplicates(area_code=asked["area"], limit=asked["limit"]))


@routes.post(
    "/duplicates/<uuid:duplicate_id>/decide",
    OFFICERS,
    schema_class(PersonDuplicateView),
    body=change_of(DecideDuplicate),
    versioned=True,
)
def decide_duplicate(said: dict[str, Any], duplicate_id: UUID) -> Response:
    """Say whether two entries are one person 查重认定"""
    return change("decide_duplicate", DecideDuplicate, duplicate_id, said)
