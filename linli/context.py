"""What a host gives to the service it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from linli.config import Settings
from linli.db import Database

Caller = Callable[[str, dict[str, Any]], dict[str, Any]]
"""Asks a service: its name and the call's wire form in, the reply's wire form out; raises `Unavailable`."""


@dataclass(frozen=True)
class Context:
    """The settings, the service's database, and the way to call another service."""

    settings: Settings
    database: Database
    call: Caller
