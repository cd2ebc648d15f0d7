"""How many work orders a second go their whole way through the hotline: `python -m tests.bench.bench_work_orders`.

Each is opened, signed for, begun, waits, goes on, is reported done, verified and closed: eight calls, nine steps of
history, nine events in the outbox. One caller, then eight at once, on SQLite and on PostgreSQL; no broker, no gateway.
"""

from __future__ import annotations

import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.factories.people import COMMUNITY, administrator
from tests.factories.running import RunningService, running
from tests.machine import Scratch

ORDERS = 200
BOSS = administrator()
NUMBERS = count()
WAY: list[tuple[str, dict[str, Any]]] = [
    ("sign_request", {}),
    ("start_request", {}),
    ("wait_request", {"waiting_for": "citizen", "reason": "a key is needed"}),
    ("resume_request", {}),
    ("settle_request", {"result": "done"}),
    ("verify_request", {"accepted": True}),
    ("close_request", {}),
]


def whole_way(hotline: RunningService) -> None:
    """One work order from opening to closing, each step from the version seen."""
    said: dict[str, Any] = {"id": uuid4(), "tracking_code": f"{next(NUMBERS):05}-00000", "area_code": COMMUNITY}
    now = hotline.ask(BOSS, "open_request", category="noise.residential", title="Loud music", **said)
    for call, more in WAY:
        now = hotline.ask(BOSS, call, key=str(uuid4()), id=now["id"], version=now["version"], **more)


def rate(hotline: RunningService, callers: int) -> float:
    """Whole ways a second with so many callers at once."""
    began = time.perf_counter()
    with ThreadPoolExecutor(callers) as threads:
        list(threads.map(whole_way, [hotline] * ORDERS))
    return ORDERS / (time.perf_counter() - began)


def main() -> None:
    """Print the rates."""
    with Scratch() as scratch, tempfile.TemporaryDirectory() as folder:
        for name, url in (("SQLite", None), ("PostgreSQL", scratch.database_url("bench_orders"))):
            with running("hotline", Path(folder), url) as hotline:
                for callers in (1, 8):
                    print(f"{name}, {callers} at once: {rate(hotline, callers):.1f} work orders/s", flush=True)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
