"""The command `linli replay`: a file of real requests played through the API of a running platform."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from tqdm import tqdm

from gateway.areas import store as areas
from gateway.replay.accounts import replay_tokens
from gateway.replay.client import Api
from gateway.replay.playing import THREADS, Player, Tally
from gateway.replay.rows import Plan, Tree, read_rows
from gateway.replay.rules import SENTENCES
from linli.areas import Tier
from linli.clock import local, now
from linli.config import installation
from linli.db import Database, open_database
from linli.errors import Invalid

NAMED = 8
"""So many keys are named for each rule; `--all-names` names the rest."""


def add_replay_command(commands: Any) -> None:
    """Declare `linli replay FILE --area CODE`."""
    replay = commands.add_parser("replay", help="play a NYC-311-form CSV through the API of the running platform")
    replay.add_argument("file", type=Path, metavar="FILE")
    replay.add_argument(
        "--area", default=None, metavar="CODE", help="the district to play into (default: the only one)"
    )
    replay.add_argument("--url", default=None, metavar="URL", help="the platform's address (default: from LINLI_PORT)")
    replay.add_argument(
        "--source", default=None, metavar="NAME", help="names the file in each request (default: its name)"
    )
    replay.add_argument("--all-names", action="store_true", help="name every row a rule was applied to")
    replay.set_defaults(run=run_replay)


def run_replay(asked: argparse.Namespace) -> int:
    """Play the file and say what came of it; 1 when a row could not be played."""
    chosen = installation()
    database = open_database("gateway", chosen)
    plan = read_rows(asked.file, now())
    print_findings(plan, all_names=asked.all_names)
    sys.stdout.flush()
    tally = play(
        database, asked.url or f"http://127.0.0.1:{chosen.port}", plan, asked.source or asked.file.stem, asked.area
    )
    database.close()
    print_tally(tally)
    return 1 if tally.failed else 0


def play(database: Database, url: str, plan: Plan, source: str, area: str | None) -> Tally:
    """Play a plan into a district of the platform at `url`, whose gateway's database this is."""
    with database.transaction() as session:
        district = area or only_district(session)
        tree = tree_of(session, district, local(now()).date())
        people, recorder, checker = replay_tokens(session, district)
    player = Player(Api(url, recorder, THREADS), Api(url, checker, THREADS), people, source, tree)
    with tqdm(total=len(plan.rows), unit=" requests", desc="replay", disable=None) as bar:
        return player.play(plan.rows, bar.update)


def only_district(session: Session) -> str:
    """The one district there is; raises `Invalid` when there are none or several."""
    found = areas.districts(session, local(now()).date())
    if len(found) != 1:
        text = f"{len(found)} districts are loaded: name one with --area, or load one with `linli areas load`."
        raise Invalid("which_district", text, "请用 --area 指定区。", {"--area": [text]})
    return found[0].code


def tree_of(session: Session, district: str, at: date) -> Tree:
    """The district's streets with their communities; raises `Invalid` when it has none."""
    tree = [
        (street.code, [one.code for one in areas.communities_under(session, street.code, at)])
        for street in areas.children(session, district, at)
        if street.tier is Tier.STREET
    ]
    if not any(communities for _street, communities in tree):
        text = f"{district} is not loaded, or has no communities: load it with `linli areas load`."
        raise Invalid("empty_district", text, "该区未加载。", {"--area": [text]})
    return tree


def print_findings(plan: Plan, *, all_names: bool = False) -> None:
    """Say which rules were applied to how many rows, and to which."""
    print(f"{len(plan.rows)} requests to replay.")
    for finding in plan.findings:
        names = finding.names if all_names else finding.names[:NAMED]
        more = f" … and {finding.count - len(names)} more" if finding.count > len(names) else ""
        print(f"  {finding.count:5} {SENTENCES[finding.rule][0]}: {', '.join(names)}{more}")


def print_tally(tally: Tally) -> None:
    """Say what became of the rows."""
    total = sum(tally.states.values())
    states = ", ".join(f"{count} {state}" for state, count in sorted(tally.states.items())) or "none"
    print(f"Replayed {total} requests in {tally.seconds:.1f} s: {states}.")
    for key, reason in tally.failed.items():
        print(f"  not replayed: {key}: {reason}", file=sys.stderr)
