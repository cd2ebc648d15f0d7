"""`linli figures`: check a file of formulas, show those that are in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gateway.figures.document import in_words
from gateway.figures.formulas import effective
from linli.config import installation


def add_figures_command(commands: Any) -> None:
    """Declare `linli figures check|show`."""
    figures = commands.add_parser("figures", help="the formulas of the hotline's figures")
    actions = figures.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="name every fault of a file of formulas by its line; change nothing")
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(run=lambda asked: _show(asked.file))
    shown = actions.add_parser("show", help="the formulas in force, those of LINLI_FIGURES in their place")
    shown.set_defaults(run=lambda _asked: _show(installation().figures))


def _show(own: Path | None) -> int:
    """Print the formulas as they are with this file; raises `Invalid` with its faults."""
    for one in effective(own).values():
        print(f"{one.code:24} {one.zh}  {one.of} by {one.by}: {in_words(one)}")
    return 0
