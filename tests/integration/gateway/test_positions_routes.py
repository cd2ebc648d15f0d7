"""Telephones send positions as Traccar Client does, many at once; coverage is shown as JSON, GeoJSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from uuid import uuid4

import pytest

from gateway.positions.passing import Passing
from linli.clock import local, now
from linli.contracts.grid.positions import Fix, FixOutcome
from linli.identity import Role
from tests.factories.cells import SIDE, SOUTH, WEST, square
from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.web import Web, web

BEGUN = now()
TODAY = local(BEGUN).date()
DAYS = f"from={TODAY - timedelta(days=2)}&until={TODAY + timedelta(days=1)}"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("positions")) as made:
        geometry = {"type": "Polygon", "coordinates": square()[0]}
        begun = str(TODAY - timedelta(days=5))
        drawn = made.be().post("/api/grid/cells", {"area_code": COMMUNITY, "geometry": geometry, "valid_from": begun})
        assert drawn.status_code == 201
        yield made


def tracker(api: Web) -> str:
    said = {"area_code": COMMUNITY, "officer_id": str(uuid4()), "label": "手机"}
    made = api.be(Role.PATROL_LEADER).post("/api/grid/trackers", said)
    return str((made.json or {})["key"])


def address(key: str, minutes: int, **more: str) -> str:
    at = int((BEGUN - timedelta(minutes=minutes)).timestamp())
    said = {"id": key, "lat": str(SOUTH + SIDE / 2), "lon": str(WEST + SIDE / 2), "timestamp": str(at), **more}
    return "/api/osmand?" + "&".join(f"{name}={value}" for name, value in said.items())


def test_a_telephone_sends_in_the_address_a_form_or_json(api: Web) -> None:
    key, phone = tracker(api), api.anyone()
    assert (phone.get(address(key, 50, altitude="40", hdop="1")).json or {}) == {"outcome": "kept"}
    assert (phone.get(address(key, 50)).json or {}) == {"outcome": "repeated"}
    assert (phone.post(address(key, 40)).json or {}) == {"outcome": "kept"}
    form = {"id": key, "lat": str(SOUTH), "lon": str(WEST), "timestamp": str(int(now().timestamp()) - 60)}
    assert (phone.post("/api/osmand", data=form).json or {}) == {"outcome": "kept"}
    coords = {"latitude": SOUTH + SIDE / 2, "longitude": WEST + SIDE / 2, "accuracy": 5}
    said = {"device_id": key, "location": {"timestamp": now().isoformat(), "coords": coords}}
    assert (phone.post("/api/osmand", json=said).json or {}) == {"outcome": "kept"}
    assert (phone.get(address(key, -60)).json or {}) == {"outcome": "in_the_future"}
    unknown = phone.get(address("nobody", 1))
    assert (unknown.status_code, (unknown.json or {})["code"]) == (404, "unknown_tracker")
    assert phone.get(address(key, 1, lat="95")).status_code == 422
    assert phone.post("/api/osmand", data=b"{", content_type="application/json").status_code == 400


def test_many_at_once_are_each_kept_once(api: Web) -> None:
    key = tracker(api)

    def one(minutes: int) -> str:
        return str((api.app.test_client().get(address(key, minutes)).json or {})["outcome"])

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(one, [*range(100, 140), *range(100, 140)]))
    assert (outcomes.count("kept"), outcomes.count("repeated")) == (40, 40)
    trackers = api.be(Role.PATROL_LEADER).get(f"/api/grid/trackers?area={DISTRICT}").json or {}
    assert all(one["key"] is None for one in trackers["items"])


class Sending:
    """What positions are passed on to: notes how many come together; the first call waits, and may fail."""

    def __init__(self, fails: bool = False) -> None:
        self.passing, self.sizes = Passing(), list[int]()
        self.begun, self.go_on, self.fails = Event(), Event(), fails

    def send(self, fixes: Sequence[Fix]) -> list[FixOutcome]:
        self.sizes.append(len(fixes))
        if len(self.sizes) == 1:
            self.begun.set()
            assert self.go_on.wait(10)
            if self.fails:
                raise ConnectionError
        return [FixOutcome.REPEATED if one.key == "known" else FixOutcome.KEPT for one in fixes]

    def hand_in(self, key: str) -> FixOutcome | None:
        try:
            return self.passing.hand_in(Fix(key=key, at=now(), lon=0.0, lat=0.0), self.send)
        except ConnectionError:
            return None


def test_who_comes_while_another_sends_is_sent_together_and_each_hears_of_its_own() -> None:
    sending = Sending()
    with ThreadPoolExecutor(20) as threads:
        first = threads.submit(sending.hand_in, "first")
        assert sending.begun.wait(10)
        others = [threads.submit(sending.hand_in, "known" if number == 7 else "new") for number in range(19)]
        while len(sending.passing._queue) < 19:
            pass
        sending.go_on.set()
        found = [one.result(10) for one in others]
    assert (first.result(), sending.sizes) == (FixOutcome.KEPT, [1, 19])
    assert [number for number, one in enumerate(found) if one is FixOutcome.REPEATED] == [7]
    assert found.count(FixOutcome.KEPT) == 18


def test_when_it_fails_one_hears_of_it_and_the_others_are_sent_again() -> None:
    sending = Sending(fails=True)
    with ThreadPoolExecutor(5) as threads:
        asked = [threads.submit(sending.hand_in, "new") for _ in range(5)]
        assert sending.begun.wait(10)
        while sending.sizes[0] + len(sending.passing._queue) < 5:
            pass
        sending.go_on.set()
        found = [one.result(10) for one in asked]
    assert (found.count(None), found.count(FixOutcome.KEPT)) == (1, 4)
    assert sum(sending.sizes[1:]) == 4
    assert sending.hand_in("later") is FixOutcome.KEPT


def test_coverage_is_json_geojson_and_csv(api: Web) -> None:
    api.anyone().get(address(tracker(api), 5))
    who = api.be(Role.GRID_WORKER, COMMUNITY)
    said = who.get(f"/api/grid/coverage?area={COMMUNITY}&{DAYS}&by=cell").json or {}
    assert (said["whole"]["cells"], said["whole"]["visited"], len(said["groups"])) == (1, 1, 1)
    mapped = who.get(f"/api/grid/coverage?area={COMMUNITY}&{DAYS}&format=geojson")
    (feature,) = json.loads(mapped.data)["features"]
    assert (feature["id"], feature["properties"]["visits"]) == (said["groups"][0]["key"], said["whole"]["visits"])
    lines = (
        who.get(f"/api/grid/coverage?area={COMMUNITY}&{DAYS}", Accept="text/csv").data.decode("utf-8-sig").split("\r\n")
    )
    assert lines[0].startswith("from,until,key,cells,visits")
    assert len(lines) == 4
    assert who.get(f"/api/grid/coverage?area={DISTRICT}&{DAYS}").status_code == 404
