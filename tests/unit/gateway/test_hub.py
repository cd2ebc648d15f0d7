"""Screens hear at once of the records in their areas, and of nothing else; none can hold another up."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from gateway.stream import sse
from gateway.stream.hub import Change, Counted, Hub, Resync, Subscription
from gateway.stream.sse import stream
from linli.contracts.envelope import Envelope, Event
from linli.contracts.network import RecordChanged
from linli.errors import Invalid

RECORD = UUID(int=7)


def changed(area_code: str = "210103005003", sequence: int = 3) -> str:
    """The wire text of a changed request."""
    event: Event = RecordChanged(
        subject=RECORD,
        area_code=area_code,
        sequence=sequence,
        occurred_at=datetime(2026, 3, 2, tzinfo=UTC),
        kind="request",
        state="signed",
    )
    return Envelope(id=uuid4(), event=event, correlation_id=uuid4()).encode()


@pytest.mark.parametrize(
    ("scope", "area_code", "heard"),
    [
        ("210103", "210103", True),
        ("210103", "210103005003", True),
        ("210103005", "210103005003", True),
        ("210103005003", "10002121010300500301", True),
        ("210103005", "210103006001", False),
        ("210103005003", "210103005", False),
        ("210102", "210103005003", False),
    ],
)
def test_a_screen_hears_of_its_area_and_below(scope: str, area_code: str, heard: bool) -> None:
    hub = Hub()
    subscription = hub.subscribe([scope])
    hub.publish(changed(area_code))
    assert (subscription.next(0.001) is not None) is heard


def test_a_screen_with_two_scopes_over_one_record_hears_of_it_once() -> None:
    hub = Hub()
    subscription = hub.subscribe(["210103", "210103005"])
    hub.publish(changed())
    assert isinstance(subscription.next(0.001), Change)
    assert subscription.next(0.001) is None


def test_other_texts_are_passed_over() -> None:
    hub = Hub()
    subscription = hub.subscribe(["210103"])
    mentioned = json.dumps({"type": "linli.hotline.request.opened.v1", "data": RecordChanged.wire_type()})
    for text in ("", "{", "诉求", mentioned, changed()[:-2], '"linli.network.record.changed.v1"'):
        hub.publish(text)
    assert subscription.next(0.001) is None


def test_a_slow_screen_is_told_to_load_anew_and_let_go_while_others_hear_everything() -> None:
    hub = Hub(backlog=3)
    slow, quick = hub.subscribe(["210103"]), hub.subscribe(["210103"])
    heard = []
    for sequence in range(10):
        hub.publish(changed(sequence=sequence))
        heard.append(quick.next(0.001))
    assert [one.sequence for one in heard if isinstance(one, Change)] == list(range(10))
    assert slow.next(0.001) == Resync()
    assert slow.next(0.001) is None
    assert len(hub) == 1


def test_a_closed_screen_is_forgotten_and_closing_again_does_no_harm() -> None:
    hub = Hub()
    subscription = hub.subscribe(["210103", "210102"])
    subscription.close()
    subscription.close()
    hub.publish(changed())
    assert len(hub) == 0
    assert subscription.next(0.001) is None


def test_what_is_no_area_cannot_be_subscribed_to() -> None:
    hub = Hub()
    with pytest.raises(Invalid):
        hub.subscribe(["210103", "x"])
    assert len(hub) == 0


def test_the_stream_says_when_to_come_back_then_each_change_with_its_id() -> None:
    hub = Hub()
    lines = stream(hub.subscribe(["210103"]))
    assert next(lines).startswith(b"retry: 2000\nid: ")
    text = changed()
    hub.publish(text)
    event_id, name, data, *rest = next(lines).decode().split("\n")
    assert event_id == f"id: {json.loads(text)['id']}"
    assert name == "event: changed"
    assert json.loads(data.removeprefix("data: ")) == {
        "kind": "request",
        "id": str(RECORD),
        "state": "signed",
        "area_code": "210103005003",
        "sequence": 3,
    }
    assert rest == ["", ""]


def test_silence_is_broken_by_a_comment() -> None:
    lines = stream(Hub().subscribe(["210103"]), heartbeat=0.001)
    next(lines)
    assert [next(lines), next(lines)] == [b": heartbeat\n\n", b": heartbeat\n\n"]


def test_a_screen_that_comes_back_from_longer_ago_than_is_kept_is_told_first_to_load_anew() -> None:
    hub = Hub(kept=2)
    ids = _published(hub, 4)
    for unknown in ("x", ids[0]):
        lines = stream(hub.subscribe(["210103"], after=unknown))
        first = next(lines).decode()
        assert first == f"retry: 2000\nid: {ids[-1]}\n\n"
        assert next(lines) == b"event: resync\ndata: {}\n\n"


def test_a_screen_that_comes_back_hears_what_it_missed_in_order_without_gap_or_repeat() -> None:
    """At whatever change it was cut off, also before it heard of any."""
    hub = Hub(kept=6)
    begun = hub.subscribe(["210103"]).position
    assert begun is not None
    ids = _published(hub, 6)
    for seen, position in enumerate([begun, *ids]):
        back = hub.subscribe(["210103005"], after=position)
        assert (back.missed, back.position) == (False, None)
        assert _heard(back) == ids[seen:]


def test_what_lies_elsewhere_is_not_told_to_one_that_comes_back_and_what_comes_meanwhile_is() -> None:
    hub = Hub()
    begun = hub.subscribe(["210103"]).position
    elsewhere, here = changed("210102001001"), changed()
    for text in (elsewhere, here, here):
        hub.publish(text)
    back = hub.subscribe(["210103"], after=begun)
    later = _published(hub, 1)
    assert _heard(back) == [json.loads(here)["id"], *later], "an event that came twice is told once"


def test_after_a_gap_nobody_is_told_that_nothing_was_missed() -> None:
    hub = Hub()
    ids = _published(hub, 2)
    hub.resync()
    assert hub.subscribe(["210103"], after=ids[-1]).missed
    assert not hub.subscribe(["210103"]).missed


def test_one_that_missed_more_than_a_screen_may_be_behind_loads_anew() -> None:
    hub = Hub(backlog=3)
    ids = _published(hub, 5)
    assert hub.subscribe(["210103"], after=ids[0]).missed
    assert not hub.subscribe(["210103"], after=ids[1]).missed


def _published(hub: Hub, count: int) -> list[str]:
    texts = [changed(sequence=number) for number in range(1, count + 1)]
    for text in texts:
        hub.publish(text)
    return [json.loads(text)["id"] for text in texts]


def _heard(subscription: Subscription) -> list[str]:
    found = []
    while isinstance(message := subscription.next(0.001), Change):
        found.append(message.event_id)
    return found


def test_the_stream_of_a_slow_screen_ends_after_it_was_told_to_load_anew() -> None:
    hub = Hub(backlog=1)
    lines = stream(hub.subscribe(["210103"]))
    next(lines)
    for _ in range(3):
        hub.publish(changed())
    assert list(lines) == [b"event: resync\ndata: {}\n\n"]


def test_a_screen_that_leaves_is_forgotten() -> None:
    hub = Hub()
    started, never_started = stream(hub.subscribe(["210103"])), stream(hub.subscribe(["210103"]))
    next(started)
    assert len(hub) == 2
    started.close()
    never_started.close()
    assert len(hub) == 0


def test_screens_may_come_and_go_while_changes_are_published() -> None:
    hub, stop = Hub(backlog=4), threading.Event()
    staying = hub.subscribe(["210102"])

    def come_and_go() -> None:
        while not stop.is_set():
            hub.subscribe(["210103", "210103005"]).close()

    threads = [threading.Thread(target=come_and_go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(200):
        hub.publish(changed())
    hub.publish(changed("210102001001"))
    stop.set()
    for thread in threads:
        thread.join()
    assert isinstance(staying.next(0.1), Change)
    assert len(hub) == 1


def test_after_a_gap_every_screen_is_told_once_to_load_anew_and_let_go() -> None:
    hub = Hub()
    screens = [hub.subscribe(["210103"]), hub.subscribe(["210103005", "210103006"])]
    hub.publish(changed())
    hub.resync()
    assert [type(screen.next(0.001)) for screen in screens] == [Resync, Resync]
    assert [screen.next(0.001) for screen in screens] == [None, None]
    assert len(hub) == 0


def test_a_burst_is_given_in_one_piece_and_encoded_once_for_all_screens() -> None:
    before = sse.encode.cache_info().misses
    hub = Hub()
    screens = [stream(hub.subscribe(["210103"])) for _ in range(5)]
    for screen in screens:
        next(screen)
    ids = _published(hub, 3)
    for screen in screens:
        part = next(screen).decode()
        assert [line.removeprefix("id: ") for line in part.split("\n") if line.startswith("id: ")] == ids
    assert sse.encode.cache_info().misses - before == 3


def test_an_area_is_counted_anew_when_requests_changed_there_and_it_is_shown() -> None:
    hub = Hub()
    shown = [hub.subscribe([one]) for one in ("210103", "210103005", "210102")]
    hub.publish(changed())
    assert hub.moved.is_set()
    assert hub.take_moved() == {"210103", "210103005"}
    assert hub.take_moved() == set()
    hub.put_back({"210103"})
    assert hub.take_moved() == {"210103"}
    shown[1].close()
    hub.publish(changed())
    assert hub.take_moved() == {"210103"}, "nobody shows the street any more"


def test_counts_are_told_to_the_screens_of_that_very_area_only() -> None:
    hub = Hub()
    district, street = hub.subscribe(["210103"]), hub.subscribe(["210103005"])
    hub.tell_counts(Counted("210103", open=2, closed=3, late=1))
    lines = stream(district)
    next(lines)
    assert next(lines) == (b'event: counted\ndata: {"area_code":"210103","open":2,"closed":3,"late":1}\n\n'), (
        "without an id: who comes back is told by changes"
    )
    assert street.next(0.001) is None
