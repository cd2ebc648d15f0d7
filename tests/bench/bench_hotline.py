"""Lifecycles a second on RabbitMQ and PostgreSQL: `python -m tests.bench.bench_hotline [users] [seconds] [seeded]`.

Starts every process of the platform on databases and queues of its own (removed afterwards), seeded with so many
requests (none unless given), runs `linli bench hotline` against it, and prints the processor time each process spent
for one lifecycle, which shows what holds the rate back.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.machine import Scratch
from tests.platforms import DATABASES, Platform, distributed

IDLE = 5.0
"""Seconds of doing nothing that are measured first."""


def spent(platform: Platform, databases: str) -> dict[str, float]:
    """Seconds of processor time by process, children included, and of PostgreSQL for databases that begin like this.

    RabbitMQ is the machine's own: what others ask of it meanwhile is counted too.
    """
    found = {"postgresql": 0.0, "rabbitmq": 0.0}
    for name, process in platform.processes.items():
        assert process.running is not None
        found[name] = _seconds(psutil.Process(process.running.pid))
    for one in psutil.process_iter(["name", "cmdline"]):
        if one.info["name"] == "postgres" and databases in " ".join(one.info["cmdline"] or ()):
            found["postgresql"] += _own_seconds(one)
        elif one.info["name"] == "beam.smp":
            found["rabbitmq"] += _own_seconds(one)
    return found


def difference(after: dict[str, float], before: dict[str, float]) -> dict[str, float]:
    """What was spent between; nothing less than nothing, for a connection may have been closed."""
    return {name: max(after[name] - before.get(name, 0.0), 0.0) for name in after}


def _seconds(process: psutil.Process) -> float:
    return sum(_own_seconds(one) for one in (process, *process.children(recursive=True)))


def _own_seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def report(said: str, idle: dict[str, float], busy: dict[str, float]) -> None:
    """The processor time of a lifecycle, without what the same seconds cost when nothing happens."""
    done, took = int(said.split(": ")[1].split()[0]), float(said.split(" in ")[1].split()[0])
    each = {name: 1000 * (busy[name] - idle.get(name, 0.0) / IDLE * took) / done for name in busy}
    told = ", ".join(f"{name} {ms:.1f}" for name, ms in sorted(each.items(), key=lambda item: -item[1]))
    print(f"processor ms a lifecycle: {told}; together {sum(each.values()):.1f}")
    print(f"processor ms a second when idle: {1000 * sum(idle.values()) / IDLE:.0f}; load {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Measure, print, remove."""
    users, seconds, seeded = (*sys.argv[1:], *("16", "30", "0")[len(sys.argv) - 1 :])
    with Scratch() as scratch, tempfile.TemporaryDirectory() as folder:
        urls = {service: scratch.database_url(f"bench_{service}") for service in DATABASES}
        quiet = {"LINLI_LOG_LEVEL": "WARNING", "LINLI_RATE_LIMIT": "1000000/minute"}
        platform = distributed(Path(folder), scratch.amqp_url, urls, f"{scratch.name_prefix}bench", quiet)
        if int(seeded):
            print(platform.linli("seed", "hotline", seeded, patience=3600), end="")
        platform.start()
        try:
            print(platform.linli("bench", "hotline", "--users", "4", "--seconds", "5").splitlines()[0], "(warming up)")
            named = f"{scratch.name_prefix}bench"
            start = spent(platform, named)
            time.sleep(IDLE)
            before = spent(platform, named)
            idle = difference(before, start)
            said = platform.linli("bench", "hotline", "--users", users, "--seconds", seconds)
            busy = difference(spent(platform, named), before)
            print(said, end="")
            report(said, idle, busy)
        finally:
            platform.stop()


if __name__ == "__main__":
    main()
