"""What went wrong, as the person at a command line is told it: one sentence on standard error, and the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from linli.errors import LinliError


def told(run: Callable[[], int | None]) -> int:
    """Run it; 0 (or what it returned) when it did what it says, 1 with one clear sentence when it could not."""
    try:
        return run() or 0
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
