"""How many positions a second reach the database over HTTP: `python -m tests.bench.bench_positions [SECONDS]`.

The whole platform in one process (waitress, SQLite, as `linli run` has it), and telephones that each send one position
after the other from a process beside it, on kept connections.
"""

from __future__ import annotations

import http.client
import logging
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from waitress.server import create_server

from linli.clock import now
from linli.identity import Role
from tests.factories.cells import SOUTH, WEST, square
from tests.factories.people import COMMUNITY
from tests.factories.web import Web, web

PHONES = 48


def telephones(port: int, keys: list[str], seconds: float, told: Any) -> None:
    """Send until the time is over; tells how many were kept, and how long the slow ones took."""
    took: list[float] = []
    ends = time.monotonic() + seconds

    def send(number: int, key: str) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        at = int(now().timestamp()) - 20_000
        while time.monotonic() < ends:
            at += 1
            begun = time.perf_counter()
            lon, lat = WEST + 0.00004 * (number + at % 50), SOUTH + 0.001
            line.request("GET", f"/api/osmand?id={key}&lat={lat}&lon={lon}&timestamp={at}&accuracy=8&speed=2")
            answer = line.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            took.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=send, args=one) for one in enumerate(keys)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    took.sort()
    told.put((len(took), took[len(took) // 2], took[int(len(took) * 0.99)]))


def prepared(made: Web) -> list[str]:
    """A cell, and the keys of the telephones."""
    geometry = {"type": "Polygon", "coordinates": square()[0]}
    made.be().post("/api/grid/cells", {"area_code": COMMUNITY, "geometry": geometry, "valid_from": "2020-01-01"})
    leader = made.be(Role.PATROL_LEADER)
    said = {"area_code": COMMUNITY, "officer_id": str(uuid4()), "label": "手机"}
    return [(leader.post("/api/grid/trackers", said).json or {})["key"] for _ in range(PHONES)]


def main(seconds: float) -> None:
    """Print the rate."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder, web(Path(folder), started=True, rate_limit="1000000/minute") as made:
        keys = prepared(made)
        server = create_server(made.app, host="127.0.0.1", port=0, threads=24)
        threading.Thread(target=server.run, daemon=True).start()
        told: Any = multiprocessing.get_context("spawn").Queue()
        arguments = (server.effective_port, keys, seconds, told)
        process = multiprocessing.get_context("spawn").Process(target=telephones, args=arguments)
        begun, used = time.monotonic(), time.process_time()
        process.start()
        count, middle, slow = told.get()
        process.join()
        spent, used = time.monotonic() - begun, time.process_time() - used
        server.close()
    rate = count / seconds
    print(f"{PHONES} telephones, {spent:.0f} s: {rate:.0f}/s, p50 {middle * 1000:.0f} ms, p99 {slow * 1000:.0f} ms")
    print(f"CPU of the serving process: {used / count * 1000:.2f} ms for a position; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0)
