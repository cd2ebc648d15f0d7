"""The command `linli areas load`: published files of areas into the gateway's tree, with a progress bar."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from gateway.areas.importing import LoadReport, load_areas
from gateway.areas.reading import count_lines
from linli.clock import local, now
from linli.config import installation
from linli.db import open_database
from linli.errors import LinliError

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add_areas_command(subparsers: Subparsers) -> None:
    """Add `areas load FILE… [--as-of DATE]`; the parsed arguments carry the function to call as `run`."""
    areas = subparsers.add_parser("areas", help="the tree of districts, streets and communities")
    actions = areas.add_subparsers(required=True, metavar="ACTION")
    load = actions.add_parser("load", help="load published CSV files of areas, all or nothing")
    load.add_argument("files", nargs="+", type=Path, metavar="FILE")
    load.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="valid from YYYY-MM-DD (default: today)")
    load.set_defaults(run=run_load)


def run_load(arguments: argparse.Namespace) -> int:
    """Load the files and say what came of it; 0, or 1 after one sentence on standard error."""
    as_of = arguments.as_of or local(now()).date()
    lines = sum(max(count_lines(file) - 1, 0) for file in arguments.files)
    try:
        with tqdm(total=lines, unit=" areas", desc="areas", disable=None) as bar:
            report = load_areas(open_database("gateway", installation()).engine, arguments.files, as_of, bar.update)
    except LinliError as error:
        print(f"linli areas load: {error.message}", file=sys.stderr)
        return 1
    except SQLAlchemyError as error:
        print(f"linli areas load: the database did not take the areas: {str(error).splitlines()[0]}", file=sys.stderr)
        return 1
    print(f"Loaded as of {as_of}: {summary(report)}.")
    return 0


def summary(report: LoadReport) -> str:
    """The report in a line, as `inserted 1 district, 11 street; renamed none; unchanged none`."""
    return "; ".join(
        f"{outcome} {', '.join(f'{number:,} {tier}' for tier, number in counts.items()) or 'none'}"
        for outcome, counts in report.by_outcome()
    )
