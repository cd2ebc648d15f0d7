"""One lifecycle of a request as eGov CCRS publishes its load: create → assign → resolve → search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID, uuid4

from gateway.bench.line import Answer, Line

STEPS = ("create", "assign", "resolve", "search")
"""Opened and dispatched, signed for by the unit, reported done, found in the list of open requests of its community."""


@dataclass(frozen=True)
class Taken:
    """How long one step took and whether it was answered as it should be."""

    step: str
    seconds: float
    good: bool
    status: int


class Lifecycle:
    """Plays lifecycles at these communities, with these categories; the same seed plays the same."""

    def __init__(self, communities: Sequence[str], categories: Sequence[str], seed: int) -> None:
        self._communities = communities
        self._categories = categories
        self._random = Random(seed)

    def play(self, line: Line) -> list[Taken]:
        """The steps taken; the first that fails ends it."""
        community, category = self._random.choice(self._communities), self._random.choice(self._categories)
        place = {"latitude": 41.79 + self._random.random() / 20, "longitude": 123.4 + self._random.random() / 10}
        phone = f"139{self._random.randrange(10**8):08}"
        body = {"area_code": community, "category": category, "title": f"压力测试 {uuid4().hex[:8]}", **place}
        opened = _post(line, "/api/hotline/requests", {**body, "contact_phone": phone})
        taken = [_step("create", opened, opened.status == 201)]
        version, path = opened.etag, f"/api/hotline/requests/{opened.body.get('id')}"
        for step, action, said in (("assign", "sign", {}), ("resolve", "settle", {"result": "已处理"})):
            if not taken[-1].good:
                return taken
            answer = _post(line, f"{path}/{action}", said, version)
            version = answer.etag
            taken.append(_step(step, answer, answer.good))
        return [*taken, self._search(line, community, opened)] if taken[-1].good else taken

    def _search(self, line: Line, community: str, opened: Answer) -> Taken:
        """The newest page of the community has the request, settled: the reader sees its own write."""
        found = line.send("GET", f"/api/hotline/requests?area={community}&limit=50")
        mine = [one for one in found.body.get("items", ()) if one["id"] == opened.body["id"]]
        return _step("search", found, [one["state"] for one in mine] == ["settled"])


def _post(line: Line, path: str, body: object, version: str | None = None) -> Answer:
    headers = {"Idempotency-Key": str(UUID(int=uuid4().int)), **({"If-Match": version} if version else {})}
    return line.send("POST", path, body, headers)


def _step(name: str, answer: Answer, good: bool) -> Taken:
    return Taken(name, answer.seconds, good, answer.status)
