"""`linli programs`: load programs from YAML files, check them, show what holds."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from linli.config import installation
from linli.contracts.assistance.programs import ProgramEntryKind
from linli.file_commands import add_files, day_of, faults_by_line, summary, today, working
from services.assistance.domain.programs import Edition
from services.assistance.usecases import eligibility
from services.assistance.usecases import programs as usecases
from services.assistance.usecases.effects import effects_csv
from services.assistance.usecases.people import register_keys


def add_programs_command(commands: Any) -> None:
    """Declare `linli programs load|check|dry-run|show`."""
    programs = commands.add_parser("programs", help="programs, standards and clocks of assistance")
    actions = programs.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, run, text in (
        ("load", _load, "make the programs be what these YAML files say, all of it or nothing"),
        ("check", _check, "name every fault of these YAML files by file, line and field; change nothing"),
    ):
        action = actions.add_parser(name, help=text)
        add_files(action)
        action.set_defaults(run=faults_by_line("program_faults", run))
    tried = actions.add_parser("dry-run", help="who would gain and lose what if these YAML files were loaded")
    add_files(tried)
    tried.add_argument("--area", metavar="CODE", help="only households at or below this area")
    tried.add_argument("--csv", type=Path, metavar="FILE", help="write the households affected here, names masked")
    tried.set_defaults(run=faults_by_line("program_faults", _dry_run))
    shown = actions.add_parser("show", help="what holds on a day at an area")
    shown.add_argument("--area", required=True, metavar="CODE")
    shown.add_argument("--at", type=day_of, metavar="DATE", help="default: today")
    shown.set_defaults(run=_show)


def _load(asked: argparse.Namespace) -> int:
    day = asked.day or today()
    with working("assistance", changes=True) as work:
        changes = usecases.LOADING.load(work, asked.files, day, complete=asked.complete)
    print(f"Loaded as of {day}: {summary(changes, ProgramEntryKind)}.")
    return 0


def _check(asked: argparse.Namespace) -> int:
    day = asked.day or today()
    with working("assistance") as work:
        changes = usecases.LOADING.planned(work, asked.files, day, complete=asked.complete)
    print(f"No fault. A load as of {day} would bring: {summary(changes, ProgramEntryKind)}.")
    return 0


def _dry_run(asked: argparse.Namespace) -> int:
    """Hold the register against the programs as they would be; nothing is changed."""
    day = asked.day or today()
    with working("assistance") as work:
        now = usecases.current(work)
        then = now.with_versions(usecases.LOADING.planned(work, asked.files, day, complete=asked.complete))
        made = eligibility.dry_run(work, now.on(day), then.on(day), asked.area, day)
        if asked.csv is not None:
            keys = register_keys(installation())
            with asked.csv.open("w", encoding="utf-8-sig", newline="") as file:
                effects_csv(work, made.effects, day, keys, file)
    print(f"{made.households} households on {day}; {made.skipped} skipped, a member of which has not agreed.")
    _print_lines("program", made.programs)
    _print_lines("street", made.streets)
    return 0


def _print_lines(what: str, lines: Mapping[str, eligibility.Line]) -> None:
    if not lines:
        print(f"Nothing changes by {what}.")
    for name, one in sorted(lines.items()):
        other = f", {one.other} otherwise" if one.other else ""
        print(f"{what} {name}: {one.gain} gain {one.more:.2f} yuan, {one.lose} lose {one.less:.2f} yuan{other}")


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
