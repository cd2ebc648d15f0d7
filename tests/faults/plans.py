"""What goes wrong in each run, drawn from its seed: the same seed plans the same fault again."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass

from linli.faultpoints import BEFORE_ACK, BEFORE_COMMIT, BEFORE_MARK, IN_RELAY_BATCH

TASK_SERVICES = ("assistance", "volunteer", "grid")
HANDLERS = (
    "hotline.settle_by_task",
    "assistance.open_case",
    "volunteer.open_task",
    "grid.open_case",
    "network.project_request",
    "network.project_task",
)

APPLIED_BY_THE_GATEWAY = "network.project_request"
"""The gateway runs this one itself on the answers it gets, before the process `network` hears of the event."""

EMBEDDED_KINDS = (BEFORE_COMMIT, BEFORE_MARK, IN_RELAY_BATCH, "kill", "again", "garbage", "fails", "poison")
DISTRIBUTED_KINDS = (
    BEFORE_COMMIT,
    BEFORE_ACK,
    BEFORE_MARK,
    IN_RELAY_BATCH,
    "kill",
    "again",
    "garbage",
    "fails",
    "poison",
    "broker",
    "database",
)
ALL = os.environ.get("LINLI_FAULT_RUNS") == "all"
"""Whether every fault is run, as by `make faults`, or a selection."""
EMBEDDED_RUNS = 96
DISTRIBUTED_RUNS = 132


@dataclass(frozen=True)
class Plan:
    """One run's fault. `victim` is a process; `count` says at which pass of the point it dies, or after how long."""

    seed: int
    kind: str
    victim: str
    handler: str
    count: int
    requests: int


def embedded_plan(seed: int) -> Plan:
    """The fault of this seed in the one process."""
    luck = random.Random(f"embedded {seed}")
    kind = EMBEDDED_KINDS[seed % len(EMBEDDED_KINDS)]
    return Plan(seed, kind, "embedded", luck.choice(HANDLERS), luck.randint(1, 40), luck.randint(6, 14))


def distributed_plan(seed: int) -> Plan:
    """The fault of this seed in one of the processes, the broker or the database."""
    luck = random.Random(f"distributed {seed}")
    kind = DISTRIBUTED_KINDS[seed % len(DISTRIBUTED_KINDS)]
    handler = luck.choice([one for one in HANDLERS if one != APPLIED_BY_THE_GATEWAY])
    victim = luck.choice(("hotline", "network", *TASK_SERVICES))
    if kind in (BEFORE_MARK, IN_RELAY_BATCH):
        victim = "relay"
    elif kind == "kill":
        victim = luck.choice(("hotline", "network", "relay", "gateway", *TASK_SERVICES))
    elif kind in ("fails", "poison"):
        victim = handler.partition(".")[0]
    return Plan(seed, kind, victim, handler, luck.randint(1, 15), luck.randint(6, 14))


def seeds(kinds: Sequence[str], runs: int) -> list[int]:
    """The seeds to run: each kind once, all for LINLI_FAULT_RUNS=all, or the one that LINLI_FAULT_SEED names."""
    if one := os.environ.get("LINLI_FAULT_SEED"):
        return [int(one)]
    return list(range(runs if ALL else len(kinds)))
