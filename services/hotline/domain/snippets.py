"""The part of a text that shows best why a search found it, and the places in it that matched."""

from __future__ import annotations

from collections.abc import Collection

from linli.contracts.hotline.knowledge import Mark
from services.hotline.domain.ngrams import Place, is_lone, places

LENGTH = 80
"""Characters of a snippet."""
LEAD = 12
"""Characters shown before the first match."""


def matches(text: str, wanted: Collection[str]) -> list[Place]:
    """The places of the wanted terms in the text, in order; a lone character wherever it stands."""
    lone = {term for term in wanted if is_lone(term)}
    found = []
    for one in places(text, written=True):
        if one.term in wanted:
            found.append(one)
        elif one.term[0] in lone:
            found.append(Place(one.term[0], one.start, one.start + 1))
    return found


def marks(found: list[Place], start: int = 0, end: int | None = None) -> tuple[Mark, ...]:
    """The places within `start` and `end` as marks that do not touch each other, counted from `start`."""
    joined: list[tuple[int, int]] = []
    for one in found:
        if one.start < start or (end is not None and one.end > end):
            continue
        if joined and one.start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], one.end))
        else:
            joined.append((one.start, one.end))
    return tuple(Mark(start=first - start, end=last - start) for first, last in joined)


def snippet(text: str, wanted: Collection[str], length: int = LENGTH) -> tuple[str, tuple[Mark, ...]]:
    """At most `length` characters of the text with the most different wanted terms, and the marks in it."""
    found = matches(text, wanted)
    best = max(found, key=lambda one: (_different(found, one.start, length), -one.start), default=None)
    start = max(0, min(best.start - LEAD if best else 0, len(text) - length))
    return text[start : start + length], marks(found, start, start + length)


def _different(found: list[Place], start: int, length: int) -> int:
    return len({one.term for one in found if start <= one.start and one.end <= start + length - LEAD})
