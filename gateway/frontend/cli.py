"""`linli console build|check|status`: the pages that the gateway serves at `/`, and their sources."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

from gateway.frontend.building import build, install
from gateway.frontend.node import node
from gateway.frontend.sources import is_built
from linli.errors import Unavailable

WITHOUT = "The console is not built; everything else works, and / says how to build it."


def add_console_command(commands: Any) -> None:
    """Declare `linli console build|check|status`."""
    console = commands.add_parser("console", help="the web console")
    actions = console.add_subparsers(dest="action", required=True, metavar="ACTION")
    make = actions.add_parser("build", help="build it, unless that was done since its sources changed")
    make.add_argument("--if-possible", action="store_true", help="where it cannot be built say so, and fail not")
    make.set_defaults(run=_build)
    check = actions.add_parser("check", help="types and lint of its sources, for who changes them")
    check.add_argument("--if-possible", action="store_true", help="where there is no Node say so, and fail not")
    check.set_defaults(run=_check)
    status = actions.add_parser("status", help="whether it is built")
    status.set_defaults(run=_status)


def _build(asked: argparse.Namespace) -> int:
    if not is_built():
        print("Building the console (once; a minute or two) …", flush=True)
    began = time.monotonic()
    try:
        made = build()
    except Unavailable as error:
        if not asked.if_possible:
            raise
        print(f"{error.message}\n{WITHOUT}", file=sys.stderr, flush=True)
        return 0
    print(
        f"The console was built in {time.monotonic() - began:.0f} s." if made else "The console is built.", flush=True
    )
    return 0


def _check(asked: argparse.Namespace) -> int:
    try:
        chosen = node()
        install(chosen)
    except Unavailable as error:
        if not asked.if_possible:
            raise
        print(f"{error.message}\nThe console's sources were not checked.", file=sys.stderr, flush=True)
        return 0
    chosen.run("run", "--silent", "check")
    print("Types and lint of the console are clean.")
    return 0


def _status(_asked: argparse.Namespace) -> int:
    built = is_built()
    print("The console is built." if built else WITHOUT)
    return 0 if built else 1
