"""What is said from a day on: entries in versions with dates of validity, and what of them holds on a day. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Generic, Self, TypeVar

ALWAYS = date(1900, 1, 1)
"""Valid from the beginning: nothing that is recorded is older."""

E = TypeVar("E")
Key = tuple[StrEnum, str]


@dataclass(frozen=True)
class Entry:
    """One version of one entry, from a day up to another, on which it ends; `position` orders what is shown."""

    kind: StrEnum
    code: str
    version: int
    position: int
    valid_from: date
    valid_until: date | None
    definition: Any
    """What is said of it: a contract, its class given by the kind."""

    @property
    def key(self) -> Key:
        """What all versions of the entry have in common."""
        return self.kind, self.code

    @property
    def ever_holds(self) -> bool:
        """Whether there is a day on which it holds; a version that another took the place of in time has none."""
        return self.valid_until is None or self.valid_from < self.valid_until

    def holds(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    def lasts_beyond(self, day: date) -> bool:
        """Whether it holds, or is to hold, after this day."""
        return self.valid_until is None or self.valid_until > day

    def ended_by(self, newer: Entry | None) -> Entry:
        """This version after a newer one of its entry: it holds up to the newer one's first day, at most."""
        if newer is None or (self.valid_until is not None and self.valid_until <= newer.valid_from):
            return self
        return replace(self, valid_until=max(self.valid_from, newer.valid_from))


def definition_of(form: type[Any], said: Any) -> Any:
    """What a command says of an entry, without its code and its dates, as a contract of this form."""
    return form(**{one.name: getattr(said, one.name) for one in fields(form)})


class Versions(Generic[E]):
    """All entries of all times; `stamp` changes whenever they do. `edition_of` makes what holds on a day of them."""

    def __init__(self, entries: Iterable[Entry], stamp: str = "") -> None:
        self.versions = tuple(entries)
        self.stamp = stamp
        self._latest: dict[Key, int] = {}
        for one in self.versions:
            self._latest[one.key] = max(one.version, self._latest.get(one.key, 0))
        self.entries = tuple(one for one in self.versions if one.ever_holds)
        turns = {one.valid_from for one in self.entries} | {one.valid_until for one in self.entries if one.valid_until}
        self._turns = sorted(turns)
        self._editions: dict[int, E] = {}

    def edition_of(self, entries: Iterable[Entry]) -> E:
        """What these entries say together, none of them twice."""
        raise NotImplementedError

    def on(self, day: date) -> E:
        """What holds on this day; days between two changes share an edition."""
        turn = bisect_right(self._turns, day)
        if turn not in self._editions:
            self._editions[turn] = self.edition_of(one for one in self.entries if one.holds(day))
        return self._editions[turn]

    def latest(self, kind: StrEnum, code: str) -> int:
        """The version that an entry is at: the number of its last change, 0 before there was one."""
        return self._latest.get((kind, code), 0)

    def with_versions(self, new: Iterable[Entry]) -> Self:
        """All of it after these changes: each takes the place of what its entry was to be from its first day on."""
        changes = {one.key: one for one in new}
        older = (one.ended_by(changes.get(one.key)) for one in self.versions)
        return type(self)([*older, *changes.values()])

    def changes_to(self, written: Sequence[Entry], day: date, *, complete: bool) -> list[Entry]:
        """The versions that make it say what is written; none for what it says already.

        `complete`: what is not written ends on the day. Else it stays.
        """
        changed = [self._next(one) for one in written if not self._says(one)]
        kept = {one.key for one in written}
        ended = [one for one in self.entries if complete and one.key not in kept and one.lasts_beyond(day)]
        last = {one.key: one for one in sorted(ended, key=lambda one: one.valid_from)}
        return changed + [self._next(replace(one, valid_from=day, valid_until=day)) for one in last.values()]

    def _next(self, one: Entry) -> Entry:
        return replace(one, version=self.latest(one.kind, one.code) + 1)

    def _says(self, written: Entry) -> bool:
        holding = (one for one in self.entries if one.key == written.key and one.holds(written.valid_from))
        now = next(holding, None)
        return now is not None and (now.definition, now.valid_until) == (written.definition, written.valid_until)


def outcomes(changes: Sequence[Entry], kinds: Iterable[StrEnum]) -> dict[StrEnum, dict[str, int]]:
    """How many of these changes are `new`, `changed`, `ended`, for each of the kinds that is among them, in order."""
    counted = Counter((one.kind, _outcome(one)) for one in changes)
    present = [kind for kind in kinds if any(one.kind is kind for one in changes)]
    return {kind: {word: counted[kind, word] for word in ("new", "changed", "ended")} for kind in present}


def _outcome(entry: Entry) -> str:
    if not entry.ever_holds:
        return "ended"
    return "new" if entry.version == 1 else "changed"
