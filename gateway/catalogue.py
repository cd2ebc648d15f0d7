"""The hotline's catalogue as the public is shown it: asked for now and then, remembered while the hotline is away."""

from __future__ import annotations

import threading
import time
from datetime import datetime
from typing import Any
from uuid import UUID

from gateway.backend import Backend
from linli.clock import now
from linli.contracts.hotline.catalogue import ListCategories
from linli.errors import Unavailable
from linli.identity import Principal

FRESH = 60.0
"""Seconds that an answer is used without asking again."""
NOBODY = Principal(UUID(int=0), ())
"""The catalogue is public."""


class PublicCatalogue:
    """What this process last heard of the catalogue."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._categories: list[dict[str, Any]] = []
        self.groups: list[dict[str, Any]] = []
        self.departments: list[dict[str, Any]] = []
        self._asked = float("-inf")
        self._changed = now()

    def categories(self, backend: Backend) -> list[dict[str, Any]]:
        """Every category in published order. Raises `Unavailable` when the hotline is away and was never heard."""
        with self._lock:
            if time.monotonic() - self._asked > FRESH:
                try:
                    said = backend.ask("hotline", "list_categories", ListCategories(), NOBODY)
                    self._take(list(said["categories"]))
                    self.groups, self.departments = list(said["groups"]), list(said["departments"])
                except Unavailable:
                    if not self._categories:
                        raise
            return self._categories

    def _take(self, categories: list[dict[str, Any]]) -> None:
        self._asked = time.monotonic()
        if categories != self._categories:
            self._categories, self._changed = categories, now()

    def changed_at(self, backend: Backend) -> datetime:
        """When this process first saw the catalogue as it is. Raises as `categories`."""
        self.categories(backend)
        return self._changed
