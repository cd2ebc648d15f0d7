"""Made-up persons and households for the register: ID numbers with their right check characters, marked to be found."""

from __future__ import annotations

from itertools import count
from typing import Any

from linli.identity import Principal, Role
from services.assistance.domain.identity import check_digit
from tests.factories.people import COMMUNITY, person
from tests.factories.running import RunningService

_serial = count(101)
CLERK = person(Role.AID_SURVEYOR)
HOME = {"savings": "0.00", "vehicles": 0, "dwellings": 1}
PLAIN = {
    "income": "0.00",
    "disability_grade": 0,
    "grave_illness": False,
    "student": False,
    "able_bodied": True,
    "supported": True,
    "self_care_failed": 0,
}


def id_number(born: str = "19800214") -> str:
    """An ID number of 沈河区 that nobody in the test has."""
    first = f"210103{born}{next(_serial) % 1000:03}"
    return first + check_digit(first)


def said_of(area: str = COMMUNITY, **more: Any) -> dict[str, Any]:
    """What is said of a person when they are entered."""
    given = {"area_code": area, "name": "王小明", "consents": ["assistance"], "agreed_how": "书面签字"}
    facts = {**PLAIN, **more.pop("facts", {})}
    identity = {} if "id_number" in more or "born" in more else {"id_number": id_number()}
    return {**given, **identity, "facts": facts, **more}


def registered(service: RunningService, who: Principal = CLERK, **more: Any) -> dict[str, Any]:
    """A person in the register, as the service answers."""
    return service.ask(who, "register_person", **said_of(**more))


def household(service: RunningService, *members: str, who: Principal = CLERK, **more: Any) -> dict[str, Any]:
    """A household of these persons, the first its head; of a new one without any."""
    ids = members or (registered(service, who)["id"],)
    relations = ["head", *["supported"] * (len(ids) - 1)]
    said = [{"person_id": one, "relation": relation} for one, relation in zip(ids, relations, strict=True)]
    return service.ask(who, "open_household", **{"area_code": COMMUNITY, "members": said, "facts": HOME, **more})
