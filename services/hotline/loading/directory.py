"""The command `linli directory load`: a YAML file of services and providers into the hotline's directory."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linli.areas import tier_of
from linli.clock import now
from linli.config import installation
from linli.contracts.hotline.directory import ConvenienceService, KeepService, WriteProvider
from linli.db import open_database
from linli.observe import Chain
from linli.work import Work
from linli.yaml_lists import entry_at, read_lists
from services.hotline.usecases import directory as usecases

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

KINDS = {"services": ConvenienceService, "providers": WriteProvider}


def add_directory_command(subparsers: Subparsers) -> None:
    """Add `directory load FILE --area CODE`; the parsed arguments carry the function to call as `run`."""
    directory = subparsers.add_parser("directory", help="the directory of convenience services")
    actions = directory.add_subparsers(required=True, metavar="ACTION")
    loading = actions.add_parser("load", help="load a YAML file of services and providers, all or nothing")
    loading.add_argument("file", type=Path, metavar="FILE")
    loading.add_argument("--area", required=True, metavar="CODE", help="the area that keeps these services")
    loading.set_defaults(run=run_load)


def run_load(arguments: argparse.Namespace) -> int:
    """Load the file; what has a code that is known takes the place of the one that has it."""
    tier_of(arguments.area)
    found = read_lists(arguments.file, KINDS)
    database = open_database("hotline", installation())
    try:
        with database.transaction() as session:
            work = Work(session, now(), Chain())
            _each(arguments.file, found["services"], lambda one: _keep(work, arguments.area, one))
            _each(arguments.file, found["providers"], lambda one: usecases.load(work, one))
    finally:
        database.close()
    print(f"Loaded {len(found['services'])} services and {len(found['providers'])} providers.")
    return 0


def _keep(work: Work, area: str, service: ConvenienceService) -> None:
    usecases.keep_service(work, KeepService(area_code=area, service=service))


def _each(file: Path, entries: Iterable[tuple[int, Any]], act: Callable[[Any], object]) -> None:
    for line, entry in entries:
        with entry_at(file, line):
            act(entry)
