"""Dated entries loaded from files: all that the files say, with every fault named, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic

from linli.dated import Entry
from linli.dated_store import DatedStore, V
from linli.work import Work


@dataclass(frozen=True)
class Loading(Generic[V]):
    """How one kind of document is loaded.

    `shipped` is what holds before anything is loaded. `read` makes entries of files, which may name those of a known
    document; `refuse` raises for what is wrong with entries in the document that is to be. Both raise `Invalid`.
    """

    store: DatedStore[V]
    shipped: Callable[[], V]
    read: Callable[[Sequence[Path], date, V | None], list[Entry]]
    refuse: Callable[[Iterable[Entry], V, date], None]

    def planned(self, work: Work, paths: Sequence[Path], day: date, *, complete: bool) -> list[Entry]:
        """The versions by which the document comes to say what the files say; raises `Invalid` with every fault.

        `complete`: what the files do not say ends on the day. Else it stays.
        """
        known = self.store.current(work.session, self.shipped)
        written = self.read(paths, day, None if complete else known)
        changes = known.changes_to(written, day, complete=complete)
        then = known.with_versions(changes)
        self.refuse([one for one in then.entries if one.holds(day)], then, day)
        return changes

    def load(self, work: Work, paths: Sequence[Path], day: date, *, complete: bool) -> list[Entry]:
        """Make the document say what the files say, all of it or nothing; the versions that this took."""
        self.store.established(work.session, self.shipped, work.now)
        self.store.keep_from_others(work.session)
        changes = self.planned(work, paths, day, complete=complete)
        self.store.put(work.session, changes, work.by, work.now)
        return changes
