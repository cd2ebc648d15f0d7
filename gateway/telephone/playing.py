"""Plays a day of calls through the endpoint of telephone systems, as fast as asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.replay.client import Answer, Api
from gateway.telephone.day import OwnCount, SimulatedCall
from linli.errors import Unavailable

THREADS = 8
TRIES = 60
"""A report that is refused for the moment is sent again after a second, at most so often."""
NOT_NOW = frozenset({429, 503})


@dataclass(frozen=True)
class Played:
    """How the playing went."""

    reports: int
    failed: int
    seconds: float


def connect(api: Api, area: str, day: str) -> tuple[str, str]:
    """A line for the day, its id and token; the telephone system's clock is trusted, for the day is over."""
    said = {"name": f"simulated {day}", "area_code": area, "trusts_clock": True}
    made = api.post("/api/hotline/lines", said, f"simulated-{area}-{time.time_ns()}")
    if made.status != 201:
        raise Unavailable("no_line", f"No line could be connected: {made.status} {made.code}.", "无法接入线路。")
    return str(made.body["id"]), str(made.body["token"])


def play(
    api: Api,
    token: str,
    calls: Sequence[SimulatedCall],
    midnight: datetime,
    speed: float,
    told: Callable[[], object],
) -> Played:
    """Report every call in its order; `speed` seconds of the day in one, 0 as fast as it goes. `told` after each."""
    reports = sorted((item for one in calls for item in one.reports(midnight)), key=lambda item: item[0])
    started = time.monotonic()

    def send(said: dict[str, Any]) -> bool:
        taken = _send(api, f"/api/cti/{token}", said)
        told()
        return taken

    with ThreadPoolExecutor(THREADS) as threads:
        sent = []
        for moment, said in reports:
            if speed:
                due = (moment - midnight).total_seconds() / speed
                time.sleep(max(started + due - time.monotonic(), 0))
            sent.append(threads.submit(send, said))
        failed = sum(not one.result() for one in sent)
    return Played(len(reports), failed, time.monotonic() - started)


def _send(api: Api, path: str, said: dict[str, Any]) -> bool:
    """Whether the report was taken in the end."""
    for _ in range(TRIES):
        answer = api.post(path, said, f"{said['callId']}-{said['event']}")
        if answer.status not in NOT_NOW:
            return answer.status == 200
        time.sleep(1)
    return False


def figures(api: Api, area: str, line_id: str, at: datetime, own: OwnCount, patience: float = 60.0) -> Answer:
    """The platform's figures of the line; what it kept for a busy hotline may take a while to count."""
    asked = f"/api/hotline/telephone/figures?area={area}&line_id={line_id}&at={at:%Y-%m-%dT%H:%M:%SZ}"
    until = time.monotonic() + patience
    while True:
        found = api.get(asked)
        if found.status != 200 or found.body["total"]["offered"] >= own.offered or time.monotonic() > until:
            return found
        time.sleep(1)
