"""The command `linli simulate calls`: a day of calls played through the endpoint of a running platform."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tqdm import tqdm

from gateway.accounts.programs import program_token
from gateway.replay.accounts import TOKEN_LIFETIME
from gateway.replay.cli import only_district
from gateway.replay.client import Api
from gateway.telephone import playing
from gateway.telephone.day import OwnCount, arrivals_by_hour, own_count, simulated_day
from linli.clock import LOCAL, local, now
from linli.config import installation
from linli.db import Database, open_database
from linli.errors import Invalid, Unavailable
from linli.identity import Grant, Role

PROFILE = Path(__file__).parents[2] / "linli" / "data" / "nyc311.csv"


def add_simulate_command(commands: Any) -> None:
    """Declare `linli simulate calls`."""
    simulate = commands.add_parser("simulate", help="make up work for the running platform")
    kinds = simulate.add_subparsers(dest="kind", required=True, metavar="KIND")
    calls = kinds.add_parser("calls", help="a day of telephone calls, with the hours of a real day")
    calls.add_argument("--day", type=date.fromisoformat, default=None, help="a day that is over (default: yesterday)")
    calls.add_argument("--calls", type=int, default=1000, metavar="N", help="so many (default: 1000)")
    calls.add_argument("--speed", type=float, default=0.0, metavar="X", help="X seconds of the day in one; 0: at once")
    calls.add_argument("--seed", default="linli", help="another seed is another day")
    calls.add_argument("--area", default=None, metavar="CODE", help="the district to call (default: the only one)")
    calls.add_argument("--url", default=None, metavar="URL", help="the platform's address (default: from LINLI_PORT)")
    calls.set_defaults(run=run_simulation)


def run_simulation(asked: argparse.Namespace) -> int:
    """Play the day and print its figures; 1 when a report was not taken or the platform counts otherwise."""
    chosen = installation()
    day = asked.day or local(now()).date() - timedelta(days=1)
    _check(asked, day)
    database = open_database("gateway", chosen)
    area, token = _account(database, asked.area)
    database.close()
    api = Api(asked.url or f"http://127.0.0.1:{chosen.port}", token, playing.THREADS)
    calls = simulated_day(asked.calls, arrivals_by_hour(PROFILE), f"{asked.seed}-{day}")
    midnight = datetime(day.year, day.month, day.day, tzinfo=LOCAL)
    line_id, line_token = playing.connect(api, area, day.isoformat())
    with tqdm(unit=" reports", desc="calls", disable=None) as bar:
        played = playing.play(api, line_token, calls, midnight, asked.speed, bar.update)
    api.post(f"/api/hotline/lines/{line_id}/revoke", {}, f"revoke-{line_id}")
    rate = played.reports / played.seconds
    print(f"Played {len(calls)} calls of {day}: {played.reports} reports in {played.seconds:.1f} s ({rate:.0f}/s).")
    own = own_count(calls)
    found = playing.figures(api, area, line_id, (midnight + timedelta(days=1)).astimezone(UTC), own)
    if found.status != 200:
        raise Unavailable("no_figures", f"There are no figures: {found.status} {found.code}.", "无法读取统计。")
    print_figures(found.body)
    return 1 if _differs(found.body["total"], own) or played.failed else 0


def _check(asked: argparse.Namespace, day: date) -> None:
    if day >= local(now()).date():
        text = f"{day} is not over; give a day that is."
        raise Invalid("day_not_over", text, "该日尚未结束。", {"--day": [text]})
    if asked.calls < 1 or asked.speed < 0:
        text = "Give at least one call, and a speed of 0 or more."
        raise Invalid("bad_number", text, "请填写正数。", {"--calls": [text]})


def _account(database: Database, area: str | None) -> tuple[str, str]:
    """The district, and a token of the program account that plays into it, made at the first call."""
    with database.transaction() as session:
        district = area or only_district(session)
        grant = Grant(Role.ADMINISTRATOR, district)
        _, token = program_token(session, f"simulate-{district}", grant, TOKEN_LIFETIME)
    return district, token


def print_figures(found: dict[str, Any]) -> None:
    """The day's figures by the hour and altogether."""
    print("hour   offered  connected  in 15 s  abandoned")
    for one in found["hours"]:
        print(f"{one['hour']:02}:00 {_row(one['counts'])}")
    total = found["total"]
    print(f"day   {_row(total)}")
    print(
        f"connected {_percent(total['connection_rate'])}, in 15 s {_percent(total['answered_in_15s_rate'])}; "
        f"answer after {total['mean_seconds_to_answer'] or 0:.1f} s on average, "
        f"95 % within {found['p95_seconds_to_answer'] or 0:.1f} s"
    )


def _row(counts: dict[str, Any]) -> str:
    return f"{counts['offered']:9}{counts['connected']:11}{counts['answered_in_15s']:9}{counts['abandoned']:11}"


def _percent(rate: float | None) -> str:
    return "-" if rate is None else f"{100 * rate:.1f} %"


def _differs(total: dict[str, Any], own: OwnCount) -> bool:
    """Whether the platform counts otherwise than the player; says so."""
    wrong = {name: (total[name], value) for name, value in asdict(own).items() if total[name] != value}
    for name, (platform, player) in wrong.items():
        print(f"{name}: the platform counts {platform}, the player {player}.", file=sys.stderr)
    if not wrong:
        print("The platform counts as the player does.")
    return bool(wrong)
