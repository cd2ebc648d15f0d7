"""What went wrong, as the person who starts a program is told it: one sentence on standard error, and the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TypeVar

from linli.errors import LinliError

T = TypeVar("T")


def told(run: Callable[[], int | None]) -> int:
    """Run it; 0 (or what it returned) when it did what it says, 1 with one clear sentence when it could not."""
    try:
        return run() or 0
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not (sentence := _sentence(error)):
            raise
        print(f"linli: {sentence}", file=sys.stderr)
        return 1


def or_exit(make: Callable[[], T]) -> T:
    """What it makes; the process ends with one clear sentence when it could not."""
    try:
        return make()
    except Exception as error:
        if not (sentence := _sentence(error)):
            raise
        sys.exit(f"linli: {sentence}")


def _sentence(error: Exception) -> str | None:
    """What to do about it; None when nobody who starts the program can do anything."""
    if isinstance(error, LinliError):
        details = "; ".join(f"{name}: {', '.join(texts)}" for name, texts in error.fields.items())
        return f"{error.message}{f' ({details})' if details else ''}"
    from linli.db import is_behind, is_outage

    if is_behind(error):
        return "The database is not of this version; run `linli migrate` first."
    if is_outage(error):
        return "The database does not answer; start it, or see LINLI_DATABASE_URL."
    return None
