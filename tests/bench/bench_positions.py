"""How many positions a second reach the database over HTTP: `python -m tests.bench.bench_positions [seconds] [phones]`.

Every process of the distributed platform, as it is shipped (gunicorn with two workers, RabbitMQ, PostgreSQL, on
databases and queues of its own, removed afterwards), 沈河区 cut into its cells, and telephones that walk through them,
a position every 5 s of theirs. Each of the connections sends for several of them, one position after the other: it
hears that one is kept before it sends the next. Coverage is counted meanwhile. Printed is also the processor time that
each process spent on a position.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import random
import socket
import sys
import tempfile
import threading
import time
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from linli.clock import now
from tests.bench.bench_hotline import difference, spent
from tests.machine import Scratch
from tests.platforms import DATABASES, DISTRICT, Platform, distributed
from tests.polling import poll

CONNECTIONS = 48
STEP, PACE = 5, 7.0
"""Seconds and metres from one position of a telephone to the next."""
EAST, NORTH = 83_000.0, 111_000.0
"""Metres of a degree in 沈阳."""


class Walk:
    """A telephone on its way: where it is next, and when."""

    def __init__(self, key: str, place: tuple[float, float], draws: random.Random) -> None:
        self.key, (self.lon, self.lat) = key, place
        self.at = int(now().timestamp()) - 30_000
        self.heading = draws.uniform(0, 2 * math.pi)

    def request(self) -> bytes:
        """Its next position, as Traccar Client sends it."""
        self.at += STEP
        self.lon += PACE * math.cos(self.heading) / EAST
        self.lat += PACE * math.sin(self.heading) / NORTH
        place = f"lat={self.lat:.6f}&lon={self.lon:.6f}&timestamp={self.at}&accuracy=8&speed=2.7&batt=80"
        return f"GET /api/osmand?id={self.key}&{place} HTTP/1.1\r\nHost: linli\r\n\r\n".encode()


def answered(line: socket.socket) -> bytes:
    """The body of the next answer; none of one that says to come again. Raises `AssertionError` for any other."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += line.recv(4096)
    head, _, body = read.partition(b"\r\n\r\n")
    assert head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 503")), head
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += line.recv(4096)
    return body if b" 200 " in head[:16] else b""


def sent(line: socket.socket, one: Walk) -> None:
    """Its next position is kept, or repeated where the answer was lost; sent again where the service is away."""
    asked = one.request()
    while True:
        line.sendall(asked)
        body = answered(line)
        if body:
            assert b'"kept"' in body or b'"repeated"' in body, body
            return
        time.sleep(1)


def telephones(port: int, keys: list[str], places: list[tuple[float, float]], seconds: float, told: Any) -> None:
    """Send until the time is over, from when each telephone has begun; tells how many were kept, and how fast."""
    took: list[float] = []
    ends = 0.0

    def begin() -> None:
        nonlocal ends
        told.put("begun")
        ends = time.monotonic() + seconds

    begun_all = threading.Barrier(CONNECTIONS, action=begin)

    def send(number: int) -> None:
        draws = random.Random(number)
        walks = [Walk(key, draws.choice(places), draws) for key in keys[number::CONNECTIONS]]
        line = socket.create_connection(("127.0.0.1", port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for one in walks:
            sent(line, one)
        begun_all.wait()
        for one in cycle(walks):
            begun = time.monotonic()
            sent(line, one)
            if time.monotonic() >= ends:
                break
            took.append(time.monotonic() - begun)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(CONNECTIONS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    took.sort()
    told.put((len(took), took[len(took) // 2], took[int(len(took) * 0.99)]))


def prepared(platform: Platform, phones: int) -> tuple[list[str], list[tuple[float, float]]]:
    """The keys of the telephones, and places where they begin."""
    print(platform.linli("grid", "build", "--area", DISTRICT).splitlines()[0])
    asking = requests.Session()
    asking.headers["Authorization"] = f"Bearer {platform.token()}"
    cells = asking.get(f"{platform.url}/api/grid/cells.geojson", params={"area": DISTRICT}, timeout=60).json()
    places = [(one["properties"]["lon"], one["properties"]["lat"]) for one in cells["features"]]
    said = [{"area_code": DISTRICT, "officer_id": str(uuid4()), "label": "手机"} for _ in range(phones)]
    keys = [asking.post(f"{platform.url}/api/grid/trackers", json=one, timeout=60).json()["key"] for one in said]
    return keys, places


def counts(platform: Platform) -> tuple[int, int]:
    """How many positions and visits there are."""
    (one,) = platform.rows("grid", "SELECT (SELECT count(*) FROM position) AS p, (SELECT count(*) FROM visit) AS v")
    return one["p"], one["v"]


def warm_up(platform: Platform, key: str, place: tuple[float, float]) -> None:
    """Have the map of the cells made, of yesterday and of today, which takes seconds on a busy machine."""
    for ago in (30_000, 0):
        at = int(now().timestamp()) - ago
        asked = {"id": key, "lon": str(place[0]), "lat": str(place[1]), "timestamp": str(at)}
        poll(lambda asked=asked: requests.get(f"{platform.url}/api/osmand", params=asked, timeout=30).ok)  # type: ignore[misc]


def measure(platform: Platform, named: str, seconds: float, phones: int) -> None:
    """Send, and print the rate."""
    keys, places = prepared(platform, phones)
    spawned = multiprocessing.get_context("spawn")
    told: Any = spawned.Queue()
    port = int(platform.url.rpartition(":")[2])
    process = spawned.Process(target=telephones, args=(port, keys, places, seconds, told))
    warm_up(platform, keys[0], places[0])
    process.start()
    told.get()
    before = spent(platform, named)
    first = counts(platform)
    count, middle, slow = told.get()
    process.join()
    busy = difference(spent(platform, named), before)
    shown = f"p50 {middle * 1000:.0f} ms, p99 {slow * 1000:.0f} ms"
    print(f"{phones} telephones on {CONNECTIONS} connections, {seconds:.0f} s: {count / seconds:.0f}/s, {shown}")
    kept, visits = (now - then for now, then in zip(counts(platform), first, strict=True))
    print(f"{kept} more positions in the database, {visits} visits of cells followed from them")
    each = {name: 1000 * ms / kept for name, ms in busy.items()}
    told_each = ", ".join(
        f"{name} {ms:.2f}" for name, ms in sorted(each.items(), key=lambda item: -item[1]) if ms > 0.01
    )
    print(f"processor ms a position: {told_each}; load {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Measure, print, remove."""
    seconds, phones = (*sys.argv[1:], *("15", "480")[len(sys.argv) - 1 :])
    with Scratch() as scratch, tempfile.TemporaryDirectory() as folder:
        urls = {service: scratch.database_url(f"bench_{service}") for service in DATABASES}
        settings = {"LINLI_LOG_LEVEL": "WARNING", "LINLI_WEB_WORKERS": "2"}
        named = f"{scratch.name_prefix}bench"
        platform = distributed(Path(folder), scratch.amqp_url, urls, named, settings)
        platform.start()
        try:
            measure(platform, f"{scratch.name}_bench", float(seconds), int(phones))
        finally:
            platform.stop()


if __name__ == "__main__":
    main()
