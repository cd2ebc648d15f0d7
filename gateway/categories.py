"""What this process knows of the hotline's categories, for the time when the hotline is away."""

from __future__ import annotations

import time
from collections.abc import Iterable

LASTS = 30.0
"""Seconds after which it is asked again: so long may a new category be unknown here when the hotline goes away."""


class KnownCategories:
    """The codes that may be used, as the hotline told them last; none are known before it did."""

    def __init__(self) -> None:
        self._codes: frozenset[str] = frozenset()
        self._learned_at = float("-inf")

    def learn(self, codes: Iterable[str]) -> None:
        """These are the codes now."""
        self._codes, self._learned_at = frozenset(codes), time.monotonic()

    def grow_old(self) -> None:
        """The catalogue was changed: ask again at the next occasion."""
        self._learned_at = float("-inf")

    def are_old(self) -> bool:
        """Whether they must be asked for."""
        return time.monotonic() - self._learned_at > LASTS

    def lack(self, code: str) -> bool:
        """Whether it is known that there is no such category."""
        return bool(self._codes) and code not in self._codes
