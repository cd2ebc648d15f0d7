"""What an import tells while it is made: how far it is, and in the end what came of it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int], None]
"""Told how many rows are checked; raises `Cancelled` when it is wanted no more."""
Told = tuple[str, str]
"""What came of it, in English and Chinese."""


class Cancelled(Exception):
    """It is wanted no more."""
