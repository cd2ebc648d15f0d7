"""The command `linli`: each command lives beside what it commands; this file only lists them."""

from __future__ import annotations

import argparse
import importlib
import os
import sys

from linli import heap, observe
from linli.config import log_level
from linli.errors import LinliError

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


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The whole command line, or of its commands only this one: each brings much along, and a person waits for it."""
    made = argparse.ArgumentParser(prog="linli", description="Linli 邻里: a district's neighbourhood services.")
    chosen = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in [only] if only in COMMANDS else COMMANDS:
        getattr(importlib.import_module(COMMANDS[name]), f"add_{name}_command")(chosen)
    return made


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it did what it says, 1 with one clear sentence on standard error when it could not."""
    try:
        observe.set_up_logging(log_level("WARNING"), "cli")
        given = sys.argv[1:] if arguments is None else arguments
        with heap.building():
            asked = parser(next(iter(given), None)).parse_args(given)
        return int(asked.run(asked) or 0)
    except LinliError as error:
        details = "; ".join(f"{name}: {', '.join(texts)}" for name, texts in error.fields.items())
        print(f"linli: {error.message}{f' ({details})' if details else ''}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not (trouble := _trouble_of_a_database(error)):
            raise
        print(f"linli: {trouble}", file=sys.stderr)
        return 1


def _trouble_of_a_database(error: Exception) -> str | None:
    """What to do about it; None when the error is no database's."""
    from linli.db import is_behind, is_outage

    if is_behind(error):
        return "The database is not of this version; run `linli migrate` first."
    if is_outage(error):
        return "The database does not answer; start it, or see LINLI_DATABASE_URL."
    return None


if __name__ == "__main__":
    sys.exit(main())
