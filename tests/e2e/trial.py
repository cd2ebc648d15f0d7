"""`linli run` on one directory again and again, and what it said each time."""

from __future__ import annotations

from dataclasses import dataclass

from tests.platforms import Platform
from tests.polling import poll

PATIENCE = 300.0
"""Seconds in which everything must be served, on a machine that does much else at the same time."""


@dataclass
class Runs:
    """`linli run` on one directory again and again, and what it said each time."""

    platform: Platform
    said: list[str]
    seen_at_kills: list[int]
    _begun: int = 0

    @property
    def log(self) -> str:
        """Everything said so far."""
        log = self.platform.processes["embedded"].log
        return log.read_text("utf-8") if log.exists() else ""

    def start(self) -> None:
        """Start it; it listens when this returns."""
        self.said.append("")
        self._begun = len(self.log)
        self.platform.start()

    def until_serving(self) -> None:
        """Wait until it is done with the replay."""
        poll(lambda: self._alive() and "Serving at" in self.log[self._begun :], PATIENCE, "the replay to end")
        self.said[-1] = self.log[self._begun :]

    def kill_when(self, question: str, count: int) -> None:
        """`kill -9` as soon as this many requests answer to the question: of the platform only, not of its replay."""

        def found() -> int:
            rows = self.platform.rows("hotline", f"SELECT count(*) AS n FROM request WHERE {question}")
            return int(rows[0]["n"])

        poll(lambda: self._alive() and found() >= count, PATIENCE, f"{count} requests of which {question}")
        running = self.platform.processes["embedded"].running
        assert running is not None
        running.kill()
        running.wait()
        self.said[-1] = self.log[self._begun :]
        self.seen_at_kills.append(found())

    def _alive(self) -> bool:
        assert self.platform.processes["embedded"].alive, self.log[-3000:]
        return True
