"""The command `linli bench`: each measurement lives beside what it measures; this file only lists them."""

from __future__ import annotations

import importlib
from typing import Any

BENCHES = ("gateway.bench.command", "services.grid.bench.command", "services.volunteer.solving.bench")
"""The modules whose `add_bench(subparsers)` declares a measurement."""


def add_bench_command(commands: Any) -> None:
    """Declare `linli bench`."""
    bench = commands.add_parser("bench", help="measure")
    kinds = bench.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name in BENCHES:
        importlib.import_module(name).add_bench(kinds)
