"""`linli bench hotline` loads a running platform with lifecycles and prints what it held; it declares others too."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from gateway.bench import report
from gateway.bench.crowd import BURST, Crowd
from gateway.bench.lifecycle import Lifecycle
from gateway.bench.line import Line
from gateway.replay.accounts import replay_tokens
from gateway.replay.cli import only_district, tree_of
from linli.clock import local, now
from linli.config import installation
from linli.db import open_database
from linli.errors import Unavailable
from linli.payment_bench import add_assistance


def add_bench(kinds: Any) -> None:
    """Declare `linli bench hotline`, and `assistance`, which linli has."""
    told = "lifecycles of requests on the running platform, into which it writes: create, assign, resolve, search"
    hotline = kinds.add_parser("hotline", help=told)
    hotline.add_argument("--users", type=int, default=16, metavar="N", help="virtual users at once (default 16)")
    hotline.add_argument("--seconds", type=float, default=30.0, metavar="S", help="how long (default 30)")
    hotline.add_argument("--burst", action="store_true", help=f"the profile {'→'.join(map(str, BURST))} a second")
    hotline.add_argument("--each", type=float, default=15.0, metavar="S", help="seconds of a stage (default 15)")
    hotline.add_argument("--seed", type=int, default=1, metavar="N", help="chooses places and categories (default 1)")
    hotline.add_argument("--area", default=None, metavar="CODE", help="the district (default: the only one)")
    hotline.add_argument("--url", default=None, metavar="URL", help="the platform's address (default: from LINLI_PORT)")
    hotline.set_defaults(run=run_hotline)
    add_assistance(kinds)


def run_hotline(asked: argparse.Namespace) -> int:
    """Measure; 1 when a step went wrong."""
    crowd = _crowd(asked)
    if asked.burst:
        return _burst(crowd, asked)
    score = crowd.run(asked.users, asked.seconds)
    for line in report.lines(f"{asked.users} users", score):
        print(line, flush=True)
    return 1 if report.errors(score) else 0


def _burst(crowd: Crowd, asked: argparse.Namespace) -> int:
    print(f"burst {'→'.join(map(str, BURST))} lifecycles a second, {asked.each:g} s each:", flush=True)
    wrong = 0
    for wanted, score in zip(BURST, crowd.follow(BURST, asked.each, max(asked.users, 64)), strict=True):
        print(report.stage_line(wanted, score), flush=True)
        wrong += sum(report.errors(score).values())
    after = crowd.run(1, min(asked.each, 5.0))
    for line in report.lines("recovered, one user", after):
        print(line, flush=True)
    return 1 if wrong or report.errors(after) else 0


def _crowd(asked: argparse.Namespace) -> Crowd:
    chosen = installation()
    database = open_database("gateway", chosen)
    with database.transaction() as session:
        district = asked.area or only_district(session)
        tree = tree_of(session, district, local(now()).date())
        _people, recorder, _checker = replay_tokens(session, district)
    database.close()
    url = asked.url or f"http://127.0.0.1:{chosen.port}"
    line = Line(url, recorder)
    found = line.send("GET", "/api/hotline/categories")
    line.close()
    if not found.good:
        text = f"{url} does not answer as Linli does (status {found.status})."
        raise Unavailable("platform_gone", text, "接口无响应。", {"--url": [text]})
    codes = [one["code"] for one in found.body["categories"] if not any(field["required"] for field in one["fields"])]
    communities = [one for _street, under in tree for one in under]
    return Crowd(partial(Line, url, recorder), lambda number: Lifecycle(communities, codes, asked.seed + number))
