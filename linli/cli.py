"""The command `linli`: each command lives beside what it commands; this file only lists them."""

from __future__ import annotations

import argparse
import importlib
import os
import sys

from sqlalchemy.exc import DBAPIError

from linli import observe
from linli.config import log_level
from linli.db import is_outage
from linli.errors import LinliError

COMMANDS = {
    "run": "gateway.trial.command",
    "serve": "linli.hosting.commands",
    "up": "linli.hosting.commands",
    "migrate": "linli.hosting.commands",
    "areas": "gateway.areas.cli",
    "replay": "gateway.replay.cli",
    "token": "gateway.accounts.cli",
    "events": "linli.event_commands",
}
"""Command → the module whose `add_<command>_command(subparsers)` declares it."""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    made = argparse.ArgumentParser(prog="linli", description="Linli 邻里: a district's neighbourhood services.")
    chosen = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        getattr(importlib.import_module(module), f"add_{name}_command")(chosen)
    return made


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it did what it says, 1 with one clear sentence on standard error when it could not."""
    try:
        observe.set_up_logging(log_level("WARNING"), "cli")
        asked = parser().parse_args(arguments)
        return int(asked.run(asked) or 0)
    except LinliError as error:
        details = "; ".join(f"{name}: {', '.join(texts)}" for name, texts in error.fields.items())
        print(f"linli: {error.message}{f' ({details})' if details else ''}", file=sys.stderr)
        return 1
    except DBAPIError as error:
        if not is_outage(error):
            raise
        print("linli: The database does not answer; start it, or see LINLI_DATABASE_URL.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
