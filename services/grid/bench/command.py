"""The command `linli bench patrol`: patrols against recorded incidents, routes against the best that are known."""

from __future__ import annotations

import argparse
import os
import re
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from linli.errors import Invalid
from services.grid.bench.incidents import Month, Record, chosen, months_of, read
from services.grid.bench.patrol import WAYS, Score, field_of, interval_of, played
from services.grid.planning.routes import benchmark_cost

SEARCHES = min(os.cpu_count() or 1, 4)
"""Searches with different seeds that run at once."""


def add_bench(kinds: Any) -> None:
    """Declare `linli bench patrol`."""
    patrol = kinds.add_parser(
        "patrol", help="planned, fixed and random rounds on recorded incidents; routes on instances"
    )
    patrol.add_argument("--incidents", type=Path, metavar="FILE", help="CSV (or .csv.gz) with time, lon, lat")
    patrol.add_argument("--train", default="3", metavar="MONTHS", help="2010-01..2010-03, 1-3, or how many (default 3)")
    patrol.add_argument("--score", default="2", metavar="MONTHS", help="likewise, after them (default 2)")
    patrol.add_argument("--patrols", type=int, default=40, metavar="N", help="patrols at once, all day (default 40)")
    patrol.add_argument("--resolution", type=int, default=9, metavar="N", help="of H3 (default 9, cells of 0.1 km²)")
    patrol.add_argument("--seed", type=int, default=1, metavar="N", help="of the draws (default 1)")
    patrol.add_argument("--routes", type=Path, metavar="DIR", help="instances *.vrp with their best known *.sol")
    patrol.add_argument("--seconds", type=float, default=10.0, metavar="S", help="for each instance (default 10)")
    patrol.set_defaults(run=run_patrol)


def run_patrol(asked: argparse.Namespace) -> int:
    """Measure what was named, and print it."""
    if asked.incidents is None and asked.routes is None:
        raise Invalid(
            "nothing_to_measure", "Name --incidents FILE, --routes DIR, or both.", "请指定 --incidents 或 --routes。"
        )
    if asked.incidents is not None:
        _rounds(asked)
    return _routes(asked) if asked.routes is not None else 0


def _rounds(asked: argparse.Namespace) -> None:
    records = read(asked.incidents)
    known = months_of(records)
    train = chosen(asked.train, known)
    score = chosen(asked.score, known, known.index(train[-1]) + 1)
    before, after = _within(records, train), _within(records, score)
    begins, ends = datetime(*score[0], 1), _month_after(score[-1])
    field = field_of(before, asked.patrols, asked.resolution, datetime(*score[0], 1))
    print(f"Trained on {_span(train)} ({len(before)} incidents), scored on {_span(score)} ({len(after)} incidents).")
    print(f"{asked.patrols} patrols around the clock in {len(field.hexagons)} cells, stops of 11 to 15 min, 24 km/h.")
    print(
        f"{'rounds':9}{'stops':>8}{'hits':>7}{'hit rate':>10}{'area':>8}{'PAI':>7}{'weekly':>9}{'longest':>10}", end=""
    )
    print(f"{'foreseen':>10}{'learnt':>8}{'entropy':>9}{'time':>8}")
    for name in WAYS:
        begun = time.monotonic()
        print(
            line(played(name, field, after, begins, ends, asked.seed)), f"{time.monotonic() - begun:6.1f} s", flush=True
        )
    bound = max(interval_of(field, part) for part in field.parts) / 1440
    print(f"Guaranteed by the plan: no cell is left alone for more than {bound:.1f} days.")
    print("hits: incidents in a cell and clock hour with a stop; area: share of all cell-hours; PAI: hit rate / area;")
    print("weekly: cells visited in a week; longest: time a cell was left alone; foreseen: chance of the best guess of")
    print("the next stop by who knows rules and past; learnt: by who watched half the time; entropy: in bits.")


def line(one: Score) -> str:
    """A row of the table."""
    rate = one.hits / max(one.incidents, 1)
    return (
        f"{one.name:9}{one.stops:8}{one.hits:7}{rate:10.2%}{one.area_share:8.2%}{one.pai:7.2f}{one.weekly:9.1%}"
        f"{one.longest_days:8.1f} d{one.foreseen:10.1%}{one.learnt:8.1%}{one.bits:9.2f}"
    )


def _within(records: Sequence[Record], months: Sequence[Month]) -> list[Record]:
    return [one for one in records if (one.at.year, one.at.month) in months]


def _month_after(month: Month) -> datetime:
    year, number = month
    return datetime(year + number // 12, number % 12 + 1, 1)


def _span(months: Sequence[Month]) -> str:
    return ", ".join(f"{year}-{month:02}" for year, month in months)


def _routes(asked: argparse.Namespace) -> int:
    files = sorted(asked.routes.glob("*.vrp"))
    if not files:
        raise Invalid("no_instances", f"There is no *.vrp in {asked.routes}.", f"{asked.routes} 中没有 *.vrp 文件。")
    print(
        f"{'instance':10}{'best known':>12}{'found':>10}{'gap':>8}   in {asked.seconds:g} s each, on {SEARCHES} cores"
    )
    worst = 0.0
    for file in files:
        best = best_known(file.with_suffix(".sol"))
        cost, feasible = best_of(str(file), asked.seconds, asked.seed)
        gap = (cost - best) / best if feasible else float("inf")
        worst = max(worst, gap)
        print(f"{file.stem:10}{best:12.1f}{cost:10.1f}{gap:8.2%}", flush=True)
    print(f"The largest gap is {worst:.2%}; at most 1 % is wanted.")
    return 0 if worst <= 0.01 else 1


def best_of(file: str, seconds: float, seed: int) -> tuple[float, bool]:
    """The best cost of `SEARCHES` searches at once, each in a process of its own with another seed."""
    with ProcessPoolExecutor(SEARCHES, mp_context=get_context("spawn")) as processes:
        started = [processes.submit(benchmark_cost, file, seconds, seed + number) for number in range(SEARCHES)]
        found = [one.result() for one in started]
    return min(found, key=lambda one: (not one[1], one[0]))


def best_known(file: Path) -> float:
    """The cost in a solution's file; raises `Invalid` when there is none."""
    try:
        said = re.search(r"^Cost\s+([0-9.]+)", file.read_text(encoding="utf-8"), re.MULTILINE | re.IGNORECASE)
    except OSError as error:
        raise Invalid("bad_solution", f"{file} cannot be read ({error.strerror}).", f"{file} 无法读取。") from error
    if said is None:
        raise Invalid("bad_solution", f"{file} says no cost.", f"{file} 中没有 Cost。")
    return float(said[1])
