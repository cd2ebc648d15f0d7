"""`linli programs`: load programs from YAML files, check them, show what holds."""

from __future__ import annotations

import argparse
from typing import Any

from linli.contracts.assistance.programs import ProgramEntryKind
from linli.file_commands import add_files, day_of, faults_by_line, summary, today, working
from services.assistance.domain.programs import Edition
from services.assistance.usecases import programs as usecases


def add_programs_command(commands: Any) -> None:
    """Declare `linli programs load|check|show`."""
    programs = commands.add_parser("programs", help="programs, standards and clocks of assistance")
    actions = programs.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, run, text in (
        ("load", _load, "make the programs be what these YAML files say, all of it or nothing"),
        ("check", _check, "name every fault of these YAML files by file, line and field; change nothing"),
    ):
        action = actions.add_parser(name, help=text)
        add_files(action)
        action.set_defaults(run=faults_by_line("program_faults", run))
    shown = actions.add_parser("show", help="what holds on a day at an area")
    shown.add_argument("--area", required=True, metavar="CODE")
    shown.add_argument("--at", type=day_of, metavar="DATE", help="default: today")
    shown.set_defaults(run=_show)


def _load(asked: argparse.Namespace) -> int:
    day = asked.day or today()
    with working("assistance", changes=True) as work:
        changes = usecases.load(work, asked.files, day, complete=asked.complete)
    print(f"Loaded as of {day}: {summary(changes, ProgramEntryKind)}.")
    return 0


def _check(asked: argparse.Namespace) -> int:
    day = asked.day or today()
    with working("assistance") as work:
        changes = usecases.planned(work, asked.files, day, complete=asked.complete)
    print(f"No fault. A load as of {day} would bring: {summary(changes, ProgramEntryKind)}.")
    return 0


def _show(asked: argparse.Namespace) -> int:
    with working("assistance") as work:
        here = usecases.edition(work, asked.at)
        _print(here, asked.area)
    return 0


def _print(here: Edition, area: str) -> None:
    for kind, one in here.standards_at(area).items():
        where = one.definition.area_code or "everywhere"
        print(f"{kind}  {one.definition.amount:.2f}  {where}  since {one.valid_from}  {one.definition.source}")
    for program in here.programs.values():
        clocks = here.clocks_at(area, program.said.profile)
        chain = " → ".join(program.said.chain)
        print(f"{program.code}  {program.said.zh}  {program.said.cycle}  {chain}  {clocks.whole}/{clocks.extended}")
        for test in program.said.tests:
            print(f"    {test.code}: {test.rule}  ({test.source})")
        if program.said.amount:
            print(f"    = {program.said.amount}")
