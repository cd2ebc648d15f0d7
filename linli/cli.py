"""The command `linli`: each command lives beside what it commands; this file only lists them."""

from __future__ import annotations

import argparse
import importlib
import sys

from linli.telling import told

COMMANDS = {
    "run": "gateway.trial.command",
    "serve": "linli.hosting.commands",
    "up": "linli.hosting.commands",
    "migrate": "linli.hosting.commands",
    "areas": "gateway.areas.cli",
    "console": "gateway.frontend.cli",
    "figures": "gateway.figures.cli",
    "catalogue": "services.hotline.cli.catalogue",
    "calendar": "linli.recounting",
    "duplicates": "services.hotline.cli.duplicates",
    "replay": "gateway.replay.cli",
    "seed": "linli.seeding.command",
    "bench": "linli.benching",
    "simulate": "gateway.telephone.cli",
    "token": "gateway.accounts.cli",
    "events": "linli.event_commands",
    "knowledge": "services.hotline.loading.knowledge",
    "directory": "services.hotline.loading.directory",
    "programs": "services.assistance.cli.programs",
    "goods": "services.assistance.cli.goods",
    "timers": "linli.timer_commands",
    "grid": "gateway.cells.cli",
    "compute": "linli.compute_command",
    "coverage": "services.grid.cli.coverage",
    "kinds": "services.grid.cli.kinds",
}
"""Command → the module whose `add_<command>_command(subparsers)` declares it."""
BECOMING = ("serve",)
"""Commands that become another program at once, which reads the settings itself: nothing is imported for them."""


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The whole command line, or of its commands only this one: each brings much along, and a person waits for it."""
    made = argparse.ArgumentParser(prog="linli", description="Linli 邻里: a district's neighbourhood services.")
    chosen = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in [only] if only in COMMANDS else COMMANDS:
        getattr(importlib.import_module(COMMANDS[name]), f"add_{name}_command")(chosen)
    return made


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it did what it says, 1 with one clear sentence on standard error when it could not."""
    given = sys.argv[1:] if arguments is None else arguments
    return told(lambda: _run(given))


def _run(given: list[str]) -> int:
    first = next(iter(given), None)
    if first in BECOMING:
        asked = parser(first).parse_args(given)
    else:
        from linli import heap, observe
        from linli.config import log_level

        observe.set_up_logging(log_level("WARNING"), "cli")
        with heap.building():
            asked = parser(first).parse_args(given)
    return int(asked.run(asked) or 0)


if __name__ == "__main__":
    sys.exit(main())
