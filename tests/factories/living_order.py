"""A work order in the hotline, asked about as the people of its way do."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from linli.errors import LinliError
from linli.identity import Principal, Role
from tests.factories.people import COMMUNITY, person
from tests.factories.running import RunningService
from tests.factories.unique import tracking_code

OPERATOR = person(Role.OPERATOR)
WHY = {"reason": "as was said on the phone"}


class Order:
    """One request, asked about as the people of its way do."""

    def __init__(self, hotline: RunningService, **said: Any) -> None:
        known = {"id": uuid4(), "tracking_code": tracking_code()}
        given = {**known, "area_code": COMMUNITY, "category": "noise.residential"}
        self.hotline = hotline
        self.now = hotline.ask(OPERATOR, "open_request", **{**given, "title": "Loud music", **said})
        self.id = UUID(self.now["id"])

    def does(self, who: Principal, call: str, **said: Any) -> dict[str, Any]:
        """Take a step from the version seen; the request's summary afterwards."""
        self.now = self.hotline.ask(who, call, id=self.id, version=self.now["version"], **said)
        return dict(self.now["request"])

    def refuses(self, who: Principal, call: str, **said: Any) -> LinliError:
        """The refusal of a step, which must leave everything as it was but the clocks, which run by themselves."""
        before, told = {**self.hotline.ask(OPERATOR, "get_request", id=self.id), "clocks": None}, self.names()
        refused = self.hotline.refusal(who, call, id=self.id, version=self.now["version"], **said)
        assert {**self.hotline.ask(OPERATOR, "get_request", id=self.id), "clocks": None} == before
        assert self.names() == told
        return refused

    def names(self) -> list[str]:
        """The names of its events, without what all have in common."""
        return [one.name.partition(".")[2] for one in self.hotline.said() if one.subject == self.id]

    def history(self) -> list[dict[str, Any]]:
        return list(self.hotline.ask(OPERATOR, "list_steps", id=self.id)["steps"])
