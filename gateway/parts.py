"""What one application is made of, for its views to reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

from gateway.backend import Backend
from gateway.catalogue import PublicCatalogue
from gateway.categories import KnownCategories
from gateway.figures.formulas import Formulas
from gateway.limiting import Limiter
from gateway.positions.passing import Passing
from linli.config import Settings
from linli.db import Database
from linli.sealing import Sealer

if TYPE_CHECKING:
    from gateway.stream.hub import Hub

Checks = Mapping[str, Callable[[], bool]]

KEY = "linli_parts"


@dataclass(frozen=True)
class Parts:
    """What the views use; `hub` is here only when this process gives the stream of changes too."""

    settings: Settings
    database: Database
    backend: Backend
    limiter: Limiter
    sealer: Sealer
    hub: Hub | None
    checks: Checks
    most_streams: int
    """Streams of changes this process gives at once; embedded, each holds a thread of the few."""
    figures: Formulas
    """The formulas of the hotline's figures, the installation's own in the place of those that come with Linli."""
    categories: KnownCategories = field(default_factory=KnownCategories)
    """What the hotline has told of its catalogue."""
    catalogue: PublicCatalogue = field(default_factory=PublicCatalogue)
    """What the public is shown of it."""
    passing: Passing = field(default_factory=Passing)
    """Positions on their way to the grid service."""


def install(app: Flask, made: Parts) -> None:
    """Give the application its parts."""
    app.extensions[KEY] = made


def parts() -> Parts:
    """The parts of the application that answers the present request."""
    return cast(Parts, current_app.extensions[KEY])
