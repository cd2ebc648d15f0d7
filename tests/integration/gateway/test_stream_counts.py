"""Screens of an area are told how many of its requests are open, closed and late: counted once, none forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.projections import store
from gateway.stream.counting import Counting
from gateway.stream.hub import Change, Counted, Hub, Subscription
from linli.db import Database
from linli.hosting.embedded import DirectPublisher
from linli.identity import Role
from linli.outbox import Relay
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.factories.web import STREET_BESIDE, Web, web


@pytest.fixture
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("counts")) as made:
        yield made


def hub_of(api: Web) -> Hub:
    assert api.hub is not None
    return api.hub


def heard(api: Web) -> None:
    """Let the screens hear what has changed."""
    members = list(api.host.members.values())
    for _ in range(2):
        for database in api.host.databases.values():
            Relay(database, DirectPublisher(members, [hub_of(api).publish])).drain()


def told(screen: Subscription) -> list[Counted]:
    return [one for one in screen.all(0.001) if isinstance(one, Counted)]


def figures(api: Web, area: str) -> Counted:
    found = (api.be(Role.AUDITOR).get(f"/api/network/figures?area={area}&below=false").json or {})["area"]
    return Counted(area, found["open"], found["closed"], found["late"])


def test_each_area_that_is_shown_is_counted_once_and_told_as_the_api_has_it(
    api: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    screens = [hub_of(api).subscribe([area]) for area in (DISTRICT, DISTRICT, STREET, STREET_BESIDE)]
    asked: list[str] = []
    counted = store.figures

    def noting(session: Any, area: str, now: Any) -> Any:
        asked.append(area)
        return counted(session, area, now)

    monkeypatch.setattr(store, "figures", noting)
    for _ in range(3):
        api.be(Role.OPERATOR).open(COMMUNITY)
    heard(api)
    Counting(hub_of(api), api.database).step()
    assert asked == [DISTRICT, STREET], "however many screens, however many changes"
    assert [told(one) for one in screens] == [
        [figures(api, DISTRICT)],
        [figures(api, DISTRICT)],
        [figures(api, STREET)],
        [],
    ]
    assert figures(api, DISTRICT).open == 3


def test_what_could_not_be_counted_is_counted_later(api: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    screen, work = hub_of(api).subscribe([DISTRICT]), Counting(hub_of(api), api.database)
    api.be(Role.OPERATOR).open(COMMUNITY)
    heard(api)
    with monkeypatch.context() as away:
        away.setattr(Database, "peeking", lambda _: (_ for _ in ()).throw(ConnectionError()))
        with pytest.raises(ConnectionError):
            work.step()
    assert told(screen) == []
    work.step()
    assert told(screen) == [figures(api, DISTRICT)]
    work.step()
    assert [one for one in screen.all(0.001) if not isinstance(one, Change)] == [], "nothing has changed since"


def test_the_areas_below_are_left_out_where_nobody_wants_them(api: Web) -> None:
    who = api.be(Role.AUDITOR)
    assert (who.get(f"/api/network/figures?area={DISTRICT}&below=false").json or {})["children"] == []
    assert len((who.get(f"/api/network/figures?area={DISTRICT}").json or {})["children"]) > 1
