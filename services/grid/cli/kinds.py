"""`linli kinds`: a district's own kinds of cases from YAML files: checked, loaded, shown."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from linli.file_commands import faults_by_line, working
from services.grid.domain.kinds import Changes
from services.grid.usecases import kinds as usecases


def add_kinds_command(commands: Any) -> None:
    """Declare `linli kinds load|check|show`."""
    kinds = commands.add_parser("kinds", help="kinds of cases of grid patrols")
    actions = kinds.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, run, text in (
        ("load", _load, "make a district's kinds say what these YAML files say, all of it or nothing"),
        ("check", _check, "name every fault of these YAML files by file, line and field; change nothing"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("files", nargs="+", type=Path, metavar="FILE")
        action.add_argument("--complete", action="store_true", help="what the files do not say is offered no more")
        action.set_defaults(run=faults_by_line("kind_faults", run))
    shown = actions.add_parser("show", help="the kinds of a district")
    shown.set_defaults(run=_show)
    for action in actions.choices.values():
        action.add_argument("--area", required=True, metavar="CODE", help="the district, 6 digits")


def _load(asked: argparse.Namespace) -> int:
    with working("grid", changes=True) as work:
        changes = usecases.load(work, asked.area, asked.files, complete=asked.complete)
    print(f"Loaded for {asked.area}: {_summary(changes)}.")
    return 0


def _check(asked: argparse.Namespace) -> int:
    with working("grid") as work:
        changes = usecases.planned(work, asked.area, asked.files, complete=asked.complete)
    print(f"No fault. A load for {asked.area} would bring: {_summary(changes)}.")
    return 0


def _summary(changes: Changes) -> str:
    return f"{len(changes.new)} new, {len(changes.changed)} changed, {len(changes.ended)} ended"


def _show(asked: argparse.Namespace) -> int:
    with working("grid") as work:
        found = usecases.of_district(work, asked.area)
    for one in found:
        said = one.kind
        marks = [name for name in ("spot", "photo") if getattr(said, name)] + ([said.depth] if said.depth else [])
        ended = "" if one.offered else "  (offered no more)"
        facts = (said.code, said.zh, said.en, said.part_of, f"{said.hours} h", said.hotline, " ".join(marks))
        print("  ".join(facts) + ended)
    return 0
