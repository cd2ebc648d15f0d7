"""The command `linli bench dispatch`: one cycle of matching on made-up data, its time, memory and quality."""

from __future__ import annotations

import argparse
import resource
import sys
import time
from typing import Any

MOST = 100_000


def add_bench(kinds: Any) -> None:
    """Declare `linli bench dispatch`."""
    made = kinds.add_parser("dispatch", help="one cycle of matching volunteers, on made-up data, without a platform")
    made.add_argument("--tasks", type=_number, default=10_000, metavar="N", help="open places (default 10000)")
    made.add_argument("--volunteers", type=_number, default=10_000, metavar="M", help="volunteers (default 10000)")
    made.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed makes the same (default 1)")
    made.set_defaults(run=run_bench)


def _number(text: str) -> int:
    """A number from 1 to `MOST`; argparse tells the person what is wrong with it."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= MOST:
        raise argparse.ArgumentTypeError(f"give a whole number from 1 to {MOST}")
    return number


def run_bench(asked: argparse.Namespace) -> int:
    """Measure and print."""
    from services.volunteer.solving.market import made_up_market  # numpy and scipy take a second to load

    needs, candidates = made_up_market(asked.seed, asked.tasks, asked.volunteers)
    for line in measure(needs, candidates):
        print(line, flush=True)
    return 0


def measure(needs: Any, candidates: Any) -> list[str]:
    """The lines of the report."""
    import numpy as np

    from services.volunteer.domain.costs import NOTHING_KNOWN, unserved_cost
    from services.volunteer.solving.assignment import assign, greedy
    from services.volunteer.solving.matching import weigh

    began, worked = time.perf_counter(), time.process_time()
    found = weigh(needs, candidates, NOTHING_KNOWN)
    weighed = time.perf_counter()
    open_costs = np.array([unserved_cost(one) for one in needs], dtype=float)
    pairs = found.rows, found.columns, found.costs
    chosen = assign(pairs, open_costs, len(candidates))
    ended, worked = time.perf_counter(), time.process_time() - worked
    peak = _peak_megabytes()
    away = np.array([one or 0.0 for one in found.metres])
    nearest = greedy((found.rows, found.columns, away), len(needs))
    cost_at = dict(zip(zip(found.rows.tolist(), found.columns.tolist(), strict=True), found.costs, strict=True))
    lines = [
        f"{len(needs)} places, {len(candidates)} volunteers, {len(found.rows)} eligible pairs among the nearest",
        f"matched in {ended - began:.2f} s (rules and costs {weighed - began:.2f} s, optimum {ended - weighed:.2f} s), "
        f"{worked:.2f} s of CPU, {peak:.0f} MB at most",
    ]
    for name, choice in (("optimum", chosen), ("nearest first", nearest)):
        served = [(row, int(column)) for row, column in enumerate(choice) if column >= 0]
        total = sum(float(cost_at[one]) for one in served) + sum(float(open_costs[r]) for r in np.where(choice < 0)[0])
        load = np.array([one.load for one in candidates])
        for _, column in served:
            load[column] += 1
        lines.append(
            f"{name:>13}: {len(needs) - len(served)} unserved, cost {total:.0f}, "
            f"Gini of load {gini(load):.4f} (before {gini(np.array([one.load for one in candidates])):.4f})"
        )
    return lines


def gini(load: Any) -> float:
    """How unevenly the load is shared: 0 all alike, towards 1 all on one (Gini coefficient of the hours)."""
    import numpy as np

    ordered = np.sort(np.asarray(load, dtype=float))
    if ordered.sum() == 0:
        return 0.0
    number = len(ordered)
    return float(2 * (np.arange(1, number + 1) * ordered).sum() / (number * ordered.sum()) - (number + 1) / number)


def _peak_megabytes() -> float:
    """The most memory that this process ever held; macOS counts in bytes, Linux in kilobytes."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1 << 20 if sys.platform == "darwin" else 1 << 10)
