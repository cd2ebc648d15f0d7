"""`linli catalogue`: load a catalogue from YAML files, check them, try them on past requests, show what holds."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from linli.contracts.hotline.routing import DryRunRouting, DryRunView
from linli.file_commands import add_files, day_of, faults_by_line, summary, today, working
from services.hotline.domain.catalogue import Edition, EntryKind
from services.hotline.usecases import catalogue as usecases
from services.hotline.usecases.routing import compared


def add_catalogue_command(commands: Any) -> None:
    """Declare `linli catalogue load|check|dry-run|show`."""
    catalogue = commands.add_parser("catalogue", help="categories, routing rules and deadline rules of the hotline")
    actions = catalogue.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, run, text in (
        ("load", _load, "make the catalogue say what these YAML files say, all of it or nothing"),
        ("check", _check, "name every fault of these YAML files by file, line and field; change nothing"),
        ("dry-run", _dry_run, "say what these YAML files would have done to past requests; change nothing"),
    ):
        action = actions.add_parser(name, help=text)
        add_files(action)
        action.set_defaults(run=faults_by_line("catalogue_faults", run))
        if name == "dry-run":
            action.add_argument("--area", required=True, metavar="CODE", help="requests of this area")
            action.add_argument("--since", type=day_of, metavar="DATE", help="first day (default: of last month)")
            action.add_argument("--until", type=day_of, metavar="DATE", help="first day after (default: of this month)")
    shown = actions.add_parser("show", help="what holds on a day")
    shown.add_argument("--at", type=day_of, metavar="DATE", help="default: today")
    shown.set_defaults(run=_show)


def _load(asked: argparse.Namespace) -> int:
    day = asked.day or today()
    with working("hotline", changes=True) as work:
        changes = usecases.LOADING.load(work, asked.files, day, complete=asked.complete)
    print(f"Loaded as of {day}: {summary(changes, EntryKind)}.")
    return 0


def _check(asked: argparse.Namespace) -> int:
    day = asked.day or today()
    with working("hotline") as work:
        changes = usecases.LOADING.planned(work, asked.files, day, complete=asked.complete)
    print(f"No fault. A load as of {day} would bring: {summary(changes, EntryKind)}.")
    return 0


def _dry_run(asked: argparse.Namespace) -> int:
    day = asked.day or today()
    period = DryRunRouting(area_code=asked.area, since=asked.since, until=asked.until)
    with working("hotline") as work:
        known = usecases.current(work)
        then = known.with_versions(usecases.LOADING.planned(work, asked.files, day, complete=asked.complete))
        found = compared(work, period, known.on(today()), then.on(day))
    for line in _told(found):
        print(line)
    return 0


def _told(found: DryRunView) -> Iterator[str]:
    period = f"opened from {found.since} up to {found.until}"
    yield f"{found.requests:,} requests {period}: {found.changed:,} would change their unit, in {found.moves} ways."
    for one in found.items:
        source, target = (f"{unit.area_code}/{unit.department}" for unit in (one.source, one.target))
        codes = ", ".join(example.tracking_code for example in one.examples)
        yield f"{one.requests:>9,}  {source} → {target}  {one.rule or 'by its category'}  ({codes})"


def _show(asked: argparse.Namespace) -> int:
    day = asked.at or today()
    with working("hotline") as work:
        here = usecases.edition(work, day)
    for line in _lines(here):
        print(line)
    return 0


def _lines(here: Edition) -> Iterator[str]:
    """The tree of groups and categories, then the rules."""
    for top, first in here.groups.items():
        if first.parent is None:
            yield f"{top}  {first.zh}  {first.en}"
            for code, second in here.groups.items():
                if second.parent == top:
                    yield f"  {code}  {second.zh}  {second.en}"
                    yield from _categories(here, code)
    for entry in here.entries:
        if entry.kind in (EntryKind.ROUTING, EntryKind.DEADLINE):
            said = entry.definition
            subject, area = said.category or said.group or "all", said.area_code or "everywhere"
            alike = f"{said.kind or 'any kind'}  {said.channel or 'any channel'}"
            yield f"{entry.kind} {entry.code}  {area}  {subject}  {alike}  order {said.order}"


def _categories(here: Edition, group: str) -> Iterator[str]:
    for code, said in here.definitions.items():
        if said.group == group:
            clocks = f"{said.deadlines.sign} {said.deadlines.answer} {said.deadlines.settle}"
            unit = f"{said.unit.tier}/{said.unit.department}"
            yield f"    {code}  {said.zh}  {said.en}  {said.service} {unit}  {clocks}  {said.priority}"
